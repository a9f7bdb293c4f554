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

// lineKey is what stands above the question of a poll under way.
func (p PollNow) lineKey() string {
	if p.Poll.Status == voting.Closed {
		return "hall.poll_closed"
	}
	return "hall.poll_open"
}

// untilEnd counts down to the planned end of an open poll, where there is one.
func untilEnd(ctx context.Context, p voting.Poll) templ.Component {
	if p.EndsAt.IsZero() || p.Status != voting.Open {
		return nil
	}
	return ui.Countdown(p.EndsAt.Time, clock(ctx))
}
