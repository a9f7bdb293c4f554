package tally

import (
	"maps"
	"math"
	"slices"
)

// Reason is why a mandate that might have voted did not.
type Reason string

// The reasons. They say nothing of how it would have voted.
const (
	NotReached Reason = "not_reached" // the link or the call did not get through
	Silent     Reason = "silent"      // reached, and did not vote
	Refused    Reason = "refused"     // said that it would not vote
	Unknown    Reason = "unknown"     // nobody knows
)

// Reasons lists all reasons, in the order in which they are shown.
func Reasons() []Reason { return []Reason{NotReached, Silent, Refused, Unknown} }

// Unheard is the votes not cast, by reason.
type Unheard map[Reason]int64

// Validate says whether the reasons are known and account for all votes not
// cast. The error is an *Error.
func (u Unheard) Validate(notCast int64) error {
	sum := int64(0)
	for _, r := range slices.Sorted(maps.Keys(u)) {
		switch {
		case !slices.Contains(Reasons(), r):
			return &Error{FaultUnknown, string(r)}
		case u[r] < 0 || u[r] > math.MaxInt64-sum:
			return &Error{FaultOutOfRange, string(r)}
		}
		sum += u[r]
	}
	if sum != notCast {
		return &Error{FaultMismatch, "not_cast"}
	}
	return nil
}
