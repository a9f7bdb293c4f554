package web

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

// Who leaves while others wait for his drawing takes it from nobody, and who
// comes later is not handed what was drawn before.
func TestShared(t *testing.T) {
	var s shared
	began, goOn, n := make(chan struct{}, 10), make(chan error), 0
	var mu sync.Mutex
	draw := func() (drawn, error) {
		mu.Lock()
		n++
		page := string(rune('0' + n))
		mu.Unlock()
		began <- struct{}{}
		return drawn{html: []byte(page)}, <-goOn
	}
	type answer struct {
		page string
		err  error
	}
	ask := func(ctx context.Context, since time.Time) chan answer {
		got := make(chan answer, 1)
		go func() {
			d, err := s.once(ctx, "key", since, draw)
			got <- answer{string(d.html), err}
		}()
		return got
	}
	is := func(got chan answer, want answer) {
		t.Helper()
		select {
		case a := <-got:
			if a != want {
				t.Errorf("got %v, want %v", a, want)
			}
		case <-time.After(5 * time.Second):
			t.Errorf("nothing came, want %v", want)
		}
	}
	start := time.Now()
	first := ask(t.Context(), start)
	<-began
	ctx, leave := context.WithCancel(t.Context())
	leaver, second := ask(ctx, start), ask(t.Context(), start)
	late := ask(t.Context(), time.Now()) // woken after the drawing began
	leave()
	is(leaver, answer{"", context.Canceled})
	goOn <- nil
	is(first, answer{"1", nil})
	is(second, answer{"1", nil})
	<-began
	goOn <- nil
	is(late, answer{"2", nil})
	// An error is shared with nobody.
	broken := errors.New("broken")
	now := time.Now()
	first = ask(t.Context(), now)
	<-began
	second = ask(t.Context(), now)
	goOn <- broken
	is(first, answer{"3", broken})
	<-began
	goOn <- nil
	is(second, answer{"4", nil})
}
