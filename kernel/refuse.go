package kernel

import (
	"errors"
	"fmt"
)

// A Kind says what sort of refusal an Error is. Every surface (web, API, command
// line) maps kinds, never keys, to its own codes.
type Kind string

// The four kinds. Whatever is none of them is a fault: logged, not shown.
const (
	Invalid  Kind = "invalid"  // the request makes no sense; say which field
	Denied   Kind = "denied"   // not this actor
	NotFound Kind = "notfound" // no such thing, or not for your eyes
	Conflict Kind = "conflict" // it made sense a moment ago
)

// An Error is a refusal that a person can read. Key names a sentence in the
// catalogue of the office, Args fill it, Field names the input it is about.
type Error struct {
	Kind  Kind
	Key   string
	Field string
	Args  []any
	More  []*Error // further refusals of the same request, one for each field
}

func (e *Error) Error() string {
	if e.Field != "" {
		return fmt.Sprintf("%s: %s (%s)", e.Kind, e.Key, e.Field)
	}
	return string(e.Kind) + ": " + e.Key
}

// All is the refusal and those that came with it.
func (e *Error) All() []*Error { return append([]*Error{e}, e.More...) }

// Refuse makes a refusal.
func Refuse(k Kind, key string, args ...any) error { return &Error{Kind: k, Key: key, Args: args} }

// RefuseField makes a refusal of one field of the input.
func RefuseField(field, key string, args ...any) error {
	return &Error{Kind: Invalid, Key: key, Field: field, Args: args}
}

// RefuseAll joins refusals of several fields into one answer, so that a person
// corrects a form once. It returns nil when there is none; a fault among them
// comes alone.
func RefuseAll(errs ...error) error {
	var first *Error
	for _, err := range errs {
		if err == nil {
			continue
		}
		e := Refusal(err)
		switch {
		case e == nil:
			return err
		case first == nil:
			c := *e
			first = &c
		default:
			first.More = append(first.More, e.All()...)
		}
	}
	if first == nil {
		return nil
	}
	return first
}

// Refusal is the refusal in an error, or nil if it is a fault.
func Refusal(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Refused reports whether the error is the refusal with this key.
func Refused(err error, key string) bool {
	e := Refusal(err)
	return e != nil && e.Key == key
}
