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

// breath is how long followers rest between two readings: what came meanwhile
// they read together, and SQLite's one writer is not theirs after every command.
const breath = 25 * time.Millisecond

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
	for {
		select {
		case <-k.life.Done():
			return
		case <-k.nudged:
		case <-tick.C:
			if _, err := k.RunDue(k.life); err != nil && k.life.Err() == nil {
				slog.Error("due things", "err", err)
			}
		}
		if _, err := k.Follow(k.life); err != nil && k.life.Err() == nil {
			slog.Error("followers", "err", err)
		}
		k.pause(breath)
	}
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

type mark struct {
	stream string
	seq    int64
}

func (k *Kernel) follow(ctx context.Context, f Follower) (n int, err error) {
	var marks []mark
	err = k.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		marks, err = sqldb.All(tx, func(m *mark) []any { return []any{&m.stream, &m.seq} },
			`SELECT stream, seq FROM unread WHERE follower = $1 ORDER BY stream LIMIT $2`, f.Name, followBatch)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, m := range marks {
		read, e := k.catchUp(ctx, f, m)
		n += read
		if e != nil { // the other streams need not wait for this one
			err = errors.Join(err, e)
		}
	}
	return n, err
}

// catchUp reads one stream up to its mark. Another node may be reading it too:
// who saves its place first has read those lines, and the other leaves them.
func (k *Kernel) catchUp(ctx context.Context, f Follower, m mark) (n int, err error) {
	for {
		var after int64
		var events []Event
		err := k.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
			after, events, err = news(tx, f.Name, m.stream)
			return err
		})
		if err != nil || len(events) == 0 {
			return n, err
		}
		last := events[len(events)-1].Seq
		wanted := slices.DeleteFunc(events, func(e Event) bool { return !slices.Contains(f.Kinds, e.Kind) })
		if f.React != nil {
			if err := k.react(ctx, f, wanted); err != nil {
				return n, err
			}
		}
		first, err := k.savePlace(ctx, f, mark{m.stream, after}, last, wanted)
		if err != nil || !first {
			return n, err
		}
		n += len(wanted)
		if last >= m.seq {
			return n, nil
		}
	}
}

// news is the follower's place in a stream, and the lines after it.
func news(tx *sqldb.Tx, follower, stream string) (after int64, events []Event, err error) {
	err = tx.One(`SELECT seq FROM followers WHERE follower = $1 AND stream = $2`, []any{follower, stream}, &after)
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return 0, nil, err
	}
	events, err = History(tx, stream, after, followBatch)
	return after, events, err
}

func (k *Kernel) react(ctx context.Context, f Follower, events []Event) error {
	for _, e := range events {
		once := fmt.Sprintf("%012x/%s/%s/%d", e.At.UnixMilli(), f.Name, e.Stream, e.Seq)
		if err := f.React(ctx, k, e, once); err != nil && Refusal(err) == nil {
			return fmt.Errorf("%s line %d: %w", e.Stream, e.Seq, err)
		} else if err != nil { // a refusal is an answer: the world moved on
			slog.Warn("a follower was refused", "follower", f.Name, "stream", e.Stream, "seq", e.Seq, "refusal", err)
		}
	}
	return nil
}

// savePlace writes what the follower does with the events, and its place, in one
// transaction, unless its place has moved meanwhile: then first is false and
// nothing is done. It leaves the mark if the stream has grown past it.
func (k *Kernel) savePlace(ctx context.Context, f Follower, was mark, last int64, events []Event) (first bool, err error) {
	err = k.DB.Write(ctx, func(t *sqldb.Tx) error {
		moved, err := t.Exec(`INSERT INTO followers (follower, stream, seq) VALUES ($1, $2, $3)
			ON CONFLICT (follower, stream) DO UPDATE SET seq = excluded.seq WHERE followers.seq = $4`, f.Name, was.stream, last, was.seq)
		if first = moved == 1; err != nil || !first {
			return err
		}
		if f.Do != nil && len(events) > 0 {
			b := &batch{k: k, tx: t, now: k.now(), memo: map[string]any{}, heads: map[string]*head{}}
			if err := f.Do(&Tx{Tx: t, By: Self, Now: b.now, batch: b}, events); err != nil {
				return err
			}
			if err := b.flushRows(); err != nil {
				return err
			}
		}
		_, err = t.Exec(`DELETE FROM unread WHERE follower = $1 AND stream = $2 AND seq <= $3`, f.Name, was.stream, last)
		return err
	})
	return first, err
}
