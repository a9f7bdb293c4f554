package arabic

// Languages of [MonthNames] and [WeekdayNames]. Arabic months are named as in
// Syria and the Levant (كانون الثاني), Egyptian ones as in Egypt, the Gulf and
// the wider press (يناير).
const (
	Arabic   = "ar"
	Egyptian = "ar-EG"
	English  = "en"
	Turkish  = "tr"
)

var monthNames = map[string][12]string{
	Arabic: {"كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
		"تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"},
	Egyptian: {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
		"يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
	English: {"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December"},
	Turkish: {"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran",
		"Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"},
}

var weekdayNames = map[string][7]string{
	Arabic:  {"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"},
	English: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	Turkish: {"Pazar", "Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi"},
}

// MonthNames returns the names of the twelve months, January first, in [Arabic],
// [Egyptian], [English] or [Turkish].
func MonthNames(lang string) [12]string { return monthNames[lang] }

// WeekdayNames returns the names of the days of the week, Sunday first, in
// [Arabic], [English] or [Turkish].
func WeekdayNames(lang string) [7]string { return weekdayNames[lang] }

// otherMonths are further ways in which months are written: short forms, the
// Maghreb's names, variant spellings. A line for each month.
var otherMonths = [12]string{
	"كانون ثاني، ك٢، جانفي، jan, oca",
	"فيفري، feb, şub",
	"mar",
	"ابريل، أفريل، apr, nis",
	"نوار، ماي، may",
	"يونيه، جوان، jun, haz",
	"يوليه، يوليوز، جويلية، جويليه، jul, tem",
	"أوت، غشت، aug, ağu",
	"شتنبر، sep, sept, eyl",
	"تشرين أول، ت١، oct, eki",
	"تشرين ثاني، ت٢، نونبر، nov, kas",
	"كانون أول، ك١، دجنبر، dec, ara",
}

// otherWeekdays are short forms and variants, from Sunday.
var otherWeekdays = [7]string{
	"sun, paz", "الإثنين، اثنين، mon, pzt", "الثلاثا، tue, tues, sal", "الاربعا، wed, çar", "thu, thur, thurs, per",
	"fri, cum", "sat, cmt",
}
