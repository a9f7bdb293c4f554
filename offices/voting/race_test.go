package voting_test

import (
	"testing"

	"ittihad/kernel/kerneltest"
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
