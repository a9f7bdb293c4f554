package voting

import (
	"context"
	"crypto/ed25519"
	"errors"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/pure/receipt"
)

// Whose names a sitting.
type Whose struct {
	Sitting string `json:"sitting"`
}

// Polls are the polls of a sitting, in the order in which they were prepared.
type Polls struct {
	Polls []Poll `json:"polls"`
}

func everybody[In any](*kernel.Tx, In) error { return nil }

// SeePolls lists the polls of a sitting. Drafts are for those who prepare them.
var SeePolls = kernel.Query[Whose, Polls]{
	Name: "voting.polls", Who: "everybody; drafts for those who prepare them", Public: true,
	May: everybody[Whose],
	Do: func(tx *kernel.Tx, in Whose) (Polls, error) {
		all, err := PollsOf(tx, in.Sitting)
		if err != nil || len(all) == 0 {
			return Polls{[]Poll{}}, err
		}
		list := []Poll{}
		for _, p := range all {
			if p.Status != Draft || p.led(tx) == nil {
				list = append(list, p)
			}
		}
		return Polls{list}, nil
	},
}

// SeePoll is one poll: its question and rule, never its votes.
var SeePoll = kernel.Query[Which, Poll]{
	Name: "voting.poll", Who: "everybody; a draft for those who prepare it", Public: true,
	May: everybody[Which],
	Do: func(tx *kernel.Tx, in Which) (Poll, error) {
		p, err := pollIn(tx, in.Sitting, in.Poll)
		if err == nil && p.Status == Draft && p.led(tx) != nil {
			return Poll{}, noPoll()
		}
		return p, err
	},
}

// Turnout says how many have voted: never what, and never who.
type Turnout struct {
	Poll     string                    `json:"poll"`
	Heard    int64                     `json:"heard"`   // mandates
	Weight   int64                     `json:"weight"`  // theirs together
	Present  int64                     `json:"present"` // weight of those who might
	Channels map[string]ChannelTurnout `json:"channels"`
}

// ChannelTurnout is the turnout of one channel: that from which the votes came.
// Who voted and then left it or the sitting has voted, so Present is never less.
type ChannelTurnout struct {
	Heard   int64 `json:"heard"`
	Weight  int64 `json:"weight"`
	Present int64 `json:"present"`
}

// SeeTurnout reads counters: a few rows, however many have voted.
var SeeTurnout = kernel.Query[Which, Turnout]{
	Name: "voting.turnout", Who: "everybody; of a draft, those who prepare it", Public: true,
	May: everybody[Which],
	Do: func(tx *kernel.Tx, in Which) (Turnout, error) {
		p, err := pollIn(tx, in.Sitting, in.Poll)
		if err == nil && p.Status == Draft && p.led(tx) != nil {
			err = noPoll()
		}
		if err != nil {
			return Turnout{}, err
		}
		return turnout(tx, p)
	},
}

func turnout(tx *kernel.Tx, p Poll) (Turnout, error) {
	heard, weight, err := heardBy(tx, p.ID)
	if err != nil {
		return Turnout{}, err
	}
	present := map[string]int64{}
	switch p.Status {
	case Open:
		present, err = assembly.PresentCounts(tx, p.Sitting)
	case Closed, Announced:
		present, _, _, err = getBases(tx, p.ID)
	}
	if err != nil {
		return Turnout{}, err
	}
	cards, err := cardCounts(tx, p.ID)
	if err != nil {
		return Turnout{}, err
	}
	raised := sum(cards[agreed].Choices)
	out := Turnout{Poll: p.ID, Channels: map[string]ChannelTurnout{}}
	for _, ch := range []string{assembly.Hall, assembly.Remote, assembly.Telephone} {
		if p.Voters == Hall && ch != assembly.Hall {
			continue
		}
		c := ChannelTurnout{heard[ch], weight[ch], present[ch]}
		if ch == assembly.Hall {
			c.Heard, c.Weight = c.Heard+raised, c.Weight+raised
		}
		out.Heard, out.Weight, out.Present = out.Heard+c.Heard, out.Weight+c.Weight, out.Present+c.Present
		c.Present = max(c.Present, c.Weight)
		out.Channels[ch] = c
	}
	out.Present = max(out.Present, out.Weight)
	return out, nil
}

// Mine is what a delegate needs to know: who they act for, and their polls.
type Mine struct {
	Mandate      string      `json:"mandate"`
	Organisation words.Local `json:"organisation"` // its name
	Present      bool        `json:"present"`
	Channel      string      `json:"channel"`
	Polls        []MyPoll    `json:"polls"` // those that want something, or did until the announcement
}

// MyPoll is a poll as one delegate sees it.
type MyPoll struct {
	Poll Poll `json:"poll"`
	// May: a vote would be accepted now. If not, Why is the sentence that says
	// so, and Number the number of the vote that the mandate has.
	May    bool   `json:"may"`
	Why    string `json:"why"`
	Voted  bool   `json:"voted"`
	Number int64  `json:"number"`
	Way    string `json:"way"`
	// Confirm: tellers took the vote, and its delegate has not confirmed it.
	Confirm bool `json:"confirm"`
	Object  bool `json:"object"` // one may object now
}

// SeeMine is the delegate's own view of the polls of a sitting.
var SeeMine = kernel.Query[Whose, Mine]{
	Name: "voting.mine", Who: "the delegate of a mandate, for their own",
	May: func(tx *kernel.Tx, in Whose) error {
		_, err := assembly.VoterFor(tx, in.Sitting, tx.By.ID)
		return err
	},
	Do: mine,
}

func mine(tx *kernel.Tx, in Whose) (Mine, error) {
	v, err := assembly.VoterFor(tx, in.Sitting, tx.By.ID)
	if err != nil {
		return Mine{}, err
	}
	o, err := members.Get(tx, v.Organisation)
	if err != nil {
		return Mine{}, err
	}
	out := Mine{v.Mandate, o.Name, v.Present, v.Channel, []MyPoll{}}
	polls, err := pollsWhere(tx, in.Sitting, "status IN ('open', 'closed')")
	for _, p := range polls {
		m, err := myPoll(tx, p, v)
		if err != nil {
			return out, err
		}
		out.Polls = append(out.Polls, m)
	}
	return out, err
}

func myPoll(tx *kernel.Tx, p Poll, v assembly.Voter) (MyPoll, error) {
	m := MyPoll{Poll: p, Object: p.Kind == ByConsent && v.Present && p.isOpen(tx.Now) == nil &&
		(p.Voters == All || v.Channel == assembly.Hall)}
	b := box{Poll: p}
	had, voted, err := b.voteOf(tx, v)
	if err == nil && voted {
		m.Voted, m.Number, m.Way = had.Counts(), had.Number, had.Way
		m.Confirm = had.Way == ByTeller && had.State == Unconfirmed && had.Holder == v.Person
		_, err = p.retake(Own, had, v.Person)
	}
	if err == nil {
		err = p.admits(v, Own)
	}
	if err == nil {
		err = p.isOpen(tx.Now)
	}
	if no := kernel.Refusal(err); no != nil {
		m.Why = no.Key
		return m, nil
	}
	m.May = err == nil
	return m, err
}

// Receipts are the receipts of a mandate in a sitting, the latest first.
type Receipts struct {
	Receipts []Receipt `json:"receipts"`
}

// sealedReceipts is a query whose answer is signed after it was read: the same
// vote has the same receipt whenever it is asked for.
type sealedReceipts struct {
	kernel.Query[Whose, Receipts]
}

// SeeReceipts shows a delegate the receipts of the mandate they act for.
var SeeReceipts = sealedReceipts{kernel.Query[Whose, Receipts]{
	Name: "voting.receipts", Who: "the delegate of a mandate, for their own; whom a substitute took over from, for the votes that were theirs",
	May: func(tx *kernel.Tx, in Whose) error {
		_, err := ownBallots(tx, in.Sitting)
		return err
	},
	Do: func(tx *kernel.Tx, in Whose) (Receipts, error) {
		f, err := kernel.FirstKey(tx)
		if err != nil {
			return Receipts{}, err
		}
		list, err := ownBallots(tx, in.Sitting)
		out := Receipts{make([]Receipt, len(list))}
		for i, b := range list {
			out.Receipts[i] = b.receipt(f)
		}
		return out, err
	},
}}

// ownBallots are the votes of the mandate that somebody acts for; of somebody who
// acts for none any more, those that they cast or that were heard from them.
func ownBallots(tx *kernel.Tx, sitting string) ([]Ballot, error) {
	v, none := assembly.VoterFor(tx, sitting, tx.By.ID)
	if none == nil {
		return ballotsOf(tx, sitting, v.Mandate)
	}
	if kernel.Refusal(none) == nil || tx.By.Nobody() {
		return nil, none
	}
	list, err := ballotsHeldBy(tx, sitting, tx.By.ID)
	if err == nil && len(list) == 0 {
		return nil, none
	}
	return list, err
}

// Ask asks for the receipts and signs them.
func (q sealedReceipts) Ask(ctx context.Context, k *kernel.Kernel, by kernel.Actor, in Whose) (Receipts, error) {
	out, err := kernel.Ask(ctx, k, q.Query, by, in)
	for i := range out.Receipts {
		if err == nil {
			out.Receipts[i], err = seal(k, out.Receipts[i])
		}
	}
	return out, err
}

// Call asks with an input that fill writes.
func (q sealedReceipts) Call(ctx context.Context, k *kernel.Kernel, by kernel.Actor, _ string, fill func(any) error) (any, error) {
	var in Whose
	if err := fill(&in); err != nil {
		return nil, err
	}
	return q.Ask(ctx, k, by, in)
}

// ReceiptText is a receipt that somebody shows.
type ReceiptText struct {
	Receipt string `json:"receipt"`
}

// Checked is what a genuine receipt says, and what became of its vote.
type Checked struct {
	Question words.Local `json:"question"`
	Poll     string      `json:"poll"`
	Sitting  string      `json:"sitting"`
	Number   int64       `json:"number"`
	Revision int64       `json:"revision"`
	At       sqldb.Time  `json:"at"`
	Code     string      `json:"code"`
	// Standing is counted, changed (a later vote of the mandate stands), struck
	// (it was denied by its delegate, or could not be confirmed) or erased (the
	// poll was cancelled).
	Standing string `json:"standing"`
}

// CheckReceipt tells anybody whether a receipt is genuine.
var CheckReceipt = kernel.Query[ReceiptText, Checked]{
	Name: "voting.check-receipt", Who: "everybody", Public: true,
	May: everybody[ReceiptText],
	Do:  checkReceipt,
}

func checkReceipt(tx *kernel.Tx, in ReceiptText) (Checked, error) {
	text := strings.TrimSpace(words.Clean(in.Receipt))
	keys, err := kernel.PublicKeys(tx)
	if err != nil {
		return Checked{}, err
	}
	r, err := receipt.Verify(func(id string) ed25519.PublicKey {
		for _, k := range keys {
			if receipt.KeyID(k) == id {
				return k
			}
		}
		return nil
	}, text)
	switch {
	case errors.Is(err, receipt.ErrKey), errors.Is(err, receipt.ErrSignature):
		return Checked{}, kernel.RefuseField("receipt", "voting.receipt_not_ours")
	case err != nil:
		return Checked{}, kernel.RefuseField("receipt", "voting.receipt_unreadable")
	}
	p, err := getPoll(tx, r.Poll)
	if err != nil {
		return Checked{}, err
	}
	out := Checked{Question: p.Question, Poll: p.ID, Sitting: p.Sitting, Number: r.Number, Revision: r.Revision}
	out.At.Time = unix(r.Moment)
	if out.Code, err = receipt.Code(text); err != nil {
		return Checked{}, err
	}
	out.Standing, err = standingOf(tx, p, r)
	return out, err
}

func standingOf(tx *kernel.Tx, p Poll, r receipt.Receipt) (string, error) {
	b, ok, err := lastBallot(tx, p.ID, r.Mandate)
	switch {
	case err != nil:
		return "", err
	case !ok && p.Status == Cancelled:
		return "erased", nil
	case !ok:
		return "", errors.New("voting: a signed receipt of no vote, poll " + p.ID)
	case b.Revision > r.Revision:
		return "changed", nil
	case !b.Counts():
		return "struck", nil
	}
	return "counted", nil
}
