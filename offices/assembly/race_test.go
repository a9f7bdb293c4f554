package assembly_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
)

var door = kernel.Actor{ID: "door", Grants: []kernel.Grant{{Role: "desk", Scope: "sitting/s"}}}

// read runs f as an actor, and ends the test if it fails.
func read(t testing.TB, k *kerneltest.Kernel, by kernel.Actor, f func(*kernel.Tx) error) {
	t.Helper()
	if err := k.Read(t.Context(), by, f); err != nil {
		t.Fatal(err)
	}
}

// whole checks what must hold whatever happened: the counters are what the seats
// and the facts say, and the chain is unbroken.
func whole(t *testing.T, k *kerneltest.Kernel, want int64) {
	t.Helper()
	read(t, k, secretary, func(tx *kernel.Tx) error {
		counts, err := assembly.PresentCounts(tx, "s")
		if err != nil {
			return err
		}
		now, err := assembly.PresentNow(tx, "s")
		if err != nil {
			return err
		}
		seats := map[string]int64{assembly.Hall: 0, assembly.Remote: 0, assembly.Telephone: 0}
		for _, v := range now {
			seats[v.Channel] += v.Weight
		}
		type fact struct {
			mandate, what, channel string
			weight                 int64
		}
		list, err := sqldb.All(tx.Tx, func(f *fact) []any { return []any{&f.mandate, &f.what, &f.channel, &f.weight} },
			`SELECT mandate, what, channel, weight FROM presence_facts WHERE sitting = 's' ORDER BY line`)
		if err != nil {
			return err
		}
		last, facts := map[string]string{}, map[string]int64{}
		for _, f := range list {
			if (f.what == "arrived") == (last[f.mandate] != "") {
				return fmt.Errorf("%s %s while it was %q", f.mandate, f.what, last[f.mandate])
			}
			if last[f.mandate] = ""; f.what == "arrived" {
				last[f.mandate] = f.channel
				facts[f.channel] += f.weight
			} else {
				facts[f.channel] -= f.weight
			}
		}
		var sum int64
		for channel, n := range counts {
			sum += n
			if seats[channel] != n || facts[channel] != n {
				return fmt.Errorf("%s: the counter says %d, the seats %d, the facts %d", channel, n, seats[channel], facts[channel])
			}
		}
		if want >= 0 && sum != want {
			return fmt.Errorf("%d are present, want %d", sum, want)
		}
		return nil
	})
	k.Journal(t, "sitting/s")
}

// Two desks scan the same delegates at the same moment, by two channels even:
// each mandate is present once.
func TestCheckedInTwiceAtTheSameMoment(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		const n = 12
		convened(t, k, n)
		var fresh atomic.Int64
		var wg sync.WaitGroup
		for i := range 6 * n {
			wg.Go(func() {
				p, err := kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: int64(i%n + 1)})
				if err != nil {
					t.Error(err)
				}
				if !p.Already {
					fresh.Add(1)
				}
			})
		}
		wg.Wait()
		if fresh.Load() != n {
			t.Errorf("%d first arrivals of %d", fresh.Load(), n)
		}
		whole(t, k, n)
		for i := range 4 * n {
			wg.Go(func() {
				channel := []string{assembly.Hall, assembly.Remote}[i/n%2]
				_, err := kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: int64(i%n + 1), Channel: channel})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		whole(t, k, n)
	})
}

// The delegate and the substitute come at the same moment: one of them acts, and
// nobody else can act with that mandate.
func TestDelegateAndSubstituteAtTheSameMoment(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		convened(t, k, 3)
		named, err := kerneltest.Run(t, k, assembly.Nominate, secretary, assembly.Letter{Sitting: "s", Organisation: "o1", Letter: "shown",
			Substitutes: []assembly.Nominee{{Name: words.Local{Ar: "رنا القدسي"}}}})
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, assembly.Accept, secretary, assembly.Acceptance{Sitting: "s", Nominations: []string{named.Nominations[0].ID}})
		kerneltest.Must(t, 0, err)
		substitute := named.Nominations[0].Person
		for round := range 5 {
			var wg sync.WaitGroup
			for i := range 12 {
				wg.Go(func() {
					var err error
					switch i % 3 {
					case 0:
						_, err = kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Mandate: named.Mandate})
					case 1:
						_, err = kerneltest.Run(t, k, assembly.TakeOver, door, assembly.Handover{Sitting: "s", Mandate: named.Mandate, Person: substitute})
					default:
						_, err = kerneltest.Run(t, k, assembly.TakeOver, door, assembly.Handover{Sitting: "s", Mandate: named.Mandate, Person: "p1"})
					}
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			whole(t, k, 1)
			read(t, k, secretary, func(tx *kernel.Tx) error {
				v, err := assembly.VoterOf(tx, "s", named.Mandate)
				if err != nil {
					return err
				}
				other := map[string]string{"p1": substitute, substitute: "p1"}[v.Person]
				mine, err := assembly.VoterFor(tx, "s", v.Person)
				if err != nil || mine != v {
					return fmt.Errorf("round %d: %+v acts, and %+v, %w", round, v, mine, err)
				}
				if _, err := assembly.VoterFor(tx, "s", other); !kernel.Refused(err, "assembly.not_a_delegate") {
					return fmt.Errorf("round %d: %s acts too: %w", round, other, err)
				}
				return nil
			})
		}
	})
}

// While delegates come and go, whoever reads sees figures that belong together:
// the quorum is met exactly when enough are counted, and its events alternate.
func TestQuorumIsReadWhileTheyArrive(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		const n = 9
		convened(t, k, n)
		var readers, writers sync.WaitGroup
		stop := make(chan struct{})
		for range 2 {
			readers.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					v, err := kernel.Ask(t.Context(), k.Kernel, assembly.SeeSitting, secretary, assembly.One{Sitting: "s"})
					if err != nil {
						t.Error(err)
						return
					}
					q := v.Quorums[0]
					if q.Present != v.Here || q.Needed != n/2+1 || q.Met != (q.Present >= q.Needed) || q.Event > 0 && q.Met && q.Present < q.Needed {
						t.Errorf("the quorum says %+v while %d are here", q, v.Here)
					}
				}
			})
		}
		for i := range n {
			writers.Go(func() {
				for round := range 8 {
					in := assembly.Arrival{Sitting: "s", Number: int64(i + 1)}
					run := assembly.Arrive
					if round%2 == 1 {
						run = assembly.Leave
					}
					if _, err := kerneltest.Run(t, k, run, door, in); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		close(stop)
		readers.Wait()
		whole(t, k, 0)
		q, err := kernel.Ask(t.Context(), k.Kernel, assembly.SeeQuorum, secretary, assembly.One{Sitting: "s"})
		kerneltest.Must(t, 0, err)
		for i, e := range q.Events {
			if want := []string{"reached", "lost"}[i%2]; e.What != want || e.Met != (e.Present >= e.Needed) || e.Met != (want == "reached") {
				t.Errorf("event %d: %+v", i, e)
			}
		}
		if len(q.Events)%2 != 0 {
			t.Errorf("%d events, and nobody is here", len(q.Events))
		}
	})
}

// A change of the roll and the opening come at the same moment: either the list
// was changed before, or it is final.
func TestOpeningAgainstAChangeOfTheRoll(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		convened(t, k, 3)
		for i := range 3 {
			_, err := kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: int64(i + 1)})
			kerneltest.Must(t, 0, err)
		}
		c, err := kerneltest.Run(t, k, assembly.ProposeRollChange, secretary, assembly.Proposal{Sitting: "s", Organisation: "o4", Change: "add", Reason: "x"})
		kerneltest.Must(t, 0, err)
		cred := kernel.Actor{ID: "cred", Grants: []kernel.Grant{{Role: "credentials", Scope: "sitting/s"}}}
		var wg sync.WaitGroup
		var confirmed, opened error
		wg.Go(func() {
			_, confirmed = kerneltest.Run(t, k, assembly.ConfirmRollChange, cred, assembly.Decided{Sitting: "s", Change: c.ID})
		})
		wg.Go(func() {
			_, opened = kerneltest.Run(t, k, assembly.OpenSitting, secretary, assembly.Opening{Sitting: "s"})
		})
		wg.Wait()
		if confirmed != nil || opened != nil && !kernel.Refused(opened, "assembly.changes_wait") {
			t.Errorf("confirmed: %v; opened: %v", confirmed, opened)
		}
	})
}

// The desk keeps up with a queue: hundreds check in at once.
func TestADeskKeepsUp(t *testing.T) {
	const n = 300
	k := kerneltest.Open(t, "sqlite", offices())
	convened(t, k, n)
	start := time.Now()
	var wg sync.WaitGroup
	var errs [n]error
	for i := range n {
		wg.Go(func() {
			_, errs[i] = kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: int64(i + 1)})
		})
	}
	wg.Wait()
	took := time.Since(start)
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	whole(t, k, n)
	t.Logf("%d arrivals in %v: %.0f a second", n, took, n/took.Seconds())
	if took > 10*time.Second {
		t.Errorf("%d arrivals took %v", n, took)
	}
}
