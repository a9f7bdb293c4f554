package voting

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/offices/assembly"
	"ittihad/pure/arabic"
)

// Spoken is an objection or a reservation. Mandate is empty for one's own; the
// desk and the tellers enter those of others, as they hear them.
type Spoken struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
	Mandate string `json:"mandate"`
	Text    string `json:"text"`
}

func ofSpoken(in Spoken) string { return assembly.Stream(in.Sitting) }

// Object says no to a consent while it is put. One objection is enough: the
// question becomes a vote, and stays open until the chair closes it.
var Object = kernel.Command[Spoken, Poll]{
	Name:   "voting.object",
	Who:    "the delegate of a mandate that is present; the desk or a teller, for one whom they hear",
	Stream: ofSpoken,
	May:    maySpeak,
	Do:     object,
}

func maySpeak(tx *kernel.Tx, in Spoken) error {
	if in.Mandate == "" {
		_, err := voterFor(tx, in.Sitting)
		return err
	}
	if assembly.MayDesk(tx, in.Sitting) == nil {
		return nil
	}
	return assembly.MayTell(tx, in.Sitting)
}

// speaker is the mandate that speaks; it must be present, and among those asked.
func (p Poll) speaker(tx *kernel.Tx, in Spoken) (v assembly.Voter, err error) {
	if in.Mandate == "" {
		v, err = voterFor(tx, in.Sitting)
	} else {
		v, err = assembly.VoterOf(tx, in.Sitting, in.Mandate)
	}
	switch {
	case err != nil:
		return v, err
	case !v.Present:
		return v, kernel.Refuse(kernel.Conflict, "voting.not_present")
	case p.Voters == Hall && v.Channel != assembly.Hall:
		return v, kernel.Refuse(kernel.Conflict, "voting.hall_only")
	}
	return v, p.isOpen(tx.Now)
}

func object(tx *kernel.Tx, in Spoken) (Poll, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err != nil {
		return p, err
	}
	v, err := p.speaker(tx, in)
	if err != nil {
		return p, err
	}
	if p.Kind != ByConsent {
		return p, kernel.Refuse(kernel.Conflict, "voting.it_is_a_vote")
	}
	if err := putObjection(tx, p.ID, v.Mandate, v.Organisation); err != nil {
		return p, err
	}
	p.Kind, p.TurnedAt, p.EndsAt = p.Then, tx.Now, sqldb.Time{}
	if err := saveOpen(tx, p); err != nil {
		return p, err
	}
	if err := tx.Record("voting.objected", mandateEvent{p.ID, v.Mandate}); err != nil {
		return p, err
	}
	return p, tx.Record("voting.poll-turned", p.event())
}

// Reserve records a reservation by name: the delegate lets it pass, or votes,
// but not without a word.
var Reserve = kernel.Command[Spoken, kernel.None]{
	Name:   "voting.reserve",
	Who:    "the delegate of a mandate that is present; the desk or a teller, for one whom they hear",
	Stream: ofSpoken,
	May:    maySpeak,
	Do:     reserve,
}

// textMost is the most characters of a reservation.
const textMost = 2000

func reserve(tx *kernel.Tx, in Spoken) (kernel.None, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err != nil {
		return kernel.None{}, err
	}
	v, err := p.speaker(tx, in)
	if err != nil {
		return kernel.None{}, err
	}
	text := arabic.CleanText(in.Text)
	if n := len([]rune(text)); n == 0 || n > textMost {
		return kernel.None{}, kernel.RefuseField("text", "voting.say_your_reservation", textMost)
	}
	if err := putReservation(tx, p.ID, Reservation{v.Mandate, v.Organisation, text, tx.Now}); err != nil {
		return kernel.None{}, err
	}
	return kernel.None{}, tx.Record("voting.reserved", mandateEvent{p.ID, v.Mandate})
}
