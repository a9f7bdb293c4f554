package outputs_test

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
	"ittihad/offices/outputs"
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

// play is a sitting in the middle of its outputs.
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
	var ids []string
	for n, text := range outputs.Reference().Outputs {
		by := chair
		if n%3 == 1 {
			by = delegate(n % 6)
		}
		o, err := kerneltest.Run(t, k, outputs.Propose, by, outputs.NewOutput{Sitting: "s1", Text: text})
		ids = append(ids, kerneltest.Must(t, o, err).ID)
	}
	_, err = kerneltest.Run(t, k, outputs.AskConsent, chair, outputs.AskedConsent{Sitting: "s1", Outputs: ids[:5]})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, outputs.Reserve, delegate(0), outputs.NewRemark{Sitting: "s1", Output: ids[1], Text: "مع مراعاة التمويل"})
	kerneltest.Must(t, 0, err)
	k.Clock.Later(20e9)
	_, err = kerneltest.Run(t, k, outputs.SettleConsent, chair, proceedings.OfSitting{Sitting: "s1"})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, outputs.SetAside, chair, outputs.OutputAside{Sitting: "s1", Output: ids[8], As: "deferred", Why: "إلى الجلسة القادمة"})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, outputs.AskConsent, chair, outputs.AskedConsent{Sitting: "s1", Outputs: ids[6:7]})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, outputs.DraftStatement, chair, outputs.DraftedStatement{Sitting: "s1"})
	kerneltest.Must(t, 0, err)
}

// Every page is whole in three languages, within its budget, and offers to each
// reader what they may do.
func TestPages(t *testing.T) {
	k, srv := site(t)
	stage.Seat(t, k)
	play(t, k)
	for _, c := range []struct{ who, path, has, hasnot string }{
		{"chair", "/sittings/s1/outputs", "outputs.settle-consent", "outputs.object"},
		{"h1", "/sittings/s1/outputs", "outputs.object", "outputs.settle-consent"},
		{"drafter", "/sittings/s1/outputs", "outputs.propose", "outputs.settle-consent"},
		{"chair", "/sittings/s1/statement", "outputs.read-statement", "zzz"},
		{"drafter", "/sittings/s1/statement", "outputs.edit-statement", "outputs.read-statement"},
		{"h1", "/sittings/s1/statement", "statement/print", "outputs.edit-statement"},
		{"h1", "/sittings/s1/statement/print", "sheet", "<form"},
	} {
		for _, lang := range words.Langs() {
			code, body := visit(t, srv, c.who, c.path, lang, nil)
			if code != 200 || !strings.Contains(body, c.has) || strings.Contains(body, c.hasnot) || strings.Contains(body, "Organisation h2") {
				t.Errorf("%s %s in %s: %d", c.who, c.path, lang, code)
			}
			if strings.Contains(body, "outputs.state_") || strings.Contains(body, "⟦") {
				t.Errorf("%s %s in %s: a sentence is missing", c.who, c.path, lang)
			}
			if n := packed(body); n > 20_000 {
				t.Errorf("%s %s in %s: %d bytes compressed", c.who, c.path, lang, n)
			}
		}
	}
	for path, want := range map[string]int{"/sittings/s1/outputs": 303, "/sittings/s1/statement/print": 404, "/sittings/s1/statement/ar.txt": 404} {
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
	post("h1", "/sittings/s1/outputs", 303, "", "do", "outputs.propose", "text.ar", "مُخرَج")
	o := ask(t, k, outputs.SeeAll, chair).Outputs[0].Output
	post("h1", "/sittings/s1/outputs", 303, "", "do", "outputs.edit", "output", o, "revision", "١", "text.ar", "مُخرَج معدّل")
	post("chair", "/sittings/s1/outputs", 409, "النسخة الحالية: ٢", "do", "outputs.edit", "output", o, "revision", "1", "text.ar", "غيره")
	post("chair", "/sittings/s1/outputs", 303, "", "do", "outputs.ask-consent", "outputs", o, "seconds", "20")
	post("r1", "/sittings/s1/outputs", 303, "", "do", "outputs.object", "output", o, "text", "")
	post("drafter", "/sittings/s1/statement", 303, "", "do", "outputs.draft-statement", "revision", "0")
	post("chair", "/sittings/s1/statement", 303, "", "do", "outputs.read-statement", "revision", "1")
	if code, body := visit(t, srv, "", "/sittings/s1/statement/en.md", "ar", nil); code != 200 || !strings.HasPrefix(body, "# Closing statement") {
		t.Errorf("the public file: %d %q", code, body)
	}
	if code, body := visit(t, srv, "", "/sittings/s1/statement/print", "ar", nil); code != 200 || !strings.Contains(body, "البيان الختامي") {
		t.Errorf("the public sheet: %d", code)
	}
}
