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
// with votes and at least five voters are hidden together. If that cannot be
// had, no channel is shown.
//
// voters are the mandates that voted in each channel: the counts are of weights,
// and one mandate of weight five is no group. A channel of which they are not
// known counts as one in which nobody voted. An open poll needs none.
//
// It protects the members of a small group, not those of a large one that
// voted as one man: there the result itself says what each chose.
func Breakdown(secret bool, channels map[Channel]Count, voters map[Channel]int64) Shown {
	s := Shown{Channels: maps.Clone(channels)}
	if !secret {
		return s
	}
	bySize := slices.SortedFunc(maps.Keys(channels), func(a, b Channel) int {
		return cmp.Or(cmp.Compare(voters[a], voters[b]), cmp.Compare(a, b))
	})
	// A single hidden channel has fewer than five voters, so that five hidden
	// voters are those of at least two.
	var rest Count
	hidden := int64(0)
	for _, ch := range bySize {
		safe := hidden == 0 || hidden >= SmallGroup
		if voters[ch] >= SmallGroup && safe {
			break
		}
		hidden += voters[ch]
		rest = rest.Add(channels[ch])
		delete(s.Channels, ch)
		s.Hidden = append(s.Hidden, ch)
	}
	if len(s.Hidden) > 0 {
		slices.Sort(s.Hidden)
		s.Rest = &rest
	}
	return s
}
