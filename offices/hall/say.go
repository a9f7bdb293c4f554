package hall

import (
	"context"
	"strconv"
	"time"

	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/tally"
)

// say and n speak to the reader of the page.
func say(ctx context.Context, key string, args ...any) string { return words.Say(ctx, key, args...) }

func n(ctx context.Context, i int64) string { return words.Num(ctx, i) }

// in is a text in the reader's language.
func in(ctx context.Context, l words.Local) string { return l.In(words.From(ctx).Lang()) }

// when is the day and hour of a sitting by the clock of its place, with its zone.
func when(ctx context.Context, h Head) string {
	p := words.From(ctx).In(h.zone())
	return say(ctx, "hall.on_day", p.Weekday(h.At.Time), p.Moment(h.At.Time))
}

// day is the day of a sitting at its place.
func day(ctx context.Context, h Head) string { return words.From(ctx).In(h.zone()).Date(h.At.Time) }

// hour is a moment by the clock of the place.
func hour(ctx context.Context, h Head, t time.Time) string {
	return words.From(ctx).In(h.zone()).Clock(t)
}

// whereWhen is place and day, for the line above a title.
func whereWhen(ctx context.Context, h Head) string {
	if h.Place == (words.Local{}) {
		return day(ctx, h)
	}
	return say(ctx, "hall.place_day", h.Place, day(ctx, h))
}

// said is the quorum's arithmetic in one sentence.
func (q Quorum) said(ctx context.Context) string {
	switch {
	case q.Any:
		return say(ctx, "hall.quorum_any", q.Needed, q.Present)
	case q.Met:
		return say(ctx, "hall.quorum_met", q.Needed, q.Base, q.Present)
	}
	return say(ctx, "hall.quorum_short", q.Needed, q.Base, q.Present)
}

// chip is the quorum in a few words.
func (q Quorum) chip(ctx context.Context) string {
	if q.Met {
		return say(ctx, "hall.chip_met", q.Needed, q.Present)
	}
	return say(ctx, "hall.chip_short", q.Needed, q.Present)
}

// away is the weight of those who are not in the hall.
func (q Quorum) away() int64 { return q.Remote + q.Telephone }

func present(ctx context.Context, q Quorum) string {
	if q.Base == 0 {
		return say(ctx, "hall.present", q.Present)
	}
	return say(ctx, "hall.present_of", q.Present, q.Base)
}

// pollLine is "poll 2, by name".
func pollLine(ctx context.Context, key string, number int64, kind string) string {
	return say(ctx, key, number, words.Msg{Key: "hall.kind_" + kind})
}

// ruleOf is a poll's majority in words, with its article.
func ruleOf(ctx context.Context, p voting.Poll) string {
	var rule words.Msg
	add := func(m words.Msg) {
		if rule.Key != "" {
			m = words.Msg{Key: "hall.rule_and", Args: []any{rule, m}}
		}
		rule = m
	}
	for _, t := range p.Majority.All {
		add(words.Msg{Key: "hall.rule_of", Args: []any{share(ctx, t), words.Msg{Key: baseKey(t.Base)}}})
	}
	if p.Majority.Most {
		add(words.Msg{Key: "hall.rule_most"})
	}
	if p.Article == "" {
		return say(ctx, "hall.majority", rule)
	}
	return say(ctx, "hall.majority_article", rule, article(ctx, p.Article))
}

// article is the number of an article of the bylaws in the reader's digits.
func article(ctx context.Context, s string) string { return words.From(ctx).Digits(s) }

// share is a threshold's fraction in words.
func share(ctx context.Context, t tally.Threshold) words.Msg {
	kind := "hall.least_"
	if t.Strict {
		kind = "hall.more_"
	}
	key := kind + strconv.FormatInt(t.Num, 10) + "_" + strconv.FormatInt(t.Den, 10)
	if words.From(ctx).Has(key) {
		return words.Msg{Key: key}
	}
	return words.Msg{Key: kind + "any", Args: []any{t.Num, t.Den}}
}

func baseKey(b tally.Base) string {
	if b == tally.BaseYesNo {
		return "hall.base_votes"
	}
	return "hall.base_" + string(b)
}

// arithmetic is why a result is what it is, one sentence for each threshold.
func (r ResultNow) arithmetic(ctx context.Context) (list []string) {
	if r.Consent {
		return []string{say(ctx, "hall.nobody_objected")}
	}
	for _, s := range r.Verdict.Steps {
		key := "hall.arithmetic"
		if len(r.Options) > 0 {
			key = "hall.arithmetic_option"
		}
		list = append(list, say(ctx, key, s.Had, s.BaseValue, words.Msg{Key: baseKey(s.Base)}, share(ctx, s.Threshold), s.Needed))
	}
	if r.Decider != "" {
		list = append(list, say(ctx, "hall.decided_by_"+r.Decider))
	}
	return list
}

// unreached is how many could not be reached before the close.
func (r ResultNow) unreached() (n int64) {
	for _, u := range r.Unheard {
		n += u[tally.NotReached]
	}
	return n
}

// channels are those that a result or a turnout is told by, in their order;
// those that are empty are left out.
var channels = []string{assembly.Hall, assembly.Remote, assembly.Telephone}

// face is an organisation as everybody in the sitting may see it.
func face(ctx context.Context, f proceedings.Face) string {
	switch {
	case f.Name != nil:
		return in(ctx, *f.Name)
	case f.Code != "":
		return f.Code
	}
	return in(ctx, f.Person) // a guest
}

// whoSpeaks is the second line: the representative's chosen name and post.
func whoSpeaks(ctx context.Context, f proceedings.Face) string {
	name, post := in(ctx, f.Person), in(ctx, f.Post)
	if f.Name == nil && f.Code == "" { // a guest
		return post
	}
	if name != "" && post != "" {
		return say(ctx, "hall.name_post", name, post)
	}
	return name + post
}

// itemNumber is "item 5 of 13".
func itemNumber(ctx context.Context, i *proceedings.Item, all int64) string {
	return say(ctx, "hall.item_of", i.Number, all)
}

// choiceKeys are the sentences of the choices of a plain poll.
func choiceText(ctx context.Context, options []voting.Option, key string) string {
	for _, o := range options {
		if o.Key == key {
			return in(ctx, o.Text)
		}
	}
	return say(ctx, "hall.choice_"+key)
}

// choices are what one may choose in a poll, with their words.
func choices(ctx context.Context, p voting.Poll) (list []voting.Option) {
	if len(p.Options) == 0 {
		for _, key := range []string{voting.Yes, voting.No} {
			list = append(list, voting.Option{Key: key})
		}
	}
	list = append(list, p.Options...)
	return append(list, voting.Option{Key: voting.Abstain})
}

// outcome is a result in one word.
func outcome(ctx context.Context, r ResultNow) string {
	switch {
	case r.Consent:
		return say(ctx, "hall.outcome_consent")
	case r.Winner != "":
		return choiceText(ctx, r.Options, r.Winner)
	}
	return say(ctx, "hall.outcome_"+r.Outcome)
}

// notes are what stands beside a result's figures.
func (r ResultNow) notes(ctx context.Context) (list []string) {
	if n := r.unreached(); n > 0 {
		list = append(list, say(ctx, "hall.not_reached", n))
	}
	if r.Tellers.Taken > 0 {
		list = append(list, say(ctx, "hall.by_tellers", r.Tellers.Taken))
	}
	if !r.Counts && r.Beside != nil {
		list = append(list, say(ctx, "hall.hall_alone_decided"))
	}
	if r.Reservations > 0 {
		list = append(list, say(ctx, "hall.reservations", r.Reservations))
	}
	return list
}
