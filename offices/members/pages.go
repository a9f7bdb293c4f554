package members

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

func pages() []kernel.Page {
	return []kernel.Page{
		rollPage.Page(), shownPage.Page(), newPage.Page(), memberPage.Page(), editPage.Page(), proposalsPage.Page(), duplicatesPage.Page(),
		exportPage.Page(), {Pattern: "GET /members/export/{format}", Handler: download},
		{Pattern: "POST " + fullPath, Handler: downloadFull}, importsPage.Page(), importPage.Page(),
	}
}

// Path is where an organisation stands.
func Path(id string) string { return "/members/" + id }

func editPath(id string) string { return "/members/edit/" + id }

type rollData struct {
	Search
	Page
	counts    Counts
	proposals int
}

// rollPage is the roll for the secretariat.
var rollPage = web.Page[rollData]{
	Pattern: "/members",
	Load: func(v *web.Visit) (d rollData, err error) {
		d.Search = Search{Q: v.Query("q"), Standing: v.Query("standing"), Field: v.Query("field"), City: v.Query("city"), Country: v.Query("country"),
			Sort: v.Query("sort"), After: v.Query("after")}
		if d.Page, err = web.Ask(v, Roll, d.Search); err != nil {
			return d, err
		}
		if d.counts, err = web.Ask(v, SeeCounts, kernel.None{}); err != nil {
			return d, err
		}
		p, err := web.Ask(v, SeeProposals, Day{})
		d.proposals = len(p.Rows)
		return d, err
	},
	View: rollView,
}

// query is the address of the same search, with some values changed.
func (s Search) query(change ...string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": s.Q, "standing": s.Standing, "field": s.Field, "city": s.City, "country": s.Country, "sort": s.Sort} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for i := 0; i+1 < len(change); i += 2 {
		q.Set(change[i], change[i+1])
	}
	return "/members?" + q.Encode()
}

func (d rollData) pager() (p ui.Pages) {
	if d.Next != "" {
		p.Next = d.query("after", d.Next)
	}
	if d.After != "" {
		p.First = d.query()
	}
	return p
}

// filtered: something narrows the list.
func (s Search) filtered() bool {
	return s.Q+s.Field+s.City+s.Country != "" || s.Standing != ""
}

// standingLinks lead to those of one standing.
func (d rollData) standingLinks(ctx context.Context) (list []ui.Link) {
	add := func(standing, label string, n int64) {
		list = append(list, ui.Link{Text: words.Say(ctx, "members.tab", label, n), Href: Search{Standing: standing}.query(), Current: d.Standing == standing})
	}
	add("", words.Say(ctx, "members.on_the_roll"), d.counts.OnRoll)
	for _, s := range []string{Active, Registered, Suspended, Applied, Left, Expelled} {
		if n := d.counts.Standings[s]; n > 0 {
			add(s, standingText(ctx, s), n)
		}
	}
	return list
}

func standingText(ctx context.Context, standing string) string {
	return words.Say(ctx, "members.standing_"+standing)
}

func standingKind(standing string) ui.Kind {
	switch standing {
	case Active:
		return ui.OK
	case Suspended, Applied:
		return ui.Wait
	case Left, Expelled, Merged:
		return ui.No
	}
	return ui.Info
}

// fieldText is a field of work in the reader's language, or as it was written.
func fieldText(ctx context.Context, field string) string {
	if key := "members.field_" + field; words.From(ctx).Has(key) {
		return words.Say(ctx, key)
	}
	return field
}

func fieldOptions(ctx context.Context, chosen, none string) []ui.Option {
	list := []ui.Option{{Label: none, Selected: chosen == ""}}
	for _, f := range Fields {
		list = append(list, ui.Option{Value: f, Label: fieldText(ctx, f), Selected: f == chosen})
	}
	if chosen != "" && !slices.Contains(Fields, chosen) {
		list = append(list, ui.Option{Value: chosen, Label: chosen, Selected: true})
	}
	return list
}

// countries that are offered first; any other may be written.
var countries = []string{"SY", "TR", "JO", "LB", "IQ", "PS", "EG", "SA", "QA", "KW", "AE", "DE", "NL", "SE", "FR", "GB", "AT", "US", "CA"}

func countryOptions(ctx context.Context, chosen, none string) []ui.Option {
	list := []ui.Option{{Label: none, Selected: chosen == ""}}
	for _, c := range countries {
		list = append(list, ui.Option{Value: c, Label: CountryName(words.From(ctx).Lang(), c), Selected: c == chosen})
	}
	if chosen != "" && !slices.Contains(countries, chosen) {
		list = append(list, ui.Option{Value: chosen, Label: CountryName(words.From(ctx).Lang(), chosen), Selected: true})
	}
	return list
}

// place is a city and its country.
func place(ctx context.Context, city words.Local, country string) string {
	lang := words.From(ctx).Lang()
	name := city.In(lang)
	switch {
	case country == "":
		return name
	case name == "":
		return CountryName(lang, country)
	}
	return words.Say(ctx, "members.place", name, CountryName(lang, country))
}

// dayText says a day in the reader's words.
func dayText(ctx context.Context, day string) string {
	t, err := time.Parse(dayLayout, day)
	if err != nil {
		return words.Say(ctx, "members.unknown")
	}
	p := words.From(ctx).In(time.UTC)
	return p.Date(t)
}

func nameText(ctx context.Context, n words.Local) string { return n.In(words.From(ctx).Lang()) }

// otherNames are a name's other languages, in one line.
func otherTexts(ctx context.Context, n words.Local) string {
	var list []string
	for _, s := range []string{n.Ar, n.En, n.Tr} {
		if s != "" && s != nameText(ctx, n) && !slices.Contains(list, s) {
			list = append(list, words.Isolate(s))
		}
	}
	return strings.Join(list, " — ")
}

type shownData struct {
	PublicPage
	q, after string
}

// shownPage is the roll as everybody may see it.
var shownPage = web.Page[shownData]{
	Pattern: "/roll", Public: true,
	Load: func(v *web.Visit) (d shownData, err error) {
		d.q, d.after = v.Query("q"), v.Query("after")
		d.PublicPage, err = web.Ask(v, ShownRoll, PublicSearch{Q: d.q, After: d.after})
		return d, err
	},
	View: shownView,
}

func (d shownData) pager() (p ui.Pages) {
	at := url.Values{}
	if d.q != "" {
		at.Set("q", d.q)
	}
	if d.after != "" {
		p.First = "/roll?" + at.Encode()
	}
	if d.Next != "" {
		at.Set("after", d.Next)
		p.Next = "/roll?" + at.Encode()
	}
	return p
}

// newPage enters an organisation by hand.
var newPage = web.Page[kernel.None]{
	Pattern: "/members/new",
	Load: func(v *web.Visit) (none kernel.None, err error) {
		if !v.By.Has("secretary", "") {
			err = kernel.Refuse(kernel.Denied, "kernel.secretary_only")
		}
		return none, err
	},
	View: newView,
	Does: []web.Form{web.DoThen(Register, func(e Entered) string { return Path(e.ID) })},
}

type memberData struct {
	View
	History
	likes     []Suggestion
	secretary bool
}

// memberPage is one organisation: its dossier, its standing, and what may be done.
var memberPage = web.Page[memberData]{
	Pattern: "/members/{id}",
	Load:    loadMember,
	View:    memberView,
	Topics:  func(d memberData) []string { return []string{organisationStream(d.ID)} },
	Does: []web.Form{web.Do(DecideStanding), web.Do(StrikeStanding), web.Do(Dues), web.Do(RefreshDossier), web.Do(Protect), web.Do(SetRepresentative),
		web.Do(Part)},
}

func loadMember(v *web.Visit) (d memberData, err error) {
	d.secretary = v.By.Has("secretary", "")
	if d.View, err = web.Ask(v, SeeOrganisation, One{v.Path("id")}); err != nil {
		return d, err
	}
	if d.History, err = web.Ask(v, SeeStanding, One{d.ID}); err != nil || !d.secretary {
		return d, err
	}
	likes, err := web.Ask(v, SeeDuplicates, One{d.ID})
	d.likes = likes.Rows
	return d, err
}

// nextStandings are what the present standing may turn into.
func (d memberData) nextStandings(ctx context.Context) (list []ui.Option) {
	for _, s := range may[d.Standing] {
		list = append(list, ui.Option{Value: s, Label: standingText(ctx, s), Selected: s == d.Proposal})
	}
	return list
}

// struckable: the last decision can be taken back.
func (d memberData) struckable() bool {
	stand := 0
	for _, x := range d.Decisions {
		if x.StruckAt.IsZero() {
			stand++
		}
	}
	return stand > 1
}

// moments are the decisions, the newest first.
func (d memberData) moments(ctx context.Context) (list []ui.Moment) {
	for _, x := range slices.Backward(d.Decisions) {
		m := ui.Moment{When: dayText(ctx, x.Since), Title: standingText(ctx, x.Standing), Kind: standingKind(x.Standing), Text: x.Reason}
		if x.Import != "" {
			m.Text = words.Say(ctx, "members.by_file", x.Reason)
		} else if x.DecidedBy != "" {
			m.Text = words.Say(ctx, "members.by_decision", x.Reason, x.DecidedBy)
		}
		if !x.StruckAt.IsZero() {
			m.Title, m.Kind = words.Say(ctx, "members.struck", standingText(ctx, x.Standing)), ui.Quiet
			m.Text = words.Say(ctx, "members.struck_why", x.StruckWhy)
		}
		list = append(list, m)
	}
	return list
}

// proposalText says what the facts speak for.
func proposalText(ctx context.Context, to string, reasons []string) string {
	var list []string
	for _, r := range reasons {
		list = append(list, words.Say(ctx, "members.reason_"+r))
	}
	return words.Say(ctx, "members.proposal", standingText(ctx, to), strings.Join(list, words.Say(ctx, "members.comma")))
}

// editPage corrects an organisation's facts and its dossier.
var editPage = web.Page[memberData]{
	Pattern: "/members/edit/{id}",
	Load:    loadMember,
	View:    editView,
	Does:    []web.Form{web.Do(Correct), web.Do(WriteDossier)},
}

// proposalsPage is whom the rule would make active, or no longer.
var proposalsPage = web.Page[Proposals]{
	Pattern: "/members/proposals",
	Load:    func(v *web.Visit) (Proposals, error) { return web.Ask(v, SeeProposals, Day{}) },
	View:    proposalsView,
}

// duplicatesPage is what may have been entered twice.
var duplicatesPage = web.Page[Duplicates]{
	Pattern: "/members/duplicates",
	Load:    func(v *web.Visit) (Duplicates, error) { return web.Ask(v, SeeDuplicates, One{v.Query("id")}) },
	View:    duplicatesView,
	Does:    []web.Form{web.Do(Merge), web.Do(Apart)},
}

// takeOptions are what the other entry has and the kept one may take over.
func takeOptions(ctx context.Context, kept, other Organisation) (list []ui.Option) {
	have, offer := kept.values(), other.values()
	for _, f := range valueFields {
		if offer[f] != "" && offer[f] != have[f] && f != "refreshed_on" {
			list = append(list, ui.Option{Value: f, Label: columnText(ctx, f), Note: offer[f], Selected: have[f] == ""})
		}
	}
	return list
}

// exportPage offers the roll as files.
var exportPage = web.Page[Counts]{
	Pattern: "/members/export",
	Load:    func(v *web.Visit) (Counts, error) { return web.Ask(v, SeeCounts, kernel.None{}) },
	View:    exportView,
}

// memberEyebrow is an organisation's number, and its code for who needs it.
func memberEyebrow(ctx context.Context, d memberData) string {
	if d.Number > 0 {
		return words.Say(ctx, "members.of_number", d.Number)
	}
	return words.Say(ctx, "members.without_number")
}

// likeText says how alike two entries are and why.
func likeText(ctx context.Context, s Suggestion) string {
	var list []string
	for _, r := range s.Reasons {
		list = append(list, words.Say(ctx, "members.like_"+r))
	}
	return words.Say(ctx, "members.like", s.Score/10, strings.Join(list, words.Say(ctx, "members.comma")))
}
