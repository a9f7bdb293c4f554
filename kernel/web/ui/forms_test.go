package ui_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

func render(t *testing.T, ctx context.Context, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	ctx = words.Into(ctx, catalogue(t).For(words.Reader{Lang: "ar"}))
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// form is a component made of others, as a page's author writes it.
func form(id string, fields ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return ui.Form(ui.FormOf{ID: id, Once: "k", Do: "people.add"}).Render(templ.WithChildren(ctx, templ.Join(fields...)), w)
	})
}

func whole(forms ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return ui.Page(ui.Frame{Title: "t", Live: "/live"}).Render(templ.WithChildren(ctx, templ.Join(forms...)), w)
	})
}

// TestRefusal: only the form that was sent comes back, with all that was typed.
func TestRefusal(t *testing.T) {
	fields := []templ.Component{
		ui.Input(ui.Field{Name: "name", Label: "n"}),
		ui.Select(ui.Field{Name: "field", Label: "f"}, []ui.Option{{Value: "edu", Label: "e"}, {Value: "health", Label: "h"}}),
		ui.Radios(ui.Field{Name: "v", Label: "v", Value: "yes"}, []ui.Option{{Value: "yes", Label: "y"}, {Value: "no", Label: "n"}}),
		ui.Checks(ui.Field{Name: "lang", Label: "l"}, []ui.Option{{Value: "ar", Label: "a", Selected: true}, {Value: "tr", Label: "t"}}),
		ui.Checkbox(ui.Field{Name: "listed", Label: "l", Checked: true}),
		ui.LocalField(ui.Field{Name: "title", Label: "t"}, words.Local{Ar: "old"}),
		ui.Input(ui.Field{Name: "word", Label: "w", Type: "password"}),
	}
	ctx := ui.WithRefusal(t.Context(), ui.Refusal{
		Form: "a",
		Values: map[string][]string{
			"name": {"<سلمى>"}, "field": {"health"}, "v": {"no"}, "lang": {"tr"}, "title.ar": {"new"}, "word": {"hush"},
		},
		Problems: []ui.Problem{{Field: "name", Text: "too short"}, {Field: "title.tr", Text: "missing"}, {Text: "late"}},
	})
	html := render(t, ctx, whole(form("a", fields...), form("b", fields...)))
	first, second, _ := strings.Cut(html, `<form id="b"`)
	for _, s := range []string{
		`href="#a-name">too short`, `<li>late</li>`, `data-refused`, `value="&lt;سلمى&gt;"`, `id="a-name-error">too short`, `id="a-title.tr-error">missing`,
		`value="health" selected`, `value="no" checked`, `value="tr" checked`, `name="title.ar"`, `value="new"`, `name="do" value="people.add"`, `name="form" value="a"`,
	} {
		if !strings.Contains(first, s) {
			t.Errorf("the form that came back lacks %s", s)
		}
	}
	for _, s := range []string{`value="yes" checked`, `value="ar" checked`, `http-equiv="refresh"`, "hush", `name="listed" checked`, "old"} {
		if strings.Contains(first, s) {
			t.Errorf("the form that came back has %s", s)
		}
	}
	for _, s := range []string{"too short", "سلمى", "data-refused", `value="no" checked`} {
		if strings.Contains(second, s) {
			t.Errorf("the other form has %s", s)
		}
	}
}

// TestStreamIsStill: what goes out on a stream is the same bytes as long as
// nothing changed, whatever the time and the key.
func TestStreamIsStill(t *testing.T) {
	ctx := ui.ForStream(t.Context())
	one := render(t, ctx, ui.Form(ui.FormOf{ID: "a", Once: "k1"}))
	two := render(t, ctx, ui.Form(ui.FormOf{ID: "a", Once: "k2"}))
	if one != two || strings.Contains(one, "k1") {
		t.Errorf("a form on a stream carries its key: %s", one)
	}
}

// TestBar: a part never vanishes and nothing runs over the end.
func TestBar(t *testing.T) {
	for _, c := range []struct {
		bar  ui.BarOf
		want []string
		not  string
	}{
		{ui.BarOf{Total: 54, Parts: []ui.Part{{25, ui.OK}, {6, ui.Wait}}}, []string{`x="0.0%" width="46.2%"`, `x="46.2%" width="11.1%"`}, "NaN"},
		{ui.BarOf{Total: 100000, Parts: []ui.Part{{1, ui.OK}}}, []string{`width="0.5%"`}, "width=\"0.0%\""},
		{ui.BarOf{Total: 10, Parts: []ui.Part{{8, ui.OK}, {8, ui.No}}}, []string{`width="80.0%"`, `x="80.0%" width="20.0%"`}, "160"},
		{ui.BarOf{Total: 0, Parts: []ui.Part{{0, ui.OK}, {-3, ui.No}}}, nil, "<rect"},
	} {
		html := render(t, t.Context(), ui.Bar(c.bar))
		for _, w := range c.want {
			if !strings.Contains(html, w) {
				t.Errorf("%+v: %s lacks %s", c.bar, html, w)
			}
		}
		if strings.Contains(html, c.not) {
			t.Errorf("%+v: %s has %s", c.bar, html, c.not)
		}
	}
}
