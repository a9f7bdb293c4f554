package queue

import (
	"strings"
	"testing"
)

// waiting reads requests as "id:speaker:channel[:kind]", in the order of asking.
func waiting(text string) (all []Request) {
	for i, f := range strings.Fields(text) {
		p := append(strings.Split(f, ":"), string(Word))
		all = append(all, Request{ID: p[0], Speaker: p[1], Channel: p[2], Kind: Kind(p[3]), At: int64(i + 1)})
	}
	return all
}

func ids(requests []Request, order []int) string {
	var s []string
	for _, i := range order {
		s = append(s, requests[i].ID)
	}
	return strings.Join(s, " ")
}

func TestOrder(t *testing.T) {
	type turns = map[string]int
	for _, c := range []struct {
		rule    string
		waiting string
		spoken  Spoken
		want    string
	}{
		{"nobody waits", "", Spoken{}, ""},
		{"one side alone: first come, first served", "1:a:hall 2:b:hall 3:c:hall", Spoken{}, "1 2 3"},
		{"hall and remote take turns; who asked first begins", "1:a:hall 2:b:hall 3:c:remote 4:d:remote", Spoken{}, "1 3 2 4"},
		{"the remote side asked first", "1:a:remote 2:b:hall 3:c:hall 4:d:remote", Spoken{}, "1 2 4 3"},
		{"the side that had less time begins", "1:a:hall 2:b:remote", Spoken{Seconds: map[Side]int64{InHall: 61, InRemote: 60}}, "2 1"},
		{"after a speaker in the hall a remote one", "1:a:hall 2:b:remote", Spoken{Last: InHall}, "2 1"},
		{"and not the side that had less time", "1:a:hall 2:b:remote", Spoken{Last: InHall, Seconds: map[Side]int64{InRemote: 900}}, "2 1"},
		{"after a remote speaker one in the hall", "1:a:remote 2:b:hall", Spoken{Last: InRemote}, "2 1"},
		{"a side with nobody waiting holds nobody up", "1:a:hall 2:b:hall", Spoken{Last: InHall}, "1 2"},
		{"the telephone is on the remote side", "1:a:remote 2:b:telephone 3:c:hall", Spoken{Last: InHall}, "1 3 2"},
		{"who has not spoken comes before who has", "1:a:hall 2:b:hall", Spoken{Turns: turns{"a": 1}}, "2 1"},
		{"even if it is the other side's turn", "1:a:remote 2:b:hall", Spoken{Turns: turns{"a": 1}, Last: InHall}, "2 1"},
		{"those who have spoken equally often take turns among themselves", "1:a:hall 2:b:remote 3:c:hall 4:d:remote 5:e:hall",
			Spoken{Turns: turns{"a": 1, "b": 1, "e": 2}, Last: InHall}, "4 3 2 1 5"},
		{"a second request waits until the others had their first", "1:a:hall 2:a:hall 3:b:hall 4:c:hall", Spoken{}, "1 3 4 2"},
		{"a point of order first", "1:a:hall 2:b:remote 3:c:hall:point_of_order", Spoken{}, "3 1 2"},
		{"points of order in the order of asking, whoever has spoken", "1:a:hall:point_of_order 2:b:remote:point_of_order", Spoken{Turns: turns{"a": 3}, Last: InHall}, "1 2"},
		{"then replies, then words", "1:a:hall 2:b:hall:reply 3:c:remote:reply 4:d:hall:point_of_order", Spoken{}, "4 2 3 1"},
		{"a point of order is no turn, for the speaker or the side", "1:a:hall:point_of_order 2:b:remote 3:a:hall", Spoken{Last: InRemote}, "1 3 2"},
		{"what is not known comes with the words", "1:a:hall:song 2:b:hall 3:c:hall:reply", Spoken{}, "3 1 2"},
		{"four in the hall, one remote who came last: second", "1:a:hall 2:b:hall 3:c:hall 4:d:hall 5:e:remote", Spoken{}, "1 5 2 3 4"},
	} {
		requests := waiting(c.waiting)
		if got := ids(requests, Order(requests, c.spoken)); got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
	}
}

// A discussion of the reference assembly: nine speakers, some twice, some who
// ask while others speak.
func TestDiscussion(t *testing.T) {
	var spoken Spoken
	var had []string
	requests := waiting("1:gaziantep:hall 2:istanbul:hall 3:ghouta:telephone 4:amman:hall 5:homs:remote")
	more := map[int]string{
		2: "6:gaziantep:hall 7:aleppo:remote",
		3: "8:antakya:remote:point_of_order",
		6: "9:ghouta:telephone",
	}
	for step := 1; ; step++ {
		i := Next(requests, spoken)
		if i < 0 {
			break
		}
		had = append(had, requests[i].ID+":"+requests[i].Speaker)
		spoken = spoken.After(requests[i], 60)
		requests = append(requests[:i:i], requests[i+1:]...)
		for _, r := range waiting(more[step]) {
			r.At += int64(step * 100)
			requests = append(requests, r)
		}
	}
	want := "1:gaziantep 3:ghouta 2:istanbul 8:antakya 5:homs 4:amman 7:aleppo 6:gaziantep 9:ghouta"
	if got := strings.Join(had, " "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if spoken.Seconds[InHall] != 240 || spoken.Seconds[InRemote] != 240 || spoken.Turns["ghouta"] != 2 || spoken.Points["antakya"] != 1 || spoken.Turns["antakya"] != 0 {
		t.Errorf("%+v", spoken)
	}
}

func TestLimits(t *testing.T) {
	l := Limits{Turns: 2, Points: 1}
	spoken := Spoken{Turns: map[string]int{"a": 1, "b": 2}, Points: map[string]int{"b": 1}, Replies: map[string]int{"b": 9}}
	for _, c := range []struct {
		rule    string
		speaker string
		kind    Kind
		limits  Limits
		want    bool
	}{
		{"one of two turns had", "a", Word, l, true},
		{"two of two turns had", "b", Word, l, false},
		{"words do not use up points of order", "a", PointOfOrder, l, true},
		{"a point of order was had", "b", PointOfOrder, l, false},
		{"no limit for replies", "b", Reply, l, true},
		{"no limits at all", "b", Word, Limits{}, true},
	} {
		if got := c.limits.Allows(c.speaker, c.kind, spoken); got != c.want {
			t.Errorf("%s: %v", c.rule, got)
		}
	}
	if !PointOfOrder.DuringVote() || Word.DuringVote() || Reply.DuringVote() {
		t.Error("while a vote is open only a point of order has the floor")
	}
	if !Word.Known() || !Reply.Known() || !PointOfOrder.Known() || Kind("song").Known() {
		t.Error("three kinds are known")
	}
}
