package voting

import (
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/pure/tally"
)

// Ratifying names the poll of the hall that says whether remote votes count.
type Ratifying struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
	By      string `json:"by"`
}

// Ratify lets the hall's own poll, which was prepared for it and put after the
// other had closed, decide whether the votes of those who are not in the hall
// count, where the sitting's rule asks for that. Nobody knows the count yet: the
// hall decides on the votes, not on their outcome.
var Ratify = kernel.Command[Ratifying, kernel.None]{
	Name:   "voting.ratify",
	Who:    whoLeads,
	Stream: func(in Ratifying) string { return assembly.Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Ratifying) error { return mayLead(tx, Which{in.Sitting, in.Poll}) },
	Do:     ratify,
}

func ratify(tx *kernel.Tx, in Ratifying) (kernel.None, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err != nil {
		return kernel.None{}, err
	}
	by, err := pollIn(tx, in.Sitting, in.By)
	if err != nil {
		return kernel.None{}, kernel.RefuseField("by", "voting.no_such_poll")
	}
	switch {
	case p.Status != Closed || p.Remote != Ratified || p.Voters == Hall || p.RatifiedBy != "":
		return kernel.None{}, kernel.Refuse(kernel.Conflict, "voting.nothing_to_ratify")
	case by.Ratifies != p.ID || by.Status != Announced:
		return kernel.None{}, kernel.RefuseField("by", "voting.hall_did_not_say")
	}
	said, err := getResult(tx, by.ID)
	if err != nil {
		return kernel.None{}, err
	}
	p.RatifiedBy, p.Counts = by.ID, said.Carried
	if err := setPoll(tx, p); err != nil {
		return kernel.None{}, err
	}
	return kernel.None{}, tx.Record("voting.remote-ratified", struct {
		pollEvent
		By     string `json:"by"`
		Counts bool   `json:"counts"`
	}{p.event(), by.ID, p.Counts})
}

// Announcing says, where the votes are tied, for which choice the chair or the
// lot decides.
type Announcing struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
	Decides string `json:"decides"`
}

// Announce makes the result of a closed poll public, once.
var Announce = kernel.Command[Announcing, Result]{
	Name:   "voting.announce",
	Who:    whoLeads,
	Stream: func(in Announcing) string { return assembly.Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Announcing) error { return mayLead(tx, Which{in.Sitting, in.Poll}) },
	Do:     announce,
}

func announce(tx *kernel.Tx, in Announcing) (Result, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	switch {
	case err != nil:
		return Result{}, err
	case p.Status != Closed:
		return Result{}, kernel.Refuse(kernel.Conflict, "voting.not_closed")
	}
	c, err := countOf(tx, p)
	if err != nil {
		return Result{}, err
	}
	if err := c.ready(tx); err != nil {
		return Result{}, err
	}
	if in.Decides != "" && p.Majority.Tie == tally.TieChair {
		if err := assembly.MayChair(tx, in.Sitting); err != nil { // a casting vote is the chair's own
			return Result{}, err
		}
	}
	r, err := c.result(in.Decides)
	if err != nil {
		return Result{}, err
	}
	if err := r.complete(tx, p); err != nil {
		return Result{}, err
	}
	p.Status, p.AnnouncedAt = Announced, tx.Now
	r.AnnouncedAt = tx.Now
	if err := setPoll(tx, p); err != nil {
		return Result{}, err
	}
	if err := putResult(tx, p.ID, r); err != nil {
		return Result{}, err
	}
	if err := p.elected(tx, r); err != nil {
		return Result{}, err
	}
	return r, tx.Record("voting.poll-announced", struct {
		pollEvent
		Carried bool `json:"carried"`
	}{p.event(), r.Carried})
}

// ready says what must be done before the result is announced.
func (c *count) ready(tx *kernel.Tx) error {
	if c.poll.Kind == ByConsent {
		return nil
	}
	if c.mustRatify() {
		return kernel.Refuse(kernel.Conflict, "voting.hall_must_ratify")
	}
	if !c.couldDecide() {
		return nil
	}
	list, err := doubted(tx, c.poll.ID)
	if err != nil {
		return err
	}
	refusals := []error{kernel.Refuse(kernel.Conflict, "voting.confirm_first", len(list))}
	for _, d := range list[:min(len(list), 100)] {
		refusals = append(refusals, kernel.Refuse(kernel.Conflict, "voting.call_back", nameOf(d.Organisation)))
	}
	return kernel.RefuseAll(refusals...)
}

// nameOf is an organisation as it may be named to others: by its name, or by its
// code where it is protected.
func nameOf(s members.Shown) any {
	if s.Name != nil {
		return *s.Name
	}
	return words.Code(s.Code)
}

// breakTie lets the chair or the lot decide, where the votes are tied and the
// rule says so.
func (r *Result) breakTie(decides string) error {
	tie := r.Verdict.Tie
	if r.Verdict.Outcome != tally.Tied || tie == tally.TieSecondVote {
		return bad(decides != "", "decides", "voting.no_tie")
	}
	may := between(r.Verdict)
	if decides == "" {
		return kernel.RefuseField("decides", "voting.tied_"+string(tie))
	}
	if !slices.Contains(may, decides) {
		return kernel.RefuseField("decides", "voting.no_such_choice")
	}
	r.Decider, r.Deciding, r.Outcome = string(tie), decides, Carried
	switch {
	case decides == No:
		r.Outcome = Lost
	case len(r.Verdict.Leaders) > 0:
		r.Winner = decides
	}
	return nil
}

// complete adds what the result says beside its arithmetic.
func (r *Result) complete(tx *kernel.Tx, p Poll) (err error) {
	if r.Quorum, err = quorumOf(tx, p); err != nil {
		return err
	}
	if r.Tellers, err = doubts(tx, p.ID); err != nil {
		return err
	}
	against, err := objectors(tx, p.ID)
	if err != nil {
		return err
	}
	aside, err := reservations(tx, p.ID)
	r.Objections, r.Reservations = int64(len(against)), int64(len(aside))
	return err
}

// Strike takes out of the count all teller votes that no delegate has confirmed,
// where they could decide and nobody can be reached any more: all of them at
// once, unseen, as not reached.
var Strike = kernel.Command[Which, Stricken]{
	Name:   "voting.strike",
	Who:    whoLeads,
	Stream: ofSitting,
	May:    mayLead,
	Do:     strike,
}

// Stricken is the number of votes that were struck.
type Stricken struct {
	Struck int64 `json:"struck"`
}

func strike(tx *kernel.Tx, in Which) (Stricken, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	switch {
	case err != nil:
		return Stricken{}, err
	case p.Status != Closed:
		return Stricken{}, kernel.Refuse(kernel.Conflict, "voting.not_closed")
	}
	c, err := countOf(tx, p)
	if err != nil {
		return Stricken{}, err
	}
	if !c.couldDecide() {
		return Stricken{}, kernel.Refuse(kernel.Conflict, "voting.nothing_in_doubt")
	}
	list, err := inDoubt(tx, p.ID)
	if err != nil {
		return Stricken{}, err
	}
	gone := make([]string, len(list))
	for i, b := range list {
		gone[i] = b.Mandate
		if err := p.discount(tx, b, Struck, tally.NotReached); err != nil {
			return Stricken{}, err
		}
	}
	return Stricken{int64(len(list))}, tx.Record("voting.struck", struct {
		Poll     string   `json:"poll"`
		Mandates []string `json:"mandates"`
	}{p.ID, gone})
}
