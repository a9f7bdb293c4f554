package backup_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"ittihad/kernel"
	"ittihad/kernel/backup"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// nothing checks that a place is as empty as before.
func nothing(t *testing.T, o kernel.Options) {
	t.Helper()
	db := must(sqldb.Open(o.DB))
	defer db.Close()
	err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
		list, err := tx.Tables()
		if len(list) > 0 {
			t.Errorf("the tables %v are left", list)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	filepath.WalkDir(o.Blobs, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("the file %s is left", path)
		}
		return nil
	})
}

func filled(t *testing.T, dialect string) (*kerneltest.Kernel, []byte) {
	k := kerneltest.Open(t, dialect, library())
	fill(t, k)
	return k, archive(t, k.Kernel)
}

// A database that holds anything is not written to.
func TestRefusesADatabaseThatIsNotEmpty(t *testing.T) {
	kerneltest.Each(t, library(), func(t *testing.T, k *kerneltest.Kernel) {
		fill(t, k)
		a := archive(t, k.Kernel)
		o := kernel.Options{DB: k.URL, Blobs: t.TempDir()}
		if _, err := backup.Restore(t.Context(), bytes.NewReader(a), o, library(), nil); !errors.Is(err, backup.ErrNotEmpty) {
			t.Errorf("%v", err)
		}
		k.Journal(t, "library/a")
	})
}

// An archive that was changed so that all its sums fit is refused for what it says.
func TestRefusesForgeries(t *testing.T) {
	_, a := filled(t, "sqlite")
	in := func(name, old, new string) func(*entry) bool {
		return func(e *entry) bool {
			was := e.body
			if e.name == name {
				e.body = strings.Replace(e.body, old, new, 1)
			}
			return e.body != was
		}
	}
	drop := func(prefix string) func(*entry) bool {
		return func(e *entry) bool {
			hit := strings.HasPrefix(e.name, prefix)
			if hit {
				e.name = ""
			}
			return hit
		}
	}
	const journal, head = "tables/journal/000001.jsonl", "ittihad.json"
	for name, x := range map[string]struct {
		change func(*entry) bool
		want   error
		says   string
		check  bool // Check finds it too
	}{
		"a newer format":    {in(head, `"format": 1`, `"format": 2`), backup.ErrNewer, "", true},
		"no format":         {in(head, `"format": 1`, `"format": 0`), backup.ErrNoArchive, "", true},
		"a later schema":    {in(head, `0002_view.sql`, `0003_view.sql`), backup.ErrNewer, "library schema/0003_view.sql", false},
		"an unknown office": {in(head, `"office": "library"`, `"office": "garden"`), backup.ErrNewer, "garden", false},
		"another schema":    {in(head, `"sum": "`, `"sum": "00`), nil, "was made with another kernel schema", false},
		"an unknown table":  {in(head, `"name": "notes"`, `"name": "votes"`), nil, "", true},
		"another column":    {in(head, `"name": "pages"`, `"name": "leaves"`), nil, "the table books", false},
		"a changed line":    {in(journal, `\"lent\":true`, `\"lent\":false`), backup.ErrDamaged, "library/a is broken at line", true},
		"a line left out": {func(e *entry) bool {
			if e.name == journal {
				e.body = e.body[:strings.LastIndex(e.body[:len(e.body)-1], "\n")+1]
			}
			return e.name == journal
		}, backup.ErrDamaged, "has 19 lines, its head says 20", true},
		"no journal":           {drop(journal), backup.ErrDamaged, "has 0 lines, its head says 20", true},
		"no streams":           {drop("tables/streams/"), backup.ErrDamaged, "its head says 0", true},
		"a row that refers on": {in("tables/notes/000001.jsonl", `"a02"`, `"a99"`), nil, "notes", false},
		"a circle that fails":  {in("tables/books/000001.jsonl", `"z39"`, `"z99"`), sqldb.ErrRef, "", false},
		"two of one key":       {in("tables/books/000001.jsonl", `"a02"`, `"a00"`), sqldb.ErrTaken, "", false},
		"a text for a number":  {in("tables/counters/000001.jsonl", `40`, `"40"`), backup.ErrDamaged, "counters", true},
		"a row too short":      {in("tables/counters/000001.jsonl", `,40`, ``), backup.ErrDamaged, "1 values", true},
		"not base64":           {in("tables/signing_keys/000001.jsonl", `=",`, `!",`), backup.ErrDamaged, "the column public", true},
		"broken JSON":          {in("tables/counters/000001.jsonl", `]`, ``), backup.ErrCut, "", true},
		"another file": {func(e *entry) bool {
			was := e.body
			if strings.HasPrefix(e.name, "files/") {
				e.body = strings.Replace(e.body, "letter", "lettre", 1)
			}
			return e.body != was
		}, backup.ErrDamaged, "has other contents", true},
		"an entry from outside": {func(e *entry) bool {
			hit := strings.HasPrefix(e.name, "files/")
			if hit {
				e.name = "files/../../etc/passwd"
			}
			return hit
		}, backup.ErrDamaged, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			forged := forge(t, a, x.change)
			for _, dialect := range []string{"sqlite", "postgres"} {
				to := place(t, dialect)
				_, err := backup.Restore(t.Context(), bytes.NewReader(forged), to, library(), nil)
				if err == nil || x.want != nil && !errors.Is(err, x.want) || !strings.Contains(err.Error(), x.says) {
					t.Errorf("%s: %v", dialect, err)
				}
				nothing(t, to)
			}
			if _, err := backup.Check(t.Context(), bytes.NewReader(forged)); (err != nil) != x.check {
				t.Errorf("the check says %v", err)
			}
		})
	}
}

// Without the forger's care, every flipped bit and every cut is noticed by the
// sums alone; what passes is what it was.
func TestRefusesDamage(t *testing.T) {
	_, a := filled(t, "sqlite")
	want, err := backup.Check(t.Context(), bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d, %d bytes", seed, len(a))
	random := rand.New(rand.NewPCG(seed, 0))
	for i := range 250 {
		at := random.IntN(len(a))
		if i < 40 {
			at = i // the beginning holds the headers
		} else if i < 80 {
			at = len(a) - 1 - (i - 40)
		}
		bad := bytes.Clone(a)
		bad[at] ^= 1 << random.IntN(8)
		got, err := backup.Check(t.Context(), bytes.NewReader(bad))
		if err == nil && got.Rows != want.Rows {
			t.Errorf("a flipped bit in byte %d was not noticed", at)
		}
		if err != nil && !errors.Is(err, backup.ErrDamaged) && !errors.Is(err, backup.ErrCut) && !errors.Is(err, backup.ErrNoArchive) {
			t.Errorf("a flipped bit in byte %d: %v", at, err)
		}
		cut := a[:at]
		if _, err := backup.Check(t.Context(), bytes.NewReader(cut)); !errors.Is(err, backup.ErrCut) && !errors.Is(err, backup.ErrNoArchive) {
			t.Errorf("cut after %d bytes: %v", at, err)
		}
	}
	for _, more := range [][]byte{{0}, []byte("more"), a} {
		if _, err := backup.Check(t.Context(), bytes.NewReader(append(bytes.Clone(a), more...))); err == nil {
			t.Errorf("%d bytes more were not noticed", len(more))
		}
	}
}

// A restore that is cut, damaged or abandoned leaves nothing on either database.
func TestNothingHalfRestored(t *testing.T) {
	_, a := filled(t, "sqlite")
	for _, dialect := range []string{"sqlite", "postgres"} {
		for _, at := range []int{0, 3, 200, len(a) / 2, len(a) - 900, len(a) - 1} {
			to := place(t, dialect)
			if _, err := backup.Restore(t.Context(), bytes.NewReader(a[:at]), to, library(), nil); err == nil {
				t.Errorf("%s: an archive of %d bytes of %d was restored", dialect, at, len(a))
			}
			nothing(t, to)
		}
		to := place(t, dialect)
		torn := errors.New("torn")
		r := io.MultiReader(bytes.NewReader(a[:len(a)/2]), iotest.ErrReader(torn))
		if _, err := backup.Restore(t.Context(), r, to, library(), nil); !errors.Is(err, torn) || errors.Is(err, backup.ErrDamaged) {
			t.Errorf("%s: a wire that breaks is called %v", dialect, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		if _, err := backup.Restore(ctx, bytes.NewReader(a), to, library(), func(done, total int64) {
			if done > 0 {
				cancel()
			}
		}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: an abandoned restore ended with %v", dialect, err)
		}
		nothing(t, to)
		if _, err := backup.Restore(t.Context(), bytes.NewReader(a), to, library(), nil); err != nil {
			t.Errorf("%s: the same place, afterwards: %v", dialect, err)
		}
	}
}

// A program with more schema files than the archive knows restores it and goes on.
func TestRestoresAnOlderArchive(t *testing.T) {
	_, a := filled(t, "sqlite")
	newer := library()
	schema := fstest.MapFS{"schema/0003_more.sql": {Data: []byte(`
		ALTER TABLE books ADD COLUMN place TEXT NOT NULL DEFAULT ''; UPDATE books SET place = 'shelf';`)}}
	for name, f := range newer[0].Schema.(fstest.MapFS) {
		schema[name] = f
	}
	newer[0].Schema = schema
	for _, dialect := range []string{"sqlite", "postgres"} {
		to := place(t, dialect)
		if _, err := backup.Restore(t.Context(), bytes.NewReader(a), to, newer, nil); err != nil {
			t.Fatal(err)
		}
		k, err := kernel.Open(t.Context(), to, newer)
		if err != nil {
			t.Fatal(err)
		}
		var n int64
		err = k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
			return tx.One(`SELECT count(*) FROM books WHERE place = 'shelf'`, nil, &n)
		})
		if err != nil || n != 40 {
			t.Errorf("%d books are on the shelf, %v", n, err)
		}
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	}
}
