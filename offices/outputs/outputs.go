package outputs

import (
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/proceedings"
)

// OfSitting names a sitting and nothing else.
type OfSitting = proceedings.OfSitting

// The states of an output.
const (
	Proposed  = "proposed"
	Asked     = "asked"     // "does anyone object?"
	Contested = "contested" // somebody did: it goes to a vote
	InVote    = "vote"      // a poll decides
	Adopted   = "adopted"
	Rejected  = "rejected"
	Deferred  = "deferred"
	MergedIn  = "merged"
)

// Where an output comes from.
const (
	FromFloor    = "floor"
	FromDrafting = "drafting"
	FromChair    = "chair"
)

// An Output is what the assembly leaves behind. Proposal numbers it among all
// that were proposed, Number among the adopted ones, in the order of adoption.
type Output struct {
	ID       string
	Sitting  string
	Proposal int64
	Number   int64 // zero until adopted
	Text     words.Local
	Revision int64
	Revised  sqldb.Time // when its text was last written
	Source   string
	Mandate  string // which proposed it; empty unless from the floor
	Author   string // the person who wrote the first revision
	State    string
	Poll     string // that decides or decided
	Asked    sqldb.Time
	Until    sqldb.Time // objections are taken until then
	Quorum   int64      // the quorum event that the consent stands on
	Into     string     // merged into this one
	Why      string
	Decided  sqldb.Time
}

// undecided reports whether the assembly has still to deal with it.
func (o Output) undecided() bool {
	return o.State == Proposed || o.State == Asked || o.State == Contested || o.State == InVote
}

// How an output was decided.
const (
	ByConsent = "consent" // nobody objected
	ByPoll    = "poll"
	ByChair   = "chair" // minuted with a reason
	ByClose   = "close" // the sitting ended before it was
)

// how is how it was decided; empty while it is not.
func (o Output) how() string {
	switch {
	case o.undecided():
		return ""
	case o.Poll != "":
		return ByPoll
	case o.State == Adopted:
		return ByConsent
	case o.Why == "":
		return ByClose
	}
	return ByChair
}

// A Version of a text, an output's or the statement's.
type Version struct {
	Revision int64       `json:"revision"`
	Text     words.Local `json:"text"`
	By       string      `json:"by"`
	At       sqldb.Time  `json:"at"`
	Why      string      `json:"why"`
}

// A Remark is an objection to an output or a reservation about it.
type Remark struct {
	Output       string
	Revision     int64 // that it speaks of
	Mandate      string
	Organisation string
	Text         string
	At           sqldb.Time
}

// The states of the closing statement.
const (
	Draft = "draft"
	Read  = "read" // it was read out, and stands
)

// A Statement is the closing statement of a sitting.
type Statement struct {
	Sitting  string
	Text     words.Local
	Revision int64
	State    string
	ReadAt   sqldb.Time
}
