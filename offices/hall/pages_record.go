package hall

import (
	"context"
	"slices"
	"time"

	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
)

// recordPage is what a sitting has on record of itself. The hour in its address is
// by the clock of the place.
var recordPage = web.Page[Record]{
	Pattern: "/sittings/{sitting}/record",
	Load: func(v *web.Visit) (Record, error) {
		in := assembly.Moment{Sitting: v.Path("sitting")}
		if t, err := time.Parse("15:04", v.Query("at")); err == nil {
			view, err := web.Ask(v, assembly.SeeSitting, assembly.One{Sitting: in.Sitting})
			if err != nil {
				return Record{}, err
			}
			in.At = headOf(view.Sitting).atHour(t.Hour(), t.Minute())
		}
		return web.Ask(v, SeeRecord, in)
	},
	View: recordView,
}

func recordAt(sitting string) string { return "/sittings/" + sitting + "/record" }

// hourTyped is the moment as the field of an hour wants it.
func (r Record) hourTyped() string { return r.Here.At.In(r.zone()).Format("15:04") }

// clock is an hour at the place, whose zone the page names once.
func (r Record) clock(ctx context.Context, t time.Time) string {
	return words.From(ctx).In(r.zone()).Hour(t)
}

// stats are who was here, and by which channel.
func (r Record) stats(ctx context.Context) []ui.Stat {
	list := []ui.Stat{{Number: n(ctx, r.Here.Here), Label: say(ctx, "hall.here")}}
	for _, ch := range channels {
		list = append(list, ui.Stat{Number: n(ctx, r.Here.Channels[ch]), Label: say(ctx, "hall.channel_"+ch)})
	}
	return list
}

func placeName(ctx context.Context, p assembly.PlaceCount) string {
	if p.Place == "" {
		return say(ctx, "hall.no_place")
	}
	return p.Place
}

func eventKind(e assembly.QuorumEvent) ui.Kind {
	if e.Met {
		return ui.OK
	}
	return ui.Wait
}

// eventSaid is the arithmetic of the quorum at an event.
func eventSaid(ctx context.Context, e assembly.QuorumEvent) string {
	if e.Base == 0 {
		return say(ctx, "hall.event_any", e.Needed, e.Present)
	}
	return say(ctx, "hall.event", e.Needed, e.Base, e.Present)
}

// eventNote is the kind of item that has a rule of its own, and the article.
func eventNote(ctx context.Context, e assembly.QuorumEvent) string {
	kind, by := "", ""
	if e.Kind != "" {
		kind = e.Kind
		if key := "assembly.item_" + e.Kind; words.From(ctx).Has(key) {
			kind = say(ctx, key)
		}
	}
	if e.Article != "" {
		by = say(ctx, "hall.article", article(ctx, e.Article))
	}
	if kind != "" && by != "" {
		return say(ctx, "hall.place_day", kind, by)
	}
	return kind + by
}

// A sideRow is the speaking time of one side.
type sideRow struct {
	label string
	proceedings.Share
}

// sides are the channels that were heard or could be, and the guests.
func (r Record) sides(ctx context.Context) (list []sideRow) {
	for _, ch := range channels {
		if s := r.Spoken.Channels[ch]; s.Seconds > 0 || ch != assembly.Telephone {
			list = append(list, sideRow{say(ctx, "hall.channel_"+ch), s})
		}
	}
	if r.Spoken.Guests.Seconds > 0 {
		list = append(list, sideRow{say(ctx, "hall.guests"), r.Spoken.Guests})
	}
	return list
}

func spokenFor(ctx context.Context, seconds int64) string {
	if seconds == 0 {
		return n(ctx, 0)
	}
	return words.From(ctx).Span(time.Duration(seconds) * time.Second)
}

// byRoll are those who were here in the order of the roll, which serves those who
// call it.
func (r Record) byRoll() []assembly.HereLine {
	list := slices.Clone(r.Here.Mandates)
	slices.SortFunc(list, func(a, b assembly.HereLine) int { return int(a.Number - b.Number) })
	return list
}

// eventKey is what an event says: that the quorum was reached or lost, or stood
// when it was looked at.
func eventKey(e assembly.QuorumEvent) string {
	switch {
	case e.What == "reached", e.What == "lost":
		return "hall.event_" + e.What
	case e.Met:
		return "hall.event_stood"
	}
	return "hall.event_short"
}
