package people

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
)

// While the house goes on, what a person asked to be erased is within seconds in
// none of the bytes of its files.
func TestErasedLeavesTheFiles(t *testing.T) {
	dir := t.TempDir()
	k, err := kernel.Open(t.Context(), kernel.Options{DB: filepath.Join(dir, "x.db"), Blobs: filepath.Join(dir, "blobs")}, house)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	if err := k.Attend(); err != nil {
		t.Fatal(err)
	}
	out, err := kernel.Run(t.Context(), k, Register, sec, "", Registration{Name: words.Local{En: "Zaynab Secretname"}, Phones: []string{"+963944123456"}})
	id := kerneltest.Must(t, out, err).ID
	for _, said := range []string{"Zaynab", "963944123456"} {
		if !lies(t, dir, said) {
			t.Fatalf("%s was never there", said)
		}
	}
	_, err = kernel.Run(t.Context(), k, Erase, kernel.Actor{ID: id}, "", Erasure{id})
	kerneltest.Must(t, 0, err)
	for end := time.Now().Add(20 * time.Second); lies(t, dir, "Zaynab") || lies(t, dir, "963944123456"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the erased name or number can still be read in the files")
		}
	}
}

// lies says whether a text stands in one of the files of a folder.
func lies(t *testing.T, dir, text string) bool {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "x.db*"))
	if err != nil || len(list) == 0 {
		t.Fatal("no files", err)
	}
	for _, f := range list {
		b, err := os.ReadFile(f)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(text)) {
			return true
		}
	}
	return false
}
