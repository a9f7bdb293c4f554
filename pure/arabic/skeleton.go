package arabic

import "strings"

// Skeleton returns the cross-script key of a name: for each word, in order, the
// consonants that Arabic, Latin and Turkish spellings have in common, parted by
// spaces. خالد, Khaled, Khalid and Halid all become "hlt".
//
// Letters: b (ب p b) t (ت ط) j (ج c dj) h (ح خ ه kh h) d z (د ذ ض ظ ز dh) r s
// (س ص ث) x (ش sh ş ch ç) g (غ gh ğ) f k (ك ق q) l m n; w and y only at the
// beginning of a word; "a" for a vowel, ع or hamza at the beginning and for any
// vowel at the end, where it tells سلمى from سالم; a final d is t (Halit, خالد).
// Where a letter can be two (ض is d in Riyad and z in Ramazan) this is the
// likelier; [Tokens] gives all.
//
// Compounds are one word (عبد الرحمن, Abdul Rahman, Abdurrahman; نور الدين,
// Nureddin), articles and small words (و, for, ve, Dr) are left out unless
// nothing else is there, and a few places that are not spelled alike are made
// so (Aleppo is حلب).
func Skeleton(s string) string {
	var b strings.Builder
	for i, w := range nameWords(s) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(skeletons(w)[0])
	}
	return b.String()
}

// Tokens returns the tokens by which another spelling of the same name is
// found by equality: the skeletons, in all readings, of the words that tell the
// name from others, marked as [SearchTokens] stores them. The common words of
// organisations' names are left out unless the name has no others. Two names of
// which no tokens are equal are not spellings of one name.
func Tokens(s string) []string {
	all := nameWords(s)
	var own []string
	for _, w := range all {
		if _, common := meaningOf(coarsen(w)); !common {
			own = append(own, w)
		}
	}
	if own == nil {
		own = all
	}
	var t tokenSet
	for _, w := range own {
		t.addSkeletons(w)
	}
	return t.list
}

// nameWords returns the words of a name that its skeleton is made of, finely
// folded, with compounds joined.
func nameWords(s string) []string {
	all := dropAssimilated(words(s, true, false))
	joined := make([]string, 0, len(all))
	for i := 0; i < len(all); i++ {
		w := all[i]
		for i+1 < len(all) && isCompound(all[i], all[i+1]) {
			i++
			w = join(w, all[i])
		}
		joined = append(joined, w)
	}
	kept := joined[:0:0]
	for _, w := range joined {
		if m, ok := meaningOf(coarsen(w)); !ok || m.class != stop {
			kept = append(kept, unattached(w))
		}
	}
	if len(kept) == 0 {
		return joined
	}
	return kept
}

// dropAssimilated leaves out Latin articles that have taken the sound of the
// letter they stand before: ash-Shami, ad-Din, er-Reşid.
func dropAssimilated(all []string) []string {
	kept := all[:0]
	for i, w := range all {
		if i+1 < len(all) && len(w) >= 2 && len(w) <= 3 && (w[0] == 'a' || w[0] == 'e') &&
			strings.HasPrefix(all[i+1], w[1:]) {
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

// isCompound says whether two words, without their articles, are one name.
func isCompound(first, second string) bool {
	switch {
	case compoundHeads[first]:
		return true
	case second == "دين":
		return deenNames[first]
	case second == god:
		return godNames[first]
	case compoundTails[second]:
		_, common := meaningOf(first)
		return !common
	case second == "عنتاب":
		return first == "غازي"
	case second == "زور":
		return first == "دير"
	case second == "zor" || second == "zour" || second == "ezzor" || second == "ezzour":
		return first == "deir" || first == "deyr"
	}
	return false
}

// join writes a compound as one word, without the article that الله begins with.
func join(first, second string) string {
	if second == god {
		second = second[len(article):]
	}
	return first + second
}

const god = "الله"

var (
	compoundHeads = setOf(`عبد ابو ابا ابي abd abdu abdul abdel abdal abdol abdoul abdur abdus abu abou ebu`)
	compoundTails = setOf(`din deen eddin eddine uddin addin aldin aldeen ullah allah`)
	godNames      = setOf(`نصر عطا سعد فضل رزق جاد جار ضيف خير عبيد هبه فتح فرج عون حمد`)
)

// skeletons returns the readings of one finely folded word, the likeliest
// first; at least one, at most maxReadings.
func skeletons(w string) []string {
	if canonical, ok := exonyms[coarsen(w)]; ok {
		return append(spell(canonical), spell(w)...)
	}
	if w == "şam" || w == "شام" { // the Damascus of Turkish, and of its own people
		return append(spell(w), spell("دمشق")...)
	}
	return spell(w)
}

func spell(w string) []string {
	var r readings
	switch first := []rune(w)[0]; {
	case isArabicLetter(first):
		r.arabic([]rune(w))
	case first < latinEnd && strings.ContainsAny(w, "abcdefghijklmnopqrstuvwxyzşçğ"):
		for _, form := range latinForms(w) {
			var one readings
			one.latin([]rune(form))
			r.list = append(r.list, one.list...)
		}
	}
	for i, s := range r.list {
		if strings.HasSuffix(s, "d") {
			r.list[i] = s[:len(s)-1] + "t"
		}
	}
	if len(r.list) == 0 || r.list[0] == "" {
		return []string{w}
	}
	return r.list
}

func isArabicLetter(r rune) bool { return r >= 'ا' && r <= 'ۓ' }

// maxReadings bounds the tokens that one word can cost.
const maxReadings = 8

// readings are the skeletons that one word may have, as far as it is read.
type readings struct{ list []string }

// add appends a letter in its possible readings, the likeliest first.
func (r *readings) add(options ...string) {
	if len(r.list) == 0 {
		r.list = append(r.list, options...)
		return
	}
	if len(options) == 1 {
		for i := range r.list {
			r.list[i] += options[0]
		}
		return
	}
	var grown []string
	for _, o := range options {
		for _, s := range r.list {
			if len(grown) < maxReadings {
				grown = append(grown, s+o)
			}
		}
	}
	r.list = grown
}

func (r *readings) arabic(w []rune) {
	last := len(w) - 1
	for i, c := range w {
		switch c {
		case 'ا', 'ع':
			if i == 0 || i == last {
				r.add("a")
			}
		case 'و', 'ي':
			if i == 0 {
				r.add(map[rune]string{'و': "w", 'ي': "y"}[c])
			} else if i == last {
				r.add("a")
			}
		case 'ه':
			switch {
			case i != last || i < 2:
				r.add("h")
			case w[i-1] == 'ا': // حياة is Hayat, حماة is Hama
				r.add("a", "t")
			default:
				r.add("a")
			}
		default:
			if o, ok := arabicConsonants[c]; ok {
				r.add(o...)
			} else {
				r.add(string(c))
			}
		}
	}
}

var arabicConsonants = map[rune][]string{
	'ب': {"b"}, 'ت': {"t"}, 'ث': {"s"}, 'ج': {"j"}, 'چ': {"x", "j"}, 'ح': {"h"}, 'خ': {"h"},
	'د': {"d"}, 'ذ': {"z", "d"}, 'ر': {"r"}, 'ز': {"z"}, 'س': {"s"}, 'ش': {"x"}, 'ص': {"s"},
	'ض': {"d", "z"}, 'ط': {"t"}, 'ظ': {"z", "d"}, 'غ': {"g"}, 'ف': {"f"}, 'ق': {"k"},
	'ك': {"k"}, 'گ': {"g"}, 'ل': {"l"}, 'م': {"m"}, 'ن': {"n"},
}

// exonyms are folded names of places that are not spelled alike in the three
// languages; each stands for the Arabic word beside it. The name of God is here
// because its doubled letter is written out.
var exonyms = map[string]string{
	god:      "اله",
	"aleppo": "حلب", "damascus": "دمشق", "latakia": "لاذقيه", "lazkiye": "لاذقيه",
	"palmyra": "تدمر", "palmira": "تدمر", "euphrates": "فرات", "antioch": "انطاكيا", "urfa": "اورفه",
	"cairo": "قاهره", "kahire": "قاهره", "egypt": "مصر", "jordan": "اردن", "urdun": "اردن",
	"jerusalem": "قدس", "kudus": "قدس", "tripoli": "طرابلس", "mecca": "مكه", "mekke": "مكه",
	"germany": "المانيا", "sweden": "سويد", "isvec": "سويد", "austria": "نمسا", "avusturya": "نمسا",
	"algeria": "جزاير", "cezayir": "جزاير", "greece": "يونان", "yunanistan": "يونان",
	"france": "فرنسا", "fransa": "فرنسا", "netherlands": "هولندا", "hollanda": "هولندا",
	"saudi": "سعوديه", "suudi": "سعوديه", "hatice": "خديجه",
}
