package outputs_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
	"ittihad/offices/outputs"
)

func fetch(t *testing.T, srv *httptest.Server, who, path string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+path, nil)
	kerneltest.Must(t, 0, err)
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "ittihad", Value: who})
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	kerneltest.Must(t, 0, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, string(kerneltest.Must(t, body, err))
}

// The statement is fetched as text and as Markdown in three languages: by those
// in the sitting from the first draft on, by everybody once it was read out.
func TestStatementsAreFetched(t *testing.T) {
	k, srv := site(t)
	run := func(err error) { t.Helper(); kerneltest.Must(t, 0, err) }
	text := words.Local{Ar: "رصد *الانتهاكات*", En: "Violations are *monitored*", Tr: "*İhlaller* izlenir"}
	o, err := kerneltest.Run(t, k, outputs.Propose, chair, outputs.NewOutput{Sitting: "s1", Text: text})
	run(err)
	_, err = kerneltest.Run(t, k, outputs.AskConsent, chair, outputs.AskedConsent{Sitting: "s1", Outputs: []string{o.ID}})
	run(err)
	k.Clock.Later(20e9)
	_, err = kerneltest.Run(t, k, outputs.SettleConsent, chair, outputs.OfSitting{Sitting: "s1"})
	run(err)
	const at = "/sittings/s1/statement/"
	if res, _ := fetch(t, srv, "h1", at+"ar.txt"); res.StatusCode != http.StatusNotFound {
		t.Errorf("before there is one: %d", res.StatusCode)
	}
	_, err = kerneltest.Run(t, k, outputs.DraftStatement, chair, outputs.DraftedStatement{Sitting: "s1"})
	run(err)
	files := []struct{ name, kind, has string }{
		{"ar.txt", "text/plain; charset=utf-8", "١. رصد *الانتهاكات*"}, {"ar.md", "text/markdown; charset=utf-8", `1. رصد \*الانتهاكات\*`},
		{"en.txt", "text/plain; charset=utf-8", "1. Violations are *monitored*"}, {"en.md", "text/markdown; charset=utf-8", `1. Violations are \*monitored\*`},
		{"tr.txt", "text/plain; charset=utf-8", "1. *İhlaller* izlenir"}, {"tr.md", "text/markdown; charset=utf-8", `1. \*İhlaller\* izlenir`},
	}
	check := func(who string, want int) {
		t.Helper()
		for _, f := range files {
			res, body := fetch(t, srv, who, at+f.name)
			if res.StatusCode != want {
				t.Errorf("%q at %s: %d, want %d", who, f.name, res.StatusCode, want)
			}
			if want == 200 && (res.Header.Get("Content-Type") != f.kind || !strings.Contains(body, f.has) ||
				res.Header.Get("Content-Disposition") != `attachment; filename="statement-`+f.name+`"` || res.Header.Get("Cache-Control") != "no-store") {
				t.Errorf("%q at %s: %v\n%s", who, f.name, res.Header, body)
			}
			if want != 200 && strings.Contains(body, "الانتهاكات") {
				t.Errorf("%q at %s: the draft is shown", who, f.name)
			}
		}
	}
	check("h1", 200)
	check("", http.StatusNotFound)
	if res, body := fetch(t, srv, "", at+"print"); res.StatusCode != http.StatusNotFound || strings.Contains(body, "الانتهاكات") {
		t.Errorf("the sheet of a draft: %d", res.StatusCode)
	}
	_, err = kerneltest.Run(t, k, outputs.ReadStatement, chair, outputs.DraftedStatement{Sitting: "s1", Revision: 1})
	run(err)
	check("", 200)
	check("r1", 200)
	if res, body := fetch(t, srv, "", at+"print"); res.StatusCode != 200 || !strings.Contains(body, "١. رصد *الانتهاكات*") {
		t.Errorf("the public sheet: %d", res.StatusCode)
	}
	for _, name := range []string{"fr.txt", "ar.pdf", "ar", ".txt", "..%2fagenda"} {
		if res, _ := fetch(t, srv, "chair", at+name); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
}
