package kernel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// The urn is the seam's work at its most usual: look at what is open (once for a
// batch), look for an earlier ballot, put a ballot, count it, record it.
type slip struct {
	Urn   string `json:"urn"`
	Voter string `json:"voter"`
}

type slipReceipt struct {
	Seq int64  `json:"seq"`
	Urn string `json:"urn"`
}

const (
	urnOpen   = `SELECT open FROM urns WHERE urn = $1`
	urnVoted  = `SELECT count(*) FROM slips WHERE urn = $1 AND voter = $2`
	urnPut    = `INSERT INTO slips (urn, voter, at) VALUES ROWS`
	urnAdd    = `INSERT INTO urns (urn, open, slips) VALUES ROWS ON CONFLICT (urn) DO UPDATE SET slips = urns.slips + excluded.slips`
	urnSchema = `CREATE TABLE urns (urn TEXT PRIMARY KEY, open BOOLEAN NOT NULL, slips BIGINT NOT NULL);
		CREATE TABLE slips (urn TEXT NOT NULL, voter TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (urn, voter));`
)

var dropSlip = kernel.Command[slip, slipReceipt]{
	Name: "urn.drop", Who: "anyone who is signed in", Calm: true,
	Stream: func(s slip) string { return "urn/" + s.Urn },
	May: func(tx *kernel.Tx, s slip) error {
		open, err := kernel.Memo(tx, "open", func() (open bool, err error) { err = tx.One(urnOpen, []any{s.Urn}, &open); return open, err })
		if err == nil && !open {
			err = kernel.Refuse(kernel.Conflict, "urn.closed")
		}
		return err
	},
	Do: func(tx *kernel.Tx, s slip) (slipReceipt, error) {
		var n int64
		if err := tx.One(urnVoted, []any{s.Urn, s.Voter}, &n); err != nil {
			return slipReceipt{}, err
		}
		if n > 0 {
			return slipReceipt{}, kernel.Refuse(kernel.Conflict, "urn.voted")
		}
		tx.Put(urnPut, s.Urn, s.Voter, tx.Now)
		tx.Add(urnAdd, []any{s.Urn, true}, 1)
		return slipReceipt{tx.Seq() + 1, s.Urn}, tx.Record("urn.dropped", map[string]string{"voter": s.Voter})
	},
}

// readUrn is a follower as most are: it writes a little for each batch it reads.
func readUrn(tx *kernel.Tx, events []kernel.Event) error {
	_, err := tx.Exec(`INSERT INTO tally (stream, n) VALUES ($1, $2) ON CONFLICT (stream) DO UPDATE SET n = tally.n + excluded.n`,
		events[0].Stream, len(events))
	return err
}

func urns() []kernel.Office {
	return []kernel.Office{counting(), {Name: "urn", UseCases: []kernel.UseCase{dropSlip},
		Followers: []kernel.Follower{{Name: "urn.reader", Kinds: []string{"urn.dropped"}, Do: readUrn}},
		Schema:    fstest.MapFS{"schema/0001_urn.sql": {Data: []byte(urnSchema)}}}}
}

// BenchmarkRun measures acknowledged, durable commands, with a follower that
// reads them all, beside the floor: the same statements, batched alike, with no
// kernel around them. Durable figures of PostgreSQL need a durable server:
//
//	.ci/postgres --durable go test -run '^$' -bench Run -benchtime 4s ./kernel
func BenchmarkRun(b *testing.B) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		for _, s := range []shape{
			{"1 waiting, nobody follows", 1, 1, false}, {"1 waiting", 1, 1, true},
			{"256 waiting on 1 stream, nobody follows", 256, 1, false}, {"256 waiting on 1 stream", 256, 1, true}, {"256 waiting on 256 streams", 256, 256, true},
		} {
			b.Run(dialect+"/"+s.name, func(b *testing.B) { benchmarkRun(b, dialect, s) })
		}
	}
}

type shape struct {
	name             string
	waiting, streams int
	follow           bool
}

// benchmarkRun runs kernel and floor by turns, so that what else the machine
// does meanwhile falls on both.
func benchmarkRun(b *testing.B, dialect string, s shape) {
	waiting, streams := s.waiting, s.streams
	k, f := newSeam(b, dialect, streams, s.follow), newFloor(b, dialect, streams)
	var seam, floor load
	const turns = 4
	b.ResetTimer()
	for turn := range turns {
		n := b.N/turns + 1
		// A once begins with its moment, as those of the forms do.
		seam.add(waiting, n, func(i int) error {
			i += turn * n
			v := slip{fmt.Sprint(i % streams), fmt.Sprint("v", i)}
			_, err := kernel.Run(context.Background(), k, dropSlip, kernel.Actor{ID: v.Voter}, fmt.Sprintf("%012x", i), v)
			return err
		})
		floor.add(waiting, n, func(i int) error {
			i += turn * n
			return f.drop(slip{fmt.Sprint(i % streams), fmt.Sprint("v", i)})
		})
	}
	b.StopTimer()
	for _, err := range []error{seam.err, floor.err} {
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(seam.rate(), "cmds/s")
	b.ReportMetric(floor.rate(), "floor/s")
	b.ReportMetric(floor.rate()/seam.rate(), "×floor")
	b.ReportMetric(seam.p99(), "p99-ms")
	b.ReportMetric(floor.p99(), "floor-p99-ms")
}

// A load is what was done, and how long each waited for its answer.
type load struct {
	took  time.Duration
	waits []time.Duration
	err   error
}

func (l *load) add(waiting, n int, do func(int) error) {
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	from := time.Now()
	for range waiting {
		wg.Go(func() {
			var waits []time.Duration
			var failed error
			for i := next.Add(1) - 1; i < int64(n) && failed == nil; i = next.Add(1) - 1 {
				asked := time.Now()
				failed = do(int(i))
				waits = append(waits, time.Since(asked))
			}
			mu.Lock()
			defer mu.Unlock()
			if l.waits = append(l.waits, waits...); failed != nil {
				l.err = failed
			}
		})
	}
	wg.Wait()
	l.took += time.Since(from)
}

func (l *load) rate() float64 { return float64(len(l.waits)) / l.took.Seconds() }

func (l *load) p99() float64 {
	slices.Sort(l.waits)
	return float64(l.waits[len(l.waits)*99/100].Microseconds()) / 1000
}

func newSeam(b *testing.B, dialect string, streams int, follow bool) *kernel.Kernel {
	k, err := kernel.Open(b.Context(), kernel.Options{DB: kerneltest.Database(b, dialect), Blobs: filepath.Join(b.TempDir(), "blobs")}, urns())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { k.Close() })
	openUrns(b, k.DB, streams)
	if follow {
		if err := k.Attend(); err != nil {
			b.Fatal(err)
		}
	}
	return k
}

func openUrns(b *testing.B, db *sqldb.DB, streams int) {
	err := db.Write(b.Context(), func(tx *sqldb.Tx) error {
		var rows [][]any
		for s := range streams {
			rows = append(rows, []any{fmt.Sprint(s), true, 0})
		}
		return tx.Bulk(`INSERT INTO urns (urn, open, slips) VALUES ROWS`, rows)
	})
	if err != nil {
		b.Fatal(err)
	}
}

// A floor carries out the statements of dropSlip in batches, and nothing else.
type floor struct {
	db    *sqldb.DB
	lanes []chan *floorJob
	seqs  sync.Map // urn → *int64, for rows of the right size
}

type floorJob struct {
	slip
	done chan error
}

func newFloor(b *testing.B, dialect string, streams int) *floor {
	k, err := kernel.Open(b.Context(), kernel.Options{DB: kerneltest.Database(b, dialect), Blobs: filepath.Join(b.TempDir(), "blobs")}, urns())
	if err != nil {
		b.Fatal(err)
	}
	f := &floor{db: k.DB}
	openUrns(b, k.DB, streams)
	lanes := 1
	if dialect == "postgres" {
		lanes = 8
	}
	var wg sync.WaitGroup
	for range lanes {
		lane := make(chan *floorJob, 512)
		f.lanes = append(f.lanes, lane)
		wg.Go(func() { f.work(lane) })
	}
	b.Cleanup(func() {
		for _, l := range f.lanes {
			close(l)
		}
		wg.Wait()
		k.Close()
	})
	return f
}

func (f *floor) drop(s slip) error {
	j := &floorJob{s, make(chan error, 1)}
	lane := 0
	for _, c := range s.Urn {
		lane = lane*31 + int(c)
	}
	f.lanes[lane%len(f.lanes)] <- j
	return <-j.done
}

func (f *floor) work(lane chan *floorJob) {
	for first := range lane {
		jobs := []*floorJob{first}
		for len(jobs) < 128 && len(lane) > 0 {
			jobs = append(jobs, <-lane)
		}
		err := f.batch(jobs)
		for _, j := range jobs {
			j.done <- err
		}
	}
}

func (f *floor) batch(jobs []*floorJob) error {
	tx, err := f.db.Begin(context.Background(), true)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	now := sqldb.Time{Time: time.Now()}
	byUrn := map[string][]*floorJob{}
	for _, j := range jobs {
		byUrn[j.Urn] = append(byUrn[j.Urn], j)
	}
	var streams, keys []string
	for u := range byUrn {
		streams = append(streams, "urn/"+u)
	}
	slices.Sort(streams)
	if f.db.Dialect == "postgres" {
		var rows [][]any
		for _, s := range streams {
			rows = append(rows, []any{s, 0, "", now})
		}
		if err := tx.Bulk(`INSERT INTO streams (stream, seq, head, at) VALUES ROWS ON CONFLICT (stream) DO UPDATE SET seq = streams.seq`, rows); err != nil {
			return err
		}
	}
	three := func(r *[3]string) []any { return []any{&r[0], &r[1], &r[2]} }
	if _, err := sqldb.In(tx, three, `SELECT stream, seq, head FROM streams WHERE stream IN (LIST)`, streams); err != nil {
		return err
	}
	for _, j := range jobs {
		keys = append(keys, fmt.Sprintf("%032x", "k"+j.Voter))
	}
	if _, err := sqldb.In(tx, three, `SELECT key, input, reply FROM replies WHERE key IN (LIST)`, keys); err != nil {
		return err
	}
	return f.write(tx, jobs, byUrn, keys, now)
}

func (f *floor) write(tx *sqldb.Tx, jobs []*floorJob, byUrn map[string][]*floorJob, keys []string, now sqldb.Time) error {
	const hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	var slips, counts, lines, replies, heads, unread [][]any
	for u := range byUrn {
		var open bool
		if err := tx.One(urnOpen, []any{u}, &open); err != nil {
			return err
		}
	}
	last := map[string]int64{}
	for i, j := range jobs {
		var n int64
		if err := tx.One(urnVoted, []any{j.Urn, j.Voter}, &n); err != nil {
			return err
		}
		seq, _ := f.seqs.LoadOrStore(j.Urn, new(int64))
		*seq.(*int64)++
		last[j.Urn] = *seq.(*int64)
		data, _ := json.Marshal(map[string]string{"voter": j.Voter})
		slips = append(slips, []any{j.Urn, j.Voter, now})
		lines = append(lines, []any{"urn/" + j.Urn, last[j.Urn], now, j.Voter, "urn.dropped", string(data), hash})
		replies = append(replies, []any{keys[i], "urn/" + j.Urn, hash[:32], `{"seq":1000,"urn":"0"}`, now})
	}
	if err := tx.Bulk(urnPut, slips); err != nil {
		return err
	}
	for _, u := range slices.Sorted(func(yield func(string) bool) {
		for u := range byUrn {
			if !yield(u) {
				return
			}
		}
	}) {
		counts = append(counts, []any{u, true, len(byUrn[u])})
		heads = append(heads, []any{"urn/" + u, last[u], hash, now})
		unread = append(unread, []any{"urn.reader", "urn/" + u, last[u]})
	}
	for _, w := range []struct {
		query string
		rows  [][]any
	}{
		{urnAdd, counts},
		{`INSERT INTO journal (stream, seq, at, actor, kind, data, hash) VALUES ROWS`, lines},
		{`INSERT INTO replies (key, stream, input, reply, at) VALUES ROWS`, replies},
		{`INSERT INTO streams (stream, seq, head, at) VALUES ROWS ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, head = excluded.head, at = excluded.at`, heads},
		{`INSERT INTO unread (follower, stream, seq) VALUES ROWS ON CONFLICT (follower, stream) DO UPDATE SET seq = excluded.seq`, unread},
	} {
		if err := tx.Bulk(w.query, w.rows); err != nil {
			return err
		}
	}
	return tx.Commit()
}
