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

func pages() []kernel.Page {
	return []kernel.Page{
		codePage.Page(), linkPage.Page(), outPage.Page(), setupPage.Page(),
		mePage.Page(), accessPage.Page(),
		peoplePage.Page(), newPage.Page(), personPage.Page(), programsPage.Page(), federationPage.Page(),
	}
}

// SignOutPath is where a form ends the session with this token.
func SignOutPath(token string) string { return "/out/" + SessionID(token) }

// sessionFrom is what a browser gets of a sign-in.
func sessionFrom(out SignedIn) (token, next string) { return out.Token, out.Go }

type codeData struct {
	next string
	in   bool // signed in already
}

// codePage signs in by a code. It is the first page that a delegate on a bad
// line sees, and tells nobody whose it is.
var codePage = web.Page[codeData]{
	Pattern: "/in",
	Public:  true,
	Load:    func(v *web.Visit) (codeData, error) { return codeData{v.Query("next"), !v.By.Nobody()}, nil },
	View:    codeView,
	Does:    []web.Form{web.DoSignIn(SignInCode, sessionFrom)},
}

// linkPage is where a link leads. Opening it changes nothing and asks nothing:
// programs that look into mail do so before the person does. It says the same
// of a good link and a bad one; only its button tries it.
var linkPage = web.Page[codeData]{
	Pattern: "/in/{token}",
	Public:  true,
	Load:    func(v *web.Visit) (codeData, error) { return codeData{next: v.Query("next")}, nil },
	View:    linkView,
	Does:    []web.Form{web.DoSignIn(SignInLink, sessionFrom)},
}

// outPage ends the session that its address names.
var outPage = web.Page[kernel.None]{
	Pattern: "/out/{session}",
	Load:    func(*web.Visit) (kernel.None, error) { return kernel.None{}, nil },
	View:    outView,
	Does:    []web.Form{web.DoSignOut(SignOut)},
}

// setupPage is where the first secretary sets the federation up.
var setupPage = web.Page[time.Time]{
	Pattern: "/setup/{token}",
	Public:  true,
	Load:    func(v *web.Visit) (time.Time, error) { return v.Now(), nil },
	View:    setupView,
	Does:    []web.Form{web.DoSignIn(Found, sessionFrom)},
}

// zoneNames are the zones offered; any other may be written through the API.
var zoneNames = []string{
	"Asia/Damascus", "Europe/Istanbul", "Asia/Amman", "Asia/Beirut", "Asia/Baghdad", "Asia/Jerusalem", "Asia/Riyadh", "Asia/Qatar",
	"Asia/Kuwait", "Asia/Dubai", "Africa/Cairo", "Africa/Tunis", "Europe/Berlin", "Europe/Paris", "Europe/London", "Europe/Stockholm",
	"America/New_York", "UTC",
}

func zoneOptions(ctx context.Context, chosen string, now time.Time) (list []ui.Option) {
	names := zoneNames
	if zoneOf(chosen) != nil && !slices.Contains(names, chosen) {
		names = append([]string{chosen}, names...)
	}
	for _, name := range names {
		list = append(list, ui.Option{Value: name, Label: zoneLabel(ctx, name, now), Selected: name == chosen})
	}
	return list
}

// zoneLabel is "Damascus, 14:00": the hour there tells a zone better than its name.
func zoneLabel(ctx context.Context, name string, now time.Time) string {
	say, city := words.From(ctx), name
	if key := "people.zone_" + strings.ToLower(strings.NewReplacer("/", "_").Replace(name)); say.Has(key) {
		city = say.Say(key)
	}
	return say.Say("people.zone_now", city, say.In(zoneOf(name)).Hour(now))
}
