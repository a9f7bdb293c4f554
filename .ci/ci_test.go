// Package ci tests the scripts that check the project.
package ci

import (
	"bufio"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// begin starts .ci/postgres with a shell script and returns it with the words that the script
// prints first: the server's URL, the temporary folder and the script's process group.
func begin(t *testing.T, script string) (*exec.Cmd, []string) {
	t.Helper()
	cmd := exec.Command("./postgres", "sh", "-c", `echo "$TEST_POSTGRES" "$TMPDIR" $$; `+script)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Signal(syscall.SIGTERM); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	words := strings.Fields(line)
	if err != nil || len(words) != 3 {
		t.Fatalf("it printed %q, %v", line, err)
	}
	return cmd, words
}

// nothingLeft checks that the server, the folder and the processes of a run are gone.
func nothingLeft(t *testing.T, words []string) {
	t.Helper()
	u, err := url.Parse(words[0])
	if err != nil {
		t.Fatal(err)
	}
	if c, err := net.DialTimeout("tcp", u.Host, time.Second); err == nil {
		c.Close()
		t.Errorf("the server still listens on %s", u.Host)
	}
	if _, err := os.Stat(strings.TrimSuffix(words[1], "/tmp")); !os.IsNotExist(err) {
		t.Errorf("the folder %s is left: %v", words[1], err)
	}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		t.Fatalf("no processes to look at: %v", err)
	}
	for _, name := range stats {
		text, _ := os.ReadFile(name) // it may end meanwhile
		_, rest, _ := strings.Cut(string(text), ") ")
		// State, parent, group: see proc(5). A zombie has ended and waits to be noticed.
		if f := strings.Fields(rest); len(f) > 2 && f[0] != "Z" && f[2] == words[2] {
			t.Errorf("a process of the command is left: %s", text)
		}
	}
}

func TestPostgresPassesOnTheExitStatus(t *testing.T) {
	cmd, words := begin(t, `psql -v ON_ERROR_STOP=1 "$TEST_POSTGRES" -c 'CREATE TABLE t (x BIGINT)' && exit 7`)
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 7 {
		t.Errorf("exit status %d, want 7", got)
	}
	nothingLeft(t, words)
}

func TestPostgresEndsWhatTheCommandLeft(t *testing.T) {
	cmd, words := begin(t, `sleep 60 & exit 0`)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	nothingLeft(t, words)
}

func TestPostgresClearsAwayWhenToldToEnd(t *testing.T) {
	cmd, words := begin(t, `sleep 60 & sleep 60`)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 143 {
		t.Errorf("exit status %d, want 143", got)
	}
	nothingLeft(t, words)
}

// versions reads what a pattern of two groups, a module and its version, finds in a file.
func versions(t *testing.T, name, pattern string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
		found[m[1]] = m[2]
	}
	return found
}

func TestDependenciesAreDescribedAsPinned(t *testing.T) {
	want := versions(t, "../go.mod", `(?m)^\t(\S+) (v\S+)$`)
	pinned := versions(t, "../tools.mod", `(?m)^\t(\S+) (v\S+)`)
	for module, version := range pinned {
		for tool := range versions(t, "../tools.mod", `(?m)^\t(\S+)()$`) {
			if strings.HasPrefix(tool, module+"/") {
				want[module] = version
			}
		}
	}
	if len(want) < 10 {
		t.Fatalf("only %d modules read from go.mod and tools.mod", len(want))
	}
	got := versions(t, "../docs/dependencies.md", "(?m)^\\| `(\\S+)` .* \\| (v\\S+), [0-9-]{10} \\|$")
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("docs/dependencies.md (-go.mod and tools.mod +described):\n%s", d)
	}
}
