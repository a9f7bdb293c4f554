package app

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
)

// Whose forms take files names the columns that hold them: what no column names
// is swept after a day.
func TestFilesAreNamed(t *testing.T) {
	k, err := Open(t.Context(), Config{DB: filepath.Join(t.TempDir(), "x.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	for _, o := range k.Offices {
		if takesFiles(t, o) != (len(o.Files) > 0) {
			t.Errorf("office %s: forms that take files %v, columns that name them %v", o.Name, takesFiles(t, o), o.Files)
		}
	}
	hash, _, err := k.Blobs.Put(strings.NewReader("nobody's"), 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.SweepFiles(t.Context(), time.Now().Add(25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if k.Blobs.Check(hash) == nil {
		t.Error("a file that nobody names was not swept")
	}
}

func takesFiles(t *testing.T, o kernel.Office) bool {
	list, err := filepath.Glob("../offices/" + o.Name + "/pages*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if b, err := os.ReadFile(f); err == nil && bytes.Contains(b, []byte(").Files(")) {
			return true
		}
	}
	return false
}
