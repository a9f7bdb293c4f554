package assembly

import (
	"slices"

	"ittihad/kernel"
	"ittihad/offices/people"
)

// A Vacating says that somebody cannot go on in an office of the sitting.
type Vacating struct {
	Sitting string `json:"sitting"`
	Role    string `json:"role"`
	Person  string `json:"person"`
	Reason  string `json:"reason"`
}

// Vacate ends an office in the middle of a sitting, on record, with the reason,
// for all to see who take part. When it was the chair's, whoever presided over
// the opening leads the election of another.
var Vacate = kernel.Command[Vacating, Seated]{
	Name: "assembly.vacate", Who: "the holder, of their own office; of the chair's, the rapporteur, or the secretary while there is none; of any other, who presides over the sitting; no program",
	Stream: func(in Vacating) string { return Stream(in.Sitting) },
	May:    mayVacate,
	Do:     vacate,
}

// mayVacate: the secretary alone unseats no chair whom the assembly elected. One
// whom it elected too says that the chair cannot go on, its rapporteur.
func mayVacate(tx *kernel.Tx, in Vacating) error {
	if in.Person != "" && in.Person == tx.By.ID {
		return nil
	}
	if in.Role != Chair {
		return MayPreside(tx, in.Sitting)
	}
	list, err := officers(tx, in.Sitting)
	switch {
	case err != nil:
		return err
	case holds(list, Rapporteur):
		return mayRole(tx, in.Sitting, "assembly.rapporteur_only", Rapporteur)
	}
	return maySecretary(tx)
}

func vacate(tx *kernel.Tx, in Vacating) (Seated, error) {
	s, err := sittingIn(tx, in.Sitting, "assembly.not_open", Open, Break)
	if err != nil {
		return Seated{}, err
	}
	v := Vacancy{Role: in.Role, Person: in.Person, By: tx.By.ID, At: tx.Now}
	if v.Reason, err = said("reason", in.Reason, "assembly.say_why"); err != nil {
		return Seated{}, err
	}
	list, err := officers(tx, s.ID)
	if err != nil {
		return Seated{}, err
	}
	if !slices.ContainsFunc(list, func(o Officer) bool { return o.Role == v.Role && o.Person == v.Person }) {
		return Seated{}, kernel.Refuse(kernel.NotFound, "assembly.no_such_officer")
	}
	if err := dismiss(tx, s.ID, v.Role, v.Person); err != nil {
		return Seated{}, err
	}
	err = tx.Record("assembly.vacated", struct {
		Role   string `json:"role"`
		Person string `json:"person"`
	}{v.Role, v.Person})
	if err != nil {
		return Seated{}, err
	}
	if err := insertVacancy(tx, s.ID, v); err != nil {
		return Seated{}, err
	}
	list, err = officers(tx, s.ID)
	return Seated{list}, err
}

// dismiss ends an office of the sitting and the role that went with it.
func dismiss(tx *kernel.Tx, sitting, role, person string) error {
	if err := endOfficer(tx, sitting, role, person); err != nil {
		return err
	}
	return people.Take(tx, person, role, Stream(sitting), whySitting)
}
