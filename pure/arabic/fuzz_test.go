package arabic

import (
	"errors"
	"testing"
	"time"
)

var seeds = []string{
	"", "مؤسسة الخابور لرعاية الأيتام", "الالتزام", "عبدالرحمن", "العبدالله", "نورالدين", "ئازاد", "ﷺ", "ﯪ", "بﹰ", "ۓ", "آل ياسين", "ال ال",
	"Khabour Foundation for Orphans", "İstanbul’da Çocuk", "Al-Khatib", "al al", "Deir ez-Zor", "Necmettin", "3omar", "가", "A㈎", "½", "ﬁ", "´",
	"\u202eabc\u200c\u0301", "ن\u200c\u0651ن", "a\r\n\n\nb", "\xff\xfe", "ـــ", "\U000E0041", "e\u0301\u0301\u0301\u0301\u0301\u0301",
}

func FuzzKey(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkKey(t, s) })
}

func FuzzClean(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkClean(t, s) })
}

func FuzzSimilarity(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, seeds[len(seeds)-1-i])
	}
	f.Add("خالد الحموي", "Halid Hamevi")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 2000 {
			return // time grows with the product of the words
		}
		checkSimilarity(t, a, b)
	})
}

func FuzzSearch(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, uint64(i))
	}
	f.Fuzz(func(t *testing.T, name string, cut uint64) {
		if len(name) > 2000 {
			return
		}
		checkFinds(t, name, cut)
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{
		"2017-01-16", "١٦/١/٢٠١٧", "16 كانون الثاني (يناير) 2017", "Jan 16th, 2017", "16 Ocak 2017 Pazartesi", "2017", "1/2017", "20170116",
		"2017-01-16T00:00:00Z", "31/4/2017", "16/1/17", "18 ربيع الثاني 1438 هـ", "ك2 2017", "6:00 م", "0/0/2000", "-1/1/2000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkClock(t, s)
		d, err := ParseDate(s)
		var e *ParseError
		if err != nil {
			if !errors.As(err, &e) || e.Problem == "" || d != (Date{}) {
				t.Fatalf("ParseDate(%q) = %v, %v", s, d, err)
			}
			return
		}
		for _, day := range func() []Date { a, b := d.Span(); return []Date{a, b} }() {
			real := time.Date(day.Year, time.Month(day.Month), day.Day, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
			if real != day.String() || day.Year < minYear || day.Year > maxYear {
				t.Fatalf("ParseDate(%q) = %v, which is %s", s, day, real)
			}
		}
		if again, err := ParseDate(d.String()); err != nil || again != d {
			t.Fatalf("ParseDate(%q) = %v, read again %v, %v", s, d, again, err)
		}
	})
}

func checkClock(t fataler, s string) {
	h, m, err := ParseClock(s)
	var e *ParseError
	if err != nil && (!errors.As(err, &e) || h != 0 || m != 0) || h < 0 || h > 23 || m < 0 || m > 59 {
		t.Fatalf("ParseClock(%q) = %d, %d, %v", s, h, m, err)
	}
}
