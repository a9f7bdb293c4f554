package hall

import (
	"cmp"
	"slices"
	"time"

	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

// A Head is what every surface says of a sitting.
type Head struct {
	Sitting    string      `json:"sitting"`
	Title      words.Local `json:"title"`
	Kind       string      `json:"kind"`
	Call       int64       `json:"call"`
	At         sqldb.Time  `json:"at"`
	Zone       string      `json:"zone"` // of the place
	Place      words.Local `json:"place"`
	Status     string      `json:"status"`
	BreakUntil sqldb.Time  `json:"break_until"`
	ClosedAt   sqldb.Time  `json:"closed_at"`
}

func headOf(s assembly.Sitting) Head {
	return Head{s.ID, s.Title, s.Kind, s.Call, s.At, s.Zone, s.Place, s.Status, s.BreakUntil, s.ClosedAt}
}

// zone is the clock of the place; UTC where it is not known.
func (h Head) zone() *time.Location {
	if z, err := time.LoadLocation(h.Zone); err == nil {
		return z
	}
	return time.UTC
}

// A Quorum is its arithmetic and who is here, by channel.
type Quorum struct {
	Needed    int64  `json:"needed"`
	Base      int64  `json:"base"` // zero where any number will do
	Present   int64  `json:"present"`
	Met       bool   `json:"met"`
	Any       bool   `json:"any"`
	Article   string `json:"article"`
	Hall      int64  `json:"hall"`
	Remote    int64  `json:"remote"`
	Telephone int64  `json:"telephone"`
}

// A PollNow is a poll that is open or waits for its announcement: how many have
// voted by channel, and never what.
type PollNow struct {
	Poll    voting.Poll    `json:"poll"`
	Number  int64          `json:"number"` // among those that were opened
	Turnout voting.Turnout `json:"turnout"`
}

// left is the weight of those who might still vote.
func (p PollNow) left() int64 { return max(0, p.Turnout.Present-p.Turnout.Weight) }

// A ResultNow is an announced result with the number of its poll.
type ResultNow struct {
	voting.Result
	Number int64 `json:"number"`
}

// numbers counts the polls of a sitting in the order in which they were opened.
func numbers(all []voting.Poll) map[string]int64 {
	opened := slices.DeleteFunc(slices.Clone(all), func(p voting.Poll) bool {
		return p.OpenedAt.IsZero() || p.Status == voting.Cancelled
	})
	slices.SortStableFunc(opened, func(a, b voting.Poll) int { return a.OpenedAt.Compare(b.OpenedAt.Time) })
	n := make(map[string]int64, len(opened))
	for i, p := range opened {
		n[p.ID] = int64(i) + 1
	}
	return n
}

// pollsNow are the polls that are open, the latest first, and then those that wait
// for their announcement, the latest first.
func pollsNow(all []voting.Poll) (list []voting.Poll) {
	for _, s := range []struct {
		status string
		since  func(voting.Poll) sqldb.Time
	}{{voting.Open, openedAt}, {voting.Closed, closedAt}} {
		from := len(list)
		for _, p := range all {
			if p.Status == s.status {
				list = append(list, p)
			}
		}
		slices.SortStableFunc(list[from:], func(a, b voting.Poll) int { return s.since(b).Compare(s.since(a).Time) })
	}
	return list
}

func openedAt(p voting.Poll) sqldb.Time { return p.OpenedAt }
func closedAt(p voting.Poll) sqldb.Time { return p.ClosedAt }

// A House is what surrounds every page.
type House struct {
	Name words.Local `json:"name"`
	// Mine is the sitting that concerns the reader now, and AsDelegate whether
	// they act for a mandate in it.
	Mine       *Head `json:"mine,omitempty"`
	AsDelegate bool  `json:"as_delegate"`
}

// A Desk is everything of a sitting for who leads it.
type Desk struct {
	Head
	Quorum     Quorum                 `json:"quorum"`
	Agenda     []proceedings.ItemView `json:"agenda"`
	Now        proceedings.Now        `json:"now"`
	Floor      proceedings.Callers    `json:"floor"`
	Outputs    outputs.View           `json:"outputs"`
	Statement  outputs.StatementView  `json:"statement"`
	Poll       *PollNow               `json:"poll,omitempty"` // open, or closed and not announced
	Others     []PollNow              `json:"others"`         // beside it
	Closing    *voting.Closing        `json:"closing,omitempty"`
	Ready      *voting.Ready          `json:"ready,omitempty"` // what a closed poll waits for, for who leads it
	Results    []ResultNow            `json:"results"`         // the latest first
	Polls      []voting.Poll          `json:"polls"`
	Officers   []Officer              `json:"officers"`
	Candidates []Candidate            `json:"candidates"` // for an office, at the opening
	Chair      bool                   `json:"chair"`      // the reader leads the sitting
	Secretary  bool                   `json:"secretary"`
	Presides   bool                   `json:"presides"` // over the opening, as long as there is no chair
	Elected    *Elected               `json:"elected,omitempty"`
	Step       Step                   `json:"step"`
}

// item is the current item, and an empty one where there is none.
func (d Desk) item() proceedings.Item {
	if d.Now.Item == nil {
		return proceedings.Item{}
	}
	return *d.Now.Item
}

// An Officer serves the sitting.
type Officer struct {
	Role   string      `json:"role"`
	Person string      `json:"person"`
	Name   words.Local `json:"name"`
}

// An Elected office waits for those whom a poll elected to it to be seated.
type Elected struct {
	Poll   string        `json:"poll"`
	Office string        `json:"office"`
	Names  []words.Local `json:"names"`
}

// A Candidate for an office is here, and acts for an organisation.
type Candidate struct {
	Person       string      `json:"person"`
	Name         words.Local `json:"name"`
	Organisation words.Local `json:"organisation"`
}

// Me is a sitting as a delegate finds it.
type Me struct {
	assembly.Own
	Quorum    Quorum                    `json:"figures"`
	Now       *proceedings.Now          `json:"now,omitempty"` // nil as long as nobody is accepted for the mandate
	Polls     []voting.MyPoll           `json:"polls"`
	Turnout   map[string]voting.Turnout `json:"turnout"`
	Numbers   map[string]int64          `json:"numbers"`
	Questions map[string]words.Local    `json:"questions"` // of the polls, for the receipts
	Receipts  []voting.Receipt          `json:"receipts"`
	Consent   *outputs.Silence          `json:"consent,omitempty"` // what the chair asks
	Outputs   []outputs.PublicOutput    `json:"outputs"`
	Documents []Paper                   `json:"documents"`
	Results   []ResultNow               `json:"results"`
	AskedAt   sqldb.Time                `json:"asked_at"`
}

// A Paper is a document of the sitting, or of one of its items.
type Paper struct {
	Item  string      `json:"item,omitempty"`
	Hash  string      `json:"hash"`
	Title words.Local `json:"title"`
}

// A Tellers is what a teller works on: who was not heard in a poll.
type Tellers struct {
	Head
	Quorum Quorum          `json:"quorum"`
	Poll   *PollNow        `json:"poll,omitempty"`
	Others []PollNow       `json:"others"` // beside it
	List   *voting.Unheard `json:"list,omitempty"`
	Next   *voting.ToHear  `json:"next,omitempty"` // whom to call
	Again  *voting.Doubted `json:"again,omitempty"`
}

// A Screen is what the hall sees.
type Screen struct {
	Head
	Federation words.Local              `json:"federation"`
	Scene      Scene                    `json:"scene"`
	Quorum     Quorum                   `json:"quorum"`
	Now        proceedings.Now          `json:"now"`
	Poll       *PollNow                 `json:"poll,omitempty"`
	Others     []PollNow                `json:"others"` // beside it
	Result     *ResultNow               `json:"result,omitempty"`
	Matter     outputs.Now              `json:"matter"` // how far the outputs are
	Outputs    []outputs.PublicOutput   `json:"outputs"`
	Items      []proceedings.PublicItem `json:"items"`
}

// A Public is what everybody may know. It has no place for a person, nor for an
// organisation.
type Public struct {
	Federation words.Local     `json:"federation"`
	Founded    bool            `json:"founded"` // the federation is set up
	Members    PublicMembers   `json:"members"`
	Sittings   []PublicSitting `json:"sittings"` // under way or coming first, then the latest
}

// PublicMembers counts the roll.
type PublicMembers struct {
	OnRoll int64        `json:"on_roll"`
	Active int64        `json:"active"`
	Fields []FieldCount `json:"fields"`
	Hidden int64        `json:"hidden"` // protected: their field is not told
}

// A FieldCount is how many organisations work in a field.
type FieldCount struct {
	Field string `json:"field"`
	Count int64  `json:"count"`
}

// A PublicSitting is a sitting for everybody.
type PublicSitting struct {
	Head
	Quorum    Quorum                   `json:"quorum"`
	Item      *proceedings.PublicItem  `json:"item,omitempty"`
	Items     []proceedings.PublicItem `json:"items"`
	Polls     []PollNow                `json:"polls"` // under way
	Results   []ResultNow              `json:"results"`
	Outputs   []outputs.PublicOutput   `json:"outputs"`
	Statement *words.Local             `json:"statement,omitempty"`
}

// live reports whether people come together in it now or soon.
func (h Head) live() bool {
	return h.Status == assembly.Convened || h.Status == assembly.Open || h.Status == assembly.Break
}

// byNow orders sittings: under way, coming, past; the nearest first.
func byNow(now time.Time) func(a, b Head) int {
	rank := func(h Head) int {
		switch h.Status {
		case assembly.Open, assembly.Break:
			return 0
		case assembly.Convened:
			return 1
		case assembly.Draft:
			return 2
		}
		return 3
	}
	return func(a, b Head) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)),
			cmp.Compare(a.At.Sub(now).Abs(), b.At.Sub(now).Abs()), cmp.Compare(a.Sitting, b.Sitting))
	}
}

// What the rules know of sittings and items.
const (
	statusDraft    = assembly.Draft
	statusConvened = assembly.Convened
	statusOpen     = assembly.Open
	statusBreak    = assembly.Break
	statusClosed   = assembly.Closed

	kindOpening       = proceedings.Opening
	kindBreak         = proceedings.Break
	kindIntroductions = proceedings.Introductions
	kindVote          = proceedings.Vote
	kindElection      = proceedings.Election
	kindOutputs       = proceedings.OutputsItem
	kindClosing       = proceedings.Closing
)
