package people

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

// A browser is one visitor of a served house.
type browser struct {
	t    *testing.T
	base string
	c    *http.Client
}

// served opens a house with its pages and says how to visit it.
func served(t *testing.T) (*kerneltest.Kernel, func() *browser) {
	k := kerneltest.Open(t, "sqlite", []kernel.Office{{Name: "ui", Text: ui.Text}, Office()})
	site := &web.Site{
		Kernel: k.Kernel, SignIn: "/in",
		Session: func(ctx context.Context, token string) (kernel.Actor, web.Prefs, error) {
			by, p, err := Who(ctx, k.Kernel, token)
			return by, web.Prefs{Lang: p.Lang, Digits: p.Digits, Zone: p.Zone, Name: p.Name.In(p.Lang)}, err
		},
		Program: func(ctx context.Context, token string) (kernel.Actor, error) { return Program(ctx, k.Kernel, token) },
		Frame:   func(*web.Visit) ui.Frame { return ui.Frame{Name: "اتحاد"} },
	}
	s := httptest.NewServer(web.Handler(site))
	t.Cleanup(s.Close)
	return k, func() *browser {
		jar, err := cookiejar.New(nil)
		kerneltest.Must(t, jar, err)
		return &browser{t, s.URL, &http.Client{Jar: jar, Timeout: 10 * time.Second}}
	}
}

func (b *browser) read(r *http.Response, err error) (code int, path, body string) {
	b.t.Helper()
	kerneltest.Must(b.t, r, err)
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	return r.StatusCode, r.Request.URL.Path, string(kerneltest.Must(b.t, text, err))
}

func (b *browser) get(path string, code int, has ...string) string {
	b.t.Helper()
	got, _, body := b.read(b.c.Get(b.base + path))
	b.check(path, body, got, code, has)
	return body
}

// post sends a form of a page: pairs of a name and a value.
func (b *browser) post(path, do string, code int, pairs ...string) string {
	b.t.Helper()
	form := url.Values{"do": {do}}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	got, _, body := b.read(b.c.PostForm(b.base+path, form))
	b.check(path+" "+do, body, got, code, nil)
	return body
}

func (b *browser) check(what, body string, got, code int, has []string) {
	b.t.Helper()
	if got != code {
		b.t.Fatalf("%s answers %d, want %d: %s", what, got, code, body)
	}
	for _, s := range has {
		if !strings.Contains(body, s) {
			b.t.Errorf("%s does not say %q: %s", what, s, body)
		}
	}
	for _, s := range []string{"⟦", "[people.", "style=", "<script>"} {
		if strings.Contains(body, s) {
			b.t.Errorf("%s has %q in it", what, s)
		}
	}
}

// The whole of a first evening: the secretary sets up, writes somebody down and
// sends a link; a mail scanner opens it; the person signs in by its button, reads
// who looked, and signs out everywhere.
func TestPagesFromSetupToSignOut(t *testing.T) {
	k, visitor := served(t)
	token, _, err := SetupLink(t.Context(), k.Kernel)
	kerneltest.Must(t, 0, err)
	sec, person, scanner := visitor(), visitor(), visitor()

	sec.get("/setup/"+token, 200, "إعداد الاتحاد", "دمشق")
	if body := sec.post("/setup/"+token, "people.found", 422, "form", "setup", "zone", "UTC", "lang", "ar", "secretary.name.ar", "سعاد"); !strings.Contains(body, `value="سعاد"`) {
		t.Error("what was typed is gone")
	}
	sec.post("/setup/"+token, "people.found", 404, "name.ar", "اتحاد", "zone", "UTC", "lang", "ar", "secretary.name.ar", "سعاد") // "/" belongs to another office
	sec.get("/me", 200, "سعاد")
	sec.post("/people/new", "people.register", 200, "name.ar", "ليلى حداد", "name.en", "Layla Haddad", "phones", "+962790123456", "languages", "ar", "languages", "en")
	at := regexp.MustCompile(`/people/([0-9a-f-]{36})`).FindStringSubmatch(sec.get("/people?q=haddad", 200, "ليلى حداد", "محمي"))[0]
	sec.get(at, 200, "+962…56")
	sec.post(at, "people.contact", 422, "why", "")
	if body := sec.post(at, "people.contact", 200, "why", "تأكيد الحضور"); !strings.Contains(body, "+962 7 9012 3456") {
		t.Error("no telephone")
	}
	body := sec.post(at, "people.correct", 422, "form", "correct", "name.ar", "ليلى", "phones.0", "+962790123456", "phones.1", "12")
	if !strings.Contains(body, "تعذّرت قراءة رقم الهاتف") {
		t.Error("a wrong number is not named")
	}
	link := regexp.MustCompile(`/in/[\w-]{43}`).FindString(sec.post(at, "people.invite", 200, "kind", "link", "why", "دعوة"))
	if link == "" {
		t.Fatal("no link")
	}

	for range 3 {
		body := scanner.get(link, 200, "رابط الدخول")
		if strings.Contains(body, "ليلى") || strings.Contains(body, "اتحاد") {
			t.Error("the page of a link names somebody")
		}
	}
	if bad := scanner.get("/in/guess", 200, "رابط الدخول"); len(bad) == 0 {
		t.Error("a bad link looks different")
	}
	person.post(link, "people.sign-in-link", 404)
	person.get("/me", 200, "ليلى حداد", "+962 7 9012 3456")
	if body := scanner.post(link, "people.sign-in-link", 409); !strings.Contains(body, "استُعمل هذا الرابط") {
		t.Error("a used link does not say so")
	}
	person.get("/me/access", 200, "تأكيد الحضور", "سعاد", "الأمانة العامة", "هذا الجهاز")
	person.get(at, 200, "ملف شخص") // one's own
	person.get("/people", 403)
	id := at[len("/people/"):]
	person.post("/me", "people.prefer", 200, "person", id, "lang", "tr")
	person.get("/me", 200, "Bilgilerim")
	person.post("/me/access", "people.sign-out-everywhere", 404, "person", id)
	if _, path, _ := person.read(person.c.Get(person.base + "/me")); path != "/in" {
		t.Errorf("signed out everywhere, and %s answers", path)
	}
	session := regexp.MustCompile(`session-([0-9a-f]+)`).FindStringSubmatch(sec.get("/me/access", 200))[1]
	sec.get("/out/"+session, 200, "تسجيل الخروج")
	sec.post("/out/"+session, "people.sign-out", 404)
	if _, path, _ := sec.read(sec.c.Get(sec.base + "/me")); path != "/in" {
		t.Errorf("signed out, and %s answers", path)
	}
}

// A code is typed on the first page, which leads on to where one was going.
func TestPageOfACode(t *testing.T) {
	k, visitor := served(t)
	p, err := kerneltest.Run(t, k, Register, sec, Registration{Name: words.Local{Ar: "ليلى"}})
	kerneltest.Must(t, 0, err)
	way, err := kerneltest.Run(t, k, Invite, sec, Invitation{Person: p.ID, Kind: "code", Why: "بالهاتف"})
	kerneltest.Must(t, 0, err)
	b := visitor()
	b.get("/me", 200, `name="next" value="/me"`)
	b.post("/in", "people.sign-in-code", 404, "code", "222-222-222")
	body := b.post("/in", "people.sign-in-code", 200, "code", strings.ToLower(way.Code), "next", "/me")
	if !strings.Contains(body, "بياناتي") {
		t.Error("it does not lead on")
	}
	if body = b.get("/in", 200); len(body) > 14_000 {
		t.Errorf("the sign-in page has %d bytes before compression", len(body))
	}
}
