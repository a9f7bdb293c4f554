package voting

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/pure/tally"
)

// Outcomes beside those of tally.
const (
	Carried = string(tally.Carried)
	Lost    = string(tally.Lost)
	Tied    = string(tally.Tied) // the question is put again
)

// A Result is what was announced. It is written down once, with its whole
// arithmetic, and never computed again.
type Result struct {
	Poll     string         `json:"poll"`
	Sitting  string         `json:"sitting"`
	Item     string         `json:"item"`
	Key      string         `json:"key"`
	Question words.Local    `json:"question"`
	Kind     string         `json:"kind"`
	Voters   string         `json:"voters"`
	Options  []Option       `json:"options"`
	Majority tally.Majority `json:"majority"`
	Article  string         `json:"article"`
	Secret   bool           `json:"secret"`

	Outcome string `json:"outcome"`
	Carried bool   `json:"carried"`
	Winner  string `json:"winner,omitempty"` // of a list poll
	// Consent: nobody objected. Then there is no arithmetic.
	Consent bool `json:"consent"`
	// Decider is who broke a tie, the chair or the lot, and Deciding for what.
	Decider  string `json:"decider,omitempty"`
	Deciding string `json:"deciding,omitempty"`

	// Verdict is the arithmetic of the decision. Beside is that of the votes in
	// all channels, where the decision stands on the hall alone.
	Verdict tally.Verdict  `json:"verdict"`
	Beside  *tally.Verdict `json:"beside,omitempty"`
	// Channels are all votes by channel, whatever their effect.
	Channels tally.Shown                     `json:"channels"`
	Unheard  map[tally.Channel]tally.Unheard `json:"unheard"`
	Bases    tally.Bases                     `json:"bases"`
	Remote   string                          `json:"remote"`
	Counts   bool                            `json:"counts"` // the remote votes count in the decision
	Ratified string                          `json:"ratified_by,omitempty"`

	Quorum       QuorumRef `json:"quorum"`
	Tellers      Doubts    `json:"tellers"`
	Objections   int64     `json:"objections"`
	Reservations int64     `json:"reservations"`

	OpenedAt    sqldb.Time `json:"opened_at"`
	ClosedAt    sqldb.Time `json:"closed_at"`
	AnnouncedAt sqldb.Time `json:"announced_at"`
}

// A QuorumRef is the quorum event that a poll was opened on.
type QuorumRef struct {
	Event   int64 `json:"event"`
	Needed  int64 `json:"needed"`
	Present int64 `json:"present"`
	Base    int64 `json:"base"`
}

// Doubts says how many votes tellers took, and what became of them.
type Doubts struct {
	Taken     int64 `json:"taken"`
	Confirmed int64 `json:"confirmed"` // by their delegates
	Denied    int64 `json:"denied"`
	Struck    int64 `json:"struck"`
}

// announced reads the result of a poll that was announced.
func announced(tx *kernel.Tx, p Poll) (Result, error) {
	if p.Status != Announced {
		return Result{}, kernel.Refuse(kernel.Conflict, "voting.not_announced")
	}
	return getResult(tx, p.ID)
}
