package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

type meData struct {
	Self
	now time.Time
}

// mePage is all that the federation keeps of the reader, to be corrected.
var mePage = web.Page[meData]{
	Pattern: "/me",
	Load: func(v *web.Visit) (meData, error) {
		self, err := web.Ask(v, Me, kernel.None{})
		return meData{self, v.Now()}, err
	},
	View: meView,
	Does: []web.Form{
		web.Do(Correct), web.Do(List), web.Do(Protect), web.Do(Unprotect), web.DoSignOut(Erase),
		web.DoThen(Prefer, func(p Preferences) string { return "/me?lang=" + p.Lang + "&digits=" + p.Digits }),
	},
}

type accessData struct {
	Access
	sessions []Session
	current  string // the session that asks
	me       string
	now      time.Time
}

// accessPage tells the reader who has access to their data and why, who looked,
// and where they are signed in.
var accessPage = web.Page[accessData]{
	Pattern: "/me/access",
	Load:    loadAccess,
	View:    accessView,
	Topics:  func(d accessData) []string { return []string{accessStream, personStream(d.me)} },
	Does:    []web.Form{web.Do(SignOut), web.DoSignOut(SignOutEverywhere), web.Do(RevokeRole)},
}

func loadAccess(v *web.Visit) (d accessData, err error) {
	d = accessData{current: SessionID(v.Session()), me: v.By.ID, now: v.Now()}
	if d.Access, err = web.Ask(v, WhoHasAccess, kernel.None{}); err != nil {
		return d, err
	}
	list, err := web.Ask(v, Sessions, kernel.None{})
	d.sessions = list.Sessions
	return d, err
}

// nameOf is a person's name in the reader's language, or what else acted.
func nameOf(ctx context.Context, names map[string]Person, id string) string {
	p, ok := names[id]
	switch {
	case ok:
		return p.Name.In(words.From(ctx).Lang())
	case id == kernel.Self.ID || id == "":
		return words.Say(ctx, "people.the_system")
	}
	return words.Say(ctx, "people.a_program")
}

// roleName is a role in words, with where it holds.
func roleName(ctx context.Context, role, scope string, titles Titles) string {
	say := words.From(ctx)
	name := role
	if key := "people.role_" + role; say.Has(key) {
		name = say.Say(key)
	}
	if scope == "" {
		return name
	}
	return say.Say("people.role_within", scopeName(ctx, scope, titles), name)
}

// scopeName is how a scope is called; of one that nobody called anything, what it
// is and the end of its id.
func scopeName(ctx context.Context, scope string, titles Titles) any {
	if title := titles[scope].In(words.From(ctx).Lang()); title != "" {
		return title
	}
	return words.Msg{Key: "people.scope_" + scopeKind(scope), Args: []any{shortID(scope)}}
}

// reason is a reason as the reader reads it; see Given.
func reason(ctx context.Context, why string, titles Titles) string {
	say := words.From(ctx)
	key, scope, _ := strings.Cut(why, " ")
	if !say.Has(key) || strings.Contains(scope, " ") {
		return why
	}
	return say.Say(key, scopeName(ctx, scope, titles))
}

// scopeKind is what a scope is of: a sitting, an organisation, something else.
func scopeKind(scope string) string {
	switch kind, _, _ := strings.Cut(scope, "/"); kind {
	case "sitting", "organisation":
		return kind
	}
	return "other"
}

// shortID tells two scopes of one kind apart.
func shortID(scope string) words.Code {
	_, id, _ := strings.Cut(scope, "/")
	return words.Code(id[max(0, len(id)-6):])
}

// grantDates says from when and until when a grant holds or held.
func grantDates(ctx context.Context, g Grant) string {
	switch {
	case !g.Ended.IsZero():
		return words.Say(ctx, "people.held_until", words.Date(ctx, g.From.Time), words.Date(ctx, g.Ended.Time))
	case g.Until.IsZero():
		return words.Say(ctx, "people.since", words.Date(ctx, g.From.Time))
	}
	return words.Say(ctx, "people.since_until", words.Date(ctx, g.From.Time), words.Moment(ctx, g.Until.Time))
}

// lookMoments is who was shown the contacts of the reader, the last first.
func lookMoments(ctx context.Context, a Access) (list []ui.Moment) {
	for _, l := range a.Looks {
		list = append(list, ui.Moment{When: words.Moment(ctx, l.At.Time), Title: nameOf(ctx, a.Names, l.By), Text: reason(ctx, l.Why, a.Titles)})
	}
	return list
}

func wayMoments(ctx context.Context, ways []WayIn, names map[string]Person, titles Titles, now time.Time) (list []ui.Moment) {
	for _, w := range ways {
		m := ui.Moment{When: words.Moment(ctx, w.Made.Time), Title: reason(ctx, w.Why, titles),
			Text: words.Say(ctx, "people.way_"+w.Kind, nameOf(ctx, names, w.By)) + " " + wayState(ctx, w, now)}
		if w.Used.IsZero() && w.Voided.IsZero() && now.Before(w.Until.Time) {
			m.Kind = ui.Wait
		}
		list = append(list, m)
	}
	return list
}

func wayState(ctx context.Context, w WayIn, now time.Time) string {
	switch {
	case !w.Used.IsZero():
		return words.Say(ctx, "people.way_used", w.Used.Time)
	case !w.Voided.IsZero():
		return words.Say(ctx, "people.way_void")
	case !now.Before(w.Until.Time):
		return words.Say(ctx, "people.way_over")
	}
	return words.Say(ctx, "people.way_open", w.Until.Time)
}

func consentMoments(ctx context.Context, list []Consent) (out []ui.Moment) {
	for _, c := range slices.Backward(list) {
		m := ui.Moment{When: words.Moment(ctx, c.At.Time), Title: words.Say(ctx, "people.consent_"+c.What+"_"+yesNo(c.Given)), Text: c.How}
		if c.How == bySelf {
			m.Text = words.Say(ctx, "people.said_by_self")
		}
		if c.Given {
			m.Kind = ui.OK
		}
		out = append(out, m)
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// langOptions are the interface's languages by their own names; none, if given,
// is the words for no choice.
func langOptions(chosen, none string) (list []ui.Option) {
	if none != "" {
		list = append(list, ui.Option{Value: "", Label: none, Selected: chosen == ""})
	}
	for i, label := range []string{"العربية", "English", "Türkçe"} {
		list = append(list, ui.Option{Value: languages[i], Label: label, Selected: languages[i] == chosen})
	}
	return list
}

// firstOr tells the first line of a list, the preferred one, from the others.
func firstOr(i int, first, other string) string {
	if i == 0 {
		return first
	}
	return other
}

func spokenOptions(ctx context.Context, chosen string) []ui.Option {
	list := []ui.Option{{Value: "", Label: words.Say(ctx, "people.no_language"), Selected: chosen == ""}}
	for _, l := range spoken {
		list = append(list, ui.Option{Value: l, Label: words.Say(ctx, "people.language_"+l), Selected: l == chosen})
	}
	return list
}

func digitOptions(ctx context.Context, chosen string) []ui.Option {
	return []ui.Option{
		{Value: "", Label: words.Say(ctx, "people.as_the_language"), Selected: chosen == ""},
		{Value: "arab", Label: "١٢٣", Selected: chosen == "arab"},
		{Value: "latn", Label: "123", Selected: chosen == "latn"},
	}
}
