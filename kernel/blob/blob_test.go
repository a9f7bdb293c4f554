package blob

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
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
