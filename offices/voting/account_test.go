package voting_test

import (
	"maps"
	"math/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/assembly"
	"ittihad/offices/voting"
)

// The vote on the branches law as it was reported: 24 of 25 in the hall, 9 of 29
// remote, taken by tellers.
func TestReferencePoll(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 25, remote: 29})
		p := r.poll(voting.Drafting{Key: "branches-law"})
		for i := 1; i <= 24; i++ {
			r.vote(i, p, voting.Yes)
		}
		r.vote(25, p, voting.Abstain)
		for i := 26; i <= 34; i++ {
			r.byPhone(i, p, voting.Yes)
		}
		lost := voting.Unreached{Sitting: sitting, Poll: p, Reason: "not_reached"}
		for i := 35; i <= 54; i++ {
			lost.Mandates = append(lost.Mandates, r.mandate[i])
		}
		do(r, voting.Explain, tellerA, lost)
		r.close(p)
		got := r.announce(p)
		hall, remote := got.Channels.Channels["hall"], got.Channels.Channels["remote"]
		if !got.Carried || hall.Entitled != 25 || hall.Yes != 24 || hall.Abstain != 1 || remote.Entitled != 29 || remote.Yes != 9 || remote.NotCast != 20 {
			t.Errorf("%+v", got)
		}
		if got.Unheard["remote"]["not_reached"] != 20 || got.Tellers.Taken != 9 {
			t.Errorf("%+v %+v", got.Unheard, got.Tellers)
		}
		k.Journal(t, "sitting/"+sitting)
	})
}

// Everything at once, at random: the result is what an account kept beside it
// says, made of the answers alone.
func TestTheAccountAgrees(t *testing.T) {
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		const n = 24
		r := meet(t, k, shape{hall: 12, remote: 9, telephone: 3, weights: map[int]int64{2: 3, 14: 2}})
		p := r.poll(voting.Drafting{Changes: true})
		var mu sync.Mutex
		account := map[int]map[int64]string{} // mandate → revision → choice
		note := func(i int, got voting.Receipt, choice string) {
			mu.Lock()
			defer mu.Unlock()
			if account[i] == nil {
				account[i] = map[int64]string{}
			}
			account[i][got.Revision] = choice
		}
		together(12, func(g int) {
			rnd := rand.New(rand.NewSource(seed + int64(g)))
			for range 25 {
				i, choice := rnd.Intn(n)+1, []string{voting.Yes, voting.No, voting.Abstain}[rnd.Intn(3)]
				switch rnd.Intn(5) {
				case 0:
					taken, err := kernel.Run(t.Context(), k.Kernel, voting.Confirm, tellerB, "", r.heard(i, p, choice))
					if err == nil && taken.Counted {
						note(i, *taken.Receipt, choice)
					}
				case 1:
					kernel.Run(t.Context(), k.Kernel, voting.Enter, tellerA, "", r.heard(i, p, choice))
				case 2:
					channel := []string{assembly.Hall, assembly.Remote}[rnd.Intn(2)]
					kernel.Run(t.Context(), k.Kernel, assembly.Arrive, desk, "", assembly.Arrival{Sitting: sitting, Mandate: r.mandate[i], Channel: channel})
				default:
					if got, err := r.cast(i, p, choice, ""); err == nil {
						note(i, got, choice)
					} else if !kernel.Refused(err, "voting.not_present") {
						t.Error(err)
					}
				}
			}
		})
		r.close(p)
		r.settleDoubts(p)
		got := r.announce(p).Verdict.Total
		want, weights := map[string]int64{}, map[int]int64{}
		for i := range n {
			weights[i+1] = 1
		}
		weights[2], weights[14] = 3, 2
		for i, votes := range account {
			last := votes[slices.Max(slices.Collect(maps.Keys(votes)))]
			want[last] += weights[i]
		}
		if got.Yes != want[voting.Yes] || got.No != want[voting.No] || got.Abstain != want[voting.Abstain] || got.Entitled != n+3 {
			t.Errorf("counted %+v, the account says %v", got, want)
		}
		k.Journal(t, "sitting/"+sitting)
	})
}

// settleDoubts lets every delegate confirm what tellers took for them.
func (r *room) settleDoubts(poll string) {
	r.read(func(tx *kernel.Tx) error {
		for _, m := range rows(r.t, tx.Tx, "mandate || ' ' || choice", "ballots WHERE way = 'teller'") {
			for i, id := range r.mandate {
				if m[:len(id)] == id {
					defer do(r, voting.CallBack, delegate(i), voting.Heard{Sitting: sitting, Poll: poll, Choice: m[len(id)+1:]})
				}
			}
		}
		return nil
	})
}
