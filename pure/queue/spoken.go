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

// Limits are how often a speaker has the floor on an item, as the chair has set.
// Zero sets none.
type Limits struct {
	Turns   int `json:"turns,omitempty"`  // words
	Points  int `json:"points,omitempty"` // points of order
	Replies int `json:"replies,omitempty"`
}

// Allows reports whether a speaker may still ask for a kind of floor. What waits
// is not counted: who keeps the queue has a speaker wait once for each kind.
func (l Limits) Allows(speaker string, kind Kind, spoken Spoken) bool {
	most, had := l.Turns, spoken.Turns[speaker]
	switch kind {
	case PointOfOrder:
		most, had = l.Points, spoken.Points[speaker]
	case Reply:
		most, had = l.Replies, spoken.Replies[speaker]
	}
	return most == 0 || had < most
}

// DuringVote reports whether this kind may have the floor while a vote is open:
// only a point of order may.
func (k Kind) DuringVote() bool { return k == PointOfOrder }

// Known reports whether it is one of the kinds.
func (k Kind) Known() bool { return k == Word || k == Reply || k == PointOfOrder }
