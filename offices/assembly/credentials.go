package assembly

import (
	"slices"

	"ittihad/kernel"
)

const whoCredentials = "the credentials committee; before the opening, the secretary"

// An Acceptance names what the credentials committee accepts: nominations, the
// delegates of organisations by number, or all delegates that wait.
type Acceptance struct {
	Sitting     string   `json:"sitting"`
	Nominations []string `json:"nominations"`
	Numbers     []int64  `json:"numbers"`
	All         bool     `json:"all"`
}

// Accepted counts what was accepted. Skipped are those that could not be, with
// the key of the sentence that says why.
type Accepted struct {
	Accepted int64     `json:"accepted"`
	Skipped  []Skipped `json:"skipped"`
}

// A Skipped nomination was not accepted.
type Skipped struct {
	Nomination string `json:"nomination"`
	Mandate    string `json:"mandate"`
	Why        string `json:"why"`
}

// Accept accepts nominations, one or many at once. An accepted delegate acts for
// the mandate from now on; an accepted substitute may take over.
var Accept = kernel.Command[Acceptance, Accepted]{
	Name: "assembly.accept", Who: whoCredentials,
	Stream: func(in Acceptance) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Acceptance) error { return mayCredentials(tx, in.Sitting) },
	Do:     accept,
}

func accept(tx *kernel.Tx, in Acceptance) (out Accepted, err error) {
	if _, err := sittingIn(tx, in.Sitting, "assembly.not_meeting", Convened, Open, Break); err != nil {
		return out, err
	}
	list, err := nominationsMeant(tx, in)
	if err != nil {
		return out, err
	}
	if len(list) == 0 {
		return out, kernel.Refuse(kernel.Conflict, "assembly.nothing_waits")
	}
	for _, n := range list {
		why, err := acceptOne(tx, n)
		switch {
		case err != nil:
			return out, err
		case why != "":
			out.Skipped = append(out.Skipped, Skipped{n.ID, n.Mandate, why})
		default:
			out.Accepted++
		}
	}
	if out.Accepted == 0 {
		return out, kernel.Refuse(kernel.Conflict, out.Skipped[0].Why)
	}
	return out, nil
}

// nominationsMeant are those that an acceptance names and that wait.
func nominationsMeant(tx *kernel.Tx, in Acceptance) ([]Nomination, error) {
	waiting, err := nominationsIn(tx, in.Sitting, "waiting")
	if err != nil {
		return nil, err
	}
	seats := map[string]bool{}
	for _, n := range in.Numbers {
		m, err := seatByNumber(tx, in.Sitting, n)
		if err != nil {
			return nil, err
		}
		seats[m.Mandate] = true
	}
	for _, id := range in.Nominations {
		if _, err := nominationByID(tx, in.Sitting, id); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(waiting, func(n Nomination) bool {
		delegate := n.Rank == 0 && (in.All || seats[n.Mandate])
		return !delegate && !slices.Contains(in.Nominations, n.ID)
	}), nil
}

// acceptOne accepts one nomination, or says why not.
func acceptOne(tx *kernel.Tx, n Nomination) (why string, err error) {
	m, err := seatByID(tx, n.Sitting, n.Mandate)
	if err != nil {
		return "", err
	}
	if n.Rank == 0 && m.Person == "" {
		ok, err := holdSeat(tx, n.Sitting, n.Mandate, n.Person)
		if err != nil {
			return "", err
		}
		if !ok {
			return "assembly.delegate_elsewhere", nil
		}
	}
	if err := decideNomination(tx, n.ID, "accepted", ""); err != nil {
		return "", err
	}
	return "", tx.Record("assembly.accepted", nominationLine{n.ID, n.Mandate})
}

type nominationLine struct {
	Nomination string `json:"nomination"`
	Mandate    string `json:"mandate"`
}

// A Refusal refuses a nomination; the reason is told to the organisation and to
// nobody else.
type Refusal struct {
	Sitting    string `json:"sitting"`
	Nomination string `json:"nomination"`
	Reason     string `json:"reason"`
}

// RefuseNomination refuses a nomination with a reason, or takes an acceptance
// back as long as the person is not present.
var RefuseNomination = kernel.Command[Refusal, Nomination]{
	Name: "assembly.refuse", Who: whoCredentials,
	Stream: func(in Refusal) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Refusal) error { return mayCredentials(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in Refusal) (Nomination, error) {
		reason, err := said("reason", in.Reason, "assembly.say_why")
		if err != nil {
			return Nomination{}, err
		}
		n, err := nominationByID(tx, in.Sitting, in.Nomination)
		if err != nil {
			return n, err
		}
		m, err := seatByID(tx, n.Sitting, n.Mandate)
		switch {
		case err != nil:
			return n, err
		case !n.live():
			return n, kernel.Refuse(kernel.Conflict, "assembly.nomination_decided")
		case m.Person == n.Person && m.Present:
			return n, kernel.Refuse(kernel.Conflict, "assembly.delegate_present")
		}
		if m.Person == n.Person {
			if _, err := holdSeat(tx, n.Sitting, n.Mandate, ""); err != nil {
				return n, err
			}
		}
		n.State, n.Reason, n.DecidedAt = "refused", reason, tx.Now
		if err := decideNomination(tx, n.ID, n.State, n.Reason); err != nil {
			return n, err
		}
		return n, tx.Record("assembly.refused", nominationLine{n.ID, n.Mandate})
	},
}
