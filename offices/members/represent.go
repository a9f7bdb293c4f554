package members

import (
	"context"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/people"
)

// A Naming names who represents an organisation: a person who is known, or a new
// one by name and contacts.
type Naming struct {
	ID     string      `json:"id"`
	Person string      `json:"person"` // who is known already; empty: the new one
	Name   words.Local `json:"name"`
	Phone  string      `json:"phone"`
	Email  string      `json:"email"`
	Post   words.Local `json:"post"`
	Since  string      `json:"since"` // empty: today
	// New is the id that a new person gets.
	New string `json:"new,omitempty"`
}

// A Seat says who represents it now.
type Seat struct {
	Person string `json:"person"`
}

// SetRepresentative names who represents an organisation, with the rights to
// keep its dossier; those of the one before end.
var SetRepresentative = kernel.Command[Naming, Seat]{
	Name: "members.set-representative", Who: "the secretary; no program",
	Stream: func(in Naming) string { return organisationStream(in.ID) },
	Prepare: func(_ context.Context, in Naming) (Naming, error) {
		if in.New == "" {
			in.New = newID()
		}
		return in, nil
	},
	May: func(tx *kernel.Tx, _ Naming) error { return maySecretaryByHand(tx) },
	Do:  setRepresentative,
}

func setRepresentative(tx *kernel.Tx, in Naming) (Seat, error) {
	o, err := standingMember(tx, in.ID)
	if err != nil {
		return Seat{}, err
	}
	since, err := pastDay(tx, "since", in.Since)
	if err != nil {
		return Seat{}, err
	}
	o.Post = in.Post
	if o, err = tidy(o, false); err != nil {
		return Seat{}, err
	}
	person := in.Person
	if person == "" {
		if person, err = newcomer(tx, in, o); err != nil {
			return Seat{}, err
		}
	} else if _, err := people.Get(tx, person); err != nil {
		return Seat{}, err
	}
	if err := seat(tx, o, person, since, whyNamed); err != nil {
		return Seat{}, err
	}
	return Seat{person}, tx.Record("members.representative-set", seated{o.ID, person})
}

type seated struct {
	Organisation string `json:"organisation"`
	Person       string `json:"person"`
}

func newcomer(tx *kernel.Tx, in Naming, o Organisation) (string, error) {
	if in.Name.In("ar") == "" {
		return "", kernel.RefuseField("name.ar", "members.representative_nameless")
	}
	p := people.Person{ID: in.New, Name: in.Name, Protected: true}
	if phone, ok := phoneOf(in.Phone, o.Country); !ok {
		return "", kernel.RefuseField("phone", "members.not_a_phone", in.Phone)
	} else if phone != "" {
		p.Phones = []string{phone}
	}
	if in.Email != "" {
		p.Emails = []string{in.Email}
	}
	return people.Add(tx, p)
}

// seat writes who represents an organisation from a day on, and passes the role
// from the one before. The organisation is as it will be written.
func seat(tx *kernel.Tx, o Organisation, person, since, why string) error {
	scope := organisationStream(o.ID)
	if o.Representative != "" && o.Representative != person {
		if err := people.Take(tx, o.Representative, "representative", scope, whyOther); err != nil {
			return err
		}
	}
	o.Representative = person
	if err := saveFacts(tx, o); err != nil {
		return err
	}
	if err := insertSeat(tx, o, since); err != nil {
		return err
	}
	if !onTheRoll(o.Standing) {
		return nil
	}
	return empower(tx, o, why)
}
