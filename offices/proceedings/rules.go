package proceedings

import (
	"slices"
	"time"
	"unicode/utf8"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
	"ittihad/pure/queue"
)

// The longest texts, in characters.
const (
	titleMost  = 200
	cardMost   = 600
	reasonMost = 500
)

const (
	itemsMost   = 200
	outputsMost = 200
	dayMinutes  = 24 * 60
)

// at is the timer as it stands at a moment. It reads what was stored: Spent
// without the present run.
func (t Timer) at(now time.Time) Timer {
	if !t.StartedAt.IsZero() {
		if t.Planned > 0 {
			t.EndsAt.Time = t.StartedAt.Add(time.Duration(t.Planned-t.Spent) * time.Second)
		}
		t.Spent += seconds(t.StartedAt.Time, now)
	}
	t.Left = t.Planned - t.Spent
	return t
}

// run starts the timer, and stop ends its present run; both answer it as it is
// stored. The receiver is as at answers it.
func (t Timer) run(now time.Time) Timer {
	if t.BegunAt.IsZero() {
		t.BegunAt.Time = now
	}
	t.StartedAt.Time, t.EndedAt.Time = now, time.Time{}
	return t
}

func (t Timer) stop() Timer {
	t.StartedAt.Time, t.EndsAt.Time = time.Time{}, time.Time{}
	return t
}

// seconds between two moments, whole ones; never fewer than none.
func seconds(from, to time.Time) int64 {
	return max(0, int64(to.Sub(from)/time.Second))
}

// mayRun says whether an item of this kind may be current while the sitting has
// this status: a break while it is open or broken off, all others while it is
// open.
func mayRun(status, kind string) error {
	if status == sittingOpen || status == sittingBreak && kind == Break {
		return nil
	}
	if status == sittingBreak {
		return kernel.Refuse(kernel.Conflict, "proceedings.in_break")
	}
	return kernel.Refuse(kernel.Conflict, "proceedings.sitting_not_open")
}

// ending is what must be known to finish an item.
type ending struct {
	polls int64 // of this item, open or not announced
	chairs, rapporteurs, tellers,
	drafters int // in office
	Outcome
}

// tellersLeast: votes are counted by two who must agree.
const tellersLeast = 2

// mayFinish says why an item may not be finished yet.
func mayFinish(i Item, e ending) error {
	switch {
	case i.State != Current && i.State != Aside:
		return kernel.Refuse(kernel.Conflict, "proceedings.not_current")
	case e.polls > 0:
		return kernel.Refuse(kernel.Conflict, "proceedings.poll_waits", e.polls)
	case i.Kind == Opening && (e.chairs == 0 || e.rapporteurs == 0 || e.tellers < tellersLeast || e.drafters == 0):
		return kernel.Refuse(kernel.Conflict, "proceedings.not_seated", e.chairs, e.rapporteurs, e.tellers, e.drafters)
	case i.Kind == OutputsItem && e.Undecided > 0:
		return kernel.Refuse(kernel.Conflict, "proceedings.undecided", e.Undecided)
	case i.Kind == OutputsItem && e.Adopted < i.AtLeast:
		return kernel.Refuse(kernel.Conflict, "proceedings.too_few", i.AtLeast, e.Adopted)
	case i.Kind == Closing && !e.Read:
		return kernel.Refuse(kernel.Conflict, "proceedings.statement_not_read")
	}
	return nil
}

// undecided: an item of this kind asks for a decision, and nothing was put to the
// vote on it.
func (i Item) undecided(decisions []Decision) bool {
	switch i.Kind {
	case Minutes, Financial, Vote, Election:
		return len(decisions) == 0
	}
	return false
}

// nextIntroduction is whose card comes after those that were called: first who
// was not called yet, hall and remote in turn, the hall first, each side by the
// number on the roll; then who was put off once, in the order in which they
// were. ok is false if nobody is left.
func nextIntroduction(present []seat, called []introduction) (v seat, ok bool) {
	seen := make(map[string]bool, len(called))
	spoken := queue.Spoken{Last: queue.InRemote}
	for _, c := range called {
		seen[c.mandate] = true
		spoken.Last = queue.SideOf(c.channel)
	}
	var waiting []queue.Request
	byID := make(map[string]seat, len(present))
	for _, p := range present {
		byID[p.mandate] = p
		if !seen[p.mandate] {
			waiting = append(waiting, queue.Request{ID: p.mandate, Speaker: p.mandate, Channel: p.channel, Kind: queue.Word, At: p.number})
		}
	}
	if n := queue.Next(waiting, spoken); n >= 0 {
		return byID[waiting[n].ID], true
	}
	for _, c := range called {
		if p, here := byID[c.mandate]; here && c.waits && c.putOff == 1 {
			return p, true
		}
	}
	return v, false
}

// spokenOn is what was spoken on an item, as the queue's rule reads it. The time
// of the sides is that of the whole sitting, so that the side that had less
// begins a new item. Guests are no side.
func spokenOn(item string, all []Request, now time.Time) queue.Spoken {
	s := queue.Spoken{Turns: map[string]int{}, Points: map[string]int{}, Replies: map[string]int{}, Seconds: map[queue.Side]int64{}}
	for _, r := range all {
		if r.Mandate == "" {
			continue
		}
		if r.Kind == queue.Word {
			s.Seconds[queue.SideOf(r.Channel)] += r.spent(now)
		}
		if r.Item != item {
			continue
		}
		switch r.Kind {
		case queue.PointOfOrder:
			s.Points[r.Mandate]++
		case queue.Reply:
			s.Replies[r.Mandate]++
		default:
			s.Turns[r.Mandate]++
			s.Last = queue.SideOf(r.Channel)
		}
	}
	return s
}

// spent is how many seconds the speech has taken by a moment.
func (r Request) spent(now time.Time) int64 {
	if r.RunAt.IsZero() {
		return r.Seconds
	}
	return r.Seconds + seconds(r.RunAt.Time, now)
}

// timer is the speech's.
func (r Request) timer(now time.Time) Timer {
	return Timer{Planned: r.Limit, BegunAt: r.GivenAt, StartedAt: r.RunAt, Spent: r.Seconds, EndedAt: r.EndedAt}.at(now)
}

func (r Request) queued() queue.Request {
	return queue.Request{ID: r.ID, Speaker: r.Mandate, Channel: r.Channel, Kind: r.Kind, At: r.Asked}
}

// waiting is the speakers' queue of an item: those who are present, each with
// the channel where they are now, the one who was interrupted, and those who have
// left and wait until they are back.
type waiting struct {
	requests    []Request
	interrupted *Request
	away        []Request
	spoken      queue.Spoken
	voteOpen    bool
}

// next is the request that the rule gives the floor: a point of order first,
// then who was interrupted, then as pure/queue says. While a vote is open, a
// point of order or nobody.
func (w waiting) next() *Request {
	order := w.order()
	if len(order) == 0 {
		return nil
	}
	if w.voteOpen && !order[0].Kind.DuringVote() {
		return nil
	}
	return &order[0]
}

// order is the queue as it is to be expected, the next first.
func (w waiting) order() []Request {
	asked := make([]queue.Request, len(w.requests))
	for i, r := range w.requests {
		asked[i] = r.queued()
	}
	var points, others []Request
	for _, i := range queue.Order(asked, w.spoken) {
		if r := w.requests[i]; r.Kind == queue.PointOfOrder {
			points = append(points, r)
		} else {
			others = append(others, r)
		}
	}
	if w.interrupted != nil {
		points = append(points, *w.interrupted)
	}
	return append(points, others...)
}

// mayGive says whether the floor may be given to a request now.
func (w waiting) mayGive(r Request, now *Request) error {
	switch {
	case r.State != Waiting && r.State != Interrupted:
		return kernel.Refuse(kernel.Conflict, "proceedings.not_waiting")
	case w.voteOpen && !r.Kind.DuringVote():
		return kernel.Refuse(kernel.Conflict, "proceedings.vote_open")
	case now != nil && (r.Kind != queue.PointOfOrder || now.Kind == queue.PointOfOrder):
		return kernel.Refuse(kernel.Conflict, "proceedings.floor_taken")
	}
	return nil
}

// text is a text in three languages as it is stored, or why it is not: nothing
// in it, or too long.
func text(field string, l words.Local, most int, lines bool) (words.Local, error) {
	clean := arabic.Clean
	if lines {
		clean = arabic.CleanText
	}
	l = words.Local{Ar: clean(l.Ar), En: clean(l.En), Tr: clean(l.Tr)}
	if l == (words.Local{}) {
		return l, kernel.RefuseField(field+".ar", "proceedings.no_text")
	}
	return l, short(field, l, most)
}

func short(field string, l words.Local, most int) error {
	var errs []error
	for name, s := range map[string]string{"ar": l.Ar, "en": l.En, "tr": l.Tr} {
		if utf8.RuneCountInString(s) > most {
			errs = append(errs, kernel.RefuseField(field+"."+name, "proceedings.too_long", most))
		}
	}
	return kernel.RefuseAll(errs...)
}

// reason is why somebody did something out of the ordinary.
func reason(s string) (string, error) {
	s = arabic.Clean(s)
	switch {
	case s == "":
		return s, kernel.RefuseField("why", "proceedings.say_why")
	case utf8.RuneCountInString(s) > reasonMost:
		return s, kernel.RefuseField("why", "proceedings.too_long", reasonMost)
	}
	return s, nil
}

// bounded refuses a number that is below zero or too large.
func bounded(field string, n, most int64) error {
	if n < 0 || n > most {
		return kernel.RefuseField(field, "proceedings.out_of_bounds", int64(0), most)
	}
	return nil
}

func isHash(s string) bool {
	return len(s) == 64 && !slices.ContainsFunc([]byte(s), func(c byte) bool { return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') })
}
