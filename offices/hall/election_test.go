package hall_test

import (
	"testing"

	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/hall"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

// The chair may be elected by vote before anybody is the chair: the secretary's
// largest button leads from the candidates to the seat, and then the chair leads.
func TestTheChairIsElectedByVote(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			w := convened(t, dialect).gathered()
			w.clock.Set("2017-01-16", "10:05:00")
			sec := w.holder("secretary", 0)
			do(w, sec, assembly.OpenSitting, assembly.Opening{Sitting: sitting})
			next := func(want hall.StepKind) hall.Desk {
				t.Helper()
				d := see(w, sec, hall.SeeDesk, hall.In{Sitting: sitting})
				if d.Step.Kind != want || !d.Step.May {
					t.Fatalf("the next step is %+v, want %s by the secretary", d.Step, want)
				}
				return d
			}
			d := next(hall.StepBegin)
			do(w, sec, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: d.Step.Item})
			next(hall.StepSeat)
			chair := w.hall[7].Person
			do(w, sec, voting.Prepare, voting.Drafting{Sitting: sitting, Item: d.Step.Item, Elects: assembly.Chair, Kind: voting.ByName,
				Persons: []string{chair}, Question: words.Local{Ar: "هل تنتخبون رئيسًا للجلسة؟"}})
			d = next(hall.StepVote)
			do(w, sec, voting.OpenPoll, voting.Opening{Sitting: sitting, Poll: d.Step.Poll, Seconds: 300})
			for _, v := range w.hall {
				do(w, v.Person, voting.Cast, voting.Vote{Sitting: sitting, Poll: d.Step.Poll, Choice: voting.Yes})
			}
			d = next(hall.StepClose)
			if d.Closing == nil || d.Closing.NotHeard != 29 {
				t.Fatalf("the secretary closes %+v", d.Closing)
			}
			do(w, sec, voting.ClosePoll, voting.CloseWith{Sitting: sitting, Poll: d.Step.Poll, NotHeard: 29})
			d = next(hall.StepAnnounce)
			do(w, sec, voting.Announce, voting.Announcing{Sitting: sitting, Poll: d.Step.Poll})
			w.follow()
			d = next(hall.StepElected)
			if d.Elected.Office != assembly.Chair || len(d.Elected.Names) != 1 || d.Elected.Names[0].Ar == "" {
				t.Errorf("elected are %+v", d.Elected)
			}
			do(w, sec, assembly.SeatOfficers, assembly.Seating{Sitting: sitting, How: "poll", Poll: d.Step.Poll})
			d = see(w, chair, hall.SeeDesk, hall.In{Sitting: sitting})
			if d.Step.Kind != hall.StepSeat || !d.Step.May {
				t.Errorf("the chair finds %+v", d.Step)
			}
			if d := see(w, sec, hall.SeeDesk, hall.In{Sitting: sitting}); d.Step.May {
				t.Errorf("the secretary may still %+v", d.Step)
			}
		})
	}
}
