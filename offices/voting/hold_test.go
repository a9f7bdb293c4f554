package voting_test

import (
	"context"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/assembly"
	"ittihad/offices/voting"
)

// The chair's two devices: one opens a vote, the other breaks the sitting off at
// the same moment. One of them is refused, whichever; and what is given up half
// way leaves nothing that holds the sitting for ever.
func TestOpeningAgainstTheBreak(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 2})
		for round := range 20 {
			id := do(r, voting.Prepare, chair, voting.Drafting{Sitting: sitting, Question: question}).ID
			together(2, func(i int) {
				ctx, leave := context.WithTimeout(t.Context(), time.Duration(round%4)*300*time.Microsecond)
				if round%4 == 0 {
					ctx, leave = context.WithCancel(t.Context())
				}
				defer leave()
				if i == 0 {
					_, _ = kernel.Run(ctx, k.Kernel, voting.OpenPoll, chair, "", voting.Opening{Sitting: sitting, Poll: id})
				} else {
					_, _ = kernel.Run(ctx, k.Kernel, assembly.BreakSitting, chair, "", assembly.Pause{Sitting: sitting})
				}
			})
			// Whoever gave up may still be carried out: a further command waits its turn behind it.
			do(r, voting.Prepare, chair, voting.Drafting{Sitting: sitting, Question: question})
			var open int
			var s assembly.Sitting
			r.read(func(tx *kernel.Tx) (err error) {
				polls, err := voting.OpenPolls(tx, sitting)
				open = len(polls)
				if err == nil {
					s, err = assembly.Get(tx, sitting)
				}
				return err
			})
			if open > 0 && s.Status != assembly.Open {
				t.Fatalf("round %d: a vote is open in a sitting that is in %s", round, s.Status)
			}
			if open > 0 {
				do(r, voting.Cancel, chair, which(id))
			}
			if s.Status == assembly.Break {
				do(r, assembly.Resume, chair, assembly.One{Sitting: sitting})
			}
			do(r, assembly.BreakSitting, chair, assembly.Pause{Sitting: sitting})
			do(r, assembly.Resume, chair, assembly.One{Sitting: sitting})
		}
	})
}
