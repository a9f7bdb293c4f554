package outputs

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
)

// Now is how far a sitting is with its outputs, and what it is being asked.
type Now struct {
	SoFar   SoFar    `json:"so_far"`
	Consent *Silence `json:"consent"` // the chair asks whether anyone objects
}

// SoFar counts the outputs.
type SoFar struct {
	Proposed int64 `json:"proposed"` // undecided
	Adopted  int64 `json:"adopted"`
	AtLeast  int64 `json:"at_least"` // that the chair set
	Short    int64 `json:"short"`    // as many fewer were adopted before the close
}

// A Silence is the question whether anyone objects. Over is true when nobody has
// in time, and the chair may say so.
type Silence struct {
	Until   sqldb.Time   `json:"until"`
	Over    bool         `json:"over"`
	Outputs []OutputText `json:"outputs"`
}

// An OutputText is an output as it is read out.
type OutputText struct {
	Output   string      `json:"output"`
	Proposal int64       `json:"proposal"`
	Revision int64       `json:"revision"`
	Number   int64       `json:"number"`
	Text     words.Local `json:"text"`
}

func (o Output) read() OutputText { return OutputText{o.ID, o.Proposal, o.Revision, o.Number, o.Text} }

// SeeNow is how far the outputs are, for every page of the sitting.
var SeeNow = kernel.Query[OfSitting, Now]{
	Name: "outputs.now", Who: whoFollows, May: mayFollowIn,
	Do: func(tx *kernel.Tx, in OfSitting) (Now, error) {
		all, err := allOutputs(tx, in.Sitting)
		if err != nil {
			return Now{}, err
		}
		return nowOf(tx, in.Sitting, all)
	},
}

func nowOf(tx *kernel.Tx, sitting string, all []Output) (n Now, err error) {
	for _, o := range all {
		if o.undecided() {
			n.SoFar.Proposed++
		}
		if o.State == Adopted {
			n.SoFar.Adopted++
		}
		if o.State != Asked {
			continue
		}
		if n.Consent == nil {
			n.Consent = &Silence{Until: o.Until, Over: !tx.Now.Before(o.Until.Time)}
		}
		n.Consent.Outputs = append(n.Consent.Outputs, o.read())
	}
	if n.SoFar.AtLeast, err = proceedings.Wanted(tx, sitting); err != nil {
		return n, err
	}
	if s, err := assembly.Get(tx, sitting); err != nil || !s.Over() {
		return n, err
	}
	n.SoFar.Short = max(0, n.SoFar.AtLeast-n.SoFar.Adopted)
	return n, nil
}
