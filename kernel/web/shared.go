package web

import (
	"context"
	"sync"
	"time"
)

// drawn is a page as it was drawn, and the topics it had then.
type drawn struct {
	html   []byte
	topics []string
}

// shared keeps the last drawing of each page that everyone sees alike.
type shared struct {
	mu   sync.Mutex
	list map[string]*drawing
}

type drawing struct {
	at   time.Time // when it began
	done chan struct{}
	drawn
	err error
}

// sharedKept bounds the pages remembered; then all are forgotten.
const sharedKept = 1000

// once hands out a drawing that began at since or later, so that it shows what
// the reader was woken for. Those who come while an older one is under way wait
// for it, and share the next. An error is shared with nobody.
func (s *shared) once(ctx context.Context, key string, since time.Time, draw func() (drawn, error)) (drawn, error) {
	for {
		d, mine := s.current(key, since)
		if mine {
			d.drawn, d.err = draw() // draw does not panic
			close(d.done)
			return d.drawn, d.err
		}
		select {
		case <-d.done:
		case <-ctx.Done():
			return drawn{}, ctx.Err()
		}
		switch {
		case d.err != nil:
			return draw()
		case !d.at.Before(since):
			return d.drawn, nil
		}
	}
}

// current is the drawing to wait for, or one that the caller is to make.
func (s *shared) current(key string, since time.Time) (d *drawing, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d = s.list[key]
	if d != nil && (!d.at.Before(since) || !d.over()) {
		return d, false
	}
	if s.list == nil || len(s.list) > sharedKept {
		s.list = map[string]*drawing{}
	}
	d = &drawing{at: time.Now(), done: make(chan struct{})}
	s.list[key] = d
	return d, true
}

func (d *drawing) over() bool {
	select {
	case <-d.done:
		return true
	default:
		return false
	}
}
