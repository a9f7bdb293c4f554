package voting

import (
	"cmp"
	"maps"
	"slices"

	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/pure/tally"
)

// A Closing is what the chair is told before a poll is closed. NotHeard goes
// back with the closing, so that a page that is no longer true closes nothing.
type Closing struct {
	Poll     string           `json:"poll"`
	NotHeard int64            `json:"not_heard"`            // mandates that might vote and have not
	Channels map[string]int64 `json:"not_heard_by_channel"` // the same, by channel
	Waiting  int64            `json:"waiting"`              // entries that no second teller has confirmed: no votes if it closes now
	Doubtful int64            `json:"doubtful"`             // teller votes that their delegates have not confirmed
	// Cards says whether the two counts of the hall agree; true where there are none.
	Cards bool `json:"cards"`
}

// Preview is the first of the two steps of a close.
var Preview = kernel.Query[Which, Closing]{
	Name: "voting.closing",
	Who:  whoLeads,
	May:  mayLead,
	Do: func(tx *kernel.Tx, in Which) (Closing, error) {
		p, err := pollIn(tx, in.Sitting, in.Poll)
		if err != nil {
			return Closing{}, err
		}
		if p.Status != Open {
			return Closing{}, p.isOpen(tx.Now)
		}
		e, err := electorate(tx, p)
		return e.closing(), err
	},
}

// CloseWith is the second step: the number of those not heard, as it was shown.
type CloseWith struct {
	Sitting  string `json:"sitting"`
	Poll     string `json:"poll"`
	NotHeard int64  `json:"not_heard"`
}

// ClosePoll ends a poll. Whoever's turn in the stream is later is too late.
var ClosePoll = kernel.Command[CloseWith, kernel.None]{
	Name:   "voting.close",
	Who:    whoLeads,
	Stream: func(in CloseWith) string { return assembly.Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in CloseWith) error { return mayLead(tx, Which{in.Sitting, in.Poll}) },
	Do: func(tx *kernel.Tx, in CloseWith) (kernel.None, error) {
		p, err := pollIn(tx, in.Sitting, in.Poll)
		if err != nil {
			return kernel.None{}, err
		}
		if p.Status != Open {
			return kernel.None{}, p.isOpen(tx.Now)
		}
		e, err := electorate(tx, p)
		if err != nil {
			return kernel.None{}, err
		}
		c := e.closing()
		switch {
		case p.Kind == ByConsent && !p.ended(tx.Now):
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "voting.silence_is_short")
		case !c.Cards:
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "voting.count_the_cards")
		case c.NotHeard != in.NotHeard:
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "voting.others_are_not_heard", c.NotHeard)
		}
		return kernel.None{}, e.close(tx)
	},
}

// EndPoll closes a poll whose planned end has come. Cards that were not counted
// by then keep it open until the tellers agree, and then it closes.
var EndPoll = kernel.Command[Which, kernel.None]{
	Name:   "voting.end",
	Who:    "nobody: the house itself, when the planned end comes",
	Stream: ofSitting,
	May: func(tx *kernel.Tx, _ Which) error {
		if tx.By.ID != kernel.Self.ID {
			return kernel.Refuse(kernel.Denied, "voting.house_only")
		}
		return nil
	},
	Do: func(tx *kernel.Tx, in Which) (kernel.None, error) {
		p, err := pollIn(tx, in.Sitting, in.Poll)
		if err != nil {
			return kernel.None{}, err
		}
		if p.Status != Open || !p.ended(tx.Now) {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "voting.end_was_moved")
		}
		e, err := electorate(tx, p)
		if err != nil {
			return kernel.None{}, err
		}
		if !e.closing().Cards {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "voting.count_the_cards")
		}
		return kernel.None{}, e.close(tx)
	},
}

// An electorate is a poll with everybody it concerns, as they are at one moment.
type electors struct {
	poll    Poll
	sitting assembly.Sitting
	votes   map[string]Ballot // the last of each mandate
	absent  []Absence         // present, and without a vote of their own name
	moved   map[string]string // voters whose channel is another now
	base    map[string]int64  // entitled, by channel
	entries map[string]Entry
	hands   int64 // mandates that had a card
	cards   int64 // cards raised
	counted bool
}

// electorate reads who might vote in a poll and who has. It is the rule of the
// base: see the package's comment.
func electorate(tx *kernel.Tx, p Poll) (e electors, err error) {
	e = electors{poll: p, moved: map[string]string{}, base: map[string]int64{}, counted: p.Kind != ByCards}
	if e.sitting, err = assembly.Get(tx, p.Sitting); err != nil {
		return e, err
	}
	if e.votes, err = standing(tx, p.ID); err != nil {
		return e, err
	}
	if e.entries, err = entriesOf(tx, p.ID); err != nil {
		return e, err
	}
	hands, err := carded(tx, p.ID)
	if err != nil {
		return e, err
	}
	counts, err := cardCounts(tx, p.ID)
	if err != nil {
		return e, err
	}
	if c, ok := counts[agreed]; ok {
		e.cards, e.counted = sum(c.Choices), true
	}
	reasons, err := absences(tx, p.ID)
	if err != nil {
		return e, err
	}
	present, err := assembly.PresentNow(tx, p.Sitting)
	if err != nil {
		return e, err
	}
	e.place(present, hands, reasons)
	return e, nil
}

// place puts every mandate that voted, had a card or is present in its channel.
func (e *electors) place(present []assembly.Voter, hands map[string]bool, reasons map[string]Absence) {
	e.hands = int64(len(hands))
	if e.hands > 0 {
		e.base[assembly.Hall] += e.hands
	}
	here := make(map[string]string, len(present))
	for _, v := range present {
		here[v.Mandate] = v.Channel
		if b, voted := e.votes[v.Mandate]; voted && b.Counts() || hands[v.Mandate] ||
			e.poll.Voters == Hall && v.Channel != assembly.Hall {
			continue
		}
		why := cmp.Or(reasons[v.Mandate].Reason, tally.Unknown)
		e.absent = append(e.absent, Absence{v.Mandate, v.Channel, v.Weight, why, v})
		e.base[v.Channel] += v.Weight
	}
	for m, b := range e.votes {
		if !b.Counts() {
			continue
		}
		channel := b.Channel
		if now := here[m]; now != "" && now != channel && e.poll.Voters == All {
			channel, e.moved[m] = now, now
		}
		e.base[channel] += b.Weight
	}
}

func (e electors) closing() Closing {
	c := Closing{Poll: e.poll.ID, Channels: map[string]int64{}, Waiting: int64(len(e.entries)), Cards: e.counted,
		NotHeard: int64(len(e.absent)) + e.hands - e.cards}
	for _, a := range e.absent {
		c.Channels[a.Channel]++
	}
	if still := e.hands - e.cards; still > 0 {
		c.Channels[assembly.Hall] += still
	}
	for _, b := range e.votes {
		if b.Way == ByTeller && b.State == Unconfirmed {
			c.Doubtful++
		}
	}
	return c
}

// close freezes the base, the channels and the reasons: from here on the poll
// stands on its own tables, whoever comes or goes.
func (e electors) close(tx *kernel.Tx) error {
	p := e.poll
	if err := dropRevisions(tx, p.ID); err != nil {
		return err
	}
	if err := dropEntries(tx, p.ID); err != nil {
		return err
	}
	for _, m := range slices.Sorted(maps.Keys(e.moved)) {
		if err := moveBallot(tx, e.votes[m], e.moved[m]); err != nil {
			return err
		}
		countMoved(tx, e.votes[m], e.moved[m])
	}
	if p.Kind == ByConsent { // silence is an answer
		e.absent = nil
	}
	if err := replaceAbsences(tx, p.ID, e.absent); err != nil {
		return err
	}
	b := tally.Bases{Present: sum(e.base), Entitled: e.sitting.Weight, Active: e.sitting.ActiveWeight}
	putBases(tx, p.ID, e.base, b, tally.Call(e.sitting.Call))
	p.Status, p.ClosedAt, p.Remote = Closed, tx.Now, e.sitting.RemoteEffect
	if err := setPoll(tx, p); err != nil {
		return err
	}
	if err := tx.NotDue(endKey(p.ID)); err != nil {
		return err
	}
	if err := assembly.Release(tx, p.Sitting, holder(p.ID)); err != nil {
		return err
	}
	return tx.Record("voting.poll-closed", p.event())
}
