package ui

import (
	"context"
	"slices"
)

// Refusal is a form that comes back: which one, what was typed, and why. The page
// says why at its top; the form's fields show what was typed and their own
// sentence.
type Refusal struct {
	Form     string // the ID of the form
	Values   map[string][]string
	Problems []Problem
}

type refusalKey struct{}

// WithRefusal marks a rendering in which a form comes back.
func WithRefusal(ctx context.Context, r Refusal) context.Context {
	return context.WithValue(ctx, refusalKey{}, r)
}

func refusalOf(ctx context.Context) (Refusal, bool) {
	r, ok := ctx.Value(refusalKey{}).(Refusal)
	return r, ok && len(r.Problems) > 0
}

// refused is the refusal of the form that is being rendered, if it is this one.
func refused(ctx context.Context) (Refusal, bool) {
	r, ok := refusalOf(ctx)
	if !ok || r.Form == "" || r.Form != formID(ctx) {
		return Refusal{}, false
	}
	return r, true
}

// cameBack marks the form for the script: a live update must not empty it.
func (f FormOf) cameBack(ctx context.Context) bool {
	_, ok := refused(ctx)
	return ok
}

// typed gives a field of a refused form what was typed in it, and its sentence.
func (f Field) typed(ctx context.Context) Field {
	r, ok := refused(ctx)
	if !ok {
		return f
	}
	if v := r.Values[f.Name]; len(v) > 0 && f.Type != "password" {
		f.Value = v[len(v)-1]
	}
	for _, p := range r.Problems {
		if p.Field == f.Name && f.Error == "" {
			f.Error = p.Text
		}
	}
	return f
}

// typedCheck is typed for a box, whose value says nothing but that it was ticked.
func (f Field) typedCheck(ctx context.Context) Field {
	value := f.Value
	if r, ok := refused(ctx); ok {
		f = f.typed(ctx)
		f.Value, f.Checked = value, len(r.Values[f.Name]) > 0
	}
	return f
}

// chosen says whether an option stands selected: as the caller says, or as it
// was sent when the form comes back.
func (f Field) chosen(ctx context.Context, o Option) bool {
	if r, ok := refused(ctx); ok {
		return slices.Contains(r.Values[f.Name], o.Value)
	}
	return o.Selected || f.Value != "" && o.Value == f.Value
}
