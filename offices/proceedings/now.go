package proceedings

import (
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/pure/queue"
)

// Now is what happens in a sitting at this moment, as everybody in it sees it.
type Now struct {
	Sitting string      `json:"sitting"`
	Title   words.Local `json:"title"`
	Status  string      `json:"status"`

	Item      *Item      `json:"item"` // under way; nil between two
	Next      *Item      `json:"next"` // one that was set aside, else the next planned
	Items     int64      `json:"items"`
	Done      int64      `json:"done"`
	Documents []Document `json:"documents"` // of the current item

	VoteOpen bool        `json:"vote_open"`
	Speaker  *OnFloor    `json:"speaker"`
	Queue    []OnFloor   `json:"queue"` // in the order that is to be expected
	Mine     []MyRequest `json:"mine"`  // the asking delegate's own

	Introduction  *Card        `json:"introduction"` // on the screen
	Introductions *Introducing `json:"introductions"`
}

// OnFloor is who speaks or waits.
type OnFloor struct {
	Request string     `json:"request"`
	Kind    queue.Kind `json:"kind"`
	State   string     `json:"state"`
	Channel string     `json:"channel"`
	Face    Face       `json:"face"`
	Timer   Timer      `json:"timer"`
}

// MyRequest is a delegate's own request; Place is its place in the queue, from 1,
// zero while it speaks.
type MyRequest struct {
	Request string     `json:"request"`
	Kind    queue.Kind `json:"kind"`
	State   string     `json:"state"`
	Place   int64      `json:"place"`
}

// A Card is how an organisation is introduced.
type Card struct {
	Face
	Turn     int64        `json:"turn"`
	Channel  string       `json:"channel"`
	City     *words.Local `json:"city,omitempty"`
	Field    string       `json:"field,omitempty"`
	Aims     words.Local  `json:"aims"`
	Projects words.Local  `json:"projects"`
}

// Introducing says how far the introductions are. Turn is what the commands of
// the introductions are told.
type Introducing struct {
	Turn       int64  `json:"turn"`
	Introduced int64  `json:"introduced"`
	Left       int64  `json:"left"`    // present, and not called yet
	PutOff     []Face `json:"put_off"` // and not called again
}

// SeeNow is what happens now.
var SeeNow = kernel.Query[OfSitting, Now]{
	Name: "proceedings.now", Personal: true, Who: whoFollows, May: mayFollowIn,
	Do: func(tx *kernel.Tx, in OfSitting) (v Now, err error) {
		s, err := assembly.Get(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		v = Now{Sitting: s.ID, Title: s.Title, Status: s.Status}
		items, err := allItems(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		v.items(items)
		if v.Item == nil {
			return v, nil
		}
		documents, err := documentsOf(tx, in.Sitting)
		v.Documents = slices.DeleteFunc(documents, func(d Document) bool { return d.Item != v.Item.ID })
		if err != nil {
			return v, err
		}
		if err := v.floor(tx); err != nil || v.Item.Kind != Introductions {
			return v, err
		}
		return v, v.introductions(tx)
	},
}

func (v *Now) items(items []Item) {
	for _, i := range items {
		switch {
		case i.State == Removed:
			continue
		case i.State == Done:
			v.Done++
		case i.State == Current:
			v.Item = &i
		case v.Next == nil || i.State == Aside && v.Next.State != Aside:
			v.Next = &i
		}
		v.Items++
	}
}

func (v *Now) floor(tx *kernel.Tx) error {
	w, err := waitingOn(tx, *v.Item)
	if err != nil {
		return err
	}
	all := w.order()
	now, speaks, err := speaking(tx, v.Sitting)
	if err != nil {
		return err
	}
	faces, err := facesOf(tx, v.Sitting, mandatesOf(append(slices.Clone(all), now)))
	if err != nil {
		return err
	}
	v.VoteOpen = w.voteOpen
	for _, r := range all {
		v.Queue = append(v.Queue, onFloor(r, faces, tx.Now))
	}
	if speaks {
		o := onFloor(now, faces, tx.Now)
		v.Speaker = &o
	}
	own, err := assembly.VoterFor(tx, v.Sitting, tx.By.ID)
	if err != nil {
		if kernel.Refusal(err) != nil {
			return nil
		}
		return err
	}
	if speaks && now.Mandate == own.Mandate {
		v.Mine = append(v.Mine, MyRequest{now.ID, now.Kind, now.State, 0})
	}
	for n, r := range all {
		if r.Mandate == own.Mandate {
			v.Mine = append(v.Mine, MyRequest{r.ID, r.Kind, r.State, int64(n) + 1})
		}
	}
	return nil
}

func onFloor(r Request, faces map[string]Face, now sqldb.Time) OnFloor {
	f := faces[r.Mandate]
	if r.Mandate == "" {
		f = Face{Person: r.Guest, Post: r.Post}
	}
	return OnFloor{r.ID, r.Kind, r.State, r.Channel, f, r.timer(now.Time)}
}

func (v *Now) introductions(tx *kernel.Tx) error {
	called, err := introductionsOf(tx, v.Item.ID)
	if err != nil {
		return err
	}
	present, err := assembly.PresentNow(tx, v.Sitting)
	if err != nil {
		return err
	}
	v.Introductions = &Introducing{Turn: v.Item.card}
	seen := map[string]bool{}
	var putOff []string
	for _, c := range called {
		seen[c.mandate] = true
		if c.waits {
			putOff = append(putOff, c.mandate)
		} else {
			v.Introductions.Introduced++
		}
	}
	for _, p := range present {
		if !seen[p.Mandate] {
			v.Introductions.Left++
		}
	}
	if faces, err := facesOf(tx, v.Sitting, putOff); err != nil {
		return err
	} else {
		for _, id := range putOff {
			v.Introductions.PutOff = append(v.Introductions.PutOff, faces[id])
		}
	}
	v.Introduction, err = cardOf(tx, v.Sitting, at(called, v.Item.card))
	return err
}

// cardOf is the card of an introduction; nil if nobody is on the screen.
func cardOf(tx *kernel.Tx, sitting string, on Introduced) (*Card, error) {
	if on.Turn == 0 {
		return nil, nil
	}
	all, err := knownOf(tx, sitting, []string{on.Mandate})
	if err != nil {
		return nil, err
	}
	c := all[on.Mandate].introduce()
	c.Turn = on.Turn
	return &c, nil
}

// introduce is the card: what the delegate chose, and what is public.
func (k known) introduce() Card {
	shown := members.ShownOf(k.organisation)
	c := Card{Face: k.face(), Channel: k.voter.Channel, City: shown.City, Field: shown.Field, Aims: k.card.Aims, Projects: k.card.Projects}
	if c.Aims == (words.Local{}) {
		c.Aims = words.Local{Ar: shown.Aims}
	}
	return c
}

// MyCard is what the asking delegate's card says, and how it looks.
type MyCard struct {
	Text  CardText `json:"text"`
	Shown Card     `json:"shown"`
}

// SeeMyCard is a delegate's own card.
var SeeMyCard = kernel.Query[OfSitting, MyCard]{
	Name: "proceedings.my-card", Personal: true, Who: "a delegate, their own",
	May: func(tx *kernel.Tx, in OfSitting) error {
		_, err := assembly.VoterFor(tx, in.Sitting, tx.By.ID)
		return err
	},
	Do: func(tx *kernel.Tx, in OfSitting) (c MyCard, err error) {
		v, err := assembly.VoterFor(tx, in.Sitting, tx.By.ID)
		if err != nil {
			return c, err
		}
		all, err := knownOf(tx, in.Sitting, []string{v.Mandate})
		if err != nil {
			return c, err
		}
		k := all[v.Mandate]
		c.Text, c.Shown = k.card, k.introduce()
		c.Text.Sitting, c.Text.Mandate = in.Sitting, v.Mandate
		return c, nil
	},
}
