package hall

import (
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/offices/people"
)

// Frame is what surrounds every page of the house: the federation's name, the
// way round for this reader, and who they are, which a tap shows. It asks one
// query. Where that fails the page is shown without names rather than not at all.
func Frame(v *web.Visit) ui.Frame {
	h, err := web.Ask(v, SeeHouse, kernel.None{})
	f := ui.Frame{Name: h.Name.In(v.Words().Lang())}
	switch {
	case err != nil:
		return f
	case v.By.Nobody():
		f.Nav = []ui.Link{{Text: v.Words().Say("hall.nav_in"), Href: "/in?next=/start"}}
		return f
	}
	f.Nav = nav(v, h)
	f.Who = who(v)
	return f
}

// nav is the way round: what the reader may, in the sitting that concerns them.
func nav(v *web.Visit, h House) (links []ui.Link) {
	say := v.Words()
	here, _, _ := strings.Cut(v.URL(), "?")
	add := func(key, href string) {
		links = append(links, ui.Link{Text: say.Say(key), Href: href, Current: here == href})
	}
	if h.Mine != nil {
		at := "/sittings/" + h.Mine.Sitting
		has := func(role string) bool { return v.By.Has(role, "sitting/"+h.Mine.Sitting) }
		if has("chair") || v.By.Has("secretary", "") && h.Mine.live() {
			add("hall.nav_desk", at+"/desk")
		}
		if has("teller") {
			add("hall.nav_teller", at+"/teller")
		}
		if has("desk") || has("secretary") {
			add("hall.nav_door", at+"/door")
		}
		if h.AsDelegate {
			add("hall.nav_me", at+"/me")
		}
	}
	if v.By.Has("secretary", "") {
		add("hall.nav_sittings", "/sittings")
		add("hall.nav_members", "/members")
		add("hall.nav_people", "/people")
	} else if h.Mine != nil {
		add("hall.nav_sitting", "/sittings/"+h.Mine.Sitting)
	}
	return links
}

// roles that are told under the reader's name.
var roles = []string{"secretary", "chair", "rapporteur", "teller", "desk", "credentials", "drafting", "screen", "representative"}

func who(v *web.Visit) *ui.Who {
	w := &ui.Who{Name: v.Prefs.Name, SignOut: people.SignOutPath(v.Session()), SignOutDo: people.SignOut.Name,
		Links: []ui.Link{{Text: v.Words().Say("hall.nav_self"), Href: "/me"}}}
	for _, role := range roles {
		for _, g := range v.By.Grants {
			if g.Role == role {
				w.Lines = append(w.Lines, v.Words().Say("hall.role_"+role))
				break
			}
		}
	}
	return w
}
