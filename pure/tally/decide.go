package tally

import (
	"maps"
	"slices"
)

// Outcome is what a vote came to.
type Outcome string

// The outcomes.
const (
	Carried  Outcome = "carried"   // every threshold met
	Lost     Outcome = "lost"      // a threshold not met
	Tied     Outcome = "tied"      // equal votes, and the tie rule says who or what decides
	NoQuorum Outcome = "no_quorum" // too few present for this decision, whatever the votes
	Invalid  Outcome = "invalid"   // the rule or the count is not valid: nothing is decided
)

// Step is the arithmetic of one threshold: base yes-no, 34 votes, 18 needed,
// 33 had, met.
type Step struct {
	Threshold
	BaseValue int64 `json:"base_value"`
	Needed    int64 `json:"needed"`
	Had       int64 `json:"had"`
	Met       bool  `json:"met"`
}

// Verdict is an outcome with the whole arithmetic that led to it.
type Verdict struct {
	Outcome Outcome `json:"outcome"`
	// Total is the count that was decided on.
	Total Count `json:"total"`
	// Steps are the thresholds in the rule's order. In a list poll, Had is the
	// votes of the leading option.
	Steps []Step `json:"steps"`
	// Quorum is there if the rule asks for one.
	Quorum *Presence `json:"quorum,omitempty"`
	// Equal says that the votes are tied; Tie is the rule that then applies.
	// With TieFails the outcome is Lost, with the others Tied.
	Equal bool    `json:"equal,omitempty"`
	Tie   TieRule `json:"tie"`
	// Leaders are the options with the most votes, at least one, by key; only
	// in a list poll. Winner is the option that carried.
	Leaders []string `json:"leaders,omitempty"`
	Winner  string   `json:"winner,omitempty"`
}

// Decide says what a vote came to. A rule or totals that do not pass Validate
// decide nothing: the outcome is Invalid. In a list poll the option with the
// most votes carries if it alone leads and meets every threshold.
func Decide(m Majority, t Totals) Verdict {
	if m.Validate() != nil || t.Validate() != nil {
		return Verdict{Outcome: Invalid, Tie: m.tie(), Steps: []Step{}}
	}
	return decide(m, t.Total(), t.Bases, t.Call)
}

// decide works on a valid rule and a valid count.
func decide(m Majority, c Count, b Bases, call Call) Verdict {
	v := Verdict{Total: c, Tie: m.tie(), Steps: []Step{}}
	had, equal := c.Yes, c.Yes == c.No
	if c.List() {
		v.Leaders, had = leaders(c.Options)
		equal = len(v.Leaders) > 1
	}
	met, half := true, true
	for _, t := range m.thresholds(c.List()) {
		s := t.step(c, b, had)
		v.Steps = append(v.Steps, s)
		met = met && s.Met
		half = half && (s.Met || s.exactlyHalf())
	}
	// Two options may both reach "at least a third": only one can win. Equal
	// yes and no that meet "at least half" have carried, as the rule says.
	v.Equal = equal && had > 0 && half && (c.List() || !met)
	switch {
	case v.Equal && v.Tie != TieFails:
		v.Outcome = Tied
	case met && had > 0 && !v.Equal:
		v.Outcome = Carried
		if c.List() {
			v.Winner = v.Leaders[0]
		}
	default:
		v.Outcome = Lost
	}
	if m.Quorum != nil {
		q := QuorumMet(*m.Quorum, call, b)
		v.Quorum = &q
		if !q.Met {
			v.Outcome, v.Winner = NoQuorum, ""
		}
	}
	return v
}

func (m Majority) tie() TieRule {
	if m.Tie == "" {
		return TieFails
	}
	return m.Tie
}

// thresholds are those that are reckoned. A relative majority of yes over no is
// the same as more than half of the two, and is shown as that.
func (m Majority) thresholds(list bool) []Threshold {
	if !m.Most || list {
		return m.All
	}
	return append(slices.Clone(m.All), MoreThan(1, 2, BaseYesNo))
}

func (t Threshold) step(c Count, b Bases, had int64) Step {
	s := Step{Threshold: t, BaseValue: t.Base.value(c, b), Had: had}
	s.Needed = t.Required(s.BaseValue)
	s.Met = s.Had >= s.Needed
	return s
}

// exactlyHalf reports that "more than half" was missed by reaching just half.
func (s Step) exactlyHalf() bool {
	return s.Strict && s.Fraction.half() && s.Had == s.BaseValue-s.Had
}

// value is the base in numbers. The base is known to be valid.
func (base Base) value(c Count, b Bases) int64 {
	switch base {
	case BaseYesNo:
		return c.Votes()
	case BaseCast:
		return c.Cast()
	case BasePresent:
		return b.Present
	case BaseEntitled:
		return b.Entitled
	default:
		return b.Active
	}
}

// leaders are the options with the most votes, sorted, and how many they have;
// none where nobody voted for any.
func leaders(options map[string]int64) (keys []string, votes int64) {
	for _, n := range options {
		votes = max(votes, n)
	}
	if votes == 0 {
		return nil, 0
	}
	for _, key := range slices.Sorted(maps.Keys(options)) {
		if options[key] == votes {
			keys = append(keys, key)
		}
	}
	return keys, votes
}
