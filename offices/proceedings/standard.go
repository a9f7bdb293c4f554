package proceedings

import (
	_ "embed"
	"encoding/json"
	"sync"

	"github.com/google/uuid"

	"ittihad/kernel"
	"ittihad/kernel/words"
)

//go:embed reference/agenda.json
var agendaFile []byte

// StandardItem is an item of the standard agenda.
type StandardItem struct {
	Kind    string      `json:"kind"`
	Title   words.Local `json:"title"`
	Minutes int64       `json:"minutes"`
	Limits  Limits      `json:"limits"`
	AtLeast int64       `json:"at_least"`
}

// StandardAgenda is the usual agenda of a General Assembly, in the order of the
// reference assembly of 16 January 2017.
var StandardAgenda = sync.OnceValue(func() (list []StandardItem) {
	if err := json.Unmarshal(agendaFile, &list); err != nil {
		panic(err) // a test reads the same file
	}
	return list
})

// Filled is how many items the agenda has got.
type Filled struct {
	Items int64 `json:"items"`
}

// FillAgenda puts the standard agenda on an empty one. Said twice, it is there
// once.
var FillAgenda = kernel.Command[OfSitting, Filled]{
	Name: "proceedings.fill-agenda", Who: whoPrepares,
	Stream: func(in OfSitting) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in OfSitting) error { return mayPrepare(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in OfSitting) (out Filled, err error) {
		items, err := allItems(tx, in.Sitting)
		if err != nil {
			return out, err
		}
		if len(items) > 0 {
			return out, kernel.Refuse(kernel.Conflict, "proceedings.agenda_not_empty")
		}
		for n, s := range StandardAgenda() {
			i := Item{ID: uuid.NewSHA1(uuid.NameSpaceURL, []byte(in.Sitting+s.Kind+s.Title.En)).String(), Sitting: in.Sitting, Kind: s.Kind,
				Title: s.Title, Limits: s.Limits, AtLeast: s.AtLeast, Timer: Timer{Planned: s.Minutes * 60}, place: int64(n) + 1}
			if err := add(tx, i); err != nil {
				return out, err
			}
			out.Items++
		}
		return out, nil
	},
}
