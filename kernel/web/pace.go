package web

import (
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// A request or an answer ends that stands still, or goes slower than the worst
// line on which anybody still works: whoever sends half a form and waits would
// hold a connection for ever.
var standstill = 60 * time.Second

const slowest = 256 // bytes a second

// paced bounds how long a request's body and the answer to it may take.
func paced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := http.NewResponseController(w)
		if r.Body != nil && r.Body != http.NoBody {
			b := &pacedBody{ReadCloser: r.Body, out: out, begun: time.Now()}
			out.SetReadDeadline(b.begun.Add(standstill)) // also for what nobody reads
			r.Body = b
		}
		next.ServeHTTP(&pacedAnswer{ResponseWriter: w, out: out}, r)
	})
}

func bytesTake(n int) time.Duration { return time.Duration(n) * time.Second / slowest }

type pacedBody struct {
	io.ReadCloser
	out   *http.ResponseController
	begun time.Time
	n     int
}

// Read reads on as long as the rest comes fast enough.
func (b *pacedBody) Read(p []byte) (int, error) {
	until, atMost := time.Now().Add(standstill), b.begun.Add(standstill+bytesTake(b.n))
	if atMost.Before(until) {
		until = atMost
	}
	b.out.SetReadDeadline(until)
	n, err := b.ReadCloser.Read(p)
	b.n += n
	if errors.Is(err, io.EOF) {
		b.out.SetReadDeadline(time.Time{}) // from here on the server listens for the client's leaving
	}
	return n, err
}

// pacedAnswer also notes whether the answer has begun.
type pacedAnswer struct {
	http.ResponseWriter
	out   *http.ResponseController
	begun bool
}

// Unwrap is for http.ResponseController.
func (a *pacedAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// WriteHeader begins the answer.
func (a *pacedAnswer) WriteHeader(code int) { a.begun = true; a.ResponseWriter.WriteHeader(code) }

// Write writes as long as it is read fast enough.
func (a *pacedAnswer) Write(p []byte) (int, error) {
	a.begun = true
	a.out.SetWriteDeadline(time.Now().Add(standstill + bytesTake(len(p))))
	return a.ResponseWriter.Write(p)
}

// counts counts what is open, by whom it is held.
type counts struct {
	mu  sync.Mutex
	all int
	by  map[string]int
}

// add counts one more, unless there are as many as there may be.
func (c *counts) add(who string, most int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by[who] >= most {
		return false
	}
	if c.by == nil {
		c.by = map[string]int{}
	}
	c.by[who]++
	c.all++
	return true
}

func (c *counts) drop(who string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all--
	if c.by[who]--; c.by[who] == 0 {
		delete(c.by, who)
	}
}

func (c *counts) total() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all
}

// connectionsMost is how many connections one process serves: some hundred
// megabytes of memory.
const connectionsMost = 10_000

// capped accepts no more connections than the machine has room for, and from
// one network no more than a quarter of them; a proxy stands for all.
type capped struct {
	net.Listener
	most    int
	proxied bool
	open    counts
}

// Accept closes what is too many, so that it does not wait in vain.
func (l *capped) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		who, most := hostOf(c.RemoteAddr().String()), l.most/4
		if ip, ok := address(who); ok {
			who = networkOf(ip)
		}
		if l.proxied && near(who) {
			most = l.most
		}
		if l.open.total() < l.most && l.open.add(who, most) {
			return &cappedConn{Conn: c, gone: sync.OnceFunc(func() { l.open.drop(who) })}, nil
		}
		c.Close()
	}
}

type cappedConn struct {
	net.Conn
	gone func()
}

// Close makes room for another.
func (c *cappedConn) Close() error {
	c.gone()
	return c.Conn.Close()
}
