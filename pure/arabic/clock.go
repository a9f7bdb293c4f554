package arabic

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// ParseClock reads a time of day: 18:00, 18.00, 18h30, ٦:٠٠ م, 6 pm, 6:30 مساءً,
// الساعة ١٢ ظهرًا, saat 18:00, akşam 6. Hour is 0 to 23; seconds are read and
// must be 0. An hour alone needs its half of the day. It refuses with a
// *[ParseError].
func ParseClock(s string) (hour, minute int, err error) {
	numbers, names, ok := scanClock(Clean(ToLatin(s)))
	refuse := func(p Problem, value, most int) (int, int, error) {
		return 0, 0, &ParseError{s, p, value, most}
	}
	half, known := halfOfDay(names)
	switch {
	case len(numbers) == 0 && len(names) == 0 && ok:
		return refuse(Empty, 0, 0)
	case !ok || !known || len(numbers) == 0 || len(numbers) > 3 || len(numbers[0]) > 2:
		return refuse(Unreadable, 0, 0)
	case len(numbers) == 1 && half == noHalf:
		return refuse(HalfDay, 0, 0)
	}
	hour, _ = strconv.Atoi(numbers[0])
	for _, n := range numbers[1:] {
		if len(n) != 2 {
			return refuse(Unreadable, 0, 0)
		}
	}
	if len(numbers) > 1 {
		minute, _ = strconv.Atoi(numbers[1])
	}
	if len(numbers) > 2 && numbers[2] != "00" {
		return refuse(Unreadable, 0, 0)
	}
	if minute > 59 {
		return refuse(NoMinute, minute, 59)
	}
	hour24, possible := half.hour(hour)
	if !possible {
		return refuse(NoHour, hour, 23)
	}
	return hour24, minute, nil
}

// scanClock parts a text into its numbers and folded words.
func scanClock(s string) (numbers, names []string, ok bool) {
	var word, number []byte
	flush := func() {
		if len(word) > 0 {
			names = append(names, Key(string(word)))
		}
		if len(number) > 0 {
			numbers = append(numbers, string(number))
		}
		word, number = word[:0], number[:0]
	}
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9':
			if len(word) > 0 {
				flush()
			}
			number = append(number, byte(c))
		case c == '.' && len(word) > 0: // p.m.
		case unicode.IsLetter(c) || unicode.IsMark(c):
			if len(number) > 0 {
				flush()
			}
			word = append(word, string(c)...)
		case strings.ContainsRune(" :.,،", c) && i > 0:
			flush()
		default:
			return nil, nil, false
		}
	}
	flush()
	return numbers, names, true
}

// half is the part of the day that a word names.
type half int

const (
	noHalf half = iota
	am
	pm
	noon  // ظهرا: 12 and the hours after it, and 11 before
	night // ليلا: from the evening to the morning
)

// hour returns the hour of 24 that h is in this half; possible is false if
// there is none.
func (p half) hour(h int) (hour int, possible bool) {
	switch {
	case h > 23 || h == 0 && p != noHalf && p != am:
		return 0, false
	case p == am:
		return h % 12, h <= 12
	case p == pm && h < 12:
		return h + 12, true
	case p == noon && h != 11:
		return h%12 + 12, h%12 <= 3
	case p == night && h == 12:
		return 0, true
	case p == night && h >= 6 && h < 12:
		return h + 12, true
	case p == night:
		return h, h < 6 || h >= 18
	}
	return h, true
}

func halfOfDay(names []string) (half, bool) {
	found := noHalf
	for _, w := range names {
		p, ok := clockWords()[w]
		if !ok || p != noHalf && found != noHalf && p != found {
			return noHalf, false
		}
		if p != noHalf {
			found = p
		}
	}
	return found, true
}

var clockWords = sync.OnceValue(func() map[string]half {
	known := map[string]half{}
	for p, list := range map[half]string{
		noHalf: "الساعة ساعة تمام hours hour h o clock oclock saat saati at öğleden",
		am:     "ص صباحا صباح الصباح am a morning sabah öö önce",
		pm:     "م مساء مساءً المساء عصرا العصر pm p evening afternoon akşam ös sonra",
		noon:   "ظهرا الظهر noon öğle öğlen",
		night:  "ليلا الليل night gece",
	} {
		for _, w := range strings.Fields(list) {
			known[Key(w)] = p
		}
	}
	return known
})
