package voting_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/voting"
)

// together runs f n times at the same moment.
func together(n int, f func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() { <-start; f(i) })
	}
	close(start)
	wg.Wait()
}

// A finger that trembles: the same form fifty times at once is one vote and one
// receipt.
func TestDoubleTaps(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 2})
		p := r.poll(voting.Drafting{})
		receipts := make([]string, 50)
		together(50, func(i int) {
			got, err := r.cast(1, p, voting.Yes, "tap")
			if err != nil {
				t.Error(err)
			}
			receipts[i] = got.Text
		})
		if slices.Sort(receipts); receipts[0] == "" || receipts[0] != receipts[49] {
			t.Errorf("two receipts of one vote: %q and %q", receipts[0], receipts[49])
		}
		r.close(p)
		if got := r.announce(p); got.Verdict.Total.Yes != 1 || got.Verdict.Total.Entitled != 2 {
			t.Errorf("%+v", got.Verdict.Total)
		}
	})
}

// Two tabs, two devices, each with a key of its own and another choice: one is
// accepted, the others are told the number of the vote there is.
func TestTwoTabs(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 2})
		p := r.poll(voting.Drafting{})
		var accepted atomic.Int64
		var chosen atomic.Value
		together(40, func(i int) {
			choice := []string{voting.Yes, voting.No}[i%2]
			switch _, err := r.cast(1, p, choice, fmt.Sprint(i)); {
			case err == nil:
				accepted.Add(1)
				chosen.Store(choice)
			case !kernel.Refused(err, "voting.already_voted"):
				t.Error(err)
			}
		})
		r.close(p)
		got := r.announce(p).Verdict.Total
		if accepted.Load() != 1 || got.Cast() != 1 || (got.Yes == 1) != (chosen.Load() == voting.Yes) {
			t.Errorf("%d accepted, the last for %v; counted %+v", accepted.Load(), chosen.Load(), got)
		}
	})
}

// A reply that is lost: the client gives up while its vote waits, and asks again
// with the same key. It gets a receipt, and there is one vote.
func TestLostReply(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 20})
		p := r.poll(voting.Drafting{})
		together(20, func(i int) {
			ctx, lose := context.WithTimeout(t.Context(), time.Duration(i*100)*time.Microsecond)
			v := voting.Vote{Sitting: sitting, Poll: p, Choice: voting.Yes}
			first, err := kernel.Run(ctx, k.Kernel, voting.Cast, delegate(i+1), "key", v)
			lose()
			second, again := r.cast(i+1, p, voting.Yes, "key")
			if again != nil || second.Text == "" || err == nil && first.Text != second.Text {
				t.Errorf("%v, then %v: %q, %q", err, again, first.Text, second.Text)
			}
		})
		r.close(p)
		if got := r.announce(p).Verdict.Total; got.Yes != 20 || got.NotCast != 0 {
			t.Errorf("%+v", got)
		}
	})
}

// Votes and the close at the same moment: who has a receipt is counted, who has
// none is told that the poll is closed. There is nothing between.
func TestVotesAgainstTheClose(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 30, remote: 10})
		between := 0
		for round := 0; round < 3 || between == 0 && round < 30; round++ {
			p := r.poll(voting.Drafting{})
			var receipts, late atomic.Int64
			together(60, func(i int) { // two votes, then a close that is right if all before it came before it
				if i%3 == 2 {
					left := int64(40 - 2*(i/3+1))
					_, err := kernel.Run(t.Context(), k.Kernel, voting.ClosePoll, chair, "", voting.CloseWith{Sitting: sitting, Poll: p, NotHeard: left})
					if err != nil && !kernel.Refused(err, "voting.others_are_not_heard") && !kernel.Refused(err, "voting.closed") {
						t.Error(err)
					}
					return
				}
				switch _, err := r.cast(i/3*2+i%3+1, p, voting.Yes, fmt.Sprint(round)); {
				case err == nil:
					receipts.Add(1)
				case kernel.Refused(err, "voting.closed"):
					late.Add(1)
				default:
					t.Error(err)
				}
			})
			if see(r, voting.SeePoll, chair, which(p)).Status == voting.Open {
				r.closeSomehow(p)
			}
			if late.Load() > 0 && receipts.Load() > 0 {
				between++
			}
			got := r.announce(p).Verdict.Total
			if got.Yes != receipts.Load() || got.NotCast != late.Load() || got.Entitled != 40 {
				t.Errorf("%d receipts, %d too late; counted %+v", receipts.Load(), late.Load(), got)
			}
		}
		if between == 0 {
			t.Error("no close came between the votes: this proves nothing")
		}
		k.Journal(t, "sitting/"+sitting)
	})
}

// closeSomehow closes while votes come in: each refusal tells a new number.
func (r *room) closeSomehow(poll string) {
	for range 1000 {
		c, err := kernel.Ask(r.t.Context(), r.k.Kernel, voting.Preview, chair, which(poll))
		if err != nil {
			r.t.Error(err)
			return
		}
		_, err = kernel.Run(r.t.Context(), r.k.Kernel, voting.ClosePoll, chair, "", voting.CloseWith{Sitting: sitting, Poll: poll, NotHeard: c.NotHeard})
		if err == nil {
			return
		}
		if !kernel.Refused(err, "voting.others_are_not_heard") {
			r.t.Error(err)
			return
		}
	}
	r.t.Error("it never closed")
}

// A vote one millisecond before its planned end is counted, one at it is not,
// whether or not the house has come round to closing.
func TestPlannedEndToTheMillisecond(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 3})
		p := do(r, voting.Prepare, chair, voting.Drafting{Sitting: sitting, Question: question}).ID
		end := do(r, voting.OpenPoll, chair, voting.Opening{Sitting: sitting, Poll: p, Seconds: 60}).EndsAt
		k.Clock.Set(end.Add(-time.Millisecond))
		r.vote(1, p, voting.Yes)
		k.Clock.Set(end.Time)
		_, err := r.cast(2, p, voting.Yes, "")
		kerneltest.Refused(t, "voting.closed", err)
		k.Clock.Set(end.Add(time.Millisecond))
		_, err = r.cast(3, p, voting.Yes, "")
		kerneltest.Refused(t, "voting.closed", err)
		if n, err := k.RunDue(t.Context()); n != 1 || err != nil {
			t.Fatalf("%d due things ran, %v", n, err)
		}
		if got := r.announce(p).Verdict.Total; got.Yes != 1 || got.NotCast != 2 {
			t.Errorf("%+v", got)
		}
	})
}

// A second teller confirms and the delegate votes at the same moment: whatever
// the turn, there is one vote, and it is the delegate's.
func TestTellerAndDelegateAtTheSameMoment(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{remote: 10})
		p := r.poll(voting.Drafting{})
		for i := 1; i <= 10; i++ {
			do(r, voting.Enter, tellerA, r.heard(i, p, voting.No))
		}
		together(20, func(n int) {
			i := n%10 + 1
			if n < 10 {
				if _, err := r.cast(i, p, voting.Yes, ""); err != nil {
					t.Error(err)
				}
				return
			}
			_, err := kernel.Run(t.Context(), k.Kernel, voting.Confirm, tellerB, "", r.heard(i, p, voting.No))
			if err != nil && !kernel.Refused(err, "voting.voted_themselves") {
				t.Error(err)
			}
		})
		r.close(p)
		if got := r.announce(p).Verdict.Total; got.Yes != 10 || got.No != 0 || got.Entitled != 10 {
			t.Errorf("%+v", got)
		}
	})
}

// Three tellers enter and confirm the same mandates at the same moment: never
// does one hand do both, and no mandate votes twice.
func TestTellersAtTheSameMoment(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{remote: 6, telephone: 6})
		p := r.poll(voting.Drafting{})
		tellers := []kernel.Actor{tellerA, tellerB, tellerC}
		allowed := []string{"voting.waits_for_you", "voting.same_person", "voting.nothing_waits", "voting.already_voted"}
		together(3*12, func(n int) {
			by, heard := tellers[n%3], r.heard(n/3+1, p, voting.Yes)
			for range 3 {
				_, err := kernel.Run(t.Context(), k.Kernel, voting.Enter, by, "", heard)
				_, again := kernel.Run(t.Context(), k.Kernel, voting.Confirm, by, "", heard)
				for _, err := range []error{err, again} {
					if err != nil && (kernel.Refusal(err) == nil || !slices.Contains(allowed, kernel.Refusal(err).Key)) {
						t.Error(err)
					}
				}
			}
		})
		r.read(func(tx *kernel.Tx) error {
			votes := rows(t, tx.Tx, "cast_by || ' ' || second_by", "ballots")
			for _, v := range votes {
				for _, by := range tellers {
					if v == by.ID+" "+by.ID {
						t.Errorf("one teller alone: %s", v)
					}
				}
			}
			if len(votes) != 12 {
				t.Errorf("%d votes of 12 mandates", len(votes))
			}
			return nil
		})
	})
}

// A vote that is changed many times at once: one number, revisions without a
// gap, and the last one counts.
func TestChangesAtTheSameMoment(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 2})
		p := r.poll(voting.Drafting{Changes: true})
		choices := make([]string, 60)
		together(60, func(i int) {
			choice := []string{voting.Yes, voting.No, voting.Abstain}[i%3]
			got, err := r.cast(1, p, choice, "")
			if err != nil || got.Number != 1 || choices[got.Revision] != "" {
				t.Errorf("%+v, %v; that revision was %q", got, err, choices[got.Revision])
				return
			}
			choices[got.Revision] = choice
		})
		r.close(p)
		got := r.announce(p).Verdict.Total
		want := map[string]int64{voting.Yes: got.Yes, voting.No: got.No, voting.Abstain: got.Abstain}
		if got.Cast() != 1 || want[choices[59]] != 1 {
			t.Errorf("the last choice was %s; counted %+v", choices[59], got)
		}
	})
}

// Two tellers' counts of the hall and a third's at the same moment: once two
// agree, the count stands; it never says how many.
func TestCardsAtTheSameMoment(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 8})
		p := r.poll(voting.Drafting{Kind: voting.ByCards})
		var agreed atomic.Int64
		together(9, func(i int) {
			by := []kernel.Actor{tellerA, tellerB, tellerC}[i%3]
			got, err := kernel.Run(t.Context(), k.Kernel, voting.CountCards, by, "", voting.Counted{Sitting: sitting, Poll: p, Yes: 5, No: 2})
			switch {
			case err == nil && got.Agree:
				agreed.Add(1)
			case err != nil && !kernel.Refused(err, "voting.cards_are_counted"):
				t.Error(err)
			}
		})
		if agreed.Load() != 1 {
			t.Errorf("they agreed %d times", agreed.Load())
		}
		r.close(p)
		if got := r.announce(p); got.Verdict.Total.Yes != 5 || got.Verdict.Total.No != 2 || got.Unheard["hall"]["silent"] != 1 {
			t.Errorf("%+v %+v", got.Verdict.Total, got.Unheard)
		}
	})
}
