package browser

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"

	"ittihad/app"
	"ittihad/app/demo"
	"ittihad/kernel"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

// What a first visit may cost: on the lines of besieged towns 14.6 kB, ten
// packets, took eight seconds, and 100 kB thirty-four.
const (
	smallBytes, smallRequests = 14_600, 3
	pageBytes, pageRequests   = 30_000, 5
)

// A visit is a page as somebody finds it. In its path a word in braces stands
// for what the house has: {poll}, {person}, {mandate}, {link}, {session}, {item}.
type visit struct {
	who, path string
	small     bool   // signing in, being present, voting: the budget of a bad line
	when      string // the stage at which it is visited; voting if empty
}

// The stages: while the vote on the branches law is open; while the desk calls the
// roll, after a first result, and somebody is asked to object; after the end.
const (
	underVote = ""
	roll      = "roll-call"
	asked     = "consent"
	over      = "over"
)

const nobody = ""

// visits are those of every pattern that the house answers to.
var visits = map[string][]visit{
	"/{$}":                                  {{who: nobody, path: "/"}, {who: "chair", path: "/"}, {who: nobody, path: "/", when: over}},
	"GET /start":                            {{who: "chair", path: "/start"}, {who: "secretary", path: "/start"}},
	"/demo":                                 {{who: nobody, path: "/demo"}},
	"/in":                                   {{who: nobody, path: "/in", small: true}},
	"/in/{token}":                           {{who: nobody, path: "{link}", small: true}},
	"/out/{session}":                        {{who: "chair", path: "/out/{session}"}},
	"/setup/{token}":                        {{who: nobody, path: "/setup/AAAA"}},
	"/me":                                   {{who: "chair", path: "/me"}, {who: "secretary", path: "/me"}},
	"/me/access":                            {{who: "chair", path: "/me/access"}},
	"/people":                               {{who: "secretary", path: "/people"}},
	"/people/new":                           {{who: "secretary", path: "/people/new"}},
	"/people/{person}":                      {{who: "secretary", path: "/people/{person}"}},
	"/people/programs":                      {{who: "secretary", path: "/people/programs"}},
	"/people/federation":                    {{who: "secretary", path: "/people/federation"}},
	"/sittings":                             {{who: "secretary", path: "/sittings"}},
	"/sittings/new":                         {{who: "secretary", path: "/sittings/new"}},
	"/sittings/{sitting}":                   {{who: "secretary", path: sitting}, {who: "chair", path: sitting}},
	"/sittings/{sitting}/plan":              {{who: "secretary", path: sitting + "/plan"}},
	"/sittings/{sitting}/officers":          {{who: "secretary", path: sitting + "/officers"}},
	"/sittings/{sitting}/spoken":            {{who: "chair", path: sitting + "/spoken"}},
	"/sittings/{sitting}/elections":         {{who: "chair", path: sitting + "/elections"}},
	"/sittings/{sitting}/list":              {{who: "secretary", path: sitting + "/list"}},
	"/sittings/{sitting}/attendance":        {{who: "secretary", path: sitting + "/attendance"}, {who: "secretary", path: sitting + "/attendance", when: over}},
	"/sittings/{sitting}/mandates":          {{who: "secretary", path: sitting + "/mandates"}},
	"/sittings/{sitting}/invitations":       {{who: "secretary", path: sitting + "/invitations"}},
	"/sittings/{sitting}/invitations/texts": {{who: "secretary", path: sitting + "/invitations/texts"}},
	"/sittings/{sitting}/door":              {{who: "desk", path: sitting + "/door"}},
	"/sittings/{sitting}/here":              {{who: "remote", path: sitting + "/here", small: true}, {who: "hall", path: sitting + "/here", small: true}},
	"/sittings/{sitting}/agenda":            {{who: "chair", path: sitting + "/agenda"}, {who: "secretary", path: sitting + "/agenda"}, {who: "secretary", path: sitting + "/agenda", when: over}},
	"/sittings/{sitting}/outputs":           {{who: "chair", path: sitting + "/outputs"}, {who: "remote", path: sitting + "/outputs"}, {who: "secretary", path: sitting + "/outputs", when: over}},
	"/sittings/{sitting}/statement":         {{who: "drafting", path: sitting + "/statement"}, {who: "secretary", path: sitting + "/statement", when: over}},
	"/sittings/{sitting}/statement/print":   {{who: "drafting", path: sitting + "/statement/print", when: over}},
	"/sittings/{sitting}/card":              {{who: "remote", path: sitting + "/card"}},
	"/sittings/{sitting}/desk":              {{who: "chair", path: sitting + "/desk"}, {who: "secretary", path: sitting + "/desk"}, {who: "secretary", path: sitting + "/desk", when: over}, {who: "chair", path: sitting + "/desk", when: asked}, {who: "chair", path: sitting + "/desk", when: roll}},
	"/sittings/{sitting}/me": {{who: "remote", path: sitting + "/me", small: true}, {who: "hall", path: sitting + "/me", small: true},
		{who: "chair", path: sitting + "/me", small: true}, {who: "chair", path: sitting + "/me", small: true, when: asked}, {who: "chair", path: sitting + "/me", small: true, when: over}},
	"/sittings/{sitting}/polls":               {{who: nobody, path: sitting + "/polls"}, {who: "chair", path: sitting + "/polls"}},
	"/sittings/{sitting}/polls/prepare":       {{who: "chair", path: sitting + "/polls/prepare"}},
	"/sittings/{sitting}/polls/{poll}":        {{who: "remote", path: sitting + "/polls/{poll}", small: true}, {who: "chair", path: sitting + "/polls/{poll}", small: true}, {who: nobody, path: sitting + "/polls/{poll}", small: true}},
	"/sittings/{sitting}/polls/{poll}/roll":   {{who: "desk", path: sitting + "/polls/{poll}/roll", when: roll}},
	"/sittings/{sitting}/polls/{poll}/result": {{who: nobody, path: sitting + "/polls/{poll}/result", when: over}},
	"/receipt":                          {{who: nobody, path: "/receipt"}},
	"/roll":                             {{who: nobody, path: "/roll"}},
	"/members":                          {{who: "secretary", path: "/members"}, {who: "secretary", path: "/members?q=الزيتون"}},
	"/members/new":                      {{who: "secretary", path: "/members/new"}},
	"/members/{id}":                     {{who: "secretary", path: "/members/{id}"}, {who: "chair", path: "/members/{own}"}},
	"/members/edit/{id}":                {{who: "secretary", path: "/members/edit/{id}"}},
	"/members/proposals":                {{who: "secretary", path: "/members/proposals"}},
	"/members/duplicates":               {{who: "secretary", path: "/members/duplicates"}},
	"/members/export":                   {{who: "secretary", path: "/members/export"}},
	"/members/import":                   {{who: "secretary", path: "/members/import"}},
	"/members/import/{id}":              {{who: "secretary", path: "/members/import/{import}"}},
	"/sittings/{sitting}/teller":        {{who: "teller", path: sitting + "/teller"}},
	"/sittings/{sitting}/record":        {{who: "chair", path: sitting + "/record"}, {who: "remote", path: sitting + "/record?at=09:45"}, {who: "secretary", path: sitting + "/record", when: over}},
	"/sittings/{sitting}/for":           {{who: "teller", path: sitting + "/for?q=1"}},
	"/sittings/{sitting}/for/{mandate}": {{who: "desk", path: sitting + "/for/{mandate}"}, {who: "teller", path: sitting + "/for/{mandate}", when: asked}},
	"/sittings/{sitting}/screen":        {{who: "screen", path: sitting + "/screen"}, {who: "screen", path: sitting + "/screen", when: over}, {who: "screen", path: sitting + "/screen", when: asked}},
}

// files are patterns that answer with a file, which is fetched on its own.
var files = []string{
	"GET /members/export/{format}",
	"POST /members/export/full",
	"/sittings/{sitting}/papers/{hash}",
	"/sittings/{sitting}/statement/{file}",
	"/sittings/{sitting}/agenda/{item}/{hash}",
}

// A guest is a browser of one person that forgets everything it fetched, so that
// each visit is a first one.
func guest(h *house, who string) *tab {
	b := newTab(h, map[string]string{nobody: "guest"}[who]+who)
	command(b, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	switch who {
	case nobody:
	case "hall", "remote":
		list := h.present(who)
		b.cookie("ittihad", h.session(list[len(list)-1].Person))
	default:
		b.cookie("ittihad", h.session(h.holder(who, 0)))
	}
	return b
}

// fill puts what the house has into a path.
func (h *house) path(b *tab, path string) string {
	for word, value := range map[string]func() string{
		"{poll}": func() string { return h.poll().ID },
		"{id}":   func() string { return h.present("hall")[7].Organisation },
		"{own}":  func() string { return h.present("hall")[0].Organisation },
		"{import}": func() string {
			return ask(h, h.holder("secretary", 0), members.SeeImports, kernel.None{}).Rows[0].ID
		},
		"{person}":  func() string { return h.present("hall")[7].Person },
		"{mandate}": func() string { return h.present("hall")[7].Mandate },
		"{link}":    func() string { return h.link(h.present("hall")[8].Person, "/start") },
		"{session}": func() string {
			for _, c := range command(b, network.GetCookies, network.GetCookiesParams{URLs: []string{h.at(b.host, "/")}}).Cookies {
				if c.Name == "ittihad" {
					return people.SessionID(c.Value)
				}
			}
			return ""
		},
	} {
		if strings.Contains(path, word) {
			path = strings.ReplaceAll(path, word, value())
		}
	}
	return path
}

// cost visits a page in three languages and holds it to its budget.
func cost(t *testing.T, b *tab, pattern string, v visit) {
	bytes, requests := int64(pageBytes), pageRequests
	if v.small {
		bytes, requests = smallBytes, smallRequests
	}
	for _, lang := range []string{"ar", "en", "tr"} {
		b.cookie("lang", lang)
		b.weight()
		b.complaints()
		b.open(b.h.path(b, v.path))
		n, weight, urls := b.weight()
		where := fmt.Sprintf("%s as %q in %s", pattern, v.who, lang)
		if got, _ := b.js("document.documentElement.lang"); got != lang {
			t.Errorf("%s: the page is in %q: %s", where, got, b.text())
		}
		if weight > bytes || n > requests {
			t.Errorf("%s costs %d bytes in %d requests, at most %d in %d: %v", where, weight, n, bytes, requests, urls)
		}
		for _, u := range urls {
			if !strings.HasPrefix(u, b.h.at(b.host, "/")) {
				t.Errorf("%s asks elsewhere: %s", where, u)
			}
		}
		if said := b.complaints(); len(said) > 0 {
			t.Errorf("%s: the console says %q", where, said)
		}
		t.Logf("%6d bytes in %d  %s", weight, n, where)
	}
}

// visitAll visits what is to be visited at a stage.
func visitAll(t *testing.T, h *house, when string) {
	tabs := map[string]*tab{}
	for pattern, list := range visits {
		for _, v := range list {
			if v.when != when {
				continue
			}
			if tabs[v.who] == nil {
				tabs[v.who] = guest(h, v.who)
			}
			cost(t, tabs[v.who], pattern, v)
		}
	}
}

// Every page of the house keeps to its budget on a first visit, asks nobody else
// for anything, and leaves the browser without a complaint.
func TestBudgets(t *testing.T) {
	h := open(t, (*demo.Course).Stage)
	visitAll(t, h, underVote)
	h.finish()
	h.callRoll()
	visitAll(t, h, roll)
	h.closePoll(h.poll().ID)
	h.askConsent()
	visitAll(t, h, asked)
}

// The pages that grow as the day goes on keep to their budgets at its end.
func TestBudgetsAfterTheAssembly(t *testing.T) {
	visitAll(t, open(t, func(c *demo.Course) []demo.Door {
		if _, err := c.Replay(); err != nil {
			t.Error(err)
		}
		return nil
	}), over)
}

// A new page is under these tests the day it is written.
func TestEveryPageIsVisited(t *testing.T) {
	known := append(slices.Collect(maps.Keys(visits)), files...)
	var all []string
	for _, o := range append(app.Offices(), demo.Office(nil)) {
		for _, p := range o.Pages {
			all = append(all, p.Pattern)
			if !slices.Contains(known, p.Pattern) {
				t.Errorf("nobody visits %s: add it to the list", p.Pattern)
			}
		}
	}
	for _, pattern := range known {
		if !slices.Contains(all, pattern) {
			t.Errorf("the house has no %s", pattern)
		}
	}
}

// What is not a page at all is answered with one that is as light.
func TestRefusalIsLight(t *testing.T) {
	h := open(t, func(c *demo.Course) []demo.Door { c.Found(); return nil })
	b := guest(h, nobody)
	b.open("/nothing-here")
	if n, weight, urls := b.weight(); n > smallRequests || weight > smallBytes {
		t.Errorf("a page that is not there costs %d bytes in %d requests: %v", weight, n, urls)
	}
	r, err := http.Get(h.url + "/nothing-here")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusNotFound {
		t.Errorf("it is answered with %d", r.StatusCode)
	}
}
