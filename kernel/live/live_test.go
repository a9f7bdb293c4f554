package live

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

func woken(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// A wake reaches who listens to its topic, and only those; many wakes that
// nobody has taken yet are one.
func TestWake(t *testing.T) {
	var h Hub
	a, stopA := h.Listen("x", "y")
	b, stopB := h.Listen("y")
	h.Wake("x")
	h.Wake("x")
	if !woken(a) || woken(a) || woken(b) {
		t.Error("x should have woken a once, and b never")
	}
	h.Wake("y")
	if !woken(a) || !woken(b) {
		t.Error("y should have woken both")
	}
	stopA()
	stopA() // twice is once
	h.Wake("y")
	if woken(a) || !woken(b) {
		t.Error("who has stopped is not woken; the other is")
	}
	stopB()
	h.Wake("nobody")
	if len(h.subs) != 0 {
		t.Errorf("%d topics are left without listeners", len(h.subs))
	}
}

// A stream that grows all the time wakes calmly, once a second, at once the
// first time; and the last growth is told.
func TestCalm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h Hub
		c, stop := h.Listen("x")
		defer stop()
		start := time.Now()
		var wakes []time.Duration
		for range 450 { // 4.5 seconds
			h.WakeCalmly("x")
			synctest.Wait()
			if woken(c) {
				wakes = append(wakes, time.Since(start))
			}
			time.Sleep(10 * time.Millisecond)
		}
		if len(wakes) != 5 || wakes[0] != 0 {
			t.Errorf("woken at %v, want each second from 0 to 4", wakes)
		}
		for i := 1; i < len(wakes); i++ {
			if wakes[i]-wakes[i-1] < calm {
				t.Errorf("woken at %v: more often than once a second", wakes)
			}
		}
		time.Sleep(calm)
		synctest.Wait()
		if !woken(c) {
			t.Error("the last growth was not told")
		}
		time.Sleep(10 * calm)
		synctest.Wait()
		if woken(c) || len(h.resting)+len(h.missed) != 0 {
			t.Error("a stream that rests still wakes, or is remembered")
		}
		h.WakeCalmly("x")
		synctest.Wait()
		if !woken(c) {
			t.Error("after a rest, the first growth is told at once")
		}
		time.Sleep(2 * calm)
	})
}

// A loud wake does not wait for the calm ones, and topics do not calm each other.
func TestCalmTopicsAreTheirOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h Hub
		x, stopX := h.Listen("x")
		y, stopY := h.Listen("y")
		defer stopX()
		defer stopY()
		h.WakeCalmly("x")
		h.WakeCalmly("y")
		if !woken(x) || !woken(y) {
			t.Error("one topic calmed the other")
		}
		h.WakeCalmly("x")
		h.Wake("x")
		if !woken(x) {
			t.Error("a loud wake waited")
		}
		time.Sleep(3 * calm)
	})
}

// Other nodes are told of what happens here, and not of what they told.
func TestTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		h := Hub{Tell: func(topic string) { told = append(told, topic) }}
		c, stop := h.Listen("x")
		defer stop()
		h.Heard("x")
		if !woken(c) || len(told) != 0 {
			t.Errorf("told %v of what was heard", told)
		}
		h.Wake("x")
		for range 10 {
			h.WakeCalmly("x")
		}
		time.Sleep(3 * calm)
		synctest.Wait()
		if len(told) != 3 { // the loud one, the first calm one, and the last
			t.Errorf("told %v", told)
		}
	})
}

// Listeners that come and go while topics wake: nobody blocks, nothing is left.
func TestComeAndGo(t *testing.T) {
	before := runtime.NumGoroutine()
	synctest.Test(t, func(t *testing.T) {
		var h Hub
		for i := range 50 {
			go func() {
				for range 20 {
					c, stop := h.Listen("x", "y")
					if i%2 == 0 {
						select {
						case <-c:
						case <-time.After(time.Millisecond):
						}
					}
					stop()
				}
			}()
			go func() {
				for range 20 {
					h.Wake("x")
					h.WakeCalmly("y")
					time.Sleep(time.Millisecond)
				}
			}()
		}
		time.Sleep(3 * calm)
		synctest.Wait() // the bubble ends only when every goroutine has
		if len(h.subs)+len(h.resting)+len(h.missed) != 0 {
			t.Errorf("left behind: %v, %v, %v", h.subs, h.resting, h.missed)
		}
	})
	for range 200 { // the bubble's own goroutine ends in its own time
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, before there were %d", runtime.NumGoroutine(), before)
}
