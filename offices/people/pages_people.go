package people

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

type peopleData struct {
	Page
	q     string
	first bool // the list's beginning
}

// peoplePage lists persons, for the secretary.
var peoplePage = web.Page[peopleData]{
	Pattern: "/people",
	Load: func(v *web.Visit) (peopleData, error) {
		in := Search{Q: v.Query("q"), After: v.Query("after")}
		page, err := web.Ask(v, SeeList, in)
		return peopleData{page, in.Q, in.After == ""}, err
	},
	View: peopleView,
}

func (d peopleData) pages() ui.Pages {
	var p ui.Pages
	if !d.first {
		p.First = "/people?" + url.Values{"q": {d.q}}.Encode()
	}
	if d.Next != "" {
		p.Next = "/people?" + url.Values{"q": {d.q}, "after": {d.Next}}.Encode()
	}
	return p
}

// newPage writes a person down.
var newPage = web.Page[kernel.None]{
	Pattern: "/people/new",
	Load: func(v *web.Visit) (kernel.None, error) {
		_, err := web.Ask(v, SeeTokens, kernel.None{}) // for the secretary, who alone may register
		return kernel.None{}, err
	},
	View: newView,
	Does: []web.Form{web.DoThen(Register, func(k Known) string { return PersonPath(k.ID) })},
}

// PersonPath is the address of a person's page, for the secretary.
func PersonPath(id string) string { return "/people/" + id }

type personData struct {
	File
	now    time.Time
	origin string
}

// personPage is a person's file. What is shown once (telephones, a link, a code)
// takes the page's place and is kept nowhere.
var personPage = web.Page[personData]{
	Pattern: "/people/{person}",
	Load: func(v *web.Visit) (personData, error) {
		file, err := web.Ask(v, SeePerson, Asked{v.Path("person")})
		return personData{file, v.Now(), v.Origin()}, err
	},
	View: personView,
	Does: []web.Form{
		web.DoShow(ShowContact, contactView), web.DoShow(Invite, invitedView),
		web.Do(Correct), web.Do(List), web.Do(Protect), web.Do(Unprotect), web.Do(GrantRole), web.Do(RevokeRole), web.Do(SignOutEverywhere),
		web.DoThen(Erase, func(kernel.None) string { return "/people" }),
	},
}

// inviteUntil are the moments until which a link or code may wait.
func inviteUntil(ctx context.Context, now time.Time) (list []ui.Option) {
	for _, d := range []time.Duration{keyLasts, 3 * 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour} {
		at := now.Add(d).Truncate(time.Minute)
		list = append(list, ui.Option{Value: at.UTC().Format(time.RFC3339), Label: words.Say(ctx, "people.until", at), Selected: d == keyLasts})
	}
	return list
}

type programsData struct {
	TokenList
	names []string // of the use cases, for the form
}

// programsPage lists programs' tokens and makes them.
var programsPage = web.Page[programsData]{
	Pattern: "/people/programs",
	Load: func(v *web.Visit) (programsData, error) {
		list, err := web.Ask(v, SeeTokens, kernel.None{})
		d := programsData{TokenList: list}
		for _, o := range v.Kernel.Offices {
			for _, u := range o.UseCases {
				if !u.Info().Public {
					d.names = append(d.names, u.Info().Name)
				}
			}
		}
		return d, err
	},
	View: programsView,
	Does: []web.Form{web.DoShow(MakeToken, tokenView), web.Do(EndToken)},
}

func (d programsData) options() (list []ui.Option) {
	for _, n := range d.names {
		list = append(list, ui.Option{Value: n, Label: n})
	}
	return list
}

type federationData struct {
	Union
	now time.Time
}

// federationPage changes what the federation is called, its hour and language.
var federationPage = web.Page[federationData]{
	Pattern: "/people/federation",
	Load: func(v *web.Visit) (federationData, error) {
		if _, err := web.Ask(v, SeeTokens, kernel.None{}); err != nil { // for the secretary
			return federationData{}, err
		}
		u, err := web.Ask(v, SeeFederation, kernel.None{})
		return federationData{u, v.Now()}, err
	},
	View: federationView,
	Does: []web.Form{web.Do(Rename)},
}

// withEmpty is a list with an empty line to write one more in.
func withEmpty(list []string) []string {
	if len(list) >= contactsMax {
		return list
	}
	return append(append([]string{}, list...), "")
}

func shownOrEmpty(phone string) string {
	if phone == "" {
		return ""
	}
	return ShownPhone(phone)
}

// lineOf names a line of a list in a form: each keeps what was typed in it.
func lineOf(list string, i int) string { return list + "." + strconv.Itoa(i) }

// several shows many lines of a list to choose from at once.
var several = templ.Attributes{"multiple": true, "size": "10", "dir": "ltr"}

// secretary says whether the person is one, without an end.
func (d personData) secretary() bool {
	for _, g := range d.Grants {
		if g.Role == "secretary" && g.heldAt(d.now) && g.Until.IsZero() {
			return true
		}
	}
	return false
}

// otherNames are a person's names in the other scripts, for the line below.
func otherNames(ctx context.Context, n words.Local) string {
	shown, out := n.In(words.From(ctx).Lang()), ""
	for _, s := range []string{n.Ar, n.En, n.Tr} {
		if s == "" || s == shown || s == out {
			continue
		}
		if out != "" {
			out += " "
		}
		out += words.Isolate(s)
	}
	return out
}
