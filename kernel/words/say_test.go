package words

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"golang.org/x/text/feature/plural"
	"pgregory.net/rapid"
)

func readers(c *Catalogue) (arab, arLatn, en, tr *Printer) {
	return c.For(Reader{Lang: "ar"}), c.For(Reader{Lang: "ar", Digits: "latn"}),
		c.For(Reader{Lang: "en"}), c.For(Reader{Lang: "tr"})
}

// votes counts votes as the product's words have it.
func votes(t testing.TB) *Catalogue {
	return with(t,
		`{"x.votes": {"zero":"لا أصوات","one":"صوت واحد","two":"صوتان","few":"{0} أصوات","many":"{0} صوتًا","other":"{0} صوت"},
		  "x.of": {"by":"1","zero":"{0}: لا أصوات","one":"{0}: صوت واحد","two":"{0}: صوتان","few":"{0}: {1} أصوات","many":"{0}: {1} صوتًا","other":"{0}: {1} صوت"},
		  "x.two": "{0}، {1}", "x.days": "خلال ٣٠ يومًا، مادة 4", "x.braces": "{{0}} {0} }}{{"}`,
		`{"x.votes": {"one":"{0} vote","other":"{0} votes"}, "x.of": {"by":"1","zero":"{0}: no votes","one":"{0}: {1} vote","other":"{0}: {1} votes"},
		  "x.two": "{0}, {1}", "x.days": "within 30 days, article 4", "x.braces": "{{0}} {0} }}{{"}`,
		`{"x.votes": "{0} oy", "x.of": "{0}: {1} oy", "x.two": "{0}, {1}", "x.days": "30 gün içinde, madde 4", "x.braces": "{{0}} {0} }}{{"}`)
}

func TestCountedSentences(t *testing.T) {
	arab, latn, en, tr := readers(votes(t))
	tests := []struct {
		n                  int
		arab, latn, en, tr string
	}{
		{0, "لا أصوات", "لا أصوات", "0 votes", "0 oy"},
		{1, "صوت واحد", "صوت واحد", "1 vote", "1 oy"},
		{2, "صوتان", "صوتان", "2 votes", "2 oy"},
		{3, "٣ أصوات", "3 أصوات", "3 votes", "3 oy"},
		{10, "١٠ أصوات", "10 أصوات", "10 votes", "10 oy"},
		{11, "١١ صوتًا", "11 صوتًا", "11 votes", "11 oy"},
		{33, "٣٣ صوتًا", "33 صوتًا", "33 votes", "33 oy"},
		{99, "٩٩ صوتًا", "99 صوتًا", "99 votes", "99 oy"},
		{100, "١٠٠ صوت", "100 صوت", "100 votes", "100 oy"},
		{101, "١٠١ صوت", "101 صوت", "101 votes", "101 oy"},
		{102, "١٠٢ صوت", "102 صوت", "102 votes", "102 oy"},
		{103, "١٠٣ أصوات", "103 أصوات", "103 votes", "103 oy"},
		{111, "١١١ صوتًا", "111 صوتًا", "111 votes", "111 oy"},
		{1000, "١٠٠٠ صوت", "1000 صوت", "1000 votes", "1000 oy"},
		{10003, "١٠٬٠٠٣ أصوات", "10,003 أصوات", "10,003 votes", "10.003 oy"},
		{10_000_000, "١٠٬٠٠٠٬٠٠٠ صوت", "10,000,000 صوت", "10,000,000 votes", "10.000.000 oy"},
		{10_000_001, "١٠٬٠٠٠٬٠٠١ صوت", "10,000,001 صوت", "10,000,001 votes", "10.000.001 oy"},
	}
	for _, tt := range tests {
		for _, c := range []struct {
			p    *Printer
			want string
		}{{arab, tt.arab}, {latn, tt.latn}, {en, tt.en}, {tr, tt.tr}} {
			if got := c.p.Say("x.votes", tt.n); got != c.want {
				t.Errorf("%s %d: %q, want %q", c.p.Lang(), tt.n, got, c.want)
			}
		}
	}
}

// The Arabic rule as CLDR words it, written out by hand.
func arabicForm(n int64) int {
	switch {
	case n <= 2:
		return int(n)
	case n%100 >= 3 && n%100 <= 10:
		return few
	case n%100 >= 11:
		return many
	}
	return other
}

func TestFormsOfEveryNumber(t *testing.T) {
	check := func(n int64) {
		if got := formOf(ar, n); got != arabicForm(n) {
			t.Fatalf("ar %d: %s, want %s", n, formNames[got], formNames[arabicForm(n)])
		}
		want := other
		if n == 1 {
			want = one
		}
		for _, lang := range []int{en, tr} {
			if got := formOf(lang, n); got != want {
				t.Fatalf("%s %d: %s", codes[lang], n, formNames[got])
			}
		}
		if formOf(ar, n) != formOf(ar, -n) {
			t.Fatalf("%d and its negative differ", n)
		}
	}
	for n := range int64(20_000) {
		check(n)
	}
	for _, big := range []int64{1e6, 1e7, 2e7, 1e9, 1e12, math.MaxInt64 - 200} {
		for n := range int64(200) {
			check(big + n)
		}
	}
	formOf(ar, math.MinInt64)
	if len(fromCLDR) != forms || fromCLDR[plural.Other] != other {
		t.Error("the table of forms is incomplete")
	}
}

func TestByNamesTheCount(t *testing.T) {
	arab, _, en, tr := readers(votes(t))
	for _, tt := range []struct{ got, want string }{
		{en.Say("x.of", 7, 1), "7: 1 vote"},
		{en.Say("x.of", 1, 7), "1: 7 votes"},
		{en.Say("x.of", 1, 0), "1: no votes"},
		{arab.Say("x.of", 1, 11), "١: ١١ صوتًا"},
		{tr.Say("x.of", 1, 11), "1: 11 oy"},
		{en.Say("x.of", "hall", 1), "\u2068hall\u2069: 1 vote"},
		{en.Say("x.of", 7), "7: {1} votes"},
		{en.Say("x.votes", "a word", 1), "\u2068a word\u2069 vote"}, // the first integer decides
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

type state int

func (s state) String() string { return "open" }

type tally uint8

func TestArguments(t *testing.T) {
	arab, latn, en, tr := readers(votes(t))
	at := time.Date(2017, 1, 16, 16, 0, 0, 0, time.UTC)
	name := Local{Ar: "اتحاد", En: "Union"}
	tests := []struct {
		p    *Printer
		arg  any
		want string
	}{
		{en, "Ayla", "\u2068Ayla\u2069"},
		{arab, "Ayla 7", "\u2068Ayla 7\u2069"}, // what was typed keeps its digits
		{en, "", ""},
		{en, "\u202eevil\u2069\u200f", "\u2068evil\u2069"},
		{en, "\u202e", ""},
		{arab, Code("ITT-2017-04"), "\u2066ITT-2017-04\u2069"},
		{arab, Code("+90 555 010 01 01"), "\u2066+90 555 010 01 01\u2069"},
		{arab, Code("A\u202eB"), "\u2066AB\u2069"},
		{arab, name, "\u2068اتحاد\u2069"},
		{en, name, "\u2068Union\u2069"},
		{tr, name, "\u2068اتحاد\u2069"}, // no Turkish: Arabic first
		{arab, Local{}, ""},
		{arab, Msg{"x.votes", []any{12}}, "١٢ صوتًا"},
		{en, &Msg{"x.votes", []any{12}}, "12 votes"},
		{en, (*Msg)(nil), ""},
		{en, Msg{"x.two", []any{Msg{"x.votes", []any{1}}, Msg{Key: "x.none"}}}, "1 vote, [x.none]"},
		{en, at, "16 January 2017, 16:00 UTC"},
		{arab, 90 * time.Second, "دقيقة واحدة و٣٠ ثانية"},
		{en, int64(12345), "12,345"},
		{en, int32(-5), "-5"},
		{latn, uint16(5), "5"},
		{arab, tally(5), "٥"},
		{en, state(3), "\u2068open\u2069"},
		{en, errors.New("broken"), "\u2068broken\u2069"},
		{en, float64(12345), "12,345"}, // a count that went through JSON
		{en, 1.5, "1.5"},
		{tr, -1.5, "-1,5"},
		{arab, 1.5, "١٫٥"},
		{en, math.NaN(), "–"},
		{en, uint64(math.MaxUint64), "\u206818446744073709551615\u2069"},
		{en, nil, ""},
		{en, true, "\u2068true\u2069"},
	}
	for _, tt := range tests {
		if got := tt.p.Say("x.two", tt.arg, 1); got != tt.want+tt.p.Say("x.two", nil, 1) {
			t.Errorf("%s %T(%v): %q, want %q first", tt.p.Lang(), tt.arg, tt.arg, got, tt.want)
		}
	}
}

func TestDigitsInsideSentences(t *testing.T) {
	arab, latn, en, _ := readers(votes(t))
	for _, tt := range []struct{ got, want string }{
		{arab.Say("x.days"), "خلال ٣٠ يومًا، مادة 4"},
		{latn.Say("x.days"), "خلال 30 يومًا، مادة 4"},
		{en.Say("x.days"), "within 30 days, article 4"},
		{en.Say("x.braces", 3), "{0} 3 }{"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func TestMissingIsSaidNotHidden(t *testing.T) {
	c := with(t, `{"x.a": "أ"}`, `{}`, `{"x.a": "a {0}"}`)
	arab, _, en, tr := readers(c)
	for _, tt := range []struct{ got, want string }{
		{arab.Say("x.none", 1), "[x.none]"},
		{en.Say("x.a"), "[x.a]"}, // said in other languages alone
		{tr.Say("x.a"), "a {0}"}, // an argument was forgotten
		{arab.Say("x.a", 1, 2, 3), "أ"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
	if !arab.Has("x.a") || en.Has("x.a") || arab.Has("x.none") {
		t.Error("Has does not say what Say finds")
	}
}

func TestLanguages(t *testing.T) {
	c := New()
	for _, tt := range []struct{ asked, lang, dir, num string }{
		{"ar", "ar", "rtl", "٧"}, {"ar-SY", "ar", "rtl", "٧"}, {"en", "en", "ltr", "7"},
		{"en_GB", "en", "ltr", "7"}, {"tr-TR", "tr", "ltr", "7"}, {"", "ar", "rtl", "٧"}, {"fr", "ar", "rtl", "٧"},
	} {
		p := c.For(Reader{Lang: tt.asked})
		if p.Lang() != tt.lang || p.Dir() != tt.dir || p.Num(7) != tt.num {
			t.Errorf("%q: %s %s %s", tt.asked, p.Lang(), p.Dir(), p.Num(7))
		}
	}
	if got := c.For(Reader{Lang: "tr", Digits: "arab"}).Num(12345); got != "١٢٬٣٤٥" {
		t.Errorf("tr with Arabic-Indic digits: %q", got)
	}
}

func TestLocalFallsBack(t *testing.T) {
	for _, tt := range []struct {
		l    Local
		lang string
		want string
	}{
		{Local{"ع", "E", "T"}, "tr", "T"}, {Local{"ع", "E", "T"}, "en", "E"}, {Local{"ع", "E", "T"}, "ar", "ع"},
		{Local{"ع", "E", ""}, "tr", "ع"}, {Local{"", "E", ""}, "tr", "E"}, {Local{"", "", "T"}, "en", "T"}, {Local{}, "en", ""},
	} {
		if got := tt.l.In(tt.lang); got != tt.want {
			t.Errorf("%v in %s: %q, want %q", tt.l, tt.lang, got, tt.want)
		}
	}
}

// However a text is made, it cannot leave its isolate.
func TestNothingEscapesItsIsolate(t *testing.T) {
	_, _, en, _ := readers(votes(t))
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("aب1\u061c\u200e\u200f\u2028\u202a\u202e\u202f\u2065\u2066\u2067\u2068\u2069\u206a؛"))).Draw(t, "s")
		for _, r := range Clean(s) {
			if control(r) {
				t.Fatalf("%U is left of %q", r, s)
			}
		}
		for i, open := range []string{fsi, lri} {
			arg := []any{s, Code(s)}[i]
			want := ""
			if c := Clean(s); c != "" {
				want = open + c + pdi
			}
			if got := en.Say("x.two", arg, nil); got != want+", " {
				t.Fatalf("%q: %q", arg, got)
			}
		}
		if hasControl(s) != (Clean(s) != s) {
			t.Fatalf("the quick look at %q is wrong", s)
		}
	})
}

func TestContext(t *testing.T) {
	c := votes(t)
	ctx := Into(context.Background(), c.For(Reader{Lang: "en"}))
	at := time.Date(2017, 1, 16, 16, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ got, want string }{
		{Say(ctx, "x.votes", 3), "3 votes"},
		{Num(ctx, 12345), "12,345"},
		{Date(ctx, at), "16 January 2017"},
		{Clock(ctx, at), "16:00 UTC"},
		{Moment(ctx, at), "16 January 2017, 16:00 UTC"},
		{Say(context.Background(), "x.votes", 3), "[x.votes]"},
		{Num(context.Background(), 3), "٣"},
		{Say(Into(ctx, nil), "words.now"), "الآن"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func TestIsolatedStrings(t *testing.T) {
	if got := fmt.Sprint(Code("A1")); got != "\u2066A1\u2069" {
		t.Errorf("%q", got)
	}
	if got := Isolate("حمص\u200f"); got != "\u2068حمص\u2069" {
		t.Errorf("%q", got)
	}
}

func BenchmarkSay(b *testing.B) {
	c := votes(b)
	for _, lang := range Langs() {
		p := c.For(Reader{Lang: lang})
		b.Run(lang+"/count", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				p.Say("x.votes", 300+i%700)
			}
		})
		b.Run(lang+"/name", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Say("x.two", "جمعية الأمل للتنمية", nil)
			}
		})
	}
	zone, _ := time.LoadLocation("Asia/Damascus")
	p := c.For(Reader{Lang: "ar", Zone: zone})
	at := time.Date(2017, 1, 16, 16, 0, 0, 0, time.UTC)
	b.Run("ar/moment", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Moment(at)
		}
	})
}
