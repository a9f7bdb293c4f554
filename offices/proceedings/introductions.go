package proceedings

import (
	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/pure/arabic"
)

// Introduced says where the introductions stand.
type Introduced struct {
	Mandate string `json:"mandate"` // on the screen now
	Turn    int64  `json:"turn"`
}

// FromIntroduction names the turn that is on the screen, so that a second tap
// cannot skip an organisation; zero where none was called yet.
type FromIntroduction struct {
	Sitting string `json:"sitting"`
	Turn    int64  `json:"turn"`
}

// NextIntroduction calls the next organisation, or goes forward again after
// PreviousIntroduction. Conflict proceedings.all_introduced when nobody is left.
var NextIntroduction = kernel.Command[FromIntroduction, Introduced]{
	Name: "proceedings.next-introduction", Who: whoChairs,
	Stream: func(in FromIntroduction) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in FromIntroduction) error { return mayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in FromIntroduction) (Introduced, error) {
		return step(tx, in, func(i Item, called []introduction) (introduction, error) {
			if later, ok := beside(called, i.card, false); ok {
				return later, nil
			}
			return choose(tx, i, called)
		})
	},
}

// PreviousIntroduction shows the one before again.
var PreviousIntroduction = kernel.Command[FromIntroduction, Introduced]{
	Name: "proceedings.previous-introduction", Who: whoChairs,
	Stream: func(in FromIntroduction) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in FromIntroduction) error { return mayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in FromIntroduction) (Introduced, error) {
		return step(tx, in, func(i Item, called []introduction) (introduction, error) {
			if before, ok := beside(called, i.card, true); ok {
				return before, nil
			}
			return introduction{}, kernel.Refuse(kernel.Conflict, "proceedings.first_introduction")
		})
	},
}

// PutOffIntroduction puts off the one on the screen and calls the next.
var PutOffIntroduction = kernel.Command[FromIntroduction, Introduced]{
	Name: "proceedings.put-off-introduction", Who: whoChairs,
	Stream: func(in FromIntroduction) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in FromIntroduction) error { return mayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in FromIntroduction) (Introduced, error) {
		return step(tx, in, putOff(tx))
	},
}

func putOff(tx *kernel.Tx) func(Item, []introduction) (introduction, error) {
	return func(i Item, called []introduction) (introduction, error) {
		for n := range called {
			if called[n].turn != i.card {
				continue
			}
			called[n].waits = true
			called[n].putOff++
			if err := putIntroduction(tx, i.ID, called[n]); err != nil {
				return introduction{}, err
			}
			if err := tx.Record("proceedings.introduction-put-off", introductionLine{i.ID, called[n].mandate}); err != nil {
				return introduction{}, err
			}
			if later, ok := beside(called, i.card, false); ok {
				return later, nil
			}
			next, err := choose(tx, i, called)
			if kernel.Refused(err, "proceedings.all_introduced") {
				return introduction{}, nil // nobody else: the screen is empty
			}
			return next, err
		}
		return introduction{}, kernel.Refuse(kernel.Conflict, "proceedings.nobody_called")
	}
}

// CalledIntroduction names a mandate out of turn: one that was put off, one that
// came late.
type CalledIntroduction struct {
	Sitting string `json:"sitting"`
	Mandate string `json:"mandate"`
}

// CallIntroduction calls a mandate that the chair names.
var CallIntroduction = kernel.Command[CalledIntroduction, Introduced]{
	Name: "proceedings.call-introduction", Who: whoChairs,
	Stream: func(in CalledIntroduction) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in CalledIntroduction) error { return mayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in CalledIntroduction) (Introduced, error) {
		i, called, err := introducing(tx, in.Sitting)
		if err != nil {
			return Introduced{}, err
		}
		v, err := assembly.VoterOf(tx, in.Sitting, in.Mandate)
		if err != nil {
			return Introduced{}, err
		}
		if !v.Present {
			return Introduced{}, kernel.Refuse(kernel.Conflict, "proceedings.not_here")
		}
		for _, c := range called {
			if c.mandate == v.Mandate && !c.waits {
				return show(tx, i, c)
			}
		}
		return show(tx, i, turnOf(seatOf(v), called))
	},
}

// introducing is the current item, which must be the introductions, and whom it
// has called so far.
func introducing(tx *kernel.Tx, sitting string) (Item, []introduction, error) {
	i, ok, err := currentItem(tx, sitting)
	if err != nil {
		return i, nil, err
	}
	if !ok || i.Kind != Introductions {
		return i, nil, kernel.Refuse(kernel.Conflict, "proceedings.not_introducing")
	}
	called, err := introductionsOf(tx, i.ID)
	return i, called, err
}

// step moves the screen to the introduction that to names. A turn that is no
// longer on the screen is a second tap: it is answered with where the screen is.
func step(tx *kernel.Tx, in FromIntroduction, to func(Item, []introduction) (introduction, error)) (Introduced, error) {
	i, called, err := introducing(tx, in.Sitting)
	if err != nil {
		return Introduced{}, err
	}
	if in.Turn != i.card {
		return at(called, i.card), nil
	}
	next, err := to(i, called)
	if err != nil {
		return Introduced{}, err
	}
	return show(tx, i, next)
}

func at(called []introduction, card int64) Introduced {
	for _, c := range called {
		if c.turn == card {
			return Introduced{c.mandate, c.turn}
		}
	}
	return Introduced{}
}

// beside is the introduction before or behind a turn, without those that were
// put off. From turn zero the last one is before.
func beside(called []introduction, card int64, before bool) (c introduction, ok bool) {
	for _, x := range called {
		switch {
		case x.waits || x.turn == card:
		case before && (x.turn < card || card == 0):
			c, ok = x, true
		case !before && card > 0 && x.turn > card && !ok:
			c, ok = x, true
		}
	}
	return c, ok
}

// choose is the next by the rule, at the next turn.
func choose(tx *kernel.Tx, i Item, called []introduction) (introduction, error) {
	present, err := assembly.PresentNow(tx, i.Sitting)
	if err != nil {
		return introduction{}, err
	}
	seats := make([]seat, len(present))
	for n, v := range present {
		seats[n] = seatOf(v)
	}
	v, ok := nextIntroduction(seats, called)
	if !ok {
		return introduction{}, kernel.Refuse(kernel.Conflict, "proceedings.all_introduced", int64(len(called)))
	}
	return turnOf(v, called), nil
}

// turnOf gives a mandate the turn behind all others.
func turnOf(v seat, called []introduction) introduction {
	next := introduction{mandate: v.mandate, channel: v.channel, turn: 1}
	for _, c := range called {
		next.turn = max(next.turn, c.turn+1)
		if c.mandate == v.mandate {
			next.putOff = c.putOff
		}
	}
	return next
}

// show puts an introduction on the screen; the zero one clears it.
func show(tx *kernel.Tx, i Item, c introduction) (Introduced, error) {
	if c.turn > 0 {
		if err := putIntroduction(tx, i.ID, c); err != nil {
			return Introduced{}, err
		}
	}
	i.card = c.turn
	i.Timer.Spent -= runOf(i.Timer, tx)
	if err := saveItem(tx, i); err != nil {
		return Introduced{}, err
	}
	return Introduced{c.mandate, c.turn}, tx.Record("proceedings.introduced", introductionLine{i.ID, c.mandate})
}

type introductionLine struct {
	Item    string `json:"item"`
	Mandate string `json:"mandate"`
}

// NewCard is what is to be shown of an organisation when it is introduced.
// Mandate is for the desk; a delegate's own is known.
type NewCard struct {
	Sitting  string      `json:"sitting"`
	Mandate  string      `json:"mandate"`
	Name     words.Local `json:"name"`
	Post     words.Local `json:"post"`
	Aims     words.Local `json:"aims"`
	Projects words.Local `json:"projects"`
}

// WriteCard keeps what a delegate chose to have shown. Nothing of it is shown
// anywhere else.
var WriteCard = kernel.Command[NewCard, kernel.None]{
	Name: "proceedings.write-card", Who: "the delegate, for their own organisation; the desk, as the delegate tells it",
	Stream: func(in NewCard) string { return stream(in.Sitting) },
	May: func(tx *kernel.Tx, in NewCard) error {
		_, err := forMandate(tx, in.Sitting, in.Mandate)
		return err
	},
	Do: func(tx *kernel.Tx, in NewCard) (kernel.None, error) {
		v, err := forMandate(tx, in.Sitting, in.Mandate)
		if err != nil {
			return kernel.None{}, err
		}
		c := CardText{in.Sitting, v.Mandate, one(in.Name), one(in.Post), one(in.Aims), one(in.Projects)}
		if err := kernel.RefuseAll(short("name", c.Name, titleMost), short("post", c.Post, titleMost),
			short("aims", c.Aims, cardMost), short("projects", c.Projects, cardMost)); err != nil {
			return kernel.None{}, err
		}
		if err := putCardText(tx, c); err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, tx.Record("proceedings.card-written", introductionLine{Mandate: v.Mandate})
	},
}

func one(l words.Local) words.Local {
	return words.Local{Ar: arabic.Clean(l.Ar), En: arabic.Clean(l.En), Tr: arabic.Clean(l.Tr)}
}

// forMandate is the mandate that the actor acts for: their own, or, for the
// desk, the one named.
func forMandate(tx *kernel.Tx, sitting, mandate string) (assembly.Voter, error) {
	own, err := assembly.VoterFor(tx, sitting, tx.By.ID)
	if err == nil && (mandate == "" || mandate == own.Mandate) {
		return own, nil
	}
	if mandate == "" || err != nil && kernel.Refusal(err) == nil {
		return own, err
	}
	if err := assembly.MayDesk(tx, sitting); err != nil {
		return own, err
	}
	return assembly.VoterOf(tx, sitting, mandate)
}
