package members

import (
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"

	"ittihad/kernel/sheet"
	"ittihad/pure/arabic"
)

// fileFields are what a column of a file may hold: the facts that have values,
// and those that need more than a value. A telephone or an address is kept once:
// beside the name of a representative it is that person's, unless the column says
// that it is the office's.
var fileFields = append([]string{"number", "registered_on", "standing", "dues_until", "representative_ar", "representative_en",
	"office_phone", "office_email"}, valueFields...)

// saidFields are what a row says, when it is known whose contacts it holds.
var saidFields = append([]string{"registered_on", "standing", "dues_until", "representative_ar", "representative_en",
	"representative_phone", "representative_email"}, valueFields...)

// headers are how people head the columns. A heading without a language (name,
// city, representative, post) takes it from what stands below.
var headers = map[string]string{
	"number":            "number, no, nr, #, member number, membership number, رقم, الرقم, م, رقم العضوية, الرقم المتسلسل, sıra no, no, üye no, numara",
	"name_ar":           "name ar, arabic name, الاسم, اسم المنظمة, اسم الجمعية, المنظمة, الجمعية, الاسم بالعربية, اسم المنظمة بالعربية, arapça adı, arapça ad",
	"name_en":           "name en, name, english name, organisation, organization, organisation name, organization name, member, الاسم بالانكليزية, الاسم بالإنجليزية, الاسم اللاتيني, ingilizce adı, ingilizce ad",
	"name_tr":           "name tr, turkish name, ad, adı, kuruluş, kuruluş adı, dernek adı, kurum adı, türkçe adı, türkçe ad, الاسم بالتركية",
	"field":             "field, field of work, sector, work, المجال, مجال العمل, القطاع, الاختصاص, التخصص, alan, çalışma alanı, faaliyet alanı, sektör",
	"city_ar":           "city ar, المدينة, المكان, المقر, الموقع, مكان العمل, العنوان",
	"city_en":           "city en, city, place, town, location, seat",
	"city_tr":           "city tr, şehir, il, yer, merkez",
	"country":           "country, الدولة, البلد, ülke",
	"places":            "places, places of work, areas, مناطق العمل, أماكن العمل, çalışma bölgeleri, bölgeler",
	"founded":           "founded, founding year, year founded, established, سنة التأسيس, تاريخ التأسيس, عام التأسيس, kuruluş yılı, kuruluş tarihi",
	"registered_on":     "registered on, registered, registration date, date of registration, joined, member since, تاريخ التسجيل, تاريخ الانتساب, تاريخ القبول, kayıt tarihi, üyelik tarihi",
	"standing":          "status, standing, state, membership, الحالة, حالة العضوية, صفة العضوية, الوضع, نوع العضوية, durum, üyelik durumu",
	"dues_until":        "dues until, paid until, dues paid until, الاشتراك حتى, مسدد حتى, aidat bitiş, aidat ödendi",
	"refreshed_on":      "refreshed on, updated, last update, تاريخ التحديث, آخر تحديث, güncelleme tarihi, son güncelleme",
	"licence":           "licence, license, licence number, license number, registration number, رقم الترخيص, الترخيص, رقم الإشهار, رقم التسجيل, ruhsat, ruhsat no, kütük no, sicil no",
	"registrar":         "registrar, registered with, licensing authority, جهة الترخيص, الجهة المرخصة, مكان التسجيل, kayıt makamı, ruhsat veren",
	"aims":              "aims, goals, objectives, الأهداف, أهداف المنظمة, amaç, amaçlar, hedefler",
	"projects":          "projects, المشاريع, المشروعات, projeler",
	"activities":        "activities, الأنشطة, النشاطات, faaliyetler, etkinlikler",
	"role_ar":           "role ar, post ar, الصفة, المنصب, صفة الممثل, المسمى الوظيفي",
	"role_en":           "role en, role, post, post en, position, title",
	"role_tr":           "role tr, görevi, görev, unvan, ünvan",
	"phone":             "phone, telephone, tel, mobile, gsm, whatsapp, الهاتف, رقم الهاتف, الجوال, الموبايل, هاتف, جوال, telefon, telefon no, cep, cep telefonu",
	"email":             "email, e mail, mail, البريد, البريد الإلكتروني, الإيميل, ايميل, e posta, eposta",
	"office_phone":      "office phone, office telephone, organisation phone, organization phone, هاتف المنظمة, هاتف المكتب, هاتف الجمعية, kuruluş telefonu, dernek telefonu, ofis telefonu",
	"office_email":      "office email, organisation email, organization email, بريد المنظمة, بريد المكتب, بريد الجمعية, kuruluş e posta, dernek e posta",
	"languages":         "languages, language, اللغات, اللغة, diller, dil",
	"representative_ar": "representative ar, الممثل, اسم الممثل, ممثل المنظمة, المندوب, المسؤول, اسم المسؤول, الشخص المسؤول, جهة الاتصال",
	"representative_en": "representative en, representative, contact, contact person, delegate, temsilci, temsilci adı, yetkili, sorumlu",
}

var fieldsByHeader = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for field, list := range headers {
		m[arabic.Key(field)] = field
		for h := range strings.SplitSeq(list, ",") {
			if k := arabic.Key(h); k != "" && m[k] == "" {
				m[k] = field
			}
		}
	}
	return m
})

// openTable opens a file whose header names columns of the roll.
func openTable(file io.ReaderAt, size int64, o Options) (*sheet.Table, error) {
	return sheet.Open(file, size, sheet.Options{Encoding: o.Encoding, Separator: o.Separator, Headings: func(cells []string) int {
		return len(slices.DeleteFunc(guessColumns(cells, nil), func(f string) bool { return f == "" }))
	}})
}

// guessColumns says what each column seems to hold, "" for what it cannot tell.
// A field is guessed once: the first column has it.
func guessColumns(header []string, samples [][]string) []string {
	out := make([]string, len(header))
	for i, h := range header {
		f := fieldsByHeader()[arabic.Key(h)]
		if base, _, ok := cutLanguage(f); ok && !namesLanguage(h) {
			f = inLanguage(base, f, scriptOf(samples, i))
		}
		if f != "" && !slices.Contains(out, f) {
			out[i] = f
		}
	}
	return out
}

// cutLanguage parts a field that has languages: name_ar is name in ar.
func cutLanguage(field string) (base, lang string, ok bool) {
	for _, lang := range []string{"ar", "en", "tr"} {
		if base, ok := strings.CutSuffix(field, "_"+lang); ok {
			return base, lang, true
		}
	}
	return field, "", false
}

// namesLanguage says whether a heading says in which language the column is.
func namesLanguage(header string) bool {
	k := " " + arabic.Key(header) + " "
	return slices.ContainsFunc([]string{" ar ", " en ", " tr ", "arab", "english", "turkish", "ingilizce", "turkce", "عربي", "انكليزي",
		"انجليزي", "لاتيني", "تركي"}, func(w string) bool { return strings.Contains(k, w) })
}

// inLanguage gives a field the language of what stands below its heading.
func inLanguage(base, field, script string) string {
	lang := script
	if script == "latin" {
		if !strings.HasSuffix(field, "_ar") {
			return field
		}
		lang = "en"
	}
	if to := base + "_" + lang; slices.Contains(fileFields, to) {
		return to
	}
	return field
}

// scriptOf is ar, tr, latin, or empty for a column without letters.
func scriptOf(samples [][]string, column int) (script string) {
	for _, row := range samples {
		if column >= len(row) {
			continue
		}
		for _, c := range row[column] {
			switch {
			case unicode.Is(unicode.Arabic, c) && unicode.IsLetter(c):
				return "ar"
			case strings.ContainsRune("ğşıİŞĞ", c):
				script = "tr"
			case script == "" && unicode.Is(unicode.Latin, c):
				script = "latin"
			}
		}
	}
	return script
}

// checkColumns refuses columns that were corrected into what cannot be.
func checkColumns(columns []string, width int) (key string, ok bool) {
	seen := map[string]bool{}
	for _, f := range columns {
		switch {
		case f == "":
			continue
		case !slices.Contains(fileFields, f):
			return "members.no_such_column", false
		case seen[f]:
			return "members.column_twice", false
		}
		seen[f] = true
	}
	switch {
	case len(columns) != width:
		return "members.columns_count", false
	case !seen["name_ar"] && !seen["name_en"] && !seen["name_tr"]:
		return "members.no_name_column", false
	}
	return "", true
}
