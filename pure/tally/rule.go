package tally

import (
	"math"
	"math/bits"
	"strconv"
)

// Fraction is a part of a whole: 0 < Num ≤ Den.
type Fraction struct {
	Num int64 `json:"num"`
	Den int64 `json:"den"`
}

// Base names what a fraction is taken of.
type Base string

// The bases a rule may name.
const (
	BaseYesNo    Base = "yes-no"   // votes cast, abstentions left out
	BaseCast     Base = "cast"     // votes cast, abstentions included
	BasePresent  Base = "present"  // mandates present
	BaseEntitled Base = "entitled" // mandates entitled in the sitting
	BaseActive   Base = "active"   // all active members
)

// Threshold is a fraction of a base that the votes in favour must exceed
// (Strict: "more than half") or reach ("at least two thirds").
type Threshold struct {
	Fraction
	Strict bool `json:"strict"`
	Base   Base `json:"base"`
}

// MoreThan is the threshold "more than num/den of base".
func MoreThan(num, den int64, base Base) Threshold {
	return Threshold{Fraction{num, den}, true, base}
}

// AtLeast is the threshold "at least num/den of base".
func AtLeast(num, den int64, base Base) Threshold {
	return Threshold{Fraction{num, den}, false, base}
}

// TieRule says what follows when votes are tied.
type TieRule string

// The tie rules. An empty rule is TieFails.
const (
	TieFails      TieRule = "fails"       // equal votes do not carry
	TieChair      TieRule = "chair"       // the chair's casting vote decides
	TieSecondVote TieRule = "second_vote" // the question is put again
	TieLot        TieRule = "lot"         // the lot is drawn
)

// Majority is what a decision needs.
type Majority struct {
	// All must be met together: "two thirds of those present and more than
	// half of the entitled".
	All []Threshold `json:"all,omitempty"`
	// Most asks for a relative majority: more votes than any other option, or
	// more for than against. With Most, All may be empty.
	Most bool `json:"most,omitempty"`
	// Tie is the rule for equal votes; empty means that they do not carry.
	Tie TieRule `json:"tie,omitempty"`
	// Quorum is what this kind of decision asks at the moment of the vote, if
	// it asks for one.
	Quorum *Quorum `json:"quorum,omitempty"`
}

// Fault is the kind of thing that is wrong with a rule or a count.
type Fault string

// The faults of rules and counts.
const (
	FaultMissing    Fault = "missing"      // nothing is there, and something must be
	FaultUnknown    Fault = "unknown"      // not one of the known words
	FaultOutOfRange Fault = "out_of_range" // a number that cannot stand there
	FaultImpossible Fault = "impossible"   // no vote could ever satisfy it
	FaultMismatch   Fault = "mismatch"     // the parts do not add up to the whole
)

// Error says what is wrong, and where: Field is the path in the JSON form
// ("all[1].den").
type Error struct {
	Fault Fault  `json:"fault"`
	Field string `json:"field"`
}

func (e *Error) Error() string { return "tally: " + e.Field + ": " + string(e.Fault) }

// Required is the smallest number that satisfies the threshold on a base: 45
// for more than half of 88, 59 for at least two thirds of 88. It is never less
// than one. A threshold that is not valid, or a negative base, is satisfied by
// nothing: the answer is then the largest number there is.
func (t Threshold) Required(base int64) int64 {
	if t.check("") != nil || base < 0 {
		return math.MaxInt64
	}
	return portion(t.Fraction, t.Strict, base)
}

// portion computes Required for a valid fraction. The quotient fits: with
// num ≤ den it is at most base, and less than base where strict adds one.
func portion(f Fraction, strict bool, base int64) int64 {
	hi, lo := bits.Mul64(uint64(base), uint64(f.Num))
	quo, rem := bits.Div64(hi, lo, uint64(f.Den))
	n := int64(quo)
	if strict || rem > 0 {
		n++
	}
	return max(n, 1)
}

// half reports whether the fraction is one half, in whatever terms.
func (f Fraction) half() bool { return f.Den-f.Num == f.Num }

// check says what is wrong with the fraction; at is the path before its fields.
func (f Fraction) check(at string, strict bool) error {
	switch {
	case f.Den <= 0:
		return &Error{FaultOutOfRange, at + "den"}
	case f.Num <= 0 || f.Num > f.Den:
		return &Error{FaultOutOfRange, at + "num"}
	case strict && f.Num == f.Den:
		return &Error{FaultImpossible, at + "strict"} // more than all
	}
	return nil
}

func (t Threshold) check(at string) error {
	if err := t.Fraction.check(at, t.Strict); err != nil {
		return err
	}
	switch t.Base {
	case BaseYesNo, BaseCast, BasePresent, BaseEntitled, BaseActive:
		return nil
	case "":
		return &Error{FaultMissing, at + "base"}
	}
	return &Error{FaultUnknown, at + "base"}
}

// Validate says whether the threshold can be computed. The error is an *Error.
func (t Threshold) Validate() error { return t.check("") }

// Validate says whether the rule can be computed: at least one threshold
// (unless a relative majority is enough), known bases, fractions between
// nothing and the whole, a known tie rule. The error is an *Error.
func (m Majority) Validate() error {
	if len(m.All) == 0 && !m.Most {
		return &Error{FaultMissing, "all"}
	}
	for i, t := range m.All {
		if err := t.check("all[" + strconv.Itoa(i) + "]."); err != nil {
			return err
		}
	}
	switch m.Tie {
	case "", TieFails, TieChair, TieSecondVote, TieLot:
	default:
		return &Error{FaultUnknown, "tie"}
	}
	if m.Quorum != nil {
		return m.Quorum.check("quorum.")
	}
	return nil
}
