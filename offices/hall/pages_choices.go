package hall

import (
	"context"
	"strconv"
	"time"

	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/outputs"
	"ittihad/offices/voting"
)

// outputNumber is the number that an output is called by.
func outputNumber(o outputs.OutputText) int64 {
	if o.Number > 0 {
		return o.Number
	}
	return o.Proposal
}

func outputKind(state string) ui.Kind {
	switch state {
	case outputs.Adopted:
		return ui.OK
	case outputs.Rejected:
		return ui.No
	case outputs.Deferred, outputs.MergedIn:
		return ui.Plain
	}
	return ui.Wait
}

// proposals are the outputs that may be put to the assembly together.
func (d Desk) proposals(ctx context.Context) (list []ui.Option) {
	for _, o := range d.Outputs.Outputs {
		if o.State == outputs.Proposed {
			list = append(list, ui.Option{Value: o.Output, Label: in(ctx, o.Text), Selected: true})
		}
	}
	return list
}

func kindMsg(kind string) words.Msg { return words.Msg{Key: "hall.kind_" + kind} }

func pollKinds(ctx context.Context) (list []ui.Option) {
	for _, k := range []string{voting.ByName, voting.ByRollCall, voting.ByCards, voting.ByConsent} {
		list = append(list, ui.Option{Value: k, Label: say(ctx, "hall.kind_"+k)})
	}
	return list
}

// seconds are lengths of time to choose from; zero is until the chair closes.
func seconds(ctx context.Context, all ...int) (list []ui.Option) {
	for _, s := range all {
		o := ui.Option{Value: strconv.Itoa(s), Label: words.From(ctx).Span(time.Duration(s) * time.Second)}
		if s == 0 {
			o.Label = say(ctx, "hall.until_closed")
		}
		list = append(list, o)
	}
	return list
}

func minutes(ctx context.Context, all ...int) (list []ui.Option) {
	for _, m := range all {
		list = append(list, ui.Option{Value: strconv.Itoa(m), Label: words.From(ctx).Span(time.Duration(m) * time.Minute)})
	}
	return list
}

// ratifyQuestion asks the hall about the remote votes of the poll, in the three
// languages of a question.
func (d Desk) ratifyQuestion(ctx context.Context) (q words.Local) {
	v := web.VisitFrom(ctx)
	if v == nil {
		return q
	}
	ask := func(lang string) string {
		return v.Kernel.Words.For(words.Reader{Lang: lang}).Say("hall.ratify_question", d.Poll.Poll.Question)
	}
	return words.Local{Ar: ask("ar"), En: ask("en"), Tr: ask("tr")}
}

// candidateOptions are the delegates who are here, by organisation.
func (d Desk) candidateOptions(ctx context.Context) []ui.Option {
	list := []ui.Option{{Value: "", Label: say(ctx, "hall.choose")}}
	for _, c := range d.Candidates {
		list = append(list, ui.Option{Value: c.Person, Label: say(ctx, "hall.candidate", c.Name, c.Organisation)})
	}
	return list
}

// seatOptions is candidateOptions with the one chosen who holds the role already.
func (d Desk) seatOptions(ctx context.Context, here []ui.Option, role string, nth int) []ui.Option {
	list := append([]ui.Option(nil), here...)
	for _, o := range d.Officers {
		if o.Role != role {
			continue
		}
		if nth--; nth >= 0 {
			continue
		}
		for i := range list {
			if list[i].Value == o.Person {
				list[i].Selected = true
				return list
			}
		}
		return append(list, ui.Option{Value: o.Person, Label: in(ctx, o.Name), Selected: true})
	}
	return list
}
