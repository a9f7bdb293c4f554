package ui_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"ittihad/kernel/web/ui"
	"ittihad/kernel/web/ui/gallery"
	"ittihad/kernel/words"
)

const chromium = "/usr/bin/chromium"

// policy is as strict as the house's own: nothing inline, nothing from elsewhere.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func catalogue(t testing.TB) *words.Catalogue {
	t.Helper()
	c := words.New()
	if err := c.Add("ui", ui.Text); err != nil {
		t.Fatal(err)
	}
	return c
}

// house serves the gallery, and pages that the tests of the script change while
// they are open.
type house struct {
	*httptest.Server
	words *words.Catalogue

	mu      sync.Mutex
	streams map[chan string]bool
	pages   map[string]http.HandlerFunc
}

func newHouse(t *testing.T) *house {
	h := &house{words: catalogue(t), streams: map[chan string]bool{}, pages: map[string]http.HandlerFunc{}}
	mux := http.NewServeMux()
	for _, a := range ui.Assets() {
		mux.HandleFunc("GET "+a.Path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", a.Type)
			w.Write(a.Body)
		})
	}
	for _, p := range gallery.Pages {
		mux.HandleFunc("GET /"+p.Name, func(w http.ResponseWriter, r *http.Request) { h.render(w, r, p.Page()) })
	}
	mux.HandleFunc("GET /live/{page}", h.stream)
	mux.HandleFunc("/test/{page}", func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		f := h.pages[r.PathValue("page")]
		h.mu.Unlock()
		f(w, r)
	})
	h.Server = httptest.NewServer(mux)
	t.Cleanup(func() {
		h.CloseClientConnections()
		h.Close()
	})
	return h
}

func (h *house) on(page string, f http.HandlerFunc) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pages[page] = f
}

func (h *house) reader(r *http.Request) context.Context {
	q := r.URL.Query()
	return words.Into(r.Context(), h.words.For(words.Reader{Lang: q.Get("lang"), Digits: q.Get("digits")}))
}

func (h *house) render(w http.ResponseWriter, r *http.Request, c templ.Component) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy)
	if err := c.Render(h.reader(r), w); err != nil {
		fmt.Fprintln(os.Stderr, "render:", err)
	}
}

// stream is an event stream that says what push says.
func (h *house) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, "event: ping\ndata:\n\n")
	w.(http.Flusher).Flush()
	c := make(chan string, 8)
	h.mu.Lock()
	h.streams[c] = true
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		delete(h.streams, c)
		h.mu.Unlock()
	}()
	for {
		select {
		case <-r.Context().Done():
			return
		case html := <-c:
			fmt.Fprintf(w, "data: %s\n\n", strings.ReplaceAll(html, "\n", "\ndata: "))
			w.(http.Flusher).Flush()
		}
	}
}

func (h *house) push(t *testing.T, c templ.Component) {
	t.Helper()
	var b strings.Builder
	ctx := words.Into(ui.ForStream(t.Context()), h.words.For(words.Reader{Lang: "ar"}))
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.streams) == 0 {
		t.Fatal("nobody listens to the stream")
	}
	for s := range h.streams {
		s <- b.String()
	}
}

// tab is a page of a real browser, and what its console complained of.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu     sync.Mutex
	errors []string
}

// browser is started once for all tests; TestMain stops it.
var browser = sync.OnceValues(func() (context.Context, error) {
	if _, err := os.Stat(chromium); err != nil {
		return nil, fmt.Errorf("the components are tested in Debian's Chromium: install it (apt-get install chromium): %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	stopBrowser = func() { cancel(); stop() }
	return ctx, chromedp.Do(ctx)
})

var stopBrowser = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	stopBrowser()
	os.Exit(code)
}

func newTab(t *testing.T) *tab {
	t.Helper()
	parent, err := browser()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) listen(ev any) {
	text := ""
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		text = ev.ExceptionDetails.Text
		if e := ev.ExceptionDetails.Exception; e != nil {
			text += " " + e.Description
		}
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError || ev.Entry.Level == log.EntryLevelWarning {
			text = ev.Entry.Text + " " + ev.Entry.URL
		}
	case *runtime.EventConsoleAPICalled:
		text = string(ev.Type)
	}
	if text != "" {
		b.mu.Lock()
		b.errors = append(b.errors, text)
		b.mu.Unlock()
	}
}

// complaints returns what the console said since the last call.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.errors
	b.errors = nil
	return out
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) size(width, height int64) { b.do(chromedp.EmulateViewport(width, height)) }

func (b *tab) media(name, value string) {
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: name, Value: value}}})
		return err
	}))
}

func (b *tab) open(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
}

// js runs an expression and returns its value as text.
func (b *tab) js(expression string) string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits until an expression has a value, and fails when it never has.
func (b *tab) until(expression, want string) {
	b.t.Helper()
	got := ""
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
		if got = v; err == nil && got == want { // between two pages there is nothing to ask
			return
		}
	}
	b.t.Fatalf("%s is %q, want %q", expression, got, want)
}
