package members_test

import (
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

func offices() []kernel.Office { return []kernel.Office{people.Office(), members.Office()} }

var secretary = kernel.Actor{ID: "secretary", Grants: []kernel.Grant{{Role: "secretary"}}}

func TestScripts(t *testing.T) { kerneltest.Scripts(t, offices()) }

func TestWords(t *testing.T) {
	for _, p := range kerneltest.Open(t, "sqlite", offices()).Words.Check() {
		t.Error(p)
	}
}
