package voting_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/voting"
)

// A visitor reads pages as a browser without a script does: it follows links and
// sends forms.
type visitor struct {
	t    testing.TB
	url  string
	who  string
	lang string
	wire *atomic.Int64 // bytes that came, headers too
	http http.Client
}

// serve serves the room's pages; the cookie names who visits.
func (r *room) serve(actors ...kernel.Actor) string {
	site := &web.Site{Kernel: r.k.Kernel, SignIn: "/in",
		Session: func(_ context.Context, token string) (kernel.Actor, web.Prefs, error) {
			for _, a := range actors {
				if a.ID == token {
					return a, web.Prefs{}, nil
				}
			}
			return kernel.Actor{}, web.Prefs{}, nil
		},
		Frame: func(*web.Visit) ui.Frame { return ui.Frame{Name: "اتحاد المنظمات"} }}
	s := httptest.NewServer(web.Handler(site))
	r.t.Cleanup(s.Close)
	return s.URL
}

type counted struct {
	net.Conn
	n *atomic.Int64
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.n.Add(int64(n))
	return n, err
}

func visit(t testing.TB, url, who, lang string) *visitor {
	v := &visitor{t: t, url: url, who: who, lang: lang, wire: new(atomic.Int64)}
	v.http = http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
			return counted{c, v.wire}, err
		}}}
	return v
}

func (v *visitor) send(method, path, body, encoding string) (*http.Response, string) {
	v.t.Helper()
	req, err := http.NewRequest(method, v.url+path, strings.NewReader(body))
	must(v.t, 0, err)
	req.Header.Set("Cookie", "ittihad="+v.who+"; lang="+v.lang)
	req.Header.Set("Accept-Encoding", encoding)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := v.http.Do(req)
	must(v.t, 0, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res, string(must(v.t, text, err))
}

func (v *visitor) get(path string) string {
	v.t.Helper()
	res, text := v.send(http.MethodGet, path, "", "identity")
	if res.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: %s\n%s", path, res.Status, text)
	}
	return text
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// form reads the hidden fields of the form with an id.
func form(t testing.TB, page, id string) url.Values {
	t.Helper()
	from := strings.Index(page, `<form id="`+id+`"`)
	if from < 0 {
		t.Fatalf("no form %s in\n%s", id, page)
	}
	part, _, _ := strings.Cut(page[from:], "</form>")
	values := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(part, -1) {
		values.Set(m[1], m[2])
	}
	return values
}

func (v *visitor) post(path string, f url.Values) string {
	v.t.Helper()
	res, text := v.send(http.MethodPost, path, f.Encode(), "identity")
	if res.StatusCode != http.StatusSeeOther {
		v.t.Fatalf("POST %s %v: %s\n%s", path, f, res.Status, text)
	}
	return res.Header.Get("Location")
}

func has(t testing.TB, page string, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(page, s) {
			t.Errorf("no %q in\n%s", s, page)
		}
	}
}

func hasNot(t testing.TB, page string, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if strings.Contains(page, s) {
			t.Errorf("%q in\n%s", s, page)
		}
	}
}

// A delegate votes without a script: chooses, is asked once more, sends, and has
// a receipt; sends the same form again, and has the same one.
func TestVotingWithoutAScript(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 2, remote: 2})
		p := r.poll(voting.Drafting{Article: "14"})
		v := visit(t, r.serve(delegate(3)), delegate(3).ID, "en")
		at := "/sittings/s1/polls/" + p
		page := v.get(at)
		has(t, page, "Do you agree?", "more than half of the votes cast", "article", `value="yes....`, "For", "Against", "Abstain", "Yes, send my vote")
		hasNot(t, page, "Organisation", `method="get"`)
		f := form(t, page, "ballot-"+p)
		f.Set("choice", voting.No)
		if to := v.post(at, f); to != at {
			t.Errorf("after the vote it leads to %s", to)
		}
		page = v.get(at)
		has(t, page, "Your vote was received, under number", "ittihad1.")
		hasNot(t, page, "Against", `value="no.....`)
		v.post(at, f)
		if again := v.get(at); receiptIn(t, again) != receiptIn(t, page) {
			t.Error("another receipt")
		}
		f.Set("choice", voting.Yes)
		res, text := v.send(http.MethodPost, at, f.Encode(), "identity")
		if res.StatusCode == http.StatusSeeOther || !strings.Contains(text, "already sent with other contents") {
			t.Errorf("back and another choice: %s\n%s", res.Status, text)
		}
		page = v.get("/receipt?receipt=" + receiptIn(t, page))
		has(t, page, "The receipt is genuine, and the vote stands.", "Do you agree?")
		has(t, v.get("/receipt?receipt=ittihad1.a.b.c"), "This is not a whole receipt.")
	})
}

var receiptText = regexp.MustCompile(`ittihad1\.[A-Za-z0-9._-]+`)

func receiptIn(t testing.TB, page string) string {
	t.Helper()
	s := receiptText.FindString(page)
	if s == "" || len(s) >= 300 {
		t.Fatalf("the receipt is %q", s)
	}
	return s
}

// The pages of everybody: what is asked, how many have voted, and once it is
// announced the result with its arithmetic and the roll-call.
func TestPagesForEverybody(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 3, remote: 2, protected: map[int]bool{2: true}})
		p := r.poll(voting.Drafting{Article: "14"})
		at := "/sittings/s1/polls/" + p
		v := visit(t, r.serve(), "", "en")
		r.vote(1, p, voting.Yes)
		r.vote(2, p, voting.Yes)
		do(r, voting.Reserve, delegate(2), voting.Spoken{Sitting: sitting, Poll: p, Text: "not so soon"})
		r.byPhone(4, p, voting.No)
		has(t, v.get("/sittings/s1/polls"), "Do you agree?", "open now", at)
		page := v.get(at)
		has(t, page, "Turnout", "Nobody sees how the votes divide")
		hasNot(t, page, "Against", "ballot", "Organisation")
		res, _ := v.send(http.MethodGet, at+"/result", "", "identity")
		if res.StatusCode != http.StatusConflict {
			t.Errorf("the result of an open poll: %s", res.Status)
		}
		res, _ = v.send(http.MethodGet, at+"/roll", "", "identity")
		if res.StatusCode == http.StatusOK {
			t.Error("nobody sees who has not voted")
		}
		r.close(p)
		has(t, v.get(at), "The chair will announce the result.")
		r.settleDoubts(p)
		r.announce(p)
		has(t, v.get(at), at+"/result")
		page = v.get(at + "/result")
		has(t, page, "Carried", "2 of 3 needed, 2 in favour. Met.", "The poll was opened with a quorum", "Votes that tellers took by telephone: 1, confirmed by their delegates: 1",
			"not so soon", "Organisation", "taken by tellers", "S-", "Did not vote, nobody knows why: 2.")
		hasNot(t, page, "منظمة", strings.ReplaceAll(fmt.Sprintf("Organisation %s 2", name(2)), "\"", ""), r.mandate[2], r.mandate[3])
		arabic := visit(t, v.url, "", "ar").get(at + "/result")
		has(t, arabic, "أُقِرّ", "المطلوب ٢ من أصل ٣، والأصوات المؤيدة ٢. تحقّق.", "بالهاتف")
		hasNot(t, arabic, "[voting.", "{0}")
	})
}

// In a roll-call the desk presses what is answered, one after another.
func TestRollCallPage(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 2, telephone: 1})
		p := r.poll(voting.Drafting{Kind: voting.ByRollCall})
		at := "/sittings/s1/polls/" + p + "/roll"
		v := visit(t, r.serve(desk), desk.ID, "en")
		page := v.get(at)
		has(t, page, "Call the organisations in turn", "the tellers hear it")
		f := form(t, page, "answer-"+r.mandate[1])
		f.Set("choice", voting.Yes)
		v.post(at, f)
		page = v.get(at)
		hasNot(t, page, "answer-"+r.mandate[1])
		has(t, page, "answer-"+r.mandate[2])
		if got := see(r, voting.SeeTurnout, chair, which(p)); got.Heard != 1 {
			t.Errorf("%+v", got)
		}
	})
}

// The ballot page, with everything it needs on a first visit, fits a 2G link:
// 14.6 kB, headers too, and three requests; so does the page with the receipt.
func TestTheBallotFitsTheLink(t *testing.T) {
	r := meet(t, kerneltest.Open(t, "sqlite", house()), shape{remote: 3})
	p := r.poll(voting.Drafting{Article: "14"})
	long := words.Local{Ar: "هل توافقون على قانون الأفرع وتعديل النظام الأساسي وفقًا له، على أن يبدأ التطبيق خلال شهر؟"}
	q := do(r, voting.Prepare, chair, voting.Drafting{Sitting: sitting, Question: long, Article: "14", Changes: true}).ID
	do(r, voting.OpenPoll, chair, voting.Opening{Sitting: sitting, Poll: q, Seconds: 600, Together: true})
	r.vote(2, q, voting.Yes)
	url := r.serve(delegate(1), delegate(2))
	for _, lang := range []string{"ar", "en", "tr"} {
		for _, c := range []struct{ who, path string }{
			{delegate(1).ID, "/sittings/s1/polls/" + p}, {delegate(1).ID, "/sittings/s1/polls/" + q}, {delegate(2).ID, "/sittings/s1/polls/" + q},
		} {
			v := visit(t, url, c.who, lang)
			page := v.get(c.path)
			v.wire.Store(0)
			needs := regexp.MustCompile(`(?:href|src)="(/ui/[^"]+)"`).FindAllStringSubmatch(page, -1)
			paths := []string{c.path}
			for _, n := range needs {
				paths = append(paths, n[1])
			}
			for _, path := range paths {
				v.send(http.MethodGet, path, "", "gzip, deflate, br, zstd")
			}
			t.Logf("%s %s: %d bytes in %d requests", lang, c.path, v.wire.Load(), len(paths))
			if len(paths) > 3 || v.wire.Load() > 14_600 {
				t.Errorf("%s %s takes %d bytes in %d requests", lang, c.path, v.wire.Load(), len(paths))
			}
		}
	}
}
