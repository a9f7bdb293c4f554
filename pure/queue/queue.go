// Package queue is the rule of the speakers' queue: who has the floor next,
// fair to the hall and to those who are remote. It keeps nothing: it is given
// the requests that wait and what was spoken on this item, and answers.
//
// The rule, as a chair can read it aloud:
//
//  1. A point of order comes first, in the order in which it was asked for.
//  2. Then whoever it interrupted goes on, for the time that was left: not by this
//     package, which is given those who wait, but before all of them.
//  3. Then whoever asked to reply to what was said of them, in that order.
//  4. Then the word. Who has spoken fewer times on this item comes before who
//     has spoken more times.
//  5. Among those who have spoken equally often, the hall and the remote take
//     turns: after a speaker in the hall a remote one, and the other way round.
//     If nobody has spoken yet, the side begins that has used less time, and if
//     that is equal, the side that asked first. While one side has nobody
//     waiting among them, the other goes on.
//  6. Within a side, first come, first served.
//
// Points of order and replies are no turns: they leave counts and sides alone.
// Telephone and whatever else is not the hall is on the remote side.
//
// # Nobody waits for ever
//
// Take someone who has spoken t times on this item and waits for the word.
// However many ask after them, before they speak each other speaker has the
// word at most t+1 times, fewer by as many times as they had it already: for
// rule 4 puts before them only those who have spoken at most t times, each turn
// counts, and a speaker at t+1 is behind. So with n other speakers they wait
// for at most n·(t+1) turns; a first word, for at most one of each other.
//
// And while nobody waits who has spoken less often, it does not matter how many
// of the other side ask: if k of their own side stand before them, at most k+1
// of the other side do (rule 5: one before each of the k, and one before them),
// so they wait for at most 2k+1 turns.
//
// Points of order and replies come on top; [Limits] bounds those for each
// speaker, so that with limits the whole wait is bounded.
package queue

import "cmp"

// Kind is what is asked for.
type Kind string

// The kinds of requests.
const (
	PointOfOrder Kind = "point_of_order"
	Reply        Kind = "reply" // to what was said of the speaker
	Word         Kind = "word"
)

// turn reports whether this kind counts as a turn. What is not known stands with
// the word: last, not first.
func (k Kind) turn() bool { return k != PointOfOrder && k != Reply }

// Request is one wish to speak that waits.
type Request struct {
	ID      string `json:"id"`
	Speaker string `json:"speaker"` // the mandate, whoever speaks for it
	Channel string `json:"channel"` // hall, remote, telephone
	Kind    Kind   `json:"kind"`
	At      int64  `json:"at"` // its number in the order of asking
}

// Hall is the channel that is one side of the room; every other is remote.
const Hall = "hall"

// Side is one of the two between which the word alternates.
type Side string

// The sides.
const (
	InHall   Side = "hall"
	InRemote Side = "remote"
)

// SideOf is the side on which a channel is.
func SideOf(channel string) Side {
	if channel == Hall {
		return InHall
	}
	return InRemote
}

func (s Side) other() Side {
	if s == InHall {
		return InRemote
	}
	return InHall
}

// Spoken is what was spoken on an item so far. The zero value is the beginning.
type Spoken struct {
	// Turns, Points and Replies are how often each speaker had the floor.
	Turns   map[string]int `json:"turns,omitempty"`
	Points  map[string]int `json:"points,omitempty"`
	Replies map[string]int `json:"replies,omitempty"`
	// Seconds is how long each side had the word; it may be carried over from
	// earlier items, so that the side that had less begins.
	Seconds map[Side]int64 `json:"seconds,omitempty"`
	// Last is the side of the last word; empty if there was none.
	Last Side `json:"last,omitempty"`
}

// Next is the index of the request that has the floor next, -1 if none waits.
// The order in which the requests are given makes no difference.
func Next(requests []Request, spoken Spoken) int {
	next := -1
	words := [2]int{-1, -1} // the first of each side among the fewest turns
	for i, r := range requests {
		if !r.Kind.turn() {
			if next < 0 || urgent(r, requests[next]) {
				next = i
			}
			continue
		}
		w := &words[0]
		if SideOf(r.Channel) == InRemote {
			w = &words[1]
		}
		if *w < 0 || spoken.before(r, requests[*w]) {
			*w = i
		}
	}
	if next >= 0 {
		return next
	}
	return choose(requests, words, spoken)
}

// choose is between the first of the hall and the first of the remote.
func choose(requests []Request, words [2]int, spoken Spoken) int {
	hall, remote := words[0], words[1]
	if hall < 0 {
		return remote
	}
	if remote < 0 {
		return hall
	}
	h, r := requests[hall], requests[remote]
	if th, tr := spoken.Turns[h.Speaker], spoken.Turns[r.Speaker]; th != tr {
		if th < tr {
			return hall
		}
		return remote
	}
	if spoken.turn(h, r) == InHall {
		return hall
	}
	return remote
}

// turn is the side whose turn it is, where both have someone waiting who has
// spoken equally often.
func (s Spoken) turn(hall, remote Request) Side {
	if s.Last != "" {
		return s.Last.other()
	}
	if h, r := s.Seconds[InHall], s.Seconds[InRemote]; h != r {
		if h < r {
			return InHall
		}
		return InRemote
	}
	if earlier(hall, remote) {
		return InHall
	}
	return InRemote
}

// before reports whether a has the word before b of the same side.
func (s Spoken) before(a, b Request) bool {
	if ta, tb := s.Turns[a.Speaker], s.Turns[b.Speaker]; ta != tb {
		return ta < tb
	}
	return earlier(a, b)
}

// urgent is the order of what is not the word: points of order before all else.
func urgent(a, b Request) bool {
	if pa, pb := a.Kind == PointOfOrder, b.Kind == PointOfOrder; pa != pb {
		return pa
	}
	return earlier(a, b)
}

// earlier is the order of asking. Two with the same number are told apart by
// what else they say, so that nobody's order depends on how a list was read.
func earlier(a, b Request) bool {
	return cmp.Or(
		cmp.Compare(a.At, b.At),
		cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.Speaker, b.Speaker),
		cmp.Compare(a.Channel, b.Channel),
		cmp.Compare(a.Kind, b.Kind),
	) < 0
}

// Order is the whole order that is to be expected if nobody else asks: the
// indexes of the requests, each once.
func Order(requests []Request, spoken Spoken) []int {
	s := spoken.copy()
	waiting := append([]Request(nil), requests...)
	index := make([]int, len(requests))
	for i := range index {
		index[i] = i
	}
	order := make([]int, 0, len(requests))
	for len(waiting) > 0 {
		i := Next(waiting, s)
		s.take(waiting[i])
		order = append(order, index[i])
		last := len(waiting) - 1
		waiting[i], index[i] = waiting[last], index[last]
		waiting, index = waiting[:last], index[:last]
	}
	return order
}
