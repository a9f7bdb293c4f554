package kernel_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

func see(t *testing.T, k *kerneltest.Kernel, s string) shelfView {
	t.Helper()
	v, err := kernel.Ask(t.Context(), k.Kernel, seeShelf, ann, thing{Shelf: s})
	return kerneltest.Must(t, v, err)
}

func open(t *testing.T, k *kerneltest.Kernel, s string) {
	t.Helper()
	_, err := kerneltest.Run(t, k, openShelf, ann, thing{Shelf: s})
	kerneltest.Must(t, 0, err)
}

// A repeated request gets its first answer; with another input, or from
// another actor, it does not.
func TestOnce(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		open(t, k, "a")
		run := func(by kernel.Actor, once, name string) (int64, error) {
			return kernel.Run(t.Context(), k.Kernel, putThing, by, once, thing{"a", name})
		}
		for range 3 {
			if n, err := run(ann, "tap", "tea"); n != 2 || err != nil {
				t.Fatal(n, err)
			}
		}
		_, err := run(ann, "tap", "salt")
		kerneltest.Refused(t, "kernel.once_conflict", err)
		_, err = run(bob, "tap", "tea")
		kerneltest.Refused(t, "shelf.taken", err)
		_, err = run(bob, "tap", "salt") // a refusal is not remembered
		kerneltest.Must(t, 0, err)
		_, err = run(kernel.Actor{}, "tap", "milk")
		kerneltest.Refused(t, "kernel.sign_in", err)
		k.Journal(t, "shelf/a", "shelf.opened", "shelf.put", "shelf.put")
	})
}

// The same tap many times at the same moment: one thing, one line, one answer.
func TestOnceAtTheSameMoment(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		open(t, k, "a")
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				n, err := kernel.Run(t.Context(), k.Kernel, throwThing, ann, "tap", thing{"a", "tea"})
				if n != 2 || err != nil {
					t.Errorf("tap %d: %d, %v", i, n, err)
				}
			})
		}
		wg.Wait()
		k.Journal(t, "shelf/a", "shelf.opened", "shelf.thrown")
	})
}

// Many at once, every name twice, with failures of every kind among them: each
// name stands once, the counter agrees, nothing of the failures stays, and the
// numbers have no gap.
func TestBatchesHoldTogether(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		const names = 300
		open(t, k, "a")
		var ok, taken, failed atomic.Int64
		var wg sync.WaitGroup
		for i := range 2 * names {
			wg.Go(func() {
				var err error
				c := thing{"a", name(i % names)}
				switch {
				case i%50 == 0:
					_, err = kernel.Run(t.Context(), k.Kernel, dropThing, ann, "", thing{"a", []string{"panic", "fault", "sql", "refuse"}[i/50%4]})
					if err == nil {
						t.Error("a dropped thing stayed")
					}
					failed.Add(1)
				case i%2 == 0:
					_, err = kernel.Run(t.Context(), k.Kernel, putThing, ann, "", c)
				default:
					_, err = kernel.Run(t.Context(), k.Kernel, throwThing, ann, "", c)
				}
				switch {
				case i%50 == 0:
				case err == nil:
					ok.Add(1)
				case kernel.Refused(err, "shelf.taken"):
					taken.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		v := see(t, k, "a")
		if int64(len(v.Names)) != ok.Load() || v.Count != ok.Load() || ok.Load()+taken.Load()+failed.Load() != 2*names {
			t.Errorf("%d names, counter %d, %d accepted, %d taken, %d failed", len(v.Names), v.Count, ok.Load(), taken.Load(), failed.Load())
		}
		k.Journal(t, "shelf/a")
	})
}

// Followers on two nodes read every line exactly once while many streams grow.
func TestFollowersMissNothing(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		ctx, stop := context.WithCancel(t.Context())
		var readers, writers sync.WaitGroup
		readers.Go(func() {
			for ctx.Err() == nil {
				if _, err := k.Follow(ctx); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
		for g := range 12 {
			writers.Go(func() {
				for i := range 25 {
					_, err := kernel.Run(t.Context(), k.Kernel, throwThing, ann, "", thing{fmt.Sprint(g), name(i)})
					kerneltest.Must(t, 0, err)
				}
			})
		}
		writers.Wait()
		stop()
		readers.Wait()
		k.FollowAll(t)
		var readings, unread int64
		err := k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
			return tx.One(`SELECT (SELECT count(*) FROM readings), (SELECT count(*) FROM unread)`, nil, &readings, &unread)
		})
		if kerneltest.Must(t, readings, err) != 12*25 || unread != 0 {
			t.Errorf("%d lines were read, want %d; %d streams marked unread", readings, 12*25, unread)
		}
	})
}

// A due thing happens when its moment has come, once.
func TestDue(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		_, err := kerneltest.Run(t, k, openShelf, ann, thing{"a", "tea"})
		kerneltest.Must(t, 0, err)
		for want, after := range []time.Duration{59 * time.Second, time.Second, 0} {
			k.Clock.Later(after)
			if n := kerneltest.Must(t, 0, nil) + int(must(k.RunDue(t.Context()))); n != want%2 {
				t.Errorf("%d due things ran, want %d", n, want%2)
			}
		}
		k.Journal(t, "shelf/a", "shelf.opened", "shelf.put")
	})
}

func must(n int, err error) int {
	if err != nil {
		panic(err)
	}
	return n
}

// A follower that comes with a later version reads what was written before it
// came; those that were there read nothing twice.
func TestLateFollower(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		for _, s := range []string{"a", "b"} {
			open(t, k, s)
			_, err := kerneltest.Run(t, k, putThing, ann, thing{s, "tea"})
			kerneltest.Must(t, 0, err)
		}
		if _, err := k.Follow(t.Context()); err != nil {
			t.Fatal(err)
		}
		read := map[string]int{}
		late := kernel.Office{Name: "late", Followers: []kernel.Follower{{Name: "late.reader", Kinds: []string{"shelf.put", "shelf.opened"},
			Do: func(_ *kernel.Tx, events []kernel.Event) error {
				for _, e := range events {
					read[e.Stream+" "+e.Kind]++
				}
				return nil
			}}}}
		for range 2 {
			again, err := kernel.Open(t.Context(), kernel.Options{DB: k.URL, Blobs: t.TempDir(), Now: k.Clock.Now}, append(shelf(), late))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := again.Follow(t.Context()); err != nil {
				t.Error(err)
			}
			if err := again.Close(); err != nil {
				t.Error(err)
			}
		}
		want := map[string]int{"shelf/a shelf.opened": 1, "shelf/a shelf.put": 1, "shelf/b shelf.opened": 1, "shelf/b shelf.put": 1}
		if !maps.Equal(read, want) {
			t.Errorf("read %v", read)
		}
	})
}

// What another process writes, which tells nobody, is seen within a second or two.
func TestLostWakes(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		open(t, k, "a")
		if err := k.Attend(); err != nil {
			t.Fatal(err)
		}
		wake, stop := k.Live.Listen("shelf/a")
		defer stop()
		time.Sleep(1500 * time.Millisecond) // it has looked once
		other, err := kernel.Open(t.Context(), kernel.Options{DB: k.URL, Blobs: t.TempDir(), Now: k.Clock.Now}, shelf())
		if err != nil {
			t.Fatal(err)
		}
		_, err = kernel.Run(t.Context(), other, putThing, ann, "", thing{"a", "tea"})
		if err := errors.Join(err, other.Close()); err != nil {
			t.Fatal(err)
		}
		select {
		case <-wake:
		case <-time.After(10 * time.Second):
			t.Error("nobody was woken")
		}
	})
}

// What was asked cannot be found again by who holds the database, by trying the
// few things that can be asked.
func TestAskedIsNotKept(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		open(t, k, "a")
		in := thing{"a", "tea"}
		_, err := kernel.Run(t.Context(), k.Kernel, putThing, ann, "0193a0000000-random", in)
		kerneltest.Must(t, 0, err)
		asked, err := json.Marshal(in)
		sum := sha256.Sum256(kerneltest.Must(t, asked, err))
		var kept string
		err = k.DB.Read(t.Context(), func(tx *sqldb.Tx) error { return tx.One(`SELECT input FROM replies`, nil, &kept) })
		if kerneltest.Must(t, kept, err) == "" || strings.HasPrefix(hex.EncodeToString(sum[:]), kept) {
			t.Errorf("the table of answers keeps %q", kept)
		}
	})
}

// Nobody hears of what did not happen; everybody of what did, after the commit.
func TestWakes(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		open(t, k, "a")
		wake, stop := k.Live.Listen("shelf/a")
		defer stop()
		_, err := kerneltest.Run(t, k, dropThing, ann, thing{"a", "refuse"})
		kerneltest.Refused(t, "shelf.slippery", err)
		select {
		case <-wake:
			t.Error("a refusal woke the listeners")
		default:
		}
		_, err = kerneltest.Run(t, k, putThing, ann, thing{"a", "tea"})
		kerneltest.Must(t, 0, err)
		select {
		case <-wake:
		case <-time.After(5 * time.Second):
			t.Error("nobody was woken")
		}
	})
}

// A key that was rotated goes on verifying.
func TestKeys(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		ask := func(f func(*kernel.Tx) error) { kerneltest.Must(t, 0, k.Read(t.Context(), kernel.Self, f)) }
		newest := func() (id string) {
			ask(func(tx *kernel.Tx) (err error) { id, err = kernel.NewestKey(tx); return err })
			return id
		}
		first := newest()
		_, err := kerneltest.Run(t, k, kernel.RotateKey, ann, kernel.None{})
		kerneltest.Refused(t, "kernel.secretary_only", err)
		k.Clock.Later(time.Second)
		secretary := kernel.Actor{ID: "s", Grants: []kernel.Grant{{Role: "secretary"}}}
		key, err := kerneltest.Run(t, k, kernel.RotateKey, secretary, kernel.None{})
		if kerneltest.Must(t, key, err).ID != newest() || key.ID == first {
			t.Errorf("the newest key is %s, want %s", newest(), key.ID)
		}
		ask(func(tx *kernel.Tx) error {
			id, err := kernel.FirstKey(tx)
			all, err2 := kernel.PublicKeys(tx)
			if id != first || len(all) != 2 || !bytes.Equal(all[1], key.Public) {
				t.Errorf("the first key is %s, want %s, of %d", id, first, len(all))
			}
			return cmp.Or(err, err2)
		})
		if _, err := k.Keys.Private(first); err != nil {
			t.Error(err)
		}
	})
}
