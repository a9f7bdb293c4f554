package members

import (
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/people"
	"ittihad/pure/arabic"
)

// A Standing is a decision on an organisation's standing.
type Standing struct {
	ID        string `json:"id"`
	Standing  string `json:"standing"`
	Since     string `json:"since"` // the day from which it holds; empty: today
	Reason    string `json:"reason"`
	DecidedBy string `json:"decided_by"` // which body decided, by which minutes
	Number    int64  `json:"number"`     // of one that is registered now; 0 is the next one
	// FinalSince is the day from which a suspension is final, after its reply was
	// heard; empty: it is not yet, and is shown to nobody else.
	FinalSince string `json:"final_since"`
}

// DecideStanding enters a decision on an organisation's standing. A decision
// holds from its day, which is not in the future, nor before the last one's.
var DecideStanding = kernel.Command[Standing, kernel.None]{
	Name: "members.decide-standing", Who: "the secretary, who enters what the competent body decided; no program",
	Stream: func(in Standing) string { return organisationStream(in.ID) },
	May:    func(tx *kernel.Tx, _ Standing) error { return maySecretaryByHand(tx) },
	Do:     decideStanding,
}

func decideStanding(tx *kernel.Tx, in Standing) (none kernel.None, err error) {
	o, err := standingMember(tx, in.ID)
	if err != nil {
		return none, err
	}
	since, err := pastDay(tx, "since", in.Since)
	if err != nil {
		return none, err
	}
	reason, by := arabic.Clean(in.Reason), arabic.Clean(in.DecidedBy)
	if err := kernel.RefuseAll(reasoned(reason), someoneDecided(by)); err != nil {
		return none, err
	}
	if err := kernel.RefuseAll(follows(o, in.Standing, since)); err != nil {
		return none, err
	}
	d := Decision{Standing: in.Standing, Since: since, Reason: reason, DecidedBy: by}
	if in.Standing == Suspended && in.FinalSince != "" {
		if d.FinalSince, err = finalDay(tx, in.FinalSince, since); err != nil {
			return none, err
		}
	}
	return none, turn(tx, o, d, in.Number)
}

// finalDay is the day from which a decision is final: not before it, nor in the
// future.
func finalDay(tx *kernel.Tx, s, since string) (string, error) {
	day, err := pastDay(tx, "final_since", s)
	if err == nil && day < since {
		err = kernel.RefuseField("final_since", "members.before_the_decision", since)
	}
	return day, err
}

// A Finality says that a suspension is final.
type Finality struct {
	ID         string `json:"id"`
	FinalSince string `json:"final_since"` // empty: today
}

// FinishStanding says from which day a suspension is final: the member's reply
// was heard and no appeal is open. From then on others see it.
var FinishStanding = kernel.Command[Finality, kernel.None]{
	Name: "members.finish-standing", Who: "the secretary, after the member's reply was heard",
	Stream: func(in Finality) string { return organisationStream(in.ID) },
	May:    func(tx *kernel.Tx, _ Finality) error { return maySecretary(tx) },
	Do:     finishStanding,
}

func finishStanding(tx *kernel.Tx, in Finality) (none kernel.None, err error) {
	o, err := standingMember(tx, in.ID)
	if err != nil {
		return none, err
	}
	history, err := readDecisions(tx, o.ID)
	if err != nil {
		return none, err
	}
	last := standingOf(history)
	if last.Standing != Suspended || last.FinalSince != "" {
		return none, kernel.Refuse(kernel.Conflict, "members.nothing_to_finish")
	}
	day, err := finalDay(tx, in.FinalSince, last.Since)
	if err != nil {
		return none, err
	}
	history[last.Place-1].FinalSince = day
	o.ShownStanding = shownStanding(history)
	if err := saveFacts(tx, o); err != nil {
		return none, err
	}
	if err := finishDecision(tx, o.ID, last.Place, day); err != nil {
		return none, err
	}
	return none, tx.Record("members.standing-final", byID{o.ID})
}

func reasoned(s string) error {
	if s == "" {
		return kernel.RefuseField("reason", "members.reason_missing")
	}
	return fits("reason", s, textMax)
}

func someoneDecided(s string) error {
	if s == "" {
		return kernel.RefuseField("decided_by", "members.decided_by_missing")
	}
	return fits("decided_by", s, shortMax)
}

// follows refuses a standing that cannot follow on the present one, or a day
// before it.
func follows(o Organisation, to, since string) error {
	switch {
	case !mayFollow(o.Standing, to):
		return kernel.RefuseField("standing", "members.cannot_follow",
			words.Msg{Key: standingKey + o.Standing}, standingName(to))
	case since < o.Since:
		return kernel.RefuseField("since", "members.before_the_last", o.Since)
	}
	return nil
}

func standingName(s string) words.Msg {
	if _, ok := may[s]; !ok || s == "" {
		return words.Msg{Key: "members.standing_unknown"}
	}
	return words.Msg{Key: standingKey + s}
}

// turn writes a decision and what follows from it: a number for who is new on
// the roll, the representative's rights for who comes and who goes.
func turn(tx *kernel.Tx, o Organisation, d Decision, asked int64) (err error) {
	history, err := readDecisions(tx, o.ID)
	if err != nil {
		return err
	}
	was := o.Standing
	o.Standing, o.Since, o.ShownStanding = d.Standing, d.Since, shownStanding(append(slices.Clone(history), d))
	if onTheRoll(d.Standing) && !onTheRoll(was) {
		o.AdmittedOn = d.Since
		if o.Number == 0 {
			if o.Number, err = number(tx, asked); err != nil {
				return err
			}
		}
	}
	if err := saveFacts(tx, o); err != nil {
		return err
	}
	if err := decided(tx, o.ID, history, d); err != nil {
		return err
	}
	if err := rights(tx, o, was); err != nil {
		return err
	}
	return tx.Record("members.standing-decided", standingEvent{o.ID, was, d.Standing, d.Since})
}

// standingEvent is what the journal holds of a decision: neither its reason nor
// who decided, which are words about somebody.
type standingEvent struct {
	Organisation string `json:"organisation"`
	From         string `json:"from"`
	To           string `json:"to"`
	Since        string `json:"since"`
}

// decided appends a decision to a history and makes the spans anew.
func decided(tx *kernel.Tx, organisation string, history []Decision, d Decision) error {
	d.Place, d.EnteredBy, d.EnteredAt = int64(len(history)+1), tx.By.ID, tx.Now
	if err := insertDecision(tx, organisation, d); err != nil {
		return err
	}
	return writeSpans(tx, organisation, spansOf(append(history, d)))
}

// rights gives an organisation's representative the role while it is on the
// roll, and takes it when it goes.
func rights(tx *kernel.Tx, o Organisation, was string) error {
	scope := organisationStream(o.ID)
	switch is := onTheRoll(o.Standing); {
	case o.Representative == "" || is == onTheRoll(was):
		return nil
	case is:
		return empower(tx, o, whyNamed)
	}
	return people.Take(tx, o.Representative, "representative", scope, whyGone)
}

// empower gives an organisation's representative the role, and says how the
// organisation is called where the role is read.
func empower(tx *kernel.Tx, o Organisation, why string) error {
	if err := called(tx, o); err != nil {
		return err
	}
	return people.Give(tx, people.Given{Person: o.Representative, Role: "representative", Scope: organisationStream(o.ID), Why: why})
}

// called says how an organisation is called, if somebody holds a role in it.
func called(tx *kernel.Tx, o Organisation) error {
	if o.Representative == "" {
		return nil
	}
	return people.Title(tx, organisationStream(o.ID), o.Name)
}

// Why somebody holds a role, as the person reads it.
const (
	whyNamed = "members.why_named"
	whyGone  = "members.why_gone"
	whyOther = "members.why_other"
)

// A Strike takes back the last decision on a standing.
type Strike struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// StrikeStanding strikes the last decision, which was entered by mistake; it
// stays in the history to be read. The first cannot be struck.
var StrikeStanding = kernel.Command[Strike, kernel.None]{
	Name: "members.strike-standing", Who: "the secretary; no program",
	Stream: func(in Strike) string { return organisationStream(in.ID) },
	May:    func(tx *kernel.Tx, _ Strike) error { return maySecretaryByHand(tx) },
	Do:     strikeStanding,
}

func strikeStanding(tx *kernel.Tx, in Strike) (none kernel.None, err error) {
	o, err := standingMember(tx, in.ID)
	if err != nil {
		return none, err
	}
	return none, strike(tx, o, in.Reason)
}

func strike(tx *kernel.Tx, o Organisation, reason string) error {
	reason = arabic.Clean(reason)
	if err := reasoned(reason); err != nil {
		return err
	}
	history, err := readDecisions(tx, o.ID)
	if err != nil {
		return err
	}
	last := standingOf(history)
	history[last.Place-1].StruckAt = tx.Now
	before := standingOf(history)
	if before.Place == 0 {
		return kernel.Refuse(kernel.Conflict, "members.nothing_before")
	}
	was := o.Standing
	o.Standing, o.Since, o.ShownStanding = before.Standing, before.Since, shownStanding(history)
	if err := saveFacts(tx, o); err != nil {
		return err
	}
	if err := strikeDecision(tx, o.ID, last.Place, reason); err != nil {
		return err
	}
	if err := writeSpans(tx, o.ID, spansOf(history)); err != nil {
		return err
	}
	if err := rights(tx, o, was); err != nil {
		return err
	}
	return tx.Record("members.standing-struck", standingEvent{o.ID, was, o.Standing, o.Since})
}
