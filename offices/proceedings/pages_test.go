package proceedings_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/offices/proceedings/stage"
)

// site serves the stage; a session's name says who comes: "chair", "h1", "drafter".
func site(t *testing.T) (*kerneltest.Kernel, *httptest.Server) {
	k := kerneltest.Open(t, "sqlite", append(house(), kernel.Office{Name: "ui", Text: ui.Text}))
	stage.Set(t, k)
	who := map[string]kernel.Actor{"chair": chair, "sec": stage.Secretary, "h1": delegate(0), "r1": delegate(3),
		"drafter": {ID: "drafter", Grants: []kernel.Grant{{Role: "drafting", Scope: "sitting/s1"}}}}
	s := &web.Site{Kernel: k.Kernel, SignIn: "/in",
		Session: func(_ context.Context, token string) (kernel.Actor, web.Prefs, error) {
			return who[token], web.Prefs{}, nil
		},
		Program: func(context.Context, string) (kernel.Actor, error) { return kernel.Actor{}, nil },
		Frame:   func(*web.Visit) ui.Frame { return ui.Frame{Name: "اتحاد"} }}
	srv := httptest.NewServer(web.Handler(s))
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	return k, srv
}

// visit gets a page, or posts a form to it if there is one.
func visit(t *testing.T, srv *httptest.Server, who, path, lang string, form url.Values) (int, string) {
	t.Helper()
	method, body := "GET", ""
	if form != nil {
		method, body = "POST", form.Encode()
	}
	r, err := http.NewRequestWithContext(t.Context(), method, srv.URL+path, strings.NewReader(body))
	kerneltest.Must(t, 0, err)
	r.Header.Set("Accept-Language", lang)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "ittihad", Value: who})
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	kerneltest.Must(t, 0, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, string(kerneltest.Must(t, text, err))
}

// play is a sitting that has come to its outputs.
func play(t *testing.T, k *kerneltest.Kernel) {
	t.Helper()
	_, err := kerneltest.Run(t, k, proceedings.FillAgenda, chair, proceedings.OfSitting{Sitting: "s1"})
	kerneltest.Must(t, 0, err)
	items := ask(t, k, proceedings.SeeAgenda, chair).Items
	for n, i := range items[1:12] {
		in := proceedings.StartedItem{Sitting: "s1", Item: i.ID, After: items[n].ID}
		_, err = kerneltest.Run(t, k, proceedings.StartItem, chair, in)
		kerneltest.Must(t, 0, err)
		k.Clock.Later(7 * 60e9)
		if i.Kind == proceedings.Break {
			_, err = kerneltest.Run(t, k, assembly.Resume, chair, assembly.One{Sitting: "s1"})
			kerneltest.Must(t, 0, err)
		}
	}
}

// Every page is whole in three languages, within its budget, and offers to each
// reader what they may do.
func TestPages(t *testing.T) {
	k, srv := site(t)
	code, empty := visit(t, srv, "chair", "/sittings/s1/agenda", "ar", nil)
	if code != 200 || !strings.Contains(empty, "وضع جدول الأعمال المعتاد") {
		t.Errorf("the empty agenda: %d", code)
	}
	stage.Seat(t, k)
	play(t, k)
	for _, c := range []struct{ who, path, has, hasnot string }{
		{"chair", "/sittings/s1/agenda", "proceedings.add-item", "zzz"},
		{"h1", "/sittings/s1/agenda", "item-", "proceedings.add-item"},
		{"h1", "/sittings/s1/card", "proceedings.write-card", "zzz"},
	} {
		for _, lang := range words.Langs() {
			code, body := visit(t, srv, c.who, c.path, lang, nil)
			if code != 200 || !strings.Contains(body, c.has) || strings.Contains(body, c.hasnot) || strings.Contains(body, "Organisation h2") {
				t.Errorf("%s %s in %s: %d", c.who, c.path, lang, code)
			}
			if strings.Contains(body, "proceedings.state_") || strings.Contains(body, "⟦") {
				t.Errorf("%s %s in %s: a sentence is missing", c.who, c.path, lang)
			}
			if n := packed(body); n > 20_000 {
				t.Errorf("%s %s in %s: %d bytes compressed", c.who, c.path, lang, n)
			}
		}
	}
	for path, want := range map[string]int{"/sittings/s1/agenda": 303, "/sittings/s1/card": 303} {
		if code, _ := visit(t, srv, "", path, "ar", nil); code != want {
			t.Errorf("nobody at %s: %d, want %d", path, code, want)
		}
	}
}

func packed(s string) int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.Len()
}

// Forms change what they say, and come back with the sentence and what was typed.
func TestForms(t *testing.T) {
	k, srv := site(t)
	sent := 0
	post := func(who, path string, want int, has string, pairs ...string) {
		t.Helper()
		sent++
		form := url.Values{"once": {fmt.Sprint("once-", sent)}, "form": {"f"}}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		if code, body := visit(t, srv, who, path, "ar", form); code != want || !strings.Contains(body, has) {
			t.Errorf("%s %v: %d, want %d with %q", who, pairs, code, want, has)
		}
	}
	post("chair", "/sittings/s1/agenda", 303, "", "do", "proceedings.fill-agenda")
	post("chair", "/sittings/s1/agenda", 409, "يوضع الجدول المعتاد على جدول فارغ", "do", "proceedings.fill-agenda")
	items := ask(t, k, proceedings.SeeAgenda, chair).Items
	post("chair", "/sittings/s1/agenda", 303, "", "do", "proceedings.move-item", "item", items[2].ID, "before", items[1].ID)
	post("chair", "/sittings/s1/agenda", 422, "النص", "do", "proceedings.add-item", "kind", "word", "title.ar", " ")
	post("h1", "/sittings/s1/agenda", 403, "", "do", "proceedings.add-item", "kind", "word", "title.ar", "لي")
	post("h1", "/sittings/s1/card", 303, "", "do", "proceedings.write-card", "name.ar", "أبو يوسف")
}
