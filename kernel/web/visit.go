package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

// A Visit is one request of one reader.
type Visit struct {
	Kernel *kernel.Kernel
	By     kernel.Actor
	Prefs  Prefs

	site    *Site
	request *http.Request
	words   *words.Printer
	lang    string // chosen at this visit's address or remembered by the browser
	digits  string
	failed  error // the session could not be looked up
}

type visitKey struct{}

func visitOf(r *http.Request) *Visit { return VisitFrom(r.Context()) }

func forPrograms(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

// VisitFrom is the visit that a page is rendered for, or nil.
func VisitFrom(ctx context.Context) *Visit {
	v, _ := ctx.Value(visitKey{}).(*Visit)
	return v
}

func (v *Visit) into(ctx context.Context) context.Context {
	ctx = kernel.FromNetwork(ctx, v.site.network(v.request))
	return words.Into(context.WithValue(ctx, visitKey{}, v), v.words)
}

// visit finds out who asks. A program's token is for the API alone, a session
// for everything.
func (s *Site) visit(r *http.Request) *Visit {
	v := &Visit{Kernel: s.Kernel, site: s, request: r}
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && forPrograms(r) {
		v.By, v.failed = s.Program(r.Context(), token)
	} else if streams(r) {
		v.By, v.Prefs, v.failed = s.Watch(r.Context(), s.sessionOf(r))
	} else {
		v.By, v.Prefs, v.failed = s.Session(r.Context(), s.sessionOf(r))
	}
	v.lang = firstOf(langs, r.URL.Query().Get("lang"), cookie(r, "lang"), v.Prefs.Lang, accepted(r))
	v.digits = firstOf(numerals, r.URL.Query().Get("digits"), cookie(r, "digits"), v.Prefs.Digits)
	v.words = s.Kernel.Words.For(words.Reader{Lang: v.lang, Digits: v.digits, Zone: v.Prefs.Zone})
	return v
}

var langs, numerals = []string{"ar", "en", "tr"}, []string{"arab", "latn"}

func firstOf(known []string, values ...string) string {
	for _, v := range values {
		if slices.Contains(known, v) {
			return v
		}
	}
	return ""
}

// accepted is the first of our languages that the browser asks for.
func accepted(r *http.Request) string {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if slices.Contains(langs, lang) {
			return lang
		}
	}
	return "ar"
}

// turned remembers a language or digits chosen by ?lang= or ?digits= on this
// device, or forgets them when the choice is empty ("as the browser"), and leads
// to the same page without them. A program is answered in it at once.
func (v *Visit) turned(w http.ResponseWriter, r *http.Request) bool {
	q := r.URL.Query()
	if !q.Has("lang") && !q.Has("digits") || forPrograms(r) {
		return false
	}
	for name, known := range map[string][]string{"lang": langs, "digits": numerals} {
		value := firstOf(known, q.Get(name))
		c := &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, Secure: v.site.Secure}
		if value == "" {
			c.MaxAge = -1
		}
		if value != "" || q.Has(name) && q.Get(name) == "" {
			http.SetCookie(w, c)
		}
		q.Del(name)
	}
	to := r.URL.Path
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, safeNext(to), http.StatusSeeOther)
	return true
}

// Context is the request's.
func (v *Visit) Context() context.Context { return v.request.Context() }

// Path is a part of the address that the pattern names: "sitting" of
// /sittings/{sitting}.
func (v *Visit) Path(name string) string { return v.request.PathValue(name) }

// Query is a value of the address behind the question mark.
func (v *Visit) Query(name string) string { return v.request.URL.Query().Get(name) }

// URL is the address asked for, with its query.
func (v *Visit) URL() string { return v.request.URL.RequestURI() }

// Host is the host asked for, with its port.
func (v *Visit) Host() string { return v.request.Host }

// Origin is the address of the site as this reader reaches it, for links that
// are sent or printed: "https://union.example".
func (v *Visit) Origin() string {
	if v.site.Secure {
		return "https://" + v.request.Host
	}
	return "http://" + v.request.Host
}

// Session is the token of the reader's session, for signing it out.
func (v *Visit) Session() string { return v.site.sessionOf(v.request) }

// Words speaks to this reader.
func (v *Visit) Words() *words.Printer { return v.words }

// Now is the kernel's clock.
func (v *Visit) Now() time.Time { return v.Kernel.Now() }

// Ask asks a query as the visitor.
func Ask[In, Out any](v *Visit, q kernel.Query[In, Out], in In) (Out, error) {
	return kernel.Ask(v.Context(), v.Kernel, q, v.By, in)
}

// Frame is what surrounds the page that ctx is rendered for: its neutral title,
// the federation, the way round, the reader, the clock and the page's stream.
func Frame(ctx context.Context, title string) ui.Frame {
	v := VisitFrom(ctx)
	f := v.site.Frame(v)
	f.Title, f.Now = title, v.Now()
	if p := ctx.Value(liveKey{}); p != nil {
		f.Live = p.(string)
	}
	return f
}

type liveKey struct{}

// cookieName: a browser takes a __Host- cookie only over TLS, and sends it to
// this very host alone. Without TLS the site serves this machine only.
func (s *Site) cookieName() string {
	if s.Secure {
		return "__Host-ittihad"
	}
	return "ittihad"
}

func (s *Site) sessionOf(r *http.Request) string { return cookie(r, s.cookieName()) }

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// setSession gives the browser its session, or takes it away when token is "".
// How long it lasts is the office's to say; the cookie goes with the browser.
func (s *Site) setSession(w http.ResponseWriter, token string) {
	c := &http.Cookie{Name: s.cookieName(), Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Secure}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
