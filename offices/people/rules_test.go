package people

import (
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/words"
)

func TestTelephones(t *testing.T) {
	for typed, want := range map[string]string{
		"+963 944 123 456":    "+963944123456",
		"٠٠٩٦٣-٩٤٤-١٢٣٤٥٦":    "+963944123456",
		"00905321234567":      "+905321234567",
		"+90 (532) 123 45 67": "+905321234567",
		"+870 776 123456":     "+870776123456", // by satellite
		"+963555037984":       "+963555037984", // no table knows the operator
		"0944123456":          "",              // whose country?
		"+12":                 "",
		"+963 9":              "",
		"":                    "",
		"call me":             "",
		"+99999999999999999":  "",
	} {
		if got, ok := Phone(typed); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v; want %q", typed, got, ok, want)
		}
	}
	if got := ShownPhone("+963944123456"); got != "+963 944 123 456" {
		t.Error(got)
	}
}

func TestEmails(t *testing.T) {
	for s, want := range map[string]bool{
		"a@example.org": true, "a.b+c@mail.example.org": true,
		"a": false, "a@b": false, "A <a@example.org>": false, "a@example.org, b@example.org": false, "a b@example.org": false,
	} {
		if _, ok := email(s); ok != want {
			t.Errorf("%q: %v", s, ok)
		}
	}
}

func TestTidy(t *testing.T) {
	p, err := tidy(Person{Name: words.Local{Ar: " \u202eخـالد \u200f الحموي ", En: "Khaled  Hamwi"}, Phones: []string{"", "+963944123456", "00963 944123456"},
		Languages: []string{"AR", "ar", ""}, Address: "شارع\r\n\r\n\r\nحمص"})
	if err != nil {
		t.Fatal(err)
	}
	if p.Name.Ar != "خالد الحموي" || p.Name.En != "Khaled Hamwi" || len(p.Phones) != 1 || len(p.Languages) != 1 || p.Address != "شارع\n\nحمص" {
		t.Errorf("%+v", p)
	}
	for field, p := range map[string]Person{
		"name.ar":     {Name: words.Local{Ar: "ـ\u200f"}},
		"name.en":     {Name: words.Local{En: strings.Repeat("x", nameMax+1)}},
		"phones.0":    {Name: words.Local{Ar: "س"}, Phones: []string{"12"}},
		"emails.0":    {Name: words.Local{Ar: "س"}, Emails: []string{"12"}},
		"languages.0": {Name: words.Local{Ar: "س"}, Languages: []string{"12"}},
		"address":     {Name: words.Local{Ar: "س"}, Address: strings.Repeat("س", textMax+1)},
	} {
		_, err := tidy(p)
		if e := kernel.Refusal(err); e == nil || e.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err = tidy(Person{Phones: []string{"1"}, Emails: []string{"1"}})
	if e := kernel.Refusal(err); e == nil || len(e.All()) != 3 {
		t.Errorf("not all is told at once: %v", err)
	}
}

func TestWhoGivesWhat(t *testing.T) {
	sec := kernel.Actor{ID: "s", Grants: []kernel.Grant{{Role: "secretary"}}}
	chair := kernel.Actor{ID: "c", Grants: []kernel.Grant{{Role: "chair", Scope: "sitting/a"}}}
	for _, c := range []struct {
		by          kernel.Actor
		role, scope string
		may, fits   bool
	}{
		{sec, "secretary", "", true, true},
		{sec, "secretary", "sitting/a", false, false},
		{sec, "chair", "sitting/a", false, true},
		{sec, "chair", "", false, false},
		{sec, "desk", "sitting/a", false, true},
		{sec, "king", "sitting/a", false, false},
		{sec, "representative", "organisation/a", true, true},
		{sec, "representative", "sitting/a", false, false},
		{sec, "king", "", true, false},
		{chair, "teller", "sitting/a", false, true},
		{chair, "representative", "organisation/a", false, true},
		{chair, "secretary", "", false, true},
		{kernel.Actor{}, "desk", "sitting/a", false, true},
	} {
		if err := mayGive(c.by, c.role, c.scope, false); (err == nil) != c.may {
			t.Errorf("%s may give %s of %q: %v", c.by.ID, c.role, c.scope, err)
		}
		if err := roleFits(c.role, c.scope); (err == nil) != c.fits {
			t.Errorf("%s of %q: %v", c.role, c.scope, err)
		}
	}
}

func TestMasked(t *testing.T) {
	p := masked(Person{Phones: []string{"+963944123456", "+1", ""}, Emails: []string{"نور@example.org", "@"}, Address: "حمص"})
	if p.Phones[0] != "+963…56" || p.Emails[0] != "ن…@example.org" || p.Address != "…" {
		t.Errorf("%+v", p)
	}
}

func TestZones(t *testing.T) {
	for name, want := range map[string]bool{"Asia/Damascus": true, "Europe/Istanbul": true, "UTC": true, "": false, "Local": false, "../etc/passwd": false, "Moon/Sea": false} {
		if got := zoneOf(name) != nil; got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
