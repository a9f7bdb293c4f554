package assembly

import (
	"context"

	"ittihad/kernel"
	"ittihad/offices/members"
)

// An Objecting raises an objection to the posted list.
type Objecting struct {
	ID           string `json:"id"`
	Sitting      string `json:"sitting"`
	Organisation string `json:"organisation"` // that objects
	About        string `json:"about"`        // the organisation it is about; empty: itself
	Reason       string `json:"reason"`
}

// Object raises an objection to the posted list: an organisation was left out,
// or should not be on it. The opening waits until it is decided.
var Object = kernel.Command[Objecting, Objection]{
	Name: "assembly.object", Who: "the representative of the organisation that objects; the secretary, for one that cannot",
	Stream: func(in Objecting) string { return Stream(in.Sitting) },
	Prepare: func(_ context.Context, in Objecting) (Objecting, error) {
		in.ID = newID()
		return in, nil
	},
	May: func(tx *kernel.Tx, in Objecting) error {
		if represents(tx, in.Organisation) {
			return nil
		}
		return maySecretary(tx)
	},
	Do: func(tx *kernel.Tx, in Objecting) (Objection, error) {
		o := Objection{ID: in.ID, Organisation: in.Organisation, About: orElse(in.About, in.Organisation), MadeAt: tx.Now, State: "waiting"}
		var err error
		if o.Reason, err = said("reason", in.Reason, "assembly.say_why"); err != nil {
			return o, err
		}
		s, err := unopened(tx, in.Sitting)
		switch {
		case err != nil:
			return o, err
		case s.PostedAt.IsZero():
			return o, kernel.Refuse(kernel.Conflict, "assembly.list_not_posted")
		}
		for _, id := range []string{o.Organisation, o.About} {
			if _, err := members.Get(tx, id); err != nil {
				return o, err
			}
		}
		if err := insertObjection(tx, s.ID, o); err != nil {
			return o, err
		}
		return o, tx.Record("assembly.objected", objectionLine{o.ID, o.About, ""})
	},
}

type objectionLine struct {
	Objection string `json:"objection"`
	About     string `json:"about"`
	State     string `json:"state,omitempty"`
}

// An Answer decides an objection.
type Answer struct {
	Sitting   string `json:"sitting"`
	Objection string `json:"objection"`
	Upheld    bool   `json:"upheld"`
	Answer    string `json:"answer"` // with its reason
}

// DecideObjection answers an objection. What follows of it for the roll is a
// change like every other: two persons and a reason.
var DecideObjection = kernel.Command[Answer, Objection]{
	Name: "assembly.decide-objection", Who: whoRoll + ", but not who raised it",
	Stream: func(in Answer) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Answer) error { return mayRoll(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in Answer) (Objection, error) {
		answer, err := said("answer", in.Answer, "assembly.say_why")
		if err != nil {
			return Objection{}, err
		}
		if _, err := unopened(tx, in.Sitting); err != nil {
			return Objection{}, err
		}
		o, err := objectionByID(tx, in.Sitting, in.Objection)
		switch {
		case err != nil:
			return o, err
		case o.State != "waiting":
			return o, kernel.Refuse(kernel.Conflict, "assembly.objection_decided")
		case o.madeBy == tx.By.ID:
			return o, kernel.Refuse(kernel.Conflict, "assembly.own_objection")
		}
		o.State, o.Answer, o.DecidedAt = "dismissed", answer, tx.Now
		if in.Upheld {
			o.State = "upheld"
		}
		if err := decideObjection(tx, o); err != nil {
			return o, err
		}
		return o, tx.Record("assembly.objection-decided", objectionLine{o.ID, o.About, o.State})
	},
}
