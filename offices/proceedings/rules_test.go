package proceedings

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/pure/queue"
)

func minute(n int) sqldb.Time {
	return sqldb.Time{Time: time.Date(2017, 1, 16, 9, n, 0, 0, time.UTC)}
}

// A timer counts its runs and not what lies between them.
func TestTimer(t *testing.T) {
	stored := Timer{Planned: 600}.run(minute(0).Time)
	if got := stored.at(minute(4).Time); got.Spent != 240 || got.Left != 360 || got.EndsAt != minute(10) {
		t.Errorf("after four minutes: %+v", got)
	}
	stood := stored.at(minute(4).Time).stop()
	if got := stood.at(minute(30).Time); got.Spent != 240 || got.Left != 360 || !got.EndsAt.IsZero() {
		t.Errorf("while it stands: %+v", got)
	}
	again := stood.run(minute(30).Time)
	if got := again.at(minute(38).Time); got.Spent != 720 || got.Left != -120 || got.EndsAt != minute(36) || got.BegunAt != minute(0) {
		t.Errorf("overrun: %+v", got)
	}
}

func TestMayRun(t *testing.T) {
	for _, c := range []struct{ status, kind, refused string }{
		{assembly.Open, Discussion, ""}, {assembly.Open, Break, ""}, {assembly.Break, Break, ""},
		{assembly.Break, Discussion, "proceedings.in_break"}, {assembly.Draft, Opening, "proceedings.sitting_not_open"},
		{assembly.Convened, Opening, "proceedings.sitting_not_open"}, {assembly.Closed, Closing, "proceedings.sitting_not_open"},
		{assembly.Closed, Break, "proceedings.sitting_not_open"},
	} {
		if err := mayRun(c.status, c.kind); !is(err, c.refused) {
			t.Errorf("%s in %s: %v, want %q", c.kind, c.status, err, c.refused)
		}
	}
}

func is(err error, key string) bool {
	return key == "" && err == nil || key != "" && kernel.Refused(err, key)
}

func TestMayFinish(t *testing.T) {
	seated := ending{chairs: 1, rapporteurs: 1, tellers: 2, drafters: 3}
	without := func(f func(*ending)) ending { e := seated; f(&e); return e }
	for _, c := range []struct {
		name    string
		item    Item
		e       ending
		refused string
	}{
		{"a plain item", Item{Kind: Speech, State: Current}, ending{}, ""},
		{"one set aside", Item{Kind: Speech, State: Aside}, ending{}, ""},
		{"one not begun", Item{Kind: Speech, State: Planned}, ending{}, "proceedings.not_current"},
		{"a poll is open", Item{Kind: Vote, State: Current}, ending{polls: 1}, "proceedings.poll_waits"},
		{"all seated", Item{Kind: Opening, State: Current}, seated, ""},
		{"no chair", Item{Kind: Opening, State: Current}, without(func(e *ending) { e.chairs = 0 }), "proceedings.not_seated"},
		{"no rapporteur", Item{Kind: Opening, State: Current}, without(func(e *ending) { e.rapporteurs = 0 }), "proceedings.not_seated"},
		{"one teller", Item{Kind: Opening, State: Current}, without(func(e *ending) { e.tellers = 1 }), "proceedings.not_seated"},
		{"no drafting committee", Item{Kind: Opening, State: Current}, without(func(e *ending) { e.drafters = 0 }), "proceedings.not_seated"},
		{"five wanted, four adopted", Item{Kind: OutputsItem, State: Current, AtLeast: 5}, ending{Outcome: Outcome{Adopted: 4}}, "proceedings.too_few"},
		{"five wanted, five adopted", Item{Kind: OutputsItem, State: Current, AtLeast: 5}, ending{Outcome: Outcome{Adopted: 5}}, ""},
		{"five adopted, one undecided", Item{Kind: OutputsItem, State: Current, AtLeast: 5}, ending{Outcome: Outcome{Adopted: 5, Undecided: 1}}, "proceedings.undecided"},
		{"none wanted", Item{Kind: OutputsItem, State: Current}, ending{}, ""},
		{"not read out", Item{Kind: Closing, State: Current}, ending{}, "proceedings.statement_not_read"},
		{"read out", Item{Kind: Closing, State: Current}, ending{Outcome: Outcome{Read: true}}, ""},
	} {
		if err := mayFinish(c.item, c.e); !is(err, c.refused) {
			t.Errorf("%s: %v, want %q", c.name, err, c.refused)
		}
	}
}

// people in the hall are h1, h2 …, remote ones r1, r2 … with higher numbers.
func sides(hall, remote int) (list []seat) {
	for i := range hall {
		list = append(list, seat{fmt.Sprint("h", i+1), assembly.Hall, int64(i + 1)})
	}
	for i := range remote {
		list = append(list, seat{fmt.Sprint("r", i+1), assembly.Remote, int64(100 + i)})
	}
	return list
}

func walk(present []seat, called []introduction) string {
	var order []string
	for {
		v, ok := nextIntroduction(present, called)
		if !ok {
			return strings.Join(order, " ")
		}
		order = append(order, v.mandate)
		i := turnOf(v, called)
		kept := called[:0]
		for _, c := range called {
			if c.mandate != v.mandate {
				kept = append(kept, c)
			}
		}
		called = append(kept, i)
	}
}

func TestIntroductionsAlternate(t *testing.T) {
	for _, c := range []struct {
		hall, remote int
		want         string
	}{
		{3, 3, "h1 r1 h2 r2 h3 r3"}, {1, 4, "h1 r1 r2 r3 r4"}, {4, 1, "h1 r1 h2 h3 h4"}, {0, 2, "r1 r2"}, {2, 0, "h1 h2"}, {0, 0, ""},
	} {
		if got := walk(sides(c.hall, c.remote), nil); got != c.want {
			t.Errorf("%d in the hall, %d remote: %s, want %s", c.hall, c.remote, got, c.want)
		}
	}
}

// Who was put off once comes after all others, who was put off twice does not.
func TestPutOffComesLast(t *testing.T) {
	called := []introduction{{turn: 1, mandate: "h1", channel: assembly.Hall, waits: true, putOff: 1},
		{turn: 2, mandate: "r1", channel: assembly.Remote, waits: true, putOff: 2}}
	if got := walk(sides(3, 2), called); got != "h2 r2 h3 h1" {
		t.Errorf("the order is %s", got)
	}
}

// Whoever is present is introduced exactly once, and while both sides have
// somebody left, neither goes twice.
func TestIntroductionsAreFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hall, remote := rapid.IntRange(0, 30).Draw(t, "hall"), rapid.IntRange(0, 30).Draw(t, "remote")
		order := strings.Fields(walk(sides(hall, remote), nil))
		seen := map[string]bool{}
		for n, id := range order {
			seen[id] = true
			if n > 0 && n < 2*min(hall, remote) && order[n-1][0] == id[0] {
				t.Fatalf("%s after %s", id, order[n-1])
			}
		}
		if len(seen) != hall+remote || len(order) != len(seen) {
			t.Fatalf("%d introduced in %d turns, %d present", len(seen), len(order), hall+remote)
		}
	})
}

func asks(id, mandate, channel string, kind queue.Kind, asked int64) Request {
	return Request{ID: id, Item: "i", Mandate: mandate, Channel: channel, Kind: kind, State: Waiting, Asked: asked}
}

// The order of the floor: a point of order, then who was interrupted, then a
// reply, then the word, hall and remote in turn.
func TestOrderOfTheFloor(t *testing.T) {
	w := waiting{requests: []Request{
		asks("a", "h1", assembly.Hall, queue.Word, 1), asks("b", "h2", assembly.Hall, queue.Word, 2),
		asks("c", "r1", assembly.Remote, queue.Word, 3), asks("d", "t1", assembly.Telephone, queue.Reply, 4),
		asks("e", "r2", assembly.Remote, queue.PointOfOrder, 5)},
		interrupted: &Request{ID: "x", State: Interrupted, Kind: queue.Word}}
	if got := ids(w.order()); got != "e x d a c b" {
		t.Errorf("the order is %s", got)
	}
	if n := w.next(); n == nil || n.ID != "e" {
		t.Errorf("the next is %v", n)
	}
	w.voteOpen = true
	if n := w.next(); n == nil || n.ID != "e" {
		t.Errorf("during a vote the next is %v", n)
	}
	w.requests = w.requests[:4]
	if n := w.next(); n != nil {
		t.Errorf("during a vote %v has the floor", n)
	}
}

func ids(list []Request) string {
	var s []string
	for _, r := range list {
		s = append(s, r.ID)
	}
	return strings.Join(s, " ")
}

func TestMayGive(t *testing.T) {
	word, point := asks("w", "h1", assembly.Hall, queue.Word, 1), asks("p", "r1", assembly.Remote, queue.PointOfOrder, 2)
	spoke := word
	spoke.State = Spoken
	for _, c := range []struct {
		name    string
		vote    bool
		r       Request
		now     *Request
		refused string
	}{
		{"nobody speaks", false, word, nil, ""},
		{"somebody speaks", false, word, &word, "proceedings.floor_taken"},
		{"a point of order interrupts", false, point, &word, ""},
		{"not another point of order", false, point, &point, "proceedings.floor_taken"},
		{"a vote is open", true, word, nil, "proceedings.vote_open"},
		{"a point of order during a vote", true, point, nil, ""},
		{"had it already", false, spoke, nil, "proceedings.not_waiting"},
	} {
		if err := (waiting{voteOpen: c.vote}).mayGive(c.r, c.now); !is(err, c.refused) {
			t.Errorf("%s: %v, want %q", c.name, err, c.refused)
		}
	}
}

// The sides' time is the sitting's, the turns are the item's, guests are no side.
func TestSpokenOn(t *testing.T) {
	all := []Request{
		{Item: "i", Mandate: "h1", Channel: assembly.Hall, Kind: queue.Word, Seconds: 100},
		{Item: "before", Mandate: "r1", Channel: assembly.Remote, Kind: queue.Word, Seconds: 40},
		{Item: "i", Mandate: "", Channel: assembly.Hall, Kind: queue.Word, Seconds: 900},
		{Item: "i", Mandate: "r1", Channel: assembly.Telephone, Kind: queue.PointOfOrder, Seconds: 20},
		{Item: "i", Mandate: "r2", Channel: assembly.Remote, Kind: queue.Word, Seconds: 5, RunAt: minute(0)},
	}
	s := spokenOn("i", all, minute(1).Time)
	if s.Seconds[queue.InHall] != 100 || s.Seconds[queue.InRemote] != 105 || s.Turns["h1"] != 1 || s.Turns["r1"] != 0 ||
		s.Points["r1"] != 1 || s.Last != queue.InRemote {
		t.Errorf("%+v", s)
	}
	v := spokenView(all, minute(1))
	if v.Guests.Seconds != 900 || v.Channels[assembly.Hall].Seconds != 100 || v.Channels[assembly.Remote].Seconds != 105 ||
		v.Channels[assembly.Remote].Speakers != 2 || v.Channels[assembly.Telephone].Turns != 0 || v.Speakers[0].Mandate != "h1" {
		t.Errorf("%+v", v)
	}
}

func TestMoved(t *testing.T) {
	agenda := func() []Item {
		return []Item{{ID: "a", State: Done}, {ID: "b", State: Current}, {ID: "c", State: Planned}, {ID: "d", State: Planned}, {ID: "e", State: Removed}}
	}
	for _, c := range []struct{ item, before, behind, want, refused string }{
		{"d", "c", "", "a b d c e", ""}, {"c", "", "d", "a b d c e", ""}, {"c", "", "b", "a b c d e", ""}, {"c", "c", "", "a b c d e", ""},
		{"c", "", "e", "a b d e c", ""}, {"d", "b", "", "", "proceedings.item_has_begun"}, {"b", "", "d", "", "proceedings.item_has_begun"},
		{"d", "", "a", "", "proceedings.item_has_begun"}, {"e", "c", "", "", "proceedings.item_has_begun"},
		{"x", "c", "", "", "proceedings.no_such_item"}, {"c", "x", "", "", "proceedings.no_such_item"}, {"c", "", "", "", "proceedings.no_such_item"},
	} {
		got, err := moved(agenda(), MovedItem{Item: c.item, Before: c.before, Behind: c.behind})
		var order []string
		for _, i := range got {
			order = append(order, i.ID)
		}
		if !is(err, c.refused) || strings.Join(order, " ") != c.want {
			t.Errorf("%+v: %v, %v", c, order, err)
		}
	}
}

func TestText(t *testing.T) {
	if _, err := text("t", words.Local{Ar: " \u200e ـ "}, 9, false); !kernel.Refused(err, "proceedings.no_text") {
		t.Errorf("nothing to see: %v", err)
	}
	if _, err := text("t", words.Local{En: "0123456789"}, 9, false); !kernel.Refused(err, "proceedings.too_long") {
		t.Errorf("too long: %v", err)
	}
	l, err := text("t", words.Local{Tr: " a\u202e\nb "}, 9, true)
	if l.Tr != "a\nb" || err != nil {
		t.Errorf("%q, %v", l.Tr, err)
	}
}

// The standard agenda is whole in three languages.
func TestStandardAgenda(t *testing.T) {
	whole := func(name string, l words.Local) {
		if l.Ar == "" || l.En == "" || l.Tr == "" {
			t.Errorf("%s: %+v", name, l)
		}
	}
	for _, i := range StandardAgenda() {
		whole(i.Kind, i.Title)
		if err := knownKind(i.Kind); err != nil {
			t.Error(err)
		}
		if clean, err := text("title", i.Title, titleMost, false); err != nil || clean != i.Title {
			t.Errorf("%s is not stored as it stands: %v", i.Title.En, err)
		}
	}
}
