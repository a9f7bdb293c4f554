package assembly

import (
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/pure/tally"
)

// The states of a sitting, in their order; a break leads back to open.
const (
	Draft    = "draft"
	Convened = "convened"
	Open     = "open"
	Break    = "break"
	Closed   = "closed"
	// Cancelled: it was convened, and called off before its opening.
	Cancelled = "cancelled"
)

// The channels by which a mandate is present. They are one assembly: one roll
// and one quorum.
const (
	Hall      = "hall"
	Remote    = "remote"
	Telephone = "telephone"
)

// The legal effect of the votes of those who are not in the hall.
const (
	Binding  = "binding"  // they count as votes in the hall do
	Ratified = "ratified" // they count once the hall has ratified them
	Advisory = "advisory" // they are shown beside the hall's votes
)

// Stream is the minute book of a sitting: the commands of every office that
// concern it run there one by one.
func Stream(sitting string) string { return "sitting/" + sitting }

// A Sitting is one meeting of the assembly, from its draft to its close.
type Sitting struct {
	ID           string      `json:"id"`
	Kind         string      `json:"kind"` // ordinary, extraordinary, elective
	Title        words.Local `json:"title"`
	Call         int64       `json:"call"` // 1, or 2 after the first call failed
	At           sqldb.Time  `json:"at"`   // of the call under way
	SecondAt     sqldb.Time  `json:"second_at"`
	Zone         string      `json:"zone"` // of the time zone database; the place's clock
	Place        words.Local `json:"place"`
	RemoteLink   string      `json:"remote_link"`
	Status       string      `json:"status"`
	RemoteEffect string      `json:"remote_effect"`

	RecordDate  string `json:"record_date"`  // who was active on this day is entitled
	NoticeDays  int64  `json:"notice_days"`  // the least between convocation and sitting
	SecondAfter int64  `json:"second_after"` // the least minutes between the calls
	Article     string `json:"article"`      // of the bylaws, for notice and calls
	Refreeze    bool   `json:"refreeze"`     // when postponed, the roll is frozen anew; else it stays

	ConvenedAt sqldb.Time `json:"convened_at"`
	PostedAt   sqldb.Time `json:"posted_at"` // the list of the entitled was posted
	OpenedAt   sqldb.Time `json:"opened_at"`
	BreakUntil sqldb.Time `json:"break_until"`
	ClosedAt   sqldb.Time `json:"closed_at"`

	RollVersion int64  `json:"roll_version"` // 1 as convened, one more for each change
	RollHash    string `json:"roll_hash"`
	Entitled    int64  `json:"entitled"` // mandates
	Weight      int64  `json:"weight"`   // of the entitled

	// Of all who were active members on the record date, frozen: a base of its
	// own, which no change of the roll moves.
	Active       int64 `json:"active"` // members
	ActiveWeight int64 `json:"active_weight"`
}

// Meeting reports whether people may arrive and leave: from the convocation to
// the close.
func (s Sitting) Meeting() bool {
	return s.Status == Convened || s.Status == Open || s.Status == Break
}

// Over reports whether nothing happens in the sitting any more.
func (s Sitting) Over() bool { return s.Status == Closed || s.Status == Cancelled }

// A Voter is a mandate as it stands now, with who acts for it. Accepted is
// false, and Person empty, until the credentials committee has accepted
// somebody.
type Voter struct {
	Mandate      string `json:"mandate"`
	Sitting      string `json:"sitting"`
	Organisation string `json:"organisation"`
	Person       string `json:"person"`
	Number       int64  `json:"number"` // of the organisation in the roll
	Weight       int64  `json:"weight"`
	Present      bool   `json:"present"`
	Channel      string `json:"channel"` // empty unless present
	Accepted     bool   `json:"accepted"`
}

// A QuorumEvent is a line of the sitting's minute book: the quorum for a kind
// of item was reached, was lost, or was checked because a vote stands on it.
type QuorumEvent struct {
	ID      int64      `json:"id"` // its number in the minute book
	Sitting string     `json:"sitting"`
	Kind    string     `json:"kind"` // of item; empty for the sitting itself
	Call    int64      `json:"call"`
	What    string     `json:"what"` // reached, lost, checked
	Met     bool       `json:"met"`
	Needed  int64      `json:"needed"`
	Present int64      `json:"present"`
	Base    int64      `json:"base"` // zero where any number will do
	At      sqldb.Time `json:"at"`
	Article string     `json:"article"`
}

// A QuorumRule is the rule in force in a sitting for a kind of item. Kind ""
// is the sitting itself, and every kind that has no rule of its own.
type QuorumRule struct {
	Kind    string       `json:"kind"`
	Quorum  tally.Quorum `json:"quorum"`
	Article string       `json:"article"` // of the bylaws, as it is cited
	met     bool         // as the last event said
	call    int64        // of the last event
	present int64        // as the last event said
	base    int64
	event   int64 // the last event; zero before the first
}
