package blob

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestStore(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "blobs"))
	hash, size, err := s.Put(strings.NewReader("letter"), 6)
	if err != nil || size != 6 {
		t.Fatal(hash, size, err)
	}
	again, _, err := s.Put(strings.NewReader("letter"), 100)
	if again != hash || err != nil {
		t.Errorf("the same file has another hash: %s, %v", again, err)
	}
	f, err := s.Get(hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, _ := io.ReadAll(f); string(b) != "letter" {
		t.Errorf("got %q", b)
	}
	if list, err := s.All(); len(list) != 1 || err != nil {
		t.Errorf("%v, %v", list, err)
	}
	path, _ := s.path(hash)
	if err := os.WriteFile(path, []byte("lettre"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(hash); !errors.Is(err, ErrChanged) {
		t.Errorf("a changed file: %v", err)
	}
	if err := errors.Join(s.Remove(hash), s.Remove(hash)); err != nil {
		t.Error(err)
	}
	if _, err := s.Get(hash); !errors.Is(err, ErrNone) {
		t.Errorf("a removed file: %v", err)
	}
}

// What fails leaves nothing, and a name from outside never reaches the disk.
func TestNothingHalfKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	s := Open(dir)
	if _, _, err := s.Put(strings.NewReader("1234567"), 6); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, _, err := s.Put(iotest.ErrReader(io.ErrUnexpectedEOF), 6); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a broken upload: %v", err)
	}
	if left, _ := filepath.Glob(dir + "/*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	for _, name := range []string{"", "..", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63)} {
		if _, err := s.Get(name); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// What was laid and is not wanted is gone, unless somebody else wants it.
func TestLay(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "blobs"))
	lay := func() (string, func(bool) error) {
		t.Helper()
		hash, settle, err := s.Lay(strings.NewReader("letter"), 100)
		if err != nil {
			t.Fatal(err)
		}
		return hash, settle
	}
	there := func(hash string, want bool) {
		t.Helper()
		if err := s.Check(hash); (err == nil) != want {
			t.Errorf("there %v, want %v: %v", err == nil, want, err)
		}
	}
	hash, settle := lay()
	there(hash, true)
	settle(false)
	there(hash, false)
	_, first := lay()
	_, second := lay()
	first(false)
	there(hash, true)
	second(false)
	there(hash, false)
	_, first = lay()
	_, second = lay()
	first(true)
	second(false)
	there(hash, true)
	_, settle = lay()
	settle(false)
	there(hash, true) // it was there before
	s.Remove(hash)
	_, settle = lay()
	if _, _, err := Open(s.dir).Put(strings.NewReader("letter"), 100); err != nil {
		t.Fatal(err)
	}
	settle(false)
	there(hash, true) // another node's
}

func TestSweep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	s := Open(dir)
	old, recent := time.Now().Add(-25*time.Hour), time.Now().Add(-24*time.Hour)
	put := func(text string, at time.Time) string {
		hash, _, err := s.Put(strings.NewReader(text), 100)
		path, _ := s.path(hash)
		if err := errors.Join(err, os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
		return hash
	}
	named, unnamed, fresh := put("named", old), put("unnamed", old), put("fresh", time.Now())
	if err := s.SweepUnnamed(recent, map[string]bool{named: true}); err != nil {
		t.Fatal(err)
	}
	if s.Check(named) != nil || s.Check(fresh) != nil || !errors.Is(s.Check(unnamed), ErrNone) {
		t.Error("swept", s.Check(named), s.Check(unnamed), s.Check(fresh))
	}
	// A part is somebody's who is writing it, unless it is old.
	for _, at := range []time.Time{old, time.Now()} {
		part := filepath.Join(dir, "part-"+at.Format("0405"))
		if err := errors.Join(os.WriteFile(part, nil, 0o600), os.Chtimes(part, at, at), s.Sweep()); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(part); (err == nil) == (at == old) {
			t.Errorf("a part of %v: %v", at, err)
		}
	}
}
