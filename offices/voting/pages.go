package voting

import (
	"context"
	"slices"
	"strconv"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/pure/tally"
)

func pages() []kernel.Page {
	return []kernel.Page{listPage.Page(), preparePage.Page(), pollPage.Page(), rollPageOf.Page(), resultPage.Page(), electionsPage.Page(), receiptPage.Page()}
}

// Path is where a poll is shown.
func Path(p Poll) string { return "/sittings/" + p.Sitting + "/polls/" + p.ID }

type listData struct {
	polls  []Poll
	enters bool // the visitor enters votes in a roll-call
	leads  bool // the visitor prepares polls
	at     string
}

// listPage lists the polls of a sitting, for everybody.
var listPage = web.Page[listData]{
	Pattern: "/sittings/{sitting}/polls",
	Public:  true,
	Load: func(v *web.Visit) (d listData, err error) {
		all, err := web.Ask(v, SeePolls, Whose{v.Path("sitting")})
		d.polls = all.Polls
		scope := assembly.Stream(v.Path("sitting"))
		d.at, d.leads = v.Path("sitting"), v.By.Has("chair", scope) || v.By.Has("secretary", "")
		d.enters = v.By.Has("secretary", "") || v.By.Has("desk", scope) || v.By.Has("teller", scope)
		return d, err
	},
	View:   listView,
	Topics: func(d listData) []string { return topics(d.polls...) },
}

func topics(polls ...Poll) []string {
	if len(polls) == 0 {
		return nil
	}
	return []string{assembly.Stream(polls[0].Sitting)}
}

type pollData struct {
	poll    Poll
	turnout Turnout
	mine    *MyPoll
	receipt *Receipt
	lead    *lead
	now     time.Time
}

// pollPage shows a poll to everybody, and is the ballot of those who may vote: in
// two steps that need no script, and then the receipt.
var pollPage = web.Page[pollData]{
	Pattern: "/sittings/{sitting}/polls/{poll}",
	Public:  true,
	Load:    loadPoll,
	View:    pollView,
	Topics:  func(d pollData) []string { return topics(d.poll) },
	Does: []web.Form{web.Do(Cast), web.Do(CallBack), web.Do(Object), web.Do(Reserve),
		web.Do(OpenPoll), web.Do(ClosePoll), web.Do(Announce), web.Do(Strike), web.Do(Cancel)},
}

func loadPoll(v *web.Visit) (d pollData, err error) {
	in := Which{v.Path("sitting"), v.Path("poll")}
	if d.poll, err = web.Ask(v, SeePoll, in); err != nil {
		return d, err
	}
	d.now = v.Now()
	if d.lead, err = leading(v, d.poll); err != nil {
		return d, err
	}
	if d.turnout, err = web.Ask(v, SeeTurnout, in); err != nil || v.By.Nobody() {
		return d, err
	}
	mine, err := web.Ask(v, SeeMine, Whose{in.Sitting})
	if err != nil && kernel.Refusal(err) == nil {
		return d, err
	}
	if i := slices.IndexFunc(mine.Polls, func(m MyPoll) bool { return m.Poll.ID == in.Poll }); i >= 0 {
		d.mine = &mine.Polls[i]
	}
	all, err := SeeReceipts.Ask(v.Context(), v.Kernel, v.By, Whose{in.Sitting})
	if kernel.Refusal(err) != nil { // no delegate: the poll as everybody sees it
		return d, nil
	}
	if i := slices.IndexFunc(all.Receipts, func(r Receipt) bool { return r.Poll == in.Poll }); i >= 0 {
		d.receipt = &all.Receipts[i]
	}
	return d, err
}

// refresh: without a script, a page with a ballot does not take the choice away.
func (d pollData) refresh() int {
	if d.lead != nil || d.mine != nil && (d.mine.May || d.mine.Confirm || d.mine.Object) {
		return -1
	}
	return 0
}

// rollPageOf is the desk's page in a roll-call: who is called next, and what they
// answer.
var rollPageOf = web.Page[Unheard]{
	Pattern: "/sittings/{sitting}/polls/{poll}/roll",
	Load: func(v *web.Visit) (Unheard, error) {
		after, _ := words.ParseNumber(v.Query("after")) // what is no number begins the list
		return web.Ask(v, SeeUnheard, PageOf{Sitting: v.Path("sitting"), Poll: v.Path("poll"), After: after, All: true})
	},
	View:   rollView,
	Topics: func(u Unheard) []string { return topics(u.Poll) },
	Does:   []web.Form{web.Do(Enter), web.Do(Confirm)},
}

type resultData struct {
	result Published
	votes  RollCall
}

// resultPage is the result with its arithmetic and its roll-call, for everybody.
var resultPage = web.Page[resultData]{
	Pattern: "/sittings/{sitting}/polls/{poll}/result",
	Public:  true,
	Load: func(v *web.Visit) (d resultData, err error) {
		in := Which{v.Path("sitting"), v.Path("poll")}
		if d.result, err = web.Ask(v, SeeResult, in); err != nil {
			return d, err
		}
		d.votes, err = web.Ask(v, SeeRollCall, PageAfter{in.Sitting, in.Poll, v.Query("after")})
		return d, err
	},
	View: resultView,
}

type receiptData struct {
	text    string
	checked *Checked
	refusal *kernel.Error
}

// receiptPage tells anybody whether a receipt is genuine.
var receiptPage = web.Page[receiptData]{
	Pattern: "/receipt",
	Public:  true,
	Load: func(v *web.Visit) (d receiptData, err error) {
		if d.text = v.Query("receipt"); d.text == "" {
			return d, nil
		}
		c, err := web.Ask(v, CheckReceipt, ReceiptText{d.text})
		if d.refusal = kernel.Refusal(err); d.refusal != nil {
			return d, nil
		}
		d.checked = &c
		return d, err
	},
	View: receiptView,
}

func say(ctx context.Context, key string, args ...any) string {
	return words.Say(ctx, key, args...)
}

func in(ctx context.Context, l words.Local) string { return l.In(words.From(ctx).Lang()) }

func num(ctx context.Context, n int64) string { return words.Num(ctx, n) }

// article is the rule's source in the reader's digits.
func article(ctx context.Context, s string) string { return words.From(ctx).Digits(s) }

func ruleLine(ctx context.Context, m tally.Majority, source string) string {
	if source == "" {
		return say(ctx, "voting.majority", Rule(m))
	}
	return say(ctx, "voting.majority_article", Rule(m), article(ctx, source))
}

// choiceText is a choice as its button says it.
func choiceText(ctx context.Context, options []Option, key string) string {
	switch key {
	case Yes, No, Abstain:
		return say(ctx, "voting.choice_"+key)
	}
	return in(ctx, optionText(options, key))
}

func choiceOptions(ctx context.Context, p Poll) (list []ui.Option) {
	for _, key := range p.choices() {
		list = append(list, ui.Option{Value: Sent(p, key), Label: choiceText(ctx, p.Options, key)})
	}
	return list
}

func statusKind(p Poll) ui.Kind {
	switch p.Status {
	case Open:
		return ui.Go
	case Closed:
		return ui.Wait
	case Announced:
		return ui.OK
	case Cancelled:
		return ui.No
	}
	return ui.Plain
}

func (d pollData) countdown() (until time.Time, runs bool) {
	return d.poll.EndsAt.Time, d.poll.Status == Open && !d.poll.EndsAt.IsZero()
}

// turnoutStats are the turnout in figures: in all, and by channel.
func turnoutStats(ctx context.Context, t Turnout) []ui.Stat {
	list := []ui.Stat{{Number: num(ctx, t.Weight), Of: num(ctx, t.Present), Label: say(ctx, "voting.heard")}}
	for _, ch := range []string{assembly.Hall, assembly.Remote, assembly.Telephone} {
		if c, ok := t.Channels[ch]; ok && c.Present+c.Weight > 0 {
			list = append(list, ui.Stat{Number: num(ctx, c.Weight), Of: num(ctx, c.Present), Label: say(ctx, "voting.channel_"+ch)})
		}
	}
	return list
}

// outcomeTable is the result by channel.
func outcomeTable(ctx context.Context, r Result) ui.Result {
	keys := Poll{Options: r.Options}.choices()
	t := ui.Result{Caption: say(ctx, "voting.by_channel")}
	for _, k := range keys {
		t.Columns = append(t.Columns, choiceText(ctx, r.Options, k))
	}
	t.Columns = append(t.Columns, say(ctx, "voting.not_cast"))
	row := func(label string, c tally.Count, sum bool) {
		cells := make([]string, 0, len(keys)+1)
		for _, k := range keys {
			cells = append(cells, num(ctx, votesFor(c, k)))
		}
		t.Rows = append(t.Rows, ui.ResultRow{Label: label, Of: num(ctx, c.Entitled), Cells: append(cells, num(ctx, c.NotCast)), Sum: sum})
	}
	total := tally.Count{}
	for _, ch := range []tally.Channel{tally.Hall, tally.Remote, tally.Telephone} {
		if c, ok := r.Channels.Channels[ch]; ok {
			row(say(ctx, "voting.channel_"+string(ch)), c, false)
			total = total.Add(c)
		}
	}
	if r.Channels.Rest != nil {
		row(say(ctx, "voting.channel_rest"), *r.Channels.Rest, false)
		total = total.Add(*r.Channels.Rest)
	}
	row(say(ctx, "voting.total"), total, true)
	return t
}

func votesFor(c tally.Count, choice string) int64 {
	switch choice {
	case Yes:
		return c.Yes
	case No:
		return c.No
	case Abstain:
		return c.Abstain
	}
	return c.Options[choice]
}

func verdictKind(r Result) ui.Kind {
	switch {
	case r.Carried:
		return ui.OK
	case r.Outcome == Tied:
		return ui.Wait
	}
	return ui.No
}

// reasons say why votes were not cast, in all channels together: never by name.
func reasons(r Result) (said []words.Msg) {
	for _, why := range tally.Reasons() {
		n := int64(0)
		for _, u := range r.Unheard {
			n += u[why]
		}
		if n > 0 {
			said = append(said, words.Msg{Key: "voting.unheard_" + string(why), Args: []any{n}})
		}
	}
	return said
}

func nameIn(ctx context.Context, s members.Shown) string {
	if s.Name == nil {
		return ""
	}
	return in(ctx, *s.Name)
}

func standingKind(standing string) ui.Kind {
	if standing == "counted" {
		return ui.OK
	}
	return ui.Wait
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
