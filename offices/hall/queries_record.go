package hall

import (
	"time"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
)

// A Record is what a sitting has on record of itself: who was here, the quorum,
// the word, the mandates. Places and mandates are for who serves the sitting, and
// have no place in anybody else's.
type Record struct {
	Head
	Here        assembly.Here          `json:"here"`
	Serving     bool                   `json:"serving"`          // the reader serves the sitting
	Events      []assembly.QuorumEvent `json:"events"`           // of the quorum, in their order
	Spoken      *SpokenBySide          `json:"spoken,omitempty"` // for who takes part
	Credentials assembly.Credentials   `json:"credentials"`
}

// SpokenBySide is how the speaking time was shared.
type SpokenBySide struct {
	Channels map[string]proceedings.Share `json:"channels"`
	Guests   proceedings.Share            `json:"guests"`
}

// SeeRecord is what a sitting has on record of itself, with who was here at a
// moment; without one, now, and after the close, at its last moment.
var SeeRecord = kernel.Query[assembly.Moment, Record]{
	Name: "hall.record", Personal: true,
	Who: "figures, everybody who is signed in; the speaking time, who takes part; names and places, who serves the sitting",
	May: assembly.SeePresence.May,
	Do:  record,
}

func record(tx *kernel.Tx, in assembly.Moment) (r Record, err error) {
	s, err := assembly.Get(tx, in.Sitting)
	if err != nil {
		return r, err
	}
	r.Head = headOf(s)
	in.At = momentOf(r.Head, in.At, tx.Now)
	if r.Here, err = ask(tx, assembly.SeePresence, in); err != nil {
		return r, err
	}
	one := assembly.One{Sitting: in.Sitting}
	v, err := viewOf(tx, in.Sitting)
	if err != nil {
		return r, err
	}
	r.Serving = v.Serving
	q, err := ask(tx, assembly.SeeQuorum, one)
	if err != nil {
		return r, err
	}
	r.Events = q.Events
	if r.Credentials, err = ask(tx, assembly.SeeCredentials, one); err != nil {
		return r, err
	}
	spoken, ok, err := maybe(tx, proceedings.SeeSpoken, proceedings.OfSitting{Sitting: in.Sitting})
	if ok {
		r.Spoken = &SpokenBySide{spoken.Channels, spoken.Guests}
	}
	return r, err
}

// momentOf is the moment that is asked about: none is the last one of a sitting
// that is over, and else now; nobody is asked about what is still to come.
func momentOf(h Head, at, now sqldb.Time) sqldb.Time {
	last := now
	if h.Status == statusClosed && !h.ClosedAt.IsZero() {
		last = sqldb.Time{Time: h.ClosedAt.Add(-time.Second)}
	}
	if at.IsZero() || at.After(last.Time) {
		return last
	}
	return at
}

// doorsBefore is how long before its hour a sitting's day may begin: an hour that
// is earlier still is the next day's, of a sitting that goes on past midnight.
const doorsBefore = 6 * time.Hour

// atHour is the moment of a sitting at which the clock of its place shows an hour.
func (h Head) atHour(hour, minute int) sqldb.Time {
	begins := h.At.Add(-doorsBefore).In(h.zone())
	t := time.Date(begins.Year(), begins.Month(), begins.Day(), hour, minute, 0, 0, h.zone())
	if t.Before(begins) {
		t = t.AddDate(0, 0, 1)
	}
	return sqldb.Time{Time: t.UTC()}
}
