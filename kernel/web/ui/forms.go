package ui

import (
	"context"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"ittihad/kernel/words"
)

// FormOf is a form that posts. ID names the form for as long as it means the
// same thing (one poll's ballot: "ballot-" and the poll's id): while it stays,
// what was typed or chosen survives every live update; with another ID nothing
// does, so that no choice slips from one question to the next.
type FormOf struct {
	ID     string // required, unique in the page
	Action string // empty posts to the page itself
	Do     string // the command that it posts, by name; empty leaves it to the buttons
	Next   string // where on this site to go afterwards
	Once   string // the key that makes a repeat harmless; empty makes one
	// Files sends the form as multipart, as a File field needs.
	Files bool
	// NoDraft keeps typed text from being remembered in the tab until it is
	// sent: for sign-in codes, and for words that must not stay on a telephone.
	// Choices are never remembered.
	NoDraft bool
	// Native leaves sending to the browser, as a reply that is a file needs.
	Native bool
	Inline bool // a button or two in a line, without the gaps of a form
}

// Field is one control of a form. The zero Type is a line of text.
type Field struct {
	Name  string
	Label string
	Hint  string // a sentence under the label
	Value string
	Error string // the refusal's sentence, beside the field
	Type  string // text, tel, email, url, number, date, time, datetime-local, password, search

	Required     bool
	Disabled     bool
	Checked      bool   // Checkbox
	Autocomplete string // "one-time-code", "name", "off"
	Dir          string // "auto" for names; empty decides by Type
	InputMode    string // "numeric", "decimal"
	Accept       string // File
	Rows         int    // TextArea; 4 when zero
	Max          int    // characters; 0 is no limit
	HideLabel    bool   // the label is only for those who do not see the place
	Attrs        templ.Attributes
}

// Problem is one reason of a Refusal: which field of the form, and why. An empty
// Field concerns the whole form.
type Problem struct {
	Field string
	Text  string
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// dir is ltr where the content is never Arabic, and by the content elsewhere.
func (f Field) dir() string {
	if f.Dir != "" {
		return f.Dir
	}
	switch f.Type {
	case "tel", "email", "url", "password":
		return "ltr"
	case "", "text", "search":
		return "auto"
	}
	return ""
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return itoa(f.Rows)
}

// id is the control's: of the form and the name, where Attrs does not say
// another because the form has two of that name.
func (f Field) id(ctx context.Context) string {
	if id, ok := f.Attrs["id"].(string); ok {
		return id
	}
	return fieldID(ctx, f.Name)
}

// attrs are what every control has in common.
func (f Field) attrs(ctx context.Context) templ.Attributes {
	id := fieldID(ctx, f.Name)
	a := templ.Attributes{"id": id, "name": f.Name}
	described := ""
	if f.Hint != "" {
		described = id + "-hint"
	}
	if f.Error != "" {
		described = joinWords(described, id+"-error")
		a["aria-invalid"] = "true"
	}
	set(a, "aria-describedby", described)
	set(a, "autocomplete", f.Autocomplete)
	set(a, "inputmode", f.InputMode)
	set(a, "dir", f.dir())
	set(a, "accept", f.Accept)
	if f.Max > 0 {
		a["maxlength"] = itoa(f.Max)
	}
	a["required"] = f.Required
	a["disabled"] = f.Disabled
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

func set(a templ.Attributes, name, value string) {
	if value != "" {
		a[name] = value
	}
}

func joinWords(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// localParts are the three fields of one text in three languages. Only the
// reader's own language is required.
func localParts(ctx context.Context, f Field, v words.Local) []Field {
	here := words.From(ctx).Lang()
	part := func(lang, dir, value string) Field {
		p := f
		p.Name, p.Value, p.Label, p.Dir = f.Name+"."+lang, value, ownName(lang), dir
		p.Hint, p.Error = "", ""
		p.Required = f.Required && lang == here
		p.Attrs = templ.Attributes{"lang": lang}
		return p.typed(ctx)
	}
	ar, en, tr := part("ar", "rtl", v.Ar), part("en", "ltr", v.En), part("tr", "ltr", v.Tr)
	switch here {
	case "en":
		return []Field{en, ar, tr}
	case "tr":
		return []Field{tr, ar, en}
	}
	return []Field{ar, en, tr}
}

// ConfirmOf is a step that asks once more, without a dialog and without the
// script: the first button opens the sentence and the second sends.
type ConfirmOf struct {
	ID    string // keeps it open through live updates
	Ask   string // the first button: "Close the vote…"
	Text  string // what happens then, in words
	Label string // the second button
	Name  string // the button's name and value, both may be empty
	Value string
	First Kind // of the first button; Go where it is the form's own next step
	Kind  Kind // of the second button; Go when plain
}

func (c ConfirmOf) kind() Kind {
	if c.Kind == Plain {
		return Go
	}
	return c.Kind
}

// SearchOf is a search box; it gets the page itself with ?name=value.
type SearchOf struct {
	Action string
	Name   string // "q" when empty
	Type   string // "search" when empty; "time" asks for an hour
	Value  string
	Label  string
	Hint   string // under the box
	Button string
}

func (s SearchOf) kind() string {
	if s.Type == "" {
		return "search"
	}
	return s.Type
}

// dir is by what is typed; digits alone go from the left.
func (s SearchOf) dir() string {
	if s.Type == "time" {
		return "ltr"
	}
	return "auto"
}

func (s SearchOf) name() string {
	if s.Name == "" {
		return "q"
	}
	return s.Name
}

func (f FormOf) onceValue(ctx context.Context) string {
	if streaming(ctx) {
		return "" // the script makes one, or keeps the form's own
	}
	if f.Once == "" {
		return uuid.Must(uuid.NewV7()).String() // keys that begin alike lie beside each other
	}
	return f.Once
}
