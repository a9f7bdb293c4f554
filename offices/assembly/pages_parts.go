package assembly

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/pure/tally"
)

func effectOptions(ctx context.Context) (list []ui.Option) {
	for _, e := range []string{Binding, Ratified, Advisory} {
		list = append(list, ui.Option{Value: e, Label: say(ctx, "assembly.effect_"+e), Note: say(ctx, "assembly.effect_note_"+e)})
	}
	return list
}

// itemKinds are the kinds of item that bylaws give quorums of their own.
func itemKinds(ctx context.Context) []ui.Option {
	return append([]ui.Option{{Value: "", Label: say(ctx, "assembly.item_sitting")}},
		options(ctx, "assembly.item_", "bylaws", "election", "financial_report")...)
}

func kindOfItem(ctx context.Context, kind string) string {
	if key := "assembly.item_" + orElse(kind, "sitting"); words.From(ctx).Has(key) {
		return say(ctx, key)
	}
	return kind
}

func quorumTitle(ctx context.Context, q QuorumView) string {
	if q.Kind == "" {
		return say(ctx, "assembly.quorum_title")
	}
	return say(ctx, "assembly.quorum_for", kindOfItem(ctx, q.Kind))
}

// ruleMsg is the rule as a part of a sentence; it is said already.
func ruleMsg(ctx context.Context, a tally.Attendance) string { return ruleLine(ctx, a) }

func stateKind(state string) ui.Kind {
	switch state {
	case "accepted", "upheld", "confirmed":
		return ui.OK
	case "waiting", "proposed":
		return ui.Wait
	case "refused", "dismissed":
		return ui.No
	}
	return ui.Plain
}

func rankKey(rank int64) string {
	if rank == 0 {
		return "assembly.rank_delegate"
	}
	return "assembly.rank_substitute"
}

func presenceChip(ctx context.Context, l DeskLine) templ.Component {
	if l.Present {
		return ui.Chip(ui.OK, say(ctx, "assembly.present_"+l.Channel))
	}
	return ui.Chip(ui.Plain, say(ctx, "assembly.absent"))
}

func goIf(b bool) ui.Kind {
	if b {
		return ui.Go
	}
	return ui.Plain
}

func currentIf(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func mandatesAt(sitting, state string, after int64) string {
	q := url.Values{}
	if state != "" {
		q.Set("state", state)
	}
	if after > 0 {
		q.Set("after", strconv.FormatInt(after, 10))
	}
	if len(q) == 0 {
		return pathOf(sitting, "mandates")
	}
	return pathOf(sitting, "mandates") + "?" + q.Encode()
}

func orNobody(ctx context.Context, list []ui.Option) []ui.Option {
	return append([]ui.Option{{Value: "", Label: say(ctx, "assembly.nobody")}}, list...)
}

// nth leaves the n-th chosen option chosen: a field of its own for each of two.
func nth(list []ui.Option, n int) []ui.Option {
	for i := range list {
		if list[i].Selected {
			list[i].Selected = n == 0
			n--
		}
	}
	return list
}

// few are those chosen and the first of the others: more are found by a word.
func few(list []ui.Option) (out []ui.Option) {
	for _, o := range list {
		if o.Selected || len(out) < 12 {
			out = append(out, o)
		}
	}
	return out
}

func nextBefore(ctx context.Context, d sittingData) string {
	switch {
	case d.invitations != nil && d.invitations.Sent < int64(len(d.invitations.Invitations)):
		return say(ctx, "assembly.next_invite")
	case d.credentials != nil && d.credentials.Waiting > 0:
		return say(ctx, "assembly.next_accept", d.credentials.Waiting)
	}
	return say(ctx, "assembly.next_receive")
}

func nextInside(ctx context.Context, d sittingData) string {
	switch {
	case !d.seated("chair"):
		return say(ctx, "assembly.next_officers")
	case d.Sitting.Status == Break:
		return say(ctx, "assembly.next_resume")
	}
	return say(ctx, "assembly.next_going")
}

func (d Attendance) late() bool {
	for _, l := range d.Lines {
		if l.Late {
			return true
		}
	}
	return false
}

// spaced breaks a hash into groups that can be read aloud.
func spaced(hash string) string {
	var b strings.Builder
	for i := 0; i < len(hash); i += 8 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(hash[i:min(i+8, len(hash))])
	}
	return b.String()
}

// A telephone may be watched: the page's title and frame name nobody.
func hereFrame(ctx context.Context) ui.Frame {
	f := frame(ctx, "assembly.page_here", ui.Narrow)
	f.Hide, f.Nav = true, nil
	return f
}

func hereState(ctx context.Context, d hereData) string {
	if d.Voter.Present && d.State == "accepted" {
		return say(ctx, "assembly.here_recorded_"+d.Voter.Channel)
	}
	return ""
}

func hereKind(d hereData) ui.Kind {
	if d.State == "accepted" && d.Voter.Present {
		return ui.OK
	}
	return stateKind(map[string]string{"waiting": "waiting", "refused": "refused"}[d.State])
}

func hereChip(ctx context.Context, d hereData) string {
	switch {
	case d.State != "accepted":
		return say(ctx, "assembly.nomination_"+d.State)
	case d.Voter.Present:
		return say(ctx, "assembly.present_"+d.Voter.Channel)
	}
	return say(ctx, "assembly.absent")
}

func hereTitle(ctx context.Context, d hereData) string {
	if d.State == "accepted" && d.Voter.Present {
		return say(ctx, "assembly.here_present")
	}
	return say(ctx, "assembly.page_here")
}

func hereText(ctx context.Context, d hereData) string {
	s := d.Sitting
	switch {
	case s.Status == Cancelled:
		return say(ctx, "assembly.cancelled_text")
	case s.Status == Closed:
		return say(ctx, "assembly.closed_text", when(ctx, s, s.ClosedAt.Time))
	case d.State != "accepted":
		return say(ctx, "assembly.here_"+d.State)
	case d.Voter.Present:
		return say(ctx, "assembly.here_since_"+d.Voter.Channel, hourOf(ctx, s, d.Since.Time))
	case d.now.Before(s.At.Add(-doorsOpen)):
		return say(ctx, "assembly.here_early", when(ctx, s, s.At.Time))
	}
	return say(ctx, "assembly.here_ready")
}
