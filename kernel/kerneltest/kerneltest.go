// Package kerneltest opens a kernel for a test, once on SQLite and once on
// PostgreSQL, with a clock that the test sets, and runs scripts on it.
package kerneltest

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

// Start is where the clock of every test stands at first: the morning of the
// reference assembly, 08:00 UTC, 11:00 in Istanbul.
var Start = time.Date(2017, 1, 16, 8, 0, 0, 0, time.UTC)

// A Kernel is a kernel with helpers for tests.
type Kernel struct {
	*kernel.Kernel
	Clock *Clock
	URL   string // of its database
}

// A Clock is a clock that stands where the test puts it.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is where the clock stands.
func (c *Clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

// Set moves the clock.
func (c *Clock) Set(t time.Time) { c.mu.Lock(); defer c.mu.Unlock(); c.at = t }

// Later moves the clock forward.
func (c *Clock) Later(d time.Duration) { c.Set(c.Now().Add(d)) }

// Each runs f on a fresh kernel with these offices, once per database.
func Each(t *testing.T, offices []kernel.Office, f func(*testing.T, *Kernel)) {
	t.Helper()
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) { f(t, Open(t, dialect, offices)) })
	}
}

// Open opens a fresh kernel on one database and closes it with the test.
func Open(t testing.TB, dialect string, offices []kernel.Office) *Kernel {
	t.Helper()
	url := Database(t, dialect)
	clock := &Clock{at: Start}
	k, err := kernel.Open(t.Context(), kernel.Options{DB: url, Blobs: filepath.Join(t.TempDir(), "blobs"), Now: clock.Now}, offices)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Kernel{k, clock, url}
}

var schemas atomic.Int64

// Database makes an empty database and returns its URL. PostgreSQL is required:
// TEST_POSTGRES names a server, as ./check and .ci/postgres set it.
func Database(t testing.TB, dialect string) string {
	t.Helper()
	if dialect == "sqlite" {
		return "sqlite:" + filepath.Join(t.TempDir(), "ittihad.db")
	}
	url := os.Getenv("TEST_POSTGRES")
	if url == "" {
		t.Fatal("TEST_POSTGRES is not set; run ./check, or .ci/postgres go test …")
	}
	admin, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t%d_%d", os.Getpid(), schemas.Add(1))
	if _, err := admin.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, err := admin.Exec("DROP SCHEMA " + name + " CASCADE")
		if err := errors.Join(err, admin.Close()); err != nil {
			t.Error(err)
		}
	})
	sep := "?"
	if strings.Contains(url, "?") {
		sep = "&"
	}
	return url + sep + "search_path=" + name
}

// Run carries out a command in a test, without a key.
func Run[In, Out any](t testing.TB, k *Kernel, c kernel.Command[In, Out], by kernel.Actor, in In) (Out, error) {
	return kernel.Run(t.Context(), k.Kernel, c, by, "", in)
}

// Must ends the test if there is an error.
func Must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Refused checks that a use case was refused with this sentence.
func Refused(t testing.TB, key string, err error) {
	t.Helper()
	if !kernel.Refused(err, key) {
		t.Errorf("got %v, want the refusal %s", err, key)
	}
}

// Journal checks what a stream says happened (when kinds are given), and that
// its chain is whole.
func (k *Kernel) Journal(t testing.TB, stream string, want ...string) {
	t.Helper()
	err := k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
		lines, err := kernel.History(tx, stream, 0, 1_000_000)
		if err != nil {
			return err
		}
		var got []string
		for _, l := range lines {
			got = append(got, l.Kind)
		}
		if len(want) > 0 && strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: the journal says %v, want %v", stream, got, want)
		}
		return kernel.Unbroken(tx, stream)
	})
	if err != nil {
		t.Error(err)
	}
}

// FollowAll lets followers read until there is nothing new.
func (k *Kernel) FollowAll(t testing.TB) {
	t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = k.Follow(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
