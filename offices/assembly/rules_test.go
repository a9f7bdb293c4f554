package assembly

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
	"ittihad/pure/tally"
)

func keyOf(err error) string {
	if e := kernel.Refusal(err); e != nil {
		return e.Key
	}
	return ""
}

func moment(s string) sqldb.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return sqldb.Time{Time: t}
}

// The quorum as a member counts it with a pencil: stand one more in the room
// until the rule says enough.
func pencil(num, den int64, strict bool, base int64) int64 {
	for here := int64(1); ; here++ {
		left, right := here*den, base*num // here/base against num/den, without dividing
		if left > right || !strict && left == right {
			return here
		}
	}
}

func TestReckonAgainstAPencil(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		den := rapid.Int64Range(2, 9).Draw(t, "den")
		num := rapid.Int64Range(1, den-1).Draw(t, "num")
		strict, ofEntitled := rapid.Bool().Draw(t, "strict"), rapid.Bool().Draw(t, "of the entitled")
		s := Sitting{Call: rapid.Int64Range(1, 2).Draw(t, "call"), Weight: rapid.Int64Range(0, 400).Draw(t, "entitled"),
			ActiveWeight: rapid.Int64Range(0, 400).Draw(t, "active")}
		present := rapid.Int64Range(0, 400).Draw(t, "present")
		q := tally.Quorum{Attendance: tally.Attendance{Fraction: tally.Fraction{Num: num, Den: den}, Strict: strict, Base: tally.BaseActive}}
		base := s.ActiveWeight
		if ofEntitled {
			q.Base, base = tally.BaseEntitled, s.Weight
		}
		second := rapid.Int64Range(0, 30).Draw(t, "second")
		if second > 0 {
			q.Second = &tally.Attendance{Any: true, Least: second}
		}
		want := pencil(num, den, strict, base)
		if s.Call == 2 && second > 0 {
			want, base = second, 0
		}
		p := reckon(s, q, present)
		if p.Needed != want || p.BaseValue != base || p.Met != (present >= want) || p.Had != present {
			t.Errorf("%+v at call %d with %d present: %+v, the pencil says %d of %d", q, s.Call, present, p, want, base)
		}
	})
}

func TestReferenceQuorum(t *testing.T) {
	s := Sitting{Call: 1, Weight: 88, ActiveWeight: 88}
	for _, c := range []struct {
		present int64
		met     bool
	}{{54, true}, {45, true}, {44, false}, {0, false}} {
		if p := reckon(s, usualQuorum, c.present); p.Needed != 45 || p.BaseValue != 88 || p.Met != c.met {
			t.Errorf("%d present: %+v", c.present, p)
		}
	}
}

func TestTurn(t *testing.T) {
	for _, c := range []struct {
		was       bool
		call, now int64
		met       bool
		want      string
	}{
		{false, 0, 1, false, ""}, {false, 0, 1, true, "reached"}, {true, 1, 1, true, ""}, {true, 1, 1, false, "lost"},
		{true, 1, 2, false, ""},       // the first call's quorum is not the second's to lose
		{true, 1, 2, true, "reached"}, // and must be reached anew
	} {
		if got := turn(QuorumRule{met: c.was, call: c.call}, c.now, tally.Presence{Met: c.met}); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestRuleFor(t *testing.T) {
	rules := []QuorumRule{{Kind: "", Article: "a"}, {Kind: "bylaws", Article: "b"}}
	for kind, want := range map[string]string{"": "a", "bylaws": "b", "election": "a"} {
		if r, err := ruleFor(rules, kind); err != nil || r.Article != want {
			t.Errorf("%q: %+v, %v", kind, r, err)
		}
	}
	if _, err := ruleFor(rules[1:], "election"); keyOf(err) != "assembly.no_rule" {
		t.Error(err)
	}
}

func TestLocalMoment(t *testing.T) {
	for _, c := range []struct {
		zone         string
		day          arabic.Date
		hour, minute int
		want         string // in UTC; empty: there is no such hour
	}{
		{"Asia/Damascus", arabic.Date{Year: 2017, Month: 1, Day: 16}, 18, 0, "2017-01-16 16:00"},
		{"Europe/Istanbul", arabic.Date{Year: 2017, Month: 1, Day: 16}, 18, 0, "2017-01-16 15:00"},
		{"Europe/Istanbul", arabic.Date{Year: 2016, Month: 1, Day: 16}, 18, 0, "2016-01-16 16:00"}, // Turkey left winter time in between
		{"Asia/Damascus", arabic.Date{Year: 2017, Month: 7, Day: 1}, 18, 0, "2017-07-01 15:00"},
		{"Europe/Berlin", arabic.Date{Year: 2017, Month: 3, Day: 26}, 2, 30, ""},
		{"Europe/Berlin", arabic.Date{Year: 2017, Month: 10, Day: 29}, 2, 30, "2017-10-29 00:30"}, // twice: the first
		{"Asia/Damascus", arabic.Date{Year: 2017, Month: 3, Day: 31}, 0, 30, ""},
	} {
		zone, ok := zoneOf(c.zone)
		if !ok {
			t.Fatal(c.zone)
		}
		got, ok := localMoment(c.day, c.hour, c.minute, zone)
		if ok != (c.want != "") || ok && !got.Equal(moment(c.want).Time) {
			t.Errorf("%s %+v %d:%02d: %v %v, want %s", c.zone, c.day, c.hour, c.minute, got, ok, c.want)
		}
	}
	for _, name := range []string{"", "Local", "Damascus", "../etc"} {
		if _, ok := zoneOf(name); ok {
			t.Errorf("%q is a zone", name)
		}
	}
}

func TestMayConvene(t *testing.T) {
	istanbul, _ := zoneOf("Europe/Istanbul")
	s := Sitting{Status: Draft, At: moment("2017-01-16 08:00"), NoticeDays: 15, RecordDate: "2016-12-20"}
	with := func(f func(*Sitting)) Sitting { c := s; f(&c); return c }
	for _, c := range []struct {
		what string
		s    Sitting
		now  string
		want string
	}{
		{"in time", s, "2016-12-20 09:00", ""},
		{"the last day, its last minute in Istanbul", s, "2017-01-01 20:59", ""},
		{"a minute later it is the day after", s, "2017-01-01 21:00", "assembly.short_notice"},
		{"a shorter rule", with(func(s *Sitting) { s.NoticeDays = 0 }), "2017-01-16 07:59", ""},
		{"when it has begun", with(func(s *Sitting) { s.NoticeDays = 0 }), "2017-01-16 08:00", "assembly.in_the_past"},
		{"twice", with(func(s *Sitting) { s.Status = Convened }), "2016-12-20 09:00", "assembly.already_convened"},
		{"a record date to come", with(func(s *Sitting) { s.RecordDate = "2016-12-21" }), "2016-12-20 09:00", "assembly.record_date_ahead"},
		{"a record date that has begun in Istanbul", with(func(s *Sitting) { s.RecordDate = "2016-12-21" }), "2016-12-20 21:00", ""},
	} {
		if got := keyOf(mayConvene(c.s, moment(c.now).Time, istanbul)); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestMayOpen(t *testing.T) {
	s := Sitting{Status: Convened, At: moment("2017-01-16 08:00"), PostedAt: moment("2016-12-20 09:00")}
	with := func(f func(*Sitting)) Sitting { c := s; f(&c); return c }
	for _, c := range []struct {
		what              string
		s                 Sitting
		now               string
		waiting, proposed int
		want              string
	}{
		{"at its hour", s, "2017-01-16 08:00", 0, 0, ""},
		{"a minute before", s, "2017-01-16 07:59", 0, 0, "assembly.too_early"},
		{"with an objection", s, "2017-01-16 08:00", 1, 0, "assembly.objections_wait"},
		{"with a change", s, "2017-01-16 08:00", 0, 1, "assembly.changes_wait"},
		{"without a posted list", with(func(s *Sitting) { s.PostedAt = sqldb.Time{} }), "2017-01-16 08:00", 0, 0, "assembly.list_not_posted"},
		{"a draft", with(func(s *Sitting) { s.Status = Draft }), "2017-01-16 08:00", 0, 0, "assembly.not_convened"},
		{"in a break", with(func(s *Sitting) { s.Status = Break }), "2017-01-16 08:00", 0, 0, "assembly.already_open"},
		{"closed", with(func(s *Sitting) { s.Status = Closed }), "2017-01-16 08:00", 0, 0, "assembly.not_convened"},
	} {
		if got := keyOf(mayOpen(c.s, moment(c.now).Time, c.waiting, c.proposed)); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestMayArrive(t *testing.T) {
	at := moment("2017-01-16 08:00")
	named := seat{Voter: Voter{Person: "p"}}
	for _, c := range []struct {
		what   string
		status string
		m      seat
		now    string
		want   string
	}{
		{"convened", Convened, named, "2017-01-16 07:00", ""},
		{"late", Open, named, "2017-01-16 12:00", ""},
		{"in a break", Break, named, "2017-01-16 12:00", ""},
		{"the evening before", Convened, named, "2017-01-15 19:59", "assembly.doors_closed"},
		{"closed", Closed, named, "2017-01-16 12:00", "assembly.not_meeting"},
		{"a draft", Draft, named, "2017-01-16 07:00", "assembly.not_meeting"},
		{"nobody accepted", Open, seat{}, "2017-01-16 12:00", "assembly.not_accepted"},
		{"struck", Open, seat{struck: true}, "2017-01-16 12:00", "assembly.struck"},
	} {
		if got := keyOf(mayArrive(Sitting{Status: c.status, At: at}, c.m, moment(c.now).Time)); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestDoorCodes(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		c := newDoorCode()
		if len(c) != doorCodeLength || readDoorCode(c) != c || seen[c] {
			t.Fatalf("%q reads as %q", c, readDoorCode(c))
		}
		seen[c] = true
	}
	for typed, want := range map[string]string{
		"abcdefghjklm": "ABCDEFGHJKLM", "https://union.example/door/ABCDEFGHJKLM": "ABCDEFGHJKLM", " abcd-efgh jklm ": "ABCDEFGHJKLM",
		"ABC٢٣": "ABC23", "": "", "خالد": "",
	} {
		if got := readDoorCode(typed); got != want {
			t.Errorf("%q reads as %q, want %q", typed, got, want)
		}
	}
}

// Whatever lines are frozen, in whatever order, the hash is that of the set; one
// line, weight or date more or less is another.
func TestRollHash(t *testing.T) {
	s := Sitting{ID: "s", RecordDate: "2016-12-20"}
	a, b := RollLine{Code: "S-1", Weight: 1}, RollLine{Code: "S-2", Weight: 1}
	hash := hashOf(rollText(s, []RollLine{a, b}))
	if hash != hashOf(rollText(s, []RollLine{b, a})) {
		t.Error("the order matters")
	}
	heavy := a
	heavy.Weight = 2
	other := s
	other.RecordDate = "2016-12-21"
	for i, h := range []string{hashOf(rollText(s, []RollLine{a})), hashOf(rollText(s, []RollLine{heavy, b})), hashOf(rollText(other, []RollLine{a, b}))} {
		if h == hash {
			t.Errorf("%d: another roll, the same hash", i)
		}
	}
}
