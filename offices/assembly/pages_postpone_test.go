package assembly_test

import (
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/assembly"
)

// A sitting is postponed and then called off through its pages alone; everybody
// reads why, and the notice to forward is whole in each language.
func TestPutOffInPages(t *testing.T) {
	k, srv := site(t, convened, 5)
	k.Clock.Set(time.Date(2016, 12, 21, 9, 0, 0, 0, time.UTC))
	text := visit(t, srv, "sec", "ar", "/sittings/s", 422, "do", "assembly.postpone", "form", "postpone", "day", "2017-02-20", "hour", "11:00", "reason.ar", "عاصفة ثلجية", "decided_by.ar", "")
	has(t, "the refused postponement", text, "يُرجى ذكر الجهة", `value="عاصفة ثلجية"`)
	visit(t, srv, "sec", "ar", "/sittings/s", 303, "do", "assembly.postpone", "day", "٢٠/٢/٢٠١٧", "hour", "11:00", "reason.ar", "عاصفة ثلجية", "reason.en", "A snowstorm",
		"decided_by.ar", "مجلس الأمانة العامة", "decided_by.en", "The Council", "decided_by.tr", "Konsey")
	for who, path := range map[string]string{"ann": "/sittings/s", "r3": "/sittings/s", "sec": "/sittings/s/invitations"} {
		for lang, want := range map[string]string{"ar": "عاصفة ثلجية", "en": "A snowstorm", "tr": "Konsey"} {
			has(t, path+" in "+lang, visit(t, srv, who, lang, path, 200), want)
		}
	}
	has(t, "the notice", visit(t, srv, "sec", "tr", "/sittings/s/invitations", 200), "إشعار بتأجيل جلسة", "كان موعدها", "تبقى قائمة أصحاب الحق",
		"Notice, a sitting is postponed", "Duyuru, oturum ertelendi", "Monday", "Pazartesi", "الاثنين")
	for _, hidden := range []string{"assembly.postpone", "assembly.cancel"} {
		if strings.Contains(visit(t, srv, "ann", "ar", "/sittings/s", 200), hidden) {
			t.Error("anybody is offered ", hidden)
		}
	}
	visit(t, srv, "sec", "en", "/sittings/s", 303, "do", "assembly.cancel", "reason.ar", "حرب", "reason.en", "War", "decided_by.ar", "المجلس")
	for _, lang := range []string{"ar", "en", "tr"} {
		for _, p := range []struct{ who, path string }{{"sec", "/sittings"}, {"sec", "/sittings/s"}, {"ann", "/sittings/s"}, {"r3", "/sittings/s"}, {"p1", "/sittings/s/here"},
			{"sec", "/sittings/s/invitations"}, {"sec", "/sittings/s/plan"}, {"sec", "/sittings/s/officers"}, {"sec", "/sittings/s/list"}} {
			visit(t, srv, p.who, lang, p.path, 200)
		}
	}
	has(t, "the cancelled sitting", visit(t, srv, "ann", "en", "/sittings/s", 200), "The sitting was cancelled", "War")
	visit(t, srv, "sec", "ar", "/sittings/s/invitations", 303, "do", "assembly.serve", "all", "true", "step", "sent", "channel", "messenger")
}

// elect stands for the office that counts votes: it tells the sitting whom a poll
// elected.
var elect = kernel.Command[assembly.Election, kernel.None]{
	Name: "assembly.elect-in-a-test", Who: "a test",
	Stream: func(assembly.Election) string { return assembly.Stream("s") },
	May:    func(*kernel.Tx, assembly.Election) error { return nil },
	Do: func(tx *kernel.Tx, e assembly.Election) (kernel.None, error) {
		return kernel.None{}, assembly.Elected(tx, "s", e)
	},
}

// Whom a poll elected is seated with one tap, and not before there is a poll.
func TestTheElectedAreSeatedInPages(t *testing.T) {
	k, srv := site(t, convened, 5)
	for i := int64(1); i <= 3; i++ {
		_, err := kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: i, Channel: assembly.Hall})
		kerneltest.Must(t, 0, err)
	}
	_, err := kerneltest.Run(t, k, assembly.OpenSitting, secretary, assembly.Opening{Sitting: "s"})
	kerneltest.Must(t, 0, err)
	for _, lang := range []string{"ar", "en", "tr"} {
		if strings.Contains(visit(t, srv, "sec", lang, "/sittings/s/officers", 200), `value="v1"`) {
			t.Error("a poll that there is not is offered")
		}
	}
	visit(t, srv, "sec", "ar", "/sittings/s/officers", 303, "do", "assembly.staff", "role", "teller", "persons", "p4", "persons", "p5")
	_, err = kerneltest.Run(t, k, elect, secretary, assembly.Election{Poll: "v1", Office: assembly.Chair, Persons: []string{"p1"}, Carried: true})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, elect, secretary, assembly.Election{Poll: "v2", Office: assembly.Rapporteur, Persons: []string{"p2"}})
	kerneltest.Must(t, 0, err)
	text := visit(t, srv, "sec", "ar", "/sittings/s/officers", 200)
	has(t, "the officers", text, `value="v1"`, "انتُخب بالتصويت", "خالد الحموي")
	if strings.Contains(text, `value="v2"`) {
		t.Error("one who was not elected is offered to be seated")
	}
	visit(t, srv, "sec", "ar", "/sittings/s/officers", 303, "do", "assembly.seat-officers", "how", "poll", "poll", "v1")
	if strings.Contains(visit(t, srv, "sec", "ar", "/sittings/s/officers", 200), `value="v1"`) {
		t.Error("who is seated is offered again")
	}
}
