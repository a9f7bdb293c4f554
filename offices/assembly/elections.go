package assembly

import (
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

// The offices that a sitting elects at its opening.
const (
	Chair      = "chair"
	Rapporteur = "rapporteur"
	Teller     = "teller"
	Drafting   = "drafting"
)

// Offices are the offices that a sitting elects, in their order.
func Offices() []string { return []string{Chair, Rapporteur, Teller, Drafting} }

// An Election is the announced outcome of a poll on who is to hold an office of
// the sitting: the ground on which they are seated, once.
type Election struct {
	Poll     string     `json:"poll"`
	Office   string     `json:"office"`
	Persons  []string   `json:"persons"` // elected, if it carried; put up, if not
	Carried  bool       `json:"carried"`
	At       sqldb.Time `json:"at"`
	SeatedAt sqldb.Time `json:"seated_at"` // empty until they are seated
}

// presides reports whether the reader leads the opening: until the assembly has
// its chair, the secretary does, or whom the secretary named to preside.
func presides(tx *kernel.Tx, sitting string) (bool, error) {
	list, err := officers(tx, sitting)
	if err != nil || holds(list, Chair) {
		return false, err
	}
	return tx.By.Has("secretary", "") || slices.ContainsFunc(list, func(o Officer) bool {
		return o.Role == "presiding" && o.Person == tx.By.ID && tx.By.ID != ""
	}), nil
}

// grounded reads whom a poll elected into a seating that names it. What the
// seating itself says must agree.
func grounded(tx *kernel.Tx, in Seating) (Seating, error) {
	list, err := electionsOf(tx, in.Sitting)
	if err != nil {
		return in, err
	}
	i := slices.IndexFunc(list, func(e Election) bool { return e.Poll == in.Poll })
	if i < 0 {
		return in, kernel.RefuseField("poll", "assembly.no_such_election")
	}
	e := list[i]
	switch {
	case !e.Carried:
		return in, kernel.RefuseField("poll", "assembly.election_lost")
	case !e.SeatedAt.IsZero():
		return in, kernel.RefuseField("poll", "assembly.election_seated", e.SeatedAt.Time)
	}
	for _, role := range Offices() {
		said, field := in.of(role)
		if len(said) > 0 && (role != e.Office || !sameSet(said, e.Persons)) {
			return in, kernel.RefuseField(field, "assembly.elected_otherwise")
		}
	}
	switch e.Office {
	case Chair:
		in.Chair = e.Persons[0]
	case Rapporteur:
		in.Rapporteur = e.Persons[0]
	case Teller:
		in.Tellers = e.Persons
	case Drafting:
		in.Drafting = e.Persons
	}
	return in, nil
}

// of are the persons that a seating names for an office, and the field it does
// so in.
func (in Seating) of(role string) (persons []string, field string) {
	switch role {
	case Chair:
		return filled([]string{in.Chair}), "chair"
	case Rapporteur:
		return filled([]string{in.Rapporteur}), "rapporteur"
	case Teller:
		return filled(in.Tellers), "tellers"
	}
	return filled(in.Drafting), "drafting"
}

func sameSet(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(p string) bool { return !slices.Contains(b, p) })
}
