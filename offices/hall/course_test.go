package hall_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/hall"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

// A chair who does nothing but press the largest button of the desk leads the
// reference assembly from its first hour to its close, with its figures.
func TestTheLargestButtonLeadsToTheEnd(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			w := convened(t, dialect).gathered()
			w.clock.Set("2017-01-16", "10:05:00")
			var taken []hall.StepKind
			for len(taken) < 200 {
				d := see(w, w.leader(), hall.SeeDesk, hall.In{Sitting: sitting})
				if d.Step.Kind == hall.StepOver {
					break
				}
				if !d.Step.May {
					t.Fatalf("after %v: the leader may not %+v", taken, d.Step)
				}
				taken = append(taken, d.Step.Kind)
				w.press(d)
				w.follow()
				w.later(time.Second)
			}
			d := see(w, w.leader(), hall.SeeDesk, hall.In{Sitting: sitting})
			if d.Status != assembly.Closed || d.Outputs.SoFar.Adopted != 9 || len(d.Results) != 2 {
				t.Fatalf("%s with %d outputs and %d results after %v", d.Status, d.Outputs.SoFar.Adopted, len(d.Results), taken)
			}
			for _, k := range []hall.StepKind{hall.StepOpen, hall.StepSeat, hall.StepIntroduce, hall.StepResume, hall.StepFloor,
				hall.StepEndFloor, hall.StepPrepare, hall.StepVote, hall.StepExtend, hall.StepClose, hall.StepAnnounce, hall.StepAsk,
				hall.StepSettle, hall.StepContest, hall.StepPut, hall.StepDraft, hall.StepRead, hall.StepFinish, hall.StepEnd} {
				if !slices.Contains(taken, k) {
					t.Errorf("%s was never the next step", k)
				}
			}
		})
	}
}

// leader is who leads now: the secretary until there is a chair.
func (w *world) leader() string {
	id := w.holder("secretary", 0)
	w.read(func(tx *kernel.Tx) error {
		for _, v := range w.hall[:1] {
			if w.actor(v.Person).Has("chair", assembly.Stream(sitting)) {
				id = v.Person
			}
		}
		return nil
	})
	return id
}

// press does what the largest button does, and what people in the hall do
// meanwhile.
func (w *world) press(d hall.Desk) {
	w.t.Helper()
	by, one, of, s := w.leader(), assembly.One{Sitting: sitting}, proceedings.OfSitting{Sitting: sitting}, d.Step
	switch s.Kind {
	case hall.StepOpen:
		do(w, by, assembly.OpenSitting, assembly.Opening{Sitting: sitting})
	case hall.StepSeat:
		if len(d.Candidates) != 54 {
			w.t.Errorf("%d may be elected, want the 54 who are here", len(d.Candidates))
		}
		do(w, by, assembly.SeatOfficers, assembly.Seating{Sitting: sitting, How: "acclamation", Chair: w.hall[0].Person,
			Rapporteur: w.hall[1].Person, Tellers: []string{w.hall[2].Person, w.hall[3].Person}, Drafting: []string{w.hall[4].Person}})
	case hall.StepBegin:
		do(w, by, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: s.Item, After: s.After})
		w.talk(s.Item)
	case hall.StepFinish:
		do(w, by, proceedings.FinishItem, proceedings.OfItem{Sitting: sitting, Item: s.Item})
	case hall.StepIntroduce:
		do(w, by, proceedings.NextIntroduction, proceedings.FromIntroduction{Sitting: sitting, Turn: s.Turn})
	case hall.StepFloor, hall.StepPoint:
		do(w, by, proceedings.GiveFloor, proceedings.GivenFloor{Sitting: sitting, After: s.After})
	case hall.StepEndFloor, hall.StepEndPoint:
		do(w, by, proceedings.EndFloor, proceedings.OfRequest{Sitting: sitting, Request: s.Request})
	case hall.StepBreak:
		do(w, by, assembly.BreakSitting, assembly.Pause{Sitting: sitting, Minutes: 15})
	case hall.StepResume:
		do(w, by, assembly.Resume, one)
	case hall.StepPropose:
		w.Propose(0, 9)
	case hall.StepDraft:
		do(w, by, outputs.DraftStatement, outputs.DraftedStatement{Sitting: sitting, Revision: d.Statement.Revision})
	case hall.StepRead:
		do(w, by, outputs.ReadStatement, outputs.DraftedStatement{Sitting: sitting, Revision: d.Statement.Revision})
	case hall.StepSettle:
		do(w, by, outputs.SettleConsent, of)
	case hall.StepEnd:
		do(w, by, assembly.CloseSitting, one)
	default:
		w.decide(d)
	}
}

// talk has three ask for the floor in a discussion, and one raise a point of
// order.
func (w *world) talk(item string) {
	if item != w.item(proceedings.Discussion, 0) {
		return
	}
	for _, v := range []assembly.Voter{w.hall[9], w.remote[3], w.hall[11]} {
		do(w, v.Person, proceedings.AskFloor, proceedings.NewRequest{Sitting: sitting})
	}
	do(w, w.hall[12].Person, proceedings.AskFloor, proceedings.NewRequest{Sitting: sitting, Kind: "point_of_order"})
}

// decide are the steps that put something to the assembly.
func (w *world) decide(d hall.Desk) {
	w.t.Helper()
	by, s := w.leader(), d.Step
	switch s.Kind {
	case hall.StepPrepare:
		do(w, by, voting.Prepare, voting.Drafting{Sitting: sitting, Item: s.Item, Question: outputs.Reference().BranchesLaw, Kind: voting.ByName})
	case hall.StepContest:
		do(w, by, voting.Prepare, voting.Drafting{Sitting: sitting, Item: s.Item, Key: "output-1-1", Question: d.Outputs.Outputs[0].Text, Kind: voting.ByName})
	case hall.StepPut:
		do(w, by, outputs.PutToVote, outputs.VotedOutput{Sitting: sitting, Output: s.Output, Poll: s.Poll})
	case hall.StepVote:
		do(w, by, voting.OpenPoll, voting.Opening{Sitting: sitting, Poll: s.Poll, Seconds: 300})
		for _, v := range w.hall {
			do(w, v.Person, voting.Cast, voting.Vote{Sitting: sitting, Poll: s.Poll, Choice: voting.Yes})
		}
		if early := see(w, by, hall.SeeDesk, hall.In{Sitting: sitting}).Step; early.Kind != hall.StepClose {
			w.t.Errorf("with time left the next step is %+v", early)
		}
		w.later(4 * time.Minute)
	case hall.StepExtend: // the remote vote in the time that they were given
		do(w, by, voting.Extend, voting.Opening{Sitting: sitting, Poll: s.Poll, Seconds: 300})
		for _, v := range w.remote {
			do(w, v.Person, voting.Cast, voting.Vote{Sitting: sitting, Poll: s.Poll, Choice: voting.Yes})
		}
	case hall.StepClose:
		do(w, by, voting.ClosePoll, voting.CloseWith{Sitting: sitting, Poll: s.Poll, NotHeard: d.Closing.NotHeard})
	case hall.StepAnnounce:
		do(w, by, voting.Announce, voting.Announcing{Sitting: sitting, Poll: s.Poll})
	case hall.StepAsk:
		var proposed []string
		for _, o := range d.Outputs.Outputs {
			if o.State == outputs.Proposed {
				proposed = append(proposed, o.Output)
			}
		}
		do(w, by, outputs.AskConsent, outputs.AskedConsent{Sitting: sitting, Outputs: proposed})
		do(w, w.remote[2].Person, outputs.Object, outputs.NewRemark{Sitting: sitting, Output: proposed[0]})
	case hall.StepWait:
		w.later(time.Minute)
	default:
		w.t.Fatalf("what is %+v?", s)
	}
}

// Nobody who is not meant to gets in, and nobody learns of a draft.
func TestWhoMay(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			w := convened(t, dialect).gathered()
			in, stranger := hall.In{Sitting: sitting}, w.holder("screen", 0)
			refused := func(key string, by string, f func(kernel.Actor) error) {
				t.Helper()
				kerneltest.Refused(t, key, f(w.actor(by)))
			}
			refused("hall.desk_only", w.hall[3].Person, asks(w, hall.SeeDesk, in))
			refused("kernel.sign_in", "", asks(w, hall.SeeDesk, in))
			refused("kernel.sign_in", "", asks(w, hall.SeeScreen, in))
			refused("assembly.not_a_delegate", stranger, asks(w, hall.SeeMe, in))
			refused("assembly.teller_only", w.hall[3].Person, asks(w, hall.SeeTeller, hall.AtTellers{Sitting: sitting}))
			refused("assembly.no_such_sitting", w.holder("secretary", 0), asks(w, hall.SeeDesk, hall.In{Sitting: "none"}))
			draft := do(w, w.holder("secretary", 0), assembly.DraftSitting, assembly.Plan{Title: outputs.Reference().BranchesLaw, Day: "1/6/2017",
				Hour: "10:00", Place: words.Local{Ar: "إسطنبول"}}).ID
			refused("assembly.not_a_delegate", w.hall[3].Person, asks(w, hall.SeeScreen, hall.In{Sitting: draft}))
			for _, s := range see(w, "", hall.SeePublic, kernel.None{}).Sittings {
				if s.Sitting == draft {
					t.Error("a draft is public")
				}
			}
		})
	}
}

func asks[I, O any](w *world, q kernel.Query[I, O], in I) func(kernel.Actor) error {
	return func(by kernel.Actor) error {
		_, err := kernel.Ask(w.t.Context(), w.k, q, by, in)
		return err
	}
}

// A vote that says something else leaves every surface as it was: none of them
// knows what was chosen.
func TestNoSurfaceKnowsAChoice(t *testing.T) {
	w := convened(t, "sqlite").gathered()
	w.Open()
	w.Words()
	w.OpenVote()
	w.HallVotes(-1)
	w.sound()
	poll := see(w, w.hall[0].Person, voting.SeePolls, voting.Whose{Sitting: sitting}).Polls[0].ID
	before := w.surfaces()
	stands := w.clock.Now()
	for _, v := range w.hall[:24] {
		do(w, v.Person, voting.Cast, voting.Vote{Sitting: sitting, Poll: poll, Choice: voting.No})
	}
	if !w.clock.Now().Equal(stands) {
		t.Fatal("the clock went on")
	}
	for name, text := range w.surfaces() {
		if text != before[name] {
			t.Errorf("the %s tells yes from no", name)
		}
		if strings.Contains(text, `"yes":`) {
			t.Errorf("the %s counts choices", name)
		}
	}
}

// The protected are on the screen and on the public page by their code, and
// nobody's name is there who did not choose it.
func TestTheProtectedAreNotNamed(t *testing.T) {
	w := convened(t, "sqlite").gathered()
	w.Open()
	w.Words()
	w.sound()
	chair := w.hall[0].Person
	do(w, chair, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: w.item(proceedings.Introductions, 0)})
	names := w.hidden()
	protected := 0
	for turn := int64(0); turn < 20; {
		turn = do(w, chair, proceedings.NextIntroduction, proceedings.FromIntroduction{Sitting: sitting, Turn: turn}).Turn
		all := w.surfaces()
		s := see(w, chair, hall.SeeScreen, hall.In{Sitting: sitting})
		if s.Now.Introduction.Name == nil {
			protected++
		}
		for _, surface := range []string{"screen", "public"} {
			for _, name := range names {
				if strings.Contains(all[surface], name) {
					t.Fatalf("the %s names %s", surface, name)
				}
			}
		}
	}
	if protected == 0 || protected == 20 {
		t.Errorf("%d of 20 were protected: the test proves nothing", protected)
	}
}
