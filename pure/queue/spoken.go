package queue

import "maps"

// After is what was spoken once a request has had the floor for some seconds.
// The receiver is not changed.
func (s Spoken) After(r Request, seconds int64) Spoken {
	next := s.copy()
	next.take(r)
	if r.Kind.turn() {
		next.Seconds[SideOf(r.Channel)] += seconds
	}
	return next
}

// copy has maps of its own, none of them nil.
func (s Spoken) copy() Spoken {
	clone := func(m map[string]int) map[string]int {
		if m == nil {
			return map[string]int{}
		}
		return maps.Clone(m)
	}
	c := Spoken{Turns: clone(s.Turns), Points: clone(s.Points), Replies: clone(s.Replies), Last: s.Last}
	if c.Seconds = maps.Clone(s.Seconds); c.Seconds == nil {
		c.Seconds = map[Side]int64{}
	}
	return c
}

// take counts a request that has had the floor.
func (s *Spoken) take(r Request) {
	switch r.Kind {
	case PointOfOrder:
		s.Points[r.Speaker]++
	case Reply:
		s.Replies[r.Speaker]++
	default:
		s.Turns[r.Speaker]++
		s.Last = SideOf(r.Channel)
	}
}

// Limits are what the chair has set for an item. Zero sets none.
type Limits struct {
	Seconds int64 `json:"seconds,omitempty"` // for one turn, of whatever kind
	Turns   int   `json:"turns,omitempty"`   // words of one speaker on the item
	Points  int   `json:"points,omitempty"`  // points of order of one speaker
	Replies int   `json:"replies,omitempty"` // replies of one speaker
}

// Allows reports whether a speaker may still ask for a kind of floor. Requests
// of that speaker and kind that wait already count as if they had been had.
func (l Limits) Allows(speaker string, kind Kind, waiting []Request, spoken Spoken) bool {
	most, had := l.Turns, spoken.Turns[speaker]
	switch kind {
	case PointOfOrder:
		most, had = l.Points, spoken.Points[speaker]
	case Reply:
		most, had = l.Replies, spoken.Replies[speaker]
	}
	if most == 0 {
		return true
	}
	for _, r := range waiting {
		if r.Speaker == speaker && r.Kind == kind {
			had++
		}
	}
	return had < most
}

// Left is the seconds that a turn still has after some have passed: negative
// where it is over. It is not limited where ok is false.
func (l Limits) Left(passed int64) (seconds int64, ok bool) {
	return l.Seconds - passed, l.Seconds > 0
}

// DuringVote reports whether this kind may have the floor while a vote is open:
// only a point of order may.
func (k Kind) DuringVote() bool { return k == PointOfOrder }

// Known reports whether it is one of the kinds.
func (k Kind) Known() bool { return k == Word || k == Reply || k == PointOfOrder }
