package tally

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func drawMajority(t *rapid.T) Majority {
	th := rapid.Custom(func(t *rapid.T) Threshold {
		den := rapid.Int64Range(1, 7).Draw(t, "den")
		num := rapid.Int64Range(1, den).Draw(t, "num")
		base := rapid.SampledFrom([]Base{BaseYesNo, BaseCast, BasePresent, BaseEntitled, BaseActive}).Draw(t, "base")
		return Threshold{Fraction{num, den}, num < den && rapid.Bool().Draw(t, "strict"), base}
	})
	m := Majority{
		All:  rapid.SliceOfN(th, 0, 3).Draw(t, "all"),
		Most: rapid.Bool().Draw(t, "most"),
		Tie:  rapid.SampledFrom([]TieRule{"", TieFails, TieChair, TieSecondVote, TieLot}).Draw(t, "tie"),
	}
	m.Most = m.Most || len(m.All) == 0
	return m
}

func drawTotals(t *rapid.T) Totals {
	n := func(what string) int64 { return rapid.Int64Range(0, 40).Draw(t, what) }
	totals := Totals{Channels: map[Channel]Count{}}
	list := rapid.Bool().Draw(t, "list")
	for _, ch := range []Channel{Hall, Remote} {
		c := Count{Abstain: n("abstain"), NotCast: n("not cast")}
		if list {
			c.Options = map[string]int64{"a": n("a"), "b": n("b"), "c": n("c")}
		} else {
			c.Yes, c.No = n("yes"), n("no")
		}
		c.Entitled = c.Cast() + c.NotCast
		totals.Channels[ch] = c
		totals.Present += c.Entitled
	}
	totals.Entitled = totals.Present + n("absent")
	totals.Active = totals.Entitled + n("not entitled")
	return totals
}

// grade orders outcomes from the point of view of those in favour of one choice.
func grade(v Verdict, choice string) int {
	switch {
	case v.Outcome == Carried && v.Winner == choice:
		return 2
	case v.Outcome == Tied && (choice == "" || slices.Contains(v.Leaders, choice)):
		return 1
	}
	return 0
}

// One more vote in favour never makes it worse, wherever it comes from: from
// those who did not vote, abstained, or voted otherwise.
func TestOneMoreNeverLoses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, totals := drawMajority(t), drawTotals(t)
		c := totals.Channels[Hall]
		choice := ""
		more := c
		more.Options = maps.Clone(c.Options)
		from := rapid.SampledFrom([]string{"new", "abstain", "other"}).Draw(t, "from")
		if c.List() {
			choice = "b"
			more.Options["b"]++
		} else {
			more.Yes++
		}
		switch {
		case from == "abstain" && c.Abstain > 0:
			more.Abstain--
		case from == "other" && c.List() && c.Options["c"] > 0:
			more.Options["c"]--
		case from == "other" && c.No > 0:
			more.No--
		case c.NotCast > 0:
			more.NotCast--
		default:
			t.Skip("nobody is left to vote")
		}
		before := Decide(m, totals)
		totals.Channels[Hall] = more
		after := Decide(m, totals)
		if before.Outcome == Invalid || after.Outcome == Invalid {
			t.Fatalf("invalid: %v %v", m.Validate(), totals.Validate())
		}
		if grade(after, choice) < grade(before, choice) {
			t.Fatalf("one more for %q turned %s into %s", choice, before.Outcome, after.Outcome)
		}
	})
}

// The verdict follows from its own steps; and it is the same for whoever reads
// the rule and the count from their JSON.
func TestVerdictIsItsArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, totals := drawMajority(t), drawTotals(t)
		v := Decide(m, totals)
		met := true
		for _, s := range v.Steps {
			if s.Met != (s.Had >= s.Needed) || s.Needed != s.Required(s.BaseValue) || s.Needed < 1 {
				t.Fatalf("step %+v contradicts itself", s)
			}
			met = met && s.Met
		}
		if v.Outcome == Carried && !met {
			t.Fatalf("carried without its thresholds: %+v", v)
		}
		if v.Outcome == Lost && met && !v.Equal && v.Total.Votes() > 0 && (!v.Total.List() || len(v.Leaders) == 1) {
			t.Fatalf("lost with all thresholds met: %+v", v)
		}
		if v.Outcome == Tied && (v.Tie == TieFails || !v.Equal) {
			t.Fatalf("tied without a rule: %+v", v)
		}
		text, err := json.Marshal([]any{m, totals})
		if err != nil {
			t.Fatal(err)
		}
		var m2 Majority
		var totals2 Totals
		if err := json.Unmarshal(text, &[]any{&m2, &totals2}); err != nil {
			t.Fatal(err)
		}
		if w := Decide(m2, totals2); w.Outcome != v.Outcome || w.Winner != v.Winner || !slices.Equal(w.Steps, v.Steps) {
			t.Fatalf("read back it is %+v, not %+v", w, v)
		}
	})
}

// Where the votes were cast makes no difference to the outcome.
func TestChannelsMakeNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, totals := drawMajority(t), drawTotals(t)
		apart := Decide(m, totals)
		totals.Channels = map[Channel]Count{Telephone: totals.Total()}
		if together := Decide(m, totals); together.Outcome != apart.Outcome || together.Winner != apart.Winner {
			t.Fatalf("apart %s, together %s", apart.Outcome, together.Outcome)
		}
	})
}

// A larger base never asks for less; and more present never loses a quorum.
func TestMonotonic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		th := MoreThan(1, 2, BaseCast)
		if m := drawMajority(t); len(m.All) > 0 {
			th = m.All[0]
		}
		base := rapid.Int64Range(0, 1<<62).Draw(t, "base")
		more := rapid.Int64Range(base, 1<<62).Draw(t, "more")
		if th.Required(more) < th.Required(base) {
			t.Fatalf("%+v: %d of %d, %d of %d", th, th.Required(base), base, th.Required(more), more)
		}
		q := Quorum{Attendance: Attendance{Fraction: th.Fraction, Strict: th.Strict, Base: BaseActive}}
		b := Bases{Present: rapid.Int64Range(0, 100).Draw(t, "present"), Active: 100}
		met := QuorumMet(q, FirstCall, b).Met
		if b.Present++; met && !QuorumMet(q, FirstCall, b).Met {
			t.Fatalf("%+v lost its quorum when one more came", q)
		}
	})
}

func TestCouldDecide(t *testing.T) {
	phone := func(yes, no, abstain int64) Count { return Count{Yes: yes, No: no, Abstain: abstain} }
	for _, c := range []struct {
		rule     string
		m        Majority
		t        Totals
		doubtful Count
		want     bool
	}{
		{"the reference: nine by telephone could not, 24 are enough", moreThanHalf, reference(), phone(9, 0, 0), false},
		{"one doubtful vote makes the majority", moreThanHalf, plain(6, 5, 0, 0), phone(1, 0, 0), true},
		{"the margin is too large", moreThanHalf, plain(8, 5, 0, 0), phone(1, 0, 0), false},
		{"an abstention that may have been a no", moreThanHalf, plain(6, 5, 1, 0), phone(0, 0, 1), true},
		{"a lost motion that may have been tied", Majority{All: moreThanHalf.All, Tie: TieChair}, plain(5, 6, 0, 0), phone(0, 1, 0), true},
		{"nothing in doubt", moreThanHalf, plain(6, 5, 0, 0), Count{}, false},
		{"more in doubt than were counted", moreThanHalf, plain(60, 5, 0, 0), phone(0, 6, 0), true},
		{"a negative doubt", moreThanHalf, plain(60, 5, 0, 0), phone(0, -1, 0), true},
		{"an option that the poll does not have", moreThanHalf, plain(60, 5, 0, 0), Count{Options: map[string]int64{"a": 0}}, true},
		{"a rule that is not valid", Majority{}, plain(60, 5, 0, 0), phone(0, 1, 0), true},
	} {
		if got := CouldDecide(c.m, c.t, c.doubtful); got != c.want {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}

// FuzzDecide: whatever is read as a rule and a count, nothing panics, and what
// is not valid decides nothing.
func FuzzDecide(f *testing.F) {
	f.Add(`{"all":[{"num":1,"den":2,"strict":true,"base":"yes-no"}]}`, `{"channels":{"hall":{"entitled":25,"yes":24,"abstain":1}},"present":54}`)
	f.Add(`{"all":[{"num":9223372036854775807,"den":9223372036854775807,"base":"active"}],"tie":"chair"}`, `{"active":9223372036854775807,"channels":{"hall":{"entitled":9223372036854775807,"yes":9223372036854775807}}}`)
	f.Add(`{"most":true,"tie":"lot"}`, `{"channels":{"hall":{"entitled":2,"options":{"a":1,"b":1}}},"call":2}`)
	f.Fuzz(func(t *testing.T, rule, count string) {
		var m Majority
		var totals Totals
		if json.Unmarshal([]byte(rule), &m) != nil || json.Unmarshal([]byte(count), &totals) != nil {
			return
		}
		v := Decide(m, totals)
		valid := m.Validate() == nil && totals.Validate() == nil
		if (v.Outcome == Invalid) == valid {
			t.Fatalf("%s, though valid is %v", v.Outcome, valid)
		}
		CouldDecide(m, totals, totals.Channels[Telephone])
		Breakdown(true, totals.Channels, alike(totals.Channels))
	})
}
