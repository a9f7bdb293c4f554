package words

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestNum(t *testing.T) {
	arab, latn, en, tr := readers(New())
	for _, tt := range []struct {
		n                  int64
		arab, latn, en, tr string
	}{
		{0, "٠", "0", "0", "0"},
		{2017, "٢٠١٧", "2017", "2017", "2017"}, // a year is not grouped
		{9999, "٩٩٩٩", "9999", "9999", "9999"},
		{10000, "١٠٬٠٠٠", "10,000", "10,000", "10.000"},
		{100000, "١٠٠٬٠٠٠", "100,000", "100,000", "100.000"},
		{1234567, "١٬٢٣٤٬٥٦٧", "1,234,567", "1,234,567", "1.234.567"},
		{-5, "\u061c-٥", "\u200e-5", "-5", "-5"},
		{-12345, "\u061c-١٢٬٣٤٥", "\u200e-12,345", "-12,345", "-12.345"},
		{math.MinInt64, "\u061c-٩٬٢٢٣٬٣٧٢٬٠٣٦٬٨٥٤٬٧٧٥٬٨٠٨", "\u200e-9,223,372,036,854,775,808",
			"-9,223,372,036,854,775,808", "-9.223.372.036.854.775.808"},
	} {
		for _, c := range []struct {
			p    *Printer
			want string
		}{{arab, tt.arab}, {latn, tt.latn}, {en, tt.en}, {tr, tt.tr}} {
			if got := c.p.Num(tt.n); got != c.want {
				t.Errorf("%s %d: %q, want %q", c.p.Lang(), tt.n, got, c.want)
			}
		}
	}
}

func TestDigits(t *testing.T) {
	arab, latn, _, _ := readers(New())
	const mixed = "مادة 12 فقرة ٣٤ بند ۵۶"
	if got := arab.Digits(mixed); got != "مادة ١٢ فقرة ٣٤ بند ٥٦" {
		t.Errorf("%q", got)
	}
	if got := latn.Digits(mixed); got != "مادة 12 فقرة 34 بند 56" {
		t.Errorf("%q", got)
	}
}

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]int64{
		"0": 0, "45": 45, "٤٥": 45, "۴۵": 45, " 45 ": 45, "+45": 45, "-45": -45, "−٤٥": -45, "007": 7,
		"1,234": 1234, "1.234": 1234, "١٬٢٣٤": 1234, "١،٢٣٤": 1234, "1 234 567": 1234567, "1\u00a0234": 1234, "1\u202f234": 1234,
		"1'234": 1234, "\u061c-١٢٬٣٤٥": -12345, "\u200e-5": -5, "\u2068172\u2069": 172,
		"9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64,
	} {
		if got, err := ParseNumber(s); err != nil || got != want {
			t.Errorf("%q: %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{
		"", " ", "-", "--5", "+-5", "five", "4x", "x4", "1,23", "12,34", "1,2345", "1,234.567", ",234", "1,", "1,,234", "1,23,456", "1234,567",
		"1.5", "9223372036854775808", "1e3", "0x10", "- 5", "1_000", "²",
	} {
		if n, err := ParseNumber(s); err == nil {
			t.Errorf("%q is read as %d", s, n)
		}
	}
}

func TestWhatNumWritesParseNumberReads(t *testing.T) {
	c := New()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		p := c.For(Reader{
			Lang:   rapid.SampledFrom(Langs()).Draw(t, "lang"),
			Digits: rapid.SampledFrom([]string{"", "arab", "latn"}).Draw(t, "digits"),
		})
		got, err := ParseNumber(p.Num(n))
		if err != nil || got != n {
			t.Fatalf("%d written %q is read as %d, %v", n, p.Num(n), got, err)
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"45", "١٬٢٣٤", "-1,234", "−5", "1.5", "", "1\u00a0234", "\u061c-١٢"} {
		f.Add(s)
	}
	en := New().For(Reader{Lang: "en"})
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNumber(s)
		if err != nil {
			return
		}
		if again, err := ParseNumber(en.Num(n)); err != nil || again != n {
			t.Errorf("%q: %d, then %d, %v", s, n, again, err)
		}
	})
}
