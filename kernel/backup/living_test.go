package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/backup"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// While writers write on, the archive shows one moment: what was acknowledged
// before it began is in it, the counter equals the rows, the journal is whole,
// and the writers are not held up.
func TestLivingFederation(t *testing.T) {
	kerneltest.Each(t, library(), func(t *testing.T, k *kerneltest.Kernel) {
		fill(t, k)
		var mu sync.Mutex
		acked, during := []string{}, 0
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var writers sync.WaitGroup
		for w := range 8 {
			writers.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					id := fmt.Sprintf("w%d-%06d", w, i)
					_, err := kernel.Run(t.Context(), k.Kernel, addBook, ann, id, book{ID: id, Letter: "x"})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					acked, during = append(acked, id), during+1
					mu.Unlock()
					time.Sleep(2 * time.Millisecond)
				}
			})
		}
		to := []string{"postgres", "sqlite"}
		for i := range 2 {
			time.Sleep(50 * time.Millisecond)
			mu.Lock()
			before := slices.Clone(acked)
			during = 0
			mu.Unlock()
			var b bytes.Buffer
			// A slow receiver: the writers must be able to go on meanwhile.
			err := backup.Write(t.Context(), k.Kernel, slowly{&b}, nil)
			mu.Lock()
			n := during
			mu.Unlock()
			if err != nil || n == 0 {
				t.Fatalf("%v; %d answers during the backup", err, n)
			}
			o := place(t, to[i%2])
			if _, err := backup.Restore(t.Context(), &b, o, library(), nil); err != nil {
				t.Fatal(err)
			}
			consistent(t, openAt(t, o), before)
		}
		stop()
		writers.Wait()
	})
}

type slowly struct{ io.Writer }

func (s slowly) Write(p []byte) (int, error) {
	time.Sleep(20 * time.Millisecond)
	return s.Writer.Write(p)
}

func consistent(t *testing.T, k *kerneltest.Kernel, before []string) {
	t.Helper()
	var books, notes, counter, lines int64
	there := map[string]bool{}
	err := k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
		list, err := sqldb.All(tx, func(s *string) []any { return []any{s} }, `SELECT id FROM books`)
		for _, id := range list {
			there[id] = true
		}
		err2 := tx.One(`SELECT (SELECT count(*) FROM books), (SELECT count(*) FROM notes), (SELECT n FROM counters),
			(SELECT count(*) FROM journal WHERE stream LIKE 'library/%')`, nil, &books, &notes, &counter, &lines)
		return errors.Join(err, err2)
	})
	if err != nil || counter != books || notes != books+2 || lines != books {
		t.Errorf("%d books, %d notes, the counter says %d, %d lines; %v", books, notes, counter, lines, err)
	}
	for _, id := range before {
		if !there[id] {
			t.Errorf("%s was acknowledged before the backup began and is not in it", id)
		}
	}
	for _, s := range []string{"a", "w", "z"} {
		k.Journal(t, "library/"+s)
	}
}

// The progress rises to its end, on both ways.
func TestProgress(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", library())
	fill(t, k)
	var b bytes.Buffer
	for name, run := range map[string]func(func(int64, int64)) error{
		"1 write": func(p func(int64, int64)) error { return backup.Write(t.Context(), k.Kernel, &b, p) },
		"2 restore": func(p func(int64, int64)) error {
			_, err := backup.Restore(t.Context(), bytes.NewReader(archive(t, k.Kernel)), place(t, "sqlite"), library(), p)
			return err
		},
	} {
		var last, of int64
		err := run(func(done, total int64) {
			if done < last || done > total {
				t.Errorf("%s: %d of %d after %d", name, done, total, last)
			}
			last, of = done, total
		})
		if err != nil || last != of || of < 80 {
			t.Errorf("%s: ended at %d of %d, %v", name, last, of, err)
		}
	}
}

// A file that rotted in the folder does not stand in the way of everything else.
func TestDamagedFileIsLeftOut(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", library())
	fill(t, k)
	hash, _, err := k.Blobs.Put(strings.NewReader("will rot"), 100)
	kerneltest.Must(t, 0, err)
	found := must(filepath.Glob(filepath.Join(filepath.Dir(strings.TrimPrefix(k.URL, "sqlite:")), "..", "*", "blobs", "*", hash)))
	if len(found) != 1 {
		t.Fatal(found)
	}
	must(0, os.WriteFile(found[0], []byte("has rotted"), 0o600))
	var b bytes.Buffer
	var left *backup.Left
	if err := backup.Write(t.Context(), k.Kernel, &b, nil); !errors.As(err, &left) || !slices.Equal(left.Files, []string{hash}) {
		t.Errorf("%v", err)
	}
	report, err := backup.Restore(t.Context(), &b, place(t, "sqlite"), library(), nil)
	if err != nil || report.Files != 3 || !slices.Equal(report.Left, []string{hash}) {
		t.Errorf("%+v, %v", report, err)
	}
}

// Whoever gives up, or has no more room, gets an error and no archive.
func TestWriteFails(t *testing.T) {
	kerneltest.Each(t, library(), func(t *testing.T, k *kerneltest.Kernel) {
		fill(t, k)
		full := errors.New("no room")
		if err := backup.Write(t.Context(), k.Kernel, fails{full}, nil); !errors.Is(err, full) {
			t.Errorf("%v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		if err := backup.Write(ctx, k.Kernel, io.Discard, func(int64, int64) { cancel() }); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		archive(t, k.Kernel)
	})
}

type fails struct{ err error }

func (f fails) Write([]byte) (int, error) { return 0, f.err }

// A text that JSON cannot hold is not changed in silence.
func TestRefusesTextThatIsNotUTF8(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", library())
	err := k.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO counters (name, n) VALUES ($1, 1)`, "\xff")
		return err
	})
	kerneltest.Must(t, 0, err)
	if err := backup.Write(t.Context(), k.Kernel, io.Discard, nil); err == nil || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("%v", err)
	}
}

// The memory does not grow with the federation: 60 MB of rows and a file of
// 60 MB pass through, and come back, in half of that.
func TestVolumeMemory(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", library())
	page := strings.Repeat("كلمة", 250) // 2,000 bytes
	err := k.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		var rows [][]any
		for i := range 30_000 {
			rows = append(rows, []any{fmt.Sprint(page, i), i})
		}
		return tx.Bulk(`INSERT INTO counters (name, n) VALUES ROWS`, rows)
	})
	kerneltest.Must(t, 0, err)
	_, _, err = k.Blobs.Put(io.LimitReader(noise{}, 60<<20), 60<<20)
	kerneltest.Must(t, 0, err)
	path := filepath.Join(t.TempDir(), "archive")
	f := must(os.Create(path))
	defer f.Close()
	base := heap()
	var most int64
	watch := func(int64, int64) { most = max(most, heap()-base) }
	if err := backup.Write(t.Context(), k.Kernel, f, watch); err != nil {
		t.Fatal(err)
	}
	t.Logf("written with %d MB", most>>20)
	must(f.Seek(0, io.SeekStart))
	calls, wrote := 0, most
	_, err = backup.Restore(t.Context(), f, place(t, "sqlite"), library(), func(done, total int64) {
		if calls++; calls%20 == 0 {
			watch(done, total)
		}
	})
	t.Logf("restored with %d MB", most>>20)
	if err != nil || most > 60<<20 {
		t.Errorf("%v; %d MB to write and %d MB to restore", err, wrote>>20, most>>20)
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// noise cannot be compressed.
type noise struct{}

func (noise) Read(p []byte) (int, error) {
	x := uint64(len(p))
	for i := range p {
		x = x*6364136223846793005 + 1442695040888963407
		p[i] = byte(x >> 56)
	}
	return len(p), nil
}
