package words

import (
	"fmt"
	"strings"
)

// part is a literal piece of a sentence, or the place of an argument.
type part struct {
	text string // as written
	latn string // text with its Arabic-Indic digits folded to Latin ones
	arg  int    // index of the argument, -1 for a literal
}

// pattern is a parsed sentence or a parsed form of one.
type pattern struct {
	parts []part
	args  argSet
}

// argSet has bit i set when {i} occurs.
type argSet uint16

func (s argSet) String() string {
	var b []byte
	for i := range 10 {
		if s&(1<<i) != 0 {
			b = append(b, '{', byte('0'+i), '}')
		}
	}
	return string(b)
}

// parsePattern reads a sentence with its {0} … {9}, {{ and }}.
func parsePattern(s string) (*pattern, error) {
	p := &pattern{}
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			t := lit.String()
			p.parts = append(p.parts, part{text: t, latn: foldDigits(t, false), arg: -1})
			lit.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case (c == '{' || c == '}') && i+1 < len(s) && s[i+1] == c:
			lit.WriteByte(c)
			i++
		case c == '{':
			end := strings.IndexByte(s[i:], '}')
			if end < 0 {
				return nil, fmt.Errorf("brace opened at byte %d is not closed", i)
			}
			name := s[i+1 : i+end]
			if len(name) != 1 || name[0] < '0' || name[0] > '9' {
				return nil, fmt.Errorf("unknown placeholder {%s}: only {0} to {9}", name)
			}
			flush()
			arg := int(name[0] - '0')
			p.parts = append(p.parts, part{arg: arg})
			p.args |= 1 << arg
			i += end
		case c == '}':
			return nil, fmt.Errorf("brace closed at byte %d was not opened", i)
		default:
			lit.WriteByte(c)
		}
	}
	flush()
	return p, nil
}

// String writes the pattern as it stands in a catalogue.
func (p *pattern) String() string {
	var b strings.Builder
	esc := strings.NewReplacer("{", "{{", "}", "}}")
	for _, x := range p.parts {
		if x.arg >= 0 {
			fmt.Fprintf(&b, "{%d}", x.arg)
		} else {
			b.WriteString(esc.Replace(x.text))
		}
	}
	return b.String()
}

// blank says whether nothing would be seen.
func (p *pattern) blank() bool { return strings.TrimSpace(p.String()) == "" }

// sentence is what one key says in one language.
type sentence struct {
	forms   [forms]*pattern // a plain sentence has other alone
	counted bool            // written as an object of plural forms
	by      int             // the argument that selects the form, -1 for the first integer
}

// args is the union of what its forms mention.
func (s *sentence) args() argSet {
	var set argSet
	for _, f := range s.forms {
		if f != nil {
			set |= f.args
		}
	}
	return set
}

// choose selects the form for the arguments.
func (s *sentence) choose(lang int, args []any) *pattern {
	if !s.counted {
		return s.forms[other]
	}
	n, ok := s.count(args)
	if !ok {
		return s.forms[other]
	}
	if n == 0 && s.forms[zero] != nil {
		return s.forms[zero]
	}
	if f := s.forms[formOf(lang, n)]; f != nil {
		return f
	}
	return s.forms[other]
}

func (s *sentence) count(args []any) (int64, bool) {
	if s.by >= 0 {
		if s.by >= len(args) {
			return 0, false
		}
		return asInt(args[s.by])
	}
	for _, a := range args {
		if n, ok := asInt(a); ok {
			return n, true
		}
	}
	return 0, false
}
