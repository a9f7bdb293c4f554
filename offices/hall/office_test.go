package hall_test

import (
	"testing"

	"ittihad/app"
	"ittihad/kernel/kerneltest"
)

func TestScripts(t *testing.T) { kerneltest.Scripts(t, app.Offices()) }

func TestWords(t *testing.T) {
	for _, p := range kerneltest.Open(t, "sqlite", app.Offices()).Words.Check() {
		t.Error(p)
	}
}
