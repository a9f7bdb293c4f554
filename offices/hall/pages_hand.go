package hall

import (
	"context"

	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/offices/assembly"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/queue"
)

// handPage is where the desk or a teller enters what a delegate without a device
// says: the delegate raised a hand in the hall, or is on the telephone.
var handPage = web.Page[Hand]{
	Pattern: "/sittings/{sitting}/for/{mandate}",
	Load: func(v *web.Visit) (Hand, error) {
		return web.Ask(v, SeeHand, Raised{v.Path("sitting"), v.Path("mandate")})
	},
	View:   handView,
	Topics: func(h Hand) []string { return []string{assembly.Stream(h.Sitting)} },
	Does: []web.Form{
		web.Do(proceedings.AskFloor), web.Do(proceedings.WithdrawRequest), web.Do(outputs.Object), web.Do(outputs.Reserve),
		web.Do(voting.Object), web.Do(voting.Reserve),
	},
}

// handsPage finds the mandate.
var handsPage = web.Page[Hands]{
	Pattern: "/sittings/{sitting}/for",
	Load: func(v *web.Visit) (Hands, error) {
		return web.Ask(v, SeeHands, Wanted{v.Path("sitting"), v.Query("q")})
	},
	View: handsView,
}

func handAt(sitting, mandate string) string { return "/sittings/" + sitting + "/for/" + mandate }

// channelOf is where a mandate is, or that it is not here.
func channelOf(ctx context.Context, present bool, channel string) string {
	if !present {
		return say(ctx, "hall.not_present")
	}
	return say(ctx, "hall.channel_"+channel)
}

func hereKind(present bool) ui.Kind {
	if present {
		return ui.OK
	}
	return ui.Plain
}

// decidedOptions are the outputs about which a reservation is still heard.
func (h Hand) decidedOptions(ctx context.Context) (list []ui.Option) {
	for _, o := range h.Decided {
		list = append(list, ui.Option{Value: o.Output, Label: say(ctx, "hall.numbered", outputNumber(o), shortened(in(ctx, o.Text), outputShown))})
	}
	return list
}

// whyNot says why nothing may be entered for it.
func (h Hand) whyNot() string {
	switch {
	case h.Status != assembly.Open:
		return "hall.hand_not_open"
	case !h.Present:
		return "hall.hand_absent"
	}
	return "hall.hand_remote"
}

func handPlaceKey(r proceedings.MyRequest) string {
	if r.Kind == queue.PointOfOrder {
		return "hall.hand_point"
	}
	return "hall.hand_place"
}

// handKind makes the button of the only one that was found the page's own.
func handKind(found int) ui.Kind {
	if found == 1 {
		return ui.Go
	}
	return ui.Plain
}
