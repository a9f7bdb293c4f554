package arabic

import (
	"strings"
	"unicode/utf8"
)

// Similarity says how likely two texts are names of the same organisation or
// person: 1000 if they fold alike, 0 if they have nothing in common. It does
// not depend on the order of the words, nor much on what many names share
// (association, للتنمية), and reaches across scripts by [Skeleton] and by the
// meanings of common words. From 850 on two names are worth showing to a person
// as one; no number is reason to merge them unseen.
// Similarity(a, b) == Similarity(b, a). A text without letters and digits is
// similar to none.
func Similarity(a, b string) int { return Prepare(a).Similarity(Prepare(b)) }

// Name is a text prepared for comparison with many others.
type Name struct {
	key      string
	words    []nameWord
	total    int // weight of all words
	own      int // weight of those that are its own
	ownWords int
	// The pairs of letters of the words that are its own, run together: as
	// written, and of their skeletons.
	written, sounded []string
	latin            bool // at least one of them is not in Arabic letters
}

type nameWord struct {
	text     string // folded
	runes    []rune
	arabic   bool
	digits   bool
	readings []string
	vowels   []vowels
	meaning  string
	weight   int
}

// How much the words of a name count, by class.
var weights = map[class]int{plain: 6, field: 3, kind: 1, stop: 1}

// Prepare folds a name once for comparison with many.
func Prepare(s string) Name {
	n := Name{key: Key(s)}
	if n.key == "" {
		return n
	}
	var written, sounded strings.Builder
	for _, w := range nameWords(s) {
		text := coarsen(w)
		m, _ := meaningOf(text)
		first, _ := utf8.DecodeRuneInString(text)
		word := nameWord{
			text: text, runes: []rune(text), arabic: isArabicLetter(first),
			digits:   strings.ContainsAny(text, "0123456789"),
			readings: skeletons(w), vowels: vowelsOf(w), meaning: m.id, weight: weights[m.class],
		}
		n.words = append(n.words, word)
		n.total += word.weight
		if m.class == plain {
			n.own += word.weight
			n.ownWords++
			n.latin = n.latin || !word.arabic
			written.WriteString(text)
			sounded.WriteString(word.readings[0])
		}
	}
	n.written, n.sounded = bigrams(written.String()), bigrams(sounded.String())
	return n
}

// Similarity is [Similarity] of prepared names.
func (n Name) Similarity(m Name) int {
	switch {
	case n.key == "" || m.key == "":
		return 0
	case n.key == m.key:
		return 1000
	}
	total := n.total + m.total
	score := (n.within(m, plain) + m.within(n, plain) + n.within(m, field) + m.within(n, field)) / total
	if together := min(n.together(m), 950); together > 850 && n.ownWords != m.ownWords {
		// A word parted in two (Dar Alsalam, Daralsalam): its own words as one.
		score = max(score, (together*(n.own+m.own)+n.within(m, field)+m.within(n, field))/total)
	}
	return min(score, 990)
}

func (n Name) together(m Name) int {
	if n.latin || m.latin {
		return dice(n.sounded, m.sounded)
	}
	return dice(n.written, m.written)
}

// within sums, for each of n's own words (plain) or common ones (field), how
// well it is found in m, by weight.
func (n Name) within(m Name, which class) (sum int) {
	for _, w := range n.words {
		if (w.meaning == "") != (which == plain) {
			continue
		}
		best := 0
		for _, v := range m.words {
			best = max(best, w.likeness(v))
		}
		sum += best * w.weight
	}
	return sum
}

// likeness compares two words. One script against itself is compared by its
// letters: محمد and محمود have one skeleton and are two names. In Latin letters
// one name has many spellings, so there the skeleton counts too.
func (w nameWord) likeness(v nameWord) int {
	switch {
	case w.text == v.text:
		return 1000
	case w.meaning != "" && v.meaning != "":
		if w.meaning == v.meaning {
			return 1000
		}
		return 0
	case w.digits || v.digits:
		return 0
	}
	byLetters := 0
	if w.arabic == v.arabic {
		byLetters = notable(jaroWinkler(w.runes, v.runes))
		if w.arabic {
			return byLetters
		}
	}
	return max(byLetters, w.bySkeleton(v))
}

func (w nameWord) bySkeleton(v nameWord) int {
	for _, a := range w.readings {
		for _, b := range v.readings {
			if a != b {
				continue
			}
			alike := 960 - 250*clashes(w.vowels, v.vowels)
			switch len(a) {
			case 1:
				alike -= 260
			case 2:
				alike -= 80
			}
			return max(alike, 0)
		}
	}
	if len(w.readings[0]) < 4 || len(v.readings[0]) < 4 {
		return 0
	}
	return notable(jaroWinkler([]rune(w.readings[0]), []rune(v.readings[0]))) * 9 / 10
}

// notable takes what is no more alike than any two words for nothing.
func notable(score int) int {
	if score < 800 {
		return 0
	}
	return score
}

// jaroWinkler is the Jaro-Winkler similarity (Winkler 1990: prefix of up to 4,
// scale 1/10) in thousandths. The words are taken in one order whichever way
// they come, because Jaro's matching is not symmetric by itself.
func jaroWinkler(a, b []rune) int {
	if len(a) > len(b) || len(a) == len(b) && string(a) > string(b) {
		a, b = b, a
	}
	matches, swapped := jaroMatches(a, b)
	if matches == 0 {
		return 0
	}
	jaro := (1000*matches/len(a) + 1000*matches/len(b) + 1000*(matches-swapped)/matches) / 3
	same := 0
	for same < min(len(a), 4) && a[same] == b[same] {
		same++
	}
	return jaro + same*(1000-jaro)/10
}

// jaroMatches counts the letters that a and b have in common near the same
// place, and half of those that stand in another order.
func jaroMatches(a, b []rune) (matches, swapped int) {
	reach := max(len(b)/2-1, 0)
	taken := make([]bool, len(b))
	var matched []rune
	for i, r := range a {
		for j := max(i-reach, 0); j < min(i+reach+1, len(b)); j++ {
			if !taken[j] && b[j] == r {
				taken[j] = true
				matched = append(matched, r)
				break
			}
		}
	}
	i := 0
	for j, r := range b {
		if taken[j] {
			if matched[i] != r {
				swapped++
			}
			i++
		}
	}
	return len(matched), swapped / 2
}

func bigrams(s string) []string {
	var list []string
	letters := []rune(s)
	for i := 0; i+2 <= len(letters); i++ {
		list = append(list, string(letters[i:i+2]))
	}
	return list
}

// dice is twice the pairs in common over all pairs, in thousandths.
func dice(a, b []string) int {
	if len(a) < 3 || len(b) < 3 {
		return 0
	}
	count := map[string]int{}
	for _, p := range a {
		count[p]++
	}
	common := 0
	for _, p := range b {
		if count[p] > 0 {
			count[p]--
			common++
		}
	}
	return 2000 * common / (len(a) + len(b))
}
