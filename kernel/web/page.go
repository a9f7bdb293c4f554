package web

import (
	"bytes"
	"context"
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
	case strings.Contains(r.Header.Get("Accept"), "text/event-stream"):
		p.stream(w, r, v)
	default:
		p.show(w, v, http.StatusOK, nil)
	}
}

func (p Page[T]) askToSignIn(w http.ResponseWriter, r *http.Request, v *Visit) {
	if r.Method != http.MethodGet || strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		v.refuse(w, kernel.Refuse(kernel.Denied, "kernel.sign_in"))
		return
	}
	http.Redirect(w, r, v.site.SignIn+"?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
}

// show loads and draws the page; refusal is what a form of it was refused with.
func (p Page[T]) show(w http.ResponseWriter, v *Visit, code int, refusal *refusal) {
	html, err := p.draw(v, false, refusal)
	if err != nil {
		v.refuse(w, err)
		return
	}
	v.write(w, code, html)
}

// draw renders the page, whole or, for a stream, its <main> alone.
func (p Page[T]) draw(v *Visit, streaming bool, refusal *refusal) ([]byte, error) {
	data, err := p.Load(v)
	if err != nil {
		return nil, err
	}
	ctx := v.into(v.Context())
	if p.Topics != nil {
		ctx = context.WithValue(ctx, liveKey{}, v.URL())
	}
	if refusal != nil {
		ctx = ui.WithRefusal(ctx, refusal.shown)
	}
	if streaming {
		ctx = ui.ForStream(ctx)
	}
	var b bytes.Buffer
	if err := p.View(data).Render(ctx, &b); err != nil {
		return nil, err
	}
	if streaming {
		return mainOf(b.Bytes()), nil
	}
	return b.Bytes(), nil
}

// mainOf cuts <main>…</main> out of a page: all that a stream sends.
func mainOf(page []byte) []byte {
	from, to := bytes.Index(page, []byte("<main")), bytes.LastIndex(page, []byte("</main>"))
	if from < 0 || to < from {
		return page
	}
	return page[from : to+len("</main>")]
}
