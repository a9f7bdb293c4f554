// Package gallery shows every component of the design system on pages like
// those of an assembly. It is what the browser test of the components looks
// at, and where to look before writing a page. No program contains it.
package gallery

import (
	"context"
	"time"

	"github.com/a-h/templ"
	"rsc.io/qr"

	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

// Moment is when all pages of the gallery are rendered.
var Moment = time.Date(2017, 1, 16, 11, 26, 5, 0, time.UTC)

// Pages are the pages by name, in the order of the test's report.
var Pages = []struct {
	Name string
	Page func() templ.Component
}{
	{"ballot", Ballot}, {"desk", Desk}, {"list", List}, {"forms", Forms}, {"hall", Hall}, {"floor", Floor}, {"sheet", Sheet},
}

// s is a sample sentence in the reader's language; Turkish readers see English
// here, since only the package's own sentences are under test.
func s(ctx context.Context, ar, en string) string {
	return words.Local{Ar: ar, En: en}.In(words.From(ctx).Lang())
}

func n(ctx context.Context, i int64) string { return words.Num(ctx, i) }

func frame(ctx context.Context, title string) ui.Frame {
	return ui.Frame{
		Title: title,
		Name:  s(ctx, "اتحاد منظمات المجتمع المدني", "Union of Civil Society Organisations"),
		Nav: []ui.Link{
			{Text: s(ctx, "الجلسة", "Sitting"), Href: "/desk"},
			{Text: s(ctx, "الأعضاء", "Members"), Href: "/forms"},
			{Text: s(ctx, "القرارات", "Resolutions"), Href: "/list", Current: true},
			{Text: s(ctx, "النظام الأساسي", "Bylaws"), Href: "/sheet"},
		},
		Who: &ui.Who{
			Name:    s(ctx, "سلمى الحمصي", "Salma al-Homsi"),
			Lines:   []string{s(ctx, "رابطة البيان للتعليم", "Al-Bayan Education League")},
			Links:   []ui.Link{{Text: s(ctx, "من يصل إلى بياناتي ولماذا", "Who has access to me and why"), Href: "/me"}},
			SignOut: "/signout", SignOutDo: "people.sign_out",
		},
		Now: Moment,
	}
}

func modules(text string) [][]bool {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		panic(err) // the sample is short enough for any level
	}
	out := make([][]bool, code.Size)
	for y := range out {
		out[y] = make([]bool, code.Size)
		for x := range out[y] {
			out[y][x] = code.Black(x, y)
		}
	}
	return out
}
