package arabic

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for _, c := range [][2]string{
		{"", ""}, {"plain text", "plain text"}, {"  a  b\t\nc ", "a b c"}, {"a\u00a0\u2003b", "a b"}, {" ", ""}, {"a ", "a"},
		{"\u202eمؤسسة\u202c \u2067x\u2069\u200e", "مؤسسة x"}, {"الـــنور", "النور"}, {"a\u200bb\u2060c\ufeffd\u00ade", "abcde"},
		{"e\u0301", "é"}, {"a\x00b\x07c\x1b[0m", "abc[0m"}, {"a\xffb", "ab"}, {"x\U000E0041y\ue000", "xy"},
		{"می\u200cخواهم", "می\u200cخواهم"}, {"می\u200c خواهم", "می خواهم"}, {"a\u200cb", "ab"}, {"ن\u200c", "ن"}, {"\u200cن", "ن"},
		{"ن\u200c\u200cن", "ن\u200cن"}, {"ﻣﺤﻤﺪ ﻻ", "محمد لا"}, {"بﹰ", "بً"}, {"محمد ﷺ", "محمد ﷺ"}, {"ﷲ", "الله"},
		{"مُحَمَّد", "مُحَمَّد"}, {"\u0651أ", "أ"}, {"ب \u0651", "ب"}, {"n" + strings.Repeat("\u0323", 40), "ṇ\u0323\u0323\u0323\u0323"},
		{"\u3164\u115f\u2800", ""}, {"شارع ١٢، بناء ٣٫٥", "شارع ١٢، بناء ٣٫٥"}, {"a\r\nb\rc", "a b c"},
	} {
		if got := Clean(c[0]); got != c[1] {
			t.Errorf("Clean(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

func TestCleanText(t *testing.T) {
	for _, c := range [][2]string{
		{" \n\n a  b \r\nc\u2028d\n\n\n\n e\n\n", "a b\nc\nd\n\ne"},
		{"أولًا\n\nثانيًا\u202e", "أولًا\n\nثانيًا"},
		{"one line", "one line"}, {"\n \t\n", ""}, {"a\rb", "a\nb"},
	} {
		if got := CleanText(c[0]); got != c[1] {
			t.Errorf("CleanText(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

func TestCleanProperties(t *testing.T) {
	text := rapid.OneOf(names(), rapid.StringOfN(rapid.RuneFrom(nil, unicode.Arabic, unicode.Mn, unicode.Cf, unicode.Zs, unicode.Cc), 0, 12, -1),
		rapid.StringOfN(rapid.RuneFrom([]rune("a\u0301\u0323ن\u200cـ \n\r\u0651ﹱ\u1100\u1161")), 0, 12, -1))
	rapid.Check(t, func(t *rapid.T) { checkClean(t, text.Draw(t, "text")) })
}

func checkClean(t fataler, s string) {
	for name, f := range map[string]func(string) string{"Clean": Clean, "CleanText": CleanText} {
		c := f(s)
		if again := f(c); again != c {
			t.Fatalf("%s(%q) = %q, cleaned again %q", name, s, c, again)
		}
		if !utf8.ValidString(c) || !norm.NFC.IsNormalString(c) {
			t.Fatalf("%s(%q) = %q is not valid UTF-8 in form C", name, s, c)
		}
		for _, r := range c {
			if r == '\n' && name == "CleanText" || r == '\u200c' {
				continue
			}
			if isInvisible(r) || isPresentation(r) || r != ' ' && unicode.IsSpace(r) {
				t.Fatalf("%s(%q) = %q holds %U", name, s, c, r)
			}
		}
	}
	if c := Clean(s); strings.Contains(c, "  ") || strings.TrimSpace(c) != c {
		t.Fatalf("Clean(%q) = %q has spaces to spare", s, c)
	}
}

// arabicDigits writes the digits 0 to 9 as ٠ to ٩.
func arabicDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '٠'
		}
		return r
	}, s)
}

func TestDigits(t *testing.T) {
	for _, c := range [][2]string{
		{"٠١٢٣٤٥٦٧٨٩", "0123456789"}, {"۰۱۲۳۴۵۶۷۸۹", "0123456789"}, {"١٬٢٣٤٫٥", "1,234.5"}, {"عدد ٣", "عدد 3"}, {"x", "x"}, {"", ""},
	} {
		if got := ToLatin(c[0]); got != c[1] {
			t.Errorf("ToLatin(%q) = %q, want %q", c[0], got, c[1])
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9a-zث ./-]{0,20}`).Draw(t, "s")
		if got := ToLatin(arabicDigits(s)); got != s {
			t.Fatalf("%q came back as %q", s, got)
		}
	})
}
