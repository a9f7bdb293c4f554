package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"time"

	"ittihad/kernel"
)

// Rhythms of an event stream: no more than four drawings a second for one
// reader; a sign of life often enough for proxies and for the page's own clock;
// and a fresh look now and then even if nobody woke it. Who is woken waits a
// moment for the others, so that they share a drawing.
var (
	streamCalm   = 250 * time.Millisecond
	streamPing   = 15 * time.Second
	streamAgain  = 60 * time.Second
	streamGather = 10 * time.Millisecond
)

// Streams open at once: of one person, and of nobody from one network, where a
// whole town may share an address.
const (
	streamsOfOne     = 40
	streamsOfNetwork = 500
)

// A following is one reader's event stream.
type following[T any] struct {
	page   Page[T]
	v      *Visit
	w      http.ResponseWriter
	out    *http.ResponseController
	since  time.Time // a drawing that began before is too old
	topics []string
	wake   <-chan struct{}
	stop   func()
	// access wakes when somebody's rights or sessions changed.
	access      <-chan struct{}
	ping, again *time.Ticker
}

// stream sends the page's <main> at once and again each time a stream of its
// topics has grown and what it shows has changed. It asks as the reader, so that
// who loses a right stops seeing at the next growth.
func (p Page[T]) stream(w http.ResponseWriter, r *http.Request, v *Visit) {
	if p.Topics == nil {
		w.WriteHeader(http.StatusNoContent) // an EventSource takes this for "no more"
		return
	}
	who, most := v.site.reader(v, r)
	if !v.site.streams.add(who, most) {
		v.refuse(w, kernel.Refuse(kernel.Denied, "kernel.too_many"))
		return
	}
	defer v.site.streams.drop(who)
	data, err := p.Load(v)
	if err != nil {
		v.refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	access, stop := v.Kernel.Live.Listen(v.site.Access...)
	defer stop()
	f := &following[T]{page: p, v: v, w: w, out: http.NewResponseController(w), access: access,
		ping: time.NewTicker(streamPing), again: time.NewTicker(streamAgain)}
	f.listen(p.Topics(data))
	defer func() { f.stop(); f.ping.Stop(); f.again.Stop() }()
	f.run()
}

// listen begins with the topics that the page has now.
func (f *following[T]) listen(topics []string) {
	if f.stop != nil {
		f.stop()
	}
	f.topics = topics
	f.wake, f.stop = f.v.Kernel.Live.Listen(topics...)
	f.since = time.Now()
}

func (f *following[T]) run() {
	var last []byte
	for {
		d, err := f.page.fragment(f.v, f.since)
		if err != nil {
			f.reload()
			return
		}
		if !bytes.Equal(d.html, last) {
			if !f.say("data: %s\n\n", bytes.ReplaceAll(d.html, []byte("\n"), []byte("\ndata: "))) {
				return
			}
			last = d.html
		}
		moved := !slices.Equal(d.topics, f.topics)
		if moved { // what grew before we listened to it is seen by drawing once more
			f.listen(d.topics)
		}
		time.Sleep(streamCalm)
		if !moved && !f.await() {
			return
		}
	}
}

func (f *following[T]) say(format string, args ...any) bool {
	_, err := fmt.Fprintf(f.w, format, args...)
	return err == nil && f.out.Flush() == nil
}

// reload has the page asked for anew: it says what is the matter, or leads to
// the sign-in.
func (f *following[T]) reload() { f.say("event: reload\ndata:\n\n") }

// await waits for a reason to look again; false when the reader is gone or the
// session is over.
func (f *following[T]) await() bool {
	for {
		look := false
		select {
		case <-f.v.Context().Done():
			return false
		case <-f.v.Kernel.Closing():
			return false
		case <-f.access:
		case <-f.ping.C:
			if !f.say("event: ping\ndata:\n\n") {
				return false
			}
		case <-f.again.C:
			look = true
		case <-f.wake:
			look = true
		}
		f.since = time.Now()
		changed, goesOn := f.still()
		if !goesOn || changed || look {
			if goesOn {
				time.Sleep(streamGather)
			}
			return goesOn
		}
	}
}

// still looks the session up again, without counting that as a use of it: it may
// have been revoked meanwhile, or its reader may hold other rights.
func (f *following[T]) still() (changed, goesOn bool) {
	v := f.v
	if v.By.Nobody() {
		return false, true
	}
	by, _, err := v.site.Watch(v.Context(), v.Session())
	if err != nil {
		return false, false // the page asks again on its own
	}
	if by.ID != v.By.ID {
		f.reload()
		return false, false
	}
	changed = !reflect.DeepEqual(by, v.By)
	v.By = by
	return changed, true
}

// fragment draws the page for a stream; what everyone sees alike is drawn once.
func (p Page[T]) fragment(v *Visit, since time.Time) (drawn, error) {
	if !p.Alike {
		return safely(v, func() (drawn, error) { return p.draw(v, true, nil) })
	}
	key := fmt.Sprint(v.URL(), " ", v.lang, " ", v.digits, " ", v.Prefs.Zone)
	return v.site.shared.once(v.Context(), key, since, func() (drawn, error) {
		// Others wait for this drawing: it goes on if this reader leaves.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(v.Context()), drawMost)
		defer cancel()
		own := *v
		own.request = v.request.WithContext(ctx)
		return safely(&own, func() (drawn, error) { return p.draw(&own, true, nil) })
	})
}

// drawMost is how long a drawing that others wait for may take.
const drawMost = 30 * time.Second

// safely turns a panic into an error: an event stream has begun already.
func safely(v *Visit, draw func() (drawn, error)) (d drawn, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = crashed(v.request, p)
		}
	}()
	return draw()
}

// reader is whose streams are counted together, and how many there may be.
func (s *Site) reader(v *Visit, r *http.Request) (who string, most int) {
	if v.By.Nobody() {
		return "network " + s.network(r), streamsOfNetwork
	}
	return v.By.ID, streamsOfOne
}
