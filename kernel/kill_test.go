package kernel_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

const (
	killWriters = 32
	killShelves = 4
)

// TestMain lets the test's binary be the process that is killed.
func TestMain(m *testing.M) {
	if url := os.Getenv("KILL_DB"); url != "" {
		fmt.Fprintln(os.Stderr, beKilled(url, os.Getenv("KILL_FROM")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// beKilled writes as fast as it can, from where it is told, and says each answer
// aloud once it has it, until it is killed:
//
//	ok WRITER NUMBER SEQ       acknowledged
//	unknown WRITER NUMBER      nobody knows; the same request follows
//	wrong WRITER NUMBER ERROR  what must not happen
func beKilled(url, from string) error {
	k, err := kernel.Open(context.Background(), kernel.Options{DB: url, Blobs: filepath.Join(os.TempDir(), "none")}, append(shelf(), counting()))
	if err != nil {
		return err
	}
	if err := k.Attend(); err != nil {
		return err
	}
	for s := range killShelves {
		_, err := kernel.Run(context.Background(), k, openShelf, ann, fmt.Sprint(s), thing{Shelf: fmt.Sprint("k", s)})
		if err != nil {
			return err
		}
	}
	var wg sync.WaitGroup
	for w, start := range strings.Fields(from) {
		var i int
		fmt.Sscan(start, &i)
		wg.Go(func() {
			for ; ; i++ {
				say(k, w, i)
			}
		})
	}
	wg.Wait()
	return errors.New("the writers ended")
}

// killed is what the writer w sends as its i-th request, and by which command.
func killed(w, i int) (kernel.Command[thing, int64], thing) {
	c := putThing
	if i%2 == 1 {
		c = throwThing
	}
	return c, thing{fmt.Sprint("k", w%killShelves), fmt.Sprintf("%02d-%06d", w, i)}
}

func say(k *kernel.Kernel, w, i int) {
	c, in := killed(w, i)
	for {
		seq, err := kernel.Run(context.Background(), k, c, kernel.Actor{ID: fmt.Sprint("writer", w)}, fmt.Sprint(i), in)
		switch {
		case err == nil:
			fmt.Fprintf(os.Stdout, "ok %d %d %d\n", w, i, seq)
			return
		case errors.Is(err, sqldb.ErrUnknown):
			fmt.Fprintf(os.Stdout, "unknown %d %d\n", w, i)
		case kernel.Refusal(err) != nil:
			fmt.Fprintf(os.Stdout, "wrong %d %d %q\n", w, i, err)
			return
		default:
			fmt.Fprintf(os.Stdout, "fault %d %d %q\n", w, i, err)
			time.Sleep(time.Millisecond)
		}
	}
}

// A killing remembers, over all rounds, what was acknowledged.
type killing struct {
	t        *testing.T
	url      string
	acked    [killWriters]map[int]int64
	last     [killWriters]int
	unknown  int
	faults   int
	restarts int
}

func newKilling(t *testing.T, dialect string) *killing {
	x := &killing{t: t, url: kerneltest.Database(t, dialect)}
	for w := range x.acked {
		x.acked[w] = map[int]int64{}
	}
	x.end() // makes the tables: the first process may be killed before it does
	return x
}

// round starts a process on the database, lets meanwhile do harm, perhaps after
// the first answer, and kills it.
// The first request of each writer is the last that was acknowledged before.
func (x *killing) round(meanwhile func(first <-chan struct{})) {
	x.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "KILL_DB="+x.url, "KILL_FROM="+strings.Trim(fmt.Sprint(x.last), "[]"))
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err != nil {
		x.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		x.t.Fatal(err)
	}
	first, heard := make(chan struct{}), make(chan struct{})
	go func() { x.hear(out, first); close(heard) }()
	meanwhile(first)
	cmd.Process.Kill()
	<-heard
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != -1 {
		x.t.Fatalf("the process ended by itself: %v\n%s", err, &complaints)
	}
	x.restarts++
}

func (x *killing) hear(out io.Reader, first chan struct{}) {
	lines, open := bufio.NewScanner(out), sync.OnceFunc(func() { close(first) })
	defer open()
	for lines.Scan() {
		var word string
		var w, i int
		var seq int64
		fmt.Sscan(lines.Text(), &word, &w, &i, &seq)
		switch word {
		case "ok":
			if was, ok := x.acked[w][i]; ok && was != seq {
				x.t.Errorf("writer %d's request %d was answered with line %d, and later with line %d", w, i, was, seq)
			}
			x.acked[w][i] = seq
			x.last[w] = max(x.last[w], i)
			open()
		case "unknown":
			x.unknown++
		case "fault":
			x.faults++
		default:
			x.t.Error(lines.Text())
		}
	}
}

// look compares the database, as the killed process left it, with what it had
// acknowledged: nothing is lost, nothing doubled, counters equal rows.
func (x *killing) look() {
	x.t.Helper()
	db, err := sqldb.Open(x.url)
	if err != nil {
		x.t.Fatal(err)
	}
	defer db.Close()
	type line struct {
		stream string
		seq    int64
		name   string
	}
	written := map[string]int64{}
	var counted, things int64
	err = db.Read(x.t.Context(), func(tx *sqldb.Tx) error {
		lines, err := sqldb.All(tx, func(l *line) []any { return []any{&l.stream, &l.seq, &l.name} },
			`SELECT stream, seq, data FROM journal WHERE kind IN ('shelf.put', 'shelf.thrown')`)
		if err != nil {
			return err
		}
		for _, l := range lines {
			name := strings.TrimSuffix(strings.TrimPrefix(l.name, `{"name":"`), `"}`)
			if written[name] != 0 {
				x.t.Errorf("%s stands in lines %d and %d of %s", name, written[name], l.seq, l.stream)
			}
			written[name] = l.seq
		}
		if err := tx.One(`SELECT (SELECT count(*) FROM things), COALESCE((SELECT sum(count) FROM shelves), 0)`, nil, &things, &counted); err != nil {
			return err
		}
		for s := range killShelves {
			if err := kernel.Unbroken(tx, fmt.Sprint("shelf/k", s)); err != nil && !errors.Is(err, sqldb.ErrNone) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		x.t.Error(err)
	}
	if int64(len(written)) != things || counted != things {
		x.t.Errorf("%d lines, %d things, the counters say %d", len(written), things, counted)
	}
	lost := 0
	for w, acked := range x.acked {
		for i, seq := range acked {
			if _, in := killed(w, i); written[in.Name] != seq {
				lost++
			}
		}
	}
	if lost > 0 {
		x.t.Errorf("%d acknowledged answers are lost or stand elsewhere", lost)
	}
}

// end lets the followers read the rest, and checks that they read each line once.
func (x *killing) end() {
	x.t.Helper()
	k, err := kernel.Open(x.t.Context(), kernel.Options{DB: x.url, Blobs: x.t.TempDir()}, append(shelf(), counting()))
	if err != nil {
		x.t.Fatal(err)
	}
	defer k.Close()
	(&kerneltest.Kernel{Kernel: k}).FollowAll(x.t)
	var lines, tally, readings, unread int64
	err = k.DB.Read(x.t.Context(), func(tx *sqldb.Tx) error {
		return tx.One(`SELECT (SELECT count(*) FROM journal WHERE kind IN ('shelf.put', 'shelf.thrown')), COALESCE((SELECT sum(n) FROM tally), 0),
			(SELECT count(*) FROM readings), (SELECT count(*) FROM unread)`, nil, &lines, &tally, &readings, &unread)
	})
	if err != nil || tally != lines || readings != lines || unread != 0 {
		x.t.Errorf("%d lines; the followers read %d and %d of them, %d streams are unread; %v", lines, tally, readings, unread, err)
	}
	var acked int
	for _, a := range x.acked {
		acked += len(a)
	}
	if acked < 10*x.restarts {
		x.t.Errorf("only %d answers in %d rounds: nothing was tested", acked, x.restarts)
	}
	x.t.Logf("%d rounds, %d answers, %d lines, %d unknown, %d faults", x.restarts, acked, lines, x.unknown, x.faults)
}

// A process that is killed at any moment, while 32 writers write, loses nothing
// that it acknowledged and doubles nothing that is asked again.
func TestVolumeKill(t *testing.T) {
	for dialect, rounds := range map[string]int{"sqlite": 50, "postgres": 20} {
		t.Run(dialect, func(t *testing.T) {
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			random := rand.New(rand.NewPCG(seed, 0))
			x := newKilling(t, dialect)
			for range rounds {
				x.round(func(<-chan struct{}) { time.Sleep(time.Duration(60+random.IntN(300)) * time.Millisecond) })
				x.look()
			}
			x.end()
		})
	}
}

// The same while PostgreSQL's side of the connections is cut, again and again,
// and the process lives on to ask which of its commits took place.
func TestVolumeKillConnections(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	x := newKilling(t, "postgres")
	admin, err := sql.Open("pgx", os.Getenv("TEST_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := fmt.Sprintf("killed_%d", os.Getpid())
	x.url += "&application_name=" + name
	for range 5 {
		x.round(func(first <-chan struct{}) {
			<-first
			for until := time.Now().Add(time.Second); time.Now().Before(until); {
				time.Sleep(time.Duration(random.IntN(20)) * time.Millisecond)
				_, err := admin.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND random() < 0.5`, name)
				if err != nil {
					t.Fatal(err)
				}
			}
		})
		x.look()
	}
	x.end()
}
