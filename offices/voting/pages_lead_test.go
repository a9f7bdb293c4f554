package voting_test

import (
	"regexp"
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/people"
	"ittihad/offices/voting"
)

// The secretary, who presides over the opening, elects the chair by vote in pages
// alone; nobody else is offered any of it.
func TestTheOpeningElectsInPages(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 3})
		url := r.serve(secretary, chair, delegate(1), delegate(2))
		for _, lang := range words.Langs() {
			clean(t, "elections in "+lang, visit(t, url, secretary.ID, lang).get("/sittings/s1/elections"))
		}
		res, _ := visit(t, url, delegate(1).ID, "ar").send("GET", "/sittings/s1/elections", "", "")
		if res.StatusCode != 403 {
			t.Errorf("a delegate at the elections: %d", res.StatusCode)
		}
		v := visit(t, url, secretary.ID, "ar")
		post := func(path, body string, code int) string {
			t.Helper()
			res, text := v.send("POST", path, body, "")
			if res.StatusCode != code {
				t.Fatalf("%s %s: %d, want %d: %.1500s", path, body, res.StatusCode, code, text[strings.Index(text, "<main"):])
			}
			return text
		}
		// A protected candidate is not named by accident: the list asks how to call them.
		list := "do=voting.prepare&elects=chair&majority.most=true&majority.tie=second_vote&kind=name&question.ar=x&options.0.person=" + person(1) +
			"&options.0.text.ar=&options.1.person=" + person(2) + "&options.1.text.ar=b&options.2.person=&options.2.text.ar="
		text := post("/sittings/s1/elections", list, 422)
		if !strings.Contains(text, "اكتبوا نص هذا الخيار") {
			t.Error("a protected candidate has no name, and nobody says so")
		}
		post("/sittings/s1/elections", strings.Replace(list, "options.0.text.ar=", "options.0.text.ar=a", 1), 303)
		path := regexp.MustCompile(`/sittings/s1/polls/[0-9a-f-]{36}`).FindString(v.get("/sittings/s1/elections"))
		for _, lang := range words.Langs() {
			clean(t, "the draft in "+lang, visit(t, url, secretary.ID, lang).get(path))
		}
		post(path, "do=voting.open&once=o", 303)
		for _, lang := range words.Langs() {
			clean(t, "the open poll in "+lang, visit(t, url, secretary.ID, lang).get(path))
		}
		poll := path[strings.LastIndex(path, "/")+1:]
		r.vote(1, poll, "c2")
		if text := visit(t, url, delegate(2).ID, "ar").get(path); strings.Contains(text, "voting.close") || strings.Contains(text, `id="lead"`) {
			t.Error("a delegate is offered to lead")
		}
		if !strings.Contains(v.get(path), `name="not_heard" value="2"`) {
			t.Error("the close does not say how many are not heard")
		}
		post(path, "do=voting.close&not_heard=2&once=c", 303)
		text = v.get(path)
		if clean(t, "the closed poll", text); strings.Contains(text, "voting.strike") || !strings.Contains(text, "voting.announce") {
			t.Error("what is not in doubt is offered to be struck, or the announcement is not offered")
		}
		post(path, "do=voting.announce&once=a", 303)
		do(r, assembly.SeatOfficers, secretary, assembly.Seating{Sitting: sitting, How: "poll", Poll: poll})
		r.read(func(tx *kernel.Tx) error {
			holders, err := people.Holders(tx, assembly.Chair, assembly.Stream(sitting))
			if len(holders) != 1 || holders[0].ID != person(2) {
				t.Errorf("the chair is %v", holders)
			}
			return err
		})
		if res, _ := v.send("GET", "/sittings/s1/elections", "", ""); res.StatusCode != 403 {
			t.Errorf("the secretary at the elections, once there is a chair: %d", res.StatusCode)
		}
	})
}

// The chair sees before announcing what the announcement waits for: which teller
// votes, then the tie and its rule.
func TestTheChairSeesWhatWaits(t *testing.T) {
	r := meet(t, kerneltest.Open(t, "sqlite", house()), shape{hall: 2, telephone: 2, protected: map[int]bool{4: true}})
	d := voting.Drafting{}
	d.Majority.Tie = "chair"
	p := r.poll(d)
	url := r.serve(chair, delegate(1))
	path := voting.Path(voting.Poll{ID: p, Sitting: sitting})
	r.vote(1, p, voting.Yes)
	r.vote(2, p, voting.No)
	r.byPhone(3, p, voting.Yes)
	r.byPhone(4, p, voting.No)
	r.close(p)
	for _, lang := range words.Langs() {
		text := visit(t, url, chair.ID, lang).get(path)
		clean(t, "in doubt, in "+lang, text)
		if !strings.Contains(text, "voting.strike") || strings.Contains(text, "voting.announce") || !strings.Contains(text, "S-") {
			t.Error("what is in doubt, in ", lang)
		}
		if strings.Contains(visit(t, url, delegate(1).ID, lang).get(path), "voting.strike") {
			t.Error("a delegate is offered to strike")
		}
	}
	for _, i := range []int{3, 4} {
		do(r, voting.CallBack, delegate(i), voting.Heard{Sitting: sitting, Poll: p, Choice: map[int]string{3: voting.Yes, 4: voting.No}[i]})
	}
	for _, lang := range words.Langs() {
		text := visit(t, url, chair.ID, lang).get(path)
		clean(t, "tied, in "+lang, text)
		if strings.Contains(text, "voting.strike") || !strings.Contains(text, `name="decides"`) {
			t.Error("the tie, in ", lang)
		}
	}
}

// clean: no sentence is missing, nothing is left of its holes.
func clean(t *testing.T, where, text string) {
	t.Helper()
	for _, wrong := range []string{"[voting.", "[ui.", "[assembly.", "{0}", "{1}", "%!"} {
		if at := strings.Index(text, wrong); at >= 0 {
			t.Errorf("%s says %q: …%s…", where, wrong, text[max(0, at-60):min(len(text), at+80)])
		}
	}
}
