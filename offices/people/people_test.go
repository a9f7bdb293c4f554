package people

import (
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
)

var house = []kernel.Office{Office()}

func TestScripts(t *testing.T) { kerneltest.Scripts(t, house) }

// Every sentence stands in three languages, whole.
func TestWords(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house)
	for _, problem := range k.Words.Check() {
		t.Error(problem)
	}
}
