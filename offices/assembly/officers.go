package assembly

import (
	"slices"

	"ittihad/kernel"
	"ittihad/offices/people"
)

// A Seating is who an assembly elected to lead it. What is left out stays as it
// is.
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
	Name: "assembly.seat-officers", Who: "at the opening, the secretary; once there is a chair, the chair",
	Stream: func(in Seating) string { return Stream(in.Sitting) },
	May:    maySeat,
	Do:     seatOfficers,
}

func maySeat(tx *kernel.Tx, in Seating) error {
	if tx.By.Has("chair", Stream(in.Sitting)) {
		return nil
	}
	if _, err := sittingByID(tx, in.Sitting); err != nil {
		return err
	}
	list, err := officers(tx, in.Sitting)
	if err != nil {
		return err
	}
	chaired := slices.ContainsFunc(list, func(o Officer) bool { return o.Role == "chair" })
	if chaired || !tx.By.Has("secretary", "") {
		return kernel.Refuse(kernel.Denied, "assembly.chair_only")
	}
	return nil
}

func seatOfficers(tx *kernel.Tx, in Seating) (Seated, error) {
	s, err := sittingByID(tx, in.Sitting)
	switch {
	case err != nil:
		return Seated{}, err
	case s.Status != Open:
		return Seated{}, kernel.Refuse(kernel.Conflict, "assembly.not_open")
	}
	list, err := officers(tx, s.ID)
	if err != nil {
		return Seated{}, err
	}
	in.Tellers, in.Drafting = filled(in.Tellers), filled(in.Drafting)
	if err := seatingFits(in, list); err != nil {
		return Seated{}, err
	}
	for _, role := range []struct {
		name    string
		persons []string
	}{{"chair", filled([]string{in.Chair})}, {"rapporteur", filled([]string{in.Rapporteur})}, {"teller", in.Tellers}, {"drafting", in.Drafting}} {
		if len(role.persons) == 0 {
			continue
		}
		if err := fill(tx, s.ID, role.name, role.persons, list, in.How, in.Poll); err != nil {
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
		if err := endOfficer(tx, sitting, role, o.Person); err != nil {
			return err
		}
		if err := people.Take(tx, o.Person, role, Stream(sitting), whySitting); err != nil {
			return err
		}
	}
	for _, p := range persons {
		if slices.ContainsFunc(list, func(o Officer) bool { return o.Role == role && o.Person == p }) {
			continue
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
	Role    string   `json:"role"` // credentials, desk, screen
	Persons []string `json:"persons"`
}

// Staff names the credentials committee, the check-in desk and the hall screen.
var Staff = kernel.Command[Staffing, Seated]{
	Name: "assembly.staff", Who: whoSecretary,
	Stream: func(in Staffing) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ Staffing) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in Staffing) (Seated, error) {
		if err := oneOf("role", in.Role, "credentials", "desk", "screen"); err != nil {
			return Seated{}, err
		}
		s, err := sittingByID(tx, in.Sitting)
		switch {
		case err != nil:
			return Seated{}, err
		case s.Status == Closed:
			return Seated{}, kernel.Refuse(kernel.Conflict, "assembly.not_meeting")
		}
		list, err := officers(tx, s.ID)
		if err != nil {
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
