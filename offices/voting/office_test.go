package voting_test

import (
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/people"
	"ittihad/offices/voting"
)

func house() []kernel.Office {
	return []kernel.Office{people.Office(), members.Office(), assembly.Office(), voting.Office()}
}


func TestWords(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house())
	for _, line := range k.Words.Check() {
		t.Error(line)
	}
}
