package outputs

import (
	"context"
	"strings"

	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

// Heeded is something that another office recorded in the sitting's stream.
type Heeded struct {
	Sitting string `json:"sitting"`
	Event   string `json:"event"`
	Poll    string `json:"poll"`
}

// Heed does what follows from it: an announced poll decides the outputs that
// were put to it, a cancelled one gives them back, and the close of the sitting
// defers what is undecided. It reads what is true now, so that an event that is
// seen late or twice does no harm.
var Heed = kernel.Command[Heeded, kernel.None]{
	Name: "outputs.heed", Who: "the house itself, when a poll or the sitting has moved on",
	Stream: func(in Heeded) string { return stream(in.Sitting) },
	May: func(tx *kernel.Tx, _ Heeded) error {
		if tx.By.ID != kernel.Self.ID {
			return kernel.Refuse(kernel.Denied, "outputs.by_itself")
		}
		return nil
	},
	Do: func(tx *kernel.Tx, in Heeded) (kernel.None, error) {
		if in.Poll == "" {
			return kernel.None{}, deferRest(tx, in.Sitting)
		}
		return kernel.None{}, heedPoll(tx, in)
	},
}

func heedPoll(tx *kernel.Tx, in Heeded) error {
	p, err := voting.PollOf(tx, in.Poll)
	if err != nil {
		return err
	}
	list, err := outputsOfPoll(tx, in.Poll)
	if err != nil {
		return err
	}
	decided := false
	for _, o := range list {
		if o.State != InVote || o.Sitting != in.Sitting {
			continue
		}
		switch p.Status {
		case voting.Announced:
			err = decide(tx, o)
		case voting.Cancelled:
			o.State, o.Poll = Contested, ""
			err = o.saved(tx, "contested")
		}
		if err != nil {
			return err
		}
		decided = true
	}
	if !decided {
		return nil
	}
	return deferRest(tx, in.Sitting)
}

// deferRest minutes what a closed sitting has not decided, and that fewer were
// adopted than the chair had set. A vote that is counted and not announced still
// decides.
func deferRest(tx *kernel.Tx, sitting string) error {
	s, err := assembly.Get(tx, sitting)
	if err != nil || s.Status != assembly.Closed {
		return err
	}
	all, err := allOutputs(tx, sitting)
	if err != nil {
		return err
	}
	for _, o := range all {
		if !o.undecided() {
			continue
		}
		if o.State == InVote {
			p, err := voting.PollOf(tx, o.Poll)
			if err != nil {
				return err
			}
			if p.Status == voting.Closed {
				continue
			}
		}
		o.State, o.Decided, o.Poll = Deferred, tx.Now, ""
		if err := o.saved(tx, "set-aside"); err != nil {
			return err
		}
	}
	return fellShort(tx, sitting)
}

// shortLine is what the journal says of a sitting that adopted too few.
type shortLine struct {
	AtLeast int64 `json:"at_least"`
	Adopted int64 `json:"adopted"`
}

func fellShort(tx *kernel.Tx, sitting string) error {
	o, err := outcomeOf(tx, sitting)
	if err != nil || o.Undecided > 0 {
		return err
	}
	least, err := proceedings.Wanted(tx, sitting)
	if err != nil || o.Adopted >= least {
		return err
	}
	return tx.Record("outputs.fell-short", shortLine{least, o.Adopted})
}

func followers() []kernel.Follower {
	return []kernel.Follower{{
		Name:  "outputs.heed",
		Kinds: []string{"voting.poll-announced", "voting.poll-cancelled", "assembly.closed"},
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
