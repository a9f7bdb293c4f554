package words

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// readFile parses one catalogue file. All its faults are reported together,
// each with its key.
func readFile(data []byte) (map[string]*sentence, error) {
	out := map[string]*sentence{}
	var errs []error
	err := eachMember(data, func(key string, value json.RawMessage) {
		if _, twice := out[key]; twice {
			errs = append(errs, fmt.Errorf("%s: duplicate key", key))
			return
		}
		s, err := readSentence(value)
		for _, e := range flat(err) {
			errs = append(errs, fmt.Errorf("%s: %w", key, e))
		}
		out[key] = s
	})
	if err != nil {
		errs = append(errs, err)
	}
	return out, errors.Join(errs...)
}

// flat takes joined errors apart, so that each can be told where it stands.
func flat(err error) []error {
	if err == nil {
		return nil
	}
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		return j.Unwrap()
	}
	return []error{err}
}

// eachMember walks a JSON object in its order, duplicates included, which
// decoding into a map would swallow.
func eachMember(data []byte, f func(key string, value json.RawMessage)) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("not a JSON object: %v", err)
	}
	last := ""
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return fmt.Errorf("after key %q: %w", last, err)
		}
		last = t.(string)
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return fmt.Errorf("%s: %w", last, err)
		}
		f(last, raw)
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("after key %q: %w", last, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the JSON object")
	}
	return nil
}

// readSentence parses a string or an object of plural forms.
func readSentence(raw json.RawMessage) (*sentence, error) {
	s := &sentence{by: -1}
	if raw[0] != '{' {
		var text string
		if err := json.Unmarshal(raw, &text); err != nil || raw[0] != '"' {
			return nil, errors.New("neither a sentence nor an object of plural forms")
		}
		p, err := parsePattern(text)
		s.forms[other] = p
		return s, err
	}
	s.counted = true
	var errs []error
	seen := map[string]bool{}
	err := eachMember(raw, func(name string, value json.RawMessage) {
		if seen[name] {
			errs = append(errs, fmt.Errorf("form %q stands twice", name))
		}
		seen[name] = true
		if err := s.set(name, value); err != nil {
			errs = append(errs, err)
		}
	})
	if !seen["other"] {
		errs = append(errs, errors.New(`plural form "other" is missing`))
	}
	return s, errors.Join(append(errs, err)...)
}

// set reads one member of an object of plural forms.
func (s *sentence) set(name string, value json.RawMessage) error {
	var text string
	if err := json.Unmarshal(value, &text); err != nil || value[0] != '"' {
		return fmt.Errorf("%q is not a string", name)
	}
	if name == "by" {
		if len(text) != 1 || text[0] < '0' || text[0] > '9' {
			return fmt.Errorf(`"by" names the index of an argument, "0" to "9", not %q`, text)
		}
		s.by = int(text[0] - '0')
		return nil
	}
	form := slices.Index(formNames[:], name)
	if form < 0 {
		return fmt.Errorf("unknown plural form %q", name)
	}
	p, err := parsePattern(text)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	s.forms[form] = p
	return nil
}
