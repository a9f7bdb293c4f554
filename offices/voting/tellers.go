package voting

import (
	"context"
	"slices"
	"strings"

	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/pure/tally"
)

// Heard is a vote that somebody else enters for a mandate: what was said aloud,
// or over the telephone.
type Heard struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
	Mandate string `json:"mandate"`
	Choice  string `json:"choice"`
}

// Taken says what became of it. Counted: it is a vote now, with this receipt.
// Not counted and agreed: it waits for a second teller. Not agreed: the two
// tellers heard different things, and both begin again.
type Taken struct {
	Counted bool     `json:"counted"`
	Agreed  bool     `json:"agreed"`
	Receipt *Receipt `json:"receipt,omitempty"`
}

func sealTaken(k *kernel.Kernel, t Taken) (Taken, error) {
	if t.Receipt == nil {
		return t, nil
	}
	r, err := seal(k, *t.Receipt)
	t.Receipt = &r
	return t, err
}

type mandateEvent struct {
	Poll    string `json:"poll"`
	Mandate string `json:"mandate"`
}

// unpadded is what was heard, without what made it as long as any other.
func unpadded(_ context.Context, in Heard) (Heard, error) {
	in.Choice = strings.TrimRight(in.Choice, padding)
	return in, nil
}

func ofHeard(in Heard) string { return assembly.Stream(in.Sitting) }

// Enter takes down a vote for a mandate. In a roll-call the desk's entry is the
// vote; a teller's waits for a second teller.
var Enter = kernel.Command[Heard, Taken]{
	Name:    "voting.enter",
	Who:     "a teller of the sitting; in a roll-call the desk, for those who answer aloud",
	Stream:  ofHeard,
	Prepare: unpadded,
	May:     mayEnter,
	Do:      enter,
	Seal:    sealTaken,
}

func mayEnter(tx *kernel.Tx, in Heard) error {
	if assembly.MayDesk(tx, in.Sitting) == nil {
		return nil
	}
	return assembly.MayTell(tx, in.Sitting)
}

func enter(tx *kernel.Tx, in Heard) (Taken, error) {
	b, err := boxOf(tx, in.Sitting, in.Poll)
	if err != nil {
		return Taken{}, err
	}
	v, err := assembly.VoterOf(tx, in.Sitting, in.Mandate)
	if err != nil {
		return Taken{}, err
	}
	if b.Kind == ByRollCall && v.Channel != assembly.Telephone && assembly.MayDesk(tx, in.Sitting) == nil {
		if err := dropCall(tx, b.ID, v.Mandate); err != nil {
			return Taken{}, err
		}
		r, err := b.take(tx, v, Ballot{Choice: in.Choice, Way: ByDesk, By: tx.By.ID})
		return Taken{Counted: err == nil, Agreed: true, Receipt: &r}, err
	}
	if err := assembly.MayTell(tx, in.Sitting); err != nil {
		return Taken{}, err
	}
	if err := b.mayTake(tx, v, in.Choice); err != nil {
		return Taken{}, err
	}
	before, waits, err := entryOf(tx, b.ID, v.Mandate)
	if err != nil {
		return Taken{}, err
	}
	if waits && before.Teller != tx.By.ID {
		return Taken{}, kernel.Refuse(kernel.Conflict, "voting.waits_for_you")
	}
	if err := putEntry(tx, Entry{b.ID, v.Mandate, tx.By.ID, in.Choice, tx.Now}); err != nil {
		return Taken{}, err
	}
	if err := dropCall(tx, b.ID, v.Mandate); err != nil {
		return Taken{}, err
	}
	return Taken{Agreed: true}, tx.Record("voting.entered", mandateEvent{b.ID, v.Mandate})
}

// mayTake says whether a teller may take this vote for this mandate now.
func (b *box) mayTake(tx *kernel.Tx, v assembly.Voter, choice string) error {
	if v.Person == tx.By.ID {
		return kernel.Refuse(kernel.Denied, "voting.not_your_own")
	}
	if err := b.mayChoose(choice); err != nil {
		return err
	}
	if err := b.admits(v, ByTeller); err != nil {
		return err
	}
	had, voted, err := b.voteOf(tx, v)
	if err != nil || !voted {
		return err
	}
	_, err = b.retake(ByTeller, had, v.Person)
	return err
}

// Confirm is the second teller's entry, made without seeing the first. Both
// must have heard the same.
var Confirm = kernel.Command[Heard, Taken]{
	Name:    "voting.confirm",
	Who:     "a second teller of the sitting, never the one who entered the vote",
	Stream:  ofHeard,
	Prepare: unpadded,
	May:     func(tx *kernel.Tx, in Heard) error { return assembly.MayTell(tx, in.Sitting) },
	Do:      confirm,
	Seal:    sealTaken,
}

func confirm(tx *kernel.Tx, in Heard) (Taken, error) {
	b, err := boxOf(tx, in.Sitting, in.Poll)
	if err != nil {
		return Taken{}, err
	}
	v, err := assembly.VoterOf(tx, in.Sitting, in.Mandate)
	if err != nil {
		return Taken{}, err
	}
	e, waits, err := entryOf(tx, b.ID, v.Mandate)
	switch {
	case err != nil:
		return Taken{}, err
	case !waits:
		return Taken{}, kernel.Refuse(kernel.Conflict, "voting.nothing_waits")
	case e.Teller == tx.By.ID:
		return Taken{}, kernel.Refuse(kernel.Denied, "voting.same_person")
	}
	if err := b.mayTake(tx, v, in.Choice); err != nil {
		return Taken{}, err
	}
	if err := dropEntry(tx, b.ID, v.Mandate); err != nil {
		return Taken{}, err
	}
	if err := dropCall(tx, b.ID, v.Mandate); err != nil {
		return Taken{}, err
	}
	if e.Choice != in.Choice {
		return Taken{}, tx.Record("voting.entries-differ", mandateEvent{b.ID, v.Mandate})
	}
	r, err := b.take(tx, v, Ballot{Choice: in.Choice, Way: ByTeller, By: e.Teller, Second: tx.By.ID})
	return Taken{Counted: err == nil, Agreed: true, Receipt: &r}, err
}

// CallBack is what a delegate says that tellers ought to have heard: by their
// own sign-in, or called back by somebody who is neither of the two that took
// the vote: a third teller, or the chair. Only who was heard confirms it, not a
// substitute who took over since. Mandate is empty for one's own. The choice is
// given anew; nobody reads it to them.
var CallBack = kernel.Command[Heard, CalledBack]{
	Name:    "voting.call-back",
	Who:     "the delegate, for the vote that tellers took for them; for a call back a third teller, who neither entered nor confirmed it, or the chair",
	Stream:  ofHeard,
	Prepare: unpadded,
	May: func(tx *kernel.Tx, in Heard) error {
		if in.Mandate == "" {
			_, err := voterFor(tx, in.Sitting)
			return err
		}
		if assembly.MayChair(tx, in.Sitting) == nil {
			return nil
		}
		return assembly.MayTell(tx, in.Sitting)
	},
	Do: callBack,
}

// CalledBack says whether the vote stands as its delegate meant it. One that
// does not is no vote; while the poll is open the mandate may vote again.
type CalledBack struct {
	Confirmed bool `json:"confirmed"`
}

func callBack(tx *kernel.Tx, in Heard) (CalledBack, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err != nil {
		return CalledBack{}, err
	}
	if p.Status != Open && p.Status != Closed {
		return CalledBack{}, kernel.Refuse(kernel.Conflict, "voting.too_late_to_confirm")
	}
	if err := p.mayChoose(in.Choice); err != nil {
		return CalledBack{}, err
	}
	own := in.Mandate == ""
	if own {
		v, err := voterFor(tx, in.Sitting)
		if err != nil {
			return CalledBack{}, err
		}
		in.Mandate = v.Mandate
	} else if err := notOwnMandate(tx, in); err != nil {
		return CalledBack{}, err
	}
	b, ok, err := lastBallot(tx, p.ID, in.Mandate)
	switch {
	case err != nil:
		return CalledBack{}, err
	case !ok || b.Way != ByTeller || b.State != Unconfirmed:
		return CalledBack{}, kernel.Refuse(kernel.Conflict, "voting.nothing_to_confirm")
	case b.took(tx.By.ID):
		return CalledBack{}, kernel.Refuse(kernel.Denied, "voting.same_person")
	case own && b.Holder != tx.By.ID:
		return CalledBack{}, kernel.Refuse(kernel.Denied, "voting.another_was_heard")
	}
	out := CalledBack{b.Choice == in.Choice}
	if out.Confirmed {
		err = setState(tx, b, Confirmed, tx.By.ID)
	} else {
		err = p.discount(tx, b, Denied, tally.Unknown)
	}
	if err != nil {
		return CalledBack{}, err
	}
	return out, tx.Record("voting.called-back", struct {
		mandateEvent
		Confirmed bool `json:"confirmed"`
	}{mandateEvent{p.ID, b.Mandate}, out.Confirmed})
}

func notOwnMandate(tx *kernel.Tx, in Heard) error {
	v, err := assembly.VoterOf(tx, in.Sitting, in.Mandate)
	if err == nil && v.Person == tx.By.ID {
		return kernel.Refuse(kernel.Denied, "voting.not_your_own")
	}
	return err
}

// discount lets a vote count no longer; after the close its mandate stands
// among those that did not vote.
func (p Poll) discount(tx *kernel.Tx, b Ballot, state string, why tally.Reason) error {
	countUnheard(tx, b)
	if p.Status == Closed {
		putAbsence(tx, p.ID, Absence{Mandate: b.Mandate, Channel: b.Channel, Weight: b.Weight, Reason: why})
	}
	return setState(tx, b, state, tx.By.ID)
}

// Unreached are mandates with the reason for which they did not vote.
type Unreached struct {
	Sitting  string       `json:"sitting"`
	Poll     string       `json:"poll"`
	Mandates []string     `json:"mandates"`
	Reason   tally.Reason `json:"reason"`
}

// Explain says why mandates did not vote: not reached, silent, refused, unknown.
// Who later votes has voted, and the reason is gone.
var Explain = kernel.Command[Unreached, kernel.None]{
	Name:   "voting.reason",
	Who:    "a teller of the sitting",
	Stream: func(in Unreached) string { return assembly.Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Unreached) error { return assembly.MayTell(tx, in.Sitting) },
	Do:     explain,
}

func explain(tx *kernel.Tx, in Unreached) (kernel.None, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	switch {
	case err != nil:
		return kernel.None{}, err
	case p.Status != Open && p.Status != Closed:
		return kernel.None{}, kernel.Refuse(kernel.Conflict, "voting.no_reasons_now")
	case !slices.Contains(tally.Reasons(), in.Reason):
		return kernel.None{}, kernel.RefuseField("reason", "voting.no_such_reason")
	case len(in.Mandates) == 0:
		return kernel.None{}, kernel.RefuseField("mandates", "voting.no_mandates")
	}
	for _, m := range in.Mandates {
		if err := p.explainOne(tx, m, in.Reason); err != nil {
			return kernel.None{}, err
		}
	}
	return kernel.None{}, tx.Record("voting.reason-given", struct {
		Poll     string   `json:"poll"`
		Mandates []string `json:"mandates"`
	}{p.ID, in.Mandates})
}

func (p Poll) explainOne(tx *kernel.Tx, mandate string, r tally.Reason) error {
	if p.Status == Closed {
		absent, err := changeReason(tx, p.ID, mandate, r)
		if err == nil && !absent {
			return kernel.RefuseField("mandates", "voting.not_among_the_absent")
		}
		return err
	}
	if _, err := assembly.VoterOf(tx, p.Sitting, mandate); err != nil {
		return err
	}
	b, voted, err := lastBallot(tx, p.ID, mandate)
	if err != nil {
		return err
	}
	if voted && b.Counts() {
		return kernel.RefuseField("mandates", "voting.has_voted", b.Number)
	}
	if err := dropCall(tx, p.ID, mandate); err != nil {
		return err
	}
	return noteReason(tx, p.ID, mandate, r)
}
