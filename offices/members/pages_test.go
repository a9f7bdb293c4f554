package members

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/people"
)

// served opens a house with the pages of the roll; a session is whoever the
// cookie names: "secretary", "rep ID", anybody else.
func served(t *testing.T) (*kerneltest.Kernel, string) {
	k := kerneltest.Open(t, "sqlite", []kernel.Office{{Name: "ui", Text: ui.Text}, people.Office(), Office()})
	site := &web.Site{Kernel: k.Kernel, SignIn: "/in", Frame: func(*web.Visit) ui.Frame {
		return ui.Frame{Name: "اتحاد منظمات المجتمع المدني", Nav: []ui.Link{{Text: "السجل", Href: "/members", Current: true}}}
	}, Session: func(_ context.Context, token string) (kernel.Actor, web.Prefs, error) {
		switch who, id, _ := strings.Cut(token, "+"); who {
		case "secretary":
			return keeper, web.Prefs{}, nil
		case "rep":
			return kernel.Actor{ID: "rep", Grants: []kernel.Grant{{Role: "representative", Scope: organisationStream(id)}}}, web.Prefs{}, nil
		}
		return kernel.Actor{ID: token}, web.Prefs{}, nil
	}}
	s := httptest.NewServer(web.Handler(site))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return k, s.URL
}

// A visitor is one reader of the pages.
type visitor struct {
	t         *testing.T
	base, who string
	lang      string
}

func (v visitor) send(r *http.Request) (code int, path, body string) {
	v.t.Helper()
	r.Header.Set("Accept-Language", v.lang)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if v.who != "" {
		r.AddCookie(&http.Cookie{Name: "ittihad", Value: v.who})
	}
	c := &http.Client{CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if v.who != "" {
			r.AddCookie(&http.Cookie{Name: "ittihad", Value: v.who})
		}
		return nil
	}}
	res, err := c.Do(r)
	kerneltest.Must(v.t, 0, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	kerneltest.Must(v.t, 0, err)
	return res.StatusCode, res.Request.URL.Path, string(text)
}

func (v visitor) get(path string, code int, has ...string) string {
	v.t.Helper()
	r, _ := http.NewRequest("GET", v.base+path, nil)
	got, _, body := v.send(r)
	v.check(path, got, code, body, has)
	return body
}

func (v visitor) post(path string, code int, values url.Values, has ...string) (at, body string) {
	v.t.Helper()
	r, _ := http.NewRequest("POST", v.base+path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got, at, body := v.send(r)
	v.check("POST "+path, got, code, body, has)
	return at, body
}

func (v visitor) check(what string, got, code int, body string, has []string) {
	v.t.Helper()
	if got != code {
		v.t.Fatalf("%s as %q: %d, want %d\n%.600s", what, v.who, got, code, body)
	}
	for _, h := range has {
		if !strings.Contains(body, h) {
			v.t.Errorf("%s as %q has no %q", what, v.who, h)
		}
	}
	if i := strings.Index(body, "[members."); i >= 0 {
		v.t.Errorf("%s: a sentence is missing: %.60s", what, body[i:])
	}
}

// An empty roll, a file, its columns, its check, its switch, the roll, one
// member, an export: as a secretary does it in the browser.
func TestTheRollInPages(t *testing.T) {
	k, base := served(t)
	sec := visitor{t, base, "secretary", "ar"}
	sec.get("/members", 200, "السجل فارغ بعد")
	sec.get("/members/import", 200, "رفع ملف")
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, value := range map[string]string{"do": ImportBegin.Name, "once": "u1", "form": "begin", "active_from": "١/١/٢٠١٧"} {
		kerneltest.Must(t, 0, m.WriteField(name, value))
	}
	w, _ := m.CreateFormFile("file", "roll-2017.csv")
	w.Write(ReferenceRoll)
	m.Close()
	r, _ := http.NewRequest("POST", base+"/members/import", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	code, at, body := sec.send(r)
	if code != 200 || !strings.HasPrefix(at, "/members/import/") || !strings.Contains(body, "يُقرأ الملف") {
		t.Fatalf("%d %s %.500s", code, at, body)
	}
	k.FollowAll(t)
	sec.get(at, 200, "ما في كل عمود", "representative_ar", "رقم العضوية", `value="2017-01-01"`)
	sec.post(at, 422, url.Values{"do": {ImportColumns.Name}, "once": {"c0"}, "form": {"settle"}, "columns.0": {"number"}}, "عدد الحقول")
	sec.post(at, 200, url.Values{"do": {ImportColumns.Name}, "once": {"c1"}}, "تُقارن الصفوف بالسجل")
	k.FollowAll(t)
	sec.get(at, 200, "نتيجة الفحص", "تُضاف", "مؤسسة الخابور لحقوق الإنسان", "لا يمكن الاتصال به")
	sec.post(at, 200, url.Values{"do": {ImportSwitch.Name}, "once": {"s1"}})
	k.FollowAll(t)
	if body := sec.get(at, 200, "اكتمل الاستيراد", "أُضيفت"); strings.Contains(body, "تُضاف") {
		t.Error("a finished import still says what it will do")
	}
	sec.get("/members", 200, "مؤسسة الخابور لحقوق الإنسان", "١٧٢", "٨٨", "after=")
	sec.get("/members?q=khabour&sort=name", 200, "الخابور")
	sec.get("/members?standing=active&field=health&country=SY", 200)
	sec.get("/members?q=zzzz", 200, "لا نتائج")
	var o Organisation
	kerneltest.Must(t, 0, k.Read(t.Context(), keeper, func(tx *kernel.Tx) (err error) { o, err = ByNumber(tx, 1); return err }))
	sec.get(Path(o.ID), 200, "خالد الحموي", "ورد في الملف", o.Code, "قيد قرار")
	sec.get(editPath(o.ID), 200, "Khabour")
	sec.get("/members/proposals", 200)
	sec.get("/members/duplicates", 200)
	sec.get("/members/export", 200, "XLSX")
	if got := sec.get("/members/export/csv", 200); strings.Contains(got, "الخابور") || !strings.Contains(got, o.Code) {
		t.Error("the file shows the protected")
	}
	for _, lang := range []string{"en", "tr"} {
		v := visitor{t, base, "secretary", lang}
		for _, path := range []string{"/members", "/members?standing=all", "/members/new", "/members/import", at, Path(o.ID), editPath(o.ID), "/members/proposals", "/members/duplicates", "/members/export", "/roll"} {
			v.get(path, 200)
		}
	}
	t.Run("forms", func(t *testing.T) { memberForms(t, sec, o) })
	t.Run("others", func(t *testing.T) { others(t, base, o) })
}

func memberForms(t *testing.T, sec visitor, o Organisation) {
	post := func(do string, code int, values url.Values, has ...string) {
		t.Helper()
		values.Set("do", do)
		values.Set("once", do+values.Encode())
		values.Set("form", do)
		sec.post(Path(o.ID), code, values, has...)
	}
	post(DecideStanding.Name, 422, url.Values{"standing": {"suspended"}}, "يُرجى كتابة السبب", "يُرجى كتابة الجهة")
	post(DecideStanding.Name, 200, url.Values{"standing": {"suspended"}, "since": {"16 كانون الثاني 2017"}, "reason": {"تأخر"}, "decided_by": {"المجلس"}}, "معلّقة")
	post(StrikeStanding.Name, 200, url.Values{"reason": {"خطأ"}}, "(شُطب)", "عاملة")
	post(Dues.Name, 200, url.Values{"until": {"31/12/2017"}}, "كانون الأول")
	post(RefreshDossier.Name, 200, url.Values{})
	post(Protect.Name, 422, url.Values{"protected": {"false"}}, "كيف أبدت")
	post(Protect.Name, 200, url.Values{"protected": {"false"}, "how": {"كتاب"}}, "إخفاء الاسم الآن")
	post(SetRepresentative.Name, 200, url.Values{"name.ar": {"هدى الأحمد"}, "post.ar": {"المديرة"}, "phone": {"+963932111222"}}, "هدى الأحمد", "المديرة")
	at, _ := sec.post("/members/new", 200, url.Values{"do": {Register.Name}, "once": {"n1"}, "name.ar": {"مؤسسة الخابور لحقوق الانسان"}, "anyway": {"true"}})
	if !strings.HasPrefix(at, "/members/") {
		t.Error(at)
	}
	sec.get(at, 200, "قيد واحد يشبه هذا القيد")
	sec.get("/members/duplicates", 200, "إبقاء هذا القيد")
	sec.post("/members/new", 409, url.Values{"do": {Register.Name}, "once": {"n2"}, "form": {"register"}, "name.ar": {"مؤسسة الخابور لحقوق الانسان"}}, "توجد في السجل منظمة بهذا الاسم", "مؤسسة الخابور لحقوق الانسان")
	other := strings.TrimPrefix(at, "/members/")
	sec.post("/members/duplicates", 200, url.Values{"do": {Merge.Name}, "once": {"m1"}, "id": {o.ID}, "other": {other}, "reason": {"قيد مكرر"}, "take": {"phone"}}, "لا قيود متشابهة")
	sec.get(at, 200, "دُمج هذا القيد في قيد آخر", Path(o.ID))
	sec.post(editPath(o.ID), 200, url.Values{"do": {WriteDossier.Name}, "once": {"w1"}, "next": {Path(o.ID)}, "aims": {"سطر\r\nسطر آخر"}}, "سطر آخر")
}

// A representative keeps their own organisation's dossier; others see what is
// shown, and nobody is asked to sign in, except where everybody may look.
func others(t *testing.T, base string, o Organisation) {
	rep := visitor{t, base, "rep+" + o.ID, "ar"}
	body := rep.get(Path(o.ID), 200, "سطر آخر", "الملف ما زال صحيحًا")
	if strings.Contains(body, DecideStanding.Name) || strings.Contains(body, SetRepresentative.Name) {
		t.Error("a representative is offered what is the secretary's")
	}
	rep.post(editPath(o.ID), 200, url.Values{"do": {WriteDossier.Name}, "once": {"r1"}, "projects": {"مستوصف"}})
	ann := visitor{t, base, "ann", "ar"}
	for _, path := range []string{"/members", Path(o.ID), editPath(o.ID), "/members/new", "/members/import", "/members/duplicates", "/members/proposals", "/members/export"} {
		ann.get(path, 403)
	}
	ann.get("/members/export/csv", 403)
	nobody := visitor{t, base, "", "ar"}
	shown := nobody.get("/roll", 200, "مؤسسة الخابور لحقوق الإنسان", "S-")
	for _, secret := range []string{o.ID, "963932", "خالد الحموي", "هدى", "تجمع الزيتون"} {
		if strings.Contains(shown, secret) {
			t.Errorf("everybody sees %q", secret)
		}
	}
	next := regexp.MustCompile(`href="(/roll\?after=[^"]+)"`).FindStringSubmatch(shown)
	if next == nil {
		t.Fatal("no next page")
	}
	nobody.get(strings.ReplaceAll(next[1], "&amp;", "&"), 200, "S-")
}

// The secretary reads whom somebody represents by its name, and why, in the
// language of the page; a name that is corrected is read corrected.
func TestRolesAreReadInWords(t *testing.T) {
	k, base := served(t)
	o, err := kerneltest.Run(t, k, Register, keeper, Entry{Name: words.Local{Ar: "جمعية السراج", En: "Siraj"}})
	kerneltest.Must(t, 0, err)
	seat, err := kerneltest.Run(t, k, SetRepresentative, keeper, Naming{ID: o.ID, Name: words.Local{Ar: "سامي حداد", En: "Sami Haddad"}})
	kerneltest.Must(t, 0, err)
	ar, en := visitor{t, base, "secretary", "ar"}, visitor{t, base, "secretary", "en"}
	short := o.ID[len(o.ID)-6:]
	for _, path := range []string{"/people", people.PersonPath(seat.Person)} {
		if body := ar.get(path, 200, "ممثل المنظمة\u2069، \u2068جمعية السراج\u2069") + en.get(path, 200, "Siraj"); strings.Contains(body, short) {
			t.Errorf("%s tells an id", path)
		}
	}
	ar.get(people.PersonPath(seat.Person), 200, "سمّته المنظمة العضو ممثلًا عنها")
	en.get(people.PersonPath(seat.Person), 200, "Named by the member organisation")
	name := "Siraj Association"
	_, err = kerneltest.Run(t, k, Correct, keeper, Correction{ID: o.ID, Name: &Texts{En: &name}})
	kerneltest.Must(t, 0, err)
	en.get("/people", 200, name)
}

// The page of exports warns before it hands out a full copy, whose answer is a
// file and no page; who may not have it is led back.
func TestPageOfAFullCopy(t *testing.T) {
	k, base := served(t)
	_, err := kerneltest.Run(t, k, Register, keeper, Entry{Name: words.Local{Ar: "جمعية السراج"}})
	kerneltest.Must(t, 0, err)
	v := visitor{t, base, "secretary", "ar"}
	v.get("/members/export", 200, `action="/members/export/full"`, "يبقى مسجّلًا من أخذ النسخة ومتى")
	take := func(who string) (int, string, string) {
		r, err := http.NewRequest("POST", base+"/members/export/full", strings.NewReader("format=csv"))
		kerneltest.Must(t, 0, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return visitor{t, base, who, "ar"}.send(r)
	}
	if code, _, body := take("secretary"); code != 200 || !strings.HasPrefix(body, "\ufeffcode,") || !strings.Contains(body, "جمعية السراج") {
		t.Errorf("%d %.200s", code, body)
	}
	if code, path, body := take("somebody"); code == 200 || path != "/members/export" || strings.Contains(body, "السراج") {
		t.Errorf("somebody is answered %d at %s", code, path)
	}
}
