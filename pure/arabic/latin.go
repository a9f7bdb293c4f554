package arabic

import "strings"

// latinForms prepares a word in Latin letters: the forms under which it may be
// compared with an Arabic one.
func latinForms(w string) []string {
	w = undoDeen(undoAbd(unnumber(w)))
	if (strings.HasPrefix(w, "al") || strings.HasPrefix(w, "el")) && len(w) >= 6 && !isVowel(rune(w[2])) && w[2] != 'l' {
		return []string{w, w[2:]} // Alkhatib, but Alman too
	}
	return []string{w}
}

// unnumber reads the digits that stand for Arabic letters in messages: 3omar,
// 7alab. Two digits in a row are a number.
func unnumber(w string) string {
	letters, digits, row := 0, 0, false
	for i := range len(w) {
		if w[i] >= '0' && w[i] <= '9' {
			row = row || i > 0 && w[i-1] >= '0' && w[i-1] <= '9'
			digits++
		} else {
			letters++
		}
	}
	if digits == 0 || row || letters < 2 {
		return w
	}
	return messageDigits.Replace(w)
}

var messageDigits = strings.NewReplacer("2", "a", "3", "a", "5", "kh", "6", "t", "7", "h", "9", "s")

// undoAbd leaves out the article in Abdulaziz and Abdelkader, which عبد العزيز
// loses by folding.
func undoAbd(w string) string {
	if len(w) < 8 || !strings.HasPrefix(w, "abd") || !isVowel(rune(w[3])) {
		return w
	}
	at := 4
	if isVowel(rune(w[at])) {
		at++
	}
	if w[at] != 'l' || len(w)-at < 4 {
		return w
	}
	return w[:at] + w[at+1:]
}

// undoDeen gives Necmettin and Salaheldin the ending of Nureddin.
func undoDeen(w string) string {
	for _, end := range [...]string{"in", "een", "ine", "yn"} {
		stem, ok := strings.CutSuffix(w, end)
		if !ok || len(stem) < 5 || !isVowel(rune(stem[len(stem)-3])) {
			continue
		}
		switch stem[len(stem)-2:] {
		case "tt", "ld", "dd":
			return stem[:len(stem)-2] + "din"
		}
	}
	return w
}

func isVowel(r rune) bool {
	switch r {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

func (r *readings) latin(w []rune) {
	at := func(i int) rune {
		if i < 0 || i >= len(w) {
			return 0
		}
		return w[i]
	}
	for i := 0; i < len(w); {
		if two, n := digraph(w[i:]); n > 0 {
			r.add(two...)
			i += n
			if again, m := digraph(w[min(i, len(w)):]); m == n && again[0] == two[0] {
				i += m // Bashshar
			}
			continue
		}
		c := w[i]
		switch {
		case isVowel(c):
			r.latinVowel(w, i)
		case c == 'y' || c == 'w' || c == 'v':
			r.latinGlide(c, i == 0, i == len(w)-1)
		case i > 0 && at(i-1) == c:
		case c == 'h' && i == len(w)-1 && i > 1 && isVowel(at(i-1)):
			if at(i-1) == 'a' {
				r.add("a", "h") // Fatimah, Salah
			} else {
				r.add("h", "a") // Saleh, Salameh
			}
		case c == 'c':
			r.add(latinC(at(i + 1))...)
		case c == 'z' && i > 0: // Riza is Rida
			r.add("z", "d")
		default:
			if o, ok := latinConsonants[c]; ok {
				r.add(o...)
			} else {
				r.add(string(c))
			}
		}
		i++
	}
}

func (r *readings) latinVowel(w []rune, i int) {
	last := i == len(w)-1
	switch {
	case i == 0 && (w[0] == 'o' || w[0] == 'u') && len(w) > 2 && (isVowel(w[1]) && w[1] != 'u' && w[1] != 'o' ||
		w[1] == 'u' && isVowel(w[2])):
		r.add("w") // Ouael
	case i == 0:
		r.add("a")
	case last && w[i] == 'e' && !isVowel(w[i-1]):
		r.add("a", "") // Hatice; Nadine
	case last:
		r.add("a")
	}
}

// latinGlide reads letters that are consonants at the beginning of a word and
// part of a vowel elsewhere; v is و in Turkish and ف in other languages.
func (r *readings) latinGlide(c rune, first, last bool) {
	switch {
	case first && c == 'v':
		r.add("w", "f")
	case first:
		r.add(string(c))
	case last && c == 'v':
		r.add("f", "a")
	case last:
		r.add("a")
	case c == 'v':
		r.add("", "f")
	}
}

// latinC reads a c by what follows it: Turkish j, else k.
func latinC(next rune) []string {
	switch next {
	case 'e', 'i', 'y':
		return []string{"j", "s"}
	case 'a', 'o', 'u':
		return []string{"j", "k"}
	}
	return []string{"k", "j"}
}

var latinConsonants = map[rune][]string{
	'p': {"b"}, 'q': {"k"}, 'g': {"g", "j"}, 'x': {"ks", "h"}, 'ş': {"x"}, 'ç': {"x", "j"}, 'ğ': {"g"},
}

// digraph reads the letters at the beginning of w that stand for one sound, or
// for two where an Arabic name may have both (Adham, Ishak, Fethi).
func digraph(w []rune) ([]string, int) {
	if len(w) < 2 {
		return nil, 0
	}
	if len(w) > 2 && w[2] == 'h' && w[1] == 'c' && (w[0] == 't' || w[0] == 's') {
		return []string{"x"}, 3
	}
	o, ok := digraphs[[2]rune{w[0], w[1]}]
	if !ok {
		return nil, 0
	}
	return o, 2
}

var digraphs = map[[2]rune][]string{
	{'s', 'h'}: {"x", "sh"}, {'k', 'h'}: {"h"}, {'g', 'h'}: {"g"}, {'c', 'h'}: {"x"},
	{'t', 'h'}: {"s", "th"}, {'d', 'h'}: {"d", "z", "dh"}, {'d', 'j'}: {"j"}, {'p', 'h'}: {"f"},
	{'c', 'k'}: {"k"}, {'q', 'u'}: {"k"}, {'z', 'h'}: {"z", "zh"},
}
