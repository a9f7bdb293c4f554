package words

import (
	"fmt"
	"math/bits"
	"regexp"
	"strings"
)

// Check returns what is wrong with the sentences, sorted by key; a test of the
// whole program keeps it empty.
//
//   - a key that one of the languages lacks, or a sentence that is empty
//   - placeholders that differ between the languages, or between the forms of
//     one sentence (zero, one and two may leave the count unsaid)
//   - by count: one of the six forms lacking in Arabic; one or other lacking in
//     English or Turkish, or a form there that is never said
//   - a particle glued to a placeholder in Arabic (لـ{0}), or a suffix in
//     Turkish ({0}'de): both change with the word that comes there
//   - a middle dot in Arabic, where it reads as a zero
func (c *Catalogue) Check() []string {
	var out []string
	for _, key := range c.Keys() {
		entry := c.sentences[key]
		for lang, s := range entry {
			for _, problem := range checkSentence(lang, s) {
				out = append(out, fmt.Sprintf("%s: %s: %s", key, codes[lang], problem))
			}
		}
		if problem := comparePlaceholders(entry); problem != "" {
			out = append(out, key+": "+problem)
		}
	}
	return out
}

func checkSentence(lang int, s *sentence) []string {
	if s == nil {
		return []string{"missing"}
	}
	var out []string
	if s.counted {
		out = append(out, checkForms(lang, s)...)
	}
	for i, f := range s.forms {
		if f == nil {
			continue
		}
		where := ""
		if s.counted {
			where = " in form " + formNames[i]
		}
		if f.blank() {
			out = append(out, "empty"+where)
		}
		for _, problem := range checkStyle(lang, f.String()) {
			out = append(out, problem+where)
		}
	}
	return out
}

func checkForms(lang int, s *sentence) []string {
	var out []string
	for _, i := range needed[lang] {
		if s.forms[i] == nil {
			out = append(out, "plural form "+formNames[i]+" is missing")
		}
	}
	all := s.args()
	for i, f := range s.forms {
		if f == nil {
			continue
		}
		if lang != ar && (i == two || i == few || i == many) {
			out = append(out, "plural form "+formNames[i]+" is never said in this language")
		}
		if lacks := all &^ f.args; lacks != 0 && !(i <= two && s.mayOmit(lacks)) {
			out = append(out, fmt.Sprintf("form %s lacks %s", formNames[i], lacks))
		}
	}
	return out
}

// mayOmit says whether only the count itself is left unsaid, as in "one vote".
func (s *sentence) mayOmit(lacks argSet) bool {
	if s.by >= 0 {
		return lacks == 1<<s.by
	}
	return bits.OnesCount16(uint16(lacks)) == 1
}

var (
	// The conjunction و is written onto whatever follows and changes nothing.
	gluedAr = regexp.MustCompile(`(?:[\x{0621}-\x{0647}\x{0649}\x{064A}\x{0640}]|\p{Arabic}[\x{0648}])\{\d\}`)
	gluedTr = regexp.MustCompile(`\{\d\}(?:['’]|\p{L})`)
)

func checkStyle(lang int, text string) []string {
	var out []string
	switch lang {
	case ar:
		if m := gluedAr.FindString(text); m != "" {
			out = append(out, "particle glued to a placeholder, "+m)
		}
		if strings.ContainsRune(text, '·') {
			out = append(out, "middle dot, which reads as a zero")
		}
	case tr:
		if m := gluedTr.FindString(text); m != "" {
			out = append(out, "suffix glued to a placeholder, "+m)
		}
	}
	return out
}

func comparePlaceholders(entry *[langs]*sentence) string {
	var sets []string
	differ := false
	var first *sentence
	for lang, s := range entry {
		if s == nil {
			continue
		}
		if first == nil {
			first = s
		}
		differ = differ || s.args() != first.args()
		sets = append(sets, codes[lang]+" has "+strings.TrimSpace("placeholders "+s.args().String()))
	}
	if !differ {
		return ""
	}
	return "placeholders differ: " + strings.Join(sets, ", ")
}
