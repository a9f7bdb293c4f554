package proceedings

import (
	"context"
	"strings"

	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/offices/voting"
)

// Heeded is something that another office recorded in the sitting's stream.
type Heeded struct {
	Sitting string `json:"sitting"`
	Event   string `json:"event"`
	Poll    string `json:"poll"`
}

// Heed does what follows from it: an opening poll interrupts the speech, a break
// sets the item aside, the close ends what was begun. It reads what is true now,
// so that an event that is seen late or twice does no harm.
var Heed = kernel.Command[Heeded, kernel.None]{
	Name: "proceedings.heed", Who: "the house itself, when a poll or the sitting has moved on",
	Stream: func(in Heeded) string { return stream(in.Sitting) },
	May: func(tx *kernel.Tx, _ Heeded) error {
		if tx.By.ID != kernel.Self.ID {
			return kernel.Refuse(kernel.Denied, "proceedings.by_itself")
		}
		return nil
	},
	Do: func(tx *kernel.Tx, in Heeded) (kernel.None, error) {
		if in.Poll != "" {
			return kernel.None{}, heedPoll(tx, in)
		}
		return kernel.None{}, heedSitting(tx, in)
	},
}

func heedPoll(tx *kernel.Tx, in Heeded) error {
	p, err := voting.PollOf(tx, in.Poll)
	if err != nil {
		return err
	}
	if p.Status == voting.Open {
		return hush(tx, in.Sitting)
	}
	return nil
}

func heedSitting(tx *kernel.Tx, in Heeded) error {
	s, err := assembly.Get(tx, in.Sitting)
	if err != nil {
		return err
	}
	if s.Status == assembly.Closed {
		return endAll(tx, in)
	}
	i, ok, err := currentItem(tx, in.Sitting)
	switch {
	case err != nil:
		return err
	case s.Status == assembly.Break && (!ok || i.Kind != Break):
		return rest(tx, s.ID, i, in.Event)
	case s.Status == assembly.Open && ok && i.Kind == Break && in.Event == over:
		return end(tx, i, in.Event)
	}
	return nil
}

// endAll ends what a closed sitting had begun: the item under way, and those that
// were set aside. What was never begun stays planned.
func endAll(tx *kernel.Tx, in Heeded) error {
	items, err := allItems(tx, in.Sitting)
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.State != Current && i.State != Aside {
			continue
		}
		if err := end(tx, i, in.Event); err != nil {
			return err
		}
	}
	return nil
}

// rest takes the break: the item under way, if there is one, is set aside, and if
// a break is what the agenda has next, it begins.
func rest(tx *kernel.Tx, sitting string, i Item, by string) error {
	if i.ID != "" {
		if err := pause(tx, i, by); err != nil {
			return err
		}
	}
	items, err := allItems(tx, sitting)
	if err != nil {
		return err
	}
	for _, next := range items {
		if next.place > i.place && next.State == Planned {
			if next.Kind == Break {
				return begin(tx, next, by)
			}
			return nil
		}
	}
	return nil
}

// The events that are heeded.
const (
	broken = "assembly.broken-off"
	over   = "assembly.resumed"
	closed = "assembly.closed"
)

func followers() []kernel.Follower {
	return []kernel.Follower{{
		Name:  "proceedings.heed",
		Kinds: []string{"voting.poll-opened", broken, over, closed},
		React: func(ctx context.Context, k *kernel.Kernel, e kernel.Event, once string) error {
			var of struct {
				Poll string `json:"poll"`
			}
			if err := e.Into(&of); err != nil {
				return err
			}
			sitting, ok := strings.CutPrefix(e.Stream, stream(""))
			if !ok {
				return nil // a poll outside a sitting
			}
			_, err := kernel.Run(ctx, k, Heed, kernel.Self, once, Heeded{sitting, e.Kind, of.Poll})
			return err
		},
	}}
}
