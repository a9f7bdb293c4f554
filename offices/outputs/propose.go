package outputs

import (
	"context"

	"github.com/google/uuid"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/pure/arabic"
)

// stream is the minute book of a sitting, in which its outputs are written too.
func stream(sitting string) string { return assembly.Stream(sitting) }

// tell tells the proceedings how far the sitting is with its outputs, and keeps
// it together while the assembly is asked something.
func tell(tx *kernel.Tx, sitting string) error {
	o, err := outcomeOf(tx, sitting)
	if err != nil {
		return err
	}
	keep := assembly.Release
	if !o.Until.IsZero() {
		keep = assembly.Hold
	}
	if err := keep(tx, sitting, "outputs"); err != nil {
		return err
	}
	return proceedings.Tell(tx, sitting, o)
}

// notClosed: the record of a closed sitting stands.
func notClosed(tx *kernel.Tx, sitting string) error {
	s, err := assembly.Get(tx, sitting)
	if err == nil && s.Over() {
		err = kernel.Refuse(kernel.Conflict, "outputs.sitting_closed")
	}
	return err
}

const whoChairs = "the chair of the sitting; until one is elected, whoever presides over the opening"

const whoDrafts = "the drafting committee and the rapporteur; the chair of the sitting; the secretary before the opening"

// mayDraft is the rule of who writes the texts of a sitting.
func mayDraft(tx *kernel.Tx, sitting string) error {
	scope := stream(sitting)
	if tx.By.Has("drafting", scope) || tx.By.Has("rapporteur", scope) || assembly.MayChair(tx, sitting) == nil {
		_, err := assembly.Get(tx, sitting)
		return err
	}
	return kernel.Refuse(kernel.Denied, "outputs.drafters_only")
}

// NewOutput is an output as it is proposed. Mandate is for those who write down
// what was proposed aloud; a delegate's own is known.
type NewOutput struct {
	ID      string      `json:"id"`
	Sitting string      `json:"sitting"`
	Text    words.Local `json:"text"`
	Mandate string      `json:"mandate"`
}

// ProposedOutput is what became of it.
type ProposedOutput struct {
	ID       string `json:"id"`
	Proposal int64  `json:"proposal"`
}

// Propose proposes an output, from the convocation on.
var Propose = kernel.Command[NewOutput, ProposedOutput]{
	Name:   "outputs.propose",
	Who:    "a delegate, for their own organisation; the drafting committee, the rapporteur and the chair, also for a mandate that spoke",
	Stream: func(in NewOutput) string { return stream(in.Sitting) },
	Prepare: func(_ context.Context, in NewOutput) (NewOutput, error) {
		if in.ID == "" {
			in.ID = uuid.Must(uuid.NewV7()).String()
		}
		return in, nil
	},
	May: func(tx *kernel.Tx, in NewOutput) error {
		_, _, err := proposer(tx, in)
		return err
	},
	Do: proposeOutput,
}

// proposer is where a proposal comes from, and the mandate if it comes from the
// floor.
func proposer(tx *kernel.Tx, in NewOutput) (source, mandate string, err error) {
	if mayDraft(tx, in.Sitting) == nil {
		switch {
		case in.Mandate != "":
			v, err := assembly.VoterOf(tx, in.Sitting, in.Mandate)
			return FromFloor, v.Mandate, err
		case tx.By.Has("chair", stream(in.Sitting)):
			return FromChair, "", nil
		}
		return FromDrafting, "", nil
	}
	v, err := assembly.VoterFor(tx, in.Sitting, tx.By.ID)
	if err == nil && in.Mandate != "" && in.Mandate != v.Mandate {
		return "", "", kernel.Refuse(kernel.Denied, "outputs.not_yours")
	}
	return FromFloor, v.Mandate, err
}

func proposeOutput(tx *kernel.Tx, in NewOutput) (ProposedOutput, error) {
	s, err := assembly.Get(tx, in.Sitting)
	if err != nil {
		return ProposedOutput{}, err
	}
	if s.Over() || s.Status == assembly.Draft && assembly.MayChair(tx, in.Sitting) != nil {
		return ProposedOutput{}, kernel.Refuse(kernel.Conflict, "outputs.sitting_not_open")
	}
	l, err := text("text", in.Text, outputMost, true)
	if err != nil {
		return ProposedOutput{}, err
	}
	source, mandate, err := proposer(tx, in)
	if err != nil {
		return ProposedOutput{}, err
	}
	last, _, err := lastNumbers(tx, in.Sitting)
	if err != nil {
		return ProposedOutput{}, err
	}
	if last >= outputsMost {
		return ProposedOutput{}, kernel.Refuse(kernel.Conflict, "outputs.outputs_full", int64(outputsMost))
	}
	o := Output{ID: in.ID, Sitting: in.Sitting, Proposal: last + 1, Text: l, Revision: 1, Revised: tx.Now, Source: source,
		Mandate: mandate, Author: tx.By.ID, State: Proposed}
	if fresh, err := insertOutput(tx, o); err != nil || !fresh {
		return ProposedOutput{}, kernel.RefuseAll(err, kernel.RefuseField("id", "outputs.id_taken"))
	}
	if err := insertOutputVersion(tx, o.ID, Version{Revision: 1, Text: l, By: tx.By.ID, At: tx.Now}); err != nil {
		return ProposedOutput{}, err
	}
	if err := tell(tx, in.Sitting); err != nil {
		return ProposedOutput{}, err
	}
	return ProposedOutput{o.ID, o.Proposal}, tx.Record("outputs.proposed", o.line())
}

// outputLine is what the journal says of an output.
type outputLine struct {
	Output   string `json:"output"`
	Revision int64  `json:"revision"`
	State    string `json:"state"`
	Number   int64  `json:"number,omitempty"`
	Poll     string `json:"poll,omitempty"`
	Mandate  string `json:"mandate,omitempty"`
	Into     string `json:"into,omitempty"`
}

func (o Output) line() outputLine {
	return outputLine{o.ID, o.Revision, o.State, o.Number, o.Poll, o.Mandate, o.Into}
}

// saved writes an output and a line of it.
func (o Output) saved(tx *kernel.Tx, kind string) error {
	if err := saveOutput(tx, o); err != nil {
		return err
	}
	if err := tell(tx, o.Sitting); err != nil {
		return err
	}
	return tx.Record("outputs."+kind, o.line())
}

// EditedOutput is a new text of an output. Revision is the one that the writer
// has read: of two who write at once, the second is asked to look again.
type EditedOutput struct {
	Sitting  string      `json:"sitting"`
	Output   string      `json:"output"`
	Revision int64       `json:"revision"`
	Text     words.Local `json:"text"`
	Why      string      `json:"why"`
}

// Revised is the revision that a text has now.
type Revised struct {
	Revision int64 `json:"revision"`
}

// Edit writes a new text; every earlier one is kept.
var Edit = kernel.Command[EditedOutput, Revised]{
	Name: "outputs.edit", Who: whoDrafts + "; the delegate who proposed it, until somebody else has changed it",
	Stream: func(in EditedOutput) string { return stream(in.Sitting) },
	May: func(tx *kernel.Tx, in EditedOutput) error {
		err := mayDraft(tx, in.Sitting)
		if err == nil {
			return nil
		}
		o, missing := outputIn(tx, in.Sitting, in.Output)
		if missing != nil || o.Author != tx.By.ID || o.Revision != in.Revision {
			return err
		}
		return authorAlone(tx, o)
	},
	Do: editOutput,
}

// authorAlone: the proposer's hand is the only one that has written it.
func authorAlone(tx *kernel.Tx, o Output) error {
	versions, err := outputVersions(tx, o.ID)
	for _, v := range versions {
		if v.By != o.Author {
			return kernel.Refuse(kernel.Denied, "outputs.drafters_only")
		}
	}
	return err
}

func editOutput(tx *kernel.Tx, in EditedOutput) (Revised, error) {
	o, err := outputIn(tx, in.Sitting, in.Output)
	if err != nil {
		return Revised{}, err
	}
	if err := notClosed(tx, in.Sitting); err != nil {
		return Revised{}, err
	}
	if err := o.mayEdit(); err != nil {
		return Revised{}, err
	}
	l, err := text("text", in.Text, outputMost, true)
	why := arabic.Clean(in.Why)
	if err = kernel.RefuseAll(err, short("why", words.Local{Ar: why}, reasonMost)); err != nil {
		return Revised{}, err
	}
	if l == o.Text {
		return Revised{o.Revision}, nil
	}
	if in.Revision != o.Revision {
		return Revised{}, kernel.Refuse(kernel.Conflict, "outputs.changed_meanwhile", o.Revision)
	}
	// What was objected to, or reserved about, is no longer the text: it may be
	// asked about anew.
	o.Text, o.Revision, o.Revised, o.State = l, o.Revision+1, tx.Now, Proposed
	if err := insertOutputVersion(tx, o.ID, Version{o.Revision, l, tx.By.ID, tx.Now, why}); err != nil {
		return Revised{}, err
	}
	return Revised{o.Revision}, o.saved(tx, "edited")
}

// OutputAside says what became of an output that is not adopted.
type OutputAside struct {
	Sitting string `json:"sitting"`
	Output  string `json:"output"`
	As      string `json:"as"`   // deferred, rejected, merged
	Into    string `json:"into"` // the output that it is merged into
	Why     string `json:"why"`
}

// SetAside minutes an output that is not adopted.
var SetAside = kernel.Command[OutputAside, kernel.None]{
	Name: "outputs.set-aside", Who: whoChairs,
	Stream: func(in OutputAside) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in OutputAside) error { return proceedings.MayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in OutputAside) (kernel.None, error) {
		o, err := outputIn(tx, in.Sitting, in.Output)
		if err != nil || o.State == in.As && o.Into == in.Into {
			return kernel.None{}, err
		}
		if err := notClosed(tx, in.Sitting); err != nil {
			return kernel.None{}, err
		}
		if err := o.mayDecide(); err != nil {
			return kernel.None{}, err
		}
		if o.Why, err = reason(in.Why); err != nil {
			return kernel.None{}, err
		}
		switch in.As {
		case Deferred, Rejected:
			o.State = in.As
		case MergedIn:
			o.State, o.Into = in.As, in.Into
			if err := mayMerge(tx, o); err != nil {
				return kernel.None{}, err
			}
		default:
			return kernel.None{}, kernel.RefuseField("as", "outputs.no_such_state")
		}
		o.Decided = tx.Now
		return kernel.None{}, o.saved(tx, "set-aside")
	},
}

// mayMerge: an output is merged into another that stands for itself.
func mayMerge(tx *kernel.Tx, o Output) error {
	into, err := outputIn(tx, o.Sitting, o.Into)
	if kernel.Refusal(err) != nil || err == nil && (into.ID == o.ID || !into.undecided() && into.State != Adopted) {
		return kernel.RefuseField("into", "outputs.cannot_merge")
	}
	return err
}

// OfOutput names an output.
type OfOutput struct {
	Sitting string `json:"sitting"`
	Output  string `json:"output"`
}

// TakeUp takes up again an output that was set aside, not by a vote, and
// takes back the question whether anyone objects before it is settled: somebody
// objected aloud, or more must be said.
var TakeUp = kernel.Command[OfOutput, kernel.None]{
	Name: "outputs.take-up", Who: whoChairs,
	Stream: func(in OfOutput) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in OfOutput) error { return proceedings.MayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in OfOutput) (kernel.None, error) {
		o, err := outputIn(tx, in.Sitting, in.Output)
		if err != nil || o.State == Proposed {
			return kernel.None{}, err
		}
		aside := o.State == Asked || o.State == Deferred || o.State == MergedIn || o.State == Rejected && o.Poll == ""
		if !aside {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "outputs.is_decided")
		}
		if err := notClosed(tx, in.Sitting); err != nil {
			return kernel.None{}, err
		}
		o.State, o.Into, o.Why, o.Decided = Proposed, "", "", sqldb.Time{}
		o.Asked, o.Until = sqldb.Time{}, sqldb.Time{}
		return kernel.None{}, o.saved(tx, "taken-up")
	},
}
