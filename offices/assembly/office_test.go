package assembly_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

func offices() []kernel.Office {
	return []kernel.Office{people.Office(), members.Office(), assembly.Office()}
}

// Every sentence is whole in three languages, and every refusal has one.
func TestWords(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", offices())
	for _, p := range k.Words.Check() {
		t.Error(p)
	}
	keys := k.Words.Keys()
	refusal := regexp.MustCompile(`Refuse(?:Field)?\((?:kernel\.\w+|[^,]*), "(assembly\.[a-z_]+)"`)
	files, _ := filepath.Glob("*.go")
	for _, f := range files {
		text, err := os.ReadFile(f)
		kerneltest.Must(t, 0, err)
		for _, m := range refusal.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(keys, m[1]) {
				t.Errorf("%s refuses with %s, which says nothing", f, m[1])
			}
		}
	}
}
