package proceedings

import (
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/pure/queue"
)

// The kinds of an item.
const (
	Opening       = "opening" // elects the officers of the sitting
	Ceremony      = "ceremony"
	Speech        = "word"
	Minutes       = "minutes" // approval of those of the previous sitting
	Report        = "report"
	Financial     = "financial" // report and discharge
	Introductions = "introductions"
	Discussion    = "discussion"
	Vote          = "poll"
	Election      = "election"
	OutputsItem   = "outputs"
	Closing       = "closing" // the closing statement is read out
	Break         = "break"
)

// Kinds are the kinds of an item, in the order in which a form offers them.
var Kinds = []string{Opening, Ceremony, Speech, Minutes, Report, Financial, Introductions, Discussion, Vote, Election,
	OutputsItem, Closing, Break}

// The states of an item.
const (
	Planned = "planned"
	Current = "current"
	Aside   = "aside" // begun, and set aside for another
	Done    = "done"
	Removed = "removed"
)

// What the rules know of a sitting's states.
const (
	sittingOpen  = assembly.Open
	sittingBreak = assembly.Break
)

// An Item of the agenda. Place is its place among all that were ever on the
// agenda; Number is the one that people read, zero for a removed item.
type Item struct {
	ID      string      `json:"id"`
	Sitting string      `json:"sitting"`
	Number  int64       `json:"number"`
	Kind    string      `json:"kind"`
	Title   words.Local `json:"title"`
	State   string      `json:"state"`
	Limits  Limits      `json:"limits"`
	// AtLeast is the number of outputs to be adopted before an item of that kind
	// may be finished.
	AtLeast int64 `json:"at_least"`
	Timer   Timer `json:"timer"`

	place int64
	card  int64 // the introduction that is on the screen; zero: none
}

// Limits are what the chair set for the floor on an item; zero sets none.
type Limits struct {
	Seconds int64 `json:"seconds"` // for one turn
	Turns   int64 `json:"turns"`   // words of one mandate
	Points  int64 `json:"points"`  // points of order of one mandate
	Replies int64 `json:"replies"` // replies of one mandate
}

func (l Limits) rule() queue.Limits {
	return queue.Limits{Turns: int(l.Turns), Points: int(l.Points), Replies: int(l.Replies)}
}

// A Timer says how long an item or a speech takes. Spent and Left are seconds at
// the moment of the answer; Left is below zero where the time is over, and means
// nothing where Planned is zero. EndsAt is when the time is over if it goes on
// running.
type Timer struct {
	Planned   int64      `json:"planned"` // seconds; zero: no limit
	BegunAt   sqldb.Time `json:"begun_at"`
	StartedAt sqldb.Time `json:"started_at"` // of the present run; zero: it stands
	EndsAt    sqldb.Time `json:"ends_at"`
	EndedAt   sqldb.Time `json:"ended_at"`
	Spent     int64      `json:"spent"`
	Left      int64      `json:"left"`
}

// A Document belongs to an item; Hash finds its file among the blobs.
type Document struct {
	Item  string      `json:"item"`
	Hash  string      `json:"hash"`
	Title words.Local `json:"title"`
	At    sqldb.Time  `json:"at"`
}

// A CardText is what a delegate chose to have shown of themselves and their
// organisation when it is introduced in this sitting. What it leaves empty comes
// from what is public of the organisation.
type CardText struct {
	Sitting  string      `json:"sitting"`
	Mandate  string      `json:"mandate"`
	Name     words.Local `json:"name"` // by which the representative is called
	Post     words.Local `json:"post"`
	Aims     words.Local `json:"aims"`
	Projects words.Local `json:"projects"`
}

// An introduction is an organisation's turn to be introduced.
type introduction struct {
	turn    int64
	mandate string
	channel string
	putOff  int64 // how often
	waits   bool  // put off, and not called again since
}

// A seat is a mandate that is present.
type seat struct {
	mandate, channel string
	number           int64 // on the roll
}

func seatOf(v assembly.Voter) seat { return seat{v.Mandate, v.Channel, v.Number} }

// The states of a request to speak.
const (
	Waiting     = "waiting"
	Speaking    = "speaking"
	Interrupted = "interrupted" // by a point of order or a vote; goes on after it
	Spoken      = "spoken"
	Withdrawn   = "withdrawn"
	Lapsed      = "lapsed" // the item ended before its turn
)

// A Request to speak, and the speech it became. Mandate is empty for a guest to
// whom the chair gave the floor.
type Request struct {
	ID      string
	Sitting string
	Item    string
	Mandate string
	Kind    queue.Kind
	Channel string // when it was asked; when it was given, once it was
	State   string
	Asked   int64 // its line of the minute book
	AskedAt sqldb.Time
	AskedBy string // a person
	Given   int64  // the line at which the floor was given; zero before
	GivenAt sqldb.Time
	Why     string // it was given out of turn
	RunAt   sqldb.Time
	Seconds int64 // spoken, without the present run
	Limit   int64 // seconds; zero: none
	EndedAt sqldb.Time
	Guest   words.Local
	Post    words.Local // the guest's
}
