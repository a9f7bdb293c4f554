package tally

import (
	"cmp"
	"maps"
	"slices"
)

// SmallGroup is the number of voters below which a secret poll is not broken
// down: with fewer, a neighbour can guess who chose what.
const SmallGroup = 5

// Shown is a breakdown by channel that may be published.
type Shown struct {
	Channels map[Channel]Count `json:"channels"`
	// Hidden are the channels left out, sorted; Rest is all of them together,
	// so that the figures still add up. Both are empty if all is shown.
	Hidden []Channel `json:"hidden,omitempty"`
	Rest   *Count    `json:"rest,omitempty"`
}

// Breakdown is what may be published of the counts by channel. Of an open poll
// it is all. Of a secret one, a channel in which fewer than five voted is left
// out; and since the total is public, a hidden channel must not be found by
// subtraction: channels are left out, the smallest first, until at least two
// with votes and at least five votes are hidden together. If that cannot be
// had, no channel is shown.
//
// It protects the members of a small group, not those of a large one that
// voted as one man: there the result itself says what each chose.
func Breakdown(secret bool, channels map[Channel]Count) Shown {
	s := Shown{Channels: maps.Clone(channels)}
	if !secret {
		return s
	}
	bySize := slices.SortedFunc(maps.Keys(channels), func(a, b Channel) int {
		return cmp.Or(cmp.Compare(channels[a].Cast(), channels[b].Cast()), cmp.Compare(a, b))
	})
	// A single hidden channel has fewer than five votes, so that five hidden
	// votes are those of at least two.
	var rest Count
	for _, ch := range bySize {
		c := channels[ch]
		safe := rest.Cast() == 0 || rest.Cast() >= SmallGroup
		if c.Cast() >= SmallGroup && safe {
			break
		}
		rest = rest.Add(c)
		delete(s.Channels, ch)
		s.Hidden = append(s.Hidden, ch)
	}
	if len(s.Hidden) > 0 {
		slices.Sort(s.Hidden)
		s.Rest = &rest
	}
	return s
}
