// Count runs go test, shows how each package fared and the full output of what failed, and adds
// one line for each test and subtest to a tally:
//
//	count TALLY go test -json ARGUMENTS...
//
// A line of the tally is "pass" or "fail", a tab, and the name of the test. A test that was
// skipped or did not end has failed. A package has failed in its own right if it failed and no test
// of it did: it could not be built, or something outside its tests broke.
//
// Count exits 0 when it could run the tests and write the tally, whatever became of the tests.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: count TALLY go test -json [ARGUMENT...]")
		os.Exit(2)
	}
	if err := run(os.Stdout, os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "count:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, tally string, command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	r := &report{w: w, packages: map[string]*pkg{}, builds: map[string]string{}}
	if err := r.read(out); err != nil {
		return err
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); errors.As(err, &exit) && r.failed == 0 {
		r.add("fail", fmt.Sprintf("%s (%v)", strings.Join(command, " "), err))
	} else if err != nil && exit == nil {
		return err
	}
	r.slowest(10)
	f, err := os.OpenFile(tally, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(r.tally.String()); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

// An event is a line of go test -json; see "go doc test2json" and "go help buildjson".
type event struct {
	Action, Package, ImportPath, Test, Output, FailedBuild string
	Elapsed                                                float64
}

type line struct{ test, text string }

type pkg struct {
	path   string
	tests  []string          // in the order in which they began
	state  map[string]string // test → the last action that changed it
	output []line
	took   float64
	ended  bool
}

type report struct {
	w        io.Writer
	packages map[string]*pkg
	builds   map[string]string // import path → what the compiler said
	tally    strings.Builder
	failed   int
}

func (r *report) add(outcome, name string) {
	fmt.Fprintf(&r.tally, "%s\t%s\n", outcome, name)
	if outcome == "fail" {
		r.failed++
	}
}

func (r *report) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		text, err := lines.ReadBytes('\n')
		var e event
		if len(text) > 0 && json.Unmarshal(text, &e) == nil {
			r.take(e)
		} else {
			r.w.Write(text)
		}
		if err == io.EOF {
			break
		} else if err != nil {
			return err
		}
	}
	for _, p := range r.packages {
		if !p.ended {
			r.end(p, "fail", "")
		}
	}
	return nil
}

func (r *report) take(e event) {
	switch {
	case e.Action == "build-output":
		r.builds[e.ImportPath] += e.Output
		return
	case e.Package == "":
		return
	}
	p := r.packages[e.Package]
	if p == nil {
		p = &pkg{path: e.Package, state: map[string]string{}}
		r.packages[e.Package] = p
	}
	switch e.Action {
	case "output":
		p.output = append(p.output, line{e.Test, e.Output})
	case "run":
		p.tests = append(p.tests, e.Test)
		p.state[e.Test] = "run"
	case "pass", "fail", "skip":
		if e.Test != "" {
			p.state[e.Test] = e.Action
			return
		}
		p.took = e.Elapsed
		r.end(p, e.Action, e.FailedBuild)
	}
}

// end settles a package: the tally gets its tests, the reader what they need to see.
func (r *report) end(p *pkg, action, build string) {
	p.ended = true
	failed, unended := 0, 0
	for _, test := range p.tests {
		name := p.path + "." + test
		switch p.state[test] {
		case "pass":
			r.add("pass", name)
			continue
		case "skip":
			r.add("fail", name+" (skipped)")
		case "fail":
			r.add("fail", name)
		default:
			r.add("fail", name+" (did not end)")
			unended++
		}
		failed++
	}
	broken := action == "fail" && failed == 0
	if broken {
		r.add("fail", p.path)
	}
	switch {
	case broken || failed > 0:
		fmt.Fprintf(r.w, "FAIL  %s  %.1f s, %d of %d tests failed\n%s", p.path, p.took, failed, len(p.tests), r.builds[build])
		// What broke outside a test may have been printed under the name of any.
		p.show(r.w, action == "fail" && (broken || unended > 0))
	case len(p.tests) > 0:
		fmt.Fprintf(r.w, "ok    %s  %.1f s, %d tests\n", p.path, p.took, len(p.tests))
	}
	p.output = nil
}

func (p *pkg) show(w io.Writer, all bool) {
	for _, l := range p.output {
		if (all || l.test == "" || p.state[l.test] != "pass") && !strings.HasPrefix(l.text, "=== ") {
			io.WriteString(w, l.text)
		}
	}
}

func (r *report) slowest(n int) {
	var slow []*pkg
	for _, p := range r.packages {
		if p.took >= 1 {
			slow = append(slow, p)
		}
	}
	slices.SortFunc(slow, func(a, b *pkg) int { return cmp.Compare(b.took, a.took) })
	for i, p := range slow[:min(n, len(slow))] {
		if i == 0 {
			fmt.Fprintln(r.w, "slowest:")
		}
		fmt.Fprintf(r.w, "%7.1f s  %s\n", p.took, p.path)
	}
}
