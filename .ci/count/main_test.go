package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Packages that fare in every way there is, run by the real go test.
const module = `
-- go.mod --
module m
go 1.26
-- passes/a_test.go --
package passes
import "testing"
func TestA(t *testing.T) { t.Run("sub", func(t *testing.T) {}); t.Log("quiet") }
func TestVolumeA(t *testing.T) { t.Fatal("left out") }
-- fails/a_test.go --
package fails
import "testing"
func TestGood(t *testing.T) { t.Log("quiet") }
func TestBad(t *testing.T) { t.Run("sub", func(t *testing.T) { t.Error("loud and clear") }) }
-- skips/a_test.go --
package skips
import "testing"
func TestSkips(t *testing.T) { t.Skip("no database") }
-- panics/a_test.go --
package panics
import "testing"
func TestBefore(t *testing.T) {}
func TestPanics(t *testing.T) { panic("went off") }
-- elsewhere/a_test.go --
package elsewhere
import ("testing"; "time")
func TestElsewhere(t *testing.T) { go func() { panic("off in a goroutine") }(); time.Sleep(time.Minute) }
-- hangs/a_test.go --
package hangs
import ("testing"; "time")
func TestHangs(t *testing.T) { t.Run("sub", func(t *testing.T) { time.Sleep(time.Minute) }) }
func TestNever(t *testing.T) {}
-- exits/a_test.go --
package exits
import ("os"; "testing")
func TestMain(m *testing.M) { m.Run(); println("after the tests"); os.Exit(3) }
func TestFine(t *testing.T) {}
-- builds/a_test.go --
package builds
import "testing"
func TestX(t *testing.T) { missing() }
-- loads/a_test.go --
package loads
import _ "m/nowhere"
-- empty/a.go --
package empty
`

func TestCount(t *testing.T) {
	dir := t.TempDir()
	for _, f := range strings.Split(module, "\n-- ")[1:] {
		file, text, _ := strings.Cut(f, " --\n")
		name := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)

	var out bytes.Buffer
	if err := run(&out, "tally", strings.Fields("go test -json -vet=off -timeout=6s -skip=^TestVolume ./...")); err != nil {
		t.Fatal(err)
	}
	tally, err := os.ReadFile("tally")
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSpace(string(tally)), "\n")
	slices.Sort(got)
	want := []string{
		"fail\tm/builds",
		"fail\tm/elsewhere.TestElsewhere (did not end)",
		"fail\tm/exits",
		"fail\tm/fails.TestBad",
		"fail\tm/fails.TestBad/sub",
		"fail\tm/hangs.TestHangs (did not end)",
		"fail\tm/hangs.TestHangs/sub (did not end)",
		"fail\tm/loads",
		"fail\tm/panics.TestPanics",
		"fail\tm/skips.TestSkips (skipped)",
		"pass\tm/exits.TestFine",
		"pass\tm/fails.TestGood",
		"pass\tm/panics.TestBefore",
		"pass\tm/passes.TestA",
		"pass\tm/passes.TestA/sub",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("tally (-want +got):\n%s", d)
	}
	for _, s := range []string{
		"undefined: missing", "nowhere", "loud and clear", "no database", "went off", "off in a goroutine",
		"panic: test timed out", "after the tests", "ok    m/passes", "slowest:", "s  m/hangs",
	} {
		if !strings.Contains(out.String(), s) {
			t.Errorf("the output lacks %q", s)
		}
	}
	if strings.Contains(out.String(), "quiet") {
		t.Error("the output shows what a passed test logged")
	}
}

func TestCountOfARunThatCannotBegin(t *testing.T) {
	t.Chdir(t.TempDir())
	var out bytes.Buffer
	if err := run(&out, "tally", strings.Fields("go help nothing-of-the-kind")); err != nil {
		t.Fatal(err)
	}
	tally, err := os.ReadFile("tally")
	if err != nil {
		t.Fatal(err)
	}
	if got := string(tally); !strings.HasPrefix(got, "fail\tgo help nothing-of-the-kind (exit status 2)") {
		t.Errorf("tally: %q", got)
	}
}

func TestCountOfAnInterruptedRun(t *testing.T) {
	var out bytes.Buffer
	r := &report{w: &out, packages: map[string]*pkg{}, builds: map[string]string{}}
	err := r.read(strings.NewReader(`{"Action":"start","Package":"m/a"}
{"Action":"run","Package":"m/a","Test":"TestA"}
not JSON
{"Action":"output","Package":"m/a","Test":"TestA","Output":"half a li`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.tally.String(), "fail\tm/a.TestA (did not end)\n"; got != want {
		t.Errorf("tally %q, want %q", got, want)
	}
	if !strings.Contains(out.String(), "not JSON") || !strings.Contains(out.String(), "half a li") {
		t.Errorf("output %q lacks what was no event", out.String())
	}
}
