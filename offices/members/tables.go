package members

import (
	"maps"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"ittihad/pure/arabic"
)

// How people write the known fields of work.
var fieldWords = map[string]string{
	"agriculture":      "زراعة، الزراعة والثروة الحيوانية، أمن غذائي، agriculture, farming, food security, tarım, gıda güvenliği",
	"child-protection": "حماية الطفل، حماية الطفولة، طفولة، child protection, children, çocuk koruma, çocuk",
	"culture":          "ثقافة، فنون، culture, arts, kültür, kültür sanat",
	"development":      "تنمية، تنموي، development, kalkınma",
	"education":        "تعليم، تربية، تعليمي، education, teaching, eğitim",
	"health":           "صحة، طبي، رعاية صحية، health, medical, sağlık",
	"human-rights":     "حقوق الإنسان، حقوق، حقوقي، human rights, rights, insan hakları",
	"legal-aid":        "مساعدة قانونية، دعم قانوني، قانون، legal aid, legal, hukuki yardım, hukuk",
	"media":            "إعلام، إعلامي، media, press, medya, basın",
	"orphans":          "أيتام، رعاية الأيتام، كفالة الأيتام، orphans, orphan care, yetim, yetimler",
	"relief":           "إغاثة، إغاثي، عمل إنساني، relief, humanitarian, insani yardım, yardım",
	"shelter":          "مأوى، إيواء، shelter, housing, barınma",
	"water":            "مياه، مياه وإصحاح، المياه والإصحاح، water, water and sanitation, wash, su, su ve hijyen",
	"women":            "مرأة، نساء، شؤون المرأة، تمكين المرأة، women, women's empowerment, kadın",
	"youth":            "شباب، youth, gençlik",
}

var fieldsByWord = sync.OnceValue(func() map[string]string {
	m := byWord(fieldWords)
	for field := range fieldWords {
		m[arabic.Key(field)] = field
	}
	return m
})

// fieldOf is the known field of work that a text names in any of the three
// languages, else the text itself.
func fieldOf(s string) string {
	s = arabic.Clean(s)
	if f, ok := fieldsByWord()[arabic.Key(s)]; ok {
		return f
	}
	return s
}

// Names that people use beside the ones of the tables.
var countryWords = map[string]string{
	"SY": "سورية، سوريا، Suriye, Syrian Arab Republic", "TR": "تركيا، تركية، Turkey, Türkiye, Turkiye", "SA": "السعودية، KSA, Suudi Arabistan",
	"AE": "الإمارات، UAE, BAE", "GB": "بريطانيا، UK, Britain, England, İngiltere", "US": "أمريكا، أميركا، USA, America, ABD, Amerika",
	"DE": "ألمانيا، Almanya", "IQ": "عراق", "EG": "مصر، Mısır", "PS": "فلسطين، Palestine, Filistin", "XK": "كوسوفو",
}

var countriesByName = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	namers := []display.Namer{display.Regions(language.Arabic), display.Regions(language.English), display.Regions(language.Turkish)}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			r, err := language.ParseRegion(code)
			if err != nil || !r.IsCountry() || r.Canonicalize().String() != code {
				continue
			}
			m[strings.ToLower(code)], m[strings.ToLower(r.ISO3())] = code, code
			for _, n := range namers {
				m[arabic.Key(n.Name(r))] = code
			}
		}
	}
	maps.Copy(m, byWord(countryWords))
	delete(m, "")
	return m
})

// countryOf is the code of the country that a text names: its code or its name
// in any of the three languages. None at all is ok.
func countryOf(s string) (string, bool) {
	k := arabic.Key(s)
	if k == "" {
		return "", true
	}
	code, ok := countriesByName()[k]
	return code, ok
}

// CountryName is how a country is called in a language of the interface.
func CountryName(lang, code string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return display.Regions(language.Make(lang)).Name(r)
}

// How files name standings and languages.
var (
	standingWords = map[string]string{
		Applied:    "applied, applicant, مقدمة طلب, طلب انتساب, başvurdu",
		Registered: "registered, member, مسجلة, مسجل, منتسبة, منتسب, عضو, kayıtlı, üye",
		Active:     "active, عاملة, عامل, فعالة, فعال, نشطة, نشط, عضو عامل, aktif, faal",
		Suspended:  "suspended, موقوفة, موقوف, معلقة, معلق, مجمدة, مجمد, askıda, askıya alındı",
		Left:       "left, withdrawn, resigned, منسحبة, منسحب, مستقيلة, ayrıldı, istifa",
		Expelled:   "expelled, مفصولة, مفصول, ihraç, ihraç edildi",
	}
	languageWords = map[string]string{
		"ar": "ar, عربي, عربية, arabic, arapça", "en": "en, انكليزي, انكليزية, انجليزي, انجليزية, english, ingilizce",
		"tr": "tr, تركي, تركية, turkish, türkçe", "ku": "ku, كردي, كردية, kurdish, kürtçe", "fr": "fr, فرنسي, فرنسية, french, fransızca",
		"de": "de, ألماني, ألمانية, german, almanca",
	}
	standingByWord = sync.OnceValue(func() map[string]string { return byWord(standingWords) })
	languageByWord = sync.OnceValue(func() map[string]string { return byWord(languageWords) })
)

func byWord(lists map[string]string) map[string]string {
	m := map[string]string{}
	for value, list := range lists {
		for w := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == '،' }) {
			m[arabic.Key(w)] = value
		}
	}
	return m
}

func standingFrom(s string) (string, bool) {
	v, ok := standingByWord()[arabic.Key(s)]
	return v, ok
}
