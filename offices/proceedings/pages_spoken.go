package proceedings

import (
	"context"
	"slices"
	"time"

	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
)

// spokenData is a sitting's title and how its time was shared.
type spokenData struct {
	SpokenView
	sitting string
	title   words.Local
}

// spokenPage is who spoke how long, by channel, and the rule by which the floor
// is given.
var spokenPage = web.Page[spokenData]{
	Pattern: "/sittings/{sitting}/spoken",
	Load: func(v *web.Visit) (d spokenData, err error) {
		d.sitting = v.Path("sitting")
		if d.SpokenView, err = web.Ask(v, SeeSpoken, OfSitting{d.sitting}); err != nil {
			return d, err
		}
		now, err := web.Ask(v, SeeNow, OfSitting{d.sitting})
		d.title = now.Title
		return d, err
	},
	View:   spokenPageView,
	Topics: func(d spokenData) []string { return []string{stream(d.sitting)} },
}

// A spokenRow is a line of the table of channels.
type spokenRow struct {
	name string
	Share
}

// byChannel is the table of channels, the guests last where any spoke.
func (d spokenData) byChannel(ctx context.Context) (rows []spokenRow) {
	for _, c := range []string{assembly.Hall, assembly.Remote, assembly.Telephone} {
		rows = append(rows, spokenRow{words.Say(ctx, "proceedings.channel_"+c), d.Channels[c]})
	}
	if d.Guests.Speakers > 0 {
		rows = append(rows, spokenRow{words.Say(ctx, "proceedings.guests"), d.Guests})
	}
	return rows
}

// bySpeaker is the table of those who spoke, the longest first.
func (d spokenData) bySpeaker(ctx context.Context) (rows []spokenRow) {
	for _, s := range d.Speakers {
		rows = append(rows, spokenRow{faceName(ctx, s.Face), s.Share})
	}
	return rows
}

// spokenColumns has the time beyond the limit only where there was any.
func spokenColumns(ctx context.Context, first string, rows []spokenRow) []ui.Column {
	cols := []ui.Column{{Label: words.Say(ctx, first), Head: true}, {Label: words.Say(ctx, "proceedings.spoken_time"), Num: true},
		{Label: words.Say(ctx, "proceedings.spoken_turns"), Num: true}}
	if slices.ContainsFunc(rows, func(r spokenRow) bool { return r.Over > 0 }) {
		cols = append(cols, ui.Column{Label: words.Say(ctx, "proceedings.spoken_over"), Num: true})
	}
	return cols
}

// span says a number of seconds.
func span(ctx context.Context, seconds int64) string {
	if seconds == 0 {
		return words.Num(ctx, 0)
	}
	return words.From(ctx).Span(time.Duration(seconds) * time.Second)
}

// floorRules are the rule of the floor (pure/queue), as a chair can read it aloud.
func floorRules(ctx context.Context) []string {
	return []string{words.Say(ctx, "proceedings.rule_point"), words.Say(ctx, "proceedings.rule_reply"), words.Say(ctx, "proceedings.rule_fewer"),
		words.Say(ctx, "proceedings.rule_sides"), words.Say(ctx, "proceedings.rule_first"), words.Say(ctx, "proceedings.rule_vote")}
}

// decisionKind is the colour, and decisionText the words, of what became of a
// poll on an item.
func decisionKind(d Decision) ui.Kind {
	switch {
	case d.Outcome == "":
		return ui.Wait
	case d.Carried:
		return ui.OK
	}
	return ui.No
}

func decisionText(ctx context.Context, d Decision) string {
	switch {
	case d.Outcome == "":
		return words.Say(ctx, "proceedings.decision_"+d.Status)
	case d.Election:
		return words.Say(ctx, "proceedings.decision_announced")
	case d.Carried:
		return words.Say(ctx, "proceedings.decision_carried")
	}
	return words.Say(ctx, "proceedings.decision_lost")
}
