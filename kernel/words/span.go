package words

import "time"

const day = 24 * time.Hour

// units, largest first; below the last, nothing is worth a number.
var units = []struct {
	name string
	size time.Duration
}{{"day", day}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}}

// Span says how long something is, in its two largest units, rounded down: "4
// minutes and 32 seconds". The sign is not said.
func (p *Printer) Span(d time.Duration) string {
	var space [96]byte
	return string(p.span(space[:0], d))
}

func (p *Printer) span(b []byte, d time.Duration) []byte {
	d = d.Abs()
	for i, u := range units {
		if d < u.size {
			continue
		}
		big := Msg{"words.span." + u.name, []any{int64(d / u.size)}}
		if i+1 < len(units) {
			next := units[i+1]
			if n := int64(d % u.size / next.size); n > 0 {
				return p.say(b, "words.span.two", []any{big, Msg{"words.span." + next.name, []any{n}}})
			}
		}
		return p.say(b, big.Key, big.Args)
	}
	return p.say(b, "words.span.second", []any{0})
}

// Ago says how long ago something was, in its largest unit, rounded down: "3
// minutes ago". What is less than a minute old, or lies ahead, is "just now".
func (p *Printer) Ago(d time.Duration) string {
	for _, u := range units {
		if d >= u.size && u.size >= time.Minute {
			return p.Say("words.ago."+u.name, int64(d/u.size))
		}
	}
	return p.Say("words.now")
}

// Countdown says what is left as a clock does: "04:32", "1:04:32". It rounds up,
// so that 00:00 is said only when nothing is left; less than nothing is 00:00.
func (p *Printer) Countdown(d time.Duration) string {
	s := 0
	if d > 0 {
		s = int((d-1)/time.Second) + 1
	}
	var space [32]byte
	b := space[:0]
	if s >= 3600 {
		b = append(p.plainInt(b, s/3600, 1), ':')
	}
	b = append(p.plainInt(b, s/60%60, 2), ':')
	return string(p.plainInt(b, s%60, 2))
}
