package hall

import (
	"context"
	"io"
	"slices"

	"github.com/a-h/templ"

	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/offices/voting"
)

func (t Tellers) callEyebrow(ctx context.Context) string {
	if t.Next.Waits {
		return say(ctx, "hall.second_teller_wanted")
	}
	return say(ctx, "hall.next_to_call")
}

func (t Tellers) callLine(ctx context.Context) string {
	switch {
	case t.Next.Waits:
		return say(ctx, "hall.second_teller_text")
	case t.Next.Reason != "":
		return say(ctx, "hall.tried_before")
	}
	return say(ctx, "hall.call_text")
}

func hearKind(h voting.ToHear) ui.Kind {
	switch {
	case h.Calling || h.Waits:
		return ui.Wait
	case h.Reason != "":
		return ui.No
	}
	return ui.Plain
}

func hearWords(ctx context.Context, h voting.ToHear) string {
	switch {
	case h.Yours:
		return say(ctx, "hall.waits_for_another")
	case h.Waits:
		return say(ctx, "hall.waits_for_you")
	case h.Calling:
		return say(ctx, "hall.is_called")
	case h.Reason != "":
		return say(ctx, "hall.reason_"+string(h.Reason))
	}
	return "" // nobody has tried yet
}

// A callee is a mandate that is being called, with what may be written down.
type callee struct {
	voting.Callee
	sitting  string
	poll     voting.Poll
	waits    bool // a first teller has entered what they heard
	listed   bool // the mandate was not heard yet
	doubtful bool // its vote is to be confirmed
}

// calleeView asks, as the teller, what the answer of the call does not hold.
func calleeView(c voting.Callee) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		d := callee{Callee: c}
		if err := d.look(web.VisitFrom(ctx)); err != nil {
			return err
		}
		return calleePage(d).Render(ctx, w)
	})
}

func (c *callee) look(v *web.Visit) (err error) {
	c.sitting = v.Path("sitting")
	if c.poll, err = web.Ask(v, voting.SeePoll, voting.Which{Sitting: c.sitting, Poll: c.Poll}); err != nil {
		return err
	}
	after := int64(0)
	for {
		list, err := web.Ask(v, voting.SeeUnheard, voting.PageOf{Sitting: c.sitting, Poll: c.Poll, After: after})
		if err != nil {
			return err
		}
		c.doubtful = c.doubtful || slices.ContainsFunc(list.Doubtful, func(d voting.Doubted) bool { return d.Mandate == c.Mandate && !d.Yours })
		i := slices.IndexFunc(list.Mandates, func(h voting.ToHear) bool { return h.Mandate == c.Mandate })
		if i >= 0 {
			c.listed, c.waits = !list.Mandates[i].Yours, list.Mandates[i].Waits
			return nil
		}
		if after = list.Next; after == 0 {
			return nil
		}
	}
}

// do is what the form posts: the first teller's entry, the second's, or a call
// back.
func (c callee) do() string {
	switch {
	case c.doubtful:
		return voting.CallBack.Name
	case c.waits:
		return voting.Confirm.Name
	}
	return voting.Enter.Name
}

func (c callee) askKey() string {
	if c.doubtful {
		return "hall.heard_again"
	}
	return "hall.heard"
}

func (c callee) sendKey() string {
	switch {
	case c.doubtful:
		return "hall.send_call_back"
	case c.waits:
		return "hall.send_second"
	}
	return "hall.send_first"
}

func (c callee) hintKey() string {
	switch {
	case c.doubtful:
		return "hall.hint_call_back"
	case c.waits:
		return "hall.hint_second"
	}
	return "hall.hint_first"
}
