package proceedings

import (
	"context"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/pure/queue"
)

// GivenFloor says who is to speak: the next by the rule if Request is empty, or
// a named one, with the reason if it is not the next. After names the speech
// that ends with it, so that a second tap cannot end one that it has not seen.
type GivenFloor struct {
	Sitting string `json:"sitting"`
	Request string `json:"request"`
	Why     string `json:"why"`
	After   string `json:"after"`
}

// Floor is who has the floor now.
type Floor struct {
	Request string `json:"request"`
	Mandate string `json:"mandate"`
	Channel string `json:"channel"`
}

// GiveFloor gives the floor. A point of order interrupts who speaks.
var GiveFloor = kernel.Command[GivenFloor, Floor]{
	Name: "proceedings.give-floor", Who: whoChairs,
	Stream: func(in GivenFloor) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in GivenFloor) error { return mayLead(tx, in.Sitting) },
	Do:     giveFloor,
}

func giveFloor(tx *kernel.Tx, in GivenFloor) (Floor, error) {
	i, ok, err := currentItem(tx, in.Sitting)
	if err != nil {
		return Floor{}, err
	}
	if !ok {
		return Floor{}, kernel.Refuse(kernel.Conflict, "proceedings.no_item")
	}
	now, err := stillSpeaking(tx, in)
	if err != nil {
		return Floor{}, err
	}
	w, err := waitingOn(tx, i)
	if err != nil {
		return Floor{}, err
	}
	r, err := w.named(tx, in)
	if err != nil {
		return Floor{}, err
	}
	if err := w.mayGive(r, now); err != nil {
		return Floor{}, err
	}
	if now != nil {
		if err := interrupt(tx, *now); err != nil {
			return Floor{}, err
		}
	}
	return speak(tx, i, r)
}

// stillSpeaking ends the speech that the chair named as over, and answers the
// one that goes on, if any.
func stillSpeaking(tx *kernel.Tx, in GivenFloor) (*Request, error) {
	now, ok, err := speaking(tx, in.Sitting)
	if err != nil || !ok {
		return nil, err
	}
	if now.ID == in.After {
		return nil, stop(tx, now)
	}
	return &now, nil
}

// named is the request that is meant, with the reason if it is out of turn.
func (w waiting) named(tx *kernel.Tx, in GivenFloor) (Request, error) {
	next := w.next()
	if in.Request == "" {
		if next == nil {
			if w.voteOpen {
				return Request{}, kernel.Refuse(kernel.Conflict, "proceedings.vote_open")
			}
			return Request{}, kernel.Refuse(kernel.Conflict, "proceedings.nobody_waits")
		}
		return *next, nil
	}
	for _, r := range w.order() {
		if r.ID != in.Request {
			continue
		}
		if next == nil || next.ID != r.ID {
			why, err := reason(in.Why)
			if err != nil {
				return r, err
			}
			r.Why = why
		}
		return r, nil
	}
	r, err := requestIn(tx, in.Sitting, in.Request)
	if err == nil && (r.State == Waiting || r.State == Interrupted) {
		return r, kernel.Refuse(kernel.Conflict, "proceedings.not_here")
	}
	return r, err
}

// speak gives the floor, for the time that the chair set; who goes on has the
// time that was left.
func speak(tx *kernel.Tx, i Item, r Request) (Floor, error) {
	kind := "proceedings.floor-given"
	if r.State == Interrupted {
		kind = "proceedings.floor-resumed"
	}
	if err := tx.Record(kind, r.line()); err != nil {
		return Floor{}, err
	}
	if r.Given == 0 {
		r.Given, r.GivenAt, r.Limit = tx.Seq(), tx.Now, i.Limits.Seconds
	}
	r.State, r.RunAt = Speaking, tx.Now
	return Floor{r.ID, r.Mandate, r.Channel}, saveRequest(tx, r)
}

// interrupt stops a speech that will go on.
func interrupt(tx *kernel.Tx, r Request) error {
	r.Seconds, r.State, r.RunAt = r.spent(tx.Now.Time), Interrupted, sqldb.Time{}
	if err := saveRequest(tx, r); err != nil {
		return err
	}
	return tx.Record("proceedings.floor-interrupted", r.line())
}

// stop ends a speech.
func stop(tx *kernel.Tx, r Request) error {
	r.Seconds, r.State, r.RunAt, r.EndedAt = r.spent(tx.Now.Time), Spoken, sqldb.Time{}, tx.Now
	if err := saveRequest(tx, r); err != nil {
		return err
	}
	return tx.Record("proceedings.floor-ended", r.line())
}

// EndFloor ends a speech; said again, it stays ended.
var EndFloor = kernel.Command[OfRequest, kernel.None]{
	Name: "proceedings.end-floor", Who: "the chair of the sitting; the desk; the delegate, their own speech",
	Stream: func(in OfRequest) string { return stream(in.Sitting) },
	May:    mayTouch,
	Do: func(tx *kernel.Tx, in OfRequest) (kernel.None, error) {
		r, err := requestIn(tx, in.Sitting, in.Request)
		if err != nil || r.State == Spoken {
			return kernel.None{}, err
		}
		if r.State != Speaking {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "proceedings.not_speaking")
		}
		return kernel.None{}, stop(tx, r)
	},
}

// ExtendedFloor is more time for a speech.
type ExtendedFloor struct {
	Sitting string `json:"sitting"`
	Request string `json:"request"`
	Seconds int64  `json:"seconds"` // more
}

// ExtendFloor gives who speaks more time.
var ExtendFloor = kernel.Command[ExtendedFloor, kernel.None]{
	Name: "proceedings.extend-floor", Who: whoChairs,
	Stream: func(in ExtendedFloor) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in ExtendedFloor) error { return mayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in ExtendedFloor) (kernel.None, error) {
		r, err := requestIn(tx, in.Sitting, in.Request)
		if err != nil {
			return kernel.None{}, err
		}
		if in.Seconds < 1 || in.Seconds > 3600 {
			return kernel.None{}, kernel.RefuseField("seconds", "proceedings.out_of_bounds", int64(1), int64(3600))
		}
		if r.State != Speaking && r.State != Interrupted {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "proceedings.not_speaking")
		}
		if r.Limit > 0 {
			r.Limit += in.Seconds
		}
		if err := saveRequest(tx, r); err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, tx.Record("proceedings.floor-extended", r.line())
	},
}

// GuestFloor gives the floor to somebody who has no mandate.
type GuestFloor struct {
	ID      string      `json:"id"`
	Sitting string      `json:"sitting"`
	Name    words.Local `json:"name"`
	Post    words.Local `json:"post"`
	Remote  bool        `json:"remote"`
	After   string      `json:"after"` // the speech that ends with it
}

// GiveFloorToGuest lets a guest, or an officer with a word of their own, speak.
var GiveFloorToGuest = kernel.Command[GuestFloor, Floor]{
	Name: "proceedings.give-floor-to-guest", Who: whoChairs,
	Stream: func(in GuestFloor) string { return stream(in.Sitting) },
	Prepare: func(_ context.Context, in GuestFloor) (GuestFloor, error) {
		in.ID = idFor(in.ID)
		return in, nil
	},
	May: func(tx *kernel.Tx, in GuestFloor) error { return mayLead(tx, in.Sitting) },
	Do:  giveGuest,
}

func giveGuest(tx *kernel.Tx, in GuestFloor) (Floor, error) {
	name, err := text("name", in.Name, titleMost, false)
	if err = kernel.RefuseAll(err, short("post", in.Post, titleMost)); err != nil {
		return Floor{}, err
	}
	i, ok, err := currentItem(tx, in.Sitting)
	if err != nil {
		return Floor{}, err
	}
	if !ok || i.Kind == Break {
		return Floor{}, kernel.Refuse(kernel.Conflict, "proceedings.no_item")
	}
	if open, err := Deciding(tx, in.Sitting); err != nil || open {
		return Floor{}, kernel.RefuseAll(err, kernel.Refuse(kernel.Conflict, "proceedings.vote_open"))
	}
	now, err := stillSpeaking(tx, GivenFloor{Sitting: in.Sitting, After: in.After})
	if err != nil {
		return Floor{}, err
	}
	if now != nil {
		return Floor{}, kernel.Refuse(kernel.Conflict, "proceedings.floor_taken")
	}
	r := Request{ID: in.ID, Sitting: in.Sitting, Item: i.ID, Kind: queue.Word, Channel: assembly.Hall, State: Speaking,
		AskedAt: tx.Now, AskedBy: tx.By.ID, GivenAt: tx.Now, RunAt: tx.Now, Guest: name, Post: one(in.Post)}
	if in.Remote {
		r.Channel = assembly.Remote
	}
	if err := tx.Record("proceedings.floor-given", r.line()); err != nil {
		return Floor{}, err
	}
	r.Asked, r.Given = tx.Seq(), tx.Seq()
	return Floor{r.ID, "", r.Channel}, insertRequest(tx, r)
}
