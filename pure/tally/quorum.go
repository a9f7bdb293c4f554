package tally

// Attendance is what one call of an assembly asks for.
type Attendance struct {
	Fraction
	Strict bool `json:"strict"`
	// Base is active or entitled.
	Base Base `json:"base,omitempty"`
	// Any lets the assembly meet whatever the fraction present, as many
	// bylaws do on the second call. Fraction, Strict and Base are then empty.
	Any bool `json:"any,omitempty"`
	// Least is a number that must be present in any case ("but not fewer than
	// twice the members of the board"); zero asks for none.
	Least int64 `json:"least,omitempty"`
}

// Quorum is how many must be present: on the first call, and on the second
// where the rule is another one. Without Second, both calls ask the same.
type Quorum struct {
	Attendance
	Second *Attendance `json:"second,omitempty"`
}

// Call says which call of an assembly it is.
type Call int

// The calls. Zero is taken as the first.
const (
	FirstCall  Call = 1
	SecondCall Call = 2
)

// Bases are the numbers of the assembly that are not votes.
type Bases struct {
	Present  int64 `json:"present"`
	Entitled int64 `json:"entitled"` // mandates entitled in the sitting
	Active   int64 `json:"active"`   // all active members
}

// Presence is the arithmetic of a quorum: "45 of 88 needed; 54 are here".
type Presence struct {
	Attendance
	Call      Call  `json:"call"`
	BaseValue int64 `json:"base_value"` // zero where any number will do
	Needed    int64 `json:"needed"`
	Had       int64 `json:"had"`
	Met       bool  `json:"met"`
}

// QuorumMet reckons the quorum of a call. A rule, call or number that is not
// valid is never met (Needed is then zero): Validate says why.
func QuorumMet(q Quorum, call Call, b Bases) Presence {
	if call == 0 {
		call = FirstCall
	}
	rule := q.Attendance
	if call == SecondCall && q.Second != nil {
		rule = *q.Second
	}
	p := Presence{Attendance: rule, Call: call, Had: b.Present}
	if q.Validate() != nil || b.check() != nil || call.check() != nil {
		return p
	}
	p.Needed = max(rule.Least, 1)
	if !rule.Any {
		p.BaseValue = b.Entitled
		if rule.Base == BaseActive {
			p.BaseValue = b.Active
		}
		p.Needed = max(p.Needed, portion(rule.Fraction, rule.Strict, p.BaseValue))
	}
	p.Met = p.Had >= p.Needed
	return p
}

// Validate says whether the quorum can be computed. The error is an *Error.
func (q Quorum) Validate() error { return q.check("") }

func (q Quorum) check(at string) error {
	if err := q.Attendance.check(at); err != nil {
		return err
	}
	if q.Second != nil {
		return q.Second.check(at + "second.")
	}
	return nil
}

func (a Attendance) check(at string) error {
	if a.Least < 0 {
		return &Error{FaultOutOfRange, at + "least"}
	}
	if a.Any {
		// A fraction beside "any number" is a rule that says two things.
		if a.Fraction != (Fraction{}) || a.Strict || a.Base != "" {
			return &Error{FaultMismatch, at + "any"}
		}
		return nil
	}
	if err := a.Fraction.check(at, a.Strict); err != nil {
		return err
	}
	switch a.Base {
	case BaseActive, BaseEntitled:
		return nil
	case "":
		return &Error{FaultMissing, at + "base"}
	}
	return &Error{FaultUnknown, at + "base"}
}

func (c Call) check() error {
	if c < 0 || c > SecondCall {
		return &Error{FaultUnknown, "call"}
	}
	return nil
}

func (b Bases) check() error {
	switch {
	case b.Present < 0:
		return &Error{FaultOutOfRange, "present"}
	case b.Entitled < 0:
		return &Error{FaultOutOfRange, "entitled"}
	case b.Active < 0:
		return &Error{FaultOutOfRange, "active"}
	}
	return nil
}
