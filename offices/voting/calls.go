package voting

import (
	"slices"

	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

// Callee is a mandate to be called, and who picks up. Phone is the organisation's
// own, as it was written, where none of the persons has one.
type Callee struct {
	Poll         string          `json:"poll"`
	Mandate      string          `json:"mandate"`
	Organisation members.Shown   `json:"organisation"`
	Persons      []people.Person `json:"persons"`
	Phone        string          `json:"phone"`
}

// Call gives a teller the telephones of one mandate, and tells the other tellers
// that it is being called, until something is entered for it. That they were
// shown is written down for the person.
var Call = kernel.Command[Mandated, Callee]{
	Name: "voting.call", Personal: true,
	Who:      "a teller of the sitting, for one who is here outside the hall and not heard, or whose vote waits for a call back",
	Fleeting: true,
	Stream:   func(in Mandated) string { return assembly.Stream(in.Sitting) },
	May:      func(tx *kernel.Tx, in Mandated) error { return assembly.MayTell(tx, in.Sitting) },
	Do:       call,
}

// needsCall says whether a teller has a reason to have the telephones of a
// mandate: it is here, outside the hall, and not heard; or what was heard of it
// waits for its delegate.
func (p Poll) needsCall(tx *kernel.Tx, v assembly.Voter) error {
	had, voted, err := lastBallot(tx, p.ID, v.Mandate)
	switch {
	case err != nil:
		return err
	case voted && had.Way == ByTeller && had.State == Unconfirmed:
		return nil
	case voted && had.Counts() || v.Channel == assembly.Hall || !v.Present || p.Status == Closed || p.Voters == Hall:
		return kernel.Refuse(kernel.Denied, "voting.no_need_to_call")
	}
	return nil
}

// Mandated names a mandate in a poll.
type Mandated struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
	Mandate string `json:"mandate"`
}

func call(tx *kernel.Tx, in Mandated) (Callee, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err != nil {
		return Callee{}, err
	}
	if p.Status != Open && p.Status != Closed {
		return Callee{}, kernel.Refuse(kernel.Conflict, "voting.nobody_to_call")
	}
	v, err := assembly.VoterOf(tx, in.Sitting, in.Mandate)
	if err != nil {
		return Callee{}, err
	}
	if err := p.needsCall(tx, v); err != nil {
		return Callee{}, err
	}
	o, err := members.Get(tx, v.Organisation)
	if err != nil {
		return Callee{}, err
	}
	out := Callee{Poll: p.ID, Mandate: v.Mandate, Organisation: members.ShownOf(o)}
	if out.Persons, err = assembly.Contacts(tx, in.Sitting, v.Mandate); err != nil {
		return Callee{}, err
	}
	if !slices.ContainsFunc(out.Persons, func(p people.Person) bool { return len(p.Phones) > 0 }) {
		out.Phone = o.Phone
	}
	for _, person := range out.Persons {
		if err := people.Looked(tx, person.ID, "voting.why_call"+" "+assembly.Stream(in.Sitting)); err != nil {
			return Callee{}, err
		}
	}
	if err := noteCall(tx, p.ID, v.Mandate); err != nil {
		return Callee{}, err
	}
	return out, tx.Record("voting.calling", mandateEvent{p.ID, v.Mandate})
}
