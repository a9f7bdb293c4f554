package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"ittihad/kernel/sqldb"
)

// A Tx is what a use case works with: the transaction, who acts, and when.
type Tx struct {
	*sqldb.Tx
	By  Actor
	Now sqldb.Time

	house  *Kernel
	batch  *batch // nil in a query
	stream string
	wrote  bool
	secret bool
}

// An Event is one line of the journal: what happened, never who a person is.
// Personal data stays in the offices' tables, where it can be corrected or
// erased; the journal holds ids.
type Event struct {
	Stream string
	Seq    int64
	At     sqldb.Time
	Actor  string
	Kind   string
	Data   json.RawMessage

	hash string
}

// Into reads the event's data.
func (e Event) Into(v any) error { return json.Unmarshal(e.Data, v) }

var errNotACommand = errors.New("kernel: only a command may change anything")

// Exec runs a statement that changes something.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if tx.batch == nil {
		return 0, errNotACommand
	}
	tx.wrote = true
	return tx.Tx.Exec(query, args...)
}

// Bulk inserts many rows at once; see sqldb.Tx.Bulk.
func (tx *Tx) Bulk(insert string, rows [][]any) error {
	if tx.batch == nil {
		return errNotACommand
	}
	tx.wrote = true
	return tx.Tx.Bulk(insert, rows)
}

// Put adds a row to a bulk insert (see sqldb.Rows) that is written together with
// the rows of the commands that wait beside this one. It is seen by every other
// command, but not by commands of the same name that share the transaction:
// those keep what they must know of each other in a Memo.
func (tx *Tx) Put(insert string, args ...any) {
	tx.batch.puts = append(tx.batch.puts, put{insert, args})
}

// Add adds to counters: upsert is a bulk insert (see sqldb.Rows) of a key's
// columns and then of what is added to each counter, by all commands beside this
// one together. As with Put, commands of the same name in the transaction do not
// see it.
//
//	INSERT INTO shelves (shelf, books) VALUES ROWS
//	ON CONFLICT (shelf) DO UPDATE SET books = shelves.books + excluded.books
func (tx *Tx) Add(upsert string, key []any, by ...int64) {
	tx.batch.adds = append(tx.batch.adds, add{upsert, key, by})
}

// Record writes an event to the journal, in the same transaction as the change.
// data is marshalled to JSON and must hold no personal datum.
func (tx *Tx) Record(kind string, data any) error {
	if tx.batch == nil {
		return errNotACommand
	}
	if tx.stream == "" {
		return errors.New("kernel: a follower writes no line in the journal; let it React with a command")
	}
	if tx.secret {
		return errors.New("kernel: a secret command leaves no line in the journal")
	}
	body, err := json.Marshal(data)
	if err != nil {
		return err
	}
	tx.batch.record(Event{Stream: tx.stream, At: tx.Now, Actor: tx.By.ID, Kind: kind, Data: body})
	return nil
}

// Seq is the number of the last event of the command's stream, its own included.
func (tx *Tx) Seq() int64 { return tx.batch.heads[tx.stream].seq }

// UseCase describes what the house offers by a name: for an office that lets
// others name use cases.
func (tx *Tx) UseCase(name string) (info Info, ok bool) {
	u := tx.house.useCases[name]
	if u == nil {
		return info, false
	}
	return u.Info(), true
}

// Due asks the kernel to run a command with this input at a moment, as the
// kernel itself, once. A second Due with the same key moves it.
func (tx *Tx) Due(key string, at time.Time, command string, in any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO due (key, at, command, input) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET at = excluded.at, command = excluded.command, input = excluded.input`,
		key, sqldb.Time{Time: at}, command, string(body))
	return err
}

// NotDue withdraws what Due asked for.
func (tx *Tx) NotDue(key string) error {
	_, err := tx.Exec(`DELETE FROM due WHERE key = $1`, key)
	return err
}

// Memo remembers, for commands of the same name that share one transaction and
// its lock on the stream, what the first of them read. What a Do changes in it
// must be its last act: a refusal does not undo it.
func Memo[T any](tx *Tx, key string, load func() (T, error)) (T, error) {
	if tx.batch == nil {
		return load()
	}
	key = memoKey(tx.stream, key)
	if v, ok := tx.batch.memo[key]; ok {
		return v.(T), nil
	}
	v, err := load()
	if err == nil {
		tx.batch.memo[key] = v
	}
	return v, err
}

// Foretell leaves for the Memo of commands on a stream what an Ahead has read
// for them.
func Foretell[T any](tx *Tx, stream, key string, v T) { tx.batch.memo[memoKey(stream, key)] = v }

func memoKey(stream, key string) string { return stream + "\x00" + key }

// Read runs f in a read-only transaction as an actor. Queries come through Ask;
// this is for the kernel's own surfaces.
func (k *Kernel) Read(ctx context.Context, by Actor, f func(*Tx) error) error {
	return k.DB.Read(ctx, func(t *sqldb.Tx) error {
		return f(&Tx{Tx: t, By: by, Now: k.now(), house: k})
	})
}

func (k *Kernel) now() sqldb.Time {
	return sqldb.Time{Time: k.Now().UTC().Truncate(time.Millisecond)}
}
