package ui

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"ittihad/kernel/words"
)

// Kind is the tone of a chip, notice, figure, button or verdict. Colour never
// carries it alone: the words beside it say the same.
type Kind string

// The tones. Plain is the zero value.
const (
	Plain Kind = ""
	Info  Kind = "info" // something to know
	OK    Kind = "ok"   // done, accepted, carried
	Wait  Kind = "wait" // under way, attention wanted
	No    Kind = "no"   // refused, failed, not carried
	Go    Kind = "go"   // the page's most important button
	Quiet Kind = "quiet"
)

// Link is an address with its words. Current marks the page one is on.
type Link struct {
	Text    string
	Href    string
	Current bool
}

// Option is one choice of a Select or of Radios.
type Option struct {
	Value, Label string
	Note         string // a second, smaller line; Radios and Checks only
	Selected     bool
	Disabled     bool
}

type contextKey int

const (
	streamKey contextKey = iota
	formKey
)

// ForStream marks a rendering that goes out on an event stream. Such a
// fragment must be the same bytes as long as nothing changed, so countdowns
// leave their digits and forms their once key to the script.
func ForStream(ctx context.Context) context.Context {
	return context.WithValue(ctx, streamKey, true)
}

func streaming(ctx context.Context) bool { return ctx.Value(streamKey) != nil }

func withForm(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, formKey, id)
}

// fieldID is the id of a form's control; it begins with the form's id, so that
// two forms of one page may have fields of the same name.
func fieldID(ctx context.Context, name string) string {
	form := formID(ctx)
	if form == "" {
		form = "f"
	}
	return form + "-" + name
}

func formID(ctx context.Context) string {
	form, _ := ctx.Value(formKey).(string)
	return form
}

// numerals says which digits the reader chose, in the names of Unicode.
func numerals(ctx context.Context) string {
	if words.Num(ctx, 0) == "0" {
		return "latn"
	}
	return "arab"
}

// stamp is a moment as the script reads it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// clock is a countdown's remaining time in the reader's digits, never below zero.
func clock(ctx context.Context, until, now time.Time) string {
	return words.From(ctx).Countdown(max(0, until.Sub(now)))
}

func itoa(n int) string { return strconv.Itoa(n) }

func classes(base string, kind Kind) string {
	if kind == Plain {
		return base
	}
	return base + " " + string(kind)
}

// href passes an address through the sanitiser of the template library.
func href(s string) templ.SafeURL { return templ.URL(s) }
