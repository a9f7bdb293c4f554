package voting

import (
	"cmp"
	"slices"

	"ittihad/kernel"
	"ittihad/offices/members"
	"ittihad/pure/tally"
)

// What stands between a closed poll and its announcement, in the order in which
// it is settled.
const (
	ReadyRatify   = "ratify"    // the hall says first whether remote votes count
	ReadyCallBack = "call_back" // teller votes that could decide are confirmed, or struck
	ReadyTie      = "tie"       // the votes are tied, and the rule says who decides
	ReadyAnnounce = "announce"  // nothing
)

// Ready is what whoever leads a closed poll must know before the announcement,
// and no more: how the votes divide is not in it.
type Ready struct {
	Poll string `json:"poll"`
	Step string `json:"step"` // ratify, call_back, tie, announce
	// Doubtful are the teller votes that wait for their delegates, while they
	// could decide; only then may they be struck.
	Doubtful []Doubted `json:"doubtful"`
	// Tie is the rule that applies to tied votes: chair (a casting vote), lot, or
	// second_vote (it is announced as tied, and the question is put again). Empty
	// where nobody has to act: equal votes that do not carry are a result.
	Tie string `json:"tie"`
	// Between is what the casting vote or the lot decides between.
	Between []string `json:"between"`
}

// SeeReady tells whoever leads a poll what its announcement waits for.
var SeeReady = kernel.Query[Which, Ready]{
	Name: "voting.ready",
	Who:  whoLeads,
	May:  mayLead,
	Do:   ready,
}

func ready(tx *kernel.Tx, in Which) (Ready, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	switch {
	case err != nil:
		return Ready{}, err
	case p.Status != Closed:
		return Ready{}, kernel.Refuse(kernel.Conflict, "voting.not_closed")
	}
	out := Ready{Poll: p.ID, Step: ReadyAnnounce, Doubtful: []Doubted{}, Between: []string{}}
	c, err := countOf(tx, p)
	if err != nil || p.Kind == ByConsent {
		return out, err
	}
	switch {
	case c.mustRatify():
		out.Step = ReadyRatify
	case c.couldDecide():
		out.Step = ReadyCallBack
		out.Doubtful, err = doubted(tx, p.ID)
	default:
		out.tied(c)
	}
	return out, err
}

// tied reads the tie off the arithmetic, and nothing else.
func (r *Ready) tied(c count) {
	v := tally.Decide(c.poll.Majority, c.decisive())
	if v.Outcome != tally.Tied {
		return
	}
	r.Tie = string(v.Tie)
	if v.Tie == tally.TieSecondVote {
		return
	}
	r.Step, r.Between = ReadyTie, between(v)
}

// between is what a casting vote or the lot decides between.
func between(v tally.Verdict) []string {
	if len(v.Leaders) == 0 {
		return []string{Yes, No}
	}
	return slices.Clone(v.Leaders)
}

// doubted are the teller votes that their delegates have not confirmed, as they
// may be named.
func doubted(tx *kernel.Tx, poll string) ([]Doubted, error) {
	list, err := inDoubt(tx, poll)
	if err != nil {
		return nil, err
	}
	named, err := members.Named(tx, organisations(list, func(b Ballot) string { return b.Organisation }))
	out := make([]Doubted, len(list))
	for i, b := range list {
		out[i] = Doubted{b.Mandate, members.ShownOf(named[b.Organisation]), b.took(tx.By.ID)}
	}
	slices.SortFunc(out, func(a, b Doubted) int { return cmp.Compare(place(a.Organisation), place(b.Organisation)) })
	return out, err
}
