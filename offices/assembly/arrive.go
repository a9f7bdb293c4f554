package assembly

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// An Arrival is what the desk or a teller enters: a mandate by its id, by the
// code of its invitation, or by the number of its organisation. A teller names
// the mandate by its id, as it was found and read: a slip in a number would make
// another organisation present.
type Arrival struct {
	Sitting string `json:"sitting"`
	Mandate string `json:"mandate"`
	Code    string `json:"code"`
	Number  int64  `json:"number"`
	Channel string `json:"channel"` // empty: hall
	Place   string `json:"place"`
}

// A Presence is how a mandate stands after an arrival or a departure. Already
// is set when nothing changed: a second scan is no second arrival.
type Presence struct {
	Voter
	Since   sqldb.Time    `json:"since"`
	Already bool          `json:"already"`
	From    string        `json:"from,omitempty"` // the channel it came over from
	Here    int64         `json:"here"`           // weight present now
	Quorum  []QuorumEvent `json:"quorum"`
}

const (
	whoDesk    = "the check-in desk, the secretary"
	whoTouches = whoDesk + "; by telephone, a teller: one who is absent or on the telephone, never one who came or signed in by themselves"
)

// Arrive records that a delegate is here. Whoever was present by another channel
// changes over.
var Arrive = kernel.Command[Arrival, Presence]{
	Name: "assembly.arrive", Who: whoTouches,
	Stream: func(in Arrival) string { return Stream(in.Sitting) },
	May: func(tx *kernel.Tx, in Arrival) error {
		if in.Channel == Telephone && MayTell(tx, in.Sitting) == nil {
			return nil
		}
		return MayDesk(tx, in.Sitting)
	},
	Do: func(tx *kernel.Tx, in Arrival) (Presence, error) {
		in.Channel = orElse(in.Channel, Hall)
		if !isChannel(in.Channel) {
			return Presence{}, kernel.RefuseField("channel", "assembly.unknown_choice", in.Channel)
		}
		how := "desk"
		switch {
		case in.Code != "":
			how = "scan"
		case in.Channel == Telephone:
			how = "teller"
		}
		m, err := seatTouched(tx, in)
		if err != nil {
			return Presence{}, err
		}
		return arrive(tx, m, in.Channel, in.Place, how)
	},
}

// seatTouched is the mandate that an arrival or a departure is about, if whoever
// enters it may. What a teller enters is a report by one person of a voice: it
// makes nobody leave whom the desk has seen or who joined by their own sign-in,
// and moves nobody to another channel.
func seatTouched(tx *kernel.Tx, in Arrival) (seat, error) {
	desk := MayDesk(tx, in.Sitting)
	if desk != nil && in.Mandate == "" {
		return seat{}, kernel.RefuseField("mandate", "assembly.name_first")
	}
	m, err := seatMeant(tx, in)
	if err == nil && desk != nil && m.Present && m.Channel != Telephone {
		err = desk
	}
	return m, err
}

func seatMeant(tx *kernel.Tx, in Arrival) (seat, error) {
	switch {
	case in.Mandate != "":
		return seatByID(tx, in.Sitting, in.Mandate)
	case in.Code != "":
		return seatByCode(tx, in.Sitting, readDoorCode(in.Code))
	case in.Number != 0:
		return seatByNumber(tx, in.Sitting, in.Number)
	}
	return seat{}, kernel.Refuse(kernel.NotFound, "assembly.no_such_mandate")
}

// arrive is the one way in: the fact, the seat, the counter and the quorum.
func arrive(tx *kernel.Tx, m seat, channel, place, how string) (Presence, error) {
	s, err := sittingByID(tx, m.Sitting)
	if err != nil {
		return Presence{}, err
	}
	if err := mayArrive(s, m, tx.Now.Time); err != nil {
		return Presence{}, err
	}
	if place, err = short("place", place); err != nil {
		return Presence{}, err
	}
	p := Presence{Voter: m.Voter, Since: m.since}
	if m.Present && m.Channel == channel && (place == "" || place == m.place) {
		p.Already = true
		p.Here, err = hereNow(tx, s.ID)
		return p, err
	}
	if m.Present {
		p.From = m.Channel
		if err := depart(tx, m, how); err != nil {
			return p, err
		}
	}
	if place == "" && channel == Hall {
		place = s.Place.In("ar")
	}
	if err := enter(tx, m, channel, place, how); err != nil {
		return p, err
	}
	p.Present, p.Channel, p.Since = true, channel, tx.Now
	return p.counted(tx, s)
}

// counted adds what the change did to the quorum.
func (p Presence) counted(tx *kernel.Tx, s Sitting) (Presence, error) {
	var err error
	if p.Quorum, err = watchQuorum(tx, s); err != nil {
		return p, err
	}
	p.Here, err = hereNow(tx, s.ID)
	return p, err
}

func hereNow(tx *kernel.Tx, sitting string) (int64, error) {
	list, err := counts(tx, sitting)
	var here int64
	for _, c := range list {
		here += c.weight
	}
	return here, err
}

// enter writes one arrival; depart one departure. Both leave the quorum to be
// reckoned by whoever calls them, once all is done.
func enter(tx *kernel.Tx, m seat, channel, place, how string) error {
	if err := fact(tx, m, "arrived", channel, place, how); err != nil {
		return err
	}
	if err := seatArrived(tx, m.Mandate, channel, place); err != nil {
		return err
	}
	return count(tx, m.Sitting, channel, 1, m.Weight)
}

func depart(tx *kernel.Tx, m seat, how string) error {
	if err := fact(tx, m, "left", m.Channel, m.place, how); err != nil {
		return err
	}
	if err := seatLeft(tx, m.Mandate); err != nil {
		return err
	}
	return count(tx, m.Sitting, m.Channel, -1, -m.Weight)
}

// fact writes a line of the minute book and the fact under its number.
func fact(tx *kernel.Tx, m seat, what, channel, place, how string) error {
	err := tx.Record("assembly."+what, struct {
		Mandate string `json:"mandate"`
		Channel string `json:"channel"`
		How     string `json:"how"`
	}{m.Mandate, channel, how})
	if err != nil {
		return err
	}
	return insertFact(tx, Fact{Line: tx.Seq(), Sitting: m.Sitting, Mandate: m.Mandate, Person: m.Person, What: what,
		Channel: channel, Place: place, Weight: m.Weight, How: how, At: tx.Now})
}

// Leave records that a delegate has left.
var Leave = kernel.Command[Arrival, Presence]{
	Name: "assembly.leave", Who: whoTouches,
	Stream: func(in Arrival) string { return Stream(in.Sitting) },
	May:    Arrive.May,
	Do: func(tx *kernel.Tx, in Arrival) (Presence, error) {
		m, err := seatTouched(tx, in)
		if err != nil {
			return Presence{}, err
		}
		return leave(tx, m, "desk")
	},
}

func leave(tx *kernel.Tx, m seat, how string) (Presence, error) {
	p := Presence{Voter: m.Voter}
	s, err := sittingByID(tx, m.Sitting)
	switch {
	case err != nil:
		return p, err
	case !s.Meeting():
		return p, kernel.Refuse(kernel.Conflict, "assembly.not_meeting")
	case !m.Present:
		p.Already = true
		p.Here, err = hereNow(tx, s.ID)
		return p, err
	}
	if err := depart(tx, m, how); err != nil {
		return p, err
	}
	p.From, p.Present, p.Channel = m.Channel, false, ""
	return p.counted(tx, s)
}

// A Joining is a delegate's own sign-in from afar.
type Joining struct {
	Sitting string `json:"sitting"`
	Place   string `json:"place"` // where the delegate is; may be left unsaid
}

const whoHolder = "who acts for a mandate of the sitting, for that mandate"

// Join records that a remote delegate is here, by their own word. Whoever the
// desk has seen in the hall stays there.
var Join = kernel.Command[Joining, Presence]{
	Name: "assembly.join", Who: whoHolder,
	Stream: func(in Joining) string { return Stream(in.Sitting) },
	May:    mayHold,
	Do: func(tx *kernel.Tx, in Joining) (Presence, error) {
		m, err := heldOutside(tx, in)
		if err != nil {
			return Presence{}, err
		}
		return arrive(tx, m, Remote, in.Place, "self")
	},
}

// Part records that a remote delegate leaves, by their own word.
var Part = kernel.Command[Joining, Presence]{
	Name: "assembly.part", Who: whoHolder,
	Stream: func(in Joining) string { return Stream(in.Sitting) },
	May:    mayHold,
	Do: func(tx *kernel.Tx, in Joining) (Presence, error) {
		m, err := heldOutside(tx, in)
		if err != nil {
			return Presence{}, err
		}
		return leave(tx, m, "self")
	},
}

// heldOutside is the reader's mandate, unless the desk has seen them in the hall.
func heldOutside(tx *kernel.Tx, in Joining) (seat, error) {
	m, err := seatHeld(tx, in.Sitting, tx.By.ID)
	if err == nil && m.Present && m.Channel == Hall {
		err = kernel.Refuse(kernel.Conflict, "assembly.in_the_hall")
	}
	return m, err
}

func mayHold(tx *kernel.Tx, in Joining) error {
	_, err := seatHeld(tx, in.Sitting, tx.By.ID)
	return err
}

// readDoorCode reads a code as a scanner or a person writes it: a whole address
// that ends in it, small letters, spaces or dashes.
func readDoorCode(typed string) string {
	var b []byte
	typed = arabic.ToLatin(typed)
	for i := len(typed) - 1; i >= 0 && typed[i] != '/'; i-- {
		switch c := typed[i]; {
		case c >= 'a' && c <= 'z':
			b = append(b, c-'a'+'A')
		case c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
			b = append(b, c)
		}
	}
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}
