package demo

import (
	"context"
	"embed"
	"net/url"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/words"
)

//go:embed text/*.json
var text embed.FS

// Office is the demo's own: one page that says what was assumed and leads to the
// surfaces. doors is asked at each visit; none are open before the course ended.
func Office(doors func() []Door) kernel.Office {
	return kernel.Office{Name: "demo", Text: text, Pages: []kernel.Page{guidePage(doors).Page()}}
}

// A guide is what the demo's page shows.
type guide struct {
	doors  []Door
	origin func(host string) string
}

// guidePage is for everybody who reaches this machine, as the terminal is.
func guidePage(doors func() []Door) web.Page[guide] {
	return web.Page[guide]{
		Pattern: "/demo",
		Public:  true,
		Load: func(v *web.Visit) (guide, error) {
			return guide{doors(), func(host string) string { return Address(v.Origin(), host) }}, nil
		},
		View: guideView,
	}
}

// assumptions are what the report of that day does not say.
func assumptions(ctx context.Context) (list []string) {
	for _, key := range []string{"demo.assumed_abstained", "demo.assumed_not_reached", "demo.assumed_quorum", "demo.assumed_majority", "demo.assumed_active", "demo.assumed_names"} {
		list = append(list, words.Say(ctx, key))
	}
	return list
}

// Address is the address of one of the demo's hosts: "http://chair.localhost:8080"
// of "http://127.0.0.1:8080". Each person has a host, since one host would share
// one cookie and six connections.
func Address(origin, host string) string {
	u, err := url.Parse(origin)
	if err != nil || strings.ContainsAny(host, ".") {
		return "http://" + host + ":" + u.Port()
	}
	u.Host = host + ".localhost:" + u.Port()
	return u.String()
}
