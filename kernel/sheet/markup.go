package sheet

import "bytes"

// A markup follows the signs of an XML text, byte by byte, and refuses what
// would cost a reader of it memory without bound: much between two beginnings of
// elements (one text, one name), much between two rows or two texts, elements
// within elements within elements, texts without number. What declares anything
// of its own (<!DOCTYPE) is refused: that is how such files read others.
type markup struct {
	parts bool // rows or texts, between which recordMax holds

	element, record int // bytes since the last beginning, and since the last row or text
	depth, shared   int

	state       byte // what the byte stands in
	quote       byte // of the attribute's value that it stands in
	closing     bool // it is the end of an element
	noted       int  // bytes of a note
	last, last2 byte
	name        []byte
}

// Where a byte may stand.
const (
	inText = iota
	inName // behind <
	inTag
	inNote // behind <?, <!-- or <![CDATA[; name is what it ends with before >
	inBang // behind <!
)

func (m *markup) step(b byte) (err error) {
	m.element++
	m.record++
	switch m.state {
	case inText:
		if b == '<' {
			m.state, m.element, m.name, m.closing, m.noted = inName, 0, m.name[:0], false, 0
		}
	case inName:
		err = m.stepName(b)
	case inTag:
		err = m.stepTag(b)
	case inBang:
		err = m.stepBang(b)
	case inNote:
		if b == '>' && m.noted >= len(m.name) && bytes.HasSuffix([]byte{m.last2, m.last}, m.name) {
			m.state = inText
		}
		m.noted++
	}
	m.last2, m.last = m.last, b
	if m.element > elementMax || m.parts && m.record > recordMax || m.depth > depthMax {
		return errBomb
	}
	return err
}

func (m *markup) stepName(b byte) error {
	switch {
	case b == '/' && m.last == '<':
		m.closing = true
	case b == '?' && m.last == '<':
		m.state, m.name = inNote, append(m.name, '?')
	case b == '!' && m.last == '<':
		m.state = inBang
	case b == ':':
		m.name = m.name[:0] // a prefix
	case b == '>', b == '/', b == ' ', b == '\t', b == '\r', b == '\n':
		m.state, m.quote = inTag, 0
		if err := m.begun(); err != nil {
			return err
		}
		return m.stepTag(b)
	case len(m.name) < 8:
		m.name = append(m.name, b)
	}
	return nil
}

func (m *markup) stepTag(b byte) error {
	switch {
	case m.quote != 0:
		if b == m.quote {
			m.quote = 0
		}
	case b == '"', b == '\'':
		m.quote = b
	case b == '>':
		m.state = inText
		if m.closing {
			if m.depth--; m.depth < 0 {
				return errXML
			}
		} else if m.last != '/' {
			m.depth++
		}
	}
	if b == '<' {
		return errXML
	}
	return nil
}

// stepBang tells a comment and a plain text from a declaration.
func (m *markup) stepBang(b byte) error {
	m.name = append(m.name, b)
	switch s := string(m.name); {
	case s == "--":
		m.state = inNote
	case s == "[CDATA[":
		m.state, m.name = inNote, append(m.name[:0], "]]"...)
	case !bytes.HasPrefix([]byte("--"), m.name) && !bytes.HasPrefix([]byte("[CDATA["), m.name):
		return errXML
	}
	return nil
}

// begun looks at an element by its name and place: <sheetData><row>, <sst><si>.
func (m *markup) begun() error {
	switch {
	case m.closing:
	case string(m.name) == "row" && m.depth == 2:
		m.record = 0
	case string(m.name) == "si" && m.depth == 1:
		m.record = 0
		if m.shared++; m.shared > sharedMax {
			return errBomb
		}
	}
	return nil
}
