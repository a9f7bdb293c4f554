// Package sqldb opens the database of a federation: one SQLite file by default,
// PostgreSQL when several nodes are needed. It is the only package that knows
// that there are two dialects.
//
// Offices write one SQL text with $1 $2 … placeholders. It may use TEXT, BIGINT,
// BOOLEAN, BYTEA, RETURNING, ON CONFLICT, WITH, window functions, FILTER,
// partial unique indexes, foreign keys and CHECK; not now(), random(), serial
// keys, arrays, JSON operators, ILIKE or FOR UPDATE. Values that vary (time,
// identifiers, random numbers) come in as parameters.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A DB hands out transactions; nothing else talks to the database.
type DB struct {
	Dialect string // "sqlite" or "postgres"

	pg      *postgres  // nil on SQLite
	writer  chan *conn // SQLite: the one writing connection
	readers chan *conn // SQLite: the reading connections
	pools   []*sql.DB  // what Close closes
}

// SQLite's reading connections. Reads are short and the machine has few cores.
const sqliteReaders = 4

// Open connects to "postgres://…", or to a SQLite file named by "sqlite:PATH"
// or by its bare path; the file is created if it is missing.
func Open(url string) (*DB, error) {
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return openPostgres(url)
	}
	return openSQLite(strings.TrimPrefix(url, "sqlite:"))
}

// OpenExisting opens a database as Open does, if it is there and has tables;
// ErrNoDB otherwise. Nothing is made.
func OpenExisting(url string) (*DB, error) {
	if path := strings.TrimPrefix(url, "sqlite:"); !strings.Contains(path, "://") {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("%w at %s", ErrNoDB, path)
		}
	}
	db, err := Open(url)
	if err != nil {
		return nil, err
	}
	err = db.Read(context.Background(), func(tx *Tx) error {
		list, err := tx.Tables()
		if err == nil && len(list) == 0 {
			err = ErrNoDB
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close ends every connection. Transactions still running fail. A SQLite
// database is then one file that can be copied.
func (db *DB) Close() error {
	var errs []error
	for _, conns := range []chan *conn{db.readers, db.writer} { // the writer last: it folds the log back into the file
		for len(conns) > 0 {
			errs = append(errs, (<-conns).close())
		}
	}
	for _, p := range db.pools {
		errs = append(errs, p.Close())
	}
	return errors.Join(errs...)
}

// Fold writes the write-ahead log of a SQLite database back into its file and
// empties it: what was erased is then in neither of them. It is an error when
// somebody reads for longer than a second.
func (db *DB) Fold(ctx context.Context) error {
	if db.pg != nil {
		return nil
	}
	c, err := db.pools[0].Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, "PRAGMA busy_timeout(1000)"); err != nil {
		return err
	}
	var busy, pages, folded int64
	if err := c.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &folded); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("the log is being read")
	}
	return nil
}

// Write runs f in one writing transaction and commits it when f returns nil. f
// may run again if the database asks for a retry, so it must have no effect
// outside tx. A commit whose outcome the database did not tell is ErrUnknown.
func (db *DB) Write(ctx context.Context, f func(*Tx) error) error {
	for try := 0; ; try++ {
		err := db.once(ctx, true, f)
		if !Retryable(err) || try == 8 || ctx.Err() != nil {
			return err
		}
		time.Sleep(time.Duration(1<<try) * time.Millisecond)
	}
}

// Read runs f in one read-only transaction that sees one moment.
func (db *DB) Read(ctx context.Context, f func(*Tx) error) error {
	return db.once(ctx, false, f)
}

func (db *DB) once(ctx context.Context, write bool, f func(*Tx) error) error {
	tx, err := db.Begin(ctx, write)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Begin opens a transaction. The caller ends it with Commit or Rollback, on
// every path: SQLite has one writer, and it is now yours.
func (db *DB) Begin(ctx context.Context, write bool) (*Tx, error) {
	if db.pg != nil {
		return db.pg.begin(ctx, write)
	}
	from := db.readers
	if write {
		from = db.writer
	}
	select {
	case c := <-from:
		return c.begin(ctx, write, from)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// A Tx is a transaction in progress. It is for one goroutine.
type Tx struct {
	ctx      context.Context
	exec     func(query string, args []any) (sql.Result, error)
	query    func(query string, args []any) (*sql.Rows, error)
	end      func(commit bool) error
	ended    bool
	postgres bool
	broken   bool // a statement failed: PostgreSQL refuses the rest
}

// Context is the context the transaction was begun with.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Broken reports whether a statement has failed in this transaction since it
// began or since the last savepoint was rolled back.
func (tx *Tx) Broken() bool { return tx.broken }

// Commit makes the transaction durable. ErrUnknown means that nobody knows
// whether it is: ask again with the same idempotency key.
func (tx *Tx) Commit() error { return tx.finish(true) }

// Rollback undoes the transaction; after Commit it does nothing.
func (tx *Tx) Rollback() error { return tx.finish(false) }

func (tx *Tx) finish(commit bool) error {
	if tx.ended {
		return nil
	}
	tx.ended = true
	return known(tx.end(commit))
}

// Savepoint marks a place that RollbackTo returns to.
func (tx *Tx) Savepoint() error { return tx.plain("SAVEPOINT job") }

// Release forgets the last savepoint and keeps what came after it.
func (tx *Tx) Release() error { return tx.plain("RELEASE SAVEPOINT job") }

// RollbackTo undoes everything since the last savepoint and forgets it.
func (tx *Tx) RollbackTo() error {
	if err := tx.plain("ROLLBACK TO SAVEPOINT job"); err != nil {
		return err
	}
	tx.broken = false
	return tx.Release()
}

func (tx *Tx) plain(query string) error {
	_, err := tx.exec(query, nil)
	return tx.note(err, query)
}

func (tx *Tx) note(err error, query string) error {
	if err == nil {
		return nil
	}
	err = known(err)
	if !errors.Is(err, ErrNone) {
		tx.broken = true
	}
	return fmt.Errorf("%w in %.80q", err, strings.Join(strings.Fields(query), " "))
}

// Exec runs a statement and returns the number of rows it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	res, err := tx.exec(query, args)
	if err != nil {
		return 0, tx.note(err, query)
	}
	return res.RowsAffected()
}

// One reads the columns of the first row into dest; ErrNone if there is none.
func (tx *Tx) One(query string, args []any, dest ...any) error {
	rows, err := tx.query(query, args)
	if err != nil {
		return tx.note(err, query)
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return tx.note(err, query)
		}
		return fmt.Errorf("%w in %.80q", ErrNone, query)
	}
	if err := rows.Scan(dest...); err != nil {
		return tx.note(err, query)
	}
	return tx.note(rows.Close(), query)
}

// All reads every row of a query; cols says where the columns of a row go.
func All[T any](tx *Tx, cols func(*T) []any, query string, args ...any) ([]T, error) {
	var list []T
	err := Each(tx, cols, func(v T) error { list = append(list, v); return nil }, query, args...)
	return list, err
}

// Each hands every row of a query to do, one at a time, so that a long answer
// needs no memory. do must not use the transaction.
func Each[T any](tx *Tx, cols func(*T) []any, do func(T) error, query string, args ...any) error {
	rows, err := tx.query(query, args)
	if err != nil {
		return tx.note(err, query)
	}
	defer rows.Close()
	for rows.Next() {
		var v T
		if err := rows.Scan(cols(&v)...); err != nil {
			return tx.note(err, query)
		}
		if err := do(v); err != nil {
			return err
		}
	}
	return tx.note(rows.Err(), query)
}

var dollar = regexp.MustCompile(`\$(\d+)`)

// numbered turns $n into ?n: some versions of the SQLite driver bind $n by
// order of appearance, so that LIMIT $2 OFFSET $1 would swap silently. Where they
// stand in order, each once, plain ? says the same, and spares the driver a
// search for each of a thousand names.
func numbered(query string) string {
	places, inOrder := dollar.FindAllStringSubmatch(query, -1), true
	for i, p := range places {
		inOrder = inOrder && p[1] == strconv.Itoa(i+1)
	}
	if inOrder {
		return dollar.ReplaceAllString(query, "?")
	}
	return dollar.ReplaceAllString(query, "?$1")
}

func openSQLite(path string) (*DB, error) {
	if path == "" {
		return nil, errors.New("the name of the SQLite file is empty")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// The database holds telephone numbers, votes and private keys. SQLite gives
	// the files beside it the mode of this one.
	f, err := os.OpenFile(abs, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	db := &DB{Dialect: "sqlite", writer: make(chan *conn, 1), readers: make(chan *conn, sqliteReaders)}
	if err := db.connect(abs, "&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(8192)&_pragma=secure_delete(ON)", db.writer, 1); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := db.connect(abs, "&_pragma=query_only(ON)", db.readers, sqliteReaders); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return db, nil
}

func (db *DB) connect(path, tune string, to chan *conn, n int) error {
	pool, err := sql.Open("sqlite", "file:"+strings.NewReplacer("?", "%3f", "#", "%23", "%", "%25").Replace(path)+
		"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(ON)&_pragma=cache_size(-65536)&_pragma=mmap_size(268435456)"+tune)
	if err != nil {
		return err
	}
	db.pools = append(db.pools, pool)
	for range n {
		c, err := pool.Conn(context.Background())
		if err != nil {
			return errors.Join(err, db.Close())
		}
		to <- &conn{c: c, stmts: map[string]*sql.Stmt{}}
	}
	return nil
}
