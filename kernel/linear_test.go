package kernel_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
)

// A tried is a command, or a question, that somebody tried at a moment.
type tried struct {
	see  bool
	by   string
	once string
	name string
}

type answered struct {
	seq     int64
	refusal string
	names   string
}

// shelfModel is what a shelf does when one thing happens after another: this, and
// nothing of batches, queues or transactions, is what people are told.
type shelfState struct {
	seq     int64
	names   map[string]bool
	replies map[string]reply // by actor and key
}

type reply struct {
	name string
	seq  int64
}

func (s shelfState) step(in tried) (answered, shelfState) {
	if in.see {
		return answered{names: strings.Join(slices.Sorted(maps.Keys(s.names)), " ")}, s
	}
	key := in.by + "/" + in.once
	if r, ok := s.replies[key]; ok && in.once != "" {
		if r.name != in.name {
			return answered{refusal: "kernel.once_conflict"}, s
		}
		return answered{seq: r.seq}, s
	}
	if s.names[in.name] {
		return answered{refusal: "shelf.taken"}, s
	}
	next := shelfState{s.seq + 1, maps.Clone(s.names), maps.Clone(s.replies)}
	next.names[in.name] = true
	if in.once != "" {
		next.replies[key] = reply{in.name, next.seq}
	}
	return answered{seq: next.seq}, next
}

func (s shelfState) equal(o shelfState) bool {
	return s.seq == o.seq && maps.Equal(s.names, o.names) && maps.Equal(s.replies, o.replies)
}

var shelfModel = porcupine.Model{
	Init: func() any { return shelfState{1, map[string]bool{}, map[string]reply{}} }, // line 1: opened
	Step: func(state, in, out any) (bool, any) {
		want, next := state.(shelfState).step(in.(tried))
		return want == out.(answered), next
	},
	Equal: func(a, b any) bool { return a.(shelfState).equal(b.(shelfState)) },
	DescribeOperation: func(in, out any) string {
		return fmt.Sprintf("%+v → %+v", in, out)
	},
}

func try(t *testing.T, k *kernel.Kernel, in tried) (out answered) {
	by := kernel.Actor{ID: in.by}
	if in.see {
		v, err := kernel.Ask(t.Context(), k, seeShelf, by, thing{Shelf: "a"})
		if err != nil {
			t.Error(err)
		}
		return answered{names: strings.Join(v.Names, " ")}
	}
	seq, err := kernel.Run(t.Context(), k, throwThing, by, in.once, thing{"a", in.name})
	var refusal *kernel.Error
	if errors.As(err, &refusal) {
		return answered{refusal: refusal.Key}
	} else if err != nil {
		t.Error(err)
	}
	return answered{seq: seq}
}

// What many see who act on one stream at once, with keys that repeat, clash and
// race, on two nodes where there are two, could have been seen if they had come
// one after another, each between its request and its answer.
func TestLinearizable(t *testing.T) {
	kerneltest.Each(t, shelf(), func(t *testing.T, k *kerneltest.Kernel) {
		open(t, k, "a")
		nodes := []*kernel.Kernel{k.Kernel, openOn(t, k.URL, shelf()).Kernel}
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		const clients, each = 8, 40
		var mu sync.Mutex
		var history []porcupine.Operation
		var wg sync.WaitGroup
		start := time.Now()
		for c := range clients {
			random := rand.New(rand.NewPCG(seed, uint64(c)))
			wg.Go(func() {
				for range each {
					in := tried{see: random.IntN(5) == 0}
					if !in.see {
						// Few actors, keys and names, so that they meet often.
						in = tried{by: fmt.Sprint("p", random.IntN(3)), name: fmt.Sprintf("t%02d", random.IntN(60))}
						if random.IntN(3) > 0 {
							in.once = fmt.Sprint("k", random.IntN(40))
						}
					} else {
						in.by = "reader"
					}
					call := time.Since(start)
					out := try(t, nodes[random.IntN(len(nodes))], in)
					back := time.Since(start)
					mu.Lock()
					history = append(history, porcupine.Operation{ClientId: c, Input: in, Call: int64(call), Output: out, Return: int64(back)})
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		result, info := porcupine.CheckOperationsVerbose(shelfModel, history, 20*time.Second)
		if result != porcupine.Ok {
			path := t.ArtifactDir() + "/history.html"
			err := porcupine.VisualizePath(shelfModel, info, path)
			t.Errorf("the history of %d acts is %v; see %s (%v)", len(history), result, path, err)
		}
	})
}
