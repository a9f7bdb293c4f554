package arabic

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestKey(t *testing.T) {
	for _, c := range [][2]string{
		// hamza, alef, ya, ta marbuta
		{"أحمد", "احمد"}, {"إحسان", "احسان"}, {"آمال", "امال"}, {"ٱلرحمن", "رحمن"},
		{"رؤى", "روي"}, {"رائد", "رايد"}, {"علاء", "علا"}, {"شؤون", "شوون"}, {"مؤسسة", "موسسه"},
		{"هدى", "هدي"}, {"هدي", "هدي"}, {"فاطمة", "فاطمه"}, {"فاطمه", "فاطمه"},
		{"ئازاد", "ازاد"}, {"a\u0654b", "ab"}, {"\u064a\u0654ازاد", "ازاد"},
		// marks, tatweel, superscript alef, controls
		{"مُحَمَّدٌ", "محمد"}, {"محمـــد", "محمد"}, {"الرحمٰن", "رحمن"}, {"هٰذا", "هذا"},
		{"\u202bخالد\u202c", "خالد"}, {"خا\u200dل\u200cد\u2069", "خالد"}, {"خا\u00adلد\ufeff", "خالد"},
		// other letters of the script
		{"کریم", "كريم"}, {"گوران", "كوران"}, {"پاریس", "باريس"}, {"چمن", "جمن"}, {"ڤيينا", "فيينا"},
		{"كوردستانێ", "كوردستاني"}, {"ہاشم", "هاشم"},
		// presentation forms
		{"ﻣﺤﻤﺪ", "محمد"}, {"ﻻفي", "لافي"}, {"ﺍﻟﺴﺎﻟﻢ", "سالم"}, {"بﹰ", "ب"}, {"ﷺ", "صلي الله عليه وسلم"},
		{"ﷲ", "الله"},
		// digits
		{"٢٠١٧", "2017"}, {"۲۰۱۷", "2017"}, {"２０１７", "2017"}, {"مدرسة ٣", "مدرسه 3"},
		// the article
		{"السالم", "سالم"}, {"العلي", "علي"}, {"الأب", "اب"}, {"مركز النور والسلام", "مركز نور والسلام"},
		{"الله", "الله"}, {"عبد الله", "عبد الله"}, {"عبدالله", "عبد الله"}, {"العبدالله", "عبد الله"},
		{"إلى", "الي"}, {"الى", "الي"}, {"ألف", "الف"}, {"آلاء", "الا"}, {"التي", "التي"},
		{"ألمانيا", "المانيا"}, {"المانيا", "المانيا"}, {"الألمانية", "المانيه"}, {"إلياس", "الياس"}, {"إلهام", "الهام"},
		{"التزام", "التزام"}, {"الالتزام", "التزام"}, {"الإلكتروني", "الكتروني"},
		{"المانحين", "مانحين"}, {"الأم", "ام"}, {"ال", "ال"}, {"آل ياسين", "ياسين"}, {"ال ال بيت", "بيت"},
		{"Al-Khatib", "khatib"}, {"el-Hatib", "hatib"}, {"Al", "al"}, {"Ali", "ali"}, {"al al", "al"},
		// attached particles stay
		{"للتنمية", "للتنميه"}, {"والصحة", "والصحه"}, {"وليد", "وليد"}, {"والدين", "والدين"},
		// compounds
		{"عبدالرحمن", "عبد رحمن"}, {"عبد الرحمن", "عبد رحمن"}, {"أبوالخير", "ابو خير"}, {"نورالدين", "نور دين"},
		{"خالدين", "خالدين"}, {"عبدالي", "عبدالي"},
		// Latin and Turkish
		{"İSTANBUL", "istanbul"}, {"ISPARTA", "isparta"}, {"ısparta", "isparta"}, {"I\u0307zmir", "izmir"},
		{"Şehba Çocuk Koruma Girişimi", "sehba cocuk koruma girisimi"}, {"Öncüler Gençlik Derneği", "onculer genclik dernegi"},
		{"Vekâlet", "vekalet"}, {"Straße", "strasse"}, {"Dar'a", "dara"}, {"Ra’ed ʿAli", "raed ali"}, {"Œuvre", "oeuvre"},
		// punctuation, spaces, nothing
		{"  رابطة   «الياسمين» (حمص) ", "رابطه ياسمين حمص"}, {"a.b-c_d", "a b c d"}, {"\tx\n\ny\r", "x y"},
		{"", ""}, {" .-– ", ""}, {"ءّـ", ""}, {"\xff\xfeA", "a"}, {"🌿 نور", "نور"},
	} {
		if got := Key(c[0]); got != c[1] {
			t.Errorf("Key(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

// What a typist may leave out or exchange must not part a name from itself.
func TestKeyIgnoresHowItIsTyped(t *testing.T) {
	for _, group := range [][]string{
		{"مؤسسة الإحسان", "موسسة الاحسان", "مؤسسه الأحسان", "مُؤسّسة  الإحسَان", "مؤسســة، الإحسان", "ﻣﺆﺳﺴﺔ الإحسان"},
		{"سلمى علي", "سلمي على", "سلمی علی"},
		{"Şükrü Işık", "SUKRU ISIK", "sukru isik", "şükrü ışık"},
		{"الشيخ مسكين", "شيخ مسكين", "الشّيخ مِسكين"},
		{"كريم", "کریم", "كـريـم"},
	} {
		for _, s := range group[1:] {
			if Key(s) != Key(group[0]) {
				t.Errorf("Key(%q) = %q, Key(%q) = %q", s, Key(s), group[0], Key(group[0]))
			}
		}
	}
}

// The order in which a telephone directory has them.
func TestKeyOrder(t *testing.T) {
	want := []string{
		"٣ آذار", "١٨ آذار", "Aleppo", "Çelik", "Damascus",
		"إبراهيم", "إحسان", "أحمد", "آدم", "الأسعد", "أسعد سالم", "أُسَيد", "ألمانيا", "الأمل", "أنس", "إيمان",
		"البردى", "بسمة", "تدمر", "الثريا", "جسور", "حلب", "الخابور", "خالد", "الدار", "ذكرى", "الرواد",
		"زيتون", "السراج", "الشهباء", "صالح", "الضياء", "طارق", "ظافر", "عبد الله", "عبدالمجيد", "عبد المحسن",
		"عُمر", "الغيث", "فاطمة", "قاسيون", "كرامة", "لينا", "محمد", "نور", "نور الدين", "نورا", "هدى", "وائل", "ياسر",
	}
	// 18 before 3: numbers sort by their digits, as in every file listing.
	want[0], want[1] = want[1], want[0]
	got := slices.Clone(want)
	rand.New(rand.NewSource(1)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(Key(a), Key(b)) })
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("place %d: %s, want %s\n%s", i, got[i], want[i], strings.Join(got, "، "))
		}
	}
}

// names draws texts of the kind that reaches Key: all the scripts, with marks,
// articles, particles, controls and damage.
func names() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"ال", "عبد", "ابو", "الدين", "الله", "وال", "لل", "al", "el", " ", "-", "'", "ـ", "ئ", "ي\u0654",
			"\u0654", "\u200c", "\u202e", "نور", "abdul", "din", "İ", "ı", "ş", "th", "sh", "ﷺ", "½", "ﹰ", "٣", "3", "\xff", "ك2"}),
		rapid.StringOfN(rapid.RuneFrom(nil, unicode.Arabic), 1, 6, -1),
		rapid.StringOfN(rapid.RuneFrom([]rune("اوليبمعنةىءأ")), 1, 6, -1),
		rapid.StringOfN(rapid.RuneFrom(nil, unicode.Latin), 1, 6, -1),
		rapid.StringOfN(rapid.RuneFrom([]rune("abdelhcgiknorstuyz")), 1, 8, -1),
		rapid.StringN(0, 5, -1),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 6), func(p []string) string { return strings.Join(p, "") })
}

func TestKeyProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkKey(t, names().Draw(t, "name"))
	})
}

type fataler interface{ Fatalf(string, ...any) }

func checkKey(t fataler, s string) {
	key := Key(s)
	if again := Key(key); again != key {
		t.Fatalf("Key(%q) = %q, folded again %q", s, key, again)
	}
	if strings.TrimSpace(key) != key || strings.Contains(key, "  ") {
		t.Fatalf("Key(%q) = %q has spaces to spare", s, key)
	}
	if up := Key(strings.ToUpper(key)); unicodeCaseIsSafe(key) && up != key {
		t.Fatalf("Key(%q) = %q, in capitals %q", s, key, up)
	}
	for _, r := range key {
		if r != ' ' && !unicode.In(r, unicode.L, unicode.N, unicode.Mc) {
			t.Fatalf("Key(%q) holds %q", s, r)
		}
	}
	if c := Key(Clean(s)); c != key {
		t.Fatalf("Key(%q) = %q, but %q once it is cleaned", s, key, c)
	}
}

// unicodeCaseIsSafe leaves out letters whose capitals Unicode gives no way back.
func unicodeCaseIsSafe(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 127 && !unicode.Is(unicode.Arabic, r) }) < 0
}

func TestKeyOfEveryCharacter(t *testing.T) {
	for r := rune(0); r <= 0xE01FF; r++ {
		if r == 0x20000 {
			r = 0xE0000 // between them, Han and nothing
		}
		s := foldRune(r)
		again := ""
		for _, p := range s {
			again += foldRune(p)
		}
		if s != again {
			t.Errorf("%U folds to %q, that to %q", r, s, again)
		}
	}
}

func BenchmarkKey(b *testing.B) {
	for name, s := range map[string]string{
		"arabic": "مؤسسة الخابور لرعاية الأيتام في ريف حلب",
		"latin":  "Khabour Foundation for Human Rights",
		"mixed":  "Şehba Çocuk Koruma Girişimi – ٱلرَّحْمٰن",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Key(s)
			}
		})
	}
}
