package voting

import (
	"time"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/offices/assembly"
)

// An Opening opens a poll. Seconds, if not zero, plans its end.
type Opening struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
	Seconds int64  `json:"seconds"`
	// Together: the sitting has decided to vote on several questions at once.
	Together bool `json:"together"`
}

// Opened says on which quorum a poll stands and when it ends.
type Opened struct {
	Quorum QuorumRef  `json:"quorum"`
	EndsAt sqldb.Time `json:"ends_at"`
}

// OpenPoll puts a poll to the vote. The quorum is reckoned at this moment, by
// the rule for its kind of matter, and the poll refers to that event.
var OpenPoll = kernel.Command[Opening, Opened]{
	Name:   "voting.open",
	Who:    whoLeads,
	Stream: func(in Opening) string { return assembly.Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Opening) error { return mayLead(tx, Which{in.Sitting, in.Poll}) },
	Do:     open,
}

func open(tx *kernel.Tx, in Opening) (Opened, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err != nil {
		return Opened{}, err
	}
	s, err := assembly.Get(tx, in.Sitting)
	if err != nil {
		return Opened{}, err
	}
	switch {
	case p.Status != Draft:
		return Opened{}, kernel.Refuse(kernel.Conflict, "voting.opened_before")
	case s.Status != assembly.Open:
		return Opened{}, kernel.Refuse(kernel.Conflict, "voting.sitting_not_open")
	case in.Seconds < 0 || in.Seconds > longest:
		return Opened{}, kernel.RefuseField("seconds", "voting.no_such_time")
	}
	if err := p.mayBegin(tx, in.Together); err != nil {
		return Opened{}, err
	}
	if p.Kind == ByCards || p.Then == ByCards {
		if err := oneCardEach(tx, p.Sitting); err != nil {
			return Opened{}, err
		}
	}
	q, err := assembly.RequireQuorum(tx, p.Sitting, p.QuorumKind)
	if err != nil {
		return Opened{}, err
	}
	p.Status, p.Quorum, p.OpenedAt = Open, q.ID, tx.Now
	if p.Kind == ByConsent && in.Seconds == 0 {
		in.Seconds = silenceTime
	}
	if in.Seconds > 0 {
		p.EndsAt = after(tx.Now, in.Seconds)
	}
	if err := saveOpen(tx, p); err != nil {
		return Opened{}, err
	}
	if err := assembly.Hold(tx, p.Sitting, holder(p.ID)); err != nil {
		return Opened{}, err
	}
	if err := openTurnout(tx, p.ID); err != nil {
		return Opened{}, err
	}
	if err := chooseKey(tx, p.ID); err != nil {
		return Opened{}, err
	}
	return Opened{QuorumRef{q.ID, q.Needed, q.Present, q.Base}, p.EndsAt}, tx.Record("voting.poll-opened", struct {
		pollEvent
		Quorum int64 `json:"quorum"`
	}{p.event(), q.ID})
}

// mayBegin: a sitting votes on one question at a time, unless it has decided
// otherwise; while it is asked whether anybody objects to something else, on
// none; and the hall ratifies what is closed and not known yet.
func (p Poll) mayBegin(tx *kernel.Tx, together bool) error {
	others, err := OpenPolls(tx, p.Sitting)
	if err != nil {
		return err
	}
	holding, err := assembly.Held(tx, p.Sitting)
	switch {
	case err != nil:
		return err
	case holding > len(others):
		return kernel.Refuse(kernel.Conflict, "voting.sitting_is_asked")
	case len(others) > 0 && !together:
		return kernel.Refuse(kernel.Conflict, "voting.one_at_a_time")
	case p.Ratifies == "":
		return nil
	}
	of, err := pollIn(tx, p.Sitting, p.Ratifies)
	if err == nil && of.Status != Closed {
		err = kernel.Refuse(kernel.Conflict, "voting.ratify_after_the_close")
	}
	return err
}

func after(t sqldb.Time, seconds int64) sqldb.Time {
	return sqldb.Time{Time: t.Add(time.Duration(seconds) * time.Second)}
}

// oneCardEach says whether a show of cards can be counted: a card is one vote.
func oneCardEach(tx *kernel.Tx, sitting string) error {
	present, err := assembly.PresentNow(tx, sitting)
	if err != nil {
		return err
	}
	for _, v := range present {
		if v.Channel == assembly.Hall && v.Weight != 1 {
			return kernel.Refuse(kernel.Conflict, "voting.cards_weigh_alike")
		}
	}
	return nil
}

// holder names a poll to the sitting: while it is open, the sitting holds.
func holder(poll string) string { return "poll/" + poll }

func endKey(poll string) string { return "voting.end/" + poll }

// saveOpen writes an open poll and keeps its planned end due.
func saveOpen(tx *kernel.Tx, p Poll) error {
	if err := setPoll(tx, p); err != nil {
		return err
	}
	if p.EndsAt.IsZero() {
		return tx.NotDue(endKey(p.ID))
	}
	return tx.Due(endKey(p.ID), p.EndsAt.Time, "voting.end", Which{p.Sitting, p.ID})
}

// Extend gives an open poll more time. Where no end was planned, one is: so many
// seconds from now.
var Extend = kernel.Command[Opening, Opened]{
	Name:   "voting.extend",
	Who:    whoLeads,
	Stream: func(in Opening) string { return assembly.Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Opening) error { return mayLead(tx, Which{in.Sitting, in.Poll}) },
	Do:     extend,
}

func extend(tx *kernel.Tx, in Opening) (Opened, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err != nil {
		return Opened{}, err
	}
	if err := p.isOpen(tx.Now); err != nil {
		return Opened{}, err
	}
	if in.Seconds <= 0 || in.Seconds > longest {
		return Opened{}, kernel.RefuseField("seconds", "voting.no_such_time")
	}
	from := p.EndsAt
	if from.IsZero() {
		from = tx.Now
	}
	p.EndsAt = after(from, in.Seconds)
	if err := saveOpen(tx, p); err != nil {
		return Opened{}, err
	}
	q, err := quorumOf(tx, p)
	if err != nil {
		return Opened{}, err
	}
	return Opened{q, p.EndsAt}, tx.Record("voting.poll-extended", struct {
		pollEvent
		EndsAt sqldb.Time `json:"ends_at"`
	}{p.event(), p.EndsAt})
}

// quorumOf is the quorum event that a poll was opened on.
func quorumOf(tx *kernel.Tx, p Poll) (QuorumRef, error) {
	if p.Quorum == 0 {
		return QuorumRef{}, nil
	}
	q, err := assembly.EventOf(tx, p.Sitting, p.Quorum)
	return QuorumRef{q.ID, q.Needed, q.Present, q.Base}, err
}
