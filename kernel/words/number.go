package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Num writes a whole number in the reader's digits. Thousands are set apart
// from 10,000 on, so that a year among the arguments is never grouped: ٬ with
// Arabic-Indic digits, else the comma, and in Turkish the full stop.
func (p *Printer) Num(n int64) string {
	var space [64]byte
	return string(p.num(space[:0], n))
}

func (p *Printer) num(b []byte, n int64) []byte {
	var space [20]byte
	digits := strconv.AppendUint(space[:0], magnitude(n), 10)
	if n < 0 {
		b = append(b, p.minus()...)
	}
	for i, d := range digits {
		if i > 0 && len(digits) > 4 && (len(digits)-i)%3 == 0 {
			b = append(b, p.group()...)
		}
		b = p.digit(b, d)
	}
	return b
}

// minus is the sign as CLDR writes it: in Arabic a mark before it keeps it on
// the side where the number begins.
func (p *Printer) minus() string {
	switch {
	case p.arab:
		return "\u061c-"
	case p.lang == ar:
		return "\u200e-"
	}
	return "-"
}

func (p *Printer) group() string {
	switch {
	case p.arab:
		return "٬"
	case p.lang == tr:
		return "."
	}
	return ","
}

func (p *Printer) digit(b []byte, d byte) []byte {
	if p.arab {
		return append(b, 0xd9, 0xa0+d-'0') // U+0660 + d
	}
	return append(b, d)
}

// decimal writes a fraction. The interface counts in whole numbers; this keeps
// one that strayed into a sentence readable.
func (p *Printer) decimal(b []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "–"...)
	}
	if f < 0 {
		b = append(b, p.minus()...)
	}
	for _, c := range strconv.AppendFloat(nil, math.Abs(f), 'f', -1, 64) {
		switch {
		case c != '.':
			b = p.digit(b, c)
		case p.arab:
			b = append(b, "٫"...)
		case p.lang == tr:
			b = append(b, ',')
		default:
			b = append(b, '.')
		}
	}
	return b
}

// Digits folds all digits of a text to the reader's choice. Not for texts that
// hold codes, whose digits stay Latin.
func (p *Printer) Digits(s string) string { return foldDigits(s, p.arab) }

// foldDigits knows Latin digits, Arabic-Indic ones, and the eastern ones that
// some keyboards type.
func foldDigits(s string, arab bool) string {
	return strings.Map(func(r rune) rune {
		d, ok := digitOf(r)
		switch {
		case !ok:
			return r
		case arab:
			return '٠' + d
		}
		return '0' + d
	}, s)
}

func digitOf(r rune) (rune, bool) {
	switch {
	case '0' <= r && r <= '9':
		return r - '0', true
	case '٠' <= r && r <= '٩':
		return r - '٠', true
	case '۰' <= r && r <= '۹':
		return r - '۰', true
	}
	return 0, false
}

// ParseNumber reads a whole number as people type it, in Latin, Arabic-Indic or
// eastern digits, with a sign and with thousands set apart in any of the usual
// ways: 1,234 and 1.234 are both one thousand two hundred and thirty-four.
func ParseNumber(s string) (int64, error) {
	t := strings.TrimSpace(Clean(s))
	sign := ""
	for _, mark := range []string{"-", "−", "+"} {
		if rest, ok := strings.CutPrefix(t, mark); ok {
			t = rest
			if mark != "+" {
				sign = "-"
			}
			break
		}
	}
	digits, ok := ungroup(foldDigits(t, false))
	if !ok {
		return 0, fmt.Errorf("words: %q is not a whole number", s)
	}
	n, err := strconv.ParseInt(sign+digits, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("words: %q is too large a number", s)
	}
	return n, nil
}

// ungroup takes out the separators of thousands, all of one kind and all in
// their place; anything else is not a number.
func ungroup(s string) (string, bool) {
	var b []byte
	var sep rune
	run := 0 // digits since the last separator
	for _, r := range s {
		switch {
		case '0' <= r && r <= '9':
			b = append(b, byte(r))
			run++
			continue
		case !strings.ContainsRune("٬,.،'’ \u00a0\u202f", r), sep != 0 && r != sep:
			return "", false
		case run == 0 || run > 3, sep != 0 && run != 3:
			return "", false
		}
		sep, run = r, 0
	}
	return string(b), run > 0 && (sep == 0 || run == 3)
}
