package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a test waits for what must come; it decides nothing.
const patience = 45 * time.Second

// browser is started once for all tests; TestMain stops it.
var browser = sync.OnceValues(func() (context.Context, error) {
	path := os.Getenv("TEST_CHROMIUM") // as ./check found it
	if path == "" {
		path = "/usr/bin/chromium"
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("the house is tried in Debian's Chromium: install it (apt-get install chromium): %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
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

// A tab is the browser of one person: nobody else's cookies, nothing in its
// cache.
type tab struct {
	t    *testing.T
	h    *house
	host string
	ctx  context.Context

	mu       sync.Mutex
	said     []string // what the console complained of
	requests map[network.RequestID]*request
}

// A request is what came over the line for one address.
type request struct {
	url      string
	hops     int   // answers, with those that led elsewhere
	bytes    int64 // received, with headers
	stream   bool
	finished bool
}

func newTab(h *house, host string) *tab {
	h.t.Helper()
	parent, err := browser()
	if err != nil {
		h.t.Fatal(err)
	}
	b := &tab{t: h.t, h: h, host: host, requests: map[network.RequestID]*request{}}
	var cancel context.CancelFunc
	b.ctx, cancel = chromedp.NewContext(parent, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.listen))
	h.t.Cleanup(cancel)
	if err := chromedp.Do(b.ctx); err != nil { // the tab lives as long as the context of its first run
		h.t.Fatal(err)
	}
	command(b, network.Enable, network.EnableParams{})
	b.size(1280, 900, 1)
	b.cookie("lang", "ar")
	return b
}

// command carries out a command of the browser's own protocol.
func command[P, R any](b *tab, c cdp.Command[P, R], params P) (out R) {
	b.t.Helper()
	out, err := try(b, c, params)
	if err != nil {
		b.t.Fatalf("%s: %s: %v", b.host, c.Method, err)
	}
	return out
}

func try[P, R any](b *tab, c cdp.Command[P, R], params P) (out R, err error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	err = chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) (err error) {
		out, err = cdp.Call(ctx, t, c, params)
		return err
	}))
	return out, err
}

func (b *tab) listen(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		text := ev.ExceptionDetails.Text
		if e := ev.ExceptionDetails.Exception; e != nil {
			text += " " + e.Description
		}
		b.said = append(b.said, text)
	case *log.EventEntryAdded:
		if e := ev.Entry; e.Level == log.EntryLevelError || e.Level == log.EntryLevelWarning {
			b.said = append(b.said, e.Text+" "+e.URL)
		}
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, "the console says "+string(ev.Type))
	case *network.EventRequestWillBeSent:
		b.asked(ev)
	case *network.EventLoadingFinished:
		if r := b.requests[ev.RequestID]; r != nil {
			r.bytes, r.finished = r.bytes+int64(ev.EncodedDataLength), true
		}
	case *network.EventLoadingFailed:
		if r := b.requests[ev.RequestID]; r != nil {
			r.finished = true
		}
	}
}

func (b *tab) asked(ev *network.EventRequestWillBeSent) {
	if !strings.HasPrefix(ev.Request.URL, "http") {
		return // an icon that stands in the page itself
	}
	r := b.requests[ev.RequestID]
	if r == nil {
		r = &request{}
		b.requests[ev.RequestID] = r
	}
	r.url, r.stream = ev.Request.URL, ev.Type == network.ResourceTypeEventSource
	r.hops++
	if ev.RedirectResponse != nil {
		r.bytes += int64(ev.RedirectResponse.EncodedDataLength)
	}
}

// weight is what came over the line since the last call, but for the event
// stream, once all of it is there.
func (b *tab) weight() (requests int, bytes int64, urls []string) {
	b.t.Helper()
	b.eventually("everything arrives", func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		requests, bytes, urls = 0, 0, nil
		for _, r := range b.requests {
			urls = append(urls, r.url)
			if !r.stream {
				requests, bytes = requests+r.hops, bytes+r.bytes
			}
			if !r.stream && !r.finished {
				return false
			}
		}
		return true
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.requests)
	return requests, bytes, urls
}

// complaints returns what the console said since the last call.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.said
	b.said = nil
	return out
}

func (b *tab) size(width, height int64, scale float64) {
	b.t.Helper()
	command(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: scale})
}

// cookie gives the browser a cookie of its host.
func (b *tab) cookie(name, value string) {
	b.t.Helper()
	command(b, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: b.h.at(b.host, "/")})
}

// open visits a page of the tab's host.
func (b *tab) open(path string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(b.h.at(b.host, path))); err != nil {
		b.t.Fatalf("%s: %s: %v", b.host, path, err)
	}
}

// js runs an expression and returns its value as text.
func (b *tab) js(expression string) (string, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[string]("String("+expression+")"))
}

// eventually waits until something is so.
func (b *tab) eventually(what string, so func() bool) {
	b.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(30 * time.Millisecond) {
		if so() {
			return
		}
	}
	text, _ := b.js(shown)
	b.t.Fatalf("%s: %s: never; the page at %s shows:\n%s\nthe console says %q", b.host, what, b.where(), text, b.complaints())
}

func (b *tab) where() string {
	at, _ := b.js("location.href")
	return at
}

// shown is what a reader sees of the page, on one line, without the marks that
// keep Latin and Arabic apart.
const shown = `document.body.innerText.replace(/[\u2066-\u2069\u200e\u200f]/g, '').replace(/\s+/g, ' ')`

var unmarked = strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\u200e", "", "\u200f", "")

// sees waits until the page shows all of these texts.
func (b *tab) sees(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		want := strings.Join(strings.Fields(unmarked.Replace(text)), " ")
		b.eventually("the page shows "+text, func() bool { return strings.Contains(b.text(), want) })
	}
}

// text is what the page shows; empty between two pages.
func (b *tab) text() string {
	text, _ := b.js(shown)
	return text
}

// errAway: there is no such control, or not where one could press it.
var errAway = errors.New("not there")

// with calls a function of the page on a control found as a screen reader finds
// it, by its role and name.
func (b *tab) with(role, name, function string) error {
	root, err := try(b, runtime.Evaluate, runtime.EvaluateParams{Expression: "document"})
	if err != nil {
		return err
	}
	found, err := try(b, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{ObjectID: root.Result.ObjectID, Role: role, AccessibleName: name})
	if err != nil {
		return err
	}
	for _, n := range found.Nodes {
		if n.Ignored {
			continue
		}
		node, err := try(b, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: n.BackendDOMNodeID})
		if err != nil {
			return err
		}
		out, err := try(b, runtime.CallFunctionOn, runtime.CallFunctionOnParams{ObjectID: node.Object.ObjectID, FunctionDeclaration: function, UserGesture: yes()})
		if err != nil {
			return err
		}
		var trouble string
		if out.ExceptionDetails != nil {
			return fmt.Errorf("%s", out.ExceptionDetails.Text)
		}
		if err := json.Unmarshal([]byte(out.Result.Value), &trouble); err != nil || trouble == "" {
			return err
		}
		return fmt.Errorf("%s %q: %s", role, name, trouble)
	}
	return fmt.Errorf("%s %q: %w", role, name, errAway)
}

func yes() *bool { v := true; return &v }

// pressed is a tap on a control that is in sight and that nothing covers.
const pressed = `function() {
  this.scrollIntoView({block: 'center', behavior: 'instant'})
  const r = this.getBoundingClientRect(), label = this.labels?.[0]
  const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)
  if (this.disabled) return 'is disabled'
  if (!r.width || !hit || !this.contains(hit) && !label?.contains(hit)) return 'is covered by ' + hit?.outerHTML.slice(0, 99)
  ;(label || this).click()
  return ''
}`

// press waits for a button, a step's first half, a choice or a link, and taps it.
func (b *tab) press(role, name string) {
	b.t.Helper()
	b.act(role, name, pressed)
}

func (b *tab) act(role, name, function string) {
	b.t.Helper()
	var last error
	b.eventually(role+" "+name, func() bool {
		last = b.with(role, name, function)
		return last == nil
	})
}

// The roles that the tests press.
const (
	button = "button"
	first  = "DisclosureTriangle" // of two steps
	choice = "radio"
	check  = "checkbox"
	anchor = "link"
	field  = "textbox"
)

// fill types into a field.
func (b *tab) fill(name, text string) {
	b.t.Helper()
	b.act(field, name, `function() {
  this.scrollIntoView({block: 'center', behavior: 'instant'})
  this.focus()
  this.value = `+quoted(text)+`
  this.dispatchEvent(new Event('input', {bubbles: true}))
  return ''
}`)
}

func quoted(text string) string {
	q, _ := json.Marshal(text) // a string
	return string(q)
}

// enter signs a person in by a link of their own, and arrives at a page.
func enter(h *house, host, person, next string) *tab {
	h.t.Helper()
	b := newTab(h, host)
	b.open(h.link(person, next))
	b.press(button, h.say("people.enter"))
	b.eventually("the sign-in leads to "+next, func() bool { return strings.HasSuffix(b.where(), next) })
	return b
}
