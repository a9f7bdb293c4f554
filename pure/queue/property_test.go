package queue

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"testing"

	"pgregory.net/rapid"
)

var channels = []string{"hall", "remote", "telephone"}

func drawRequest(t *rapid.T, i, speakers int) Request {
	return Request{
		ID:      fmt.Sprintf("r%d", i),
		Speaker: fmt.Sprintf("s%d", rapid.IntRange(0, speakers-1).Draw(t, "speaker")),
		Channel: rapid.SampledFrom(channels).Draw(t, "channel"),
		Kind:    rapid.SampledFrom([]Kind{Word, Word, Word, Word, Reply, PointOfOrder}).Draw(t, "kind"),
		At:      int64(rapid.IntRange(0, 30).Draw(t, "at")),
	}
}

func drawQueue(t *rapid.T) ([]Request, Spoken) {
	speakers := rapid.IntRange(1, 8).Draw(t, "speakers")
	var requests []Request
	for i := range rapid.IntRange(0, 14).Draw(t, "waiting") {
		requests = append(requests, drawRequest(t, i, speakers))
	}
	return requests, drawSpoken(t, speakers)
}

func drawSpoken(t *rapid.T, speakers int) Spoken {
	s := Spoken{
		Turns:   map[string]int{},
		Seconds: map[Side]int64{InHall: rapid.Int64Range(0, 2).Draw(t, "hall seconds"), InRemote: rapid.Int64Range(0, 2).Draw(t, "remote seconds")},
		Last:    rapid.SampledFrom([]Side{"", InHall, InRemote}).Draw(t, "last"),
	}
	for i := range speakers {
		s.Turns[fmt.Sprintf("s%d", i)] = rapid.IntRange(0, 3).Draw(t, "turns")
	}
	return s
}

func names(requests []Request, order []int) (all []string) {
	for _, i := range order {
		all = append(all, requests[i].ID)
	}
	return all
}

// The order does not depend on how the requests are listed; each is in it once;
// and nothing that was given is changed.
func TestPermutationInvariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		requests, spoken := drawQueue(t)
		before := spoken.copy()
		order := Order(requests, spoken)
		if !reflect.DeepEqual(before, spoken.copy()) {
			t.Fatal("what was spoken was changed")
		}
		sorted := slices.Sorted(slices.Values(order))
		for i := range requests {
			if len(sorted) != len(requests) || sorted[i] != i {
				t.Fatalf("order %v of %d requests", order, len(requests))
			}
		}
		shuffled := rapid.Permutation(requests).Draw(t, "shuffled")
		if a, b := names(requests, order), names(shuffled, Order(shuffled, spoken)); !slices.Equal(a, b) {
			t.Fatalf("%v, and listed otherwise %v", a, b)
		}
	})
}

// The predicted order is the order in which it then happens, however long each
// speaks.
func TestOrderIsWhatHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		requests, spoken := drawQueue(t)
		predicted := names(requests, Order(requests, spoken))
		for _, id := range predicted {
			i := Next(requests, spoken)
			if requests[i].ID != id {
				t.Fatalf("%s was expected, %s came", id, requests[i].ID)
			}
			spoken = spoken.After(requests[i], rapid.Int64Range(0, 600).Draw(t, "seconds"))
			requests = slices.Delete(slices.Clone(requests), i, i+1)
		}
		if Next(requests, spoken) != -1 {
			t.Fatal("somebody is left")
		}
	})
}

// The rule read as a book-keeper would carry it out, where each speaker has one
// request: sort each group once, then merge hall and remote like a zip.
func TestOrderAgainstLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		requests, spoken := drawQueue(t)
		for i := range requests {
			requests[i].Speaker = fmt.Sprintf("s%d", i)
			requests[i].At = requests[i].At*100 + int64(i)
			spoken.Turns[requests[i].Speaker] = i * 7 % 3
		}
		byAt := slices.Clone(requests)
		sort.Slice(byAt, func(i, j int) bool { return byAt[i].At < byAt[j].At })
		var want []string
		pick := func(keep func(Request) bool) (some []Request) {
			for _, r := range byAt {
				if keep(r) {
					some = append(some, r)
				}
			}
			return some
		}
		for _, kind := range []Kind{PointOfOrder, Reply} {
			for _, r := range pick(func(r Request) bool { return r.Kind == kind }) {
				want = append(want, r.ID)
			}
		}
		last := spoken.Last
		for level := range 3 {
			at := func(hall bool) []Request {
				return pick(func(r Request) bool {
					return r.Kind == Word && spoken.Turns[r.Speaker] == level && (r.Channel == "hall") == hall
				})
			}
			hall, remote := at(true), at(false)
			for len(hall)+len(remote) > 0 {
				first := last == InRemote || last == "" && (spoken.Seconds[InHall] < spoken.Seconds[InRemote] ||
					spoken.Seconds[InHall] == spoken.Seconds[InRemote] && len(hall) > 0 && len(remote) > 0 && hall[0].At < remote[0].At)
				if len(remote) == 0 || len(hall) > 0 && first {
					want, hall, last = append(want, hall[0].ID), hall[1:], InHall
				} else {
					want, remote, last = append(want, remote[0].ID), remote[1:], InRemote
				}
			}
		}
		if got := names(requests, Order(requests, spoken)); !slices.Equal(got, want) {
			t.Fatalf("%v, by lists %v", got, want)
		}
	})
}

// Two words of one side follow each other only if nobody of the other side
// waits who has spoken as seldom as the second.
func TestAlternation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		requests, spoken := drawQueue(t)
		last := spoken.Last
		for len(requests) > 0 {
			i := Next(requests, spoken)
			r := requests[i]
			rest := slices.Delete(slices.Clone(requests), i, i+1)
			if r.Kind == Word {
				if last == SideOf(r.Channel) {
					for _, o := range rest {
						if o.Kind == Word && SideOf(o.Channel) != last && spoken.Turns[o.Speaker] <= spoken.Turns[r.Speaker] {
							t.Fatalf("%+v after one of the same side, while %+v waits", r, o)
						}
					}
				}
				last = SideOf(r.Channel)
			}
			spoken, requests = spoken.After(r, 60), rest
		}
	})
}

// Nobody waits for ever, whoever asks, whenever: the bound of the package
// comment holds against others who may ask again at every step.
func TestNobodyStarves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		speakers := rapid.IntRange(1, 6).Draw(t, "others")
		spoken := drawSpoken(t, speakers)
		mine := Request{ID: "mine", Speaker: "me", Channel: rapid.SampledFrom(channels).Draw(t, "my channel"), Kind: Word, At: 1000}
		spoken.Turns["me"] = rapid.IntRange(0, 3).Draw(t, "my turns")
		bound := 0
		for i := range speakers {
			bound += max(0, spoken.Turns["me"]+1-spoken.Turns[fmt.Sprintf("s%d", i)])
		}
		if bound > speakers*(spoken.Turns["me"]+1) {
			t.Fatal("the bound is not what is said")
		}
		requests := []Request{mine}
		for i := range rapid.IntRange(0, 12).Draw(t, "before me") {
			requests = append(requests, drawRequest(t, i, speakers))
		}
		words := 0
		for step := 100; ; step++ {
			i := Next(requests, spoken)
			r := requests[i]
			if r == mine {
				return
			}
			if r.Kind == Word {
				words++
			}
			if words > bound {
				t.Fatalf("%d turns of others, %d are the bound", words, bound)
			}
			if step > 1000 {
				t.Fatal("points of order for ever")
			}
			spoken = spoken.After(r, 60)
			requests = slices.Delete(slices.Clone(requests), i, i+1)
			for range rapid.IntRange(0, 3).Draw(t, "new") {
				late := drawRequest(t, step*10+len(requests), speakers)
				late.At, late.Kind = int64(1000+step), Word
				requests = append(requests, late)
			}
		}
	})
}

// Behind k of one's own side one waits for at most 2k+1 turns, however many of
// the other side ask.
func TestOtherSideCannotCrowdOut(t *testing.T) {
	worst := map[int]int{}
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(0, 5).Draw(t, "before me on my side")
		requests := []Request{{ID: "mine", Speaker: "me", Channel: "remote", Kind: Word, At: 100}}
		for i := range k {
			requests = append(requests, Request{ID: fmt.Sprint(i), Speaker: fmt.Sprint("own", i), Channel: "telephone", Kind: Word, At: int64(i)})
		}
		for i := range rapid.IntRange(0, 40).Draw(t, "the hall") {
			requests = append(requests, Request{ID: fmt.Sprint("h", i), Speaker: fmt.Sprint("hall", i), Channel: "hall", Kind: Word, At: rapid.Int64Range(-9, 200).Draw(t, "at")})
		}
		spoken := Spoken{Last: rapid.SampledFrom([]Side{"", InHall, InRemote}).Draw(t, "last")}
		place := slices.Index(names(requests, Order(requests, spoken)), "mine")
		worst[k] = max(worst[k], place)
		if place > 2*k+1 {
			t.Fatalf("%d turns behind %d of my own side", place, k)
		}
	})
	if worst[0] != 1 {
		t.Errorf("the bound is never reached: %v", worst)
	}
}

// FuzzOrder: whatever waits, the order has each once and begins with Next.
func FuzzOrder(f *testing.F) {
	f.Add([]byte{}, byte(0))
	f.Add([]byte{0x00, 0x41, 0x82, 0xc3, 0x10, 0x51}, byte(1))
	f.Add([]byte("hall and remote take turns"), byte(2))
	f.Fuzz(func(t *testing.T, data []byte, state byte) {
		data = data[:min(len(data), 60)]
		spoken := Spoken{Last: []Side{"", InHall, InRemote}[state%3], Turns: map[string]int{"s1": int(state) % 5}}
		var requests []Request
		for i, b := range data {
			requests = append(requests, Request{
				ID: fmt.Sprint(i), Speaker: fmt.Sprint("s", b%5), Channel: channels[b/8%3],
				Kind: []Kind{Word, Reply, PointOfOrder, "song"}[b/64], At: int64(b % 32),
			})
		}
		order := Order(requests, spoken)
		seen := map[int]bool{}
		for _, i := range order {
			seen[i] = true
		}
		if len(seen) != len(requests) || len(order) != len(requests) {
			t.Fatalf("%v of %d", order, len(requests))
		}
		if len(order) > 0 && order[0] != Next(requests, spoken) {
			t.Fatal("the order does not begin with who is next")
		}
	})
}

func BenchmarkOrder(b *testing.B) {
	var requests []Request
	for i := range 172 {
		requests = append(requests, Request{ID: fmt.Sprint(i), Speaker: fmt.Sprint("s", i%88), Channel: channels[i%3], Kind: Word, At: int64(i)})
	}
	for b.Loop() {
		Order(requests, Spoken{})
	}
}
