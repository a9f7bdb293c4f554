package words

import (
	"strconv"
	"time"

	"ittihad/pure/arabic"
)

// Date says a day in the reader's zone: "16 January 2017".
func (p *Printer) Date(t time.Time) string {
	var space [64]byte
	return string(p.date(space[:0], t.In(p.zone)))
}

func (p *Printer) date(b []byte, t time.Time) []byte {
	b = p.plainInt(b, t.Day(), 1)
	b = append(b, ' ')
	b = append(b, monthName(p.lang, t.Month())...)
	b = append(b, ' ')
	return p.plainInt(b, t.Year(), 1)
}

// Weekday says the day of the week in the reader's zone.
func (p *Printer) Weekday(t time.Time) string {
	return weekdays[p.lang][t.In(p.zone).Weekday()]
}

// Hour says the time of day in the reader's zone, by 24 hours: "18:00".
func (p *Printer) Hour(t time.Time) string {
	var space [16]byte
	return string(p.hour(space[:0], t.In(p.zone)))
}

func (p *Printer) hour(b []byte, t time.Time) []byte {
	b = p.plainInt(b, t.Hour(), 2)
	b = append(b, ':')
	return p.plainInt(b, t.Minute(), 2)
}

// Clock says the time of day with its zone in words and its offset at that
// moment: "18:00 Damascus time (UTC+3)". A zone without a name here is said by
// its offset alone.
func (p *Printer) Clock(t time.Time) string {
	var space [96]byte
	return string(p.clock(space[:0], t.In(p.zone)))
}

func (p *Printer) clock(b []byte, t time.Time) []byte {
	hour := spoken(p.hour(nil, t))
	name := p.zone.String()
	if name == "UTC" || name == "Etc/UTC" {
		return p.say(b, "words.clock.utc", []any{hour})
	}
	_, seconds := t.Zone()
	offset := spoken(offsetOf(seconds))
	city, ok := cities[name]
	if !ok {
		return p.say(b, "words.clock.offset", []any{hour, offset})
	}
	return p.say(b, "words.clock.city", []any{hour, spoken(city.In(codes[p.lang])), offset})
}

// offsetOf writes an offset from UTC, in Latin digits for every reader: Arabic-
// Indic ones beside Latin letters are put on the wrong side of the sign.
func offsetOf(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	minutes := seconds / 60
	s := "UTC" + sign + strconv.Itoa(minutes/60)
	if m := minutes % 60; m != 0 {
		s += ":" + strconv.Itoa(m/10) + strconv.Itoa(m%10)
	}
	return s
}

// Moment says date and clock: "16 January 2017, 18:00 Damascus time (UTC+2)".
func (p *Printer) Moment(t time.Time) string {
	var space [128]byte
	return string(p.moment(space[:0], t))
}

func (p *Printer) moment(b []byte, t time.Time) []byte {
	t = t.In(p.zone)
	return p.say(b, "words.moment", []any{spoken(p.date(nil, t)), spoken(p.clock(nil, t))})
}

// plainInt writes a number without grouping, at least as wide as told.
func (p *Printer) plainInt(b []byte, n, width int) []byte {
	var space [20]byte
	digits := strconv.AppendInt(space[:0], int64(n), 10)
	for range width - len(digits) {
		b = p.digit(b, '0')
	}
	for _, d := range digits {
		if d == '-' {
			b = append(b, p.minus()...)
			continue
		}
		b = p.digit(b, d)
	}
	return b
}

// monthName uses the names of the Levant in Arabic.
func monthName(lang int, m time.Month) string { return months[lang][m-1] }

var (
	months   = [langs][12]string{ar: arabic.MonthNames(arabic.Arabic), en: arabic.MonthNames(arabic.English), tr: arabic.MonthNames(arabic.Turkish)}
	weekdays = [langs][7]string{ar: arabic.WeekdayNames(arabic.Arabic), en: arabic.WeekdayNames(arabic.English), tr: arabic.WeekdayNames(arabic.Turkish)}
)
