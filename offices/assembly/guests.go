package assembly

import (
	"context"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// A Welcome enters a guest, an observer or somebody of the press.
type Welcome struct {
	ID      string `json:"id"`
	Sitting string `json:"sitting"`
	Kind    string `json:"kind"` // guest, observer, press
	Name    string `json:"name"`
	Of      string `json:"of"`
}

// WelcomeGuest records somebody who is present outside the quorum.
var WelcomeGuest = kernel.Command[Welcome, Guest]{
	Name: "assembly.welcome", Who: whoDesk,
	Stream: func(in Welcome) string { return Stream(in.Sitting) },
	Prepare: func(_ context.Context, in Welcome) (Welcome, error) {
		in.ID = newID()
		return in, nil
	},
	May: func(tx *kernel.Tx, in Welcome) error { return MayDesk(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in Welcome) (Guest, error) {
		g := Guest{ID: in.ID, Kind: orElse(in.Kind, "guest"), Arrived: tx.Now}
		var errs [3]error
		errs[0] = oneOf("kind", g.Kind, "guest", "observer", "press")
		g.Name, errs[1] = said("name", arabic.Clean(in.Name), "assembly.nameless")
		g.Of, errs[2] = short("of", in.Of)
		if err := kernel.RefuseAll(errs[:]...); err != nil {
			return g, err
		}
		s, err := sittingIn(tx, in.Sitting, "assembly.not_meeting", Convened, Open, Break)
		if err != nil {
			return g, err
		}
		if err := insertGuest(tx, s.ID, g); err != nil {
			return g, err
		}
		return g, tx.Record("assembly.guest-arrived", guestLine{g.ID, g.Kind})
	},
}

type guestLine struct {
	Guest string `json:"guest"`
	Kind  string `json:"kind,omitempty"`
}

// A Parting names a guest.
type Parting struct {
	Sitting string `json:"sitting"`
	Guest   string `json:"guest"`
}

// GuestLeft records that a guest has left.
var GuestLeft = kernel.Command[Parting, kernel.None]{
	Name: "assembly.guest-left", Who: whoDesk,
	Stream: func(in Parting) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Parting) error { return MayDesk(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in Parting) (none kernel.None, err error) {
		n, err := guestLeft(tx, in.Sitting, in.Guest)
		if err != nil {
			return none, err
		}
		if n == 0 {
			return none, kernel.Refuse(kernel.NotFound, "assembly.no_such_guest")
		}
		return none, tx.Record("assembly.guest-left", guestLine{Guest: in.Guest})
	},
}

// Guests are those present outside the quorum, and how many of them by kind.
type Guests struct {
	Guests []Guest          `json:"guests"`
	Here   map[string]int64 `json:"here"` // kind → number here now
}

// SeeGuests lists who is present outside the quorum.
var SeeGuests = kernel.Query[One, Guests]{
	Name: "assembly.guests", Who: "who serves the sitting",
	May: func(tx *kernel.Tx, in One) error { return mayOffice(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in One) (out Guests, err error) {
		if _, err := sittingByID(tx, in.Sitting); err != nil {
			return out, err
		}
		if out.Guests, err = guestsOf(tx, in.Sitting); err != nil {
			return out, err
		}
		out.Here = map[string]int64{"guest": 0, "observer": 0, "press": 0}
		for _, g := range out.Guests {
			if g.Left == (sqldb.Time{}) {
				out.Here[g.Kind]++
			}
		}
		return out, nil
	},
}
