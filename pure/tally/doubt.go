package tally

import (
	"maps"
	"slices"
)

// CouldDecide reports whether doubtful votes could decide a poll: whether some
// way of counting them (each as yes, no, an option, an abstention, or not cast
// at all) leads to another verdict than some other way. Votes that a teller
// took by telephone are doubtful until their delegates confirm them; if they
// could decide, none is announced unconfirmed.
//
// doubtful is the part of the totals that is in doubt, as it is now counted;
// its Entitled is not looked at. Doubt is about the vote: whether the mandate
// is present, and so the quorum, is a fact of its own and stays. Where it
// exceeds the totals, or rule or totals are not valid, the answer is true:
// what cannot be reckoned is not announced. A mandate that weighs more than one
// is reckoned as if it could be split, so the answer may then be a yes that is
// not needed, never a no that is wrong.
//
// It is enough to look at the corners, where all doubtful votes go one way.
// Let there be at least one doubtful vote, and call carried "with w" in a list
// (with yes otherwise).
//
//  1. Moving a doubtful vote to w, from anywhere, keeps every threshold of w
//     that was met (w gains one, a base at most one, and no fraction exceeds
//     the whole) and keeps w's lead. So if w carries anywhere, it carries where
//     all go to w.
//  2. Moving a doubtful vote to a rival of w, from anywhere, keeps every
//     threshold of w that was missed. So if w carries in every corner, no
//     threshold of it is missed anywhere; nor can a rival lead anywhere, for it
//     would lead in its own corner too.
//  3. If a and b are tied somewhere (yes and no, in a plain poll), one vote more
//     turns "exactly half" into more than half, and alone leads. So where all
//     go to a, a wins, unless all went there already and it is the same tie;
//     where all go to b, b wins likewise; and not both corners are that tie.
//
// If all corners agree on carried with w, then by 2 it is carried with w
// everywhere. If all agree on lost, by 1 it carries nowhere; and a tie, where
// it does not count as lost anyhow, would by 3 have made a corner tied or
// carried. By 3 they cannot all agree on a tie.
func CouldDecide(m Majority, t Totals, doubtful Count) bool {
	if m.Validate() != nil || t.Validate() != nil {
		return true
	}
	sure, n, ok := t.Total().without(doubtful)
	if !ok {
		return true
	}
	if n == 0 {
		return false
	}
	var first Verdict
	for i, c := range sure.corners(n) {
		v := decide(m, c, t.Bases, t.Call)
		if i == 0 {
			first = v
		} else if v.Outcome != first.Outcome || v.Winner != first.Winner {
			return true
		}
	}
	return false
}

// without takes the doubtful votes out of a count and says how many they are.
// It is not ok where more are doubtful than were counted.
func (c Count) without(d Count) (sure Count, n int64, ok bool) {
	sure = Count{
		Entitled: c.Entitled,
		Yes:      c.Yes - d.Yes,
		No:       c.No - d.No,
		Abstain:  c.Abstain - d.Abstain,
		NotCast:  c.NotCast - d.NotCast,
		Options:  maps.Clone(c.Options),
	}
	for key, v := range d.Options {
		if _, known := c.Options[key]; !known {
			return Count{}, 0, false
		}
		sure.Options[key] -= v
	}
	// The whole is valid: if no part of either is negative, no sum overflows.
	for _, part := range [][2]int64{
		{d.Yes, sure.Yes}, {d.No, sure.No}, {d.Abstain, sure.Abstain}, {d.NotCast, sure.NotCast},
	} {
		if part[0] < 0 || part[1] < 0 {
			return Count{}, 0, false
		}
	}
	for key, v := range sure.Options {
		if v < 0 || d.Options[key] < 0 {
			return Count{}, 0, false
		}
	}
	return sure, d.Cast() + d.NotCast, true
}

// corners are the counts in which all n doubtful votes go one way.
func (c Count) corners(n int64) []Count {
	var all []Count
	if !c.List() {
		yes, no := c, c
		yes.Yes += n
		no.No += n
		return append(all, yes, no)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Options)) {
		one := c
		one.Options = maps.Clone(c.Options)
		one.Options[key] += n
		all = append(all, one)
	}
	// Where the list has one option only, abstaining is its rival.
	abstain := c
	abstain.Abstain += n
	return append(all, abstain)
}
