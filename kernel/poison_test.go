package kernel_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// The poison office has commands whose rows fail only when they are written
// together with those of their neighbours.
var putTwice = kernel.Command[thing, kernel.None]{
	Name: "poison.twice", Who: "anyone who is signed in", Stream: shelfStream, May: anyone,
	Do: func(tx *kernel.Tx, in thing) (kernel.None, error) {
		tx.Put(`INSERT INTO things (shelf, name) VALUES ROWS`, in.Shelf, in.Name)
		tx.Put(`INSERT INTO things (shelf, name) VALUES ROWS`, in.Shelf, in.Name)
		return kernel.None{}, nil
	},
}

// dueFault asks for two things at one moment, of which the first breaks.
var dueFault = kernel.Command[thing, kernel.None]{
	Name: "poison.due", Who: "anyone who is signed in", Stream: shelfStream, May: anyone,
	Do: func(tx *kernel.Tx, in thing) (kernel.None, error) {
		err := tx.Due("first", tx.Now.Add(time.Second), "shelf.drop", thing{in.Shelf, "fault"})
		return kernel.None{}, errors.Join(err, tx.Due("second", tx.Now.Add(2*time.Second), "shelf.put", thing{in.Shelf, "tea"}))
	},
}

// A reader that breaks on the stream shelf/a and counts the others.
func breaking(tx *kernel.Tx, events []kernel.Event) error {
	switch events[0].Stream {
	case "shelf/a":
		return errors.New("broken")
	case "shelf/d":
		panic("dropped")
	case "shelf/e":
		return tx.Record("poison.read", nil) // the journal is not a follower's to write
	}
	_, err := tx.Exec(`INSERT INTO poison_read (stream) VALUES ($1)`, events[0].Stream)
	return err
}

func poison() []kernel.Office {
	return append(shelf(), kernel.Office{Name: "poison", UseCases: []kernel.UseCase{putTwice, dueFault},
		Followers: []kernel.Follower{{Name: "poison.reader", Kinds: []string{"shelf.opened"}, Do: breaking}},
		Schema:    fstest.MapFS{"schema/0001_poison.sql": {Data: []byte(`CREATE TABLE poison_read (stream TEXT PRIMARY KEY);`)}},
	})
}

// A command whose rows cannot be written, or whose stream's name the database
// cannot hold, fails alone: those who wait beside it are carried out. One whose
// reading ahead breaks is carried out too, for it needs none.
func TestNobodyPoisonsTheNeighbours(t *testing.T) {
	kerneltest.Each(t, poison(), func(t *testing.T, k *kerneltest.Kernel) {
		open(t, k, "a")
		var wg sync.WaitGroup
		var good atomic.Int64
		const n = 300
		for i := range n {
			wg.Go(func() {
				switch {
				case i%30 == 7:
					if _, err := kernel.Run(t.Context(), k.Kernel, putTwice, ann, name(i), thing{"a", name(i)}); !errors.Is(err, sqldb.ErrTaken) {
						t.Errorf("the same row twice: %v", err)
					}
				case i%30 == 11:
					if _, err := kernel.Run(t.Context(), k.Kernel, putThing, ann, "", thing{"a\x00\xff", name(i)}); err == nil {
						t.Error("a stream without a name was written to")
					}
				default:
					what := name(i)
					switch i % 30 {
					case 17:
						what = "blind/" + what
					case 19:
						what = "astray/" + what
					}
					if _, err := kernel.Run(t.Context(), k.Kernel, throwThing, ann, name(i), thing{"a", what}); err != nil {
						t.Error(err)
					}
					good.Add(1)
				}
			})
		}
		wg.Wait()
		if v := see(t, k, "a"); int64(len(v.Names)) != good.Load() || v.Count != good.Load() {
			t.Errorf("%d names, counter %d, want %d", len(v.Names), v.Count, good.Load())
		}
		k.Journal(t, "shelf/a")
	})
}

// A due thing that breaks does not hold up those after it, and is tried again.
func TestDueThingsDoNotWaitForABrokenOne(t *testing.T) {
	kerneltest.Each(t, poison(), func(t *testing.T, k *kerneltest.Kernel) {
		open(t, k, "a")
		_, err := kerneltest.Run(t, k, dueFault, ann, thing{Shelf: "a"})
		kerneltest.Must(t, 0, err)
		k.Clock.Later(3 * time.Second)
		for range 2 {
			if _, err := k.RunDue(t.Context()); err == nil || !strings.Contains(err.Error(), "slipped") {
				t.Errorf("the broken one was not told: %v", err)
			}
		}
		k.Journal(t, "shelf/a", "shelf.opened", "shelf.put")
	})
}

// A stream that a follower cannot read does not hold up the others.
func TestFollowersDoNotWaitForABrokenStream(t *testing.T) {
	kerneltest.Each(t, poison(), func(t *testing.T, k *kerneltest.Kernel) {
		for _, s := range []string{"a", "b", "c", "d", "e"} {
			open(t, k, s)
		}
		_, err := k.Follow(t.Context())
		for _, told := range []string{"broken", "panic in poison.reader", "a follower writes no line"} {
			if err == nil || !strings.Contains(err.Error(), told) {
				t.Errorf("%q was not told: %v", told, err)
			}
		}
		var read int64
		err = k.DB.Read(t.Context(), func(tx *sqldb.Tx) error { return tx.One(`SELECT count(*) FROM poison_read`, nil, &read) })
		if kerneltest.Must(t, read, err) != 2 {
			t.Errorf("%d streams were read, want 2", read)
		}
	})
}

// What only refuses writes nothing: strangers cannot fill the table of streams.
func TestRefusalsLeaveNoStreams(t *testing.T) {
	kerneltest.Each(t, poison(), func(t *testing.T, k *kerneltest.Kernel) {
		open(t, k, "good")
		var wg sync.WaitGroup // among those that are carried out, too
		for i := range 200 {
			wg.Go(func() {
				_, err := kerneltest.Run(t, k, putThing, ann, thing{Shelf: name(i)})
				kerneltest.Refused(t, "shelf.nameless", err)
			})
			wg.Go(func() {
				_, err := kerneltest.Run(t, k, putThing, ann, thing{"good", name(i)})
				kerneltest.Must(t, 0, err)
			})
		}
		wg.Wait()
		var n int64
		err := k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
			return tx.One(`SELECT count(*) FROM streams WHERE stream LIKE 'shelf/%' AND stream <> 'shelf/good'`, nil, &n)
		})
		if kerneltest.Must(t, n, err) != 0 {
			t.Errorf("%d streams were made by refusals", n)
		}
	})
}

// A text that one of the databases cannot hold is refused on both, before it
// meets the neighbours; one that only looks like it is a text like others.
func TestTextsThatCannotBeKept(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		open(t, k, "a")
		for _, name := range []string{"tea\x00", "\x00", `tea\` + "\x00", "\xff", "شاي\xd8"} {
			_, err := kerneltest.Run(t, k, putThing, ann, thing{"a", name})
			refusedField(t, err, "name")
			_, err = kernel.Ask(t.Context(), k.Kernel, seeShelf, ann, thing{name, "tea"})
			refusedField(t, err, "shelf")
			_, err = kernel.Run(t.Context(), k.Kernel, putThing, ann, name, thing{"a", "tea"})
			refusedField(t, err, "once")
		}
		for _, name := range []string{`\u0000`, `\\u0000`, `\ufffd`, "\ufffd", "\u2028", `"\`, "شاي"} {
			_, err := kerneltest.Run(t, k, putThing, ann, thing{"a", name})
			kerneltest.Must(t, 0, err)
		}
		if v := see(t, k, "a"); v.Count != 7 {
			t.Errorf("%d things: %q", v.Count, v.Names)
		}
	})
}

func refusedField(t *testing.T, err error, field string) {
	t.Helper()
	if e := kernel.Refusal(err); e == nil || e.Key != "kernel.unreadable" || e.Field != field {
		t.Errorf("%v, want kernel.unreadable of %s", err, field)
	}
}
