package hall

import (
	"context"

	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/queue"
)

// What fits the screen so that the last row still reads it, in characters.
const (
	questionShown = 150
	cardShown     = 170
	outputShown   = 110
)

// shortened is a text that fits; what is left out stands on the other pages.
func shortened(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	for i := most - 1; i > most/2; i-- {
		if r[i] == ' ' {
			return string(r[:i]) + "…"
		}
	}
	return string(r[:most-1]) + "…"
}

// foot is the quorum at the screen's foot.
func (q Quorum) foot(ctx context.Context) string {
	if q.Met {
		return say(ctx, "hall.foot_met", q.Needed)
	}
	return say(ctx, "hall.foot_short", q.Needed)
}

// waiting is what is still missing for the opening.
func (q Quorum) waiting(ctx context.Context) string {
	if q.Met {
		return say(ctx, "hall.complete")
	}
	return say(ctx, "hall.missing", max(0, q.Needed-q.Present))
}

// between is what stands on the screen between two items.
func (s Screen) between(ctx context.Context) string {
	if next := s.next(); next != nil {
		return say(ctx, "hall.next_item", next.Title)
	}
	return say(ctx, "hall.under_open")
}

// next is the next item of the agenda.
func (s Screen) next() *proceedings.PublicItem {
	for i, it := range s.Items {
		if it.State == proceedings.Aside || it.State == proceedings.Planned {
			return &s.Items[i]
		}
	}
	return nil
}

// aheadMost is how many items stand on the screen at once.
const aheadMost = 6

// ahead are the items around the next one.
func (s Screen) ahead() []proceedings.PublicItem {
	for i, it := range s.Items {
		if it.State != proceedings.Done {
			from := max(0, i-1)
			return s.Items[from:min(len(s.Items), from+aheadMost)]
		}
	}
	return nil
}

func speakerLine(ctx context.Context, f proceedings.OnFloor) string {
	key := "hall.speaks_now"
	if f.Kind == queue.PointOfOrder {
		key = "hall.point"
	}
	return say(ctx, "hall.line_channel", words.Msg{Key: key}, words.Msg{Key: "hall.channel_" + f.Channel})
}

// cardLine is "introductions, 12 of 54, remote".
func (s Screen) cardLine(ctx context.Context) string {
	i, c := s.Now.Introductions, s.Now.Introduction
	if i == nil {
		return say(ctx, "hall.introductions")
	}
	return say(ctx, "hall.introduction_of", i.Introduced, i.Introduced+i.Left, words.Msg{Key: "hall.channel_" + c.Channel})
}

// cardPlace is the field of work and the city, as far as they are public.
func cardPlace(ctx context.Context, c proceedings.Card) string {
	field, city := fieldText(ctx, c.Field), ""
	if c.City != nil {
		city = in(ctx, *c.City)
	}
	if field != "" && city != "" {
		return say(ctx, "hall.place_day", field, city)
	}
	return field + city
}

// fieldText is a field of work; a field of one's own word stands as it is.
func fieldText(ctx context.Context, field string) string {
	if key := "members.field_" + field; words.From(ctx).Has(key) {
		return say(ctx, key)
	}
	return field
}

func (s Screen) consent() bool { return s.Poll.Poll.Kind == voting.ByConsent }

func outputSteps(ctx context.Context, all []proceedings.OutputText) (list []ui.Step) {
	for _, o := range all {
		list = append(list, ui.Step{Number: n(ctx, o.Proposal), Title: shortened(in(ctx, o.Text), outputShown)})
	}
	return list
}

// adoptedSteps are as many of the adopted outputs as fit, the last ones.
func adoptedSteps(ctx context.Context, all []proceedings.PublicOutput) (list []ui.Step) {
	for _, o := range all[max(0, len(all)-adoptedMost):] {
		list = append(list, ui.Step{Number: n(ctx, o.Number), Title: shortened(in(ctx, o.Text), outputShown)})
	}
	return list
}

const adoptedMost = 9
