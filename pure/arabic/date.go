package arabic

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Date is a day of the Gregorian calendar, or as much of one as was written:
// Day 0 is a month, Month 0 and Day 0 a year.
type Date struct{ Year, Month, Day int }

// Precision says how much of a date is known.
type Precision int

// From coarse to fine.
const (
	Year Precision = iota + 1
	Month
	Day
)

// Precision returns how much of d is known.
func (d Date) Precision() Precision {
	switch {
	case d.Month == 0:
		return Year
	case d.Day == 0:
		return Month
	}
	return Day
}

// String returns d as 2017-01-16, 2017-01 or 2017.
func (d Date) String() string {
	switch d.Precision() {
	case Year:
		return fmt.Sprintf("%04d", d.Year)
	case Month:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Span returns the first and the last day that d may be; both are d itself if
// the day is known.
func (d Date) Span() (first, last Date) {
	first, last = d, d
	if d.Month == 0 {
		first.Month, last.Month = 1, 12
	}
	if d.Day == 0 {
		first.Day, last.Day = 1, daysIn(last.Year, last.Month)
	}
	return first, last
}

// Weekday returns the day of the week, 0 for Sunday to 6. The day must be known.
func (d Date) Weekday() int {
	shift := [...]int{0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4}
	y := d.Year
	if d.Month < 3 {
		y--
	}
	return (y + y/4 - y/100 + y/400 + shift[d.Month-1] + d.Day) % 7
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Problem names what is wrong with a date or a time of day, for the sentence
// that is shown beside the field.
type Problem string

// What can be wrong.
const (
	Empty      Problem = "empty"       // nothing was written
	Unreadable Problem = "unreadable"  // not in any form that is read
	NoYear     Problem = "no-year"     // a day and a month without a year
	ShortYear  Problem = "short-year"  // a year of two digits
	YearRange  Problem = "year-range"  // Value is no year from 1800 to 2199; Hijri?
	Hijri      Problem = "hijri"       // a date of the Hijri calendar
	NoMonth    Problem = "no-month"    // Value is no month
	NoDay      Problem = "no-day"      // Value is no day of the month, which has Max
	TwoMonths  Problem = "two-months"  // month names that contradict each other
	NotWeekday Problem = "not-weekday" // the day of the week is Value, not what was written
	NoHour     Problem = "no-hour"     // Value is no hour, or not one of that half of the day
	NoMinute   Problem = "no-minute"   // Value is no minute
	HalfDay    Problem = "half-day"    // an hour alone, morning or evening not said
)

// ParseError is what [ParseDate] and [ParseClock] refuse with.
type ParseError struct {
	Input   string
	Problem Problem
	Value   int // the number that is wrong, where there is one
	Max     int // the highest it could be
}

func (e *ParseError) Error() string {
	s := fmt.Sprintf("cannot read %q: %s", e.Input, e.Problem)
	if e.Max > 0 {
		s += fmt.Sprintf(" (%d, at most %d)", e.Value, e.Max)
	}
	return s
}

const minYear, maxYear = 1800, 2199

// ParseDate reads a date as people type it, in Arabic, English or Turkish, with
// digits of any kind: 2017-01-16, 16/1/2017, 16.1.2017, 20170116, ١٦/١/٢٠١٧,
// 16 كانون الثاني 2017, الاثنين ١٦ كانون الثاني (يناير) ٢٠١٧ م, January 16th,
// 2017, 16 Ocak 2017; or only a month or a year: 1/2017, Ocak 2017, ٢٠١٧.
// Where day and month could be exchanged the day comes first, unless the year
// does. Midnight after a date, as spreadsheets write it, is ignored.
// It refuses with a *[ParseError] what is no date, is impossible (31 April), is
// of the Hijri calendar, contradicts itself or leaves the century open.
func ParseDate(s string) (Date, error) {
	r := dateReader{}
	text := withoutMidnight(Clean(ToLatin(s)))
	if text == "" {
		return Date{}, &ParseError{Input: s, Problem: Empty}
	}
	p, ok := r.scan(text)
	if !ok {
		return Date{}, &ParseError{Input: s, Problem: Unreadable}
	}
	d, bad := p.date()
	if bad == nil {
		bad = p.check(d)
	}
	if bad != nil {
		bad.Input = s
		return Date{}, bad
	}
	return d, nil
}

func withoutMidnight(s string) string {
	for _, end := range [...]string{"Z", ".000", ":00", "00:00"} {
		rest, ok := strings.CutSuffix(s, end)
		if end == "00:00" && ok && len(rest) > 8 && (rest[len(rest)-1] == 'T' || rest[len(rest)-1] == ' ') {
			return rest[:len(rest)-1]
		}
		if ok && strings.Count(rest, ":") >= 1 {
			s = rest
		}
	}
	return s
}

// dateParts are the numbers and meanings found in a text, in order.
type dateParts struct {
	numbers []string
	month   int // from a name, or 0
	weekday int // from a name, or -1
	problem Problem
}

type dateReader struct {
	parts dateParts
	names []string
}

// scan parts a text into numbers and words; ok is false if it holds anything
// that does not belong to a date.
func (r *dateReader) scan(s string) (dateParts, bool) {
	r.parts.weekday = -1
	var word, number []byte
	flush := func() {
		if len(word) > 0 {
			r.names = append(r.names, words(string(word), false, false)...)
		}
		if len(number) > 0 {
			r.parts.numbers = append(r.parts.numbers, string(number))
		}
		word, number = word[:0], number[:0]
	}
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9' && (string(word) == "ك" || string(word) == "ت"):
			word = append(word, byte(c)) // ك2
		case c >= '0' && c <= '9':
			if len(word) > 0 {
				flush()
			}
			number = append(number, byte(c))
		case unicode.IsLetter(c) || unicode.IsMark(c) || c == '\'' || c == '’':
			if len(number) > 0 {
				flush()
			}
			word = append(word, string(c)...)
		case strings.ContainsRune(" -/.,،()–—\u200c", c) && (i > 0 || c == '('):
			flush()
		default:
			return r.parts, false
		}
	}
	flush()
	return r.parts, r.readNames()
}

// readNames gives the words their meanings, the longest names first.
func (r *dateReader) readNames() bool {
	known := dateWords()
	for i := 0; i < len(r.names); i++ {
		meaning, ok := 0, false
		if i+1 < len(r.names) {
			if meaning, ok = known[r.names[i]+" "+r.names[i+1]]; ok {
				i++
			}
		}
		if !ok {
			if meaning, ok = known[r.names[i]]; !ok {
				return false
			}
		}
		switch {
		case meaning == hijriWord:
			r.parts.problem = Hijri
		case meaning >= weekdayWord:
			r.parts.weekday = meaning - weekdayWord
		case meaning == fillerWord:
		case r.parts.month != 0 && r.parts.month != meaning && r.parts.problem == "":
			r.parts.problem = TwoMonths
		default:
			r.parts.month = meaning
		}
	}
	return true
}

// date puts the numbers in their places.
func (p dateParts) date() (Date, *ParseError) {
	if p.problem != "" {
		return Date{}, &ParseError{Problem: p.problem}
	}
	n := make([]int, len(p.numbers))
	for i, s := range p.numbers {
		if len(s) > 8 {
			return Date{}, &ParseError{Problem: Unreadable}
		}
		n[i], _ = strconv.Atoi(s)
	}
	if len(n) == 1 && len(p.numbers[0]) == 8 && p.month == 0 {
		d := Date{n[0] / 10000, n[0] / 100 % 100, n[0] % 100}
		return d, p.missing(d, 2)
	}
	year, problem := p.yearAt()
	if problem != "" {
		return Date{}, &ParseError{Problem: problem}
	}
	d := Date{Year: n[year], Month: p.month}
	rest := append(append([]int{}, n[:year]...), n[year+1:]...)
	switch {
	case p.month == 0 && len(rest) == 2 && year == 0:
		d.Month, d.Day = rest[0], rest[1]
	case p.month == 0 && len(rest) == 2:
		d.Day, d.Month = rest[0], rest[1]
	case p.month == 0 && len(rest) == 1:
		d.Month = rest[0]
	case p.month != 0 && len(rest) == 1:
		d.Day = rest[0]
	}
	return d, p.missing(d, len(rest))
}

// missing refuses a 0 that was written, which is not the same as nothing.
func (p dateParts) missing(d Date, others int) *ParseError {
	switch {
	case others > 0 && d.Month == 0:
		return &ParseError{Problem: NoMonth, Max: 12}
	case d.Day == 0 && (others == 2 || others == 1 && p.month != 0):
		return &ParseError{Problem: NoDay, Max: 31}
	}
	return nil
}

// yearAt returns which number is the year: the only one of four digits, at one
// end of the date.
func (p dateParts) yearAt() (int, Problem) {
	year, most := -1, 3
	if p.month != 0 {
		most = 2
	}
	for i, s := range p.numbers {
		switch {
		case len(s) == 4 && year < 0:
			year = i
		case len(s) > 2:
			return 0, Unreadable
		}
	}
	switch {
	case len(p.numbers) > most || year == 1 && len(p.numbers) == 3:
		return 0, Unreadable
	case year >= 0:
		return year, ""
	case len(p.numbers) == most:
		return 0, ShortYear
	}
	return 0, NoYear
}

// check refuses what the calendar does not have.
func (p dateParts) check(d Date) *ParseError {
	switch {
	case d.Year < minYear || d.Year > maxYear:
		return &ParseError{Problem: YearRange, Value: d.Year, Max: maxYear}
	case d.Month > 12 || d.Month == 0 && d.Day != 0:
		return &ParseError{Problem: NoMonth, Value: d.Month, Max: 12}
	case d.Month > 0 && d.Day > daysIn(d.Year, d.Month):
		return &ParseError{Problem: NoDay, Value: d.Day, Max: daysIn(d.Year, d.Month)}
	case p.weekday >= 0 && (d.Day == 0 || d.Weekday() != p.weekday):
		if d.Day == 0 {
			return &ParseError{Problem: Unreadable}
		}
		return &ParseError{Problem: NotWeekday, Value: d.Weekday()}
	}
	return nil
}

// Meanings of words in a date; 1 to 12 are months.
const (
	fillerWord  = 20
	weekdayWord = 30 // + 0 for Sunday to 6
	hijriWord   = 25
)

var dateWords = sync.OnceValue(func() map[string]int {
	known := map[string]int{}
	put := func(list string, meaning int) {
		for phrase := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == '،' }) {
			known[Key(phrase)] = meaning
		}
	}
	for i := range 12 {
		for _, names := range monthNames {
			put(names[i], i+1)
		}
		put(otherMonths[i], i+1)
	}
	for i := range 7 {
		for _, names := range weekdayNames {
			put(names[i], weekdayWord+i)
		}
		put(otherWeekdays[i], weekdayWord+i)
	}
	put("من، شهر، في، يوم، عام، لعام، سنة، لسنة، الموافق، م، ميلادي، ميلادية, of, the, on, st, nd, rd, th, ad, ce", fillerWord)
	put("yılı, yıl, günü, tarihi, tarihinde", fillerWord)
	put("ه، هجري، هجرية، للهجرة، محرم، صفر، ربيع أول، ربيع الآخر، ربيع ثاني، جمادى الأولى، جمادى الآخرة, hicri, ah", hijriWord)
	put("رجب، شعبان، رمضان، شوال، ذو القعدة، ذي القعدة، ذو الحجة، ذي الحجة, ramadan, ramazan", hijriWord)
	return known
})
