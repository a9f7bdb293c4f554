package tally

import (
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	moreThanHalf = Majority{All: []Threshold{MoreThan(1, 2, BaseYesNo)}}
	twoThirds    = Majority{All: []Threshold{AtLeast(2, 3, BaseCast)}}
)

// plain is a poll in one channel of an assembly, with everybody present.
func plain(yes, no, abstain, notCast int64) Totals {
	n := yes + no + abstain + notCast
	return Totals{
		Channels: map[Channel]Count{Hall: {Entitled: n, Yes: yes, No: no, Abstain: abstain, NotCast: notCast}},
		Bases:    Bases{Present: n, Entitled: n, Active: n},
	}
}

// reference is the sitting of 16 January 2017.
func reference() Totals {
	return Totals{
		Channels: map[Channel]Count{
			Hall:   {Entitled: 25, Yes: 24, Abstain: 1},
			Remote: {Entitled: 29, Yes: 9, NotCast: 20},
		},
		Bases: Bases{Present: 54, Entitled: 88, Active: 88},
	}
}

func TestRequired(t *testing.T) {
	const most = math.MaxInt64
	for _, c := range []struct {
		rule string
		th   Threshold
		base int64
		want int64
	}{
		{"more than half of 88 active members", MoreThan(1, 2, BaseActive), 88, 45},
		{"more than half of 34 votes", MoreThan(1, 2, BaseYesNo), 34, 18},
		{"more than half of an odd number", MoreThan(1, 2, BaseYesNo), 35, 18},
		{"at least half of 34", AtLeast(1, 2, BaseYesNo), 34, 17},
		{"at least half of 35", AtLeast(1, 2, BaseYesNo), 35, 18},
		{"half in other terms is half", MoreThan(17, 34, BaseYesNo), 34, 18},
		{"at least two thirds of 54 present", AtLeast(2, 3, BasePresent), 54, 36},
		{"at least two thirds of 88", AtLeast(2, 3, BaseEntitled), 88, 59},
		{"more than two thirds of 54", MoreThan(2, 3, BasePresent), 54, 37},
		{"three quarters of 10", AtLeast(3, 4, BaseCast), 10, 8},
		{"all of them", AtLeast(1, 1, BaseEntitled), 7, 7},
		{"one of one", MoreThan(1, 2, BaseCast), 1, 1},
		{"nobody voted: still one vote is needed", MoreThan(1, 2, BaseCast), 0, 1},
		{"at least two thirds of nothing: one vote", AtLeast(2, 3, BaseCast), 0, 1},
		{"more than half of the largest number", MoreThan(1, 2, BaseCast), most, most/2 + 1},
		{"at least the largest fraction of it", AtLeast(most-1, most, BaseCast), most, most - 1},
		{"more than the largest fraction", MoreThan(most-1, most, BaseCast), most, most},
		{"all of the largest number", AtLeast(most, most, BaseCast), most, most},
		{"no fraction: satisfied by nothing", AtLeast(0, 0, BaseCast), 10, most},
		{"more than all: satisfied by nothing", MoreThan(1, 1, BaseCast), 10, most},
		{"a negative base: satisfied by nothing", MoreThan(1, 2, BaseCast), -1, most},
		{"no base named: satisfied by nothing", MoreThan(1, 2, ""), 10, most},
	} {
		if got := c.th.Required(c.base); got != c.want {
			t.Errorf("%s: %+v of %d needs %d, want %d", c.rule, c.th, c.base, got, c.want)
		}
	}
}

func TestDecide(t *testing.T) {
	both := Majority{All: []Threshold{AtLeast(2, 3, BasePresent), MoreThan(1, 2, BaseEntitled)}}
	with := func(m Majority, tie TieRule) Majority { m.Tie = tie; return m }
	of := func(th Threshold, tie TieRule) Majority { return Majority{All: []Threshold{th}, Tie: tie} }
	in := func(t Totals, present, entitled, active int64) Totals {
		t.Bases = Bases{present, entitled, active}
		return t
	}
	for _, c := range []struct {
		rule string
		m    Majority
		t    Totals
		want Outcome
	}{
		{"one more for than against carries", moreThanHalf, plain(6, 5, 0, 0), Carried},
		{"a tie is not a majority", moreThanHalf, plain(5, 5, 0, 0), Lost},
		{"abstentions do not count among yes and no", moreThanHalf, plain(2, 1, 90, 0), Carried},
		{"abstentions count among the votes cast", of(MoreThan(1, 2, BaseCast), ""), plain(5, 4, 1, 0), Lost},
		{"those who did not vote do not count among the cast", of(MoreThan(1, 2, BaseCast), ""), plain(6, 4, 1, 9), Carried},
		{"those who did not vote count among the present", of(MoreThan(1, 2, BasePresent), ""), plain(6, 0, 0, 6), Lost},
		{"nobody voted: nothing carries", moreThanHalf, plain(0, 0, 0, 9), Lost},
		{"only abstentions: nothing carries", moreThanHalf, plain(0, 0, 9, 0), Lost},
		{"an empty assembly decides nothing", of(AtLeast(2, 3, BaseEntitled), ""), Totals{}, Lost},
		{"two thirds exactly are at least two thirds", twoThirds, plain(6, 3, 0, 0), Carried},
		{"two thirds less one are not", twoThirds, plain(5, 4, 0, 0), Lost},
		{"unanimity of the votes", of(AtLeast(1, 1, BaseYesNo), ""), plain(3, 0, 4, 0), Carried},
		{"unanimity with one against", of(AtLeast(1, 1, BaseYesNo), ""), plain(30, 1, 0, 0), Lost},
		{"a third can call a second sitting", of(AtLeast(1, 3, BasePresent), ""), plain(3, 6, 0, 0), Carried},
		{"both: two thirds of the present, half of the entitled", both, in(plain(46, 8, 0, 0), 54, 88, 88), Carried},
		{"both: the first missed by one", both, in(plain(35, 19, 0, 0), 54, 60, 88), Lost},
		{"both: the second missed by one", both, in(plain(44, 10, 0, 0), 54, 88, 88), Lost},
		{"all active members are the base, not the sitting", of(MoreThan(1, 2, BaseActive), ""), in(plain(44, 0, 0, 0), 44, 44, 88), Lost},
		{"more for than against is enough for a relative majority", Majority{Most: true}, plain(1, 0, 8, 0), Carried},
		{"and equal votes are not", Majority{Most: true}, plain(4, 4, 8, 0), Lost},
		{"relative majority beside a threshold: both are asked", Majority{Most: true, All: []Threshold{AtLeast(1, 3, BasePresent)}}, plain(3, 6, 0, 0), Lost},

		{"tie: the chair decides", with(moreThanHalf, TieChair), plain(5, 5, 0, 0), Tied},
		{"tie: a second vote", with(moreThanHalf, TieSecondVote), plain(5, 5, 3, 2), Tied},
		{"tie: a relative majority too", Majority{Most: true, Tie: TieChair}, plain(4, 4, 8, 0), Tied},
		{"no votes are no tie", with(moreThanHalf, TieChair), plain(0, 0, 9, 0), Lost},
		{"equal votes with abstentions are less than half of the cast: no tie", of(MoreThan(1, 2, BaseCast), TieChair), plain(5, 5, 1, 0), Lost},
		{"half of the cast, but not equal: no tie", of(MoreThan(1, 2, BaseCast), TieChair), plain(5, 4, 1, 0), Lost},
		{"equal votes under two thirds are lost", with(twoThirds, TieChair), plain(5, 5, 0, 0), Lost},
		{"equal votes that reach at least half have carried", of(AtLeast(1, 2, BaseYesNo), TieChair), plain(5, 5, 0, 0), Carried},
		{"a tie where the other threshold is met", Majority{All: []Threshold{MoreThan(1, 2, BaseYesNo), AtLeast(1, 4, BaseEntitled)}, Tie: TieChair}, plain(5, 5, 0, 10), Tied},
		{"no tie where the other threshold is missed", Majority{All: []Threshold{MoreThan(1, 2, BaseYesNo), AtLeast(1, 3, BaseEntitled)}, Tie: TieChair}, plain(5, 5, 0, 10), Lost},

		{"no rule decides nothing", Majority{}, plain(5, 0, 0, 0), Invalid},
		{"an unknown base decides nothing", of(MoreThan(1, 2, "hall"), ""), plain(5, 0, 0, 0), Invalid},
		{"an unknown tie rule decides nothing", with(moreThanHalf, "coin"), plain(5, 0, 0, 0), Invalid},
		{"a negative count decides nothing", moreThanHalf, plain(5, -1, 0, 1), Invalid},
	} {
		v := Decide(c.m, c.t)
		if v.Outcome != c.want {
			t.Errorf("%s: %s, want %s (%+v)", c.rule, v.Outcome, c.want, v)
		}
	}
}

func TestDecideList(t *testing.T) {
	list := func(abstain, notCast int64, votes map[string]int64) Totals {
		c := Count{Abstain: abstain, NotCast: notCast, Options: votes}
		c.Entitled = c.Cast() + notCast
		return Totals{Channels: map[Channel]Count{Hall: c}, Bases: Bases{c.Entitled, c.Entitled, c.Entitled}}
	}
	type votes = map[string]int64
	for _, c := range []struct {
		rule    string
		m       Majority
		t       Totals
		want    Outcome
		winner  string
		leaders []string
	}{
		{"more than half of the votes", moreThanHalf, list(1, 2, votes{"amman": 6, "berlin": 3, "gaziantep": 2}), Carried, "amman", []string{"amman"}},
		{"the most votes, less than half", moreThanHalf, list(0, 0, votes{"amman": 5, "berlin": 3, "gaziantep": 2}), Lost, "", []string{"amman"}},
		{"the most votes are enough where the rule says so", Majority{Most: true}, list(0, 0, votes{"amman": 4, "berlin": 3, "gaziantep": 3}), Carried, "amman", []string{"amman"}},
		{"two lead: fails", Majority{Most: true}, list(0, 0, votes{"amman": 4, "berlin": 4, "gaziantep": 3}), Lost, "", []string{"amman", "berlin"}},
		{"two lead: the lot", Majority{Most: true, Tie: TieLot}, list(0, 0, votes{"gaziantep": 4, "amman": 4, "berlin": 3}), Tied, "", []string{"amman", "gaziantep"}},
		{"two with exactly half", Majority{All: moreThanHalf.All, Tie: TieSecondVote}, list(2, 0, votes{"amman": 4, "berlin": 4, "gaziantep": 0}), Tied, "", []string{"amman", "berlin"}},
		{"two lead below the threshold: lost, no tie", Majority{All: moreThanHalf.All, Tie: TieLot}, list(0, 0, votes{"amman": 4, "berlin": 4, "gaziantep": 1}), Lost, "", []string{"amman", "berlin"}},
		{"two reach a third: only one can win", Majority{All: []Threshold{AtLeast(1, 3, BaseYesNo)}, Tie: TieLot}, list(0, 0, votes{"amman": 3, "berlin": 3, "gaziantep": 2}), Tied, "", []string{"amman", "berlin"}},
		{"nobody voted", Majority{Most: true, Tie: TieLot}, list(3, 3, votes{"amman": 0, "berlin": 0}), Lost, "", nil},
		{"one candidate, most abstain", Majority{All: []Threshold{MoreThan(1, 2, BaseCast)}}, list(6, 0, votes{"amman": 5}), Lost, "", []string{"amman"}},
	} {
		v := Decide(c.m, c.t)
		if v.Outcome != c.want || v.Winner != c.winner || !slices.Equal(v.Leaders, c.leaders) {
			t.Errorf("%s: %s, winner %q of %q; want %s, %q of %q", c.rule, v.Outcome, v.Winner, v.Leaders, c.want, c.winner, c.leaders)
		}
	}
}

// A decision may ask for a quorum of its own, whatever the votes.
func TestDecideQuorum(t *testing.T) {
	m := Majority{All: moreThanHalf.All, Quorum: &Quorum{
		Attendance: Attendance{Fraction: Fraction{2, 3}, Base: BaseActive},
		Second:     &Attendance{Fraction: Fraction{1, 2}, Strict: true, Base: BaseActive},
	}}
	totals := reference()
	if v := Decide(m, totals); v.Outcome != NoQuorum || v.Quorum.Needed != 59 || v.Quorum.Met || !v.Steps[0].Met {
		t.Errorf("first call, 54 of 88 where two thirds are asked: %+v", v)
	}
	totals.Call = SecondCall
	if v := Decide(m, totals); v.Outcome != Carried || v.Quorum.Needed != 45 || !v.Quorum.Met {
		t.Errorf("second call, 54 of 88 where more than half is asked: %+v", v)
	}
	list := Totals{Channels: map[Channel]Count{Hall: {Entitled: 3, Options: map[string]int64{"a": 2, "b": 1}}}, Bases: Bases{Present: 3, Active: 88}}
	if v := Decide(m, list); v.Outcome != NoQuorum || v.Winner != "" {
		t.Errorf("without a quorum nobody is elected: %+v", v)
	}
}

// The whole verdict of the reference assembly, as data: its keys are read by
// others, so that a change here is a change to them.
func TestReference(t *testing.T) {
	m := Majority{
		All:    []Threshold{MoreThan(1, 2, BaseCast)},
		Quorum: &Quorum{Attendance: Attendance{Fraction: Fraction{1, 2}, Strict: true, Base: BaseActive}},
	}
	v := Decide(m, reference())
	if s := v.Steps[0]; v.Outcome != Carried || s.BaseValue != 34 || s.Needed != 18 || s.Had != 33 {
		t.Errorf("%s, with %d of %d, %d needed", v.Outcome, s.Had, s.BaseValue, s.Needed)
	}
	if q := v.Quorum; !q.Met || q.Needed != 45 || q.BaseValue != 88 || q.Had != 54 {
		t.Errorf("quorum %+v", q)
	}
	got, err := json.MarshalIndent(map[string]any{"rule": m, "totals": reference(), "verdict": v}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/reference.json", append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Error(diff)
	}
	var back struct {
		Rule   Majority
		Totals Totals
	}
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v, Decide(back.Rule, back.Totals)); diff != "" {
		t.Errorf("the rule read back decides otherwise: %s", diff)
	}
}

func TestValidate(t *testing.T) {
	half := MoreThan(1, 2, BaseCast)
	quorum := func(q Quorum) Majority { return Majority{All: []Threshold{half}, Quorum: &q} }
	ok := Attendance{Fraction: Fraction{1, 2}, Base: BaseActive}
	for _, c := range []struct {
		m     Majority
		fault Fault
		field string
	}{
		{Majority{}, FaultMissing, "all"},
		{Majority{All: []Threshold{half, MoreThan(1, 0, BaseCast)}}, FaultOutOfRange, "all[1].den"},
		{Majority{All: []Threshold{MoreThan(1, -2, BaseCast)}}, FaultOutOfRange, "all[0].den"},
		{Majority{All: []Threshold{MoreThan(0, 2, BaseCast)}}, FaultOutOfRange, "all[0].num"},
		{Majority{All: []Threshold{AtLeast(3, 2, BaseCast)}}, FaultOutOfRange, "all[0].num"},
		{Majority{All: []Threshold{MoreThan(2, 2, BaseCast)}}, FaultImpossible, "all[0].strict"},
		{Majority{All: []Threshold{MoreThan(1, 2, "")}}, FaultMissing, "all[0].base"},
		{Majority{All: []Threshold{MoreThan(1, 2, "votes")}}, FaultUnknown, "all[0].base"},
		{Majority{All: []Threshold{half}, Tie: "coin"}, FaultUnknown, "tie"},
		{quorum(Quorum{}), FaultOutOfRange, "quorum.den"},
		{quorum(Quorum{Attendance: Attendance{Fraction: Fraction{1, 2}}}), FaultMissing, "quorum.base"},
		{quorum(Quorum{Attendance: Attendance{Fraction: Fraction{1, 2}, Base: BaseCast}}), FaultUnknown, "quorum.base"},
		{quorum(Quorum{Attendance: ok, Second: &Attendance{Any: true, Least: -1}}), FaultOutOfRange, "quorum.second.least"},
		{quorum(Quorum{Attendance: ok, Second: &Attendance{Any: true, Base: BaseActive}}), FaultMismatch, "quorum.second.any"},
		{quorum(Quorum{Attendance: ok, Second: &Attendance{Any: true}}), "", ""},
		{Majority{All: []Threshold{AtLeast(2, 2, BaseActive)}, Tie: TieLot}, "", ""},
		{Majority{Most: true}, "", ""},
	} {
		wantFault(t, c.m.Validate(), c.fault, c.field)
	}
}

func TestValidateCounts(t *testing.T) {
	const most = math.MaxInt64
	ch := func(c Count) Totals { return Totals{Channels: map[Channel]Count{Hall: c}} }
	for _, c := range []struct {
		t     Totals
		fault Fault
		field string
	}{
		{reference(), "", ""},
		{ch(Count{Entitled: 2, Yes: 3, No: -1}), FaultOutOfRange, "channels.hall.no"},
		{ch(Count{Entitled: 2, Yes: 1}), FaultMismatch, "channels.hall.entitled"},
		{ch(Count{Entitled: -2, Yes: most, No: most}), FaultOutOfRange, "channels.hall.entitled"},
		{ch(Count{Entitled: 2, Yes: 1, Options: map[string]int64{"a": 1}}), FaultMismatch, "channels.hall.options"},
		{ch(Count{Entitled: 0, Options: map[string]int64{"a": -1, "b": 1}}), FaultOutOfRange, "channels.hall.options.a"},
		{Totals{Channels: map[Channel]Count{Hall: {Entitled: 1, Yes: 1}, Remote: {Entitled: 1, Options: map[string]int64{"a": 1}}}}, FaultMismatch, "options"},
		{Totals{Channels: map[Channel]Count{Hall: {Entitled: most, Yes: most}, Remote: {Entitled: 1, No: 1}}}, FaultOutOfRange, "channels.remote.entitled"},
		{Totals{Bases: Bases{Present: -1}}, FaultOutOfRange, "present"},
		{Totals{Bases: Bases{Active: -1}}, FaultOutOfRange, "active"},
		{Totals{Call: 3}, FaultUnknown, "call"},
	} {
		wantFault(t, c.t.Validate(), c.fault, c.field)
	}
}

func wantFault(t *testing.T, err error, fault Fault, field string) {
	t.Helper()
	var got *Error
	if errors.As(err, &got) != (fault != "") || got != nil && (got.Fault != fault || got.Field != field) {
		t.Errorf("got %v, want %q of %q", err, fault, field)
	}
}
