package sqldb_test

import (
	"fmt"
	"testing"

	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// BenchmarkBulk writes 128 rows of 7 values, as the journal's are, in one
// statement.
func BenchmarkBulk(b *testing.B) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		b.Run(dialect, func(b *testing.B) {
			db, err := sqldb.Open(kerneltest.Database(b, dialect))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			n := 0
			err = db.Write(b.Context(), func(tx *sqldb.Tx) error {
				_, err := tx.Exec(`CREATE TABLE t (a TEXT, b BIGINT, c TEXT, d TEXT, e TEXT, f TEXT, g TEXT, PRIMARY KEY (a, b))`)
				if err != nil {
					return err
				}
				for b.Loop() {
					rows := make([][]any, 128)
					for i := range rows {
						n++
						rows[i] = []any{"sitting/1", n, "2017-01-16T08:00:00.000Z", "actor", "kind", `{"voter":"v"}`, fmt.Sprintf("%064d", n)}
					}
					if err := tx.Bulk(`INSERT INTO t (a, b, c, d, e, f, g) VALUES ROWS`, rows); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}
