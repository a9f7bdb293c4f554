package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// ittihad is the built program, as people run it.
var ittihad string

// patience is how long a test waits for what must come; it decides nothing.
const patience = time.Minute

func TestMain(m *testing.M) {
	code, err := withProgram(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func withProgram(run func() int) (int, error) {
	dir, err := os.MkdirTemp("", "ittihad-program-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	ittihad = filepath.Join(dir, "ittihad")
	if out, err := exec.Command("go", "build", "-o", ittihad, ".").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("go build: %w\n%s", err, out)
	}
	return run(), nil
}

// A process is one run of the program.
type process struct {
	t        *testing.T
	cmd      *exec.Cmd
	out, err output
	ended    chan struct{}
	code     int
}

// output is what a process has written so far.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// begin starts the program in a folder, with none of the machine's own settings.
func begin(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(ittihad, args...), ended: make(chan struct{})}
	p.cmd.Dir = dir
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "ITTIHAD_") {
			p.cmd.Env = append(p.cmd.Env, e)
		}
	}
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.err
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		err := p.cmd.Wait()
		var exit *exec.ExitError
		if p.code = p.cmd.ProcessState.ExitCode(); err != nil && !errors.As(err, &exit) {
			p.code = -2
		}
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.ended
		if t.Failed() {
			t.Logf("ittihad %s wrote:\n%s%s", strings.Join(args, " "), &p.out, &p.err)
		}
	})
	return p
}

// await waits until the program has printed what the pattern says, and returns
// its groups.
func (p *process) await(pattern string) []string {
	p.t.Helper()
	re := regexp.MustCompile(pattern)
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if m := re.FindStringSubmatch(p.out.String()); m != nil {
			return m
		}
		select {
		case <-p.ended:
			p.t.Fatalf("it ended with %d before it printed %s", p.code, pattern)
		default:
		}
	}
	p.t.Fatalf("it never printed %s", pattern)
	return nil
}

// tell sends the signal to end.
func (p *process) tell() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
}

// end waits for the end.
func (p *process) end() int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatal("it does not end")
	}
	return p.code
}

// stop tells the program to end and expects that it does so in order.
func (p *process) stop() {
	p.t.Helper()
	p.tell()
	if code := p.end(); code != 0 {
		p.t.Fatalf("told to end, it ended with %d", code)
	}
}

// succeed runs the program to its end and expects it to succeed.
func succeed(t *testing.T, dir string, args ...string) string {
	t.Helper()
	p := begin(t, dir, args...)
	if code := p.end(); code != 0 {
		t.Fatalf("ittihad %s ended with %d", strings.Join(args, " "), code)
	}
	return p.out.String()
}

// refused runs the program and expects it to fail with one sentence.
func refused(t *testing.T, dir string, args ...string) string {
	t.Helper()
	p := begin(t, dir, args...)
	if code := p.end(); code != 1 {
		t.Errorf("ittihad %s ended with %d, want 1", strings.Join(args, " "), code)
	}
	said, ok := strings.CutPrefix(p.err.String(), "ittihad: ")
	if !ok || strings.Count(said, "\n") != 1 || p.out.String() != "" {
		t.Errorf("ittihad %s said %q and printed %q, want one sentence", strings.Join(args, " "), p.err.String(), p.out.String())
	}
	return strings.TrimSpace(said)
}

// serve serves a federation on a free port, and returns its address and, where
// there is no federation yet, the path that sets it up.
func serve(t *testing.T, dir string, args ...string) (p *process, url, setup string) {
	t.Helper()
	p = begin(t, dir, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	url = p.await(`is served at (\S+)\n`)[1]
	get(t, url+"/healthz").wants(200, "ok\n")
	if m := regexp.MustCompile(`(/setup/\S+)\n`).FindStringSubmatch(p.out.String()); m != nil {
		setup = m[1]
	}
	return p, url, setup
}

func short(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}
