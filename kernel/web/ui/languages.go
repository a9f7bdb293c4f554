package ui

import (
	"context"

	"ittihad/kernel/words"
)

type languageLink struct {
	Link
	lang string
}

// ownName is a language's name in itself.
func ownName(c string) string {
	switch c {
	case "en":
		return "English"
	case "tr":
		return "Türkçe"
	default:
		return "العربية"
	}
}

// languageLinks are the other languages, and the other digits where the
// language has two. Addresses are relative, so they keep the page.
func languageLinks(ctx context.Context) []languageLink {
	var out []languageLink
	here := words.From(ctx).Lang()
	for _, c := range []string{"ar", "en", "tr"} {
		if c != here {
			out = append(out, languageLink{Link{Text: ownName(c), Href: "?lang=" + c}, c})
		}
	}
	if here != "ar" {
		return out
	}
	if numerals(ctx) == "arab" {
		return append(out, languageLink{Link{Text: "أرقام 123", Href: "?digits=latn"}, here})
	}
	return append(out, languageLink{Link{Text: "أرقام ١٢٣", Href: "?digits=arab"}, here})
}

// shownName is the federation's name, or a neutral word where it is hidden.
func (f Frame) shownName(ctx context.Context) string {
	if f.Hide || f.Name == "" {
		return words.Say(ctx, "ui.frame.neutral")
	}
	return f.Name
}
