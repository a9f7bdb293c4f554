package assembly

import (
	"context"
	"strconv"
	"time"

	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/pure/tally"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func say(ctx context.Context, key string, args ...any) string { return words.Say(ctx, key, args...) }

func inLang(ctx context.Context, l words.Local) string { return l.In(words.From(ctx).Lang()) }

// frame is the frame of a page of a sitting. Its title says nothing of what is
// at stake.
func frame(ctx context.Context, key string, width ui.Width) ui.Frame {
	f := web.Frame(ctx, say(ctx, key))
	f.Width = width
	return f
}

// when says a moment by the clock of the sitting's place.
func when(ctx context.Context, s Sitting, t time.Time) string {
	zone, _ := zoneOf(s.Zone)
	return words.From(ctx).In(zone).Moment(t)
}

func hourOf(ctx context.Context, s Sitting, t time.Time) string {
	zone, _ := zoneOf(s.Zone)
	return words.From(ctx).In(zone).Hour(t)
}

// dateOf says a day of the calendar.
func dateOf(ctx context.Context, day string) string {
	t, err := time.Parse(dayLayout, day)
	if err != nil {
		return day
	}
	return words.From(ctx).In(time.UTC).Date(t)
}

// dayIn and hourIn fill the fields of the plan again.
func dayIn(s Sitting, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	zone, ok := zoneOf(s.Zone)
	if !ok {
		return ""
	}
	return dayOf(t, zone)
}

func hourIn(s Sitting, t time.Time) string {
	zone, ok := zoneOf(s.Zone)
	if t.IsZero() || !ok {
		return ""
	}
	return t.In(zone).Format("15:04")
}

func kindLine(ctx context.Context, s Sitting) string {
	kind := words.Msg{Key: "assembly.kind_" + s.Kind}
	if s.Call == 2 {
		return say(ctx, "assembly.second_call", kind)
	}
	return say(ctx, "assembly.first_call", kind)
}

func statusKind(s Sitting) ui.Kind {
	switch s.Status {
	case Open:
		return ui.OK
	case Convened, Break:
		return ui.Wait
	case Cancelled:
		return ui.No
	}
	return ui.Plain
}

// quorumLine is the arithmetic in one sentence: "45 of 88 needed; 54 are here".
func quorumLine(ctx context.Context, q QuorumView) string {
	if q.Any {
		return say(ctx, "assembly.quorum_line_any", q.Needed, q.Present)
	}
	return say(ctx, "assembly.quorum_line", q.Needed, q.Base, q.Present)
}

func quorumChip(ctx context.Context, q QuorumView) (ui.Kind, string) {
	if q.Met {
		return ui.OK, say(ctx, "assembly.quorum_met")
	}
	return ui.Wait, say(ctx, "assembly.quorum_not_met")
}

// ruleLine says the rule of a call in words: "more than half of the active
// members".
func ruleLine(ctx context.Context, a tally.Attendance) string {
	if a.Any {
		return say(ctx, "assembly.rule_any", max(a.Least, 1))
	}
	key := "assembly.rule_least_"
	if a.Strict {
		key = "assembly.rule_more_"
	}
	base := words.Msg{Key: "assembly.base_" + string(a.Base)}
	fraction := itoa(a.Num) + "_" + itoa(a.Den)
	if words.From(ctx).Has(key + fraction) {
		return say(ctx, key+fraction, base)
	}
	return say(ctx, key+"other", base, words.Code(itoa(a.Num)+"/"+itoa(a.Den)))
}

func ruleOf(q QuorumView) tally.Attendance {
	if q.Call == 2 && q.Rule.Second != nil {
		return *q.Rule.Second
	}
	return q.Rule.Attendance
}

func channelOptions(ctx context.Context) (list []ui.Option) {
	for _, c := range serviceChannels {
		list = append(list, ui.Option{Value: c, Label: say(ctx, "assembly.by_"+c)})
	}
	return list
}

func options(ctx context.Context, prefix string, values ...string) (list []ui.Option) {
	for _, v := range values {
		list = append(list, ui.Option{Value: v, Label: say(ctx, prefix+v)})
	}
	return list
}

// zonesOffered are those of the places where a federation's sittings meet; the
// sitting's own is added.
var zonesOffered = []string{"Europe/Istanbul", "Asia/Damascus", "Asia/Amman", "Asia/Beirut", "Asia/Baghdad", "Asia/Riyadh", "Asia/Dubai",
	"Africa/Cairo", "Africa/Tunis", "Europe/Berlin", "Europe/Paris", "Europe/London", "America/New_York", "UTC"}

// zoneOptions tells a zone by the hour it shows, which says it better than its
// name.
func zoneOptions(ctx context.Context, chosen string) (list []ui.Option) {
	now := web.VisitFrom(ctx).Now()
	own := false
	for _, name := range zonesOffered {
		own = own || name == chosen
	}
	names := zonesOffered
	if _, ok := zoneOf(chosen); ok && !own {
		names = append([]string{chosen}, names...)
	}
	for _, name := range names {
		zone, _ := zoneOf(name)
		list = append(list, ui.Option{Value: name, Label: words.From(ctx).In(zone).Clock(now), Selected: name == chosen})
	}
	return list
}

// nav is the way through a sitting's pages, for those who serve it.
func nav(ctx context.Context, v View, here string) (list []ui.Link) {
	add := func(page string) {
		list = append(list, ui.Link{Text: say(ctx, "assembly.page_"+orElse(page, "sitting")), Href: pathOf(v.Sitting.ID, page), Current: page == here})
	}
	by := web.VisitFrom(ctx).By
	has := func(role string) bool { return by.Has(role, Stream(v.Sitting.ID)) }
	add("")
	if has("secretary") && v.Sitting.Status == Draft {
		add("plan")
		return list
	}
	if has("secretary") {
		add("invitations")
	}
	add("mandates")
	if has("desk") || has("secretary") {
		add("door")
	}
	if has("chair") || has("secretary") {
		add("officers")
	}
	return list
}

// A task is a step of the preparation as the sitting's page shows it.
type task struct {
	key  string
	note string
	done bool
	page string
}

// tasks are the steps from the plan to the close, in their order.
func (d sittingData) tasks(ctx context.Context) []ui.Step {
	s := d.Sitting
	list := []task{{"plan", "", true, "plan"}, {"convene", d.since(ctx, s.ConvenedAt.Time), s.Status != Draft, ""},
		{"post", d.since(ctx, s.PostedAt.Time), !s.PostedAt.IsZero(), "list"}}
	if i := d.invitations; i != nil {
		n := int64(len(i.Invitations))
		list = append(list, task{"invite", say(ctx, "assembly.of", i.Sent, n), n > 0 && i.Sent == n, "invitations"})
	}
	if c := d.credentials; c != nil {
		list = append(list, task{"accept", say(ctx, "assembly.of", c.Accepted, c.Entitled), c.Waiting == 0 && c.Accepted > 0, "mandates"})
	}
	list = append(list, task{"open", d.since(ctx, s.OpenedAt.Time), !s.OpenedAt.IsZero(), "door"},
		task{"officers", "", d.seated("chair"), "officers"},
		task{"sheet", "", d.sheet() != nil, "attendance"},
		task{"close", d.since(ctx, s.ClosedAt.Time), s.Status == Closed, ""})
	steps, now := make([]ui.Step, len(list)), false
	for i, t := range list {
		steps[i] = ui.Step{Number: words.Num(ctx, int64(i+1)), Title: say(ctx, "assembly.task_"+t.key), Note: t.note}
		switch {
		case t.done:
			steps[i].Stage = ui.Done
		case !now && !s.Over() && !d.past(t.key):
			steps[i].Stage, now = ui.Now, true
		}
		if t.page != "" && (s.Status != Draft || t.page == "plan") {
			steps[i].Href = pathOf(s.ID, t.page)
		}
	}
	return steps
}

// past steps are no longer the next one, done or not: at its hour a sitting is
// opened, whoever was not served; an open one elects its officers.
func (d sittingData) past(task string) bool {
	switch task {
	case "invite", "accept":
		return !d.now.Before(d.Sitting.At.Time)
	case "sheet":
		return d.seated("chair")
	}
	return false
}

func (d sittingData) since(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return when(ctx, d.Sitting, t)
}

func (d sittingData) seated(role string) bool { return holds(d.Officers, role) }

func (d sittingData) sheet() *Sheet {
	for i, s := range d.Sheets {
		if s.Call == d.Sitting.Call {
			return &d.Sheets[i]
		}
	}
	return nil
}

func (d sittingData) orgName(ctx context.Context, id string) string {
	if d.changes != nil {
		for _, n := range d.changes.Names {
			if n.Organisation == id {
				return inLang(ctx, n.Name)
			}
		}
	}
	return ""
}

func numberOr(ctx context.Context, n int64) string {
	if n == 0 {
		return ""
	}
	return words.Num(ctx, n)
}

// invitationText is what is forwarded by a messenger: short, without a name on
// its first line, the code last.
func invitationText(ctx context.Context, p Printed, i Invitation) string {
	s, zone := p.Sitting, p.Sitting.Zone
	loc, _ := zoneOf(zone)
	out := say(ctx, "assembly.text_head", i.Number, words.Local(s.Title)) + "\n" +
		say(ctx, "assembly.text_to", i.Organisation) + "\n" +
		words.From(ctx).In(loc).Moment(s.At.Time) + "\n" + say(ctx, "assembly.text_place", s.Place) + "\n"
	if s.RemoteLink != "" {
		out += say(ctx, "assembly.text_link", words.Code(s.RemoteLink)) + "\n"
	}
	if i.SignIn != "" {
		v := web.VisitFrom(ctx)
		out += say(ctx, "assembly.text_code", words.Code(v.Origin()+"/in"), words.Code(i.SignIn)) + "\n"
	}
	return words.Clean(out)
}
