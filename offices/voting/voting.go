package voting

import (
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/pure/tally"
)

// The kinds of a poll.
const (
	ByName     = "name"     // on the delegates' own devices
	ByRollCall = "rollcall" // answered aloud, entered by the desk
	ByCards    = "cards"    // cards in the hall, counted by two tellers
	ByConsent  = "consent"  // silence carries
)

// The states of a poll, in their order; a poll that is not announced yet may be
// cancelled.
const (
	Draft     = "draft"
	Open      = "open"
	Closed    = "closed"
	Announced = "announced"
	Cancelled = "cancelled"
)

// The choices of a plain poll. A list poll has its options' keys and Abstain.
const (
	Yes     = "yes"
	No      = "no"
	Abstain = "abstain"
)

// Who votes in a poll.
const (
	All  = "all"
	Hall = "hall" // those in the hall alone: what the hall ratifies
)

// What the votes of those who are not in the hall are worth.
const (
	Binding  = "binding"
	Ratified = "ratified"
	Advisory = "advisory"
)

// A Poll is a question put to a sitting.
type Poll struct {
	ID       string         `json:"id"`
	Sitting  string         `json:"sitting"`
	Item     string         `json:"item"` // of the agenda; may be empty
	Key      string         `json:"key"`  // a name for programs and links: "branches-law"; may be empty
	Question words.Local    `json:"question"`
	Kind     string         `json:"kind"`
	Then     string         `json:"then"` // the kind that an objection turns a consent into
	Options  []Option       `json:"options"`
	Majority tally.Majority `json:"majority"`
	Article  string         `json:"article"` // of the bylaws, that sets the rule: "14"
	// Elects is the office of the sitting (assembly.Offices) to which the poll
	// elects; empty for every other poll. Persons are those who are put up together
	// for a yes or a no; in a list each option is one.
	Elects  string   `json:"elects"`
	Persons []string `json:"persons"`
	// QuorumKind is the kind of matter whose quorum the sitting asks for; empty
	// for an ordinary one.
	QuorumKind string     `json:"quorum_kind"`
	Voters     string     `json:"voters"`
	Changes    bool       `json:"changes"` // a vote may be changed until the close
	Secret     bool       `json:"secret"`  // always false: these are open polls
	Status     string     `json:"status"`
	Quorum     int64      `json:"quorum"` // the quorum event it was opened on
	OpenedAt   sqldb.Time `json:"opened_at"`
	EndsAt     sqldb.Time `json:"ends_at"` // the planned end, if there is one
	// TurnedAt is when an objection turned a consent into a vote.
	TurnedAt    sqldb.Time `json:"turned_at"`
	ClosedAt    sqldb.Time `json:"closed_at"`
	AnnouncedAt sqldb.Time `json:"announced_at"`
	// Remote is the sitting's effect of remote votes, frozen at the close.
	Remote string `json:"remote"`
	// Ratifies is the poll whose remote votes this one, of the hall, decides on.
	Ratifies string `json:"ratifies"`
	// RatifiedBy is the poll of the hall that said whether remote votes count,
	// and Counts what it said.
	RatifiedBy string `json:"ratified_by"`
	Counts     bool   `json:"counts"`
}

// An Option is one choice of a list poll.
type Option struct {
	Key    string      `json:"key"`
	Text   words.Local `json:"text"`
	Person string      `json:"person,omitempty"` // the candidate, in an election
}

// The ways in which a vote reaches the poll.
const (
	Own      = "own"    // the delegate's own sign-in
	ByDesk   = "desk"   // heard aloud, entered by the desk
	ByTeller = "teller" // heard by telephone, entered by two tellers
)

// What became of a teller vote. An own vote has none of these.
const (
	Unconfirmed = ""       // its delegate has not confirmed it
	Confirmed   = "right"  // its delegate has
	Denied      = "wrong"  // its delegate says that it was misheard
	Struck      = "struck" // by the chair: nobody could confirm it
)

// A Ballot is a vote of one mandate; the one with the highest revision stands.
type Ballot struct {
	Poll         string
	Mandate      string
	Revision     int64
	Number       int64
	Organisation string
	Weight       int64
	Channel      string
	Choice       string
	Way          string
	State        string // of a teller vote; what is denied or struck does not count
	Holder       string // who acted for the mandate then: who cast it, or was heard
	By           string // the person whose hand it was: delegate, desk, first teller
	Second       string // the second teller
	CalledBy     string // who recorded that its delegate confirmed or denied it
	Key          string // of its receipt's signature
	At           sqldb.Time
}

// Counts reports whether the ballot is a vote.
func (b Ballot) Counts() bool { return b.State != Denied && b.State != Struck }

// took reports whether a person is one of the two tellers who took the vote.
func (b Ballot) took(person string) bool { return b.By == person || b.Second == person }

// An Entry is what one teller heard, before a second one has confirmed it.
type Entry struct {
	Poll, Mandate, Teller, Choice string
	At                            sqldb.Time
}

// A CardCount is what one teller counted in the hall.
type CardCount struct {
	Poll, Teller string
	Choices      map[string]int64
	At           sqldb.Time
}

// An Absence is a mandate that was entitled at the close and did not vote.
type Absence struct {
	Mandate, Channel string
	Weight           int64
	Reason           tally.Reason
	voter            assembly.Voter // while the poll is open
}

// A Reservation is a delegate's, who lets a consent pass but not without a word.
type Reservation struct {
	Mandate      string
	Organisation string
	Text         string
	At           sqldb.Time
}
