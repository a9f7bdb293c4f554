package voting_test

import (
	"bufio"
	"context"
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
	"ittihad/offices/voting"
)

const killVoters = 24

// TestMain lets the test's binary be the process that is killed.
func TestMain(m *testing.M) {
	if url := os.Getenv("KILL_DB"); url != "" {
		fmt.Fprintln(os.Stderr, beKilled(url, os.Getenv("KILL_POLL"), os.Getenv("KILL_FROM")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// beKilled lets every delegate vote, and change the vote, as fast as they can,
// and says each receipt aloud once it has it:
//
//	ok VOTER REQUEST NUMBER REVISION   acknowledged
//	unknown VOTER                      nobody knows; the same request follows
//	wrong …                            what must not happen
func beKilled(url, poll, from string) error {
	k, err := kernel.Open(context.Background(), kernel.Options{DB: url, Blobs: filepath.Join(os.TempDir(), "none")}, house())
	if err != nil {
		return err
	}
	if err := k.Attend(); err != nil {
		return err
	}
	var wg sync.WaitGroup
	for v, start := range strings.Fields(from) {
		var i int
		fmt.Sscan(start, &i)
		wg.Go(func() {
			for ; ; i++ {
				castUntilKnown(k, poll, v+1, i)
			}
		})
	}
	wg.Wait()
	return errors.New("the voters ended")
}

func killedChoice(voter, request int) string {
	return []string{voting.Yes, voting.No, voting.Abstain}[(voter+request)%3]
}

func castUntilKnown(k *kernel.Kernel, poll string, voter, request int) {
	for {
		r, err := kernel.Run(context.Background(), k, voting.Cast, delegate(voter), fmt.Sprint(request),
			voting.Vote{Sitting: sitting, Poll: poll, Choice: killedChoice(voter, request)})
		switch {
		case err == nil && r.Text != "":
			fmt.Fprintf(os.Stdout, "ok %d %d %d %d\n", voter, request, r.Number, r.Revision)
			return
		case errors.Is(err, sqldb.ErrUnknown):
			fmt.Fprintf(os.Stdout, "unknown %d\n", voter)
		default:
			fmt.Fprintf(os.Stdout, "wrong %d %d %v\n", voter, request, err)
			time.Sleep(10 * time.Millisecond)
		}
	}
}

// A killing remembers, over all rounds, which receipts were given.
type killing struct {
	*room
	poll   string
	acked  [killVoters + 1]map[int][2]int64 // by request: number, revision
	last   [killVoters]int
	rounds int
}

func (x *killing) round(after time.Duration) {
	x.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "KILL_DB="+x.k.URL, "KILL_POLL="+x.poll, "KILL_FROM="+strings.Trim(fmt.Sprint(x.last), "[]"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(x.t, 0, err)
	must(x.t, 0, cmd.Start())
	first, heard := make(chan struct{}), make(chan struct{})
	go func() { x.hear(out, sync.OnceFunc(func() { close(first) })); close(heard) }()
	patience := time.Minute // however slow the machine is, most are killed while they vote,
	if x.rounds%5 == 4 {    // and each fifth may be while it opens
		patience = after
	}
	select {
	case <-first:
	case <-heard:
	case <-time.After(patience):
	}
	time.Sleep(after)
	cmd.Process.Kill()
	<-heard
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != -1 {
		x.t.Fatalf("the process ended by itself: %v", err)
	}
	x.rounds++
}

func (x *killing) hear(out io.Reader, begun func()) {
	for lines := bufio.NewScanner(out); lines.Scan(); begun() {
		var word string
		var voter, request int
		var r [2]int64
		switch fmt.Sscan(lines.Text(), &word, &voter, &request, &r[0], &r[1]); word {
		case "ok":
			if was, ok := x.acked[voter][request]; ok && was != r {
				x.t.Errorf("delegate %d's request %d had the receipt %v, and has %v", voter, request, was, r)
			}
			x.acked[voter][request] = r
			x.last[voter-1] = max(x.last[voter-1], request)
		case "unknown":
		default:
			x.t.Error(lines.Text())
		}
	}
}

// look compares the poll, as the killed process left it, with the receipts.
func (x *killing) look() {
	x.t.Helper()
	type row struct {
		person, choice   string
		number, revision int64
	}
	var lines, given, heard int64
	var votes []row
	x.read(func(tx *kernel.Tx) (err error) {
		votes, err = sqldb.All(tx.Tx, func(r *row) []any { return []any{&r.person, &r.choice, &r.number, &r.revision} },
			`SELECT cast_by, choice, number, revision FROM ballots WHERE poll = $1 ORDER BY mandate, revision`, x.poll)
		if err != nil {
			return err
		}
		if err := tx.One(`SELECT (SELECT count(*) FROM journal WHERE kind = 'voting.cast'), CAST(sum(given) AS BIGINT), CAST(sum(heard) AS BIGINT)
			FROM poll_turnout WHERE poll = $1`, []any{x.poll}, &lines, &given, &heard); err != nil {
			return err
		}
		return kernel.Unbroken(tx.Tx, "sitting/"+sitting)
	})
	stands, numbers := map[string][]row{}, map[int64]string{}
	for _, v := range votes {
		if int(v.revision) != len(stands[v.person]) {
			x.t.Errorf("%s has no revision %d, and has %d", v.person, len(stands[v.person]), v.revision)
		}
		if of := numbers[v.number]; of != "" && of != v.person {
			x.t.Errorf("the number %d is of two", v.number)
		}
		stands[v.person], numbers[v.number] = append(stands[v.person], v), v.person
	}
	if n := int64(len(stands)); int64(len(votes)) != lines || given != n || heard != n || int64(len(numbers)) != n {
		x.t.Errorf("%d votes in %d lines; of %d mandates, %d numbers, %d given, %d heard", len(votes), lines, n, len(numbers), given, heard)
	}
	for voter := 1; voter <= killVoters; voter++ {
		for request, r := range x.acked[voter] {
			mine := stands[person(voter)]
			if int(r[1]) >= len(mine) || mine[r[1]].number != r[0] || mine[r[1]].choice != killedChoice(voter, request) || int(r[1]) != request {
				x.t.Errorf("delegate %d's request %d with the receipt %v is lost, doubled or another's", voter, request, r)
			}
		}
	}
}

// A process that is killed at any moment while delegates vote loses no vote for
// which it gave a receipt, and doubles none that is sent again.
func TestVolumeKillVotes(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(seed, 0))
		x := &killing{room: meet(t, k, shape{hall: killVoters})}
		for i := range x.acked {
			x.acked[i] = map[int][2]int64{}
		}
		x.poll = x.room.poll(voting.Drafting{Changes: true})
		for range 50 {
			x.round(time.Duration(random.IntN(300)) * time.Millisecond)
			x.look()
		}
		acked := 0
		for _, a := range x.acked {
			acked += len(a)
		}
		if acked < 10*x.rounds {
			t.Errorf("only %d receipts in %d rounds: nothing was tested", acked, x.rounds)
		}
		x.close(x.poll)
		if got := x.announce(x.poll); got.Verdict.Total.Cast() != killVoters {
			t.Errorf("%d votes were counted", got.Verdict.Total.Cast())
		}
		t.Logf("%d rounds, %d receipts", x.rounds, acked)
	})
}
