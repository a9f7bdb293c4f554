// Package live wakes readers when a stream has grown. It carries no data: a
// woken reader asks its question again, with its own rights. A lost wake costs a
// second, never a fact, because the journal is the memory.
package live

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// calm is how often a stream that grows hundreds of times a second wakes.
const calm = time.Second

// A Hub is ready to use.
type Hub struct {
	// Tell, if set, hears every wake of this node, to pass it to the others. It
	// must not block.
	Tell func(topic string)

	mu      sync.Mutex
	subs    map[string]map[chan struct{}]bool
	resting map[string]bool // woken less than a second ago
	missed  map[string]bool // grew while resting
}

// Wake wakes everybody who listens to a topic, here and on other nodes. It
// never blocks.
func (h *Hub) Wake(topic string) {
	if h.Tell != nil {
		h.Tell(topic)
	}
	h.Heard(topic)
}

// Heard wakes this node's listeners only: another node has told of the topic.
func (h *Hub) Heard(topic string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.subs[topic] {
		select {
		case c <- struct{}{}:
		default: // already awake
		}
	}
}

// WakeCalmly wakes as Wake does, at most once a second for each topic; the last
// growth is always told.
func (h *Hub) WakeCalmly(topic string) {
	h.mu.Lock()
	if h.resting[topic] {
		h.missed[topic] = true
		h.mu.Unlock()
		return
	}
	if h.resting == nil {
		h.resting, h.missed = map[string]bool{}, map[string]bool{}
	}
	h.resting[topic] = true
	h.mu.Unlock()
	h.Wake(topic)
	time.AfterFunc(calm, func() { h.rested(topic) })
}

func (h *Hub) rested(topic string) {
	h.mu.Lock()
	missed := h.missed[topic]
	delete(h.resting, topic)
	delete(h.missed, topic)
	h.mu.Unlock()
	if missed {
		h.WakeCalmly(topic)
	}
}

// Topics are what somebody on this node listens to.
func (h *Hub) Topics() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Sorted(maps.Keys(h.subs))
}

// Listen returns a channel that receives when one of the topics has grown. The
// caller must call stop.
func (h *Hub) Listen(topics ...string) (wake <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs == nil {
		h.subs = map[string]map[chan struct{}]bool{}
	}
	for _, t := range topics {
		if h.subs[t] == nil {
			h.subs[t] = map[chan struct{}]bool{}
		}
		h.subs[t][c] = true
	}
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		for _, t := range topics {
			delete(h.subs[t], c)
			if len(h.subs[t]) == 0 {
				delete(h.subs, t)
			}
		}
	}
}
