package hall_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"ittihad/kernel/kerneltest"
	"ittihad/offices/hall"
	"ittihad/offices/outputs"
	"ittihad/offices/voting"
)

// A visitor reads pages over HTTP, as one person.
type visitor struct {
	t   *testing.T
	s   *httptest.Server
	who string
}

func (v visitor) send(method, path string, form url.Values) (int, string, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.s.URL+path, strings.NewReader(form.Encode()))
	kerneltest.Must(v.t, r, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", "en")
	if v.who != "" {
		r.AddCookie(&http.Cookie{Name: "ittihad", Value: v.who})
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	kerneltest.Must(v.t, answer, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, answer.Header.Get("Location"), string(kerneltest.Must(v.t, body, err))
}

func (v visitor) get(path string) (int, string, string) { return v.send("GET", path, nil) }

// post sends a form of a page: pairs of a name and a value.
func (v visitor) post(path, do string, pairs ...string) (int, string) {
	form := url.Values{"do": {do}, "form": {"f"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	code, _, body := v.send("POST", path, form)
	return code, body
}

// Whoever signs in arrives where they are needed.
func TestStart(t *testing.T) {
	w := convened(t, "sqlite").gathered()
	w.Open()
	w.sound()
	s := w.serve()
	for who, c := range map[string]struct{ person, want string }{
		"nobody":        {"", "/in?next=/start"},
		"the chair":     {w.holder("chair", 0), desk},
		"a teller":      {w.holder("teller", 1), teller},
		"the screen":    {w.holder("screen", 0), screen},
		"the desk":      {w.holder("desk", 0), at + "/door"},
		"a delegate":    {w.remote[9].Person, me},
		"the secretary": {w.holder("secretary", 0), "/sittings"},
	} {
		if code, to, _ := (visitor{t, s, c.person}).get("/start"); code != http.StatusSeeOther || to != c.want {
			t.Errorf("%s: %d to %q, want %q", who, code, to, c.want)
		}
		if c.person == "" {
			continue
		}
		if code, _, body := (visitor{t, s, c.person}).get(strings.Replace(c.want, at+"/door", "/", 1)); code != http.StatusOK {
			t.Errorf("%s: %s answers %d: %s", who, c.want, code, body)
		}
	}
}

// A delegate votes by the form of their page; a second press changes nothing; a
// form that makes no sense comes back with what was typed.
func TestVotingByTheDelegatesPage(t *testing.T) {
	w := convened(t, "sqlite").gathered()
	w.Open()
	w.Words()
	w.OpenVote()
	w.sound()
	poll := see(w, w.hall[0].Person, voting.SeePolls, voting.Whose{Sitting: sitting}).Polls[0].ID
	v := visitor{t, w.serve(), w.remote[4].Person}
	if _, _, body := v.get(me); !strings.Contains(body, `value="yes....`) || strings.Contains(body, "Salma") {
		t.Errorf("there is no ballot: %s", body)
	}
	for range 2 {
		if code, body := v.post(me, voting.Cast.Name, "poll", poll, "choice", "yes", "once", "k1"); code != http.StatusSeeOther {
			t.Errorf("the vote is answered with %d: %s", code, body)
		}
	}
	if _, _, body := v.get(me); !strings.Contains(body, "Your vote was received") {
		t.Errorf("the vote is not acknowledged: %s", body)
	}
	m := see(w, v.who, hall.SeeMe, hall.In{Sitting: sitting})
	if m.Turnout[poll].Heard != 1 || !m.Polls[0].Voted {
		t.Errorf("heard %+v, mine %+v", m.Turnout[poll], m.Polls[0])
	}
	code, body := v.post(me, outputs.Propose.Name, "text.en", "", "form", "propose-form")
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="refused"`) {
		t.Errorf("an empty output is answered with %d: %s", code, body)
	}
	if code, _ := v.post(me, voting.ClosePoll.Name, "poll", poll); code != http.StatusNotFound {
		t.Errorf("the page offers what is the chair's: %d", code)
	}
}

// The telephones of a mandate are shown once, to the teller who calls, and the
// person can read that they were.
func TestCallingByTheTellersPage(t *testing.T) {
	w := convened(t, "sqlite").gathered()
	w.Open()
	w.Words()
	w.OpenVote()
	w.HallVotes(-1)
	w.sound()
	poll := see(w, w.hall[0].Person, voting.SeePolls, voting.Whose{Sitting: sitting}).Polls[0].ID
	s := w.serve()
	one, two := visitor{t, s, w.holder("teller", 0)}, visitor{t, s, w.holder("teller", 1)}
	first := see(w, one.who, hall.SeeTeller, hall.AtTellers{Sitting: sitting}).Next
	second := see(w, two.who, hall.SeeTeller, hall.AtTellers{Sitting: sitting}).Next
	if first == nil || second == nil || first.Mandate == second.Mandate {
		t.Fatalf("two tellers are to call the same: %+v, %+v", first, second)
	}
	code, body := one.post(teller, voting.Call.Name, "poll", poll, "mandate", first.Mandate)
	if code != http.StatusOK || !strings.Contains(body, voting.Enter.Name) {
		t.Fatalf("the call is answered with %d: %s", code, body)
	}
	if code, body := one.post(teller, voting.Enter.Name, "poll", poll, "mandate", first.Mandate, "choice", "yes"); code != http.StatusSeeOther {
		t.Errorf("what was heard is answered with %d: %s", code, body)
	}
	// It waits for the second teller now, who sees that first of all.
	next := see(w, two.who, hall.SeeTeller, hall.AtTellers{Sitting: sitting}).Next
	if next == nil || next.Mandate != first.Mandate || !next.Waits {
		t.Fatalf("the second teller is to call %+v", next)
	}
	_, body = two.post(teller, voting.Call.Name, "poll", poll, "mandate", first.Mandate)
	if !strings.Contains(body, voting.Confirm.Name) || strings.Contains(body, "checked") {
		t.Errorf("the second teller is shown %s", body)
	}
	if code, body := two.post(teller, voting.Confirm.Name, "poll", poll, "mandate", first.Mandate, "choice", "yes"); code != http.StatusSeeOther {
		t.Errorf("the second entry is answered with %d: %s", code, body)
	}
	if n := see(w, one.who, hall.SeeTeller, hall.AtTellers{Sitting: sitting}).List.Left; n != 28 {
		t.Errorf("%d are left, want 28", n)
	}
}

// Nobody needs to sign in to see how many the federation is.
func TestPublicPage(t *testing.T) {
	w := convened(t, "sqlite")
	code, _, body := visitor{t, w.serve(), ""}.get("/")
	if code != http.StatusOK || !strings.Contains(body, "172") {
		t.Errorf("%d: %s", code, body)
	}
}
