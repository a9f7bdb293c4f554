package hall

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/queue"
)

func lang(ctx context.Context) string { return words.From(ctx).Lang() }

func (m Me) at() string { return "/sittings/" + m.Sitting.ID + "/me" }

// paper is where a document is read.
func (m Me) paper(p Paper) string {
	if p.Item != "" {
		return "/sittings/" + m.Sitting.ID + "/agenda/" + p.Item + "/" + p.Hash
	}
	return "/sittings/" + m.Sitting.ID + "/papers/" + p.Hash
}

// refresh: without a script, a page with a ballot does not take the choice away.
func (m Me) refresh() int {
	for _, p := range m.Polls {
		if p.May || p.Confirm {
			return -1
		}
	}
	return 0
}

// presence is the delegate's own, in words.
func (m Me) presence(ctx context.Context) string {
	if !m.Voter.Present {
		return say(ctx, "hall.i_am_not_here")
	}
	return say(ctx, "hall.i_am_"+m.Voter.Channel)
}

func pollKey(p voting.MyPoll) string {
	if p.Poll.Status == voting.Closed {
		return "hall.poll_closed"
	}
	return "hall.poll_line"
}

// countdown is to the planned end, where there is one.
func (m Me) countdown(_ context.Context, p voting.MyPoll) templ.Component {
	if p.Poll.EndsAt.IsZero() || p.Poll.Status != voting.Open {
		return nil
	}
	return ui.Countdown(p.Poll.EndsAt.Time, m.AskedAt.Time)
}

func (m Me) ruleLine(ctx context.Context, p voting.MyPoll) string {
	line := ruleOf(ctx, p.Poll)
	if p.Poll.Changes {
		line += " " + say(ctx, "hall.may_change")
	}
	return line
}

// untitled: no card of the page is its heading.
func (m Me) untitled() bool {
	s := m.Sitting.Status
	return len(m.Polls) == 0 && s != assembly.Open && s != assembly.Break && !(s == assembly.Convened && m.Voter.Present)
}

func (m Me) nowBox(ctx context.Context) ui.Box {
	b := ui.Box{ID: "now", Title: say(ctx, "hall.now_title"), H1: len(m.Polls) == 0}
	switch {
	case m.Sitting.Status == assembly.Break:
		b.Title = say(ctx, "hall.scene_break")
		if !m.Sitting.BreakUntil.IsZero() {
			b.Aside = ui.Countdown(m.Sitting.BreakUntil.Time, m.AskedAt.Time)
		}
	case m.Now.Item != nil:
		b.Aside = ui.Chip(ui.Plain, itemNumber(ctx, m.Now.Item, m.Now.Items))
	}
	return b
}

// asked reports whether the delegate waits already.
func (m Me) asked(k queue.Kind) bool {
	return slices.ContainsFunc(m.Now.Mine, func(r proceedings.MyRequest) bool { return r.Kind == k })
}

func myPlaceKey(k queue.Kind) string {
	if k == queue.PointOfOrder {
		return "hall.my_point"
	}
	return "hall.my_place"
}

func (m Me) pollName(ctx context.Context, poll string) string {
	if n := m.Numbers[poll]; n > 0 {
		return say(ctx, "hall.poll_named", n, m.Questions[poll])
	}
	return in(ctx, m.Questions[poll])
}
