package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"ittihad/kernel"
	"ittihad/kernel/web/ui"
)

// A Page is one address for people. Its forms post to the page itself, and the
// same Load and View serve the page, the answer to a form, the refusal of one
// and the event stream.
type Page[T any] struct {
	Pattern string // "/sittings/{sitting}/desk", without a method
	Public  bool   // for nobody too; others are asked to sign in
	// Load asks what the page shows, with the visitor's rights.
	Load func(*Visit) (T, error)
	// View draws it, a whole page (ui.Page, ui.Screen, ui.PrintSheet).
	View func(T) templ.Component
	// Topics names the streams whose growth redraws it; nil: it stands still.
	Topics func(T) []string
	// Does lists what its forms may post.
	Does []Form
	// Alike: it shows everybody the same, and a growth redraws it once for all.
	Alike bool
}

// Page makes it one of an office's.
func (p Page[T]) Page() kernel.Page {
	return kernel.Page{Pattern: p.Pattern, Handler: func(*kernel.Kernel) http.Handler { return p }}
}

// ServeHTTP serves the page.
func (p Page[T]) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := visitOf(r)
	v.request = r // with the values of the pattern
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case v.failed != nil:
		v.refuse(w, v.failed)
	case v.By.Nobody() && !p.Public:
		p.askToSignIn(w, r, v)
	case r.Method == http.MethodPost:
		p.post(w, r, v)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
	case streams(r):
		p.stream(w, r, v)
	default:
		p.show(w, v, http.StatusOK, nil)
	}
}

func (p Page[T]) askToSignIn(w http.ResponseWriter, r *http.Request, v *Visit) {
	switch {
	case r.Method != http.MethodGet:
		v.refuse(w, kernel.Refuse(kernel.Denied, "kernel.sign_in"))
	case streams(r):
		// The session ended while the page was open: it must not stand there.
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, "event: reload\ndata:\n\n")
	default:
		http.Redirect(w, r, v.site.SignIn+"?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
	}
}

// streams: a page that is open asks for what changes.
func streams(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// show loads and draws the page; refusal is what a form of it was refused with.
func (p Page[T]) show(w http.ResponseWriter, v *Visit, code int, refusal *refusal) {
	d, err := p.draw(v, false, refusal)
	if err != nil {
		v.refuse(w, err)
		return
	}
	v.write(w, code, d.html)
}

// draw renders the page, whole or, for a stream, its <main> alone.
func (p Page[T]) draw(v *Visit, streaming bool, refusal *refusal) (d drawn, err error) {
	data, err := p.Load(v)
	if err != nil {
		return d, err
	}
	ctx := v.into(v.Context())
	if p.Topics != nil {
		ctx = context.WithValue(ctx, liveKey{}, v.URL())
		d.topics = p.Topics(data)
	}
	if refusal != nil {
		ctx = ui.WithRefusal(ctx, refusal.shown)
	}
	if streaming {
		ctx = ui.ForStream(ctx)
	}
	var b bytes.Buffer
	if err := p.View(data).Render(ctx, &b); err != nil {
		return d, err
	}
	d.html = b.Bytes()
	if streaming {
		d.html = mainOf(d.html)
	}
	return d, nil
}

// mainOf cuts <main>…</main> out of a page: all that a stream sends.
func mainOf(page []byte) []byte {
	from, to := bytes.Index(page, []byte("<main")), bytes.LastIndex(page, []byte("</main>"))
	if from < 0 || to < from {
		return page
	}
	return page[from : to+len("</main>")]
}
