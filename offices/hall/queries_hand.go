package hall

import (
	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/outputs"
	"ittihad/offices/people"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

const whoHands = "the check-in desk, the secretary, a teller"

// mayHands: who stands in the hall or holds the telephone enters what others say
// there.
func mayHands(tx *kernel.Tx, sitting string) error {
	if assembly.MayTell(tx, sitting) == nil {
		return nil
	}
	return assembly.MayDesk(tx, sitting)
}

// Raised names a mandate whose hand is raised.
type Raised struct {
	Sitting string `json:"sitting"`
	Mandate string `json:"mandate"`
}

// A Hand is what a mandate without a device of its own may say now: it sits in
// the hall and raises a hand, or is heard on the telephone.
type Hand struct {
	Head
	Mandate  string                  `json:"mandate"`
	Number   int64                   `json:"number"`
	Code     string                  `json:"code"`
	Name     words.Local             `json:"name"`
	Person   words.Local             `json:"person"`
	Present  bool                    `json:"present"`
	Channel  string                  `json:"channel"`
	Item     *proceedings.Item       `json:"item,omitempty"`
	VoteOpen bool                    `json:"vote_open"`
	Waiting  []proceedings.MyRequest `json:"waiting"` // its own requests for the floor
	Polls    []voting.Poll           `json:"polls"`   // open now
	Consent  *outputs.Silence        `json:"consent,omitempty"`
	Decided  []outputs.OutputText    `json:"decided"` // about which a reservation is still heard
	Desk     bool                    `json:"desk"`    // the reader may take a request back
}

// SeeHand is what may be entered for a mandate whose hand is raised.
var SeeHand = kernel.Query[Raised, Hand]{
	Name: "hall.hand", Personal: true, Who: whoHands,
	May: func(tx *kernel.Tx, in Raised) error { return mayHands(tx, in.Sitting) },
	Do:  hand,
}

func hand(tx *kernel.Tx, in Raised) (h Hand, err error) {
	v, err := assembly.VoterOf(tx, in.Sitting, in.Mandate)
	if err != nil {
		return h, err
	}
	s, err := assembly.Get(tx, in.Sitting)
	if err != nil {
		return h, err
	}
	h = Hand{Head: headOf(s), Mandate: v.Mandate, Number: v.Number, Present: v.Present, Channel: v.Channel,
		Desk: assembly.MayDesk(tx, in.Sitting) == nil}
	o, err := members.Get(tx, v.Organisation)
	if err != nil {
		return h, err
	}
	h.Code, h.Name = o.Code, o.Name
	if v.Person != "" {
		known, err := people.Named(tx, []string{v.Person})
		if err != nil {
			return h, err
		}
		h.Person = known[v.Person].Name
	}
	if s.Status == assembly.Draft {
		return h, nil
	}
	return h, h.now(tx, in)
}

// now fills in what goes on, and what the mandate waits for.
func (h *Hand) now(tx *kernel.Tx, in Raised) error {
	of := proceedings.OfSitting{Sitting: in.Sitting}
	now, err := ask(tx, proceedings.SeeNow, of)
	if err != nil {
		return err
	}
	h.Item, h.VoteOpen = now.Item, now.VoteOpen
	if s := now.Speaker; s != nil && s.Face.Mandate == in.Mandate {
		h.Waiting = append(h.Waiting, proceedings.MyRequest{Request: s.Request, Kind: s.Kind, State: s.State})
	}
	for i, q := range now.Queue {
		if q.Face.Mandate == in.Mandate {
			h.Waiting = append(h.Waiting, proceedings.MyRequest{Request: q.Request, Kind: q.Kind, State: q.State, Place: int64(i) + 1})
		}
	}
	if h.Polls, err = voting.OpenPolls(tx, in.Sitting); err != nil {
		return err
	}
	all, err := ask(tx, outputs.SeeAll, of)
	h.Consent = all.Consent
	for _, o := range all.Outputs {
		if o.State == outputs.InVote || o.State == outputs.Contested || o.State == outputs.Adopted {
			h.Decided = append(h.Decided, o.OutputText)
		}
	}
	return err
}

// asked reports whether the mandate waits for that already.
func (h Hand) asked(kind string) bool {
	for _, r := range h.Waiting {
		if string(r.Kind) == kind {
			return true
		}
	}
	return false
}

// speaks: what is heard from it may be entered; who is remote has a page of
// their own.
func (h Hand) speaks() bool {
	return h.Present && h.Channel != assembly.Remote && h.Status == assembly.Open
}

// Wanted is what somebody typed to find a mandate.
type Wanted struct {
	Sitting string `json:"sitting"`
	Q       string `json:"q"`
}

// Hands are the mandates that were looked for.
type Hands struct {
	Head
	Q     string              `json:"q"`
	Lines []assembly.DeskLine `json:"lines"`
}

// SeeHands finds a mandate whose hand is raised.
var SeeHands = kernel.Query[Wanted, Hands]{
	Name: "hall.hands", Personal: true, Who: whoHands,
	May: func(tx *kernel.Tx, in Wanted) error { return mayHands(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in Wanted) (h Hands, err error) {
		s, err := assembly.Get(tx, in.Sitting)
		if err != nil {
			return h, err
		}
		h.Head, h.Q = headOf(s), in.Q
		found, err := ask(tx, assembly.Find, assembly.Finding(in))
		h.Lines = found.Lines
		return h, err
	},
}
