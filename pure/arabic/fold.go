package arabic

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	article   = "ال"
	letterLen = len("ا") // every folded Arabic letter takes two bytes
	deen      = "الدين"
)

// Key returns the folded key by which names are sorted and compared. It holds
// lower-case letters without marks, Latin digits, and one space between words.
//
//   - Arabic: أإآٱ are ا, ى and ئ are ي, ؤ is و, ة is ه, ء is left out;
//     diacritics, superscript alef, tatweel, joiners and bidi controls are
//     left out; Persian, Kurdish and Urdu letters become their Arabic
//     neighbours (ک ك, ی ي, گ ك, پ ب, چ ج, ڤ ف); presentation forms are undone.
//   - Latin and Turkish: İ I ı i are i, ş ğ ç ö ü â lose their marks, ß is ss;
//     apostrophes are left out, all other punctuation parts words.
//   - The article: ال goes from the beginning of each word when two letters
//     or more remain, not from words that merely begin so (الله, إلى, ألمانيا:
//     see keepsArticle). It is decided after hamza is folded, so that المانيا
//     and ألمانيا stay one name. A word that is only an article (al, el, آل)
//     goes when another word follows.
//   - Attached particles (و ب ل ك ف) stay: they are part of what was written,
//     and a key must not confuse وليد with ليد. Search looks behind them, see
//     [SearchTokens].
//   - عبدالرحمن, ابوالخير and نورالدين are written apart, as عبد الرحمن is.
//
// Key(Key(s)) == Key(s). The key of a text without letters and digits is empty.
func Key(s string) string {
	var room [128]byte
	f := folder{out: room[:0]}
	f.fold(s)
	return string(f.out)
}

// folder writes folded words one after another into out, each followed by a
// space until the end.
type folder struct {
	out    []byte
	start  int  // where the word being written begins
	last   int  // where the word before it begins
	closed bool // there is a word before it
	fine   bool // keep ş ç ğ گ چ apart, which skeletons need
	raw    bool // keep articles and compounds as written
}

// words returns the folded words of s.
func words(s string, fine, raw bool) []string {
	var room [128]byte
	f := folder{out: room[:0], fine: fine, raw: raw}
	if fine && !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	f.fold(s)
	if len(f.out) == 0 {
		return nil
	}
	return strings.Split(string(f.out), " ")
}

func (f *folder) fold(s string) {
	for _, r := range s {
		f.rune(r)
	}
	f.endWord()
	f.out = bytes.TrimSuffix(f.out, []byte{' '})
}

func (f *folder) rune(r rune) {
	if f.fine && r >= utf8.RuneSelf {
		if kept, ok := fineLetters[r]; ok {
			f.out = append(f.out, kept...)
			return
		}
	}
	switch {
	case r < utf8.RuneSelf:
		if c := foldASCII[r]; c == ' ' {
			f.endWord()
		} else if c != 0 {
			f.out = append(f.out, c)
		}
	case (r == hamzaYeh || r == hamzaBarree) && len(f.out) == f.start:
		// Kurdish writes ئازاد where Arabic writes ازاد: a seat, not a letter.
	case r == hamzaAbove && string(f.out[f.start:]) == "ي":
		f.out = f.out[:f.start]
	case r >= arabicFirst && r <= arabicLast:
		f.text(foldArabic[r-arabicFirst])
	case r < latinEnd:
		f.text(foldLatin[r])
	case isPresentation(r):
		for _, part := range shownLetters(r) {
			f.rune(part)
		}
	default:
		f.text(foldRune(r))
	}
}

// text appends what one character folds to: nothing, letters, or, for the few
// characters that stand for several words, letters and spaces.
func (f *folder) text(s string) {
	if len(s) == letterLen && s[0] >= utf8.RuneSelf {
		f.out = append(f.out, s...)
		return
	}
	for i := 0; i < len(s); i++ {
		if s[i] == ' ' {
			f.endWord()
		} else {
			f.out = append(f.out, s[i])
		}
	}
}

func (f *folder) endWord() {
	if len(f.out) == f.start {
		return
	}
	if !f.raw {
		f.dropArticle()
		if at := compoundAt(f.out[f.start:]); at > 0 {
			tail := string(f.out[f.start+at:])
			f.out = f.out[:f.start+at]
			f.closeWord()
			f.out = append(f.out, tail...)
			f.endWord()
			return
		}
	}
	f.closeWord()
}

func (f *folder) closeWord() {
	if !f.raw && f.closed && isArticle(f.out[f.last:f.start-1]) {
		n := copy(f.out[f.last:], f.out[f.start:])
		f.out, f.start = f.out[:f.last+n], f.last
	}
	f.last, f.closed = f.start, true
	f.out = append(f.out, ' ')
	f.start = len(f.out)
}

// dropArticle repeats itself because الالتزام and التزام must agree with what
// either becomes when it is folded again.
func (f *folder) dropArticle() {
	w := f.out[f.start:]
	for hasArticle(w) && !keepsArticle[string(w)] {
		n := copy(w, w[len(article):])
		w = w[:n]
	}
	f.out = f.out[:f.start+len(w)]
}

// hasArticle says whether w begins with ال and two letters or more follow.
func hasArticle(w []byte) bool {
	return len(w) >= len(article)+2*letterLen && string(w[:len(article)]) == article
}

func isArticle(w []byte) bool {
	switch string(w) {
	case article, "al", "el":
		return true
	}
	return false
}

// compoundAt returns where a compound name written as one word is parted, or 0.
func compoundAt(w []byte) int {
	const abd, abu = "عبد", "ابو"
	switch {
	case len(w) < len(abd+article)+2*letterLen:
		return shortDeenAt(w)
	case string(w[:len(abd+article)]) == abd+article:
		return len(abd)
	case len(w) > len(abu+article)+2*letterLen && string(w[:len(abu+article)]) == abu+article:
		return len(abu)
	}
	return shortDeenAt(w)
}

// shortDeenAt parts نورالدين, but not والدين or خالدين: what stands before must
// be a name that is so used.
func shortDeenAt(w []byte) int {
	at := len(w) - len(deen)
	if at > 0 && string(w[at:]) == deen && deenNames[string(w[:at])] {
		return at
	}
	return 0
}

// Letters that folding merges and a skeleton must still tell apart.
var fineLetters = map[rune]string{
	'ş': "ş", 'Ş': "ş", 'ș': "ş", 'Ș': "ş",
	'ç': "ç", 'Ç': "ç",
	'ğ': "ğ", 'Ğ': "ğ",
	'گ': "گ", 'چ': "چ",
}

// coarsen folds the fine letters of a word as Key does. Only words that hold
// one of them are rewritten: the bytes are those their letters begin with.
func coarsen(w string) string {
	for i := range len(w) {
		switch w[i] {
		case 0xC3, 0xC4, 0xC5, 0xDA:
			return coarse.Replace(w)
		}
	}
	return w
}

var coarse = strings.NewReplacer("ş", "s", "ç", "c", "ğ", "g", "گ", "ك", "چ", "ج")
