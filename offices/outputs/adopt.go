package outputs

import (
	"slices"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/arabic"
)

// AskedConsent asks whether anyone objects to some outputs, all together.
type AskedConsent struct {
	Sitting string   `json:"sitting"`
	Outputs []string `json:"outputs"`
	Seconds int64    `json:"seconds"` // for which objections are taken; zero: 20
}

// Consent says until when objections are taken.
type Consent struct {
	Until sqldb.Time `json:"until"`
}

// AskConsent asks "does anyone object?". It needs the quorum, as a vote does, and
// no vote may be open. Who speaks is interrupted.
var AskConsent = kernel.Command[AskedConsent, Consent]{
	Name: "outputs.ask-consent", Who: whoChairs,
	Stream: func(in AskedConsent) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in AskedConsent) error { return proceedings.MayLead(tx, in.Sitting) },
	Do:     askConsent,
}

func askConsent(tx *kernel.Tx, in AskedConsent) (Consent, error) {
	if in.Seconds == 0 {
		in.Seconds = silenceUsual
	}
	if in.Seconds < silenceLeast || in.Seconds > silenceMost {
		return Consent{}, kernel.RefuseField("seconds", "outputs.out_of_bounds", int64(silenceLeast), int64(silenceMost))
	}
	if len(in.Outputs) == 0 {
		return Consent{}, kernel.RefuseField("outputs", "outputs.choose_outputs")
	}
	if err := mayVote(tx, in.Sitting); err != nil {
		return Consent{}, err
	}
	if open, err := proceedings.Deciding(tx, in.Sitting); err != nil || open {
		return Consent{}, kernel.RefuseAll(err, kernel.Refuse(kernel.Conflict, "outputs.vote_open"))
	}
	quorum, err := assembly.RequireQuorum(tx, in.Sitting, "")
	if err != nil {
		return Consent{}, err
	}
	until := sqldb.Time{Time: tx.Now.Add(time.Duration(in.Seconds) * time.Second)}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(in.Outputs))) {
		o, err := outputIn(tx, in.Sitting, id)
		if err != nil {
			return Consent{}, err
		}
		if o.State != Proposed {
			return Consent{}, kernel.Refuse(kernel.Conflict, "outputs.not_proposed")
		}
		o.State, o.Asked, o.Until, o.Quorum = Asked, tx.Now, until, quorum.ID
		if err := o.saved(tx, "consent-asked"); err != nil {
			return Consent{}, err
		}
	}
	return Consent{until}, proceedings.Hush(tx, in.Sitting)
}

// mayVote: the assembly decides while it sits.
func mayVote(tx *kernel.Tx, sitting string) error {
	s, err := assembly.Get(tx, sitting)
	if err != nil {
		return err
	}
	return mayDecideNow(s.Status)
}

// NewRemark is an objection to an output or a reservation about it. Mandate is
// for the desk and the tellers; a delegate's own is known.
type NewRemark struct {
	Sitting string `json:"sitting"`
	Output  string `json:"output"`
	// Revision is the one that the speaker has read; zero is the present one, of
	// which somebody spoke aloud.
	Revision int64  `json:"revision"`
	Mandate  string `json:"mandate"`
	Text     string `json:"text"`
}

const whoRemarks = "a delegate who is present, for themselves; the desk and the tellers, for a mandate in the hall or on the telephone"

// Object objects while the chair asks; the output then goes to a vote. Once is
// enough, and said twice it is one.
var Object = kernel.Command[NewRemark, kernel.None]{
	Name: "outputs.object", Who: whoRemarks,
	Stream: func(in NewRemark) string { return stream(in.Sitting) },
	May:    mayRemark,
	Do: func(tx *kernel.Tx, in NewRemark) (kernel.None, error) {
		o, r, err := remark(tx, in)
		if err != nil {
			return kernel.None{}, err
		}
		switch {
		case o.State == Contested:
		case o.State != Asked || !tx.Now.Before(o.Until.Time):
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "outputs.not_asked")
		}
		if err := putRemark(tx, "objection", r); err != nil {
			return kernel.None{}, err
		}
		o.State = Contested
		return kernel.None{}, o.saved(tx, "contested")
	},
}

// Reserve records a reservation about the text as it is, from the question on
// until the sitting closes; it holds nothing up. Said again, the last stands.
var Reserve = kernel.Command[NewRemark, kernel.None]{
	Name: "outputs.reserve", Who: whoRemarks,
	Stream: func(in NewRemark) string { return stream(in.Sitting) },
	May:    mayRemark,
	Do: func(tx *kernel.Tx, in NewRemark) (kernel.None, error) {
		o, r, err := remark(tx, in)
		if err != nil {
			return kernel.None{}, err
		}
		if o.State != Asked && o.State != InVote && o.State != Contested && o.State != Adopted {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "outputs.nothing_to_reserve")
		}
		if err := mayVote(tx, in.Sitting); err != nil {
			return kernel.None{}, err
		}
		if r.Text == "" {
			return kernel.None{}, kernel.RefuseField("text", "outputs.say_your_reservation")
		}
		if err := putRemark(tx, "reservation", r); err != nil {
			return kernel.None{}, err
		}
		line := o.line()
		line.Mandate = r.Mandate
		return kernel.None{}, tx.Record("outputs.reserved", line)
	},
}

func mayRemark(tx *kernel.Tx, in NewRemark) error {
	_, err := proceedings.SpeakerFor(tx, in.Sitting, in.Mandate)
	return err
}

func remark(tx *kernel.Tx, in NewRemark) (o Output, r Remark, err error) {
	v, err := proceedings.SpeakerFor(tx, in.Sitting, in.Mandate)
	if err != nil {
		return o, r, err
	}
	if !v.Present {
		return o, r, kernel.Refuse(kernel.Conflict, "outputs.not_here")
	}
	said := arabic.CleanText(in.Text)
	if len([]rune(said)) > outputMost {
		return o, r, kernel.RefuseField("text", "outputs.too_long", int64(outputMost))
	}
	if err := notClosed(tx, in.Sitting); err != nil {
		return o, r, err
	}
	o, err = outputIn(tx, in.Sitting, in.Output)
	if err == nil && in.Revision != 0 && in.Revision != o.Revision {
		err = kernel.Refuse(kernel.Conflict, "outputs.changed_meanwhile", o.Revision)
	}
	return o, Remark{in.Output, o.Revision, v.Mandate, v.Organisation, said, tx.Now}, err
}

// Settled is how many outputs were adopted.
type Settled struct {
	Adopted int64 `json:"adopted"`
}

// SettleConsent pronounces that nobody objects: what was asked about and not
// objected to is adopted, in the order in which it was proposed. Refused before
// the time is over, and where the quorum is gone: a silence of too few decides
// nothing.
var SettleConsent = kernel.Command[OfSitting, Settled]{
	Name: "outputs.settle-consent", Who: whoChairs,
	Stream: func(in OfSitting) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in OfSitting) error { return proceedings.MayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in OfSitting) (out Settled, err error) {
		if err := mayVote(tx, in.Sitting); err != nil {
			return out, err
		}
		all, err := allOutputs(tx, in.Sitting)
		if err != nil {
			return out, err
		}
		asked := slices.DeleteFunc(all, func(o Output) bool { return o.State != Asked })
		if len(asked) == 0 {
			return out, kernel.Refuse(kernel.Conflict, "outputs.not_asked")
		}
		if until := asked[0].Until; tx.Now.Before(until.Time) {
			return out, kernel.Refuse(kernel.Conflict, "outputs.wait", 1+int64(until.Sub(tx.Now.Time)/time.Second))
		}
		quorum, err := assembly.RequireQuorum(tx, in.Sitting, "")
		if err != nil {
			return out, err
		}
		for _, o := range asked {
			o.Quorum = quorum.ID
			if err := adopt(tx, o); err != nil {
				return out, err
			}
			out.Adopted++
		}
		return out, nil
	},
}

// adopt gives an output the next number.
func adopt(tx *kernel.Tx, o Output) error {
	_, last, err := lastNumbers(tx, o.Sitting)
	if err != nil {
		return err
	}
	o.State, o.Number, o.Decided = Adopted, last+1, tx.Now
	return o.saved(tx, "adopted")
}

// VotedOutput names the poll that decides an output.
type VotedOutput struct {
	Sitting string `json:"sitting"`
	Output  string `json:"output"`
	Poll    string `json:"poll"`
}

// PutToVote lets a poll decide: when it is announced, the output is adopted or
// rejected. It is a draft, or it was opened on an item of outputs after the text
// was last written, and decides nothing else; one that was announced decides at
// once.
var PutToVote = kernel.Command[VotedOutput, kernel.None]{
	Name: "outputs.put-to-vote", Who: whoChairs,
	Stream: func(in VotedOutput) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in VotedOutput) error { return proceedings.MayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in VotedOutput) (kernel.None, error) {
		o, err := outputIn(tx, in.Sitting, in.Output)
		if err != nil || o.State == InVote && o.Poll == in.Poll {
			return kernel.None{}, err
		}
		if err := notClosed(tx, in.Sitting); err != nil {
			return kernel.None{}, err
		}
		if err := o.mayDecide(); err != nil {
			return kernel.None{}, err
		}
		p, err := voting.PollOf(tx, in.Poll)
		if err != nil {
			return kernel.None{}, err
		}
		if p.Sitting != in.Sitting || !yesOrNo(p) {
			return kernel.None{}, kernel.RefuseField("poll", "outputs.not_this_poll")
		}
		a, err := aboutOf(tx, p)
		if err != nil {
			return kernel.None{}, err
		}
		if !o.asked(a) {
			return kernel.None{}, kernel.RefuseField("poll", "outputs.asked_something_else")
		}
		o.State, o.Poll = InVote, in.Poll
		if err := o.saved(tx, "put-to-vote"); err != nil {
			return kernel.None{}, err
		}
		if p.Status == voting.Announced {
			return kernel.None{}, decide(tx, o)
		}
		return kernel.None{}, nil
	},
}

// yesOrNo: a poll that decides an output asks yes or no, and elects nobody.
func yesOrNo(p voting.Poll) bool {
	return p.Status != voting.Cancelled && len(p.Options) == 0 && p.Elects == ""
}

// aboutOf reads what a poll is about.
func aboutOf(tx *kernel.Tx, p voting.Poll) (a about, err error) {
	if a.draft, a.opened = p.Status == voting.Draft, p.OpenedAt; a.draft {
		return a, nil
	}
	if a.item, err = proceedings.KindOf(tx, p.Sitting, p.Item); err != nil {
		return a, err
	}
	others, err := outputsOfPoll(tx, p.ID)
	a.decides = len(others)
	return a, err
}

// decide does with an output what its announced poll says.
func decide(tx *kernel.Tx, o Output) error {
	r, err := voting.ResultOf(tx, o.Poll)
	switch {
	case err != nil:
		return err
	case r.Carried:
		return adopt(tx, o)
	case r.Outcome == voting.Tied: // the question is put again
		o.State, o.Poll = Contested, ""
		return o.saved(tx, "contested")
	}
	o.State, o.Decided = Rejected, tx.Now
	return o.saved(tx, "rejected")
}
