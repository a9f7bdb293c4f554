package tally_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand"
	"slices"
	"sort"
	"testing"

	"ittihad/pure/tally"

	"pgregory.net/rapid"
)

// The oracle decides again, from single ballots and rational numbers, without
// a line of the package's own arithmetic: a ballot is a word ("yes", "no", an
// option's name, "-" for an abstention, "" for none), and a share of a base is
// a big.Rat compared with the fraction of the rule.

type room struct {
	ballots                   []string
	options                   []string // empty for yes and no
	present, entitled, active int64
}

func (r room) votesFor(word string) *big.Rat {
	n := 0
	for _, b := range r.ballots {
		if b == word {
			n++
		}
	}
	return big.NewRat(int64(n), 1)
}

func (r room) choices() []string {
	if len(r.options) == 0 {
		return []string{"yes", "no"}
	}
	return r.options
}

func (r room) whole(base tally.Base) *big.Rat {
	sum := new(big.Rat)
	switch base {
	case tally.BasePresent:
		return sum.SetInt64(r.present)
	case tally.BaseEntitled:
		return sum.SetInt64(r.entitled)
	case tally.BaseActive:
		return sum.SetInt64(r.active)
	case tally.BaseCast:
		sum.Add(sum, r.votesFor("-"))
	}
	for _, w := range r.choices() {
		sum.Add(sum, r.votesFor(w))
	}
	return sum
}

// compare is the sign of votes − fraction·base.
func compare(votes, base *big.Rat, f tally.Fraction) int {
	return votes.Cmp(new(big.Rat).Mul(base, big.NewRat(f.Num, f.Den)))
}

// verdict is "carried", "lost", "tied" or, in a list, "carried:NAME".
func (r room) verdict(m tally.Majority) string {
	reaches := func(word string, alsoHalf bool) bool {
		votes := r.votesFor(word)
		if votes.Sign() == 0 {
			return false
		}
		for _, t := range m.All {
			sign := compare(votes, r.whole(t.Base), t.Fraction)
			isHalf := big.NewRat(t.Num, t.Den).Cmp(big.NewRat(1, 2)) == 0
			if sign > 0 || sign == 0 && (!t.Strict || alsoHalf && isHalf) {
				continue
			}
			return false
		}
		return true
	}
	words := append([]string(nil), r.choices()...)
	sort.SliceStable(words, func(i, j int) bool { return r.votesFor(words[i]).Cmp(r.votesFor(words[j])) > 0 })
	shared := len(words) > 1 && r.votesFor(words[0]).Cmp(r.votesFor(words[1])) == 0
	tie := "tied"
	if m.Tie == "" || m.Tie == tally.TieFails {
		tie = "lost"
	}
	if len(r.options) == 0 {
		if reaches("yes", false) && (!m.Most || words[0] == "yes" && !shared) {
			return "carried"
		}
		if shared && reaches("yes", true) {
			return tie
		}
		return "lost"
	}
	if shared && reaches(words[0], true) {
		return tie
	}
	if !shared && reaches(words[0], false) {
		return "carried:" + words[0]
	}
	return "lost"
}

// count puts the ballots into the package's words, spread over channels.
func (r room) count() tally.Totals {
	t := tally.Totals{
		Channels: map[tally.Channel]tally.Count{},
		Bases:    tally.Bases{Present: r.present, Entitled: r.entitled, Active: r.active},
	}
	for i, b := range r.ballots {
		ch := []tally.Channel{tally.Hall, tally.Remote, tally.Telephone}[i%3]
		t.Channels[ch] = t.Channels[ch].Add(r.one(b))
	}
	if len(r.ballots) == 0 && len(r.options) > 0 {
		c := r.one("")
		c.Entitled, c.NotCast = 0, 0
		t.Channels[tally.Hall] = c
	}
	return t
}

func (r room) one(ballot string) tally.Count {
	c := tally.Count{Entitled: 1}
	for _, o := range r.options {
		if c.Options == nil {
			c.Options = map[string]int64{}
		}
		c.Options[o] = 0
	}
	switch {
	case ballot == "":
		c.NotCast = 1
	case ballot == "-":
		c.Abstain = 1
	case len(r.options) > 0:
		c.Options[ballot] = 1
	case ballot == "yes":
		c.Yes = 1
	default:
		c.No = 1
	}
	return c
}

func spoken(v tally.Verdict) string {
	if v.Winner != "" {
		return string(v.Outcome) + ":" + v.Winner
	}
	return string(v.Outcome)
}

// rules are those that the tests try: all bases, more than and at least,
// several together, every kind of tie.
func rules() (all []tally.Majority) {
	var ths []tally.Threshold
	for _, base := range []tally.Base{tally.BaseYesNo, tally.BaseCast, tally.BasePresent, tally.BaseEntitled, tally.BaseActive} {
		for _, f := range [][2]int64{{1, 2}, {2, 3}, {1, 3}, {2, 4}, {3, 4}} {
			ths = append(ths, tally.MoreThan(f[0], f[1], base), tally.AtLeast(f[0], f[1], base))
		}
		ths = append(ths, tally.AtLeast(1, 1, base))
	}
	for _, tie := range []tally.TieRule{"", tally.TieChair} {
		for i, t := range ths {
			other := ths[(i*7+3)%len(ths)]
			all = append(all,
				tally.Majority{All: []tally.Threshold{t}, Tie: tie},
				tally.Majority{All: []tally.Threshold{t, other}, Tie: tie},
				tally.Majority{All: []tally.Threshold{t}, Most: true, Tie: tie})
		}
		all = append(all, tally.Majority{Most: true, Tie: tie})
	}
	return all
}

func repeat(counts map[string]int) (ballots []string) {
	for _, w := range []string{"yes", "no", "a", "b", "c", "-", ""} {
		for range counts[w] {
			ballots = append(ballots, w)
		}
	}
	return ballots
}

// Every small poll under every rule.
func TestDecideAgainstOracle(t *testing.T) {
	n, rs := 0, rules()
	for yes := range 5 {
		for no := range 5 {
			for abstain := range 3 {
				for absent := range 2 {
					size := int64(yes + no + abstain + absent)
					r := room{ballots: repeat(map[string]int{"yes": yes, "no": no, "-": abstain, "": absent})}
					r.present, r.entitled, r.active = size, size+1, size+3
					totals := r.count()
					for _, m := range rs {
						n++
						if got, want := spoken(tally.Decide(m, totals)), r.verdict(m); got != want {
							t.Fatalf("%v under %+v: %s, the oracle says %s", r.ballots, m, got, want)
						}
					}
				}
			}
		}
	}
	for i := range 4 * 4 * 4 * 2 {
		r := room{options: []string{"a", "b", "c"}, ballots: repeat(map[string]int{"a": i % 4, "b": i / 4 % 4, "c": i / 16 % 4, "-": i / 64})}
		r.present, r.entitled, r.active = int64(len(r.ballots)), 9, 12
		totals := r.count()
		for _, m := range rs {
			n++
			if got, want := spoken(tally.Decide(m, totals)), r.verdict(m); got != want {
				t.Fatalf("%v under %+v: %s, the oracle says %s", r.ballots, m, got, want)
			}
		}
	}
	t.Logf("%d polls", n)
}

// Required is the smallest: it satisfies the fraction, and one less does not,
// for all small numbers and for the largest ones.
func TestRequiredAgainstOracle(t *testing.T) {
	check := func(f tally.Fraction, strict bool, base int64) error {
		th := tally.Threshold{Fraction: f, Strict: strict, Base: tally.BaseCast}
		need := th.Required(base)
		satisfied := func(votes int64) bool {
			sign := compare(big.NewRat(votes, 1), big.NewRat(base, 1), f)
			return votes >= 1 && (sign > 0 || sign == 0 && !strict)
		}
		if !satisfied(need) || satisfied(need-1) {
			return fmt.Errorf("%+v of %d: %d is not the smallest", th, base, need)
		}
		return nil
	}
	for base := range int64(61) {
		for den := int64(1); den <= 12; den++ {
			for num := int64(1); num <= den; num++ {
				for _, strict := range []bool{false, num < den} {
					if err := check(tally.Fraction{Num: num, Den: den}, strict, base); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		den := rapid.Int64Range(1, math.MaxInt64).Draw(t, "den")
		num := rapid.Int64Range(1, den).Draw(t, "num")
		base := rapid.Int64Range(0, math.MaxInt64).Draw(t, "base")
		strict := num < den && rapid.Bool().Draw(t, "strict")
		if err := check(tally.Fraction{Num: num, Den: den}, strict, base); err != nil {
			t.Fatal(err)
		}
	})
}

// anyWay are the verdicts of all ways of counting the first ballots otherwise.
func (r room) anyWay(m tally.Majority, doubtful int) map[string]bool {
	words := append(append([]string(nil), r.choices()...), "-", "")
	verdicts := map[string]bool{}
	var ways func(decided []string)
	ways = func(decided []string) {
		if len(decided) == doubtful {
			other := r
			other.ballots = append(append([]string(nil), decided...), r.ballots[doubtful:]...)
			verdicts[other.verdict(m)] = true
			return
		}
		for i, w := range words {
			// Order among the doubtful does not matter: only sorted ones.
			if len(decided) == 0 || i >= slices.Index(words, decided[len(decided)-1]) {
				ways(append(decided[:len(decided):len(decided)], w))
			}
		}
	}
	ways(nil)
	return verdicts
}

// CouldDecide is what trying every way of counting the doubtful votes gives.
func TestCouldDecideAgainstBruteForce(t *testing.T) {
	rs, agree := rules(), map[bool]int{}
	try := func(r room, doubtful int, m tally.Majority) {
		t.Helper()
		var doubted tally.Count
		for _, b := range r.ballots[:doubtful] {
			doubted = doubted.Add(r.one(b))
		}
		ways := r.anyWay(m, doubtful)
		got, want := tally.CouldDecide(m, r.count(), doubted), len(ways) > 1
		agree[want]++
		if got != want {
			t.Fatalf("%q, first %d doubtful, under %+v: %v; all ways give %v", r.ballots, doubtful, m, got, ways)
		}
	}
	seed := int64(20170116)
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewSource(seed))
	words := []string{"yes", "no", "-", ""}
	for i := range 256 { // every plain poll of four ballots, one to three doubtful
		r := room{ballots: []string{words[i%4], words[i/4%4], words[i/16%4], words[i/64]}, present: 4, entitled: 5, active: 6}
		for k := range rs {
			if (k+i)%5 == 0 {
				try(r, 1+(k+i)%3, rs[k])
			}
		}
	}
	for range 6000 { // larger ones and lists, at random
		var r room
		pick := words
		if rnd.Intn(2) == 0 {
			r.options = []string{"a", "b", "c"}[:1+rnd.Intn(3)]
			pick = append(append([]string(nil), r.options...), "-", "")
		}
		for range rnd.Intn(11) {
			r.ballots = append(r.ballots, pick[rnd.Intn(len(pick))])
		}
		r.present = int64(len(r.ballots))
		r.entitled = r.present + rnd.Int63n(3)
		r.active = r.entitled + rnd.Int63n(3)
		try(r, rnd.Intn(min(len(r.ballots), 4)+1), rs[rnd.Intn(len(rs))])
	}
	if agree[true] < 500 || agree[false] < 500 {
		t.Errorf("too one-sided to prove anything: %v", agree)
	}
}
