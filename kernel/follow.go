package kernel

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"ittihad/kernel/sqldb"
)

// followBatch is the number of lines a follower takes at a time.
const followBatch = 500

// idle is how long followers and due things sleep when nobody wakes them: the
// longest that a lost wake, or another node's work, goes unseen.
const idle = time.Second

// breath is how long followers rest between two readings, and four times as long
// as the last one took if that is longer: what came meanwhile they read together,
// and neither SQLite's one writer nor the processor is theirs after every command.
const breath = 25 * time.Millisecond

// followStreams is the number of streams that a follower reads in one transaction.
const followStreams = 64

// nudge tells the followers that there may be something to read.
func (k *Kernel) nudge() {
	select {
	case k.nudged <- struct{}{}:
	default:
	}
}

// attend lets followers read and due things run until the house closes.
func (k *Kernel) attend() {
	tick := time.NewTicker(idle)
	defer tick.Stop()
	seen := map[string]int64{}
	for {
		select {
		case <-k.life.Done():
			return
		case <-k.nudged:
		case <-tick.C:
			if _, err := k.RunDue(k.life); err != nil && k.life.Err() == nil {
				slog.Error("due things", "err", err)
			}
			if err := k.lookRound(k.life, seen); err != nil && k.life.Err() == nil {
				slog.Error("streams that somebody listens to", "err", err)
			}
		}
		from := time.Now()
		if _, err := k.Follow(k.life); err != nil && k.life.Err() == nil {
			slog.Error("followers", "err", err)
		}
		k.pause(max(breath, 4*time.Since(from)))
	}
}

// lookRound wakes whoever listens to a stream that has grown since the last look:
// another process may have written to it, or a wake between nodes was lost.
func (k *Kernel) lookRound(ctx context.Context, seen map[string]int64) error {
	topics := k.Live.Topics()
	if len(topics) == 0 {
		return nil
	}
	var now []mark
	err := k.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		now, err = sqldb.In(tx, (*mark).cols, `SELECT stream, seq FROM streams WHERE stream IN (LIST)`, topics)
		return err
	})
	for _, m := range now {
		if was, known := seen[m.stream]; known && was != m.seq {
			k.Live.Heard(m.stream)
		}
		seen[m.stream] = m.seq
	}
	return err
}

// Follow lets every follower read what it has not read yet and returns the
// number of lines read. One follower's failure does not hold up the others.
func (k *Kernel) Follow(ctx context.Context) (n int, err error) {
	k.following.Lock()
	defer k.following.Unlock()
	for _, f := range k.followers {
		m, e := k.follow(ctx, f)
		n += m
		if e != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", f.Name, e))
		}
	}
	return n, err
}

// welcome marks, for the followers that are new in this house, what was written
// before they came.
func (k *Kernel) welcome(ctx context.Context) error {
	return k.DB.Write(ctx, func(tx *sqldb.Tx) error {
		for _, f := range k.followers {
			n, err := tx.Exec(`INSERT INTO follower_names (follower) VALUES ($1) ON CONFLICT DO NOTHING`, f.Name)
			if err != nil {
				return err
			}
			for i := 0; n == 1 && i < len(f.Kinds); i++ {
				_, err := tx.Exec(`INSERT INTO unread (follower, stream, seq) SELECT $1, stream, max(seq) FROM journal WHERE kind = $2 GROUP BY stream
					ON CONFLICT (follower, stream) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > unread.seq`, f.Name, f.Kinds[i])
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

type mark struct {
	stream string
	seq    int64
}

func (m *mark) cols() []any { return []any{&m.stream, &m.seq} }

func (k *Kernel) follow(ctx context.Context, f Follower) (n int, err error) {
	var marks []mark
	err = k.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		marks, err = sqldb.All(tx, (*mark).cols,
			`SELECT stream, seq FROM unread WHERE follower = $1 ORDER BY stream LIMIT $2`, f.Name, followBatch)
		return err
	})
	if err != nil {
		return 0, err
	}
	for part := range slices.Chunk(marks, followStreams) {
		read, e := k.catchUp(ctx, f, part)
		n += read
		err = errors.Join(err, e)
	}
	return n, err
}

// A reading is what a follower reads of one stream at a time.
type reading struct {
	mark
	after, last int64 // its place before, and after these lines
	wanted      []Event
}

// catchUp reads streams up to their marks. One that fails does not hold up the
// others. Another node may be reading them too: who saves its place first has
// read those lines, and the other leaves them.
func (k *Kernel) catchUp(ctx context.Context, f Follower, marks []mark) (n int, err error) {
	for len(marks) > 0 {
		list, e := k.news(ctx, f, marks)
		if e != nil {
			return n, errors.Join(err, e)
		}
		list = slices.DeleteFunc(list, func(r reading) bool {
			e := k.react(ctx, f, r.wanted)
			err = errors.Join(err, e)
			return e != nil
		})
		saved, e := k.savePlaces(ctx, f, list)
		err = errors.Join(err, e)
		marks = nil
		for _, r := range saved {
			n += len(r.wanted)
			if r.last < r.seq {
				marks = append(marks, r.mark)
			}
		}
	}
	return n, err
}

// news are the lines that a follower has not read of some streams.
func (k *Kernel) news(ctx context.Context, f Follower, marks []mark) (list []reading, err error) {
	err = k.DB.Read(ctx, func(tx *sqldb.Tx) error {
		for _, m := range marks {
			r := reading{mark: m}
			err := tx.One(`SELECT seq FROM followers WHERE follower = $1 AND stream = $2`, []any{f.Name, m.stream}, &r.after)
			if err != nil && !errors.Is(err, sqldb.ErrNone) {
				return err
			}
			events, err := History(tx, m.stream, r.after, followBatch)
			if err != nil {
				return err
			}
			if len(events) == 0 {
				continue
			}
			r.last = events[len(events)-1].Seq
			r.wanted = slices.DeleteFunc(events, func(e Event) bool { return !slices.Contains(f.Kinds, e.Kind) })
			list = append(list, r)
		}
		return nil
	})
	return list, err
}

func (k *Kernel) react(ctx context.Context, f Follower, events []Event) error {
	if f.React == nil {
		return nil
	}
	for _, e := range events {
		once := fmt.Sprintf("%012x/%s/%s/%d", e.At.UnixMilli(), f.Name, e.Stream, e.Seq)
		err := guarded(f.Name, func() error { return f.React(ctx, k, e, once) })
		if err != nil && Refusal(err) == nil {
			return fmt.Errorf("%s line %d: %w", e.Stream, e.Seq, err)
		} else if err != nil { // a refusal is an answer: the world moved on
			slog.Warn("a follower was refused", "follower", f.Name, "stream", e.Stream, "seq", e.Seq, "refusal", err)
		}
	}
	return nil
}

// savePlaces saves what a follower reads of several streams in one transaction,
// or, if that fails, in one for each. It gives back the readings that were saved.
func (k *Kernel) savePlaces(ctx context.Context, f Follower, list []reading) (saved []reading, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	err = k.DB.Write(ctx, func(t *sqldb.Tx) error {
		saved = nil
		for _, r := range list {
			first, err := k.savePlace(t, f, r)
			if err != nil {
				return err
			}
			if first {
				saved = append(saved, r)
			}
		}
		return nil
	})
	if err == nil {
		return saved, nil
	}
	if len(list) == 1 {
		return nil, err
	}
	saved, err = nil, nil
	for alone := range slices.Chunk(list, 1) {
		s, e := k.savePlaces(ctx, f, alone)
		saved, err = append(saved, s...), errors.Join(err, e)
	}
	return saved, err
}

// savePlace writes what the follower does with the lines, and its place, unless
// its place has moved meanwhile: then first is false and nothing is done. It
// leaves the mark if the stream has grown past it.
func (k *Kernel) savePlace(t *sqldb.Tx, f Follower, r reading) (first bool, err error) {
	moved, err := t.Exec(`INSERT INTO followers (follower, stream, seq) VALUES ($1, $2, $3)
		ON CONFLICT (follower, stream) DO UPDATE SET seq = excluded.seq WHERE followers.seq = $4`, f.Name, r.stream, r.last, r.after)
	if err != nil || moved != 1 {
		return false, err
	}
	if f.Do != nil && len(r.wanted) > 0 {
		b := &batch{k: k, tx: t, now: k.now(), memo: map[string]any{}, heads: map[string]*head{}}
		err := guarded(f.Name, func() error { return f.Do(&Tx{Tx: t, By: Self, Now: b.now, house: k, batch: b}, r.wanted) })
		if err != nil {
			return false, err
		}
		if err := b.flushRows(); err != nil {
			return false, err
		}
	}
	_, err = t.Exec(`DELETE FROM unread WHERE follower = $1 AND stream = $2 AND seq <= $3`, f.Name, r.stream, r.last)
	return true, err
}
