package assembly

import (
	"slices"

	"ittihad/kernel"
	"ittihad/offices/people"
)

// A Seating is who an assembly elected to lead it. What is left out stays as it
// is. By poll, the poll itself says who; it must have carried.
type Seating struct {
	Sitting    string   `json:"sitting"`
	Chair      string   `json:"chair"`
	Rapporteur string   `json:"rapporteur"`
	Tellers    []string `json:"tellers"`
	Drafting   []string `json:"drafting"`
	How        string   `json:"how"`  // acclamation, poll
	Poll       string   `json:"poll"` // that elected them
}

// Seated are the officers of a sitting now.
type Seated struct {
	Officers []Officer `json:"officers"`
}

// SeatOfficers records whom the assembly elected at its opening, by acclamation
// or by a poll, and gives them their rights in this sitting; who had a role
// before gives it back.
var SeatOfficers = kernel.Command[Seating, Seated]{
	Name: "assembly.seat-officers", Who: "at the opening, who presides over it: the secretary, or whom the secretary named to; once there is a chair, the chair; no program",
	Stream: func(in Seating) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Seating) error { return MayPreside(tx, in.Sitting) },
	Do:     seatOfficers,
}

func seatOfficers(tx *kernel.Tx, in Seating) (Seated, error) {
	s, err := sittingIn(tx, in.Sitting, "assembly.not_open", Open)
	if err != nil {
		return Seated{}, err
	}
	list, err := officers(tx, s.ID)
	if err != nil {
		return Seated{}, err
	}
	if in.How == "poll" && in.Poll != "" {
		if in, err = grounded(tx, in); err != nil {
			return Seated{}, err
		}
		if err := electionSeated(tx, s.ID, in.Poll); err != nil {
			return Seated{}, err
		}
	}
	in.Tellers, in.Drafting = filled(in.Tellers), filled(in.Drafting)
	if err := seatingFits(in, list); err != nil {
		return Seated{}, err
	}
	for _, role := range Offices() {
		persons, _ := in.of(role)
		if len(persons) == 0 {
			continue
		}
		if err := fill(tx, s.ID, role, persons, list, in.How, in.Poll); err != nil {
			return Seated{}, err
		}
	}
	now, err := officers(tx, s.ID)
	if err != nil {
		return Seated{}, err
	}
	return Seated{now}, tx.Record("assembly.officers-seated", struct {
		How  string `json:"how"`
		Poll string `json:"poll,omitempty"`
	}{in.How, in.Poll})
}

// seatingFits: an assembly needs a chair, two tellers who check each other, and
// nobody who counts may also lead.
func seatingFits(in Seating, list []Officer) error {
	var errs [5]error
	errs[0] = oneOf("how", in.How, "acclamation", "poll")
	if in.How == "poll" && in.Poll == "" {
		errs[1] = kernel.RefuseField("poll", "assembly.which_poll")
	}
	chair := in.Chair
	for _, o := range list {
		if o.Role == "chair" && chair == "" {
			chair = o.Person
		}
		if o.Role == "teller" && len(in.Tellers) == 0 && o.Person == in.Chair {
			errs[3] = kernel.RefuseField("chair", "assembly.chair_counts_not")
		}
	}
	if chair == "" {
		errs[2] = kernel.RefuseField("chair", "assembly.no_chair")
	}
	if slices.Contains(in.Tellers, chair) && chair != "" {
		errs[3] = kernel.RefuseField("tellers", "assembly.chair_counts_not")
	}
	if len(in.Tellers) == 1 {
		errs[4] = kernel.RefuseField("tellers", "assembly.two_tellers")
	}
	return kernel.RefuseAll(errs[:]...)
}

// filled drops what a form left empty, and repetitions.
func filled(list []string) (out []string) {
	for _, p := range list {
		if p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// fill gives a role to persons and takes it from those who had it.
func fill(tx *kernel.Tx, sitting, role string, persons []string, list []Officer, how, poll string) error {
	for _, o := range list {
		if o.Role != role || slices.Contains(persons, o.Person) {
			continue
		}
		if err := dismiss(tx, sitting, role, o.Person); err != nil {
			return err
		}
	}
	for _, p := range persons {
		if slices.ContainsFunc(list, func(o Officer) bool { return o.Role == role && o.Person == p && !(o.How == "named" && how != "named") }) {
			continue
		}
		if err := endOfficer(tx, sitting, role, p); err != nil { // one who was named and is elected now
			return err
		}
		if err := people.Give(tx, people.Given{Person: p, Role: role, Scope: Stream(sitting), Why: whySitting}); err != nil {
			return err
		}
		if err := insertOfficer(tx, sitting, Officer{Role: role, Person: p, Since: tx.Now, How: how, Poll: poll}); err != nil {
			return err
		}
	}
	return nil
}

// A Staffing names who serves a sitting before and beside its elected officers.
// The list takes the place of the one before; an empty one ends it.
type Staffing struct {
	Sitting string   `json:"sitting"`
	Role    string   `json:"role"` // credentials, desk, screen; teller, until the assembly has elected its own
	Persons []string `json:"persons"`
}

// Staff names the credentials committee, the check-in desk and the hall screen;
// and two tellers for the polls of the opening, whose place those take whom the
// assembly elects.
var Staff = kernel.Command[Staffing, Seated]{
	Name: "assembly.staff", Who: "until the opening, the secretary; then, for tellers and the credentials committee, who presides over the sitting, for the desk and the screen either; no program",
	Stream: func(in Staffing) string { return Stream(in.Sitting) },
	May:    mayStaff,
	Do: func(tx *kernel.Tx, in Staffing) (Seated, error) {
		if err := oneOf("role", in.Role, "credentials", "desk", "screen", Teller); err != nil {
			return Seated{}, err
		}
		s, err := sittingIn(tx, in.Sitting, "assembly.not_meeting", Draft, Convened, Open, Break)
		if err != nil {
			return Seated{}, err
		}
		list, err := officers(tx, s.ID)
		if err != nil {
			return Seated{}, err
		}
		if err := staffingFits(in, list); err != nil {
			return Seated{}, err
		}
		if err := fill(tx, s.ID, in.Role, filled(in.Persons), list, "named", ""); err != nil {
			return Seated{}, err
		}
		if list, err = officers(tx, s.ID); err != nil {
			return Seated{}, err
		}
		return Seated{list}, tx.Record("assembly.staffed", struct {
			Role string `json:"role"`
		}{in.Role})
	},
}

// mayStaff: once a sitting is open, who counts in it and who examines its
// mandates is a matter of the assembly and its chair.
func mayStaff(tx *kernel.Tx, in Staffing) error {
	s, err := sittingByID(tx, in.Sitting)
	switch {
	case err != nil:
		return err
	case tx.By.Has("secretary", "") && (s.OpenedAt.IsZero() || in.Role != Teller && in.Role != "credentials"):
		return nil
	case s.OpenedAt.IsZero():
		return maySecretary(tx)
	}
	return MayPreside(tx, in.Sitting)
}

// staffingFits: tellers are named for the opening alone, and two by two.
func staffingFits(in Staffing, list []Officer) error {
	if in.Role != Teller {
		return nil
	}
	for _, o := range list {
		switch {
		case o.Role == Teller && o.How != "named":
			return kernel.Refuse(kernel.Conflict, "assembly.tellers_elected")
		case o.Role == Chair && slices.Contains(in.Persons, o.Person):
			return kernel.RefuseField("persons", "assembly.chair_counts_not")
		}
	}
	if len(filled(in.Persons)) == 1 {
		return kernel.RefuseField("persons", "assembly.two_tellers")
	}
	return nil
}
