package proceedings_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"ittihad/kernel/kerneltest"
	"ittihad/offices/proceedings"
)

// fetch gets a file with its headers.
func fetch(t *testing.T, srv *httptest.Server, who, path string) (*http.Response, []byte) {
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
	return res, kerneltest.Must(t, body, err)
}

// upload posts a form with a file.
func upload(t *testing.T, srv *httptest.Server, who, path string, fields map[string]string, file []byte) int {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, v := range fields {
		kerneltest.Must(t, 0, m.WriteField(name, v))
	}
	w, err := m.CreateFormFile("hash", "تقرير.pdf")
	kerneltest.Must(t, 0, err)
	_, err = w.Write(file)
	kerneltest.Must(t, 0, err)
	kerneltest.Must(t, 0, m.Close())
	r, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+path, &b)
	kerneltest.Must(t, 0, err)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: "ittihad", Value: who})
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	kerneltest.Must(t, 0, err)
	return kerneltest.Must(t, res.StatusCode, res.Body.Close())
}

// A document that was attached comes back byte for byte to those in the sitting,
// and to nobody else; it never shows or runs within the site.
func TestDocumentsAreFetched(t *testing.T) {
	k, srv := site(t)
	item := begin(t, k, proceedings.NewItem{Kind: proceedings.Report})
	page, file := "/sittings/s1/agenda", []byte("%PDF-1.7\n<script>alert(1)</script>\x00\xff"+strings.Repeat("ن", 70_000))
	form := map[string]string{"do": "proceedings.attach-document", "form": "attach-" + item, "once": "once-document", "item": item, "title.ar": "التقرير"}
	if code := upload(t, srv, "chair", page, form, file); code != http.StatusSeeOther {
		t.Fatalf("attached: %d", code)
	}
	if code := upload(t, srv, "h1", page, form, file); code != http.StatusForbidden {
		t.Errorf("a delegate attached: %d", code)
	}
	_, body := visit(t, srv, "h1", page, "ar", nil)
	link := regexp.MustCompile(`/sittings/s1/agenda/` + item + `/[0-9a-f]{64}`).FindString(body)
	if link == "" {
		t.Fatal("the agenda does not lead to the document")
	}
	for _, who := range []string{"chair", "h1", "r1"} {
		res, got := fetch(t, srv, who, link)
		if res.StatusCode != 200 || !bytes.Equal(got, file) || res.Header.Get("Content-Type") != "application/octet-stream" ||
			!strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment;") || !strings.HasSuffix(res.Header.Get("Content-Disposition"), `.pdf"`) {
			t.Errorf("%s: %d, %d bytes, %v", who, res.StatusCode, len(got), res.Header)
		}
	}
	detached := proceedings.OfDocument{Sitting: "s1", Item: item, Hash: link[len(link)-64:]}
	for who, path := range map[string]string{"": link, "stranger": link, "h1": link[:len(link)-1] + "x", "r1": strings.Replace(link, item, "other", 1)} {
		if res, _ := fetch(t, srv, who, path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%q at %s: %d", who, path, res.StatusCode)
		}
	}
	_, err := kerneltest.Run(t, k, proceedings.DetachDocument, chair, detached)
	kerneltest.Must(t, 0, err)
	if res, _ := fetch(t, srv, "h1", link); res.StatusCode != http.StatusNotFound {
		t.Errorf("taken back: %d", res.StatusCode)
	}
}

// The page of who spoke says the times in the reader's language, codes for the
// protected, and the rule of the floor.
func TestSpokenPage(t *testing.T) {
	k, srv := site(t)
	begin(t, k, proceedings.NewItem{Kind: proceedings.Discussion, Limits: proceedings.Limits{Seconds: 60}})
	for _, n := range []int{0, 1} {
		_, err := kerneltest.Run(t, k, proceedings.AskFloor, delegate(n), proceedings.NewRequest{Sitting: "s1"})
		kerneltest.Must(t, 0, err)
		f, err := kerneltest.Run(t, k, proceedings.GiveFloor, chair, proceedings.GivenFloor{Sitting: "s1"})
		kerneltest.Must(t, 0, err)
		k.Clock.Later(75e9)
		_, err = kerneltest.Run(t, k, proceedings.EndFloor, chair, proceedings.OfRequest{Sitting: "s1", Request: f.Request})
		kerneltest.Must(t, 0, err)
	}
	for lang, want := range map[string][]string{"ar": {"دقيقتان و٣٠ ثانية", "منظمة h1", "نقطة النظام قبل كل شيء"},
		"en": {"2 minutes and 30 seconds", "Organisation h1", "take turns"}, "tr": {"2 dakika 30 saniye", "Usul hakkında söz"}} {
		code, body := visit(t, srv, "r1", "/sittings/s1/spoken", lang, nil)
		for _, s := range want {
			if code != 200 || !strings.Contains(body, s) {
				t.Errorf("%s: %d, no %q", lang, code, s)
			}
		}
		if strings.Contains(body, " h2") || strings.Contains(body, "⟦") {
			t.Errorf("%s: a protected name or a missing sentence", lang)
		}
	}
	if code, _ := visit(t, srv, "", "/sittings/s1/spoken", "ar", nil); code != http.StatusSeeOther {
		t.Errorf("nobody: %d", code)
	}
}
