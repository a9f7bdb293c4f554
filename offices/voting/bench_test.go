package voting_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/offices/voting"
)

// The hot path of the house: votes that are acknowledged, with a signed receipt,
// once they are durable. Beside each stands its floor: the same statements, reads
// and the stream's lock included, batched alike, with no kernel around them.
//
//	TEST_POSTGRES=postgres://… go test -run '^$' -bench Cast -benchtime 60000x ./offices/voting
//
// The server that .ci/postgres starts does not wait for the disk: its figures
// are of votes that are not durable, and the metric fsync says so.
func BenchmarkCast(b *testing.B) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		for _, c := range []struct {
			name                    string
			writers, streams, stood int
		}{
			{"256_waiting", 256, 1, 0},
			{"1_alone", 1, 1, 0},
			{"256_streams", 256, 256, 0},
			{"256_waiting_100000_cast_before", 256, 1, 100_000},
			{"256_streams_100000_cast_before", 256, 256, 100_000},
		} {
			b.Run(dialect+"/"+c.name, func(b *testing.B) {
				h := seed(b, dialect, c.streams, c.stood)
				b.Run("votes", func(b *testing.B) { h.vote(b, c.writers) })
				b.Run("floor", func(b *testing.B) { h.floor(b, c.writers) })
			})
		}
	}
}

// A crowd is sittings with polls that are open and mandates that are present,
// written straight into their tables: no bench registers a hundred thousand
// organisations by hand.
type crowd struct {
	k        *kerneltest.Kernel
	sittings []string
	each     int     // mandates of a sitting
	next     []int64 // of each sitting: its next vote
	polls    [][]string
	keys     atomic.Int64 // of the floor's votes
}

const (
	benchMandates = 25_600 // among all sittings
	benchPolls    = 40     // of a sitting: when all mandates have voted, the next
)

// follower reads every vote, as the transparency log and its like will.
func follower(name string) kernel.Office {
	return kernel.Office{Name: name, Followers: []kernel.Follower{{Name: name + ".reader", Kinds: []string{"voting.cast"},
		Do: func(tx *kernel.Tx, events []kernel.Event) error { return nil }}}}
}

func seed(b *testing.B, dialect string, streams, stood int) *crowd {
	k := kerneltest.Open(b, dialect, append(house(), follower("log"), follower("messages")))
	meet(b, k, shape{hall: 1})
	first := (&room{b, k, nil}).poll(voting.Drafting{})
	h := &crowd{k: k, each: benchMandates / streams, next: make([]int64, streams), polls: make([][]string, streams)}
	err := k.DB.Write(b.Context(), func(tx *sqldb.Tx) error {
		columns := copied(b, tx, "sittings")
		pollColumns := copied(b, tx, "polls")
		for s := range streams {
			id := fmt.Sprintf("bench-%d", s)
			h.sittings = append(h.sittings, id)
			if _, err := tx.Exec(`INSERT INTO sittings (id`+columns+`) SELECT $1`+columns+` FROM sittings WHERE id = $2`, id, sitting); err != nil {
				return err
			}
			if err := h.fill(tx, s); err != nil {
				return err
			}
		}
		for p := range benchPolls { // the sittings open their first polls at one time, then the next ones
			for s, id := range h.sittings {
				poll := fmt.Sprintf("01a210f2-1f91-7749-%04d-%012d", p, s)
				h.polls[s] = append(h.polls[s], poll)
				if _, err := tx.Exec(`INSERT INTO polls (id, sitting, key`+strings.NewReplacer(", sitting", "", ", key", "").Replace(pollColumns)+`)
					SELECT $1, $2, ''`+strings.NewReplacer(", sitting", "", ", key", "").Replace(pollColumns)+` FROM polls WHERE id = $3`, poll, id, first); err != nil {
					return err
				}
				if _, err := tx.Exec(`INSERT INTO poll_turnout (poll, channel, given, heard, weight) VALUES ($1, 'hall', 0, 0, 0), ($1, 'remote', 0, 0, 0)`, poll); err != nil {
					return err
				}
			}
		}
		return h.stand(tx, stood)
	})
	must(b, 0, err)
	must(b, 0, k.Attend())
	return h
}

// copied are the columns of a table but its id, each after a comma.
func copied(b *testing.B, tx *sqldb.Tx, table string) string {
	q := `SELECT name FROM pragma_table_info('` + table + `') WHERE name <> 'id' ORDER BY cid`
	var n int64
	if tx.One(`SELECT count(*) FROM streams`, nil, &n) == nil && postgres(tx) {
		q = `SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '` + table + `'
			AND column_name <> 'id' ORDER BY ordinal_position`
	}
	list, err := sqldb.All(tx, func(s *string) []any { return []any{s} }, q)
	return ", " + strings.Join(must(b, list, err), ", ")
}

func postgres(tx *sqldb.Tx) bool {
	if err := tx.Savepoint(); err != nil {
		return false
	}
	var v string
	if err := tx.One(`SELECT current_schema()`, nil, &v); err != nil {
		tx.RollbackTo()
		return false
	}
	tx.Release()
	return true
}

func benchMandate(s, i int) string { return fmt.Sprintf("01a210f2-1f38-7096-%04d-%012d", s, i) }
func benchPerson(s, i int) string  { return fmt.Sprintf("01a210f2-1f38-7097-%04d-%012d", s, i) }

func (h *crowd) fill(tx *sqldb.Tx, s int) error {
	var rows [][]any
	for i := range h.each {
		rows = append(rows, []any{benchMandate(s, i), h.sittings[s], benchMandate(s, i), int64(i + 1), int64(1), fmt.Sprint("D", i), false,
			benchPerson(s, i), true, "remote", "", ""})
	}
	return tx.Bulk(`INSERT INTO mandates (id, sitting, organisation, number, weight, door_code, struck, holder, present, channel, place, since) VALUES ROWS`, rows)
}

// stand writes ballots that were cast before, into the first poll of each sitting.
func (h *crowd) stand(tx *sqldb.Tx, n int) error {
	var rows [][]any
	for i := range n {
		s := i % len(h.sittings)
		m := fmt.Sprintf("01a210f2-0000-7096-%04d-%012d", s, i)
		rows = append(rows, []any{h.polls[s][0], m, int64(0), int64(i/len(h.sittings) + 1), m, int64(1), "remote", "yes", "own", m, m, "", "key", sqldb.Time{Time: kerneltest.Start}})
	}
	if err := tx.Bulk(floorBallots, rows); err != nil || n == 0 {
		return err
	}
	for s := range h.sittings {
		if _, err := tx.Exec(`UPDATE poll_turnout SET given = $1, heard = $1, weight = $1 WHERE poll = $2 AND channel = 'remote'`, int64(n/len(h.sittings)), h.polls[s][0]); err != nil {
			return err
		}
	}
	return nil
}

// turn is the next vote of a sitting: whose, and in which poll.
func (h *crowd) turn(s int) (voter int, poll string) {
	n := int(atomic.AddInt64(&h.next[s], 1) - 1)
	return n % h.each, h.polls[s][n/h.each%benchPolls]
}

// race lets writers do b.N things, and reports how many a second, and how long
// one waited.
func race(b *testing.B, writers int, one func(writer int) int) {
	times := make([][]time.Duration, writers)
	var left atomic.Int64
	left.Store(int64(b.N))
	before := processor(b)
	b.ResetTimer()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for left.Load() > 0 {
				at := time.Now()
				n := one(w)
				left.Add(-int64(n))
				times[w] = append(times[w], time.Since(at))
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	all := slices.Concat(times...)
	slices.Sort(all)
	b.ReportMetric(float64(int64(b.N)-left.Load())/b.Elapsed().Seconds(), "votes/s")
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64((processor(b)-before).Microseconds())/float64(int64(b.N)-left.Load()), "cpu-µs/vote")
	b.ReportMetric(0, "ns/op")
}

// processor is the time that this process has computed: on a busy machine it says
// more than the clock.
func processor(b *testing.B) time.Duration {
	var u syscall.Rusage
	must(b, 0, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (h *crowd) vote(b *testing.B, writers int) {
	defer h.durable(b)
	race(b, writers, func(w int) int {
		s := w % len(h.sittings)
		i, poll := h.turn(s)
		r, err := kernel.Run(b.Context(), h.k.Kernel, voting.Cast, kernel.Actor{ID: benchPerson(s, i)}, benchOnce(poll),
			voting.Vote{Sitting: h.sittings[s], Poll: poll, Choice: []string{voting.Yes, voting.No, voting.Abstain}[i%3]})
		if err != nil || r.Text == "" {
			b.Error(err)
		}
		return 1
	})
}

// benchOnce is a once as the forms make them: it begins with its moment.
func benchOnce(poll string) string { return fmt.Sprintf("%012x-%s", time.Now().UnixMilli(), poll) }

// durable says whether the database waits for the disk.
func (h *crowd) durable(b *testing.B) {
	fsync := 1.0
	if h.k.DB.Dialect == "postgres" {
		var v string
		err := h.k.DB.Read(b.Context(), func(tx *sqldb.Tx) error { return tx.One(`SELECT current_setting('fsync')`, nil, &v) })
		if must(b, v, err) != "on" {
			fsync = 0
		}
	}
	b.ReportMetric(fsync, "fsync")
}
