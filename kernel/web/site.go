// Package web offers every use case of the kernel to browsers and to programs.
// It owns what surfaces share: who is asking and in which language, forms, JSON,
// refusals, live pages. It decides nothing: every request ends in kernel.Run or
// kernel.Ask, with the rights of the one who sent it.
package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/web/ui"
)

// A Site is the house as the web sees it. The functions are the seam to the
// office that knows persons; each is asked once a request at most.
type Site struct {
	Kernel *kernel.Kernel
	// Session says who holds a session; nobody, without an error, if it is over or
	// the token is empty. The federation's zone is nobody's too.
	Session func(ctx context.Context, token string) (kernel.Actor, Prefs, error)
	// Watch is Session for an open page that waits for changes: not a use of the
	// session, which ends when nobody does anything. Nil: Session.
	Watch func(ctx context.Context, token string) (kernel.Actor, Prefs, error)
	// Access names the streams that grow when rights are given or sessions end.
	Access []string
	// Program says which program holds a token for the API.
	Program func(ctx context.Context, token string) (kernel.Actor, error)
	// Frame surrounds the pages: the federation's name, the way round, who reads.
	Frame func(v *Visit) ui.Frame
	// SignIn is where nobody is sent from a page that is not for everybody.
	SignIn string
	// Secure: served over TLS, by this program or by one before it. Without it
	// the site answers to this machine only, and says so to others.
	Secure bool
	// Proxied: a proxy stands before this program and says in X-Forwarded-For from
	// where it was asked.
	Proxied bool

	limits  limits
	shared  shared
	streams counts
	health  health
}

// Prefs are how a reader wants pages. Empty fields are left to the browser.
type Prefs struct {
	Lang, Digits string
	Zone         *time.Location
	Name         string
}

// policy is the Content-Security-Policy of every answer: nothing inline, nothing
// from elsewhere, no frame around us.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// bodyMax bounds what a request may send where no file is expected.
const bodyMax = 1 << 20

// Handler serves the pages of every office, their forms, the API (/api/…), the
// design system's two files and /healthz.
func Handler(s *Site) http.Handler {
	if s.Watch == nil {
		s.Watch = s.Session
	}
	mux := http.NewServeMux()
	for _, a := range ui.Assets() {
		mux.HandleFunc("GET "+a.Path, func(w http.ResponseWriter, r *http.Request) { serveAsset(w, r, a) })
	}
	mux.HandleFunc("/ui/", http.NotFound) // of an earlier release, or of nobody
	for _, o := range s.Kernel.Offices {
		for _, p := range o.Pages {
			mux.Handle(p.Pattern, p.Handler(s.Kernel))
		}
		for _, u := range o.UseCases {
			mux.Handle(apiPattern(u.Info()), s.api(u))
		}
	}
	mux.HandleFunc("GET /api/openapi.json", s.openAPI())
	mux.HandleFunc("GET /api/", s.noUseCase)
	mux.HandleFunc("POST /api/", s.noUseCase)
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		visitOf(r).refuse(w, kernel.Refuse(kernel.NotFound, "kernel.no_page"))
	})
	// A browser's form comes from our own pages or not at all; programs carry a
	// token, which no other site can make a browser send.
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visitOf(r).refuse(w, kernel.Refuse(kernel.Denied, "kernel.cross_origin"))
	}))
	return paced(s.greet(recovered(origin.Handler(mux))))
}

// greet sets what every answer carries and makes the request's Visit.
func (s *Site) greet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(r.URL.Path, "/ui/") {
			next.ServeHTTP(w, r)
			return
		}
		v := s.visit(r)
		if r.Method == "GET" && v.turned(w, r) {
			return
		}
		next.ServeHTTP(w, r.WithContext(v.into(r.Context())))
	})
}

// recovered turns a panic into a fault with a reference. An answer that has begun
// is cut off, so that it is not taken for whole.
func recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			switch v := visitOf(r); {
			case p == nil:
			case p == http.ErrAbortHandler:
				panic(p)
			case v == nil || hasBegun(w):
				crashed(r, p)
				panic(http.ErrAbortHandler)
			default:
				v.tell(w, http.StatusInternalServerError, crashed(r, p))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func hasBegun(w http.ResponseWriter) bool {
	a, ok := w.(*pacedAnswer)
	return ok && a.begun
}

// A health is what healthz last found; many may ask.
type health struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

const (
	healthKept = 2 * time.Second
	healthMost = 5 * time.Second // then the house is taken for stuck
)

func (h *health) now(k *kernel.Kernel) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.at) > healthKept {
		ctx, cancel := context.WithTimeout(context.Background(), healthMost)
		defer cancel()
		if h.err = k.Pulse(ctx); h.err != nil {
			slog.Error("healthz", "err", h.err)
		}
		h.at = time.Now()
	}
	return h.err
}

// healthz says whether the house can still write something down.
func (s *Site) healthz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	said := "ok\n"
	switch err := s.health.now(s.Kernel); {
	case errors.Is(err, sqldb.ErrFull):
		w.WriteHeader(http.StatusServiceUnavailable)
		said = "the disk is full\n"
	case err != nil:
		w.WriteHeader(http.StatusServiceUnavailable)
		said = "the database does not answer\n"
	}
	io.WriteString(w, said)
}

// safeNext is an address of this site, or "/" for anything else: a link to a
// sign-in must not lead away.
func safeNext(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\n\r\t") {
		return "/"
	}
	return s
}
