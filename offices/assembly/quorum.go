package assembly

import (
	"ittihad/kernel"
	"ittihad/pure/tally"
)

// RequireQuorum refuses what may not be done without the quorum for a kind of
// item ("" is the sitting itself; so is every kind that has no rule of its
// own). It answers the event that a vote refers to: the last one, or a new one
// if the figures have changed since. Conflict assembly.no_quorum with the
// arithmetic.
func RequireQuorum(tx *kernel.Tx, sitting, kind string) (QuorumEvent, error) {
	s, err := sittingByID(tx, sitting)
	if err != nil {
		return QuorumEvent{}, err
	}
	return requireQuorum(tx, s, kind)
}

func requireQuorum(tx *kernel.Tx, s Sitting, kind string) (QuorumEvent, error) {
	return standOn(tx, s, kind, false)
}

// checkQuorum is requireQuorum with an event of its own in any case: after a
// break the book says that it was checked again.
func checkQuorum(tx *kernel.Tx, s Sitting, kind string) (QuorumEvent, error) {
	return standOn(tx, s, kind, true)
}

func standOn(tx *kernel.Tx, s Sitting, kind string, anew bool) (QuorumEvent, error) {
	rules, present, err := quorumNow(tx, s)
	if err != nil {
		return QuorumEvent{}, err
	}
	rule, err := ruleFor(rules, kind)
	if err != nil {
		return QuorumEvent{}, err
	}
	p := reckon(s, rule.Quorum, present)
	if !p.Met {
		return QuorumEvent{}, noQuorum(p)
	}
	what := turn(rule, s.Call, p)
	switch {
	case what != "":
		return recordQuorum(tx, s, rule, what, p)
	case anew || rule.present != p.Had || rule.base != p.BaseValue:
		return recordQuorum(tx, s, rule, "checked", p)
	}
	return quorumEvent(tx, s.ID, rule.event)
}

// noQuorum is the refusal with its arithmetic.
func noQuorum(p tally.Presence) error {
	if p.Any {
		return kernel.Refuse(kernel.Conflict, "assembly.no_quorum_any", p.Needed, p.Had)
	}
	return kernel.Refuse(kernel.Conflict, "assembly.no_quorum", p.Needed, p.BaseValue, p.Had)
}

func quorumNow(tx *kernel.Tx, s Sitting) ([]QuorumRule, int64, error) {
	rules, err := quorumRules(tx, s.ID)
	if err != nil {
		return nil, 0, err
	}
	present, err := hereNow(tx, s.ID)
	return rules, present, err
}

// watchQuorum records what an arrival, a departure or a change of the roll did
// to the quorums of the sitting, and returns what it recorded.
func watchQuorum(tx *kernel.Tx, s Sitting) ([]QuorumEvent, error) {
	rules, present, err := quorumNow(tx, s)
	if err != nil {
		return nil, err
	}
	var events []QuorumEvent
	for _, r := range rules {
		p := reckon(s, r.Quorum, present)
		if what := turn(r, s.Call, p); what != "" {
			e, err := recordQuorum(tx, s, r, what, p)
			if err != nil {
				return nil, err
			}
			events = append(events, e)
		}
	}
	return events, nil
}

// recordQuorum writes the event; its number is the line's.
func recordQuorum(tx *kernel.Tx, s Sitting, r QuorumRule, what string, p tally.Presence) (QuorumEvent, error) {
	e := QuorumEvent{Sitting: s.ID, Kind: r.Kind, Call: s.Call, What: what, Met: p.Met, Needed: p.Needed,
		Present: p.Had, Base: p.BaseValue, At: tx.Now, Article: r.Article}
	err := tx.Record("assembly.quorum-"+what, quorumFigures{e.Kind, e.Call, e.Needed, e.Present, e.Base})
	if err != nil {
		return e, err
	}
	e.ID = tx.Seq()
	return e, insertQuorumEvent(tx, e)
}

type quorumFigures struct {
	Kind    string `json:"kind"`
	Call    int64  `json:"call"`
	Needed  int64  `json:"needed"`
	Present int64  `json:"present"`
	Base    int64  `json:"base"`
}
