package voting

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/pure/tally"
)

// Drafting is a poll as it is prepared. Poll is empty for a new one.
type Drafting struct {
	Sitting    string         `json:"sitting"`
	Poll       string         `json:"poll"`
	Item       string         `json:"item"`
	Key        string         `json:"key"`
	Question   words.Local    `json:"question"`
	Kind       string         `json:"kind"`
	Then       string         `json:"then"`
	Options    []Option       `json:"options"`
	Majority   tally.Majority `json:"majority"`
	Terms      Terms          `json:"terms"` // the majority in the words of a page, in place of the data
	Article    string         `json:"article"`
	Elects     string         `json:"elects"`  // the office of the sitting, in an election
	Persons    []string       `json:"persons"` // put up for it, where there is no list
	QuorumKind string         `json:"quorum_kind"`
	Voters     string         `json:"voters"`
	Ratifies   string         `json:"ratifies"` // the poll whose remote votes the hall decides on by this one
	Changes    bool           `json:"changes"`
	Secret     bool           `json:"secret"`
}

// Which names a poll of a sitting.
type Which struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
}

// A PollID is the id of a new poll.
type PollID struct {
	ID      string `json:"id"`
	Sitting string `json:"sitting"`
}

// pollEvent is what the journal says of a poll as a whole.
type pollEvent struct {
	Poll    string `json:"poll"`
	Sitting string `json:"sitting"`
	Item    string `json:"item"`
}

func (p Poll) event() pollEvent { return pollEvent{p.ID, p.Sitting, p.Item} }

// Prepare writes a poll down, or changes it while it is a draft.
var Prepare = kernel.Command[Drafting, PollID]{
	Name:    "voting.prepare",
	Who:     "the chair of the sitting; before its opening, the secretary; " + untilChair,
	Stream:  func(in Drafting) string { return assembly.Stream(in.Sitting) },
	Prepare: numberDraft,
	May:     mayPrepare,
	Do:      prepare,
}

func numberDraft(_ context.Context, in Drafting) (Drafting, error) {
	if in.Poll != "" {
		return in, nil
	}
	id, err := uuid.NewV7()
	in.Poll = id.String()
	return in, err
}

func prepare(tx *kernel.Tx, in Drafting) (PollID, error) {
	in, err := spelled(in)
	if err != nil {
		return PollID{}, err
	}
	in, err = withCandidates(tx, in)
	if err != nil {
		return PollID{}, err
	}
	p, err := tidy(Poll{ID: in.Poll, Sitting: in.Sitting, Item: in.Item, Key: in.Key, Question: in.Question, Kind: in.Kind,
		Then: in.Then, Options: in.Options, Majority: in.Majority, Article: in.Article, Elects: in.Elects, Persons: in.Persons,
		QuorumKind: in.QuorumKind,
		Voters:     in.Voters, Changes: in.Changes, Secret: in.Secret, Ratifies: in.Ratifies})
	if err != nil {
		return PollID{}, err
	}
	if err := p.fits(tx); err != nil {
		return PollID{}, err
	}
	if err := keyIsFree(tx, p); err != nil {
		return PollID{}, err
	}
	written, err := putPoll(tx, p)
	if err != nil {
		return PollID{}, err
	}
	if !written {
		return PollID{}, kernel.Refuse(kernel.Conflict, "voting.no_draft")
	}
	return PollID{p.ID, p.Sitting}, tx.Record("voting.poll-prepared", p.event())
}

// fits says what of a poll does not fit its sitting: a quorum that no rule knows,
// or a ratification of what the hall has nothing to say about.
func (p Poll) fits(tx *kernel.Tx) error {
	known, err := assembly.HasRule(tx, p.Sitting, p.QuorumKind)
	if err != nil {
		return err
	}
	return kernel.RefuseAll(bad(!known && p.QuorumKind != "", "quorum_kind", "voting.no_such_quorum", words.Code(p.QuorumKind)), p.mayRatify(tx))
}

// mayRatify: the hall is asked once about the remote votes of a poll of all.
func (p Poll) mayRatify(tx *kernel.Tx) error {
	if p.Ratifies == "" {
		return nil
	}
	of, err := pollIn(tx, p.Sitting, p.Ratifies)
	if err != nil {
		return kernel.RefuseField("ratifies", "voting.no_such_poll")
	}
	s, err := assembly.Get(tx, p.Sitting)
	if err != nil {
		return err
	}
	effect := or(of.Remote, s.RemoteEffect)
	if effect != Ratified || of.Voters == Hall || of.RatifiedBy != "" || of.Status == Announced || of.Status == Cancelled {
		return kernel.RefuseField("ratifies", "voting.nothing_to_ratify")
	}
	all, err := PollsOf(tx, p.Sitting)
	asked := slices.ContainsFunc(all, func(o Poll) bool { return o.Ratifies == p.Ratifies && o.ID != p.ID && o.Status != Cancelled })
	return cmp.Or(err, bad(asked, "ratifies", "voting.ratified_once"))
}

// Cancel takes a poll back before its result is announced. Its votes are
// erased: nobody will ever see a count of them.
var Cancel = kernel.Command[Which, kernel.None]{
	Name:   "voting.cancel",
	Who:    "the chair of the sitting; before its opening, the secretary; " + untilChair,
	Stream: ofSitting,
	May:    mayLead,
	Do:     cancel,
}

func ofSitting(in Which) string { return assembly.Stream(in.Sitting) }

func cancel(tx *kernel.Tx, in Which) (kernel.None, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err != nil {
		return kernel.None{}, err
	}
	if p.Status == Announced || p.Status == Cancelled {
		return kernel.None{}, kernel.Refuse(kernel.Conflict, "voting.too_late_to_cancel")
	}
	p.Status = Cancelled
	if err := setPoll(tx, p); err != nil {
		return kernel.None{}, err
	}
	if err := eraseVotes(tx, p.ID); err != nil {
		return kernel.None{}, err
	}
	if err := tx.NotDue(endKey(p.ID)); err != nil {
		return kernel.None{}, err
	}
	if err := assembly.Release(tx, p.Sitting, holder(p.ID)); err != nil {
		return kernel.None{}, err
	}
	return kernel.None{}, tx.Record("voting.poll-cancelled", p.event())
}
