package voting

import (
	"context"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/offices/assembly"
	"ittihad/pure/receipt"
)

// A Vote is what a delegate sends.
type Vote struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
	Choice  string `json:"choice"`
}

// A Receipt says that a mandate's vote was received and under which number. It
// has no place for the choice. Text is the signed line, Code its short form for
// the telephone; what is kept of it for a repeat is everything else, from which
// the same key makes the same text again.
type Receipt struct {
	Poll       string     `json:"poll"`
	Mandate    string     `json:"mandate"`
	Number     int64      `json:"number"`
	Revision   int64      `json:"revision"`
	At         sqldb.Time `json:"at"`
	SignedWith string     `json:"signed_with"`
	Federation string     `json:"federation"`
	Text       string     `json:"receipt,omitempty"`
	Code       string     `json:"code,omitempty"`
}

// Cast is a delegate's vote, by their own sign-in.
//
// It is the hottest path of the house: hundreds come in a second, batched. Their
// voters, their polls and what their mandates have voted are read in a statement
// each for all of them, and what they add is written together.
var Cast = kernel.Command[Vote, Receipt]{
	Name:   "voting.cast",
	Who:    "the delegate of a mandate that is present, or the substitute who took over",
	Calm:   true,
	Stream: func(in Vote) string { return assembly.Stream(in.Sitting) },
	May: func(tx *kernel.Tx, in Vote) error {
		_, err := voterFor(tx, in.Sitting)
		return err
	},
	Prepare: func(_ context.Context, in Vote) (Vote, error) {
		in.Choice = strings.TrimRight(in.Choice, padding)
		return in, nil
	},
	Ahead: ahead,
	Do:    cast,
	Seal:  seal,
}

// voterFor is who acts here and for which mandate; May and Do both ask.
func voterFor(tx *kernel.Tx, sitting string) (assembly.Voter, error) {
	return kernel.Memo(tx, voterKey(tx.By.ID), func() (assembly.Voter, error) {
		return assembly.VoterFor(tx, sitting, tx.By.ID)
	})
}

// ahead reads what a batch of votes must know.
func ahead(tx *kernel.Tx, asked []kernel.Asked[Vote]) error {
	who, polls := make([][2]string, len(asked)), make([]string, len(asked))
	for i, a := range asked {
		who[i], polls[i] = [2]string{a.In.Sitting, a.By.ID}, a.In.Poll
	}
	voters, err := assembly.VotersFor(tx, who)
	if err != nil {
		return err
	}
	mandates := map[[2]string]string{}
	for _, v := range voters {
		kernel.Foretell(tx, assembly.Stream(v.Sitting), voterKey(v.Person), v)
		mandates[[2]string{v.Sitting, v.Person}] = v.Mandate
	}
	boxes, err := getBoxes(tx, polls)
	if err != nil {
		return err
	}
	for _, b := range boxes {
		kernel.Foretell(tx, assembly.Stream(b.Sitting), boxKey(b.ID), b)
	}
	var seek [][2]string
	for i, a := range asked {
		if b, m := boxes[a.In.Poll], mandates[who[i]]; b != nil && m != "" {
			seek, b.before[m] = append(seek, [2]string{b.ID, m}), nil
		}
	}
	had, err := lastBallots(tx, seek)
	for _, n := range had {
		boxes[n.Poll].before[n.Mandate] = &n
	}
	return err
}

func voterKey(person string) string { return "voter/" + person }
func boxKey(poll string) string     { return "box/" + poll }

func cast(tx *kernel.Tx, in Vote) (Receipt, error) {
	b, err := boxOf(tx, in.Sitting, in.Poll)
	if err != nil {
		return Receipt{}, err
	}
	v, err := voterFor(tx, in.Sitting)
	if err != nil {
		return Receipt{}, err
	}
	return b.take(tx, v, Ballot{Choice: in.Choice, Way: Own, By: tx.By.ID})
}

// A box is an open poll as the votes of one batch see it: read once, under the
// lock of the stream, and kept in step with what this batch adds.
type box struct {
	Poll
	key, federation string
	heard           int64              // numbers given out
	votes           map[string]Ballot  // of this batch, by mandate
	before          map[string]*Ballot // what mandates had when the batch began, nil for none, as far as it was read ahead
}

// boxOf is the box of an open poll.
func boxOf(tx *kernel.Tx, sitting, poll string) (*box, error) {
	b, err := kernel.Memo(tx, boxKey(poll), func() (*box, error) { return getBox(tx, poll) })
	switch {
	case err != nil:
		return nil, err
	case b.Sitting != sitting:
		return nil, noPoll()
	}
	return b, b.isOpen(tx.Now)
}

// take accepts a vote of a mandate, whichever way it came: choice, way and hands
// are set in the ballot. Nothing that can fail comes after what it keeps in the
// box.
func (b *box) take(tx *kernel.Tx, v assembly.Voter, n Ballot) (Receipt, error) {
	if err := b.mayChoose(n.Choice); err != nil {
		return Receipt{}, err
	}
	if err := b.admits(v, n.Way); err != nil {
		return Receipt{}, err
	}
	had, voted, err := b.voteOf(tx, v)
	if err != nil {
		return Receipt{}, err
	}
	n.Number = b.heard + 1
	if voted {
		if n.Revision, err = b.retake(n.Way, had, v.Person); err != nil {
			return Receipt{}, err
		}
		n.Number = had.Number
	}
	n.Poll, n.Mandate, n.Organisation, n.Weight, n.Channel = b.ID, v.Mandate, v.Organisation, v.Weight, v.Channel
	n.Holder, n.Key, n.At = v.Person, b.key, tx.Now
	putBallot(tx, n)
	switch {
	case !voted:
		countHeard(tx, n, 1)
	case !had.Counts():
		countHeard(tx, n, 0)
	}
	if err := tx.Record("voting.cast", castEvent{b.ID, n.Mandate, n.Number, n.Revision, n.Way}); err != nil {
		return Receipt{}, err
	}
	if !voted {
		b.heard++
	}
	b.votes[v.Mandate] = n
	return n.receipt(b.federation), nil
}

// castEvent is what the journal says of a vote: never the choice.
type castEvent struct {
	Poll     string `json:"poll"`
	Mandate  string `json:"mandate"`
	Number   int64  `json:"number"`
	Revision int64  `json:"revision"`
	Way      string `json:"way"`
}

// voteOf is the vote that a mandate has in the poll, if any.
func (b *box) voteOf(tx *kernel.Tx, v assembly.Voter) (Ballot, bool, error) {
	if had, ok := b.votes[v.Mandate]; ok {
		return had, true, nil
	}
	if b.Kind == ByCards {
		counted, err := isCarded(tx, b.ID, v.Mandate)
		if err != nil {
			return Ballot{}, false, err
		}
		if counted {
			return Ballot{}, false, kernel.Refuse(kernel.Conflict, "voting.had_a_card")
		}
	}
	if had, known := b.before[v.Mandate]; known {
		if had == nil {
			return Ballot{}, false, nil
		}
		return *had, true, nil
	}
	return lastBallot(tx, b.ID, v.Mandate)
}

func (n Ballot) receipt(federation string) Receipt {
	return Receipt{Poll: n.Poll, Mandate: n.Mandate, Number: n.Number, Revision: n.Revision, At: n.At,
		SignedWith: n.Key, Federation: federation}
}

// seal signs a receipt after the commit, outside the lock. The same receipt
// gives the same text, however often it is asked for: Ed25519 has no randomness.
func seal(k *kernel.Kernel, r Receipt) (Receipt, error) {
	private, err := k.Keys.Private(r.SignedWith)
	if err != nil {
		return r, err
	}
	r.Text, err = receipt.Sign(private, receipt.Receipt{Federation: r.Federation, Poll: r.Poll, Mandate: r.Mandate,
		Number: r.Number, Revision: r.Revision, Moment: r.At.Unix()})
	if err != nil {
		return r, err
	}
	r.Code, err = receipt.Code(r.Text)
	return r, err
}
