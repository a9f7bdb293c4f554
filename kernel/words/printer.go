package words

import "time"

// Printer speaks to one reader. It is immutable.
type Printer struct {
	sentences map[string]*[langs]*sentence
	lang      int
	arab      bool
	zone      *time.Location
}

// Lang returns "ar", "en" or "tr".
func (p *Printer) Lang() string { return codes[p.lang] }

// Dir returns the direction of the reader's language, "rtl" or "ltr".
func (p *Printer) Dir() string {
	if p.lang == ar {
		return "rtl"
	}
	return "ltr"
}

// Zone returns the zone in which times are said.
func (p *Printer) Zone() *time.Location { return p.zone }

// In returns a printer that says times in another zone: a sitting's place has
// its own clock, whoever reads.
func (p *Printer) In(zone *time.Location) *Printer {
	q := *p
	if q.zone = zone; zone == nil {
		q.zone = time.UTC
	}
	return &q
}

// Has says whether the reader's language has the sentence.
func (p *Printer) Has(key string) bool { return p.find(key) != nil }

func (p *Printer) find(key string) *sentence {
	if entry := p.sentences[key]; entry != nil {
		return entry[p.lang]
	}
	return nil
}

// Say returns the sentence of a key with its arguments in place. A sentence
// that the reader's language lacks is said as its key in brackets, and an
// argument that was not given as its placeholder: tests find both.
//
// Arguments: whole numbers as by Num; a string, or what has a String method, as
// a text that somebody typed, cleaned and isolated; Code left to right with its
// digits untouched; time.Time as by Moment; time.Duration as by Span; Msg and
// Local in the reader's language.
func (p *Printer) Say(key string, args ...any) string {
	var space [256]byte
	return string(p.say(space[:0], key, args))
}

func (p *Printer) say(b []byte, key string, args []any) []byte {
	s := p.find(key)
	if s == nil {
		b = append(b, '[')
		b = append(b, key...)
		return append(b, ']')
	}
	for _, x := range s.choose(p.lang, args).parts {
		switch {
		case x.arg < 0 && p.arab:
			b = append(b, x.text...)
		case x.arg < 0:
			b = append(b, x.latn...)
		case x.arg < len(args):
			b = p.argument(b, args[x.arg])
		default:
			b = append(b, '{', byte('0'+x.arg), '}')
		}
	}
	return b
}
