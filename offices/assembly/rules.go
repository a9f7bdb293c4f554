package assembly

import (
	"ittihad/kernel"
	"ittihad/pure/tally"
)

// reckon is the arithmetic of a quorum at a number present.
func reckon(s Sitting, q tally.Quorum, present int64) tally.Presence {
	return tally.QuorumMet(q, tally.Call(s.Call), tally.Bases{Present: present, Entitled: s.Weight, Active: s.Active})
}

// turn says what became of a quorum since its last event: reached, lost, or
// nothing. A call begins without a quorum.
func turn(r QuorumRule, call int64, p tally.Presence) string {
	was := r.met && r.call == call
	switch {
	case p.Met && !was:
		return "reached"
	case !p.Met && was:
		return "lost"
	}
	return ""
}

// ruleFor is the rule of a kind of item, or else the sitting's own.
func ruleFor(rules []QuorumRule, kind string) (QuorumRule, error) {
	var own *QuorumRule
	for i := range rules {
		if rules[i].Kind == kind {
			return rules[i], nil
		}
		if rules[i].Kind == "" {
			own = &rules[i]
		}
	}
	if own == nil {
		return QuorumRule{}, kernel.Refuse(kernel.Conflict, "assembly.no_rule")
	}
	return *own, nil
}
