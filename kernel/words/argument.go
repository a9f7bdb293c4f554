package words

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"
)

// Code is a receipt, a code, a telephone number: always in Latin digits, always
// read left to right.
type Code string

// Msg is a sentence inside a sentence, said in the language of the reader.
type Msg struct {
	Key  string
	Args []any
}

// Local is a text in up to three languages: the name of an organisation, a
// title. As an argument it is said in the reader's language.
type Local struct {
	Ar string `json:"ar"`
	En string `json:"en"`
	Tr string `json:"tr"`
}

// In returns the text in a language, else the first there is of Arabic, English
// and Turkish.
func (l Local) In(lang string) string {
	texts := [langs]string{l.Ar, l.En, l.Tr}
	if own := texts[langIndex(lang)]; own != "" {
		return own
	}
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// spoken is text of this package itself, which needs no isolation.
type spoken string

const (
	lri = "\u2066" // left-to-right isolate
	fsi = "\u2068" // first-strong isolate
	pdi = "\u2069" // pop directional isolate
)

// String returns the code isolated left to right, fit for running text.
func (c Code) String() string { return string(isolate(nil, lri, string(c))) }

// Isolate cleans a text that somebody typed and isolates its direction.
func Isolate(s string) string { return string(isolate(nil, fsi, s)) }

func isolate(b []byte, open, s string) []byte {
	if s = Clean(s); s == "" {
		return b
	}
	b = append(b, open...)
	b = append(b, s...)
	return append(b, pdi...)
}

// Clean removes the controls of direction: marks, embeddings, overrides and
// isolates. Text for a terminal or a subject line is cleaned too, of the
// isolates that Say put in.
func Clean(s string) string {
	if !hasControl(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if control(r) {
			return -1
		}
		return r
	}, s)
}

func control(r rune) bool {
	return r == 0x061c || r == 0x200e || r == 0x200f || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}

// hasControl looks at bytes alone where no control can begin.
func hasControl(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		switch s[i] {
		case 0xd8:
			if s[i+1] == 0x9c {
				return true
			}
		case 0xe2:
			if i+2 < len(s) && (s[i+1] == 0x80 || s[i+1] == 0x81) && control(0x2000|rune(s[i+1]&1)<<6|rune(s[i+2]&0x3f)) {
				return true
			}
		}
	}
	return false
}

func (p *Printer) argument(b []byte, a any) []byte {
	switch v := a.(type) {
	case string:
		return isolate(b, fsi, v)
	case int:
		return p.num(b, int64(v))
	case int64:
		return p.num(b, v)
	case Code:
		return isolate(b, lri, string(v))
	case Local:
		return isolate(b, fsi, v.In(codes[p.lang]))
	case Msg:
		return p.say(b, v.Key, v.Args)
	case *Msg:
		if v == nil {
			return b
		}
		return p.say(b, v.Key, v.Args)
	case time.Time:
		return p.moment(b, v)
	case time.Duration:
		return p.span(b, v)
	case spoken:
		return append(b, v...)
	case nil:
		return b
	}
	return p.unusual(b, a)
}

// unusual says what is none of the types that Say names.
func (p *Printer) unusual(b []byte, a any) []byte {
	if n, ok := asInt(a); ok {
		return p.num(b, n)
	}
	if f, ok := a.(float64); ok {
		return p.decimal(b, f)
	}
	return isolate(b, fsi, fmt.Sprint(a))
}

// asInt reads a whole number of any Go type; a count that went through JSON
// comes back as a float64 and is still a count. A type that knows how to say
// itself (a duration, a state) is no number.
func asInt(a any) (int64, bool) {
	switch v := a.(type) {
	case int:
		return int64(v), true
	case int64:
		return v, true
	case string, Code, Local, Msg, spoken, time.Time, fmt.Stringer, error, nil:
		return 0, false
	case float64:
		return int64(v), v == math.Trunc(v) && math.Abs(v) < 1<<53
	}
	switch r := reflect.ValueOf(a); r.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int(), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return int64(r.Uint()), r.Uint() <= math.MaxInt64
	}
	return 0, false
}
