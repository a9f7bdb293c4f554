package proceedings

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
)

const whoPrepares = "the chair of the sitting; the secretary before the opening"

// OfSitting names a sitting and nothing else.
type OfSitting struct {
	Sitting string `json:"sitting"`
}

// OfItem names an item of a sitting.
type OfItem struct {
	Sitting string `json:"sitting"`
	Item    string `json:"item"`
}

// NewItem is an item to be put on the agenda, behind another or at the end.
type NewItem struct {
	ID      string      `json:"id"`
	Sitting string      `json:"sitting"`
	Kind    string      `json:"kind"`
	Title   words.Local `json:"title"`
	Minutes int64       `json:"minutes"` // planned; zero: as long as it takes
	Limits  Limits      `json:"limits"`
	AtLeast int64       `json:"at_least"`
	Behind  string      `json:"behind"` // an item; empty: at the end
}

// Made names what a command made.
type Made struct {
	ID string `json:"id"`
}

func stream(sitting string) string { return assembly.Stream(sitting) }

// AddItem puts an item on the agenda.
var AddItem = kernel.Command[NewItem, Made]{
	Name: "proceedings.add-item", Who: whoPrepares,
	Stream: func(in NewItem) string { return stream(in.Sitting) },
	Prepare: func(_ context.Context, in NewItem) (NewItem, error) {
		in.ID = idFor(in.ID)
		return in, nil
	},
	May: func(tx *kernel.Tx, in NewItem) error { return mayPrepare(tx, in.Sitting) },
	Do:  addItem,
}

func idFor(id string) string {
	if id != "" {
		return id
	}
	return uuid.Must(uuid.NewV7()).String()
}

// mayPrepare: the agenda of a sitting that is closed stands.
func mayPrepare(tx *kernel.Tx, sitting string) error {
	if err := assembly.MayChair(tx, sitting); err != nil {
		return err
	}
	s, err := assembly.Get(tx, sitting)
	if err == nil && s.Status == assembly.Closed {
		return kernel.Refuse(kernel.Conflict, "proceedings.sitting_closed")
	}
	return err
}

func addItem(tx *kernel.Tx, in NewItem) (Made, error) {
	title, err := text("title", in.Title, titleMost, false)
	if err = kernel.RefuseAll(err, knownKind(in.Kind), bounded("minutes", in.Minutes, dayMinutes), in.Limits.fault(),
		bounded("at_least", in.AtLeast, outputsMost)); err != nil {
		return Made{}, err
	}
	items, err := allItems(tx, in.Sitting)
	if err != nil {
		return Made{}, err
	}
	if len(items) >= itemsMost {
		return Made{}, kernel.Refuse(kernel.Conflict, "proceedings.agenda_full", itemsMost)
	}
	place := int64(len(items)) + 1
	if in.Behind != "" {
		behind, err := itemIn(tx, in.Sitting, in.Behind)
		if err != nil {
			return Made{}, err
		}
		place = behind.place + 1
		if err := makeRoom(tx, in.Sitting, place); err != nil {
			return Made{}, err
		}
	}
	i := Item{ID: in.ID, Sitting: in.Sitting, Kind: in.Kind, Title: title, Limits: in.Limits, AtLeast: in.AtLeast,
		Timer: Timer{Planned: in.Minutes * 60}, place: place}
	return Made{i.ID}, add(tx, i)
}

func add(tx *kernel.Tx, i Item) error {
	fresh, err := insertItem(tx, i)
	if err != nil {
		return err
	}
	if !fresh {
		return kernel.RefuseField("id", "proceedings.id_taken")
	}
	return tx.Record("proceedings.item-added", itemLine{Item: i.ID, Kind: i.Kind})
}

// itemLine is what the journal says of an item.
type itemLine struct {
	Item string `json:"item"`
	Kind string `json:"kind"`
	By   string `json:"by,omitempty"` // what brought it about, where it was not the actor: an event's kind
	// Undecided: it ended, and nothing was put to the vote on it though its kind
	// asks for that.
	Undecided bool `json:"undecided,omitempty"`
}

func knownKind(kind string) error {
	if !slices.Contains(Kinds, kind) {
		return kernel.RefuseField("kind", "proceedings.no_such_kind")
	}
	return nil
}

func (l Limits) fault() error {
	return kernel.RefuseAll(bounded("limits.seconds", l.Seconds, 24*3600), bounded("limits.turns", l.Turns, 100),
		bounded("limits.points", l.Points, 100), bounded("limits.replies", l.Replies, 100))
}

// ChangedItem is what an item is to be from now on. What is left out stays.
type ChangedItem struct {
	Sitting string       `json:"sitting"`
	Item    string       `json:"item"`
	Title   *words.Local `json:"title"`
	Minutes *int64       `json:"minutes"`
	Limits  *Limits      `json:"limits"`
	AtLeast *int64       `json:"at_least"`
}

// ChangeItem changes an item's title, time and limits, while it goes on too.
var ChangeItem = kernel.Command[ChangedItem, kernel.None]{
	Name: "proceedings.change-item", Who: whoPrepares,
	Stream: func(in ChangedItem) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in ChangedItem) error { return mayPrepare(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in ChangedItem) (kernel.None, error) {
		i, err := itemIn(tx, in.Sitting, in.Item)
		if err != nil {
			return kernel.None{}, err
		}
		if i.State == Removed || i.State == Done {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "proceedings.item_is_over")
		}
		if err := change(&i, in); err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, saved(tx, i, "proceedings.item-changed")
	},
}

func change(i *Item, in ChangedItem) (err error) {
	if in.Title != nil {
		if i.Title, err = text("title", *in.Title, titleMost, false); err != nil {
			return err
		}
	}
	if in.Minutes != nil {
		i.Timer.Planned = *in.Minutes * 60
		err = bounded("minutes", *in.Minutes, dayMinutes)
	}
	if in.Limits != nil {
		i.Limits = *in.Limits
	}
	if in.AtLeast != nil {
		i.AtLeast = *in.AtLeast
	}
	return kernel.RefuseAll(err, i.Limits.fault(), bounded("at_least", i.AtLeast, outputsMost))
}

// saved writes an item whose timer is as at answers it, and a line of it.
func saved(tx *kernel.Tx, i Item, kind string) error {
	i.Timer.Spent -= runOf(i.Timer, tx)
	if err := saveItem(tx, i); err != nil {
		return err
	}
	return tx.Record(kind, itemLine{Item: i.ID, Kind: i.Kind})
}

// runOf is the present run of a timer, which is not stored as spent.
func runOf(t Timer, tx *kernel.Tx) int64 {
	if t.StartedAt.IsZero() {
		return 0
	}
	return seconds(t.StartedAt.Time, tx.Now.Time)
}

// MovedItem says where an item is to stand: before another, or behind it.
type MovedItem struct {
	Sitting string `json:"sitting"`
	Item    string `json:"item"`
	Before  string `json:"before"`
	Behind  string `json:"behind"`
}

// MoveItem moves an item that has not begun.
var MoveItem = kernel.Command[MovedItem, kernel.None]{
	Name: "proceedings.move-item", Who: whoPrepares,
	Stream: func(in MovedItem) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in MovedItem) error { return mayPrepare(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in MovedItem) (kernel.None, error) {
		items, err := allItems(tx, in.Sitting)
		if err != nil {
			return kernel.None{}, err
		}
		if items, err = moved(items, in); err != nil {
			return kernel.None{}, err
		}
		for n, i := range items {
			if i.place == int64(n)+1 {
				continue
			}
			i.place = int64(n) + 1
			i.Timer.Spent -= runOf(i.Timer, tx)
			if err := saveItem(tx, i); err != nil {
				return kernel.None{}, err
			}
		}
		return kernel.None{}, tx.Record("proceedings.item-moved", itemLine{Item: in.Item})
	},
}

// moved is the agenda with one item elsewhere. Only a planned item moves, and
// not to before one that has begun.
func moved(items []Item, in MovedItem) ([]Item, error) {
	from := slices.IndexFunc(items, func(i Item) bool { return i.ID == in.Item })
	target := in.Before
	if target == "" {
		target = in.Behind
	}
	if from < 0 || !slices.ContainsFunc(items, func(i Item) bool { return i.ID == target }) {
		return nil, kernel.Refuse(kernel.NotFound, "proceedings.no_such_item")
	}
	i := items[from]
	if i.State != Planned {
		return nil, kernel.Refuse(kernel.Conflict, "proceedings.item_has_begun")
	}
	if target == in.Item {
		return items, nil
	}
	rest := slices.Delete(slices.Clone(items), from, from+1)
	to := slices.IndexFunc(rest, func(i Item) bool { return i.ID == target })
	if in.Before == "" {
		to++
	}
	if slices.ContainsFunc(rest[to:], func(i Item) bool { return i.State == Done || i.State == Current }) {
		return nil, kernel.Refuse(kernel.Conflict, "proceedings.item_has_begun")
	}
	return slices.Insert(rest, to, i), nil
}

// RemoveItem takes a planned item off the agenda; RestoreItem puts it back where
// it was.
var RemoveItem = kernel.Command[OfItem, kernel.None]{
	Name: "proceedings.remove-item", Who: whoPrepares,
	Stream: func(in OfItem) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in OfItem) error { return mayPrepare(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in OfItem) (kernel.None, error) {
		return kernel.None{}, turnItem(tx, in, Planned, Removed, "proceedings.item-removed")
	},
}

// RestoreItem undoes RemoveItem.
var RestoreItem = kernel.Command[OfItem, kernel.None]{
	Name: "proceedings.restore-item", Who: whoPrepares,
	Stream: func(in OfItem) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in OfItem) error { return mayPrepare(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in OfItem) (kernel.None, error) {
		return kernel.None{}, turnItem(tx, in, Removed, Planned, "proceedings.item-restored")
	},
}

// turnItem brings an item from one state into another; said twice, it stays.
func turnItem(tx *kernel.Tx, in OfItem, from, to, kind string) error {
	i, err := itemIn(tx, in.Sitting, in.Item)
	if err != nil || i.State == to {
		return err
	}
	if i.State != from {
		return kernel.Refuse(kernel.Conflict, "proceedings.item_has_begun")
	}
	i.State = to
	return saved(tx, i, kind)
}
