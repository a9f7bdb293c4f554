package arabic

// vowels is the set of vowels that may stand behind one consonant; empty where
// the spelling does not say, as between most letters of an Arabic word.
type vowels uint8

const (
	likeA vowels = 1 << iota
	likeI
	likeU
)

// vowelsOf returns what a spelling says of the vowels behind each consonant of
// a finely folded word. Words of one skeleton are told apart by them where they
// can be: محمود is not Mohammad, حسين not Hassan. An e says nothing, because
// every spelling uses it for something else.
func vowelsOf(w string) []vowels {
	letters := []rune(w)
	var list []vowels
	say := func(v vowels) {
		if len(list) > 0 {
			list[len(list)-1] |= v
		}
	}
	for i := 0; i < len(letters); i++ {
		last := i == len(letters)-1
		switch r := letters[i]; {
		case r == 'ا' || r == 'a':
			say(likeA)
		case r == 'ي' && last: // or ى, folded
			say(likeA | likeI)
		case r == 'ي' || r == 'i' || r == 'y':
			say(likeI)
		case r == 'و' || r == 'u' || r == 'o' || r == 'w' || r == 'v':
			say(likeU)
		case r == 'e' || r == 'ع' || last && (r == 'ه' || r == 'h'):
		case i > 0 && letters[i-1] == r && !isArabicLetter(r): // doubled
		default:
			if _, n := digraph(letters[i:]); n > 0 {
				i += n - 1
			}
			list = append(list, 0)
		}
	}
	return list
}

// clashes counts the places where two spellings say different vowels.
func clashes(a, b []vowels) (n int) {
	if len(a) != len(b) {
		return 0
	}
	for i := range a {
		if a[i] != 0 && b[i] != 0 && a[i]&b[i] == 0 {
			n++
		}
	}
	return n
}
