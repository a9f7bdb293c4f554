package arabic

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	arabicFirst = 0x0600
	arabicLast  = 0x06FF
	latinEnd    = 0x0250
	hamzaYeh    = 'ئ'
	hamzaBarree = 'ۓ'
	hamzaAbove  = '\u0654'
)

var (
	foldASCII  = asciiTable()
	foldLatin  = foldRange(0, latinEnd)
	foldArabic = foldRange(arabicFirst, arabicLast+1)
)

func asciiTable() (t [128]byte) {
	for r := range t {
		if s := foldRune(rune(r)); s != "" {
			t[r] = s[0]
		}
	}
	return t
}

func foldRange(from, to rune) []string {
	t := make([]string, 0, to-from)
	for r := from; r < to; r++ {
		t = append(t, foldRune(r))
	}
	return t
}

// foldRune returns what one character becomes in a key: "" if it leaves no
// trace, " " if it parts words. What it returns folds to itself.
func foldRune(r rune) string {
	if s, ok := foldSpecial[r]; ok {
		return s
	}
	if c := norm.NFC.String(string(r)); c != string(r) {
		return foldString(c)
	}
	if l := unicode.ToLower(r); l != r && r != 'İ' {
		return foldRune(l)
	}
	if d := norm.NFKD.String(string(r)); d != string(r) {
		return foldString(d)
	}
	switch {
	case isLineEnd(r) || r == '\t' || r == '\r':
		return " "
	case isInvisible(r) || r == unicode.ReplacementChar || unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm):
		return ""
	case unicode.In(r, unicode.L, unicode.N, unicode.Mc):
		return string(r)
	}
	return " "
}

func foldString(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(foldRune(r))
	}
	return b.String()
}

// foldSpecial holds what neither Unicode's decompositions nor its cases say.
var foldSpecial = specials(map[string]string{
	"":   "ء'’‘`´′ʹʼʻʿʾ\u034f\u115f\u1160\u3164\uffa0",
	"ا":  "ٱٲٳٵ",
	"ب":  "پٻڀ",
	"ت":  "ٹٺټٽٿ",
	"ج":  "چڃڄڇ",
	"خ":  "ځڅ",
	"د":  "ڈډڊڋڌڍڎڏڐ",
	"ر":  "ڑڒړڔڕږڙ",
	"ز":  "ژ",
	"س":  "ښڛڜ",
	"غ":  "ڠ",
	"ف":  "ڡڢڣڤڥڦ",
	"ق":  "ڧڨ",
	"ك":  "کڪګڬڭڮگڰڱڲڳڴ",
	"ل":  "ڵڶڷڸ",
	"ن":  "ںڻڼڽڹ",
	"ه":  "ةھہۃەۀۂ",
	"و":  "ۄۅۆۇۈۉۊۋۏ",
	"ي":  "ىیۍێېۑےۓ",
	"i":  "ı",
	"ss": "ß",
	"ae": "æ",
	"oe": "œ",
	"o":  "ø",
	"d":  "đð",
	"l":  "ł",
	"th": "þ",
	"e":  "əǝ",
	"0":  "٠۰", "1": "١۱", "2": "٢۲", "3": "٣۳", "4": "٤۴",
	"5": "٥۵", "6": "٦۶", "7": "٧۷", "8": "٨۸", "9": "٩۹",
})

func specials(by map[string]string) map[rune]string {
	t := map[rune]string{}
	for to, from := range by {
		for _, r := range from {
			t[r] = to
		}
	}
	return t
}

// keepsArticle lists folded words that begin with ال without its being the
// article. Where the same letters are also a common word with the article
// (الأم and آلام, السنة and ألسنة, الغاز and ألغاز), the article wins.
var keepsArticle = setOf(`
	الله اللهم التي الذي الذين اللذين اللاتي اللواتي الان الاف الفيه الفه الفت الفا الين
	الينا اليه اليها اليهم اليكم اليات اليا الياس اليان اليانا اليزابيث اليزا اليسا اليكس اليكسا الياف
	المانيا الماني المانيه المان الما الماس المازه المنيوم الومنيوم البانيا البوم البرت البير
	الفريد الفونس الكس الكسندر الكسندرا الكساندر الكساندرا الكسي الكترون الكتروني الكترونيه
	الكترونيا الكترونيات الهام الهه الهي الهيه الطاف التاي التون الزا السا الزهايمر الواح الوان
	العاب الحان الحاق الزام الزامي الزاميه الغا القا
	التزام التزامات التحاق التقا التيام التماس التماسات التهاب التهابات التفاف التفات التصاق
	التباس التقاط التوا`)

// deenNames are what stands before الدين in names that are also written as one
// word.
var deenNames = setOf(`
	نور سيف صلاح عز جمال شمس بدر علا ضيا بها نجم فخر محي محيي خير تاج زين كمال حسام عماد شرف
	شهاب ناصر سعد امين تقي جلال رضي ركن زكي ظهير غياث قطب مجد معز معين موفق نصر نصير وجيه برهان
	اسد سراج صفي عفيف سنا بها نظام صدر صارم حسن علم كرم محب مهذب`)

func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}
