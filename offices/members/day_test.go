package members_test

import (
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

// What is entered at one in the morning where the federation is is of that day,
// and not of the day before, which it still is in Greenwich.
func TestTodayIsTheFederationsDay(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		token, _, err := people.SetupLink(t.Context(), k.Kernel)
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, people.Found, kernel.Actor{}, people.Founding{Token: token, Name: words.Local{Ar: "اتحاد"}, Zone: "Asia/Damascus", Lang: "ar",
			Secretary: people.Secretary{Name: words.Local{Ar: "سعاد"}}})
		kerneltest.Must(t, 0, err)
		k.Clock.Set(time.Date(2017, 1, 15, 23, 30, 0, 0, time.UTC)) // 1:30 in Damascus
		o, err := kerneltest.Run(t, k, members.Register, secretary, members.Entry{Name: words.Local{Ar: "جمعية السراج"}})
		kerneltest.Must(t, 0, err)
		v := ask(t, k, members.SeeOrganisation, members.One{ID: o.ID})
		if v.AdmittedOn != "2017-01-16" || v.Today != "2017-01-16" {
			t.Errorf("%+v", v)
		}
		if d := ask(t, k, members.SeeActiveOn, members.Day{}); d.Day != "2017-01-16" || d.Registered != 1 {
			t.Errorf("%+v", d)
		}
		_, err = kerneltest.Run(t, k, members.Register, secretary, members.Entry{ID: o.ID, Name: words.Local{Ar: "رابطة"}})
		kerneltest.Refused(t, "members.id_taken", err)
	})
}
