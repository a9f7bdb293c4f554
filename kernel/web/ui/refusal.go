package ui

import (
	"context"
	"slices"
)

// Refusal is a form that comes back: which one, what was typed, and why. Its
// fields show what was typed and their own sentence; what belongs to no field of
// the form stands above it.
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

// refused is the refusal of the form that is being rendered, if it is this one.
func refused(ctx context.Context) (Refusal, bool) {
	r, ok := ctx.Value(refusalKey{}).(Refusal)
	return r, ok && r.Form == formID(ctx)
}

// problems are the sentences for the summary above the form.
func problems(ctx context.Context) []Problem {
	r, _ := refused(ctx)
	return r.Problems
}

// Refused are the sentences of a refusal that belongs to no form of the page by
// name: a page shows them at its top.
func Refused(ctx context.Context) []Problem {
	if r, ok := ctx.Value(refusalKey{}).(Refusal); ok && r.Form == "" {
		return r.Problems
	}
	return nil
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
