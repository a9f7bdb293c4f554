package hall

import (
	"context"
	"slices"
	"strings"

	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/queue"
)

// What fits the screen so that the last row still reads it, in characters.
const (
	questionShown = 150
	cardShown     = 170
	outputShown   = 110
	otherShown    = 80
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

// next is the next item of the agenda; during a break, the one after it.
func (s Screen) next() *proceedings.PublicItem {
	for i, it := range s.Items {
		if s.Scene == SceneBreak && it.Kind == kindBreak {
			continue
		}
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
	key := "hall.speaker"
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

// The screen shows whole texts or none: as many lines as fit below a title, of
// about so many characters.
const (
	linesShown = 7
	lineLength = 64
)

// fitting is how many of the texts fit, from the first on.
func fitting(all []string) (n int) {
	lines := 0
	for _, text := range all {
		if lines += 1 + len([]rune(text))/lineLength; lines > linesShown {
			return n
		}
		n++
	}
	return n
}

// outputSteps are the outputs that are put to the assembly, and how many more
// there are than fit.
func outputSteps(ctx context.Context, all []outputs.OutputText) (list []ui.Step, more int) {
	var shown []string
	for _, o := range all {
		shown = append(shown, shortened(in(ctx, o.Text), outputShown))
	}
	fit := fitting(shown)
	for i, o := range all[:fit] {
		list = append(list, ui.Step{Number: n(ctx, o.Proposal), Title: shown[i]})
	}
	return list, len(all) - fit
}

// adoptedSteps are the adopted outputs that fit, the last ones.
func adoptedSteps(ctx context.Context, all []outputs.PublicOutput) (list []ui.Step) {
	var shown []string
	for _, o := range slices.Backward(all) {
		shown = append(shown, shortened(in(ctx, o.Text), outputShown))
	}
	for i := fitting(shown) - 1; i >= 0; i-- {
		o := all[len(all)-1-i]
		list = append(list, ui.Step{Number: n(ctx, o.Number), Title: shown[i]})
	}
	return list
}

// beside is what the screen says below a result, in one line. How the votes came
// in stands on the other pages.
func (r ResultNow) beside(ctx context.Context) string {
	r.Tellers.Taken = 0
	return strings.Join(r.notes(ctx), " ")
}

// ruleLine is the majority; of a consent, that silence is one.
func (s Screen) ruleLine(ctx context.Context) string {
	if s.consent() {
		return say(ctx, "hall.consent_line")
	}
	return ruleOf(ctx, s.Poll.Poll)
}

// besides are the polls under way that the scene does not show.
func (s Screen) besides() []PollNow {
	if s.Poll == nil || s.Scene == ScenePoll || s.Scene == SceneCounted {
		return s.Others
	}
	return append([]PollNow{*s.Poll}, s.Others...)
}
