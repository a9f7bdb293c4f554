package web

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Rhythms of an event stream: no more than four drawings a second for one
// reader; a sign of life often enough for proxies and for the page's own clock;
// and a fresh look now and then even if nobody woke it.
const (
	streamCalm  = 250 * time.Millisecond
	streamPing  = 15 * time.Second
	streamAgain = 60 * time.Second
)

// stream sends the page's <main> at once and again each time a stream of its
// topics has grown and what it shows has changed. It asks as the reader, so that
// who loses a right stops seeing at the next growth.
func (p Page[T]) stream(w http.ResponseWriter, r *http.Request, v *Visit) {
	data, err := p.Load(v)
	if err != nil {
		v.refuse(w, err)
		return
	}
	if p.Topics == nil {
		w.WriteHeader(http.StatusNoContent) // an EventSource takes this for "no more"
		return
	}
	wake, stop := v.Kernel.Live.Listen(p.Topics(data)...)
	defer stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	out := http.NewResponseController(w)
	var last []byte
	ping, again := time.NewTicker(streamPing), time.NewTicker(streamAgain)
	defer ping.Stop()
	defer again.Stop()
	for {
		html, err := p.fragment(v)
		if err != nil {
			fmt.Fprint(w, "event: reload\ndata:\n\n")
			out.Flush()
			return
		}
		if !bytes.Equal(html, last) {
			if _, err := fmt.Fprintf(w, "data: %s\n\n", bytes.ReplaceAll(html, []byte("\n"), []byte("\ndata: "))); err != nil || out.Flush() != nil {
				return
			}
			last = html
		}
		time.Sleep(streamCalm)
		if !p.await(w, out, r, v, wake, ping.C, again.C) {
			return
		}
	}
}

// await waits for a reason to look again; false when the reader is gone or the
// session is over.
func (p Page[T]) await(w http.ResponseWriter, out *http.ResponseController, r *http.Request, v *Visit, wake <-chan struct{}, ping, again <-chan time.Time) bool {
	for {
		select {
		case <-r.Context().Done():
			return false
		case <-v.Kernel.Closing():
			return false
		case <-ping:
			if _, err := fmt.Fprint(w, "event: ping\ndata:\n\n"); err != nil || out.Flush() != nil {
				return false
			}
		case <-again:
			return v.still(r)
		case <-wake:
			return v.still(r)
		}
	}
}

// still looks the session up again: it may have been revoked meanwhile.
func (v *Visit) still(r *http.Request) bool {
	if v.By.Nobody() {
		return true
	}
	by, _, err := v.site.Session(r.Context(), v.Session())
	if err != nil || by.ID != v.By.ID {
		return false
	}
	v.By = by
	return true
}

// fragment draws the page for a stream; what everyone sees alike is drawn once.
func (p Page[T]) fragment(v *Visit) ([]byte, error) {
	if !p.Alike {
		return p.draw(v, true, nil)
	}
	key := v.URL() + " " + v.lang + " " + v.digits
	return v.site.shared.once(key, func() ([]byte, error) { return p.draw(v, true, nil) })
}

// shared keeps drawings that everyone sees alike for a moment.
type shared struct {
	mu   sync.Mutex
	list map[string]*drawing
}

type drawing struct {
	done chan struct{}
	at   time.Time
	html []byte
	err  error
}

func (s *shared) once(key string, draw func() ([]byte, error)) ([]byte, error) {
	s.mu.Lock()
	d := s.list[key]
	if d != nil && time.Since(d.at) < streamCalm/2 {
		s.mu.Unlock()
		<-d.done
		return d.html, d.err
	}
	if s.list == nil || len(s.list) > 1000 {
		s.list = map[string]*drawing{}
	}
	d = &drawing{done: make(chan struct{}), at: time.Now()}
	s.list[key] = d
	s.mu.Unlock()
	defer close(d.done)
	d.html, d.err = draw()
	return d.html, d.err
}
