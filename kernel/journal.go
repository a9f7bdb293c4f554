package kernel

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"ittihad/kernel/sqldb"
)

// A head is the end of a stream: its last number and the hash of its last line.
type head struct {
	seq   int64
	hash  string
	dirty bool
}

// Chain is the hash of a line of the journal: SHA-256 over the hash of the line
// before it and everything the line says, so that no line can be changed, left
// out or put between without all that follow it changing too.
func Chain(before string, e Event) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d\n%s\n%s\n%s\n%s", before, e.Stream, e.Seq, e.At.Text(), e.Actor, e.Kind, e.Data))
	return hex.EncodeToString(sum[:])
}

const (
	lockStreams = `INSERT INTO streams (stream, seq, head, at) VALUES ROWS
		ON CONFLICT (stream) DO UPDATE SET seq = streams.seq`
	forgetStream = `DELETE FROM streams WHERE stream = $1 AND seq = 0`
	readHeads    = `SELECT stream, seq, head FROM streams WHERE stream IN (LIST)`
	writeHeads   = `INSERT INTO streams (stream, seq, head, at) VALUES ROWS
		ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, head = excluded.head, at = excluded.at`
	writeLines   = `INSERT INTO journal (stream, seq, at, actor, kind, data, hash) VALUES ROWS`
	writeReplies = `INSERT INTO replies (key, stream, input, reply, at) VALUES ROWS`
	readReplies  = `SELECT key, input, reply FROM replies WHERE key IN (LIST)`
	writeUnread  = `INSERT INTO unread (follower, stream, seq) VALUES ROWS
		ON CONFLICT (follower, stream) DO UPDATE SET seq = excluded.seq`
)

// History reads the lines of a stream after a number, oldest first.
func History(tx *sqldb.Tx, stream string, after int64, limit int) ([]Event, error) {
	return sqldb.All(tx, (*Event).cols, `SELECT stream, seq, at, actor, kind, data FROM journal
		WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3`, stream, after, limit)
}

func (e *Event) cols() []any {
	return []any{&e.Stream, &e.Seq, &e.At, &e.Actor, &e.Kind, (*text)(&e.Data)}
}

// Unbroken checks the chain of a stream from its first line to its head, and
// says where it breaks.
func Unbroken(tx *sqldb.Tx, stream string) error {
	var h head
	if err := tx.One(`SELECT seq, head FROM streams WHERE stream = $1`, []any{stream}, &h.seq, &h.hash); err != nil {
		return err
	}
	type line struct {
		Event
		hash string
	}
	var seq int64
	before := ""
	err := sqldb.Each(tx, func(l *line) []any { return append(l.cols(), &l.hash) }, func(l line) error {
		seq++
		if l.Seq != seq {
			return fmt.Errorf("%s: line %d is missing", stream, seq)
		}
		if before = Chain(before, l.Event); before != l.hash {
			return fmt.Errorf("%s: line %d was changed", stream, seq)
		}
		return nil
	}, `SELECT stream, seq, at, actor, kind, data, hash FROM journal WHERE stream = $1 ORDER BY seq`, stream)
	if err != nil {
		return err
	}
	if seq != h.seq || before != h.hash {
		return fmt.Errorf("%s: the journal ends at line %d, its head says %d", stream, seq, h.seq)
	}
	return nil
}

// text scans TEXT into bytes on both databases.
type text []byte

func (t *text) Scan(v any) error {
	switch v := v.(type) {
	case string:
		*t = []byte(v)
	case []byte:
		*t = append([]byte(nil), v...)
	default:
		return fmt.Errorf("kernel: %T is not text", v)
	}
	return nil
}
