package backup_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"ittihad/kernel"
	"ittihad/kernel/backup"
	"ittihad/kernel/blob"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// The library is an office with a column of every type, rows that refer to later
// rows and to each other in a circle, a table without a key and a counter.
type book struct {
	ID     string `json:"id"`
	After  string `json:"after"`
	Cover  []byte `json:"cover"`
	Lent   bool   `json:"lent"`
	Pages  int64  `json:"pages"`
	Letter string `json:"letter"`
}

var addBook = kernel.Command[book, int64]{
	Name: "library.add", Who: "anyone who is signed in",
	Stream: func(b book) string { return "library/" + b.ID[:1] },
	May:    func(*kernel.Tx, book) error { return nil },
	Do: func(tx *kernel.Tx, b book) (int64, error) {
		var after, cover any
		if b.After != "" {
			after = b.After
		}
		if b.Cover != nil {
			cover = b.Cover
		}
		_, err := tx.Exec(`INSERT INTO books (id, after, cover, lent, pages) VALUES ($1, $2, $3, $4, $5)`, b.ID, after, cover, b.Lent, b.Pages)
		if err != nil {
			return 0, err
		}
		if _, err := tx.Exec(`INSERT INTO notes (book, note) VALUES ($1, $2)`, b.ID, b.Letter); err != nil {
			return 0, err
		}
		tx.Add(`INSERT INTO counters (name, n) VALUES ROWS ON CONFLICT (name) DO UPDATE SET n = counters.n + excluded.n`, []any{"books"}, 1)
		if err := tx.Record("library.added", map[string]any{"id": b.ID, "lent": b.Lent, "words": "كتاب <&> \u2028"}); err != nil {
			return 0, err
		}
		return tx.Seq(), nil
	},
}

func library() []kernel.Office {
	return []kernel.Office{{Name: "library", UseCases: []kernel.UseCase{addBook}, Schema: fstest.MapFS{
		"schema/0001_library.sql": {Data: []byte(`
			CREATE TABLE books (id TEXT PRIMARY KEY, after TEXT REFERENCES books (id), cover BYTEA, lent BOOLEAN NOT NULL, pages BIGINT NOT NULL);
			CREATE TABLE notes (book TEXT NOT NULL REFERENCES books (id), note TEXT NOT NULL);
			CREATE TABLE counters (name TEXT PRIMARY KEY, n BIGINT NOT NULL);
			CREATE TABLE left_halves (id BIGINT PRIMARY KEY, other BIGINT);
			CREATE TABLE halves (id BIGINT PRIMARY KEY, other BIGINT NOT NULL REFERENCES left_halves (id));
			INSERT INTO counters (name, n) VALUES ('books', 0);`)},
		"schema/0002_view.sql": {Data: []byte(`CREATE VIEW lent AS SELECT id FROM books WHERE lent;`)},
	}}}
}

var ann = kernel.Actor{ID: "ann"}

// fill puts something of everything into a federation.
func fill(t *testing.T, k *kerneltest.Kernel) {
	t.Helper()
	for i := range 40 {
		b := book{ID: fmt.Sprintf("%c%02d", "azء"[i%2], i), Lent: i%3 == 0, Pages: int64(i) << 55, Letter: strings.Repeat("رسالة \\ \"\n", i)}
		if i%4 == 0 {
			b.Cover = bytes.Repeat([]byte{0, byte(i), 255}, i)
		}
		if i > 1 {
			b.After = fmt.Sprintf("%c%02d", "az"[(i-1)%2], i-1)
		}
		_, err := kernel.Run(t.Context(), k.Kernel, addBook, ann, b.ID, b)
		kerneltest.Must(t, 0, err)
	}
	err := k.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		// "a00" comes first in order and refers to a row far behind it.
		_, err := tx.Exec(`UPDATE books SET after = 'z39' WHERE id = 'a00'`)
		_, err2 := tx.Exec(`INSERT INTO notes (book, note) VALUES ('a00', ''), ('a00', '')`)
		_, err3 := tx.Exec(`INSERT INTO left_halves (id, other) VALUES (1, NULL), (2, -9223372036854775808)`)
		return errors.Join(err, err2, err3)
	})
	kerneltest.Must(t, 0, err)
	for _, s := range []string{"letter", "", strings.Repeat("stamp", 60_000)} {
		_, _, err := k.Blobs.Put(strings.NewReader(s), 1<<21)
		kerneltest.Must(t, 0, err)
	}
}

func archive(t *testing.T, k *kernel.Kernel) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := backup.Write(t.Context(), k, &b, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// place is somewhere to restore to.
func place(t *testing.T, dialect string) kernel.Options {
	clock := &kerneltest.Clock{}
	clock.Set(kerneltest.Start)
	return kernel.Options{DB: kerneltest.Database(t, dialect), Blobs: filepath.Join(t.TempDir(), "blobs"), Now: clock.Now}
}

func openAt(t *testing.T, o kernel.Options) *kerneltest.Kernel {
	t.Helper()
	k, err := kernel.Open(t.Context(), o, library())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	return &kerneltest.Kernel{Kernel: k, URL: o.DB}
}

// A federation moves from either database to either, and nothing of it changes:
// an archive of the copy is the archive of the original.
func TestMoves(t *testing.T) {
	for _, way := range [][2]string{{"sqlite", "sqlite"}, {"sqlite", "postgres"}, {"postgres", "sqlite"}, {"postgres", "postgres"}} {
		t.Run(way[0]+" to "+way[1], func(t *testing.T) {
			from := kerneltest.Open(t, way[0], library())
			fill(t, from)
			key, _ := signing(t, from.Kernel)
			signed := ed25519.Sign(must(from.Keys.Private(key)), []byte("receipt"))
			a := archive(t, from.Kernel)
			checked, err := backup.Check(t.Context(), bytes.NewReader(a))
			if err != nil {
				t.Fatal(err)
			}
			to := place(t, way[1])
			restored, err := backup.Restore(t.Context(), bytes.NewReader(a), to, library(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(restored) != fmt.Sprint(checked) || restored.Lines != 40 || restored.Streams != 2 || restored.Files != 3 || !restored.Made.Equal(kerneltest.Start) {
				t.Errorf("restored %+v, the check found %+v", restored, checked)
			}
			k := openAt(t, to)
			k.Journal(t, "library/a")
			k.Journal(t, "library/z")
			if id, public := signing(t, k.Kernel); id != key || !ed25519.Verify(public, []byte("receipt"), signed) {
				t.Error("what the old one signed is not verified by the new one")
			}
			seq, err := kernel.Run(t.Context(), k.Kernel, addBook, ann, "z01", book{ID: "z01", Pages: 1 << 55, Letter: "رسالة \\ \"\n"})
			if err != nil || seq != 1 {
				t.Errorf("the repeat of a request from before was answered with %d, %v", seq, err)
			}
			if got, want := unpack(t, archive(t, k.Kernel)), unpack(t, a); got["manifest.json"] == "" || tablesOf(got) != tablesOf(want) {
				t.Errorf("an archive of the copy is another:\n%s\n%s", got["manifest.json"], want["manifest.json"])
			}
			same(t, from.Blobs, k.Blobs)
		})
	}
}

// tablesOf is what an archive says of the tables and files; the dialect differs.
func tablesOf(entries map[string]string) string {
	_, after, _ := strings.Cut(entries["manifest.json"], `"tables"`)
	return after
}

func same(t *testing.T, a, b *blob.Store) {
	t.Helper()
	x, y := must(a.All()), must(b.All())
	if fmt.Sprint(x) != fmt.Sprint(y) || len(x) != 3 {
		t.Errorf("files %v and %v", x, y)
	}
	for _, h := range y {
		if err := b.Check(h); err != nil {
			t.Error(err)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// signing is the key that signs, and its public half.
func signing(t *testing.T, k *kernel.Kernel) (id string, public ed25519.PublicKey) {
	t.Helper()
	if err := k.Read(t.Context(), kernel.Self, func(tx *kernel.Tx) (err error) {
		if id, err = kernel.NewestKey(tx); err != nil {
			return err
		}
		all, err := kernel.PublicKeys(tx)
		public = all[len(all)-1]
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return id, public
}
