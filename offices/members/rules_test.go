package members

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// Spans of days say of every day what the history says, read line by line: the
// last line that stands and had begun. They touch and do not overlap.
func TestSpansAreTheHistory(t *testing.T) {
	days := []string{"2016-01-01", "2016-01-02", "2016-01-03", "2016-01-04", "2016-01-05", "2016-01-06"}
	rapid.Check(t, func(t *rapid.T) {
		var history []Decision
		at := 0
		for i := range rapid.IntRange(1, 8).Draw(t, "lines") {
			at = rapid.IntRange(at, len(days)-1).Draw(t, "day")
			d := Decision{Place: int64(i + 1), Standing: rapid.SampledFrom([]string{Registered, Active, Suspended}).Draw(t, "standing"), Since: days[at]}
			if rapid.IntRange(0, 3).Draw(t, "struck") == 0 {
				d.StruckAt = sqldb.Time{Time: kerneltest.Start}
			}
			history = append(history, d)
		}
		spans := spansOf(history)
		for _, day := range append(days, "2015-12-31", "2099-01-01") {
			want := ""
			for _, d := range history {
				if d.StruckAt.IsZero() && d.Since <= day {
					want = d.Standing
				}
			}
			got := ""
			for _, s := range spans {
				if s.since <= day && day < s.until {
					if got != "" {
						t.Fatalf("two spans on %s: %v", day, spans)
					}
					got = s.standing
				}
			}
			if got != want {
				t.Fatalf("on %s %q, want %q: %v", day, got, want, spans)
			}
		}
		if n := len(spans); n > 0 && spans[n-1].until != open {
			t.Fatalf("the last span ends: %v", spans)
		}
	})
}

func TestProposals(t *testing.T) {
	const day = "2017-01-16"
	for _, c := range []struct{ standing, admitted, dues, fresh, want, why string }{
		{Registered, "2016-01-01", "2016-12-31", "2016-06-01", Active, "admitted dues_paid fresh"},
		{Registered, "2016-01-01", "2016-10-18", "2016-06-01", Active, "admitted dues_paid fresh"}, // the last day of grace
		{Registered, "2016-01-01", "2016-10-17", "2016-06-01", "", ""},
		{Registered, "2016-01-01", "2016-12-31", "2015-12-13", Active, "admitted dues_paid fresh"}, // 400 days
		{Registered, "2016-01-01", "2016-12-31", "2015-12-12", "", ""},
		{Registered, "2017-01-17", "2016-12-31", "2016-06-01", "", ""}, // admitted tomorrow
		{Registered, "2016-01-01", "", "2016-06-01", "", ""},
		{Registered, "2016-01-01", "2016-12-31", "", "", ""},
		{Active, "2016-01-01", "", "", "", ""}, // what is not known is not held against anybody
		{Active, "2016-01-01", "2016-10-17", "2016-06-01", Registered, "dues_late"},
		{Active, "2016-01-01", "2016-10-17", "2015-12-12", Registered, "dues_late stale"},
		{Active, "2016-01-01", "2016-12-31", "2016-06-01", "", ""},
		{Suspended, "2016-01-01", "2016-12-31", "2016-06-01", "", ""}, // only a decision ends a suspension
		{Applied, "", "2016-12-31", "2016-06-01", "", ""},
	} {
		got, why := DefaultRule.propose(Organisation{Standing: c.standing, AdmittedOn: c.admitted, DuesUntil: c.dues, RefreshedOn: c.fresh}, day)
		if got != c.want || strings.Join(why, " ") != c.why {
			t.Errorf("%+v: %q %q", c, got, why)
		}
	}
}

// Every way between two standings is allowed or refused on purpose.
func TestStandingsThatMayFollow(t *testing.T) {
	all := []string{Applied, Registered, Active, Suspended, Left, Expelled, Merged}
	for from, want := range map[string]string{
		"":         "applied registered",
		Applied:    "registered left",
		Registered: "active suspended left expelled",
		Active:     "registered suspended left expelled",
		Suspended:  "registered active left expelled",
		Left:       "applied registered",
		Expelled:   "applied",
		Merged:     "",
	} {
		var got []string
		for _, to := range all {
			if mayFollow(from, to) {
				got = append(got, to)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("after %q: %v, want %s", from, got, want)
		}
	}
}

func TestWhatWritersVary(t *testing.T) {
	for _, c := range [][2]string{{"12/2015", "١٢ / ٢٠١٥"}, {"12/2015", "12-2015"}, {"12/2015", "12\\2015"}, {"A.12/b", "a12/B"}} {
		if licenceKey(c[0]) != licenceKey(c[1]) {
			t.Errorf("%q is not %q", c[0], c[1])
		}
	}
	if licenceKey("12/2015") == licenceKey("122015") {
		t.Error("the bar is lost")
	}
	for in, want := range map[string]string{"+963 932 123 456": "+963932123456", "00963932123456": "+963932123456", "٠٩٣٢١٢٣٤٥٦": "+963932123456", "": ""} {
		if got, ok := phoneOf(in, "SY"); got != want || !ok {
			t.Errorf("%q: %q", in, got)
		}
	}
	for _, in := range []string{"12", "+90555027913", "اتصلوا بنا"} {
		if _, ok := phoneOf(in, ""); ok {
			t.Errorf("%q can be dialled", in)
		}
	}
	for in, want := range map[[2]string]string{{"42430", "xlsx"}: "2016-03-01", {"40968", "xlsx-1904"}: "2016-03-01", {"1/3/2016", "csv"}: "2016-03-01",
		{"١ آذار ٢٠١٦", "csv"}: "2016-03-01", {"2016-03-01 00:00:00", "xlsx"}: "2016-03-01", {"42430", "csv"}: "", {"2016", "csv"}: "", {"31/2/2016", "csv"}: ""} {
		if got, ok := dateOf(in[0], in[1]); got != want || ok != (want != "") {
			t.Errorf("%v: %q", in, got)
		}
	}
	for in, want := range map[string]string{"سوريا": "SY", "Türkiye": "TR", "Turkey": "TR", "de": "DE", "ALMANYA": "DE", "المملكة العربية السعودية": "SA", "": ""} {
		if got, ok := countryOf(in); got != want || !ok {
			t.Errorf("%q: %q", in, got)
		}
	}
	for in, want := range map[string]string{"الصحة": "health", "Sağlık": "health", "حقوق الانسان": "human-rights", "نجارة": "نجارة"} {
		if got := fieldOf(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// Codes are drawn by lot, of a length that leaves most of them undrawn.
func TestCodes(t *testing.T) {
	for n, want := range map[int64]int{1: 4, 2000: 4, 2001: 6, 200_000: 6, 200_001: 8} {
		if c := drawCode(n); len(c) != want+2 || !strings.HasPrefix(c, "S-") {
			t.Errorf("a roll of %d: %s", n, c)
		}
	}
	var seen []string
	for range 50 {
		seen = append(seen, drawCode(1))
	}
	if slices.Sort(seen); len(slices.Compact(seen)) < 45 {
		t.Error("the lot repeats itself")
	}
}

func TestSuggestions(t *testing.T) {
	o := Organisation{Name: words.Local{Ar: "جمعية الزيتون للتنمية"}, City: words.Local{Ar: "حلب"}, Licence: "12/15", Registrar: "إدلب", Phone: "+963932123456"}
	for _, c := range []struct {
		other  Organisation
		shown  bool
		reason string
	}{
		{Organisation{Name: words.Local{Ar: "جمعيه الزيتون للتنميه"}}, true, "name"},
		{Organisation{Name: words.Local{En: "Zaytoun Association for Development"}, City: words.Local{Ar: "حلب"}}, true, "city name"},
		{Organisation{Name: words.Local{Ar: "جمعية الياسمين للصحة"}, City: words.Local{Ar: "حلب"}}, false, "city"},
		{Organisation{Name: words.Local{Ar: "جمعية الياسمين للصحة"}, Licence: "١٢ / ١٥"}, true, "licence"},
		{Organisation{Name: words.Local{Ar: "جمعية الياسمين للصحة"}, Licence: "12/15", Registrar: "حلب"}, false, ""},
		{Organisation{Name: words.Local{Ar: "جمعية الياسمين للصحة"}, Phone: o.Phone}, true, "phone"},
	} {
		s, back := suggest(o, c.other), suggest(c.other, o)
		if (s.Score >= worth) != c.shown || strings.Join(s.Reasons, " ") != c.reason || s.Score != back.Score || s.Score > 1000 {
			t.Errorf("%+v: %d %v", c.other, s.Score, s.Reasons)
		}
	}
}
