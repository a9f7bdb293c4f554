package kerneltest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ittihad/kernel"
)

// A line of a script is cut into words as a person reads it.
func TestSplit(t *testing.T) {
	s := &script{t: t, vars: map[string]string{"s": "018f", "name": "اتحاد المنظمات"}}
	for line, want := range map[string][]string{
		"":                          nil,
		"   # a comment":            nil,
		"do a.b x=1  y=2 # comment": {"do", "a.b", "x=1", "y=2"},
		"see a.b\tsitting=$s":       {"see", "a.b", "sitting=018f"},
		`is title "two words"`:      {"is", "title", "two words"},
		`do a.b t="a # b" u=""`:     {"do", "a.b", "t=a # b", "u="},
		`has ""`:                    {"has", ""},
		`has "$name"`:               {"has", "اتحاد المنظمات"},
		"journal sitting/$s a#b":    {"journal", "sitting/018f", "a#b"},
	} {
		if diff := cmp.Diff(want, s.split(line)); diff != "" {
			t.Errorf("%s: %s", line, diff)
		}
	}
}

// A path finds what it names in an answer, and says when there is nothing.
func TestValue(t *testing.T) {
	s := &script{t: t, answer: `{"met": true, "n": 12345678901234567, "list": [{"name": "x"}, {"name": null}], "none": null}`}
	for path, want := range map[string]string{
		"met": "true", "n": "12345678901234567", "list.#": "2", "list.0.name": "x", "list.1.name": "", "none": "", "none.#": "0",
	} {
		if got, ok := s.value(path); got != want || !ok {
			t.Errorf("%s: %q, %v; want %q", path, got, ok, want)
		}
	}
	for _, path := range []string{"gone", "list.2", "list.x", "met.deep", "list.0.gone"} {
		if got, ok := s.value(path); ok {
			t.Errorf("%s: found %q", path, got)
		}
	}
}

func TestActor(t *testing.T) {
	want := kernel.Actor{ID: "ann", Grants: []kernel.Grant{{Role: "chair", Scope: "sitting/1"}, {Role: "secretary"}}}
	if diff := cmp.Diff(want, actor([]string{"ann", "chair@sitting/1", "secretary"})); diff != "" {
		t.Error(diff)
	}
	if !actor([]string{"nobody"}).Nobody() {
		t.Error("nobody is somebody")
	}
}
