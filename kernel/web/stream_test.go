package web_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/web"
)

// A follower is a page's stream, line by line; the channel closes when it ends.
type follower struct {
	t     *testing.T
	lines chan string
	leave func()
}

func (b *browser) follow(path string) *follower {
	b.t.Helper()
	f, code := b.tryFollow(path)
	if f == nil {
		b.t.Fatal(code)
	}
	return f
}

func (b *browser) tryFollow(path string) (*follower, int) {
	b.t.Helper()
	ctx, leave := context.WithCancel(b.t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", b.url+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	if b.session != "" {
		r.AddCookie(&http.Cookie{Name: "ittihad", Value: b.session})
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { leave(); res.Body.Close() })
	if kind := res.Header.Get("Content-Type"); kind != "text/event-stream" {
		leave()
		return nil, res.StatusCode
	}
	f := &follower{b.t, make(chan string, 1000), leave}
	go func() {
		defer close(f.lines)
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			f.lines <- s.Text()
		}
	}()
	return f, res.StatusCode
}

func (f *follower) await(part string) {
	f.t.Helper()
	for deadline := time.After(5 * time.Second); ; {
		select {
		case l, ok := <-f.lines:
			if !ok {
				f.t.Fatalf("the stream ended before %q", part)
			}
			if strings.Contains(l, part) {
				return
			}
		case <-deadline:
			f.t.Fatalf("no %q came", part)
		}
	}
}

// ends says that nothing more comes.
func (f *follower) ends() {
	f.t.Helper()
	for deadline := time.After(5 * time.Second); ; {
		select {
		case _, ok := <-f.lines:
			if !ok {
				return
			}
		case <-deadline:
			f.t.Fatal("the stream goes on")
		}
	}
}

// A page's stream sends its <main> at once, and again when its topic has grown.
func TestStream(t *testing.T) {
	_, b := openShop(t)
	f := b.follow("/shelves/a")
	f.await("data: <main")
	b.post("/shelves/a", "do=shop.put&name=tea&once=1")
	f.await("tea")
}

// The topics of a page may change while it is open.
func TestTopicsAreTakenAnew(t *testing.T) {
	k, b := openShop(t)
	f := b.follow("/newest")
	f.await("data: <main")
	put := func(shelf, name string) {
		t.Helper()
		if _, err := kernel.Run(t.Context(), k.Kernel, putWare, kernel.Actor{ID: "ann"}, "", ware{Shelf: shelf, Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	put("shelves", "b") // the page shows shelf b from now on
	f.await("shelf b")
	put("b", "tea")
	f.await("tea")
}

// sessions is a desk where sessions are looked up and may be ended.
type sessions struct {
	over         atomic.Bool
	used, looked atomic.Int32
}

func (s *sessions) set(site *web.Site) {
	by := func(token string) kernel.Actor {
		if s.over.Load() || token == "" {
			return kernel.Actor{}
		}
		return kernel.Actor{ID: strings.TrimPrefix(token, "session-of-")}
	}
	site.Session = func(_ context.Context, token string) (kernel.Actor, web.Prefs, error) {
		s.used.Add(1)
		return by(token), web.Prefs{}, nil
	}
	site.Watch = func(_ context.Context, token string) (kernel.Actor, web.Prefs, error) {
		s.looked.Add(1)
		return by(token), web.Prefs{}, nil
	}
	site.Access = []string{"access"}
}

// When a session ends, what is open of it is asked for anew, which leads to the
// sign-in: at once, if somebody ended it; at the next sign of life, if it ran out.
func TestEndOfSessionReloads(t *testing.T) {
	for _, how := range []string{"ended", "ran out", "before the stream"} {
		t.Run(how, func(t *testing.T) {
			ping := time.Hour
			if how == "ran out" {
				ping = 50 * time.Millisecond
			}
			web.Hurry(t, time.Minute, ping)
			var s sessions
			k, b := openShop(t, s.set)
			if how == "before the stream" {
				s.over.Store(true)
				f := b.follow("/shelves/a")
				f.await("event: reload")
				f.ends()
				return
			}
			f := b.follow("/shelves/a")
			f.await("data: <main")
			s.over.Store(true)
			if how == "ended" {
				k.Live.Wake("access")
			}
			f.await("event: reload")
			f.ends()
		})
	}
}

// A page that stands open is no use of the session.
func TestOpenPageIsNoUse(t *testing.T) {
	web.Hurry(t, time.Minute, 20*time.Millisecond)
	var s sessions
	_, b := openShop(t, s.set)
	f := b.follow("/shelves/a")
	for range 3 {
		f.await("event: ping")
	}
	if s.used.Load() != 0 || s.looked.Load() < 3 {
		t.Errorf("used %d times, looked up %d times", s.used.Load(), s.looked.Load())
	}
}

// A form that stands still half-sent is ended; so is one that trickles.
func TestHalfSentForm(t *testing.T) {
	web.Hurry(t, 200*time.Millisecond, time.Hour)
	_, b := openShop(t)
	for _, trickle := range []bool{false, true} {
		c, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(5 * time.Second))
		fmt.Fprintf(c, "POST /door HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\nd")
		if trickle {
			go func() {
				for _, err := c.Write([]byte("o")); err == nil; _, err = c.Write([]byte("o")) {
					time.Sleep(50 * time.Millisecond)
				}
			}()
		}
		if text, err := io.ReadAll(c); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("trickle %v: %v after %q", trickle, err, text)
		}
	}
}

// One network holds a quarter of the connections at most, a proxy all of them,
// and those that close make room.
func TestConnectionsAreCapped(t *testing.T) {
	for proxied, most := range map[bool]int{false: 2, true: 8} {
		inner, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l := web.Capped(inner, 8, proxied)
		defer l.Close()
		accepted := make(chan net.Conn, 100)
		go func() {
			for c, err := l.Accept(); err == nil; c, err = l.Accept() {
				accepted <- c
			}
		}()
		dial := func() net.Conn {
			t.Helper()
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { c.Close() })
			c.SetDeadline(time.Now().Add(5 * time.Second))
			return c
		}
		var last net.Conn
		for range most {
			dial()
			last = <-accepted
		}
		if _, err := dial().Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") || len(accepted) > 0 {
			t.Errorf("proxied %v, one more than %d: %v", proxied, most, err)
		}
		last.Close()
		dial()
		select {
		case <-accepted:
		case <-time.After(5 * time.Second):
			t.Errorf("proxied %v: one that closed made no room", proxied)
		}
	}
}

// Over TLS browsers speak HTTP/2, where one connection carries all: a stream on
// it goes on while others end, and a body that comes slowly but steadily is read.
func TestPaceOverHTTP2(t *testing.T) {
	web.Hurry(t, 600*time.Millisecond, 50*time.Millisecond)
	_, site := openSite(t)
	at := serve(t, certified(t), web.Handler(site))
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	t.Cleanup(client.CloseIdleConnections)
	ask := func(method, path string, body io.Reader, headers ...string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, "https://"+at+path, body)
		if err != nil {
			t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: "ittihad", Value: "session-of-ann"})
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		res, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		if res.ProtoMajor != 2 {
			t.Fatal(res.Proto)
		}
		return res
	}
	stream := ask("GET", "/shelves/a", nil, "Accept", "text/event-stream")
	res := ask("POST", "/api/shop.put", &steady{text: `{"shelf":"a","name":"tea"}`}, "Authorization", "Bearer shop.put")
	if text, err := io.ReadAll(res.Body); err != nil || res.StatusCode != 200 {
		t.Errorf("a slow body: %s, %s, %v", res.Status, text, err)
	}
	pings := 0
	for s := bufio.NewScanner(stream.Body); pings < 20 && s.Scan(); {
		if s.Text() == "event: ping" {
			pings++
		}
	}
	if pings < 20 {
		t.Errorf("the stream ended after %d pings", pings)
	}
}

// steady is a body that comes letter by letter.
type steady struct{ text string }

func (s *steady) Read(p []byte) (int, error) {
	if s.text == "" {
		return 0, io.EOF
	}
	time.Sleep(10 * time.Millisecond)
	p[0], s.text = s.text[0], s.text[1:]
	return 1, nil
}

// One person has so many streams, and then no more until one ends.
func TestStreamsAreCounted(t *testing.T) {
	_, b := openShop(t)
	var open []*follower
	for range 40 {
		open = append(open, b.follow("/shelves/a"))
	}
	res, body := b.get("/shelves/a", "Accept", "text/event-stream")
	b.is(res, body, 429)
	open[0].leave()
	open[0].ends()
	for until := time.Now().Add(5 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		f, code := b.tryFollow("/shelves/a")
		if code == 200 {
			f.await("data: <main")
			return
		}
	}
	t.Error("the place of one that left is not free")
}
