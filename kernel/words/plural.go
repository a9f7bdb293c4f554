package words

import (
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Langs are the languages of the interface, in the order in which a missing
// text falls back.
func Langs() []string { return []string{"ar", "en", "tr"} }

const (
	ar = iota
	en
	tr
	langs
)

var codes = [langs]string{"ar", "en", "tr"}

var tags = [langs]language.Tag{language.Arabic, language.English, language.Turkish}

// langIndex reads the language of a tag such as "ar" or "tr-TR". Arabic stands
// for what is not spoken here: it is the language of the house.
func langIndex(lang string) int {
	if len(lang) > 2 && (lang[2] == '-' || lang[2] == '_') {
		lang = lang[:2]
	}
	for i, c := range codes {
		if c == lang {
			return i
		}
	}
	return ar
}

// The plural forms, in the order in which grammars list them.
const (
	zero = iota
	one
	two
	few
	many
	other
	forms
)

var formNames = [forms]string{"zero", "one", "two", "few", "many", "other"}

var fromCLDR = map[plural.Form]int{
	plural.Zero: zero, plural.One: one, plural.Two: two,
	plural.Few: few, plural.Many: many, plural.Other: other,
}

// needed are the forms that an entry by count must have in each language.
var needed = [langs][]int{
	ar: {zero, one, two, few, many, other},
	en: {one, other},
	tr: {one, other},
}

// formOf returns the CLDR cardinal form of a whole number.
func formOf(lang int, n int64) int {
	// x/text takes large operands modulo this. The remainder alone would make
	// 10,000,001 an "exactly 1"; a number that large never is.
	const limit = 10_000_000
	u := magnitude(n)
	if u >= limit {
		u = limit + u%limit
	}
	return fromCLDR[plural.Cardinal.MatchPlural(tags[lang], int(u), 0, 0, 0, 0)]
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
