package proceedings

import (
	"context"

	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/pure/queue"
)

// NewRequest is a wish to speak. Mandate is for the desk; a delegate's own is
// known. An empty kind is the word.
type NewRequest struct {
	ID      string     `json:"id"`
	Sitting string     `json:"sitting"`
	Mandate string     `json:"mandate"`
	Kind    queue.Kind `json:"kind"`
}

// AskFloor asks to speak on the current item. Who asks twice waits once.
var AskFloor = kernel.Command[NewRequest, Made]{
	Name:   "proceedings.ask-floor",
	Who:    "a delegate who is present, for themselves; the desk and the tellers, for a mandate in the hall or on the telephone",
	Stream: func(in NewRequest) string { return stream(in.Sitting) },
	Prepare: func(_ context.Context, in NewRequest) (NewRequest, error) {
		in.ID = idFor(in.ID)
		if in.Kind == "" {
			in.Kind = queue.Word
		}
		return in, nil
	},
	May: func(tx *kernel.Tx, in NewRequest) error {
		_, err := speakerFor(tx, in.Sitting, in.Mandate)
		return err
	},
	Do: askFloor,
}

// speakerFor is the mandate for which the actor may ask: a delegate for their
// own, the desk and the tellers for those who cannot ask themselves.
func speakerFor(tx *kernel.Tx, sitting, mandate string) (assembly.Voter, error) {
	own, err := assembly.VoterFor(tx, sitting, tx.By.ID)
	if err == nil && (mandate == "" || mandate == own.Mandate) {
		return own, nil
	}
	if mandate == "" || err != nil && kernel.Refusal(err) == nil {
		return own, err
	}
	if assembly.MayTell(tx, sitting) != nil {
		if err := assembly.MayDesk(tx, sitting); err != nil {
			return own, err
		}
	}
	v, err := assembly.VoterOf(tx, sitting, mandate)
	if err == nil && v.Present && v.Channel == assembly.Remote {
		return v, kernel.Refuse(kernel.Conflict, "proceedings.asks_itself")
	}
	return v, err
}

func askFloor(tx *kernel.Tx, in NewRequest) (Made, error) {
	v, err := speakerFor(tx, in.Sitting, in.Mandate)
	if err != nil {
		return Made{}, err
	}
	i, ok, err := currentItem(tx, in.Sitting)
	switch {
	case err != nil:
		return Made{}, err
	case !in.Kind.Known():
		return Made{}, kernel.RefuseField("kind", "proceedings.no_such_kind_of_floor")
	case !v.Present:
		return Made{}, kernel.Refuse(kernel.Conflict, "proceedings.not_here")
	case !ok || i.Kind == Break:
		return Made{}, kernel.Refuse(kernel.Conflict, "proceedings.no_item")
	}
	if had, ok, err := waitsFor(tx, i.ID, v.Mandate, in.Kind); err != nil || ok {
		return Made{had.ID}, err
	}
	if err := allowed(tx, i, v, in.Kind); err != nil {
		return Made{}, err
	}
	r := Request{ID: in.ID, Sitting: in.Sitting, Item: i.ID, Mandate: v.Mandate, Kind: in.Kind, Channel: v.Channel,
		State: Waiting, AskedAt: tx.Now, AskedBy: tx.By.ID}
	if err := tx.Record("proceedings.floor-asked", floorLine{r.ID, i.ID, v.Mandate, string(r.Kind), v.Channel, 0}); err != nil {
		return Made{}, err
	}
	r.Asked = tx.Seq()
	return Made{r.ID}, insertRequest(tx, r)
}

// floorLine is what the journal says of a request.
type floorLine struct {
	Request string `json:"request"`
	Item    string `json:"item"`
	Mandate string `json:"mandate,omitempty"`
	Kind    string `json:"kind"`
	Channel string `json:"channel"`
	Seconds int64  `json:"seconds,omitempty"`
}

// allowed holds a mandate to the limits that the chair set for the item.
func allowed(tx *kernel.Tx, i Item, v assembly.Voter, kind queue.Kind) error {
	all, err := speeches(tx, i.Sitting)
	if err != nil {
		return err
	}
	spoken, limits := spokenOn(i.ID, all, tx.Now.Time), i.Limits.rule()
	if limits.Allows(v.Mandate, kind, spoken) {
		return nil
	}
	switch kind {
	case queue.PointOfOrder:
		return kernel.Refuse(kernel.Conflict, "proceedings.points_used", i.Limits.Points, int64(spoken.Points[v.Mandate]))
	case queue.Reply:
		return kernel.Refuse(kernel.Conflict, "proceedings.replies_used", i.Limits.Replies, int64(spoken.Replies[v.Mandate]))
	}
	return kernel.Refuse(kernel.Conflict, "proceedings.turns_used", i.Limits.Turns, int64(spoken.Turns[v.Mandate]))
}

// OfRequest names a request to speak.
type OfRequest struct {
	Sitting string `json:"sitting"`
	Request string `json:"request"`
}

// WithdrawRequest takes back a request that waits. An interrupted speech that is
// withdrawn is over.
var WithdrawRequest = kernel.Command[OfRequest, kernel.None]{
	Name: "proceedings.withdraw-request", Who: "who asked; the chair of the sitting; the desk",
	Stream: func(in OfRequest) string { return stream(in.Sitting) },
	May:    mayTouch,
	Do: func(tx *kernel.Tx, in OfRequest) (kernel.None, error) {
		r, err := requestIn(tx, in.Sitting, in.Request)
		if err != nil || r.State == Withdrawn || r.State == Spoken {
			return kernel.None{}, err
		}
		switch r.State {
		case Waiting:
			r.State = Withdrawn
		case Interrupted:
			r.State = Spoken
		default:
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "proceedings.not_waiting")
		}
		r.EndedAt = tx.Now
		if err := saveRequest(tx, r); err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, tx.Record("proceedings.floor-withdrawn", r.line())
	},
}

func (r Request) line() floorLine {
	return floorLine{r.ID, r.Item, r.Mandate, string(r.Kind), r.Channel, r.Seconds}
}

// mayTouch: a request is its mandate's, the chair's and the desk's.
func mayTouch(tx *kernel.Tx, in OfRequest) error {
	if mayLead(tx, in.Sitting) == nil || assembly.MayDesk(tx, in.Sitting) == nil {
		return nil
	}
	v, err := assembly.VoterFor(tx, in.Sitting, tx.By.ID)
	if err != nil {
		return err
	}
	r, err := requestIn(tx, in.Sitting, in.Request)
	if err == nil && r.Mandate != v.Mandate {
		return kernel.Refuse(kernel.Denied, "proceedings.not_yours")
	}
	return err
}

// waitingOn is the speakers' queue of an item as it stands now.
func waitingOn(tx *kernel.Tx, i Item) (w waiting, err error) {
	all, err := speeches(tx, i.Sitting)
	if err != nil {
		return w, err
	}
	w.spoken = spokenOn(i.ID, all, tx.Now.Time)
	if w.voteOpen, err = Deciding(tx, i.Sitting); err != nil {
		return w, err
	}
	asked, err := requestsIn(tx, i.ID, Waiting)
	if err != nil {
		return w, err
	}
	present, err := assembly.PresentNow(tx, i.Sitting)
	if err != nil {
		return w, err
	}
	here := make(map[string]string, len(present))
	for _, v := range present {
		here[v.Mandate] = v.Channel
	}
	for _, r := range asked {
		if channel, ok := here[r.Mandate]; ok {
			r.Channel = channel
			w.requests = append(w.requests, r)
		} else {
			w.away = append(w.away, r)
		}
	}
	for _, r := range all {
		if r.Item != i.ID || r.State != Interrupted {
			continue
		}
		if _, ok := here[r.Mandate]; ok || r.Mandate == "" {
			w.interrupted = &r
		} else {
			w.away = append(w.away, r)
		}
	}
	return w, nil
}

// hush interrupts who speaks, unless it is a point of order.
func hush(tx *kernel.Tx, sitting string) error {
	now, ok, err := speaking(tx, sitting)
	if err != nil || !ok || now.Kind == queue.PointOfOrder {
		return err
	}
	return interrupt(tx, now)
}

// silence ends every speech and request of an item.
func silence(tx *kernel.Tx, i Item) error {
	all, err := speeches(tx, i.Sitting)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Item == i.ID && (r.State == Speaking || r.State == Interrupted) {
			if err := stop(tx, r); err != nil {
				return err
			}
		}
	}
	return lapseRequests(tx, i.ID)
}
