package hall

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"ittihad/kernel/web/ui"
	"ittihad/offices/assembly"
	"ittihad/offices/voting"
)

func publicTitle(ctx context.Context, p Public) string {
	if name := in(ctx, p.Federation); name != "" {
		return name
	}
	return say(ctx, "hall.public_title")
}

func (p Public) anyLive() bool {
	return slices.ContainsFunc(p.Sittings, func(s PublicSitting) bool { return s.live() })
}

func publicKind(status string) ui.Kind {
	switch status {
	case assembly.Open:
		return ui.OK
	case assembly.Closed:
		return ui.Plain
	}
	return ui.Wait
}

// quorumLine is who is here, or who was at the end.
func (s PublicSitting) quorumLine(ctx context.Context) string {
	if s.Status == assembly.Closed {
		return present(ctx, s.Quorum)
	}
	return s.Quorum.said(ctx)
}

func (s PublicSitting) pollKey() string {
	if s.Poll.Poll.Status == voting.Closed {
		return "hall.poll_closed"
	}
	return "hall.poll_open"
}

func (s PublicSitting) countdown(ctx context.Context) templ.Component {
	if s.Poll.Poll.EndsAt.IsZero() || s.Poll.Poll.Status != voting.Open {
		return nil
	}
	return ui.Countdown(s.Poll.Poll.EndsAt.Time, clock(ctx))
}
