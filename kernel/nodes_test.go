package kernel_test

import (
	"fmt"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// counting is a follower that counts what it reads: a line that is read twice,
// on one node or two, shows in the sum, and no constraint stops it.
func counting() kernel.Office {
	return kernel.Office{
		Name: "tally",
		Followers: []kernel.Follower{{Name: "tally.counter", Kinds: []string{"shelf.put", "shelf.thrown"},
			Do: func(tx *kernel.Tx, events []kernel.Event) error {
				_, err := tx.Exec(`INSERT INTO tally (stream, n) VALUES ($1, $2)
					ON CONFLICT (stream) DO UPDATE SET n = tally.n + excluded.n`, events[0].Stream, len(events))
				return err
			}}},
		Schema: fstest.MapFS{"schema/0001_tally.sql": {Data: []byte(`CREATE TABLE tally (stream TEXT PRIMARY KEY, n BIGINT NOT NULL);`)}},
	}
}

// Two nodes that follow and write the same streams read each line once.
func TestTwoNodesReadOnce(t *testing.T) {
	offices := append(shelf(), counting())
	kerneltest.Each(t, offices, func(t *testing.T, k *kerneltest.Kernel) {
		other := openOn(t, k.URL, offices).Kernel
		nodes := []*kernel.Kernel{k.Kernel, other}
		var writers, readers sync.WaitGroup
		done := make(chan struct{})
		for _, n := range nodes {
			readers.Go(func() {
				for {
					if _, err := n.Follow(t.Context()); err != nil {
						t.Error(err)
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
		}
		const streams, things = 3, 120
		for s := range streams {
			for half, n := range nodes {
				writers.Go(func() {
					for i := range things {
						_, err := kernel.Run(t.Context(), n, throwThing, ann, "", thing{fmt.Sprint(s), fmt.Sprint(half, i)})
						kerneltest.Must(t, 0, err)
					}
				})
			}
		}
		writers.Wait()
		close(done)
		readers.Wait()
		k.FollowAll(t)
		var read, unread int64
		err := k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
			return tx.One(`SELECT (SELECT sum(n) FROM tally), (SELECT count(*) FROM unread)`, nil, &read, &unread)
		})
		if kerneltest.Must(t, read, err) != 2*streams*things || unread != 0 {
			t.Errorf("%d lines were counted, want %d; %d streams marked unread", read, 2*streams*things, unread)
		}
		for s := range streams {
			k.Journal(t, fmt.Sprintf("shelf/%d", s))
		}
	})
}

// twoNodes are two nodes on one PostgreSQL that attend and hear each other.
func twoNodes(t *testing.T) (k, other *kerneltest.Kernel) {
	t.Helper()
	k = kerneltest.Open(t, "postgres", shelf())
	other = openOn(t, k.URL, shelf())
	for _, n := range []*kernel.Kernel{k.Kernel, other.Kernel} {
		if err := n.Attend(); err != nil {
			t.Fatal(err)
		}
	}
	// A node hears as soon as it has opened its ears, a moment after Attend.
	wake, stop := other.Live.Listen("shelf/ears")
	defer stop()
	for i := range 50 {
		_, err := kernel.Run(t.Context(), k.Kernel, putThing, ann, "", thing{"ears", name(i)})
		kerneltest.Must(t, 0, err)
		select {
		case <-wake:
			return k, other
		case <-time.After(200 * time.Millisecond):
		}
	}
	t.Fatal("the other node never heard")
	return nil, nil
}

// What happens on one node wakes who listens on the other within a second.
func TestWakesReachTheOtherNode(t *testing.T) {
	k, other := twoNodes(t)
	wake, stop := other.Live.Listen("shelf/a")
	defer stop()
	from := time.Now()
	_, err := kernel.Run(t.Context(), k.Kernel, throwThing, ann, "", thing{"a", "last"})
	kerneltest.Must(t, 0, err)
	select {
	case <-wake:
		t.Logf("heard after %v", time.Since(from))
	case <-time.After(time.Second):
		t.Error("the other node did not hear within a second")
	}
}

// Many topics that grow at once all reach the other node.
func TestManyWakesReachTheOtherNode(t *testing.T) {
	k, other := twoNodes(t)
	const topics = 300
	var wakes []<-chan struct{}
	for i := range topics {
		wake, stop := other.Live.Listen("shelf/" + name(i))
		defer stop()
		wakes = append(wakes, wake)
	}
	var wg sync.WaitGroup
	for i := range topics {
		wg.Go(func() {
			_, err := kernel.Run(t.Context(), k.Kernel, putThing, ann, "", thing{name(i), "tea"})
			kerneltest.Must(t, 0, err)
		})
	}
	wg.Wait()
	until := time.After(5 * time.Second)
	for i, wake := range wakes {
		select {
		case <-wake:
		case <-until:
			t.Fatalf("topic %d of %d was not heard", i, topics)
		}
	}
}
