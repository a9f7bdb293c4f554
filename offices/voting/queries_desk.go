package voting

import (
	"cmp"
	"slices"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/pure/tally"
)

// pageSize is the number of mandates on a page of the tellers' list.
const pageSize = 50

// callLasts is how long another teller's call keeps a mandate theirs.
const callLasts = 5 * time.Minute

func unix(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

// PageOf asks for the mandates after a number of the roll.
type PageOf struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
	After   int64  `json:"after"`
	// All asks for those in the hall too, for a roll-call.
	All bool `json:"all"`
}

// Unheard are the mandates that have not been heard.
type Unheard struct {
	Poll     Poll      `json:"poll"`
	Mandates []ToHear  `json:"mandates"`
	Left     int64     `json:"left"` // not heard, on this page and all others
	Doubtful []Doubted `json:"doubtful"`
	Next     int64     `json:"next"` // the page after this one begins behind it; 0: none
}

// ToHear is a mandate that has not been heard.
type ToHear struct {
	Mandate      string        `json:"mandate"`
	Number       int64         `json:"number"` // on the roll
	Organisation members.Shown `json:"organisation"`
	Channel      string        `json:"channel"`
	Reason       tally.Reason  `json:"reason"` // why not, if a teller has said so
	// Waits: an entry waits for a second teller. Yours: you made it.
	Waits bool `json:"waits"`
	Yours bool `json:"yours"`
	// Calling: another teller is calling it now.
	Calling bool `json:"calling"`
}

// Doubted is a vote that tellers took and its delegate has not confirmed. What
// was heard is not shown: the delegate says it again.
type Doubted struct {
	Mandate      string        `json:"mandate"`
	Organisation members.Shown `json:"organisation"`
	Yours        bool          `json:"yours"` // you entered or confirmed it: another calls back
}

// SeeUnheard lists, for tellers alone, who has not been heard: those who wait
// for a second teller first, then those nobody has tried, by number of the roll.
var SeeUnheard = kernel.Query[PageOf, Unheard]{
	Name: "voting.unheard",
	Who:  "a teller of the sitting; in a roll-call the desk",
	May:  func(tx *kernel.Tx, in PageOf) error { return mayEnter(tx, Heard{Sitting: in.Sitting}) },
	Do:   unheard,
}

func unheard(tx *kernel.Tx, in PageOf) (Unheard, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err != nil {
		return Unheard{}, err
	}
	if p.Kind != ByRollCall && assembly.MayTell(tx, in.Sitting) != nil {
		return Unheard{}, assembly.MayTell(tx, in.Sitting)
	}
	out := Unheard{Poll: p, Mandates: []ToHear{}, Doubtful: []Doubted{}}
	if p.Status == Open && p.Kind != ByConsent {
		if err := out.list(tx, in); err != nil {
			return out, err
		}
	}
	if p.Status == Open || p.Status == Closed {
		out.Doubtful, err = doubted(tx, p.ID)
	}
	return out, err
}

func (u *Unheard) list(tx *kernel.Tx, in PageOf) error {
	e, err := electorate(tx, u.Poll)
	if err != nil {
		return err
	}
	calls, err := callsOf(tx, u.Poll.ID)
	if err != nil {
		return err
	}
	reasons, err := absences(tx, u.Poll.ID)
	if err != nil {
		return err
	}
	var at []assembly.Voter
	for _, a := range e.absent {
		v := a.voter
		if v.Channel == assembly.Hall && !in.All {
			continue
		}
		u.Left++
		if v.Number > in.After && len(at) < pageSize {
			at = append(at, v)
		} else if v.Number > in.After {
			u.Next = at[pageSize-1].Number
		}
	}
	named, err := members.Named(tx, organisations(at, func(v assembly.Voter) string { return v.Organisation }))
	for _, v := range at {
		entry, waits := e.entries[v.Mandate]
		c, called := calls[v.Mandate]
		u.Mandates = append(u.Mandates, ToHear{v.Mandate, v.Number, members.ShownOf(named[v.Organisation]), v.Channel,
			reasons[v.Mandate].Reason, waits, waits && entry.Teller == tx.By.ID,
			called && c.Teller != tx.By.ID && tx.Now.Sub(c.At.Time) < callLasts})
	}
	return err
}

func organisations[T any](list []T, of func(T) string) []string {
	ids := make([]string, len(list))
	for i, v := range list {
		ids[i] = of(v)
	}
	return ids
}

// Published is the result of a poll with the reservations that stand by name.
type Published struct {
	Result
	Said    []Voice `json:"said"`    // reservations
	Against []Voice `json:"against"` // objections to a consent
}

// Voice is what an organisation said. A protected one is shown by its code.
type Voice struct {
	Organisation members.Shown `json:"organisation"`
	Text         string        `json:"text,omitempty"`
	At           sqldb.Time    `json:"at"`
}

// SeeResult is the announced result.
var SeeResult = kernel.Query[Which, Published]{
	Name: "voting.result", Who: "everybody, once it is announced", Public: true,
	May: everybody[Which],
	Do: func(tx *kernel.Tx, in Which) (out Published, err error) {
		p, err := pollIn(tx, in.Sitting, in.Poll)
		if err != nil {
			return out, err
		}
		if out.Result, err = announced(tx, p); err != nil {
			return out, err
		}
		if out.Said, err = voices(tx, p, reservations); err != nil {
			return out, err
		}
		out.Against, err = voices(tx, p, objectors)
		return out, err
	},
}

func voices(tx *kernel.Tx, p Poll, read func(*kernel.Tx, string) ([]Reservation, error)) ([]Voice, error) {
	list, err := read(tx, p.ID)
	if err != nil {
		return nil, err
	}
	faces, err := assembly.Faces(tx, p.Sitting, organisations(list, func(r Reservation) string { return r.Organisation }))
	out := make([]Voice, len(list))
	for i, r := range list {
		out[i] = Voice{faces[r.Organisation], r.Text, r.At}
	}
	slices.SortStableFunc(out, func(a, b Voice) int {
		return cmp.Or(a.At.Compare(b.At.Time), cmp.Compare(place(a.Organisation), place(b.Organisation)))
	})
	return out, err
}
