package proceedings

import (
	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/offices/people"
	"ittihad/offices/voting"
)

const whoChairs = "the chair of the sitting; until one is elected, whoever presides over the opening"

// mayLead is the rule of what only the chair may do once the sitting is open.
// Somebody must lead the opening, which elects the chair: see assembly.MayPreside.
func mayLead(tx *kernel.Tx, sitting string) error {
	err := assembly.MayPreside(tx, sitting)
	if kernel.Refused(err, "assembly.chair_only") {
		err = kernel.Refuse(kernel.Denied, "proceedings.chair_only")
	}
	return err
}

// StartedItem says which item begins or goes on, and what becomes of the one
// that is under way: it is finished (After), or set aside (Aside). They are named
// so that a second tap, or another tab, cannot end an item that it has not seen.
type StartedItem struct {
	Sitting string `json:"sitting"`
	Item    string `json:"item"`
	After   string `json:"after"`
	Aside   string `json:"aside"`
}

// StartItem makes an item the current one. A break of the agenda is a break of
// the sitting: it begins with it, and ends when the sitting is resumed, which
// checks the quorum.
var StartItem = kernel.Command[StartedItem, kernel.None]{
	Name: "proceedings.start-item", Who: whoChairs,
	Stream: func(in StartedItem) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in StartedItem) error { return mayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in StartedItem) (kernel.None, error) {
		i, err := itemIn(tx, in.Sitting, in.Item)
		if err != nil || i.State == Current {
			return kernel.None{}, err
		}
		return kernel.None{}, start(tx, i, in)
	},
}

func start(tx *kernel.Tx, i Item, in StartedItem) error {
	s, err := assembly.Get(tx, in.Sitting)
	if err != nil {
		return err
	}
	if err := mayRun(s.Status, i.Kind); err != nil {
		return err
	}
	switch i.State {
	case Removed:
		return kernel.Refuse(kernel.NotFound, "proceedings.no_such_item")
	case Done:
		return kernel.Refuse(kernel.Conflict, "proceedings.item_is_over")
	}
	if err := makeWay(tx, in); err != nil {
		return err
	}
	if i.Kind == Break && s.Status == assembly.Open {
		if err := assembly.BreakOff(tx, in.Sitting, i.Timer.Planned/60); err != nil {
			return err
		}
	}
	return begin(tx, i, "")
}

// makeWay ends, or sets aside, the item that is under way.
func makeWay(tx *kernel.Tx, in StartedItem) error {
	now, busy, err := currentItem(tx, in.Sitting)
	switch {
	case err != nil:
		return err
	case busy && now.ID == in.After:
		err = finish(tx, now, "")
	case busy && now.ID == in.Aside:
		err = setAside(tx, now, "")
	case busy:
		err = kernel.Refuse(kernel.Conflict, "proceedings.another_is_current", now.Title)
	}
	return err
}

func begin(tx *kernel.Tx, i Item, by string) error {
	i.State, i.Timer = Current, i.Timer.run(tx.Now.Time)
	if err := saveItem(tx, i); err != nil {
		return err
	}
	return tx.Record("proceedings.item-started", itemLine{Item: i.ID, Kind: i.Kind, By: by})
}

// SetItemAside stops the current item; StartItem goes on with it.
var SetItemAside = kernel.Command[OfItem, kernel.None]{
	Name: "proceedings.set-item-aside", Who: whoChairs,
	Stream: func(in OfItem) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in OfItem) error { return mayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in OfItem) (kernel.None, error) {
		i, err := itemIn(tx, in.Sitting, in.Item)
		if err != nil || i.State == Aside {
			return kernel.None{}, err
		}
		if i.State != Current {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "proceedings.not_current")
		}
		return kernel.None{}, setAside(tx, i, "")
	},
}

// setAside stops an item while no vote is open. Who speaks is interrupted and
// goes on with the item.
func setAside(tx *kernel.Tx, i Item, by string) error {
	if err := noVote(tx, i); err != nil {
		return err
	}
	if err := resumed(tx, i); err != nil {
		return err
	}
	return pause(tx, i, by)
}

// pause sets an item aside though a vote may be open.
func pause(tx *kernel.Tx, i Item, by string) error {
	if err := hush(tx, i.Sitting); err != nil {
		return err
	}
	i.State, i.Timer = Aside, i.Timer.stop()
	if err := saveItem(tx, i); err != nil {
		return err
	}
	return tx.Record("proceedings.item-set-aside", itemLine{Item: i.ID, Kind: i.Kind, By: by})
}

// noVote: nobody walks away from an item whose vote is open.
func noVote(tx *kernel.Tx, i Item) error {
	open, err := Deciding(tx, i.Sitting)
	if err == nil && open {
		return kernel.Refuse(kernel.Conflict, "proceedings.vote_open")
	}
	return err
}

// resumed: a break is over when the sitting is resumed.
func resumed(tx *kernel.Tx, i Item) error {
	s, err := assembly.Get(tx, i.Sitting)
	if err == nil && i.Kind == Break && s.Status == assembly.Break {
		err = kernel.Refuse(kernel.Conflict, "proceedings.resume_first")
	}
	return err
}

// FinishItem ends an item: the speech ends, requests that wait lapse. Refused
// while something of the item is undone: see mayFinish. One whose kind asks for a
// decision may end without: pages ask the chair once, and it is on record.
var FinishItem = kernel.Command[OfItem, kernel.None]{
	Name: "proceedings.finish-item", Who: whoChairs,
	Stream: func(in OfItem) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in OfItem) error { return mayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in OfItem) (kernel.None, error) {
		i, err := itemIn(tx, in.Sitting, in.Item)
		if err != nil || i.State == Done {
			return kernel.None{}, err
		}
		return kernel.None{}, finish(tx, i, "")
	},
}

func finish(tx *kernel.Tx, i Item, by string) error {
	if err := resumed(tx, i); err != nil {
		return err
	}
	e, err := endingOf(tx, i)
	if err != nil {
		return err
	}
	if err := mayFinish(i, e); err != nil {
		return err
	}
	return end(tx, i, by)
}

// end ends an item whatever is undone.
func end(tx *kernel.Tx, i Item, by string) error {
	if err := silence(tx, i); err != nil {
		return err
	}
	i.State, i.Timer, i.card = Done, i.Timer.stop(), 0
	i.Timer.EndedAt = tx.Now
	if err := saveItem(tx, i); err != nil {
		return err
	}
	decisions, err := decisionsOf(tx, i.Sitting)
	if err != nil {
		return err
	}
	return tx.Record("proceedings.item-finished", itemLine{i.ID, i.Kind, by, i.undecided(decisions[i.ID])})
}

// endingOf reads what mayFinish must know of the item.
func endingOf(tx *kernel.Tx, i Item) (e ending, err error) {
	polls, err := voting.PollsOf(tx, i.Sitting)
	for _, p := range polls {
		if p.Item == i.ID && (p.Status == voting.Open || p.Status == voting.Closed) {
			e.polls++
		}
	}
	if err != nil {
		return e, err
	}
	switch i.Kind {
	case Opening:
		for role, n := range map[string]*int{"chair": &e.chairs, "rapporteur": &e.rapporteurs, "teller": &e.tellers, "drafting": &e.drafters} {
			holders, err := people.Holders(tx, role, stream(i.Sitting))
			if err != nil {
				return e, err
			}
			*n = len(holders)
		}
	}
	e.Outcome, err = outcomeOf(tx, i.Sitting)
	return e, err
}

// ReopenedItem takes up a finished item again, and says why.
type ReopenedItem struct {
	Sitting string `json:"sitting"`
	Item    string `json:"item"`
	Why     string `json:"why"`
}

// ReopenItem puts a finished item back among those set aside.
var ReopenItem = kernel.Command[ReopenedItem, kernel.None]{
	Name: "proceedings.reopen-item", Who: whoChairs,
	Stream: func(in ReopenedItem) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in ReopenedItem) error { return mayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in ReopenedItem) (kernel.None, error) {
		i, err := itemIn(tx, in.Sitting, in.Item)
		if err != nil || i.State == Aside {
			return kernel.None{}, err
		}
		if i.State != Done {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "proceedings.not_over")
		}
		why, err := reason(in.Why)
		if err != nil {
			return kernel.None{}, err
		}
		i.State, i.Timer.EndedAt = Aside, i.Timer.StartedAt
		if err := saveItem(tx, i); err != nil {
			return kernel.None{}, err
		}
		if err := insertReopening(tx, i.ID, why); err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, tx.Record("proceedings.item-reopened", itemLine{Item: i.ID, Kind: i.Kind})
	},
}
