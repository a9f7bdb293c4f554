package assembly

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"rsc.io/qr"

	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/offices/people"
)

type mandatesData struct {
	View
	DeskLines
	Credentials
	state   string
	after   int64
	letter  *DeskLine // whose letter is being entered
	decides bool
	enters  bool
}

// mandatesPage is where the credentials committee examines letters.
var mandatesPage = web.Page[mandatesData]{
	Pattern: "/sittings/{sitting}/mandates",
	Load: func(v *web.Visit) (d mandatesData, err error) {
		in := One{v.Path("sitting")}
		d.state = v.Query("state")
		d.after, _ = strconv.ParseInt(v.Query("after"), 10, 64)
		if d.View, err = web.Ask(v, SeeSitting, in); err != nil {
			return d, err
		}
		if d.DeskLines, err = web.Ask(v, SeeMandates, DeskPage{Sitting: in.Sitting, State: d.state, After: d.after}); err != nil {
			return d, err
		}
		if d.Credentials, err = web.Ask(v, SeeCredentials, in); err != nil {
			return d, err
		}
		has := func(role string) bool { return v.By.Has(role, Stream(in.Sitting)) }
		d.decides = has("credentials") || has("secretary") && d.Sitting.OpenedAt.IsZero()
		d.enters = has("credentials") || has("secretary") || has("desk")
		if n, _ := strconv.ParseInt(v.Query("letter"), 10, 64); n > 0 && d.enters {
			one, err := web.Ask(v, SeeMandates, DeskPage{Sitting: in.Sitting, After: n - 1, Limit: 1})
			if err != nil {
				return d, err
			}
			if len(one.Lines) == 1 && one.Lines[0].Number == n {
				d.letter = &one.Lines[0]
			}
		}
		return d, nil
	},
	View:   mandatesView,
	Topics: func(d mandatesData) []string { return []string{Stream(d.Sitting.ID)} },
	Does:   []web.Form{web.Do(Accept), web.Do(RefuseNomination), web.Do(Nominate).Files(paperMost)},
}

type doorData struct {
	View
	DeskLines
	guests Guests
	q      string
	last   *DeskLine // whom the last tap was about
	enters bool
	tells  bool // enters those on the telephone alone
}

// doorPage is the check-in desk: one scan, or three letters and one tap.
var doorPage = web.Page[doorData]{
	Pattern: "/sittings/{sitting}/door",
	Load: func(v *web.Visit) (d doorData, err error) {
		in := One{v.Path("sitting")}
		d.q = v.Query("q")
		if d.View, err = web.Ask(v, SeeSitting, in); err != nil {
			return d, err
		}
		if d.DeskLines, err = web.Ask(v, Find, Finding{in.Sitting, d.q}); err != nil {
			return d, err
		}
		if last := v.Query("last"); last != "" {
			one, err := web.Ask(v, Find, Finding{in.Sitting, last})
			if err != nil {
				return d, err
			}
			if len(one.Lines) > 0 {
				d.last = &one.Lines[0]
			}
		}
		has := func(role string) bool { return v.By.Has(role, Stream(in.Sitting)) }
		d.enters = has("desk") || has("secretary")
		d.tells = has(Teller)
		d.guests, err = web.Ask(v, SeeGuests, in)
		return d, err
	},
	View:   doorView,
	Topics: func(d doorData) []string { return []string{Stream(d.Sitting.ID)} },
	Does:   []web.Form{web.Do(Arrive), web.Do(Leave), web.Do(TakeOver), web.Do(WelcomeGuest), web.Do(GuestLeft)},
}

// after is where a tap at the door leads: an empty search, and the one it was
// about with the way to undo it.
func (d doorData) after(l DeskLine) string {
	return pathOf(d.Sitting.ID, "door") + "?last=" + strconv.FormatInt(l.Number, 10)
}

func loadOfficers(v *web.Visit) (d officersData, err error) {
	in := One{v.Path("sitting")}
	if d.View, err = web.Ask(v, SeeSitting, in); err != nil {
		return d, err
	}
	lines, err := web.Ask(v, SeeMandates, DeskPage{Sitting: in.Sitting, Limit: 200})
	if err != nil {
		return d, err
	}
	lang := v.Words().Lang()
	for _, l := range lines.Lines {
		for _, n := range l.Named {
			if n.State == "accepted" {
				d.people = append(d.people, ui.Option{Value: n.Person, Label: n.Name.In(lang) + "، " + l.Name.In(lang)})
			}
		}
	}
	slices.SortFunc(d.people, func(a, b ui.Option) int { return cmp.Compare(a.Label, b.Label) })
	seated := slices.ContainsFunc(d.Officers, func(o Officer) bool { return o.Role == Chair })
	d.secretary = v.By.Has("secretary", "")
	d.presides = v.By.Has("chair", Stream(in.Sitting)) || d.secretary && !seated
	if !d.secretary {
		return d, nil
	}
	d.q = v.Query("q")
	list, err := web.Ask(v, people.SeeList, people.Search{Q: d.q})
	for _, r := range list.Rows {
		d.found = append(d.found, ui.Option{Value: r.ID, Label: r.Name.In(lang)})
	}
	return d, err
}

// holding are the options with those in an office chosen; who is not among the
// options is added, so that saving a form takes nobody's office by accident.
func (d officersData) holding(role string, options []ui.Option, lang string) []ui.Option {
	list := slices.Clone(options)
	for _, o := range d.Officers {
		if o.Role != role {
			continue
		}
		i := slices.IndexFunc(list, func(x ui.Option) bool { return x.Value == o.Person })
		if i < 0 {
			list = append([]ui.Option{{Value: o.Person, Label: d.nameOf(o.Person, lang)}}, list...)
			i = 0
		}
		list[i].Selected = true
	}
	return list
}

func (v View) nameOf(person, lang string) string {
	for _, n := range v.Names {
		if n.Person == person {
			return n.Name.In(lang)
		}
	}
	return ""
}

type invitationsData struct {
	View
	Invitations
}

var invitationsPage = web.Page[invitationsData]{
	Pattern: "/sittings/{sitting}/invitations",
	Load: func(v *web.Visit) (d invitationsData, err error) {
		in := One{v.Path("sitting")}
		if d.Invitations, err = web.Ask(v, SeeInvitations, in); err != nil {
			return d, err
		}
		d.View, err = web.Ask(v, SeeSitting, in)
		return d, err
	},
	View: invitationsView,
	Does: []web.Form{web.Do(Serve), web.DoShow(PrintInvitations, printedView)},
}

// textsPage makes the same invitations as texts to forward by a messenger.
var textsPage = web.Page[invitationsData]{
	Pattern: "/sittings/{sitting}/invitations/texts",
	Load:    invitationsPage.Load,
	View:    textsAskView,
	Does:    []web.Form{web.DoShow(PrintInvitations, textsView)},
}

// hereData is a delegate's own page with the moment it was drawn.
type hereData struct {
	Own
	now time.Time
}

// herePage is where a remote delegate says that they are here. It must fit the
// slowest link.
var herePage = web.Page[hereData]{
	Pattern: "/sittings/{sitting}/here",
	Load: func(v *web.Visit) (hereData, error) {
		own, err := web.Ask(v, SeeOwn, One{v.Path("sitting")})
		return hereData{own, v.Now()}, err
	},
	View:   hereView,
	Topics: func(d hereData) []string { return []string{Stream(d.Sitting.ID)} },
	Does:   []web.Form{web.Do(Join), web.Do(Part)},
}

// squares are the modules of a QR code.
func squares(text string) [][]bool {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil
	}
	m := make([][]bool, c.Size)
	for y := range m {
		m[y] = make([]bool, c.Size)
		for x := range m[y] {
			m[y][x] = c.Black(x, y)
		}
	}
	return m
}
