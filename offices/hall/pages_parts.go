package hall

import (
	"context"

	"github.com/a-h/templ"

	"ittihad/kernel/web/ui"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/queue"
	"ittihad/pure/tally"
)

// turnoutOf are figures of who has voted: the sum, then each channel.
func turnoutOf(ctx context.Context, t voting.Turnout) []ui.Stat {
	list := []ui.Stat{{Number: n(ctx, t.Weight), Of: n(ctx, t.Present), Label: say(ctx, "hall.votes_arrived", t.Weight)}}
	for _, ch := range channels {
		c, ok := t.Channels[ch]
		if !ok || c.Present == 0 && c.Weight == 0 {
			continue
		}
		kind := ui.Wait
		if c.Weight >= c.Present {
			kind = ui.OK
		}
		list = append(list, ui.Stat{Number: n(ctx, c.Weight), Of: n(ctx, c.Present), Label: say(ctx, "hall.channel_"+ch), Kind: kind})
	}
	return list
}

func turnoutParts(t voting.Turnout) []ui.Part {
	away := t.Channels[assembly.Remote].Weight + t.Channels[assembly.Telephone].Weight
	return []ui.Part{{Value: t.Channels[assembly.Hall].Weight, Kind: ui.OK}, {Value: away, Kind: ui.Wait}}
}

// resultOf is a result by channel, with its sum.
func resultOf(ctx context.Context, r ResultNow) ui.Result {
	out := ui.Result{Caption: say(ctx, "hall.result_caption")}
	keys := choices(ctx, voting.Poll{Options: r.Options})
	for _, c := range keys {
		out.Columns = append(out.Columns, choiceText(ctx, r.Options, c.Key))
	}
	out.Columns = append(out.Columns, say(ctx, "hall.not_cast"))
	row := func(label string, c tally.Count, sum bool) {
		line := ui.ResultRow{Label: label, Of: n(ctx, c.Entitled), Sum: sum}
		for _, k := range keys {
			line.Cells = append(line.Cells, n(ctx, countFor(c, k.Key)))
		}
		line.Cells = append(line.Cells, n(ctx, c.NotCast))
		out.Rows = append(out.Rows, line)
	}
	total := tally.Count{}
	for _, ch := range channels {
		if c, ok := r.Channels.Channels[tally.Channel(ch)]; ok {
			total = total.Add(c)
			if c.Entitled > 0 {
				row(say(ctx, "hall.channel_"+ch), c, false)
			}
		}
	}
	if r.Channels.Rest != nil {
		total = total.Add(*r.Channels.Rest)
		row(say(ctx, "hall.channel_rest"), *r.Channels.Rest, false)
	}
	row(say(ctx, "hall.sum"), total, true)
	return out
}

// resultAddress is where a result stands whole, with its roll-call.
func resultAddress(r ResultNow) string {
	return "/sittings/" + r.Sitting + "/polls/" + r.Poll + "/result"
}

func countFor(c tally.Count, key string) int64 {
	switch key {
	case voting.Yes:
		return c.Yes
	case voting.No:
		return c.No
	case voting.Abstain:
		return c.Abstain
	}
	return c.Options[key]
}

func outcomeKind(r ResultNow) ui.Kind {
	switch {
	case r.Carried || r.Consent:
		return ui.OK
	case r.Outcome == voting.Tied:
		return ui.Wait
	}
	return ui.No
}

// counted is how many there are, as a chip; nothing where there are none.
func counted(ctx context.Context, kind ui.Kind, many int) templ.Component {
	if many == 0 {
		return nil
	}
	return ui.Chip(kind, n(ctx, int64(many)))
}

func quorumKindOf(q Quorum) ui.Kind {
	if q.Met {
		return ui.OK
	}
	return ui.Wait
}

// stages is the agenda as steps.
func stages(ctx context.Context, items []proceedings.PublicItem) (list []ui.Step) {
	for _, i := range items {
		s := ui.Step{Number: n(ctx, i.Number), Title: in(ctx, i.Title)}
		switch i.State {
		case proceedings.Current:
			s.Stage = ui.Now
		case proceedings.Done:
			s.Stage = ui.Done
		case proceedings.Aside:
			s.Note = say(ctx, "hall.aside")
		}
		list = append(list, s)
	}
	return list
}

// callers is the speakers' queue for those who call by name: who speaks first.
func callers(ctx context.Context, f proceedings.Callers) (list []ui.Waiting) {
	add := func(c proceedings.Caller) {
		w := ui.Waiting{ID: "r-" + c.Request, Chip: say(ctx, "hall.channel_"+c.Channel), Name: in(ctx, c.Organisation), Note: in(ctx, c.Person)}
		if w.Name == "" {
			w.Name, w.Note = in(ctx, c.Person), in(ctx, c.Face.Post)
		}
		switch {
		case c.State == proceedings.Speaking:
			w.Chip, w.Kind = say(ctx, "hall.speaking"), ui.OK
		case c.Kind == queue.PointOfOrder:
			w.Chip, w.Kind = say(ctx, "hall.point"), ui.Wait
		case c.State == proceedings.Interrupted:
			w.Chip = say(ctx, "hall.interrupted")
		case c.Kind == queue.Reply:
			w.Chip = say(ctx, "hall.reply")
		}
		if c.Away {
			w.Chip, w.Kind = say(ctx, "hall.away"), ui.No
		}
		list = append(list, w)
	}
	if f.Speaking != nil {
		add(*f.Speaking)
	}
	for _, c := range f.Queue {
		add(c)
	}
	return list
}

// voteOptions are the choices of a poll as large cards, each as long as any other
// on its way.
func voteOptions(ctx context.Context, p voting.Poll) (list []ui.Option) {
	for _, c := range choices(ctx, p) {
		list = append(list, ui.Option{Value: voting.Sent(p, c.Key), Label: choiceText(ctx, p.Options, c.Key)})
	}
	return list
}
