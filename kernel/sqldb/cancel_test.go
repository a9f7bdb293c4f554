package sqldb_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// each runs f on both databases, each with the table pairs (k, v).
func each(t *testing.T, f func(*testing.T, *sqldb.DB)) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			db := open(t, kerneltest.Database(t, dialect))
			write(t, db, `CREATE TABLE pairs (k TEXT PRIMARY KEY, v BIGINT NOT NULL)`)
			f(t, db)
		})
	}
}

func open(t *testing.T, url string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func write(t *testing.T, db *sqldb.DB, statements ...string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, db *sqldb.DB, query string, args ...any) (n int64) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *sqldb.Tx) error { return tx.One(query, args, &n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// slow is a query that runs for seconds on both databases.
const slow = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) SELECT count(*) FROM n`

// leaveAfter is exact to a microsecond, which a timer is not.
func leaveAfter(d time.Duration, leave func()) {
	for from := time.Now(); time.Since(from) < d; {
		runtime.Gosched()
	}
	leave()
}

// A client that leaves at any moment leaves the writer free, no transaction
// open, and either the whole of its change or nothing of it.
func TestClientLeavesWhileWriting(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(seed, 0))
		said := map[string]bool{}
		for i := range 800 {
			k := string(rune('a'+i%26)) + time.Duration(i).String()
			ctx, leave := context.WithCancel(t.Context())
			go leaveAfter(time.Duration(random.IntN(200))*time.Microsecond, leave)
			err := db.Write(ctx, func(tx *sqldb.Tx) error {
				for j := range 3 {
					if _, err := tx.Exec(`INSERT INTO pairs (k, v) VALUES ($1, $2)`, k+string(rune('0'+j)), i); err != nil {
						return err
					}
				}
				return nil
			})
			leave()
			if err == nil {
				said[k] = true
			}
		}
		ctx, leave := context.WithTimeout(t.Context(), 10*time.Second)
		defer leave()
		if err := db.Write(ctx, func(tx *sqldb.Tx) error { _, err := tx.Exec(`DELETE FROM pairs WHERE v < 0`); return err }); err != nil {
			t.Fatalf("the writer is no longer usable: %v", err)
		}
		for k := range said {
			if n := number(t, db, `SELECT count(*) FROM pairs WHERE k IN ($1, $2, $3)`, k+"0", k+"1", k+"2"); n != 3 {
				t.Errorf("%s was acknowledged and has %d rows of 3", k, n)
			}
		}
		if n := number(t, db, `SELECT count(*) FROM (SELECT v FROM pairs GROUP BY v HAVING count(*) <> 3) AS halves`); n != 0 {
			t.Errorf("%d changes are half there", n)
		}
	})
}

// A reader that leaves in the middle of a long query ends soon, and its
// connection serves the next one.
func TestClientLeavesWhileReading(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		for range 12 { // more often than there are connections on SQLite
			ctx, leave := context.WithTimeout(t.Context(), 15*time.Millisecond)
			from := time.Now()
			var n int64
			err := db.Read(ctx, func(tx *sqldb.Tx) error { return tx.One(slow, nil, &n) })
			leave()
			if err == nil || time.Since(from) > 2*time.Second {
				t.Fatalf("the query ended after %v with %v", time.Since(from), err)
			}
		}
		if n := number(t, db, `SELECT count(*) FROM pairs`); n != 0 {
			t.Errorf("%d pairs", n)
		}
	})
}

// Who waits for the writer and leaves does not take it along.
func TestClientLeavesWhileWaiting(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		tx, err := db.Begin(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(`INSERT INTO pairs (k, v) VALUES ('a', 1)`); err != nil {
			t.Fatal(err)
		}
		ctx, leave := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer leave()
		err = db.Write(ctx, func(tx *sqldb.Tx) error { _, err := tx.Exec(`INSERT INTO pairs (k, v) VALUES ('a', 2)`); return err })
		if err == nil || errors.Is(err, sqldb.ErrTaken) {
			t.Errorf("the second writer did not wait: %v", err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		write(t, db, `INSERT INTO pairs (k, v) VALUES ('b', 2)`)
		if n := number(t, db, `SELECT sum(v) FROM pairs`); n != 3 {
			t.Errorf("the sum is %d, want 3", n)
		}
	})
}

// A function that panics gives the connection back and leaves nothing.
func TestPanicReleases(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		for range 30 {
			func() {
				defer func() {
					if recover() == nil {
						t.Error("the panic was swallowed")
					}
				}()
				db.Write(t.Context(), func(tx *sqldb.Tx) error {
					if _, err := tx.Exec(`INSERT INTO pairs (k, v) VALUES ('a', 1)`); err != nil {
						return err
					}
					panic("dropped")
				})
			}()
		}
		write(t, db, `INSERT INTO pairs (k, v) VALUES ('a', 1)`)
		for range 30 {
			func() {
				defer func() { recover() }()
				db.Read(t.Context(), func(tx *sqldb.Tx) error {
					return sqldb.Each(tx, func(s *string) []any { return []any{s} }, func(string) error { panic("dropped") }, `SELECT k FROM pairs`)
				})
			}()
		}
		if n := number(t, db, `SELECT count(*) FROM pairs`); n != 1 {
			t.Errorf("%d pairs, want 1", n)
		}
	})
}
