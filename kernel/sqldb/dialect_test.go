package sqldb_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ittihad/kernel/sqldb"
)

func str(s *string) []any { return []any{s} }

// The n of $n counts, not the order of appearance; a value may be used twice.
func TestNumbering(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, `INSERT INTO pairs (k, v) VALUES ('a', 1), ('b', 2), ('c', 3), ('d', 4), ('$2', 9)`)
		for _, x := range []struct {
			query string
			args  []any
			want  []string
		}{
			{`SELECT k FROM pairs WHERE v < 9 ORDER BY k LIMIT $2 OFFSET $1`, []any{1, 2}, []string{"b", "c"}},
			{`SELECT k FROM pairs WHERE v > $2 AND v < $1 ORDER BY k`, []any{4, 1}, []string{"b", "c"}},
			{`SELECT k FROM pairs WHERE v = $1 OR v = $1 + $2 ORDER BY k`, []any{1, 2}, []string{"a", "c"}},
			{`SELECT k FROM pairs WHERE v IN ($3, $1, $2) ORDER BY k`, []any{1, 2, 4}, []string{"a", "b", "d"}},
			{`SELECT k FROM pairs WHERE v IN ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) ORDER BY k`, []any{0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 3}, []string{"c", "d"}},
		} {
			var got []string
			err := db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
				got, err = sqldb.All(tx, str, x.query, x.args...)
				return err
			})
			if err != nil || !slices.Equal(got, x.want) {
				t.Errorf("%s %v: %v, %v; want %v", x.query, x.args, got, err, x.want)
			}
		}
	})
}

// Bulk writes every number of rows, and In finds every number of values, each
// once, at and around the powers of two that their statements are made of.
func TestBulkAndIn(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		sizes := []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 300}
		for _, n := range sizes {
			var rows [][]any
			var keys []string
			var named, crossed [][2]string
			for i := range n {
				keys = append(keys, fmt.Sprintf("%d/%d", n, i))
				named = append(named, [2]string{keys[i], fmt.Sprint(i)})
				crossed = append(crossed, [2]string{keys[i], fmt.Sprint(i + 1)})
				rows = append(rows, []any{keys[i], i})
			}
			var got, twice, both []string
			err := db.Write(t.Context(), func(tx *sqldb.Tx) (err error) {
				if err = tx.Bulk(`INSERT INTO pairs (k, v) VALUES ROWS ON CONFLICT (k) DO UPDATE SET v = excluded.v`, rows); err != nil {
					return err
				}
				if got, err = sqldb.In(tx, str, `SELECT k FROM pairs WHERE k IN (LIST)`, append(keys, "missing")); err != nil {
					return err
				}
				if twice, err = sqldb.In(tx, str, `SELECT k FROM pairs WHERE k IN (LIST)`, slices.Concat(keys, keys)); err != nil {
					return err
				}
				both, err = sqldb.InPairs(tx, str, `SELECT k FROM pairs WHERE (k, CAST(v AS TEXT)) IN (PAIRS)`, slices.Concat(named, named, crossed))
				return err
			})
			slices.Sort(got)
			slices.Sort(twice)
			slices.Sort(both)
			want := slices.Sorted(slices.Values(keys))
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%d rows: found %d, %v", n, len(got), err)
			}
			if !slices.Equal(twice, want) {
				t.Errorf("%d values named twice: found %d", n, len(twice))
			}
			if !slices.Equal(both, want) {
				t.Errorf("%d pairs, each named twice, among as many that do not stand: found %d", n, len(both))
			}
		}
		if n := number(t, db, `SELECT count(*) FROM (SELECT 1 FROM pairs WHERE k NOT LIKE '%/' || CAST(v AS TEXT)) AS wrong`); n != 0 {
			t.Errorf("%d rows hold another row's value", n)
		}
	})
}

// A savepoint takes back what came after it, also after an error, and the
// transaction goes on; what was before it stays.
func TestSavepoints(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		add := func(tx *sqldb.Tx, k string) error {
			_, err := tx.Exec(`INSERT INTO pairs (k, v) VALUES ($1, 0)`, k)
			return err
		}
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			must(add(tx, "a"))
			must(tx.Savepoint())
			must(add(tx, "b"))
			must(tx.Release())
			must(tx.Savepoint())
			must(add(tx, "c"))
			if err := add(tx, "a"); !errors.Is(err, sqldb.ErrTaken) || !tx.Broken() {
				t.Errorf("%v, broken %v", err, tx.Broken())
			}
			must(tx.RollbackTo())
			if tx.Broken() {
				t.Error("still broken after RollbackTo")
			}
			var n int64
			if err := tx.One(`SELECT v FROM pairs WHERE k = 'z'`, nil, &n); !errors.Is(err, sqldb.ErrNone) || tx.Broken() {
				t.Errorf("no row: %v, broken %v", err, tx.Broken())
			}
			must(add(tx, "d"))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		err = db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
			got, err = sqldb.All(tx, str, `SELECT k FROM pairs ORDER BY k`)
			return err
		})
		if err != nil || !slices.Equal(got, []string{"a", "b", "d"}) {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// Errors are told apart by code on both databases.
func TestErrors(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, `CREATE TABLE parts (pair TEXT NOT NULL REFERENCES pairs (k), n BIGINT NOT NULL CHECK (n > 0), UNIQUE (n))`,
			`INSERT INTO pairs (k, v) VALUES ('a', 1)`, `INSERT INTO parts (pair, n) VALUES ('a', 1)`)
		for statement, want := range map[string]error{
			`INSERT INTO pairs (k, v) VALUES ('a', 2)`:    sqldb.ErrTaken,
			`INSERT INTO parts (pair, n) VALUES ('a', 1)`: sqldb.ErrTaken,
			`INSERT INTO parts (pair, n) VALUES ('b', 2)`: sqldb.ErrRef,
			`DELETE FROM pairs WHERE k = 'a'`:             sqldb.ErrRef,
			`INSERT INTO parts (pair, n) VALUES ('a', 0)`: nil,
			`INSERT INTO nowhere (n) VALUES (1)`:          nil,
			`UPDATE parts SET pair = NULL`:                nil,
		} {
			err := db.Write(t.Context(), func(tx *sqldb.Tx) error { _, err := tx.Exec(statement); return err })
			if err == nil || !sqldb.Answered(err) || sqldb.Gone(err) || sqldb.Retryable(err) {
				t.Errorf("%s: %v", statement, err)
			}
			for _, e := range []error{sqldb.ErrTaken, sqldb.ErrRef, sqldb.ErrNone, sqldb.ErrUnknown} {
				if errors.Is(err, e) != (e == want) {
					t.Errorf("%s: %v, want %v", statement, err, want)
				}
			}
		}
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error { _, err := tx.Exec(`DELETE FROM parts`); return err })
		if err == nil || number(t, db, `SELECT count(*) FROM parts`) != 1 {
			t.Errorf("a reader wrote: %v", err)
		}
	})
}

// Two that wait for each other: PostgreSQL ends one, Write runs it again (and
// again, if it was faster than the one that waits), and both are done.
func TestDeadlockIsRetried(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, `INSERT INTO pairs (k, v) VALUES ('a', 0), ('b', 0)`)
		var wg, met sync.WaitGroup
		met.Add(2)
		runs := make([]int, 2)
		for i, order := range [][]string{{"a", "b"}, {"b", "a"}} {
			wg.Go(func() {
				err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
					runs[i]++
					for j, k := range order {
						if _, err := tx.Exec(`UPDATE pairs SET v = v + 1 WHERE k = $1`, k); err != nil {
							return err
						}
						if j == 0 && runs[i] == 1 && db.Dialect == "postgres" { // SQLite has one writer
							met.Done()
							met.Wait()
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if db.Dialect == "postgres" && runs[0]+runs[1] < 3 {
			t.Errorf("the two ran %v times: there was no deadlock", runs)
		}
		if n := number(t, db, `SELECT sum(v) FROM pairs`); n != 4 {
			t.Errorf("the sum is %d, want 4", n)
		}
	})
}

// A reader sees one moment, whatever is written meanwhile.
func TestReaderSeesOneMoment(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, `INSERT INTO pairs (k, v) VALUES ('a', 1)`)
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			for i := range 3 {
				var n int64
				if err := tx.One(`SELECT sum(v) FROM pairs`, nil, &n); err != nil || n != 1 {
					t.Errorf("the reader sees %d, %v", n, err)
				}
				write(t, db, fmt.Sprintf(`INSERT INTO pairs (k, v) SELECT k || '%d', 1 FROM pairs`, i))
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if n := number(t, db, `SELECT sum(v) FROM pairs`); n != 8 {
			t.Errorf("afterwards %d, want 8", n)
		}
	})
}

// A moment comes back as it was, to the millisecond and in UTC, and the database
// sorts the texts as the moments follow each other.
func TestTime(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		moment := rapid.Custom(func(t *rapid.T) sqldb.Time {
			ms := rapid.Int64Range(-62135596800000, 253402300799999).Draw(t, "ms") // the years 1 to 9999
			zone := time.FixedZone("", rapid.IntRange(-12, 14).Draw(t, "zone")*3600)
			return sqldb.Time{Time: time.UnixMilli(ms).In(zone)}
		})
		rapid.Check(t, func(r *rapid.T) {
			x, y := moment.Draw(r, "x"), moment.Draw(r, "y")
			if x.IsZero() || y.IsZero() {
				return
			}
			var back sqldb.Time
			var before, same bool
			err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
				return tx.One(`SELECT CAST($1 AS TEXT), CAST($1 AS TEXT) < CAST($2 AS TEXT), CAST($1 AS TEXT) = CAST($2 AS TEXT)`, []any{x, y}, &back, &before, &same)
			})
			if err != nil || !back.Equal(x.Time) || back.Location() != time.UTC || before != x.Before(y.Time) || same != x.Equal(y.Time) {
				r.Errorf("%s came back as %s; before %s: %v; %v", x, back, y, before, err)
			}
		})
		var zero sqldb.Time
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			var text string
			if err := tx.One(`SELECT CAST($1 AS TEXT)`, []any{zero}, &text); err != nil || text != "" {
				t.Errorf("no moment is kept as %q, %v", text, err)
			}
			return tx.One(`SELECT CAST($1 AS TEXT)`, []any{text}, &zero)
		})
		if err != nil || !zero.IsZero() {
			t.Errorf("no moment came back as %s, %v", zero, err)
		}
	})
}
