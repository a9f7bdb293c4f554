package assembly

import (
	"context"

	"ittihad/kernel"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

const whoRoll = "the secretary, the credentials committee"

// mayRoll: the two sides of a change of the roll come from here.
func mayRoll(tx *kernel.Tx, sitting string) error {
	return mayRole(tx, sitting, "assembly.credentials_only", "secretary", "credentials")
}

// A Proposal is a change of the frozen roll with its reason.
type Proposal struct {
	ID           string `json:"id"`
	Sitting      string `json:"sitting"`
	Organisation string `json:"organisation"`
	Number       int64  `json:"number"` // of the organisation, in place of its id
	Change       string `json:"change"` // add, strike
	Weight       int64  `json:"weight"` // of the one added; empty: one
	Reason       string `json:"reason"`
}

// ProposeRollChange proposes a change of the frozen roll. It changes nothing
// until another person has confirmed it.
var ProposeRollChange = kernel.Command[Proposal, RollChange]{
	Name: "assembly.propose-roll-change", Who: whoRoll + "; another of them confirms",
	Stream: func(in Proposal) string { return Stream(in.Sitting) },
	Prepare: func(_ context.Context, in Proposal) (Proposal, error) {
		in.ID = newID()
		return in, nil
	},
	May: func(tx *kernel.Tx, in Proposal) error { return mayRoll(tx, in.Sitting) },
	Do:  proposeRollChange,
}

func proposeRollChange(tx *kernel.Tx, in Proposal) (RollChange, error) {
	if in.Organisation == "" && in.Number != 0 {
		o, err := members.ByNumber(tx, in.Number)
		if err != nil {
			return RollChange{}, err
		}
		in.Organisation = o.ID
	}
	c := RollChange{ID: in.ID, Organisation: in.Organisation, Change: in.Change, Weight: max(in.Weight, 1), ProposedBy: tx.By.ID,
		ProposedAt: tx.Now, State: "proposed"}
	var reason error
	c.Reason, reason = said("reason", in.Reason, "assembly.say_why")
	if err := kernel.RefuseAll(oneOf("change", in.Change, "add", "strike"), reason); err != nil {
		return c, err
	}
	if c.Weight > mostWeight {
		return c, kernel.RefuseField("weight", "assembly.out_of_bounds", int64(1), int64(mostWeight))
	}
	s, err := unopened(tx, in.Sitting)
	if err != nil {
		return c, err
	}
	if _, err := changeable(tx, s, c); err != nil {
		return c, err
	}
	if ok, err := insertChange(tx, s.ID, c); err != nil || !ok {
		return c, kernel.RefuseAll(err, kernel.Refuse(kernel.Conflict, "assembly.change_waits"))
	}
	return c, tx.Record("assembly.roll-change-proposed", changeLine{c.ID, c.Organisation, c.Change})
}

type changeLine struct {
	Change       string `json:"change"`
	Organisation string `json:"organisation"`
	What         string `json:"what"`
}

// unopened is a sitting whose roll may still change: convened, not yet opened.
func unopened(tx *kernel.Tx, sitting string) (Sitting, error) {
	s, err := sittingByID(tx, sitting)
	switch {
	case err != nil:
		return s, err
	case s.Status == Draft:
		return s, kernel.Refuse(kernel.Conflict, "assembly.not_convened")
	case s.Status == Cancelled:
		return s, kernel.Refuse(kernel.Conflict, "assembly.not_meeting")
	case !s.OpenedAt.IsZero() || s.Status == Closed:
		return s, kernel.Refuse(kernel.Conflict, "assembly.roll_final")
	}
	return s, nil
}

// changeable is the organisation that a change is about, if the change still
// makes sense.
func changeable(tx *kernel.Tx, s Sitting, c RollChange) (members.Organisation, error) {
	o, err := members.Get(tx, c.Organisation)
	if err != nil {
		return o, err
	}
	m, err := seatOfOrganisation(tx, s.ID, o.ID)
	if err != nil && kernel.Refusal(err) == nil {
		return o, err
	}
	entitled := err == nil && !m.struck
	switch {
	case c.Change == "strike" && !entitled:
		return o, kernel.Refuse(kernel.Conflict, "assembly.not_entitled")
	case c.Change == "add" && entitled:
		return o, kernel.Refuse(kernel.Conflict, "assembly.entitled_already")
	case c.Change == "add" && o.Number == 0:
		return o, kernel.Refuse(kernel.Conflict, "assembly.unnumbered")
	}
	return o, nil
}

// A Decided names a change of the roll to decide on.
type Decided struct {
	Sitting string `json:"sitting"`
	Change  string `json:"change"`
}

// ConfirmRollChange carries a proposed change out: the roll has a new version,
// hashed, and the quorum is reckoned anew.
var ConfirmRollChange = kernel.Command[Decided, Sitting]{
	Name: "assembly.confirm-roll-change", Who: whoRoll + ", but not who proposed it",
	Stream: func(in Decided) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Decided) error { return mayRoll(tx, in.Sitting) },
	Do:     confirmRollChange,
}

func confirmRollChange(tx *kernel.Tx, in Decided) (Sitting, error) {
	s, c, err := proposed(tx, in)
	if err != nil {
		return s, err
	}
	if c.ProposedBy == tx.By.ID {
		return s, kernel.Refuse(kernel.Conflict, "assembly.second_person")
	}
	o, err := changeable(tx, s, c)
	if err != nil {
		return s, err
	}
	c.State, c.DecidedBy, c.DecidedAt = "confirmed", tx.By.ID, tx.Now
	if err := decideChange(tx, c); err != nil {
		return s, err
	}
	s.RollVersion++
	if c.Change == "add" {
		err = admit(tx, &s, o, c.Weight)
	} else {
		err = strike(tx, &s, o)
	}
	if err != nil {
		return s, err
	}
	if err := nextVersion(tx, &s); err != nil {
		return s, err
	}
	if err := saveSitting(tx, s); err != nil {
		return s, err
	}
	err = tx.Record("assembly.roll-changed", struct {
		Change  string `json:"change"`
		Version int64  `json:"version"`
		Roll    string `json:"roll"`
	}{c.ID, s.RollVersion, s.RollHash})
	if err != nil {
		return s, err
	}
	_, err = watchQuorum(tx, s)
	return s, err
}

// nextVersion hashes the roll as it stands in the sitting's version and keeps it.
func nextVersion(tx *kernel.Tx, s *Sitting) error {
	lines, err := rollLines(tx, s.ID, s.RollVersion)
	if err != nil {
		return err
	}
	s.RollHash = hashOf(rollText(*s, lines))
	return insertVersion(tx, s.ID, RollVersion{s.RollVersion, s.RollHash, s.RecordDate, s.Entitled, tx.Now})
}

func proposed(tx *kernel.Tx, in Decided) (Sitting, RollChange, error) {
	s, err := unopened(tx, in.Sitting)
	if err != nil {
		return s, RollChange{}, err
	}
	c, err := changeByID(tx, s.ID, in.Change)
	if err == nil && c.State != "proposed" {
		err = kernel.Refuse(kernel.Conflict, "assembly.change_decided")
	}
	return s, c, err
}

// admit adds an organisation to the roll. One that was struck gets its mandate
// and its invitation back.
func admit(tx *kernel.Tx, s *Sitting, o members.Organisation, weight int64) error {
	line := RollLine{Organisation: o.ID, Code: o.Code, Number: o.Number, Weight: weight}
	s.Entitled, s.Weight = s.Entitled+1, s.Weight+weight
	back, err := restoreSeat(tx, s.ID, o.ID, weight)
	if err != nil {
		return err
	}
	if back {
		return insertEntitled(now(tx), s.ID, s.RollVersion, line)
	}
	last, err := lastInvitation(tx, s.ID)
	if err != nil {
		return err
	}
	var who people.Person
	if o.Representative != "" {
		if who, err = people.Get(tx, o.Representative); err != nil {
			return err
		}
	}
	return giveSeat(tx, now(tx), *s, o, who, line, s.RollVersion, last+1)
}

// strike takes an organisation from the roll; who acts for it leaves.
func strike(tx *kernel.Tx, s *Sitting, o members.Organisation) error {
	m, err := seatOfOrganisation(tx, s.ID, o.ID)
	if err != nil {
		return err
	}
	s.Entitled, s.Weight = s.Entitled-1, s.Weight-m.Weight
	if m.Present {
		if err := depart(tx, m, "struck"); err != nil {
			return err
		}
	}
	if err := strikeSeat(tx, m.Mandate); err != nil {
		return err
	}
	if err := withdraw(tx, m.Mandate); err != nil {
		return err
	}
	return strikeEntitled(tx, s.ID, o.ID, s.RollVersion)
}

// WithdrawRollChange takes a proposed change back.
var WithdrawRollChange = kernel.Command[Decided, RollChange]{
	Name: "assembly.withdraw-roll-change", Who: whoRoll,
	Stream: func(in Decided) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Decided) error { return mayRoll(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in Decided) (RollChange, error) {
		_, c, err := proposed(tx, in)
		if err != nil {
			return c, err
		}
		c.State, c.DecidedBy, c.DecidedAt = "withdrawn", tx.By.ID, tx.Now
		if err := decideChange(tx, c); err != nil {
			return c, err
		}
		return c, tx.Record("assembly.roll-change-withdrawn", changeLine{c.ID, c.Organisation, c.Change})
	},
}
