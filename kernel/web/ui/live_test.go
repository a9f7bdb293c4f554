package ui_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"ittihad/kernel/web/ui"
	"ittihad/kernel/web/ui/gallery"
)

// trial is a page whose answers a test decides, and the requests it got.
type trial struct {
	h *house

	mu     sync.Mutex
	page   gallery.Trial
	answer http.HandlerFunc
	once   []string
}

func newTrial(h *house) *trial {
	x := &trial{h: h, page: gallery.Trial{Form: "ballot-1", Once: "k1", Word: "first"}}
	h.on("trial", func(w http.ResponseWriter, r *http.Request) {
		x.mu.Lock()
		defer x.mu.Unlock()
		if r.Method == "POST" {
			x.once = append(x.once, r.FormValue("once")+" "+r.FormValue("name")+" "+r.FormValue("v")+" "+r.FormValue("do"))
			x.answer(w, r)
			return
		}
		h.render(w, r, gallery.TrialPage(x.page))
	})
	return x
}

func (x *trial) answers(f http.HandlerFunc) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.answer = f
}

func (x *trial) says(word string) {
	x.answers(func(w http.ResponseWriter, r *http.Request) {
		h := x.page
		h.Word, h.Once = word, "k2"
		x.h.render(w, r, gallery.TrialPage(h))
	})
}

func (x *trial) got() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return strings.Join(x.once, ", ")
}

// cut breaks the connection in the middle of an answer.
func cut(w http.ResponseWriter, r *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

const (
	title  = `document.querySelector('h1').textContent`
	said   = `document.querySelector('[data-said]')?.textContent.slice(0, 14) || ''`
	typed  = `document.querySelector('[name=name]').value`
	chosen = `document.querySelector('[name=v]:checked')?.value || ''`
	once   = `document.querySelector('main [name=once]').value`
	press  = `document.querySelector('main form .btn.go').click()`
)

func typeName(word string) string {
	return `(e => { e.focus(); e.value = '` + word + `'; e.dispatchEvent(new Event('input', {bubbles: true})) })(document.querySelector('[name=name]'))`
}

func TestLivePage(t *testing.T) {
	h, b := newHouse(t), newTab(t)
	x := newTrial(h)
	b.size(390, 844)
	url := h.URL + "/test/trial"

	t.Run("what the reader did stays", func(t *testing.T) {
		b.open(url)
		b.until(`document.querySelector('#state').dataset.state`, "on")
		b.js(`document.querySelector('[value=yes]').click()`)
		b.js(`document.querySelector('#sure').open = true`)
		b.js(typeName("سلمى"))
		h.push(t, gallery.TrialMain(gallery.Trial{Form: "ballot-1", Word: "second", More: true}))
		b.until(title, "second")
		want(t, b, `!!document.querySelector('#more')`, "true")
		want(t, b, typed, "سلمى")
		want(t, b, chosen, "yes")
		want(t, b, `document.querySelector('#sure').open`, "true")
		want(t, b, `document.activeElement.name`, "name")
		want(t, b, once, "k1")
		want(t, b, `document.querySelector('#state').textContent.slice(0, 4)`, "متصل")
	})
	t.Run("no choice slips to another question", func(t *testing.T) {
		h.push(t, gallery.TrialMain(gallery.Trial{Form: "ballot-2", Word: "third"}))
		b.until(title, "third")
		want(t, b, chosen, "")
		want(t, b, typed, "")
		want(t, b, `document.querySelector('#ballot-2') !== null && document.querySelector('#ballot-1') === null`, "true")
		if key := b.js(once); len(key) != 32 {
			t.Errorf("the key of a form that came by the stream is %q, want one made here", key)
		}
	})
	t.Run("a clock that follows the server's", func(t *testing.T) {
		b.open(url)
		first := b.js(`document.querySelector('[data-until]').textContent`)
		if first != "٠١:٣٠" && first != "٠١:٢٩" {
			t.Errorf("90 seconds before the end the clock says %q", first)
		}
		b.until(`document.querySelector('[data-until]').textContent`, "٠١:٢٨")
	})
	t.Run("the state in words", func(t *testing.T) {
		b.until(`document.querySelector('#state').dataset.state`, "on")
		b.js(`dispatchEvent(new Event('offline'))`)
		h.CloseClientConnections()
		b.until(`document.querySelector('#state').dataset.state`, "wait")
		want(t, b, `document.querySelector('#state').textContent.slice(0, 12)`, "انقطع الاتصا")
		b.until(`document.querySelector('#state').dataset.state`, "on")
		b.complaints()
	})
	if c := b.complaints(); len(c) > 0 {
		t.Errorf("the console says %q", c)
	}
	_ = x
}

func TestSending(t *testing.T) {
	h, b := newHouse(t), newTab(t)
	x := newTrial(h)
	url := h.URL + "/test/trial"
	b.open(url)
	b.js(typeName("سلمى"))
	b.js(`document.querySelector('[value=no]').click()`)

	x.answers(cut)
	b.js(press)
	b.until(said, "لم يصل ردّ الخ")
	want(t, b, typed, "سلمى")
	want(t, b, chosen, "no")

	x.answers(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		w.Write([]byte(`<main><div class="notice">reference 77</div></main>`))
	})
	b.js(press)
	b.until(said, "reference 77")

	x.answers(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		again := ui.WithRefusal(r.Context(), ui.Refusal{Form: r.FormValue("form"), Values: r.Form, Problems: []ui.Problem{{Field: "name", Text: "too short"}}})
		h.render(w, r.WithContext(again), gallery.TrialPage(gallery.Trial{Form: "ballot-1", Once: "k1", Word: "first"}))
	})
	b.js(press)
	b.until(`document.activeElement.hasAttribute('data-errors')`, "true")
	want(t, b, `document.querySelector('[name=name]').getAttribute('aria-invalid')`, "true")
	want(t, b, typed, "سلمى")

	// The way to the field is a step within the page.
	b.js(`window.stayed = true, document.querySelector('[data-errors] a').click()`)
	b.until(`document.activeElement.name`, "name")
	want(t, b, `window.stayed`, "true")
	b.js(`document.querySelector('[data-errors]').focus()`)

	// A live update that knows nothing of the refusal leaves all of it alone.
	b.until(`document.querySelector('#state').dataset.state`, "on")
	h.push(t, gallery.TrialMain(gallery.Trial{Form: "ballot-1", Word: "later"}))
	b.until(title, "later")
	want(t, b, typed, "سلمى")
	want(t, b, chosen, "no")
	want(t, b, `document.activeElement.hasAttribute('data-errors')`, "true")
	want(t, b, `document.querySelector('.error').textContent`, "too short")

	x.says("received")
	before := strings.Count(x.got(), "k1 سلمى no ")
	b.js(`(` + press + `, ` + press + `)`)
	b.until(title, "received")
	want(t, b, `document.title`, "received")
	want(t, b, once, "k2")
	want(t, b, chosen, "")
	b.js(`document.querySelector('#sure .btn.go').click()`)
	b.until(`document.querySelectorAll('form [aria-busy]').length`, "0")

	// Chromium itself repeats a POST whose connection was cut, which the key
	// makes harmless; two presses in a row are sent once.
	if n := strings.Count(x.got(), "k1 سلمى no "); n != before+1 {
		t.Errorf("two presses sent %d times: %q", n-before, x.got())
	}
	if n := strings.Count(x.got(), "k1"); n != before+1 {
		t.Errorf("sent %q, want the same key and the same words each time", x.got())
	}
	b.until(`document.querySelector('main form').ariaBusy`, "null")
	if got := x.got(); !strings.HasSuffix(got, "close") {
		t.Errorf("sent %q, want the pressed button's value at the end", got)
	}
}

func TestDrafts(t *testing.T) {
	h, b := newHouse(t), newTab(t)
	x := newTrial(h)
	url := h.URL + "/test/trial"
	b.open(url)
	b.js(typeName("مسودة"))
	b.js(`document.querySelector('[value=yes]').click()`)
	b.open(url)
	want(t, b, typed, "مسودة")
	want(t, b, chosen, "")
	x.says("received")
	b.js(press)
	b.until(title, "received")
	b.open(url)
	want(t, b, typed, "")

	b.js(typeName("سرّ"))
	b.js(`document.querySelector('#signout button').click()`)
	b.until(`document.readyState + ' ' + `+title, "complete received")
	b.open(url)
	want(t, b, typed, "")

	x.page.NoDraft = true
	b.open(url)
	b.js(typeName("سرّ"))
	b.open(url)
	want(t, b, typed, "")

	x.page.NoDraft = false
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no', 'SecurityError') }})`})
		return err
	}))
	b.open(url)
	b.js(typeName("x"))
	b.js(press)
	b.until(title, "received")
	if c := b.complaints(); len(c) > 0 {
		t.Errorf("without storage the console says %q", c)
	}
}

// TestWithoutScript: the page sends itself, and renews itself.
func TestWithoutScript(t *testing.T) {
	h, b := newHouse(t), newTab(t)
	x := newTrial(h)
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	b.open(h.URL + "/test/trial")
	want(t, b, `document.querySelector('meta[http-equiv=refresh]').content`, "20")
	want(t, b, `document.querySelector('[data-until]').textContent.trim()`, "٠١:٣٠")
	x.says("received")
	b.do(chromedp.Click(chromedp.CSS("#sure > summary")), chromedp.Click(chromedp.CSS("#sure .btn.go")))
	b.until(title, "received")
	if got := x.got(); got != "k1   close" {
		t.Errorf("sent %q", got)
	}
}

func want(t *testing.T, b *tab, expression, value string) {
	t.Helper()
	if got := b.js(expression); got != value {
		t.Errorf("%s is %q, want %q", expression, got, value)
	}
}
