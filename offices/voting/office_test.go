package voting_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/web/ui"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/people"
	"ittihad/offices/voting"
)

func house() []kernel.Office {
	return []kernel.Office{{Name: "ui", Text: ui.Text}, people.Office(), members.Office(), assembly.Office(), voting.Office()}
}

// Every sentence is whole in three languages, and every refusal has one.
func TestWords(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house())
	for _, line := range k.Words.Check() {
		t.Error(line)
	}
	keys := k.Words.Keys()
	said := regexp.MustCompile(`"(voting\.[a-z_]+)"`)
	kinds := regexp.MustCompile(`Record\("(voting\.[a-z-]+)"`)
	files, _ := filepath.Glob("*.go")
	for _, f := range files {
		text, err := os.ReadFile(f)
		kerneltest.Must(t, 0, err)
		var recorded []string
		for _, m := range kinds.FindAllStringSubmatch(string(text), -1) {
			recorded = append(recorded, m[1])
		}
		for _, m := range said.FindAllStringSubmatch(string(text), -1) {
			if k.UseCase(m[1]) == nil && !slices.Contains(recorded, m[1]) && !slices.Contains(keys, m[1]) && m[1][len(m[1])-1] != '_' {
				t.Errorf("%s says %s, which has no sentence", f, m[1])
			}
		}
	}
}

// Nobody may do anything here, and with an empty input nothing breaks.
func TestDoorsAreShut(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		for _, u := range voting.Office().UseCases {
			info := u.Info()
			if info.Who == "" {
				t.Errorf("%s does not say who may", info.Name)
			}
			_, err := u.Call(t.Context(), k.Kernel, kernel.Actor{}, "", func(any) error { return nil })
			if no := kernel.Refusal(err); info.Changes && (no == nil || no.Kind != kernel.Denied && no.Kind != kernel.NotFound) {
				t.Errorf("%s as nobody: %v", info.Name, err)
			}
			_, err = u.Call(t.Context(), k.Kernel, kernel.Actor{ID: "somebody"}, "", func(any) error { return nil })
			if no := kernel.Refusal(err); no == nil && (err != nil || info.Changes) {
				t.Errorf("%s with an empty input: %v", info.Name, err)
			}
		}
	})
}

// No answer of a command or query before the announcement has a place for a
// choice: neither in its fields nor in what they hold.
func TestNoPlaceForAChoice(t *testing.T) {
	after := []string{"voting.announce", "voting.result", "voting.roll-call"}
	for _, u := range voting.Office().UseCases {
		if info := u.Info(); !slices.Contains(after, info.Name) {
			noChoice(t, info.Name, info.Out, map[reflect.Type]bool{})
		}
	}
}

var mayNotBe = regexp.MustCompile(`(?i)^(choice|choices|yes|no|abstain|verdict|count|counts_by|cards_by)$`)

func noChoice(t *testing.T, at string, of reflect.Type, seen map[reflect.Type]bool) {
	if seen[of] {
		return
	}
	seen[of] = true
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		noChoice(t, at, of.Elem(), seen)
	case reflect.Struct:
		for i := range of.NumField() {
			f := of.Field(i)
			if mayNotBe.MatchString(f.Name) {
				t.Errorf("%s has a place for a choice: %s", at, f.Name)
			}
			noChoice(t, at+"."+f.Name, f.Type, seen)
		}
	}
}
