package assembly_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
)

func grants(id string, roles ...string) kernel.Actor {
	a := kernel.Actor{ID: id}
	for _, r := range roles {
		role, scope, _ := strings.Cut(r, "@")
		a.Grants = append(a.Grants, kernel.Grant{Role: role, Scope: scope})
	}
	return a
}

// site serves the federation; a session's name says who comes.
func site(t *testing.T, setting func(testing.TB, *kerneltest.Kernel, int), n int) (*kerneltest.Kernel, *httptest.Server) {
	k := kerneltest.Open(t, "sqlite", append(offices(), kernel.Office{Name: "ui", Text: ui.Text}))
	setting(t, k, n)
	who := map[string]kernel.Actor{"sec": secretary, "door": door, "cred": grants("cred", "credentials@sitting/s"), "ann": {ID: "ann"},
		"chair": grants("p1", "chair@sitting/s"), "p1": grants("p1"), "p2": grants("p2"), "r3": grants("p3", "representative@organisation/o3"),
		"tell": grants("t", "teller@sitting/s")}
	s := &web.Site{Kernel: k.Kernel, SignIn: "/in",
		Session: func(_ context.Context, token string) (kernel.Actor, web.Prefs, error) {
			return who[token], web.Prefs{}, nil
		},
		Program: func(context.Context, string) (kernel.Actor, error) { return kernel.Actor{}, nil },
		Frame:   func(*web.Visit) ui.Frame { return ui.Frame{Name: "اتحاد"} }}
	srv := httptest.NewServer(web.Handler(s))
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	return k, srv
}

// visit gets a page, or posts a form to it: pairs of a name and a value.
func visit(t *testing.T, srv *httptest.Server, who, lang, path string, code int, pairs ...string) string {
	t.Helper()
	method, form := "GET", url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		method = "POST"
		form.Add(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequestWithContext(t.Context(), method, srv.URL+path, strings.NewReader(form.Encode()))
	kerneltest.Must(t, 0, err)
	r.Header.Set("Accept-Language", lang)
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: "ittihad", Value: who})
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	kerneltest.Must(t, 0, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	text := string(kerneltest.Must(t, body, err))
	if res.StatusCode != code {
		t.Fatalf("%s %s as %s answers %d, want %d: %.2000s", method, path, who, res.StatusCode, code, mainOf(text))
	}
	for _, wrong := range []string{"[assembly.", "[ui.", "{0}", "{1}", "%!", "<script>", "style=", "0001"} {
		if strings.Contains(text, wrong) {
			at := strings.Index(text, wrong)
			t.Errorf("%s in %s says %q: …%s…", path, lang, wrong, text[max(0, at-60):min(len(text), at+80)])
		}
	}
	return text
}

// mainOf is what is worth reading of a page that went wrong.
func mainOf(text string) string { return text[max(0, strings.Index(text, "<main")):] }

func has(t *testing.T, where, text string, all ...string) {
	t.Helper()
	for _, s := range all {
		if !strings.Contains(text, s) {
			t.Errorf("%s does not say %q", where, s)
		}
	}
}

var pagesOfASitting = []struct{ who, path string }{
	{"sec", "/sittings"}, {"ann", "/sittings"}, {"sec", "/sittings/new"}, {"sec", "/sittings/s"}, {"ann", "/sittings/s"}, {"r3", "/sittings/s"},
	{"cred", "/sittings/s"}, {"door", "/sittings/s"}, {"sec", "/sittings/s/plan"}, {"sec", "/sittings/s/officers"}, {"chair", "/sittings/s/officers"},
	{"ann", "/sittings/s/list"}, {"cred", "/sittings/s/mandates"}, {"cred", "/sittings/s/mandates?letter=2"}, {"door", "/sittings/s/mandates?state=absent"},
	{"door", "/sittings/s/door"}, {"door", "/sittings/s/door?q=%D8%AE%D8%A7%D8%A8"}, {"tell", "/sittings/s/door?last=1"}, {"door", "/sittings/s/attendance"},
	{"sec", "/sittings/s/invitations"}, {"sec", "/sittings/s/invitations/texts"}, {"p1", "/sittings/s/here"}, {"p2", "/sittings/s/here"},
}

// busy is a sitting with something of everything in it.
func busy(t testing.TB, k *kerneltest.Kernel, n int) {
	convened(t, k, n)
	run := func(err error) { t.Helper(); kerneltest.Must(t, 0, err) }
	for i, channel := range []string{assembly.Hall, assembly.Remote, assembly.Telephone} {
		_, err := kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: int64(i + 1), Channel: channel})
		run(err)
	}
	_, err := kerneltest.Run(t, k, assembly.Nominate, secretary, assembly.Letter{Sitting: "s", Organisation: "o2", Letter: "scan", Hash: strings.Repeat("ab", 32),
		Substitutes: []assembly.Nominee{{Name: words.Local{Ar: "رنا القدسي"}}}})
	run(err)
	_, err = kerneltest.Run(t, k, assembly.WelcomeGuest, door, assembly.Welcome{Sitting: "s", Name: "مراسل وكالة", Kind: "press"})
	run(err)
	_, err = kerneltest.Run(t, k, assembly.Serve, secretary, assembly.Serving{Sitting: "s", Numbers: []int64{1, 2}, Step: "sent", Channel: "email"})
	run(err)
	_, err = kerneltest.Run(t, k, assembly.Object, secretary, assembly.Objecting{Sitting: "s", Organisation: "o1", About: "o6", Reason: "سُهي عنها"})
	run(err)
	_, err = kerneltest.Run(t, k, assembly.ProposeRollChange, secretary, assembly.Proposal{Sitting: "s", Organisation: "o6", Change: "add", Reason: "سُهي عنها"})
	run(err)
	_, err = kerneltest.Run(t, k, assembly.CloseSheet, secretary, assembly.One{Sitting: "s"})
	run(err)
	k.Clock.Later(3 * time.Minute)
	_, err = kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: 4})
	run(err)
}

// Every page is whole in three languages, and within its budget.
func TestPages(t *testing.T) {
	_, srv := site(t, busy, 5)
	var assets int
	for _, a := range ui.Assets() {
		assets += len(a.Brotli)
	}
	for _, lang := range []string{"ar", "en", "tr"} {
		for _, p := range pagesOfASitting {
			text := visit(t, srv, p.who, lang, p.path, 200)
			var small bytes.Buffer
			w := gzip.NewWriter(&small)
			w.Write([]byte(text))
			w.Close()
			limit := 28_000 // of 30 kB, less headers
			if strings.HasSuffix(p.path, "/here") {
				limit = 12_600
			}
			if all := assets + small.Len(); all > limit {
				t.Errorf("%s in %s: %d bytes with sheet and script, at most %d", p.path, lang, all, limit)
			}
		}
	}
}

// Who has no business on a page does not get it, and sees of others only what
// they may.
func TestPagesAreForWhoMay(t *testing.T) {
	_, srv := site(t, busy, 5)
	for _, p := range []struct {
		who, path string
		code      int
	}{
		{"ann", "/sittings/new", 403}, {"ann", "/sittings/s/plan", 403}, {"p1", "/sittings/s/door", 403}, {"p1", "/sittings/s/mandates", 403},
		{"p1", "/sittings/s/attendance", 403}, {"door", "/sittings/s/invitations", 403}, {"ann", "/sittings/s/here", 403},
		{"ann", "/sittings/nothing", 404}, {"ann", "/sittings/s/papers/" + strings.Repeat("ab", 32), 404},
	} {
		visit(t, srv, p.who, "ar", p.path, p.code)
	}
	for _, page := range []string{"/sittings/s", "/sittings/s/list", "/sittings"} {
		text := visit(t, srv, "ann", "ar", page, 200)
		for _, hidden := range []string{"الياسمين", "الزيتون", "دانا", "خالد", "القدسي", "مراسل"} {
			if strings.Contains(text, hidden) {
				t.Errorf("%s tells anybody of %s", page, hidden)
			}
		}
	}
	text := visit(t, srv, "p1", "ar", "/sittings/s/here", 200)
	if title := regexp.MustCompile(`<title>.*?</title>`).FindString(text); strings.Contains(title, "السراج") || strings.Contains(title, "الهيئة") {
		t.Error("the title tells: ", title)
	}
	text = visit(t, srv, "door", "ar", "/sittings/s/attendance", 200)
	has(t, "the sheet", text, "جمعية السراج", "منظمة محمية الاسم", "ملحق", "S-")
	if strings.Contains(text, "الياسمين") || strings.Contains(text, "دانا") {
		t.Error("the sheet names the protected")
	}
}

// A sitting is prepared, convened and checked in through its pages alone.
func TestFromPlanToOpeningInPages(t *testing.T) {
	k, srv := site(t, seed, 5)
	k.Clock.Set(time.Date(2016, 12, 20, 9, 0, 0, 0, time.UTC))
	post := func(who, path string, code int, pairs ...string) string {
		t.Helper()
		return visit(t, srv, who, "ar", path, code, pairs...)
	}
	text := post("sec", "/sittings/new", 422, "do", "assembly.draft", "form", "plan", "id", "s", "title.ar", "الهيئة العامة", "day", "2017-01-16", "zone", "Europe/Istanbul", "place.ar", "")
	has(t, "the refused plan", text, "يُرجى كتابة مكان الجلسة", "يُرجى كتابة الساعة", `value="الهيئة العامة"`)
	post("sec", "/sittings/new", 303, "do", "assembly.draft", "id", "s", "title.ar", "الهيئة العامة", "day", "2017-01-16", "hour", "11:00", "zone", "Europe/Istanbul",
		"place.ar", "إسطنبول", "place.en", "Istanbul", "remote_link", "https://meet.example/s", "kind", "ordinary", "remote_effect", "ratified", "notice_days", "١٥", "second_after", "60", "second_day", "", "second_hour", "", "record_date", "", "article", "المادة ١٢")
	has(t, "the draft", post("sec", "/sittings/s", 200), "توجيه الدعوة", "مسودة", "١١:٠٠", "إسطنبول (UTC+3)")
	post("sec", "/sittings/s/plan", 303, "do", "assembly.set-quorum", "kind", "bylaws", "quorum.num", "2", "quorum.den", "3", "quorum.base", "active")
	has(t, "the plan", post("sec", "/sittings/s/plan", 200), "ثلثا", "أكثر من نصف")
	post("sec", "/sittings/s", 303, "do", "assembly.convene")
	post("sec", "/sittings/s", 303, "do", "assembly.post-list")
	printed := post("sec", "/sittings/s/invitations", 200, "do", "assembly.print-invitations")
	has(t, "the printed invitations", printed, "خالد", "<svg class=\"qr\"", "جمعية السراج للتعليم")
	code := regexp.MustCompile(`[A-Z2-9]{12}`).FindString(printed)
	texts := post("sec", "/sittings/s/invitations/texts", 200, "do", "assembly.print-invitations")
	has(t, "the texts", texts, "دعوة رقم", "/in", "https://meet.example/s")
	post("sec", "/sittings/s/invitations", 303, "do", "assembly.serve", "all", "true", "step", "sent", "channel", "messenger")
	post("r3", "/sittings/s", 303, "do", "assembly.acknowledge", "organisation", "o3")
	post("sec", "/sittings/s/mandates", 303, "do", "assembly.accept", "all", "true")

	k.Clock.Set(kerneltest.Start)
	has(t, "the door", post("door", "/sittings/s/door?q="+code, 200), "جمعية السراج", "حضر في القاعة")
	post("door", "/sittings/s/door", 303, "do", "assembly.arrive", "code", code, "channel", "hall")
	has(t, "the door again", post("door", "/sittings/s/door?last=1", 200), "حاضر في القاعة", "غادر")
	has(t, "here", post("p2", "/sittings/s/here", 200), "أنا حاضر عن بُعد")
	post("p2", "/sittings/s/here", 303, "do", "assembly.join", "place", "الغوطة")
	has(t, "here again", post("p2", "/sittings/s/here", 200), "حضوركم مسجّل", "المطلوب ٣ من أصل ٥")
	has(t, "without the quorum", post("sec", "/sittings/s", 200), "لم يكتمل النصاب")
	post("door", "/sittings/s/door", 303, "do", "assembly.arrive", "mandate", regexp.MustCompile(`arrive-([0-9a-f-]{36})`).FindStringSubmatch(post("door", "/sittings/s/door?q=3", 200))[1], "channel", "telephone")
	has(t, "with it", post("sec", "/sittings/s", 200), "افتتاح الجلسة", "مكتمل")
	post("sec", "/sittings/s", 303, "do", "assembly.open")
	post("sec", "/sittings/s/officers", 422, "do", "assembly.seat-officers", "form", "seat", "how", "acclamation", "chair", "p1", "tellers", "p2", "tellers", "")
	post("sec", "/sittings/s/officers", 303, "do", "assembly.seat-officers", "how", "acclamation", "chair", "p1", "rapporteur", "", "tellers", "p2", "tellers", "p3", "drafting", "", "drafting", "", "poll", "")
	has(t, "the officers", post("chair", "/sittings/s/officers", 200), "خالد الحموي")
	post("sec", "/sittings/s/officers", 303, "do", "assembly.staff", "role", "desk", "persons", "p5")
}
