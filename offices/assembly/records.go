package assembly

import (
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// A Document goes with the convocation; the file is kept by its hash.
type Document struct {
	Hash  string      `json:"hash"`
	Title words.Local `json:"title"`
	At    sqldb.Time  `json:"at"`
}

// A RollLine is one line of the frozen roll of the entitled.
type RollLine struct {
	Organisation string `json:"organisation"`
	Code         string `json:"code"`
	Number       int64  `json:"number"`
	Weight       int64  `json:"weight"`
}

// A RollVersion is the frozen roll as it stood after a change; version 1 is the
// convocation's.
type RollVersion struct {
	Version  int64      `json:"version"`
	Hash     string     `json:"hash"`
	Record   string     `json:"record_date"`
	Entitled int64      `json:"entitled"`
	At       sqldb.Time `json:"at"`
}

// A RollChange is a change of the frozen roll: one person proposes it with a
// reason, another confirms it.
type RollChange struct {
	ID           string     `json:"id"`
	Organisation string     `json:"organisation"`
	Change       string     `json:"change"` // add, strike
	Weight       int64      `json:"weight"`
	Reason       string     `json:"reason"`
	ProposedBy   string     `json:"proposed_by"`
	ProposedAt   sqldb.Time `json:"proposed_at"`
	State        string     `json:"state"` // proposed, confirmed, withdrawn
	DecidedBy    string     `json:"decided_by"`
	DecidedAt    sqldb.Time `json:"decided_at"`
}

// An Objection is raised by an organisation against a line of the posted list,
// or against one that is missing.
type Objection struct {
	ID           string     `json:"id"`
	Organisation string     `json:"organisation"` // that objects
	About        string     `json:"about"`        // the organisation it is about
	Reason       string     `json:"reason"`
	MadeAt       sqldb.Time `json:"made_at"`
	State        string     `json:"state"` // waiting, upheld, dismissed
	Answer       string     `json:"answer"`
	DecidedAt    sqldb.Time `json:"decided_at"`

	madeBy string
}

// A Service is a step of bringing an invitation to its organisation.
type Service struct {
	Invitation int64      `json:"invitation"`
	Step       string     `json:"step"`    // sent, delivered, acknowledged
	Channel    string     `json:"channel"` // hand, post, email, sms, messenger, telephone, page
	At         sqldb.Time `json:"at"`
	Earlier    bool       `json:"earlier"` // it served what a later notice of the sitting replaced
}

// A Nomination names a person for a mandate: rank 0 is the delegate, 1 and on
// the substitutes in their order.
type Nomination struct {
	ID        string     `json:"id"`
	Mandate   string     `json:"mandate"`
	Sitting   string     `json:"sitting"`
	Person    string     `json:"person"`
	Rank      int64      `json:"rank"`
	Letter    string     `json:"letter"` // none: the organisation's representative; scan; shown at the desk
	Hash      string     `json:"hash"`   // of the scanned letter
	MadeAt    sqldb.Time `json:"made_at"`
	State     string     `json:"state"` // waiting, accepted, refused, withdrawn
	Reason    string     `json:"reason"`
	DecidedAt sqldb.Time `json:"decided_at"`

	madeBy, decidedBy string
}

func (n Nomination) live() bool { return n.State == "waiting" || n.State == "accepted" }

// Credentials is what the credentials committee reports to the assembly: figures
// alone, because a refusal is nobody's business but the organisation's.
type Credentials struct {
	Entitled       int64 `json:"entitled"`
	Accepted       int64 `json:"accepted"` // mandates with somebody who may act for them
	Waiting        int64 `json:"waiting"`  // delegates that the committee has not decided on
	Refused        int64 `json:"refused"`
	Substitutes    int64 `json:"substitutes"` // accepted
	Unnamed        int64 `json:"unnamed"`     // mandates for which nobody is named
	Scanned        int64 `json:"scanned"`     // accepted delegates, by their letter
	Shown          int64 `json:"shown"`
	Representative int64 `json:"representative"` // accepted without a letter
	Handovers      int64 `json:"handovers"`      // substitutes took over at the door
}

// add counts nominations of one state, letter and rank.
func (c *Credentials) add(state, letter string, substitute bool, n int64) {
	switch {
	case state == "accepted" && substitute:
		c.Substitutes += n
	case state == "accepted" && letter == "scan":
		c.Scanned += n
	case state == "accepted" && letter == "shown":
		c.Shown += n
	case state == "accepted":
		c.Representative += n
	case state == "refused":
		c.Refused += n
	case state == "waiting" && !substitute:
		c.Waiting += n
	}
}

// A Fact is an arrival or a departure.
type Fact struct {
	Line    int64      `json:"line"` // of the minute book
	Sitting string     `json:"sitting"`
	Mandate string     `json:"mandate"`
	Person  string     `json:"person"`
	What    string     `json:"what"` // arrived, left
	Channel string     `json:"channel"`
	Place   string     `json:"place"`
	Weight  int64      `json:"weight"`
	How     string     `json:"how"` // scan, desk, self, teller, handover, struck, call
	At      sqldb.Time `json:"at"`
}

// A Guest is present outside the quorum.
type Guest struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind"` // guest, observer, press
	Name    string     `json:"name"`
	Of      string     `json:"of"`
	Arrived sqldb.Time `json:"arrived"`
	Left    sqldb.Time `json:"left"`
}

// A Sheet is the attendance sheet as it was closed for signature.
type Sheet struct {
	Call      int64      `json:"call"`
	Line      int64      `json:"line"` // of the minute book; arrivals after it are its annex
	Hash      string     `json:"hash"`
	Hall      int64      `json:"hall"`
	Remote    int64      `json:"remote"`
	Telephone int64      `json:"telephone"`
	At        sqldb.Time `json:"at"`
}

// A FailedCall is the record that a call did not bring the quorum together.
type FailedCall struct {
	Sitting string     `json:"sitting"`
	Call    int64      `json:"call"`
	At      sqldb.Time `json:"at"`     // for when it was called
	Failed  sqldb.Time `json:"failed"` // when that was recorded
	Needed  int64      `json:"needed"`
	Present int64      `json:"present"`
	Base    int64      `json:"base"`
}

// A Vacancy is the record that somebody could not go on in an office of an open
// sitting.
type Vacancy struct {
	Role   string     `json:"role"`
	Person string     `json:"person"`
	Reason string     `json:"reason"`
	By     string     `json:"by"` // who said so
	At     sqldb.Time `json:"at"`
}

// An Officer serves a sitting: its chair, rapporteur, tellers and drafting
// committee, elected at the opening; the credentials committee, the check-in
// desk and the hall screen, named before it.
type Officer struct {
	Role   string     `json:"role"`
	Person string     `json:"person"`
	Since  sqldb.Time `json:"since"`
	How    string     `json:"how"`  // acclamation, poll, named
	Poll   string     `json:"poll"` // that elected them
}
