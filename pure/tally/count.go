package tally

import (
	"maps"
	"math"
	"slices"
)

// Channel is how a mandate is present.
type Channel string

// The channels of an assembly.
const (
	Hall      Channel = "hall"
	Remote    Channel = "remote"
	Telephone Channel = "telephone"
)

// Count is what a group of mandates did: those entitled, and how they divide.
// Entitled = Yes + No + all Options + Abstain + NotCast. In a list poll the
// votes stand under Options, by the option's key, each mandate choosing one;
// every option of the poll is there, also with zero votes; Yes and No are zero.
type Count struct {
	Entitled int64            `json:"entitled"`
	Yes      int64            `json:"yes"`
	No       int64            `json:"no"`
	Abstain  int64            `json:"abstain"`
	NotCast  int64            `json:"not_cast"`
	Options  map[string]int64 `json:"options,omitempty"`
}

// Totals is all that a decision stands on: the votes by channel, the numbers of
// the assembly, and which call it is. Entitled of a channel is the mandates of
// that channel who might have voted in this poll; Bases.Entitled is the
// mandates entitled in the sitting, present or not.
type Totals struct {
	Channels map[Channel]Count `json:"channels"`
	Bases
	Call Call `json:"call,omitempty"`
}

// Votes is the votes cast without abstentions (base yes-no).
func (c Count) Votes() int64 {
	n := c.Yes + c.No
	for _, v := range c.Options {
		n += v
	}
	return n
}

// Cast is the votes cast with abstentions (base cast).
func (c Count) Cast() int64 { return c.Votes() + c.Abstain }

// List reports whether it is the count of a list poll.
func (c Count) List() bool { return len(c.Options) > 0 }

// Add is the count of two groups together. Neither is changed.
func (c Count) Add(d Count) Count {
	sum := Count{
		Entitled: c.Entitled + d.Entitled,
		Yes:      c.Yes + d.Yes,
		No:       c.No + d.No,
		Abstain:  c.Abstain + d.Abstain,
		NotCast:  c.NotCast + d.NotCast,
		Options:  maps.Clone(c.Options),
	}
	for key, n := range d.Options {
		if sum.Options == nil {
			sum.Options = make(map[string]int64, len(d.Options))
		}
		sum.Options[key] += n
	}
	return sum
}

// Equal reports whether two counts say the same. An option with zero votes is
// another thing than an option that is not there.
func (c Count) Equal(d Count) bool {
	return c.Entitled == d.Entitled && c.Yes == d.Yes && c.No == d.No &&
		c.Abstain == d.Abstain && c.NotCast == d.NotCast && maps.Equal(c.Options, d.Options)
}

// Total is the count of all channels together.
func (t Totals) Total() Count {
	var sum Count
	for _, ch := range t.channels() {
		sum = sum.Add(t.Channels[ch])
	}
	return sum
}

func (t Totals) channels() []Channel { return slices.Sorted(maps.Keys(t.Channels)) }

// Validate says whether the count can be true: nothing negative, the parts
// adding up to the entitled, yes and no not mixed with named options. The
// error is an *Error.
func (c Count) Validate() error { return c.check("") }

func (c Count) check(at string) error {
	sum := int64(0)
	part := func(field string, n int64) error {
		if n < 0 {
			return &Error{FaultOutOfRange, at + field}
		}
		if n > math.MaxInt64-sum {
			return &Error{FaultOutOfRange, at + "entitled"}
		}
		sum += n
		return nil
	}
	for _, p := range []struct {
		field string
		n     int64
	}{{"yes", c.Yes}, {"no", c.No}, {"abstain", c.Abstain}, {"not_cast", c.NotCast}} {
		if err := part(p.field, p.n); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.Options)) {
		if err := part("options."+key, c.Options[key]); err != nil {
			return err
		}
	}
	if c.List() && (c.Yes != 0 || c.No != 0) {
		return &Error{FaultMismatch, at + "options"}
	}
	if sum != c.Entitled {
		return &Error{FaultMismatch, at + "entitled"}
	}
	return nil
}

// Validate says whether the totals can be true, channel by channel and
// together. The error is an *Error.
func (t Totals) Validate() error {
	if err := t.Bases.check(); err != nil {
		return err
	}
	if err := t.Call.check(); err != nil {
		return err
	}
	all := int64(0)
	for _, ch := range t.channels() {
		c := t.Channels[ch]
		at := "channels." + string(ch) + "."
		if err := c.check(at); err != nil {
			return err
		}
		// Each part is at most its entitled, so the sums fit if this one does.
		if c.Entitled > math.MaxInt64-all {
			return &Error{FaultOutOfRange, at + "entitled"}
		}
		all += c.Entitled
	}
	return t.Total().check("") // a list in one channel, yes and no in another
}
