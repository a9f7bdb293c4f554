package sqldb_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"ittihad/kernel/sqldb"
)

// lying is what lies in a folder, and whether any of it holds a text.
func lying(t *testing.T, dir, text string) (names []string, holds bool) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		all, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name())
		holds = holds || bytes.Contains(all, []byte(text))
		if i, err := f.Info(); err != nil || i.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v, %v", f.Name(), i.Mode(), err)
		}
	}
	return names, holds
}

// A closed database is one file, which nobody else on the machine reads, and
// which can be carried away alone.
func TestOneFile(t *testing.T) {
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "one.db"))
	write(t, db, `CREATE TABLE t (v TEXT)`, `INSERT INTO t (v) VALUES ('kept')`)
	if n := number(t, db, `SELECT count(*) FROM t`); n != 1 {
		t.Fatal(n)
	}
	lying(t, dir, "kept") // the files beside it too are for nobody else
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if names, holds := lying(t, dir, "kept"); len(names) != 1 || !holds {
		t.Errorf("after the close there are %v", names)
	}
	again, err := sqldb.Open(filepath.Join(dir, "one.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if n := number(t, again, `SELECT count(*) FROM t WHERE v = 'kept'`); n != 1 {
		t.Error("what was written is not in the file")
	}
}

// What was erased is, once the log is folded, in none of the bytes.
func TestErasedIsGone(t *testing.T) {
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "erased.db"))
	write(t, db, `CREATE TABLE t (k BIGINT PRIMARY KEY, v TEXT)`, `CREATE INDEX t_v ON t (v)`)
	for i := range 200 {
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`INSERT INTO t (k, v) VALUES ($1, $2)`, i, "Zaynab Secretname")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, holds := lying(t, dir, "Zaynab"); !holds {
		t.Fatal("the name was never there")
	}
	write(t, db, `UPDATE t SET v = '' WHERE k < 100`, `DELETE FROM t WHERE k >= 100`)
	if err := db.Fold(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, holds := lying(t, dir, "Zaynab"); holds {
		t.Error("the name can still be read in the files")
	}
	write(t, db, `INSERT INTO t (k, v) VALUES (1000, 'after')`) // the writer works on
}
