package proceedings

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/offices/assembly"
	"ittihad/offices/voting"
)

// An Outcome is how far a sitting has come with its outputs. The office that
// keeps them tells it in the transaction in which it changes, so that an item is
// not finished, and the floor not given, on what was true a moment ago. What the
// outputs say is not known here.
type Outcome struct {
	Undecided int64 // proposed, asked about or waiting for a vote
	Adopted   int64
	Until     sqldb.Time // objections are taken until then; zero: nobody is asked
	Read      bool       // the closing statement was read out
}

// Tell keeps the outcome of a sitting, in place of what was told before.
func Tell(tx *kernel.Tx, sitting string, o Outcome) error { return putOutcome(tx, sitting, o) }

// MayLead refuses whoever does not lead the sitting: its chair does, and until
// one is elected whoever presides over the opening.
func MayLead(tx *kernel.Tx, sitting string) error { return mayLead(tx, sitting) }

// MayFollow refuses whoever takes no part in the sitting.
func MayFollow(tx *kernel.Tx, sitting string) error { return mayFollow(tx, sitting) }

// SpeakerFor is the mandate for which the actor may speak: a delegate for their
// own, the desk and the tellers for those who cannot ask themselves. An empty
// mandate is the actor's own.
func SpeakerFor(tx *kernel.Tx, sitting, mandate string) (assembly.Voter, error) {
	return speakerFor(tx, sitting, mandate)
}

// FacesOf is what everybody in the sitting may see of some mandates, by mandate.
func FacesOf(tx *kernel.Tx, sitting string, mandates []string) (map[string]Face, error) {
	return facesOf(tx, sitting, mandates)
}

// Deciding reports whether the assembly is deciding something now: a poll is
// open, or the chair asks whether anyone objects to an output.
func Deciding(tx *kernel.Tx, sitting string) (bool, error) {
	open, err := voting.OpenPolls(tx, sitting)
	if err != nil || len(open) > 0 {
		return err == nil, err
	}
	o, err := outcomeOf(tx, sitting)
	return tx.Now.Before(o.Until.Time), err
}

// Hush interrupts who speaks, unless it is a point of order: the assembly is
// asked something. Who was interrupted goes on afterwards.
func Hush(tx *kernel.Tx, sitting string) error { return hush(tx, sitting) }

// Wanted is the least number of outputs that the chair wants adopted.
func Wanted(tx *kernel.Tx, sitting string) (least int64, err error) {
	items, err := allItems(tx, sitting)
	for _, i := range items {
		if i.Kind == OutputsItem && i.State != Removed {
			least = max(least, i.AtLeast)
		}
	}
	return least, err
}

// KindOf is the kind of an item of a sitting; empty if there is none of that id.
func KindOf(tx *kernel.Tx, sitting, item string) (string, error) {
	i, err := itemIn(tx, sitting, item)
	if kernel.Refusal(err) != nil {
		return "", nil
	}
	return i.Kind, err
}
