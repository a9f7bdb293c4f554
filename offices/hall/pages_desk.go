package hall

import (
	"context"
	"slices"
	"strconv"
	"time"

	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

// none is a text that is still to be written.
var none words.Local

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// draftersMost is how many of a drafting committee the form of the opening asks
// for.
const draftersMost = 3

// officerRoles are those that the desk names, in their order.
var officerRoles = []string{"chair", "rapporteur", "teller", "drafting"}

// clock is the kernel's, by which countdowns run.
func (d Desk) clock(ctx context.Context) time.Time { return clock(ctx) }

func clock(ctx context.Context) time.Time {
	if v := web.VisitFrom(ctx); v != nil {
		return v.Now()
	}
	return time.Time{}
}

// deskRefresh: without a script a page that asks for words does not reload
// itself.
func deskRefresh(s Step) int {
	switch s.Kind {
	case StepSeat, StepPrepare, StepContest, StepAsk, StepPropose, StepVote, StepAnnounce:
		return -1
	}
	return 0
}

// undecided: the item under way asks for a decision, and nothing was put to the
// vote on it.
func (d Desk) undecided() bool {
	return slices.ContainsFunc(d.Agenda, func(i proceedings.ItemView) bool { return i.State == proceedings.Current && i.Undecided })
}

func statusKind(status string) ui.Kind {
	if status == assembly.Closed {
		return ui.Plain
	}
	return ui.Wait
}

// box is the frame of what is under way.
func (d Desk) box(ctx context.Context) ui.Box {
	b := ui.Box{ID: "now-" + d.item().ID, Accent: true, H1: true}
	switch {
	case d.Poll != nil:
		b.ID, b.Title = "poll-"+d.Poll.Poll.ID, in(ctx, d.Poll.Poll.Question)
		key := "hall.poll_open"
		if d.Poll.Poll.Status == voting.Closed {
			key = "hall.poll_closed"
		}
		b.Eyebrow = pollLine(ctx, key, d.Poll.Number, d.Poll.Poll.Kind)
		if !d.Poll.Poll.EndsAt.IsZero() && d.Poll.Poll.Status == voting.Open {
			b.Aside = ui.Countdown(d.Poll.Poll.EndsAt.Time, clock(ctx))
		}
	case d.Outputs.Consent != nil:
		b.ID, b.Eyebrow, b.Title = "consent", say(ctx, "hall.outputs"), say(ctx, "hall.anyone_objects")
		b.Aside = ui.Countdown(d.Outputs.Consent.Until.Time, clock(ctx))
	case d.Status == assembly.Break:
		b.ID, b.Eyebrow, b.Title = "break", say(ctx, "hall.scene_break"), say(ctx, "hall.break_text")
		if !d.BreakUntil.IsZero() {
			b.Aside = ui.Countdown(d.BreakUntil.Time, clock(ctx))
		}
	case d.Now.Item != nil:
		b.Eyebrow, b.Title = itemNumber(ctx, d.Now.Item, d.Now.Items), in(ctx, d.Now.Item.Title)
		if t := d.Now.Item.Timer; !t.EndsAt.IsZero() {
			b.Aside = ui.Countdown(t.EndsAt.Time, clock(ctx))
		}
	default:
		b.ID, b.Title = "status-"+d.Status, say(ctx, "hall.under_"+d.Status)
	}
	return b
}

// stepWords is what the button of the step says.
func stepWords(ctx context.Context, d Desk) string {
	key := "hall.step_" + string(d.Step.Kind)
	switch d.Step.Kind {
	case StepBegin:
		return say(ctx, key, d.titleOf(d.Step.Item))
	case StepFloor, StepPoint:
		if len(d.Floor.Queue) > 0 {
			return say(ctx, key, callerName(ctx, d.Floor.Queue[0]))
		}
	case StepIntroduce:
		if d.Step.Turn == 0 {
			return say(ctx, "hall.step_introduce_first")
		}
	case StepElected:
		return say(ctx, key, words.Msg{Key: "hall.role_" + d.Elected.Office}, joined(ctx, d.Elected.Names))
	}
	return say(ctx, key)
}

// commandOf is what a step that asks nothing posts.
func commandOf(k StepKind) string {
	switch k {
	case StepBegin:
		return proceedings.StartItem.Name
	case StepFinish:
		return proceedings.FinishItem.Name
	case StepIntroduce:
		return proceedings.NextIntroduction.Name
	case StepFloor, StepPoint:
		return proceedings.GiveFloor.Name
	case StepEndFloor, StepEndPoint:
		return proceedings.EndFloor.Name
	case StepSettle:
		return outputs.SettleConsent.Name
	case StepDraft:
		return outputs.DraftStatement.Name
	case StepRead:
		return outputs.ReadStatement.Name
	case StepPut:
		return outputs.PutToVote.Name
	case StepElected:
		return assembly.SeatOfficers.Name
	}
	return assembly.Resume.Name
}

// fields are what the step's command is told.
func (d Desk) fields() (list [][2]string) {
	add := func(name, value string) {
		if value != "" {
			list = append(list, [2]string{name, value})
		}
	}
	switch d.Step.Kind {
	case StepBegin, StepFinish:
		add("item", d.Step.Item)
		add("after", d.Step.After)
	case StepFloor:
		add("after", d.Step.After)
	case StepEndFloor, StepEndPoint:
		add("request", d.Step.Request)
	case StepIntroduce:
		add("turn", itoa(d.Step.Turn))
	case StepDraft, StepRead:
		add("revision", itoa(d.Statement.Revision))
	case StepElected:
		add("how", "poll")
		add("poll", d.Step.Poll)
	case StepPut:
		add("output", d.Step.Output)
		add("poll", d.Step.Poll)
	}
	return list
}

// formID names the step's form for as long as the step is this one.
func (d Desk) formID() string {
	s := d.Step
	id := "step-" + string(s.Kind)
	for _, part := range []string{s.Item, s.Poll, s.Request, s.Output} {
		if part != "" {
			id += "-" + part
		}
	}
	if s.Kind == StepIntroduce {
		id += "-" + itoa(s.Turn)
	}
	return id
}

func closeKind(s Step) ui.Kind {
	if s.Kind == StepClose {
		return ui.Go
	}
	return ui.Plain
}

// pollAside: a poll is open, and the next step is another. A point of order does
// not take the vote out of the chair's hands.
func (d Desk) pollAside() bool {
	return d.Closing != nil && d.Step.Kind != StepExtend && d.Step.Kind != StepClose
}

// left is how many have not been heard.
func (d Desk) left() int64 {
	switch {
	case d.Closing != nil:
		return d.Closing.NotHeard
	case d.Poll != nil:
		return d.Poll.left()
	}
	return 0
}

// openLine says what nobody may see, and what is done about those not heard.
func (d Desk) openLine(ctx context.Context) string {
	if d.Poll.Poll.Kind == voting.ByConsent {
		return say(ctx, "hall.consent_line")
	}
	if n := d.left(); n > 0 {
		return say(ctx, "hall.nobody_sees_yet", n)
	}
	return say(ctx, "hall.nobody_sees")
}

func callerName(ctx context.Context, c proceedings.Caller) string {
	if name := in(ctx, c.Organisation); name != "" {
		return name
	}
	return in(ctx, c.Person)
}

func callerNote(ctx context.Context, c proceedings.Caller) string {
	if in(ctx, c.Organisation) == "" {
		return in(ctx, c.Face.Post)
	}
	return say(ctx, "hall.person_channel", c.Person, words.Msg{Key: "hall.channel_" + c.Channel})
}

func (d Desk) speaking() string {
	if d.Floor.Speaking == nil {
		return ""
	}
	return d.Floor.Speaking.Request
}

// nextUp is who is next, and mayGive whether they may have the floor now.
func (d Desk) nextUp() string {
	for _, c := range d.Floor.Queue {
		if !c.Away {
			return c.Request
		}
	}
	return ""
}

func (d Desk) mayGive() bool {
	return d.nextUp() != "" && d.Status == assembly.Open && !d.Floor.VoteOpen && d.Outputs.Consent == nil
}

// lastOfItem is the result that the current item came to.
func (d Desk) lastOfItem() *ResultNow {
	for i, r := range d.Results {
		if r.Item != "" && r.Item == d.item().ID {
			return &d.Results[i]
		}
	}
	return nil
}

func (d Desk) namesOf(ctx context.Context, role string) (list []string) {
	for _, o := range d.Officers {
		if o.Role == role {
			list = append(list, in(ctx, o.Name))
		}
	}
	return list
}

// elected reports whether an officer that the desk names is there.
func (d Desk) elected() bool {
	return slices.ContainsFunc(d.Officers, func(o Officer) bool { return slices.Contains(officerRoles, o.Role) })
}

// agendaShown is as much of a title as the agenda beside the desk shows.
const agendaShown = 48

func agendaSteps(ctx context.Context, d Desk) (list []ui.Step) {
	for _, i := range d.Agenda {
		s := ui.Step{Number: n(ctx, i.Number), Title: shortened(in(ctx, i.Title), agendaShown)}
		switch i.State {
		case proceedings.Current:
			s.Title, s.Stage = in(ctx, i.Title), ui.Now
		case proceedings.Done:
			s.Stage = ui.Done
		case proceedings.Aside:
			s.Note = say(ctx, "hall.aside")
		}
		list = append(list, s)
	}
	return list
}

// foldedLeast is how many items that are over are folded away, so that the one
// under way stands in sight.
const foldedLeast = 3

// folded takes the items that are over off the beginning of an agenda.
func folded(all []ui.Step) (done, rest []ui.Step) {
	i := 0
	for i < len(all) && all[i].Stage == ui.Done {
		i++
	}
	if i < foldedLeast {
		return nil, all
	}
	return all[:i], all[i:]
}

// elsewhere are the items to which the chair may go out of turn.
func (d Desk) elsewhere() (list []proceedings.ItemView) {
	if d.Poll != nil && d.Poll.Poll.Status == voting.Open || d.Outputs.Consent != nil {
		return nil
	}
	for _, i := range d.Agenda {
		if (i.State == proceedings.Planned || i.State == proceedings.Aside) && i.ID != d.Step.Item {
			list = append(list, i)
		}
	}
	return list
}

func (d Desk) elsewhereOptions(ctx context.Context) (list []ui.Option) {
	for _, i := range d.elsewhere() {
		list = append(list, ui.Option{Value: i.ID, Label: say(ctx, "hall.numbered", i.Number, i.Title)})
	}
	return list
}

// presenceStats is who is here, of how many.
func presenceStats(ctx context.Context, q Quorum) []ui.Stat {
	all := ui.Stat{Number: n(ctx, q.Present), Label: say(ctx, "hall.here"), Kind: quorumKindOf(q)}
	if q.Base > 0 {
		all.Of = n(ctx, q.Base)
	}
	return []ui.Stat{all, {Number: n(ctx, q.Hall), Label: say(ctx, "hall.channel_hall")},
		{Number: n(ctx, q.away()), Label: say(ctx, "hall.channel_remote")}}
}

// quorumBar draws how far the quorum is reached: the whole is the base.
func quorumBar(ctx context.Context, q Quorum) ui.BarOf {
	return ui.BarOf{Label: q.said(ctx), Total: max(q.Base, q.Needed, q.Present),
		Parts: []ui.Part{{Value: q.Hall, Kind: ui.OK}, {Value: q.away(), Kind: ui.Wait}}}
}
