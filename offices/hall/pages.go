package hall

import (
	"net/http"
	"slices"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

func pages() []kernel.Page {
	return []kernel.Page{publicPage.Page(), deskPage.Page(), mePage.Page(), tellerPage.Page(), screenPage.Page(),
		handsPage.Page(), handPage.Page(), recordPage.Page(),
		{Pattern: "GET /start", Handler: start}}
}

// rollStream is where the roll grows; what is public of it is counted anew.
const rollStream = "members/roll"

// publicPage is for everybody.
var publicPage = web.Page[Public]{
	Pattern: "/{$}",
	Public:  true,
	Alike:   true,
	Load:    func(v *web.Visit) (Public, error) { return web.Ask(v, SeePublic, kernel.None{}) },
	View:    publicView,
	Topics: func(p Public) []string {
		topics := []string{rollStream}
		for _, s := range p.Sittings {
			topics = append(topics, assembly.Stream(s.Sitting))
		}
		return topics
	},
}

// deskPage is the chair's desk.
var deskPage = web.Page[Desk]{
	Pattern: "/sittings/{sitting}/desk",
	Load:    func(v *web.Visit) (Desk, error) { return web.Ask(v, SeeDesk, In{v.Path("sitting")}) },
	View:    deskView,
	Topics:  func(d Desk) []string { return []string{assembly.Stream(d.Sitting)} },
	Does: []web.Form{
		web.Do(assembly.PostList), web.Do(assembly.OpenSitting), web.Do(assembly.FailCall), web.Do(assembly.SeatOfficers),
		web.Do(assembly.BreakSitting), web.Do(assembly.Resume), web.Do(assembly.CloseSitting),
		web.Do(proceedings.StartItem), web.Do(proceedings.FinishItem), web.Do(proceedings.SetItemAside),
		web.Do(proceedings.GiveFloor), web.Do(proceedings.EndFloor), web.Do(proceedings.ExtendFloor), web.Do(proceedings.GiveFloorToGuest),
		web.Do(proceedings.NextIntroduction), web.Do(proceedings.PreviousIntroduction), web.Do(proceedings.PutOffIntroduction),
		web.Do(proceedings.CallIntroduction), web.Do(outputs.Propose), web.Do(outputs.AskConsent),
		web.Do(outputs.SettleConsent), web.Do(outputs.PutToVote), web.Do(outputs.SetAside),
		web.Do(outputs.TakeUp), web.Do(outputs.DraftStatement), web.Do(outputs.ReadStatement),
		web.Do(voting.Prepare), web.Do(voting.OpenPoll), web.Do(voting.Extend), web.Do(voting.ClosePoll), web.Do(voting.Announce),
		web.Do(voting.Cancel), web.Do(voting.Strike), web.Do(voting.Ratify), web.Do(voting.Recount),
	},
}

// mePage is a delegate's own. Its receipts are signed when they are asked for.
var mePage = web.Page[Me]{
	Pattern: "/sittings/{sitting}/me",
	Load: func(v *web.Visit) (Me, error) {
		m, err := web.Ask(v, SeeMe, In{v.Path("sitting")})
		if err != nil || m.State != "accepted" {
			return m, err
		}
		r, err := voting.SeeReceipts.Ask(v.Context(), v.Kernel, v.By, voting.Whose{Sitting: v.Path("sitting")})
		m.Receipts = r.Receipts
		return m, err
	},
	View:   meView,
	Topics: func(m Me) []string { return []string{assembly.Stream(m.Sitting.ID)} },
	Does: []web.Form{
		web.Do(assembly.Join), web.Do(assembly.Part),
		web.Do(voting.Cast), web.Do(voting.CallBack), web.Do(voting.Object), web.Do(voting.Reserve),
		web.Do(proceedings.AskFloor), web.Do(proceedings.WithdrawRequest), web.Do(proceedings.EndFloor),
		web.Do(outputs.Object), web.Do(outputs.Reserve), web.Do(outputs.Propose),
	},
}

// tellerPage is a teller's. Telephones are shown once, in answer to "call": that
// they were shown is written down for the person.
var tellerPage = web.Page[Tellers]{
	Pattern: "/sittings/{sitting}/teller",
	Load: func(v *web.Visit) (Tellers, error) {
		after, _ := words.ParseNumber(v.Query("after")) // what is no number begins the list
		return web.Ask(v, SeeTeller, AtTellers{Sitting: v.Path("sitting"), Poll: v.Query("poll"), After: after})
	},
	View:   tellerView,
	Topics: func(t Tellers) []string { return []string{assembly.Stream(t.Sitting)} },
	Does: []web.Form{
		web.DoShow(voting.Call, calleeView), web.Do(voting.Enter), web.Do(voting.Confirm), web.Do(voting.CallBack),
		web.Do(voting.Explain), web.Do(voting.CountCards),
	},
}

// screenPage is the screen of the hall.
var screenPage = web.Page[Screen]{
	Pattern: "/sittings/{sitting}/screen",
	Alike:   true,
	Load:    func(v *web.Visit) (Screen, error) { return web.Ask(v, SeeScreen, In{v.Path("sitting")}) },
	View:    screenView,
	Topics:  func(s Screen) []string { return []string{assembly.Stream(s.Sitting)} },
}

// start leads who has signed in to where they are needed.
func start(*kernel.Kernel) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := web.VisitFrom(r.Context())
		to := "/in?next=/start"
		if !v.By.Nobody() {
			to = "/"
			if h, err := web.Ask(v, SeeHouse, kernel.None{}); err == nil {
				to = lead(v.By, h)
			}
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, to, http.StatusSeeOther)
	})
}

// lead is where the reader goes; "/" where nothing is theirs.
func lead(by kernel.Actor, h House) string {
	var holds []held
	for _, g := range by.Grants {
		sitting, _ := strings.CutPrefix(g.Scope, assembly.Stream(""))
		holds = append(holds, held{g.Role, sitting})
	}
	now := ""
	if h.Mine != nil {
		now = h.Mine.Sitting
	}
	holds = slices.DeleteFunc(holds, func(x held) bool { return x.role == "representative" })
	if to := door(holds, now, h.AsDelegate); to != "" {
		return to
	}
	return "/"
}
