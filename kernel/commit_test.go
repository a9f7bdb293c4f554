package kernel_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// The places where a wire breaks.
const (
	whole       = iota
	beforeSent  // the COMMIT does not reach the server
	afterAnswer // the server commits, and its answer does not come back
)

// A wire to PostgreSQL that breaks once, at the next COMMIT, where it is told to.
type wire struct {
	net.Listener
	server string
	breaks atomic.Int32
	broke  atomic.Int32
}

// behindWire opens a kernel whose connections go through a wire.
func behindWire(t *testing.T) (*kerneltest.Kernel, *wire) {
	t.Helper()
	direct := kerneltest.Database(t, "postgres")
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{server: u.Host}
	if w.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := w.Accept()
			if err != nil {
				return
			}
			go w.carry(c)
		}
	}()
	u.Host = w.Addr().String()
	t.Cleanup(func() { w.Close() })
	return openOn(t, u.String(), shelf()), w
}

// carry passes the client's messages on and watches for a COMMIT. The first
// message has no type (see "Message Formats" in PostgreSQL's manual).
func (w *wire) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", w.server)
	if err != nil {
		return
	}
	defer server.Close()
	var deaf atomic.Bool
	answered := make(chan struct{}, 1)
	go func() {
		defer client.Close()
		b := make([]byte, 1<<16)
		for {
			n, err := server.Read(b)
			if deaf.Load() {
				answered <- struct{}{}
				return
			}
			if err != nil {
				return
			}
			if _, err := client.Write(b[:n]); err != nil {
				return
			}
		}
	}()
	in, head := bufio.NewReader(client), 4
	for {
		m, err := in.Peek(head)
		if err != nil {
			return
		}
		message := make([]byte, head-4+int(binary.BigEndian.Uint32(m[head-4:])))
		if _, err := io.ReadFull(in, message); err != nil {
			return
		}
		breaks := int32(whole)
		if bytes.HasPrefix(message, []byte("Q")) && bytes.HasSuffix(message, []byte("commit\x00")) {
			breaks = w.breaks.Swap(whole)
		}
		if breaks != whole {
			w.broke.Add(1)
		}
		if breaks == beforeSent {
			return
		}
		deaf.Store(breaks == afterAnswer)
		if _, err := server.Write(message); err != nil {
			return
		}
		if breaks == afterAnswer {
			<-answered
			return
		}
		head = 5
	}
}

// When the connection breaks in the commit, nobody is told that anything was
// accepted; whoever asks again with the same key learns which it was, and what
// was asked stands there once.
func TestConnectionLostInCommit(t *testing.T) {
	for at, committed := range map[int32]bool{beforeSent: false, afterAnswer: true} {
		t.Run(fmt.Sprintf("committed=%v", committed), func(t *testing.T) {
			k, w := behindWire(t)
			open(t, k, "a")
			w.breaks.Store(at)
			const n = 40
			var unknown atomic.Int64
			answers := make([]int64, n)
			var wg sync.WaitGroup
			for i := range n {
				wg.Go(func() {
					put := func() (err error) {
						answers[i], err = kernel.Run(t.Context(), k.Kernel, putThing, ann, name(i), thing{"a", name(i)})
						return err
					}
					err := put()
					if errors.Is(err, sqldb.ErrUnknown) {
						unknown.Add(1)
						err = put()
					}
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if unknown.Load() == 0 || w.broke.Load() != 1 {
				t.Errorf("%d requests were unknown, the wire broke %d times", unknown.Load(), w.broke.Load())
			}
			v := see(t, k, "a")
			if len(v.Names) != n || v.Count != n {
				t.Errorf("%d names, counter %d, want %d", len(v.Names), v.Count, n)
			}
			seen := map[int64]bool{}
			for i, seq := range answers {
				again, err := kernel.Run(t.Context(), k.Kernel, putThing, ann, name(i), thing{"a", name(i)})
				if err != nil || again != seq || seen[seq] {
					t.Errorf("%d was answered with line %d, then with %d, %v", i, seq, again, err)
				}
				seen[seq] = true
			}
			k.Journal(t, "shelf/a")
		})
	}
}

// A connection that was lost before the commit costs nobody anything.
func TestConnectionsLostWhileIdle(t *testing.T) {
	url := kerneltest.Database(t, "postgres")
	k := openOn(t, url+"&application_name=idle", shelf())
	open(t, k, "a")
	admin := adminOf(t, url)
	for i := range 5 {
		see(t, k, "a")
		_, err := admin.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idle'`)
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, putThing, ann, thing{"a", name(i)})
		kerneltest.Must(t, 0, err)
	}
	if v := see(t, k, "a"); v.Count != 5 {
		t.Errorf("%d things", v.Count)
	}
}

func openOn(t *testing.T, url string, offices []kernel.Office) *kerneltest.Kernel {
	t.Helper()
	clock := &kerneltest.Clock{}
	clock.Set(kerneltest.Start)
	k, err := kernel.Open(t.Context(), kernel.Options{DB: url, Blobs: t.TempDir(), Now: clock.Now}, offices)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	return &kerneltest.Kernel{Kernel: k, Clock: clock, URL: url}
}

func adminOf(t *testing.T, url string) *sql.DB {
	t.Helper()
	admin, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { admin.Close() })
	return admin
}

// ownServer starts a PostgreSQL for this test alone and returns its URL.
func ownServer(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("../.ci/postgres", "sh", "-c", `echo "$TEST_POSTGRES"; exec sleep 600`)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Signal(syscall.SIGTERM); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// Where every commit must reach a synchronous standby, and the wait for it is
// cancelled, the answer is "nobody knows": not accepted. Asking again waits for
// the standby too, and is answered when it is there.
func TestStandbyIsAway(t *testing.T) {
	url := ownServer(t)
	k := openOn(t, url, shelf())
	open(t, k, "a")
	admin := adminOf(t, url+"&synchronous_commit=local")
	standby := func(name string) {
		t.Helper()
		for _, s := range []string{"ALTER SYSTEM SET synchronous_standby_names = '" + name + "'", "SELECT pg_reload_conf()"} {
			_, err := admin.Exec(s)
			kerneltest.Must(t, 0, err)
		}
	}
	kerneltest.Must(t, 0, exec1(admin, `CREATE TABLE probe (n BIGINT)`))
	answers := make(chan error, 1)
	var seq int64
	put := func() {
		var err error
		seq, err = kernel.Run(t.Context(), k.Kernel, putThing, ann, "tap", thing{"a", "tea"})
		answers <- err
	}
	standby("away")
	untilCommitsWait(t, admin, adminOf(t, url))
	// The first waits and is cancelled; so is its repeat, which has the answer at
	// hand; the third's connection is ended.
	for _, cut := range []string{"pg_cancel_backend", "pg_cancel_backend", "pg_terminate_backend"} {
		waitsForStandby(t, admin, cut, put, answers)
	}
	standby("")
	put()
	if err := <-answers; err != nil || seq != 2 {
		t.Errorf("the standby came back, and the answer is %d, %v", seq, err)
	}
	k.Journal(t, "shelf/a", "shelf.opened", "shelf.put")
}

func exec1(db *sql.DB, statement string) error { _, err := db.Exec(statement); return err }

// untilCommitsWait returns when the server has taken notice of its new setting,
// which it does in its own time.
func untilCommitsWait(t *testing.T, admin, other *sql.DB) {
	t.Helper()
	for range 100 {
		ctx, leave := context.WithTimeout(t.Context(), 200*time.Millisecond)
		_, err := other.ExecContext(ctx, `INSERT INTO probe (n) VALUES (1)`)
		leave()
		if err == nil {
			continue
		}
		for left := 1; left > 0; {
			err := admin.QueryRow(`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`).Scan(&left)
			kerneltest.Must(t, 0, err)
		}
		return
	}
	t.Fatal("commits do not wait for the standby")
}

func waitsForStandby(t *testing.T, admin *sql.DB, cut string, put func(), answers <-chan error) {
	t.Helper()
	go put()
	until := time.Now().Add(20 * time.Second)
	for waiting := 0; waiting == 0; time.Sleep(10 * time.Millisecond) {
		select {
		case err := <-answers:
			t.Fatalf("answered without the standby: %v", err)
		default:
		}
		if time.Now().After(until) {
			t.Fatal("the commit does not wait for the standby")
		}
		err := admin.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`).Scan(&waiting)
		kerneltest.Must(t, 0, err)
	}
	_, err := admin.Exec(`SELECT ` + cut + `(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`)
	kerneltest.Must(t, 0, err)
	if err := <-answers; !errors.Is(err, sqldb.ErrUnknown) {
		t.Fatalf("%s: the answer is %v, want unknown", cut, err)
	}
}
