package voting

import (
	"maps"

	"ittihad/kernel"
	"ittihad/offices/assembly"
)

// Counted is what one teller counted in the hall: cards for, against,
// abstaining; or the cards of each option.
type Counted struct {
	Sitting string        `json:"sitting"`
	Poll    string        `json:"poll"`
	Yes     int64         `json:"yes"`
	No      int64         `json:"no"`
	Abstain int64         `json:"abstain"`
	Options []OptionCards `json:"options"`
}

// OptionCards are the cards raised for one option of a list poll.
type OptionCards struct {
	Key   string `json:"key"`
	Cards int64  `json:"cards"`
}

// Compared says whether two counts are there and agree. It never says how many.
type Compared struct {
	Both  bool `json:"both"`
	Agree bool `json:"agree"`
}

// CountCards takes down a teller's count of the hall. Neither teller sees the
// other's; if they differ, both are forgotten and both count again.
var CountCards = kernel.Command[Counted, Compared]{
	Name:   "voting.count-cards",
	Who:    "each of two tellers of the sitting",
	Stream: func(in Counted) string { return assembly.Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Counted) error { return assembly.MayTell(tx, in.Sitting) },
	Do:     countCards,
}

func countCards(tx *kernel.Tx, in Counted) (Compared, error) {
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err != nil {
		return Compared{}, err
	}
	if err := p.hasCards(tx); err != nil {
		return Compared{}, err
	}
	mine := CardCount{Poll: p.ID, Teller: tx.By.ID, At: tx.Now}
	if mine.Choices, err = p.cardsOf(in); err != nil {
		return Compared{}, err
	}
	counts, err := cardCounts(tx, p.ID)
	if err != nil {
		return Compared{}, err
	}
	if _, done := counts[agreed]; done {
		return Compared{}, kernel.Refuse(kernel.Conflict, "voting.cards_are_counted")
	}
	holders, err := cardHolders(tx, p)
	if err != nil {
		return Compared{}, err
	}
	if n := sum(mine.Choices); n > int64(len(holders)) {
		return Compared{}, kernel.Refuse(kernel.Invalid, "voting.more_cards_than_hands", n, len(holders))
	}
	delete(counts, tx.By.ID)
	if len(counts) == 0 {
		if err := putCards(tx, mine); err != nil {
			return Compared{}, err
		}
		return Compared{}, tx.Record("voting.cards-counted", p.event())
	}
	return p.compareCards(tx, mine, counts, holders)
}

// hasCards says whether cards are counted in the poll now: also after a planned
// end, which may come while the tellers count.
func (p Poll) hasCards(tx *kernel.Tx) error {
	switch {
	case p.Status != Open:
		return p.isOpen(tx.Now)
	case p.Kind != ByCards:
		return kernel.Refuse(kernel.Conflict, "voting.no_cards_here")
	}
	return nil
}

func (p Poll) compareCards(tx *kernel.Tx, mine CardCount, others map[string]CardCount, holders []string) (Compared, error) {
	for _, other := range others {
		if !maps.Equal(mine.Choices, other.Choices) {
			if err := dropCards(tx, p.ID); err != nil {
				return Compared{}, err
			}
			return Compared{Both: true}, tx.Record("voting.cards-differ", p.event())
		}
	}
	for _, teller := range []string{mine.Teller, agreed} {
		if err := putCards(tx, CardCount{p.ID, teller, mine.Choices, tx.Now}); err != nil {
			return Compared{}, err
		}
	}
	if err := putCarded(tx, p.ID, holders); err != nil {
		return Compared{}, err
	}
	if err := tx.Record("voting.cards-agreed", p.event()); err != nil {
		return Compared{}, err
	}
	return Compared{Both: true, Agree: true}, p.endCounted(tx)
}

// endCounted closes a poll whose planned end came while its cards were counted.
func (p Poll) endCounted(tx *kernel.Tx) error {
	if !p.ended(tx.Now) {
		return nil
	}
	e, err := electorate(tx, p)
	if err != nil {
		return err
	}
	return e.close(tx)
}

// cardsOf reads a count in the poll's own choices, every one of them.
func (p Poll) cardsOf(in Counted) (map[string]int64, error) {
	n := map[string]int64{Abstain: in.Abstain}
	if len(p.Options) == 0 {
		n[Yes], n[No] = in.Yes, in.No
	} else if in.Yes != 0 || in.No != 0 {
		return nil, kernel.RefuseField("yes", "voting.no_such_choice")
	}
	for _, o := range p.Options {
		n[o.Key] = 0
	}
	for _, o := range in.Options {
		if _, ok := n[o.Key]; !ok || o.Key == Abstain || len(p.Options) == 0 {
			return nil, kernel.RefuseField("options", "voting.no_such_choice")
		}
		n[o.Key] += o.Cards
	}
	for _, v := range n {
		if v < 0 || v > 1_000_000 {
			return nil, kernel.Refuse(kernel.Invalid, "voting.not_a_count")
		}
	}
	return n, nil
}

// cardHolders are the mandates that may raise a card: in the hall, and without a
// vote of another way.
func cardHolders(tx *kernel.Tx, p Poll) ([]string, error) {
	present, err := assembly.PresentNow(tx, p.Sitting)
	if err != nil {
		return nil, err
	}
	votes, err := standing(tx, p.ID)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, v := range present {
		if b, voted := votes[v.Mandate]; v.Channel != assembly.Hall || voted && b.Counts() {
			continue
		}
		if v.Weight != 1 {
			return nil, kernel.Refuse(kernel.Conflict, "voting.cards_weigh_alike")
		}
		list = append(list, v.Mandate)
	}
	return list, nil
}

func sum(n map[string]int64) (all int64) {
	for _, v := range n {
		all += v
	}
	return all
}

// Recount lets the hall be counted again.
var Recount = kernel.Command[Which, kernel.None]{
	Name:   "voting.recount",
	Who:    whoLeads,
	Stream: ofSitting,
	May:    mayLead,
	Do: func(tx *kernel.Tx, in Which) (kernel.None, error) {
		p, err := pollIn(tx, in.Sitting, in.Poll)
		if err != nil {
			return kernel.None{}, err
		}
		if err := p.hasCards(tx); err != nil {
			return kernel.None{}, err
		}
		if err := dropCards(tx, p.ID); err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, tx.Record("voting.recount", p.event())
	},
}
