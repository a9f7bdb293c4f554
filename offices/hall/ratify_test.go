package hall_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"ittihad/offices/assembly"
	"ittihad/offices/hall"
	"ittihad/offices/outputs"
	"ittihad/offices/voting"
)

// Where the hall ratifies remote votes, the largest button of the desk leads from
// the closed poll to the hall's own, prepared by the desk's form, and back to the
// announcement.
func TestTheHallRatifies(t *testing.T) {
	w := convenedWith(t, "sqlite", assembly.Ratified).gathered()
	w.Open()
	w.Words()
	w.sound()
	chair := w.hall[0].Person
	v := visitor{t, w.serve(), chair}
	next := func(want hall.StepKind) hall.Desk {
		t.Helper()
		w.follow()
		d := see(w, chair, hall.SeeDesk, hall.In{Sitting: sitting})
		if d.Step.Kind != want || !d.Step.May {
			t.Fatalf("the next step is %+v, want %s", d.Step, want)
		}
		return d
	}
	post := func(do string, pairs ...string) {
		t.Helper()
		if code, body := v.post(desk, do, pairs...); code != http.StatusSeeOther {
			t.Fatalf("%s is answered with %d: %s", do, code, body)
		}
	}
	vote := func(poll string, who []assembly.Voter) {
		t.Helper()
		for _, v := range who {
			do(w, v.Person, voting.Cast, voting.Vote{Sitting: sitting, Poll: poll, Choice: voting.Yes})
		}
		w.later(time.Minute)
		left := see(w, chair, voting.Preview, voting.Which{Sitting: sitting, Poll: poll}).NotHeard
		do(w, chair, voting.ClosePoll, voting.CloseWith{Sitting: sitting, Poll: poll, NotHeard: left})
	}
	law := do(w, chair, voting.Prepare, voting.Drafting{Sitting: sitting, Question: outputs.Reference().BranchesLaw, Kind: voting.ByName}).ID
	do(w, chair, voting.OpenPoll, voting.Opening{Sitting: sitting, Poll: law})
	vote(law, append(w.hall[:20:20], w.remote[:9]...))

	next(hall.StepRatify)
	_, _, body := v.get(desk)
	if !strings.Contains(body, `name="ratifies"`) || !strings.Contains(body, "Does the hall ratify") {
		t.Fatalf("the desk prepares no question to the hall: %s", body)
	}
	post(voting.Prepare.Name, "ratifies", law, "voters", voting.Hall, "item", "", "question.en", "Does the hall ratify?", "question.ar", "هل تُقرّ القاعة؟", "question.tr", "", "kind", voting.ByName)
	d := next(hall.StepVote)
	post(voting.OpenPoll.Name, "poll", d.Step.Poll, "seconds", "300")
	if d = next(hall.StepClose); len(d.Others) != 1 || d.Others[0].Poll.ID != law {
		t.Errorf("beside the hall's question stand %+v", d.Others)
	}
	vote(d.Step.Poll, w.hall)
	d = next(hall.StepAnnounce)
	post(voting.Announce.Name, "poll", d.Step.Poll)
	by := d.Step.Poll
	if d = next(hall.StepRatify); d.Step.Poll != law {
		t.Errorf("what the hall said is applied to %s", d.Step.Poll)
	}
	post(voting.Ratify.Name, "poll", law, "by", by)
	if d = next(hall.StepAnnounce); d.Step.Poll != law {
		t.Errorf("%s is to be announced", d.Step.Poll)
	}
	post(voting.Announce.Name, "poll", law)
	w.follow()
	if r := see(w, chair, voting.SeeResult, voting.Which{Sitting: sitting, Poll: law}); !r.Counts || !r.Carried {
		t.Errorf("the result is %+v", r)
	}
}
