package kernel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"ittihad/kernel/sqldb"
)

// A job is a command that waits for its turn.
type job struct {
	command, stream string
	by              Actor
	key, input      string // of a request that may be repeated; key is empty for others
	secret, calm    bool
	do              func(*Tx) (any, error)
	in              any                     // the input, for ahead
	ahead           func(*Tx, []*job) error // nil: nothing to read ahead
	recall          func(said []byte) (any, error)

	out  any
	err  error
	wake bool
	done chan struct{}
}

// newJob makes a job. Nobody's answers are not kept, nor are those of the
// kernel's own commands without a key. What was asked is kept as a hash together
// with the once, which is kept nowhere: a vote is one of three inputs, and who
// holds the database must not find it by trying them.
func newJob(command, stream string, by Actor, once string, asked []byte) *job {
	j := &job{command: command, stream: stream, by: by, done: make(chan struct{})}
	if once != "" && !by.Nobody() {
		j.key = beginning(once) + digest(by.ID, command, once)
		j.input = digest(once, string(asked))
	}
	return j
}

// beginningSize is as long as a moment in milliseconds is in hex.
const beginningSize = 12

// beginning is that of a once, as far as it is plain. Who makes them begin
// with the moment gets keys that lie beside each other: with keys at random,
// every batch writes to a hundred pages of the index, which costs PostgreSQL
// four fifths of its votes a second and SQLite a third.
func beginning(once string) string {
	n := 0
	for n < len(once) && n < beginningSize && strings.IndexByte(plain, once[n]) >= 0 {
		n++
	}
	return once[:n]
}

const plain = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

func marshal(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// Lanes carry commands out side by side on PostgreSQL; a stream always takes
// the same one. SQLite has one writer, and so one lane.
const postgresLanes = 8

// errClosed is the answer to a command that comes while the house closes.
var errClosed = errors.New("kernel: closed")

// A lane is a queue of jobs and the worker that takes them, up to batchSize at
// a time: those that came while the last batch was being written.
type lanes struct {
	mu     sync.RWMutex
	closed bool
	list   []chan *job
	wg     sync.WaitGroup
}

func (k *Kernel) openLanes() {
	n := 1
	if k.DB.Dialect == "postgres" {
		n = postgresLanes
	}
	for range n {
		lane := make(chan *job, 4*batchSize)
		k.lanes.list = append(k.lanes.list, lane)
		k.lanes.wg.Go(func() { k.work(lane) })
	}
}

// close lets the commands that wait finish, and takes no more.
func (l *lanes) close() {
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		for _, lane := range l.list {
			close(lane)
		}
	}
	l.mu.Unlock()
	l.wg.Wait()
}

// streamMax is the longest name of a stream, in bytes: an index holds it.
const streamMax = 500

// storable says whether a text can be a stream's name on both databases. It is
// made of what came from outside.
func storable(stream string) bool {
	return len(stream) <= streamMax && utf8.ValidString(stream) && !strings.Contains(stream, "\x00")
}

// submit waits for the job's turn and its commit. A client that leaves earlier
// does not undo its command: the retry with its key gets the answer.
func (k *Kernel) submit(ctx context.Context, j *job) error {
	if !storable(j.stream) {
		return Refuse(Invalid, "kernel.unreadable", j.command)
	}
	k.lanes.mu.RLock()
	if k.lanes.closed {
		k.lanes.mu.RUnlock()
		return errClosed
	}
	h := fnv.New32a()
	h.Write([]byte(j.stream))
	lane := k.lanes.list[int(h.Sum32()%uint32(len(k.lanes.list)))]
	select {
	case lane <- j:
		k.lanes.mu.RUnlock()
	case <-ctx.Done():
		k.lanes.mu.RUnlock()
		return ctx.Err()
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (k *Kernel) work(lane <-chan *job) {
	for first := range lane {
		jobs := []*job{first}
	gather:
		for len(jobs) < batchSize {
			select {
			case j, ok := <-lane:
				if !ok {
					break gather
				}
				jobs = append(jobs, j)
			default:
				break gather
			}
		}
		k.settle(jobs)
	}
}

// settle carries the jobs out, answers them, and wakes the listeners. When a
// batch fails for what one of them did, the others do not suffer for it: they
// run again with savepoints, and if that fails too, each alone.
func (k *Kernel) settle(jobs []*job) {
	err := k.persist(jobs, false)
	if !apart(err) {
		k.finish(jobs, err)
		return
	}
	for part := range slices.Chunk(jobs, savepointsSize) {
		err := k.persist(part, true)
		if len(part) == 1 || !apart(err) {
			k.finish(part, err)
			continue
		}
		for alone := range slices.Chunk(part, 1) {
			k.finish(alone, k.persist(alone, true))
		}
	}
}

// apart says of a batch's failure that a part of it may succeed.
func apart(err error) bool { return errors.Is(err, errRerun) || sqldb.Answered(err) }

// persist runs one batch, again while the database asks for it or is away for a
// moment.
func (k *Kernel) persist(jobs []*job, savepoints bool) error {
	for try := 0; ; try++ {
		err := k.carryOut(jobs, savepoints)
		if !sqldb.Retryable(err) && !sqldb.Gone(err) || try == 8 || k.life.Err() != nil {
			return err
		}
		time.Sleep(time.Duration(1<<try) * time.Millisecond)
	}
}

// finish wakes the streams that grew and answers the jobs, in this order: who
// is answered may rely on the next page showing it.
func (k *Kernel) finish(jobs []*job, err error) {
	grew := map[string]bool{}
	for _, j := range jobs {
		if err != nil {
			j.out, j.err, j.wake = nil, err, false
		}
		if j.wake {
			grew[j.stream] = grew[j.stream] || !j.calm
		}
	}
	for stream, now := range grew {
		if now {
			k.Live.Wake(stream)
		} else {
			k.Live.WakeCalmly(stream)
		}
	}
	if len(grew) > 0 {
		k.nudge()
	}
	for _, j := range jobs {
		close(j.done)
	}
}
