package ui

import (
	"context"
	"time"
)

// Frame is what surrounds a page's content.
type Frame struct {
	// Title stands in the window's title and in the history of a telephone
	// that may be looked at: keep it neutral ("تصويتك", not whose).
	Title string
	// Name is the federation's name in the reader's language. Empty, or Hide
	// set, shows a neutral word instead.
	Name string
	Hide bool
	Home string // where the name leads; "/" when empty

	Nav []Link
	Who *Who // nil for a visitor

	// Live is the address of the page's event stream; empty for a still page.
	Live string
	// Refresh is after how many seconds a live page reloads itself where no
	// script runs: 20 when zero, never when negative (a page with a long form).
	Refresh int
	// Now is the server's clock at rendering; countdowns run by it.
	Now time.Time

	Width  Width
	NoLang bool // leaves the switch of language and digits out
	// Foot is a sentence at the page's end, such as who answers for the server.
	Foot string
}

// Who is the reader, shown only after a tap: a screen may be watched.
type Who struct {
	Name  string   // the person
	Lines []string // organisation, office, "chair of the sitting"
	Links []Link   // "who has access to me and why"
	// SignOut is the address of the page that SignOutDo, the command that ends
	// the session, is posted to; empty leaves the button out.
	SignOut, SignOutDo string
}

// Width is how much of a large screen a page takes.
type Width string

// The widths of a page.
const (
	Normal Width = ""       // reading, tables: 1,180 px
	Narrow Width = "narrow" // one thing to do: 600 px
	Wide   Width = "wide"   // a desk with columns: 1,440 px
)

// refresh is 0 where a form came back: what was typed would be gone.
func (f Frame) refresh(ctx context.Context) int {
	_, refused := refusalOf(ctx)
	if f.Live == "" || f.Refresh < 0 || refused {
		return 0
	}
	if f.Refresh == 0 {
		return 20
	}
	return f.Refresh
}

func (f Frame) home() string {
	if f.Home == "" {
		return "/"
	}
	return f.Home
}
