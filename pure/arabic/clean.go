package arabic

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks one letter keeps: shadda, vowel and
// superscript alef are three; a tower of forty is an attack on the page.
const maxMarks = 4

// Clean returns user text of one line as it is stored: valid UTF-8 in form C,
// white space trimmed and collapsed to single spaces, presentation forms
// replaced by the letters they show, and without tatweel, bidi controls,
// zero-width and control characters, invisible fillers and marks that stand on
// no letter. A zero-width non-joiner stays between two Arabic letters, where
// Persian and Kurdish spelling needs it; [Key] ignores it, so it cannot make
// two names of one. Clean(Clean(s)) == Clean(s).
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	return sweep(s, false)
}

// CleanText is [Clean] for text of several lines: line ends become \n, each
// line is cleaned, at most one empty line stays between two paragraphs and
// none at the beginning or end.
func CleanText(s string) string {
	return sweep(s, true)
}

// isPlain recognises the common case of printable ASCII with single spaces.
func isPlain(s string) bool {
	space := true
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' || (s[i] == ' ' && space) {
			return false
		}
		space = s[i] == ' '
	}
	return !space || s == ""
}

func sweep(s string, lines bool) string {
	s = norm.NFC.String(lineEnds.Replace(strings.ToValidUTF8(s, "")))
	b := broom{lines: lines}
	b.out.Grow(len(s))
	for _, r := range s {
		if isPresentation(r) {
			for _, part := range shownLetters(r) {
				b.rune(part)
			}
			continue
		}
		b.rune(r)
	}
	return norm.NFC.String(b.out.String())
}

// broom writes what is kept; white space waits until something follows it.
type broom struct {
	out    strings.Builder
	lines  bool
	spaces int  // white space waits
	breaks int  // line ends wait
	marks  int  // marks on the letter written last
	base   bool // a mark has something to stand on
	arabic bool // the letter written last is Arabic
	joiner bool // a zero-width non-joiner waits
}

func (b *broom) rune(r rune) {
	switch {
	case isLineEnd(r):
		b.breaks++
		b.base, b.joiner = false, false
	case r == '\t' || unicode.Is(unicode.Z, r) || r == '\u2800':
		b.spaces++
		b.base, b.joiner = false, false
	case r == '\u200c':
		b.joiner = b.arabic && b.base
	case isInvisible(r):
	case unicode.In(r, unicode.Mn, unicode.Me):
		if b.base && b.marks < maxMarks {
			b.marks++
			b.out.WriteRune(r)
		}
	default:
		b.base, b.marks = true, 0
		wasArabic := b.arabic
		b.arabic = unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r)
		b.gap(wasArabic)
		b.out.WriteRune(r)
	}
}

// gap writes the white space, line ends or joiner that waited for a character.
func (b *broom) gap(wasArabic bool) {
	switch {
	case b.out.Len() == 0:
	case b.breaks > 0 && b.lines:
		b.out.WriteString("\n\n"[:min(b.breaks, 2)])
	case b.breaks > 0 || b.spaces > 0:
		b.out.WriteByte(' ')
	case b.joiner && wasArabic && b.arabic:
		b.out.WriteRune('\u200c')
	}
	b.breaks, b.spaces, b.joiner = 0, 0, false
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func isLineEnd(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// isInvisible says whether r shows nothing by itself: controls, formats (but
// not the signs that Arabic writes around numbers), fillers, tags, private and
// unassigned noncharacters, and tatweel, which only stretches.
func isInvisible(r rune) bool {
	switch {
	case r >= 0x0600 && r <= 0x0605, r == 0x06DD, r == 0x08E2:
		return false
	case r == 'ـ', r == '\u034f', r >= 0x180B && r <= 0x180F, r == 0x17B4, r == 0x17B5:
		return true
	case r == '\ufe73': // the tail of a letter, without it
		return true
	case r == '\u115f', r == '\u1160', r == '\u3164', r == '\uffa0':
		return true
	case r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs)
}

// isPresentation says whether r is the shape of a letter rather than a letter.
// The honorifics written as one sign (ﷺ and its like) are kept as they are.
func isPresentation(r rune) bool {
	return r >= 0xFB50 && r <= 0xFBB1 || r >= 0xFBD3 && r <= 0xFD3D ||
		r >= 0xFD50 && r <= 0xFDC7 && unicode.IsLetter(r) || r == 'ﷲ' || r >= 0xFE70 && r <= 0xFEFC && r != '\ufe73'
}

// shownLetters returns the letters and marks that a presentation form shows. A
// mark alone is given with a space to stand on, which is no part of the text.
func shownLetters(r rune) string {
	return strings.ReplaceAll(norm.NFKD.String(string(r)), " ", "")
}
