package sqldb_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

func files(texts ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i, text := range texts {
		m["schema/000"+string(rune('1'+i))+"_x.sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// A schema file is applied once, in full or not at all, and never another text
// under its name.
func TestMigrate(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		first := `-- the first; with a semicolon
			INSERT INTO pairs (k, v) VALUES ('a;--', 1);
			INSERT INTO pairs (k, v) VALUES ('it''s', 2); -- and it's the last`
		migrate := func(texts ...string) error { return db.Migrate(t.Context(), "house", files(texts...)) }
		for range 3 {
			if err := migrate(first); err != nil {
				t.Fatal(err)
			}
		}
		half := `INSERT INTO pairs (k, v) VALUES ('b', 1); INSERT INTO pairs (k, v) VALUES ('a;--', 1);`
		if err := migrate(first, half); err == nil || !strings.Contains(err.Error(), "schema/0002_x.sql") {
			t.Errorf("a file that fails: %v", err)
		}
		if n := number(t, db, `SELECT count(*) FROM pairs`); n != 2 {
			t.Errorf("%d pairs, want 2", n)
		}
		if err := migrate(first, `INSERT INTO pairs (k, v) VALUES ('b', 1);`); err != nil {
			t.Errorf("the corrected file: %v", err)
		}
		if err := migrate(first + " "); err == nil || !strings.Contains(err.Error(), "was changed after it was applied") {
			t.Errorf("an edited file: %v", err)
		}
		if err := db.Migrate(t.Context(), "garden", files(`INSERT INTO pairs (k, v) VALUES ('c', 1);`)); err != nil {
			t.Errorf("another office's file of the same name: %v", err)
		}
		if n := number(t, db, `SELECT count(*) FROM pairs`); n != 4 {
			t.Errorf("%d pairs, want 4", n)
		}
	})
}

// Nodes that start at the same moment on one new database make its tables once.
func TestMigrateAtOnce(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		url := kerneltest.Database(t, dialect)
		var wg sync.WaitGroup
		for range 4 {
			db := open(t, url)
			wg.Go(func() {
				for _, office := range []string{"house", "garden"} {
					err := db.Migrate(t.Context(), office, files(`CREATE TABLE `+office+` (k TEXT PRIMARY KEY);`, `INSERT INTO `+office+` (k) VALUES ('a');`))
					if err != nil {
						t.Errorf("%s: %v", dialect, err)
					}
				}
			})
		}
		wg.Wait()
		if n := number(t, open(t, url), `SELECT count(*) FROM house, garden`); n != 1 {
			t.Errorf("%s: %d rows", dialect, n)
		}
	}
}
