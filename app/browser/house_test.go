package browser

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"ittihad/app"
	"ittihad/app/demo"
	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/web"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/people"
	"ittihad/offices/voting"
)

// A house is the reference assembly, served as the program serves it.
type house struct {
	t      *testing.T
	k      *kernel.Kernel
	clock  *demo.Clock
	course *demo.Course
	doors  []demo.Door
	url    string

	mu     sync.Mutex
	broken map[string]context.Context // by host, over once its line is broken
}

// open opens a house whose assembly has come as far as play takes it, and whose
// clock goes on from there.
func open(t *testing.T, play func(*demo.Course) []demo.Door) *house {
	t.Helper()
	h := &house{t: t, clock: &demo.Clock{}, broken: map[string]context.Context{}}
	conf := app.Config{DB: kerneltest.Database(t, "sqlite"), Blobs: filepath.Join(t.TempDir(), "blobs"), Now: h.clock.Now,
		More: []kernel.Office{demo.Office(func() []demo.Door { return h.doors })}}
	var err error
	if h.k, err = app.Open(t.Context(), conf); err != nil {
		t.Fatal(err)
	}
	h.course = demo.New(t.Context(), h.k, h.clock)
	h.doors = play(h.course)
	if err := h.course.Err(); err != nil {
		t.Fatal(err)
	}
	h.clock.Run()
	if err := h.k.Attend(); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h.bad(web.Handler(app.Site(h.k, false))))
	h.url = s.URL
	t.Cleanup(func() {
		h.k.StartClosing()
		s.CloseClientConnections()
		s.Close()
		if err := h.k.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// bad is a line that can break: what is sent still arrives and is carried out, and
// whoever sent it never hears of that.
func (h *house) bad(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.Host)
		h.mu.Lock()
		broken := h.broken[host]
		h.mu.Unlock()
		if broken == nil {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(broken, cancel)()
		if broken.Err() != nil && r.Method == http.MethodPost {
			next.ServeHTTP(httptest.NewRecorder(), r)
		}
		if broken.Err() == nil {
			next.ServeHTTP(w, r.WithContext(ctx))
		}
		if broken.Err() != nil {
			panic(http.ErrAbortHandler)
		}
	})
}

// fragile prepares a host's line for breaking: what breaks it, and what mends it.
func (h *house) fragile(host string) (breaks, mends func()) {
	set := func(ctx context.Context) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.broken[host+".localhost"] = ctx
	}
	whole, breaks := context.WithCancel(context.Background())
	set(whole)
	return breaks, func() { set(nil) }
}

// at is an address on one of the house's hosts.
func (h *house) at(host, path string) string { return demo.Address(h.url, host) + path }

// say is a sentence as an Arabic reader finds it.
func (h *house) say(key string, args ...any) string {
	return h.k.Words.For(words.Reader{Lang: "ar"}).Say(key, args...)
}

func (h *house) read(f func(*kernel.Tx) error) {
	h.t.Helper()
	if err := h.k.Read(h.t.Context(), kernel.Self, f); err != nil {
		h.t.Fatal(err)
	}
}

const (
	sitting = "/sittings/" + demo.Sitting
	scope   = "sitting/" + demo.Sitting
)

// holder is the n-th person who holds an office of the sitting, or of the
// federation.
func (h *house) holder(role string, n int) (id string) {
	h.t.Helper()
	where := scope
	if role == "secretary" {
		where = ""
	}
	h.read(func(tx *kernel.Tx) error {
		list, err := people.Holders(tx, role, where)
		if err == nil && n < len(list) {
			id = list[n].ID
		}
		return err
	})
	if id == "" {
		h.t.Fatalf("there is no %s %d", role, n)
	}
	return id
}

// present are the mandates that are here by a channel, by number.
func (h *house) present(channel string) (list []assembly.Voter) {
	h.t.Helper()
	h.read(func(tx *kernel.Tx) error {
		all, err := assembly.PresentNow(tx, demo.Sitting)
		list = slices.DeleteFunc(all, func(v assembly.Voter) bool { return v.Channel != channel })
		return err
	})
	return list
}

// poll is the latest poll of the sitting.
func (h *house) poll() (p voting.Poll) {
	h.t.Helper()
	h.read(func(tx *kernel.Tx) error {
		list, err := voting.PollsOf(tx, demo.Sitting)
		if len(list) > 0 {
			p = list[len(list)-1]
		}
		return err
	})
	return p
}

// do carries out a command as a person, as the person's own page would.
func do[In, Out any](h *house, person string, c kernel.Command[In, Out], in In) Out {
	h.t.Helper()
	by, err := people.ActorOf(h.t.Context(), h.k, person)
	if err != nil {
		h.t.Fatal(err)
	}
	out, err := kernel.Run(h.t.Context(), h.k, c, by, "", in)
	if err != nil {
		h.t.Fatalf("%s: %v", c.Name, err)
	}
	return out
}

// ask asks a question as a person.
func ask[In, Out any](h *house, person string, q kernel.Query[In, Out], in In) Out {
	h.t.Helper()
	by, err := people.ActorOf(h.t.Context(), h.k, person)
	if err != nil {
		h.t.Fatal(err)
	}
	out, err := kernel.Ask(h.t.Context(), h.k, q, by, in)
	if err != nil {
		h.t.Fatalf("%s: %v", q.Name, err)
	}
	return out
}

// link is a new way in for a person, by which they arrive at a page.
func (h *house) link(person, next string) string {
	h.t.Helper()
	return do(h, h.holder("secretary", 0), people.Invite, people.Invitation{Person: person, Kind: "link", Why: "تجربة"}).Path + "?next=" + next
}

// session is what a browser holds of a person who has signed in.
func (h *house) session(person string) string {
	h.t.Helper()
	token := filepath.Base(do(h, h.holder("secretary", 0), people.Invite, people.Invitation{Person: person, Kind: "link", Why: "تجربة"}).Path)
	out, err := kernel.Run(h.t.Context(), h.k, people.SignInLink, kernel.Actor{}, "", people.Link{Token: token})
	if err != nil {
		h.t.Fatal(err)
	}
	return out.Token
}
