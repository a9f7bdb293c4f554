package proceedings

import (
	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/voting"
)

// AgendaView is the agenda with its documents and decisions.
type AgendaView struct {
	Sitting string      `json:"sitting"`
	Title   words.Local `json:"title"` // the sitting's
	Items   []ItemView  `json:"items"`
	Removed []ItemView  `json:"removed"` // for the chair and the secretary, who may restore them
	May     Hands       `json:"may"`
}

// An ItemView is an item with its documents and what was put to the vote on it.
type ItemView struct {
	Item
	Documents []Document `json:"documents"`
	Decisions []Decision `json:"decisions"`
	// Undecided: its kind asks for a decision, and nothing was put to the vote on
	// it. Who ends it so is asked once whether that is meant.
	Undecided bool `json:"undecided"`
}

// A Decision is a poll on an item, from its opening on. Outcome is empty until it
// is announced, then one of voting's.
type Decision struct {
	Poll     string      `json:"poll"`
	Question words.Local `json:"question"`
	Status   string      `json:"status"`
	Outcome  string      `json:"outcome"`
	Carried  bool        `json:"carried"`
	Election bool        `json:"election"`
}

// decisionsOf are the polls of a sitting by the item they belong to.
func decisionsOf(tx *kernel.Tx, sitting string) (map[string][]Decision, error) {
	polls, err := voting.PollsOf(tx, sitting)
	if err != nil {
		return nil, err
	}
	m := map[string][]Decision{}
	for _, p := range polls {
		if p.Status == voting.Draft || p.Status == voting.Cancelled {
			continue
		}
		d := Decision{Poll: p.ID, Question: p.Question, Status: p.Status, Election: len(p.Options) > 0}
		if p.Status == voting.Announced {
			r, err := voting.ResultOf(tx, p.ID)
			if err != nil {
				return nil, err
			}
			d.Outcome, d.Carried = r.Outcome, r.Carried
		}
		m[p.Item] = append(m[p.Item], d)
	}
	return m, nil
}

// SeeAgenda is the agenda of a sitting.
var SeeAgenda = kernel.Query[OfSitting, AgendaView]{
	Name: "proceedings.agenda", Who: whoFollows, May: mayFollowIn,
	Do: func(tx *kernel.Tx, in OfSitting) (v AgendaView, err error) {
		s, err := assembly.Get(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		v = AgendaView{Sitting: s.ID, Title: s.Title, May: handsOf(tx, s.ID)}
		items, err := allItems(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		documents, err := documentsOf(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		decisions, err := decisionsOf(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		for _, i := range items {
			view := ItemView{Item: i, Decisions: decisions[i.ID], Undecided: i.undecided(decisions[i.ID])}
			for _, d := range documents {
				if d.Item == i.ID {
					view.Documents = append(view.Documents, d)
				}
			}
			switch {
			case i.State != Removed:
				v.Items = append(v.Items, view)
			case v.May.Prepares:
				v.Removed = append(v.Removed, view)
			}
		}
		return v, nil
	},
}

// PublicSitting is what the public may see of the agenda. It has no place for
// who spoke.
type PublicSitting struct {
	Sitting string       `json:"sitting"`
	Title   words.Local  `json:"title"`
	Status  string       `json:"status"`
	Items   []PublicItem `json:"items"`
}

// A PublicItem is an item of the agenda.
type PublicItem struct {
	Number int64       `json:"number"`
	Kind   string      `json:"kind"`
	Title  words.Local `json:"title"`
	State  string      `json:"state"`
}

// SeePublic is what the public may see, from the convocation on.
var SeePublic = kernel.Query[OfSitting, PublicSitting]{
	Name: "proceedings.public", Who: "everybody", Public: true,
	May: func(tx *kernel.Tx, in OfSitting) error {
		s, err := assembly.Get(tx, in.Sitting)
		if err == nil && s.Status == assembly.Draft {
			return kernel.Refuse(kernel.NotFound, "assembly.no_such_sitting")
		}
		return err
	},
	Do: func(tx *kernel.Tx, in OfSitting) (v PublicSitting, err error) {
		s, err := assembly.Get(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		v = PublicSitting{Sitting: s.ID, Title: s.Title, Status: s.Status}
		items, err := allItems(tx, in.Sitting)
		for _, i := range items {
			if i.State != Removed {
				v.Items = append(v.Items, PublicItem{i.Number, i.Kind, i.Title, i.State})
			}
		}
		return v, err
	},
}
