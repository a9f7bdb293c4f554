package voting

import (
	"strconv"

	"ittihad/kernel/words"
	"ittihad/pure/tally"
)

// Rule says a majority in words: "more than half of the votes without the
// abstentions, and …".
func Rule(m tally.Majority) words.Msg {
	var all words.Msg
	join := func(m words.Msg) {
		if all.Key != "" {
			m = words.Msg{Key: "voting.rule_and", Args: []any{all, m}}
		}
		all = m
	}
	for _, t := range m.All {
		join(words.Msg{Key: "voting.rule_of", Args: []any{share(t), base(t.Base)}})
	}
	if m.Most {
		join(words.Msg{Key: "voting.rule_most"})
	}
	return all
}

func base(b tally.Base) words.Msg {
	if b == tally.BaseYesNo {
		return words.Msg{Key: "voting.base_votes"}
	}
	return words.Msg{Key: "voting.base_" + string(b)}
}

// shares are the fractions that have a word of their own.
var shares = []tally.Fraction{{Num: 1, Den: 2}, {Num: 2, Den: 3}, {Num: 3, Den: 4}}

// share is a fraction in words.
func share(t tally.Threshold) words.Msg {
	kind := "voting.least_"
	if t.Strict {
		kind = "voting.more_"
	}
	for _, f := range shares {
		if t.Fraction == f {
			return words.Msg{Key: kind + strconv.FormatInt(f.Num, 10) + "_" + strconv.FormatInt(f.Den, 10)}
		}
	}
	return words.Msg{Key: kind + "any", Args: []any{t.Num, t.Den}}
}

// Arithmetic says in sentences how a result came about, so that a reader can
// follow it with a pencil: each threshold with what it needed and what it had,
// the tie, the quorum, what remote votes were worth, the votes of tellers.
func Arithmetic(r Result) (said []words.Msg) {
	add := func(key string, args ...any) { said = append(said, words.Msg{Key: key, Args: args}) }
	if r.Consent {
		add("voting.said_consent", r.Bases.Present)
	}
	for _, s := range r.Verdict.Steps {
		key := "voting.said_missed"
		if s.Met {
			key = "voting.said_met"
		}
		add(key, words.Msg{Key: "voting.rule_of", Args: []any{share(s.Threshold), base(s.Base)}}, s.Needed, s.BaseValue, s.Had)
	}
	switch {
	case r.Decider != "":
		add("voting.said_tied_" + r.Decider)
	case r.Verdict.Equal && r.Outcome == Tied:
		add("voting.said_tied_again")
	case r.Verdict.Equal:
		add("voting.said_tied")
	}
	if q := r.Verdict.Quorum; q != nil && !q.Met {
		add("voting.said_no_quorum", q.Needed, q.Had)
	}
	if r.Quorum.Event != 0 {
		add("voting.said_quorum", r.Quorum.Needed, r.Quorum.Base, r.Quorum.Present)
	}
	switch {
	case r.Consent || r.Remote == Binding || !r.beyondHall():
	case r.Remote == Advisory:
		add("voting.said_advisory")
	case r.Ratified == "":
		add("voting.said_no_remote")
	case r.Counts:
		add("voting.said_ratified")
	default:
		add("voting.said_not_ratified")
	}
	if r.Tellers.Taken > 0 {
		add("voting.said_tellers", r.Tellers.Taken, r.Tellers.Confirmed)
	}
	if r.Tellers.Denied+r.Tellers.Struck > 0 {
		add("voting.said_struck", r.Tellers.Denied+r.Tellers.Struck)
	}
	if r.Kind == ByCards && !r.Consent {
		add("voting.said_cards")
	}
	return said
}

// beyondHall reports whether anybody outside the hall was entitled.
func (r Result) beyondHall() bool {
	for ch, n := range r.Channels.Channels {
		if ch != tally.Hall && n.Entitled > 0 {
			return true
		}
	}
	return r.Channels.Rest != nil
}

// Verdict is the outcome in a few words.
func Verdict(r Result) words.Msg {
	key := "voting.verdict_" + r.Outcome
	switch {
	case r.Consent:
		key = "voting.verdict_consent"
	case r.Winner != "":
		return words.Msg{Key: "voting.verdict_winner", Args: []any{optionText(r.Options, r.Winner)}}
	}
	return words.Msg{Key: key}
}

func optionText(options []Option, key string) words.Local {
	for _, o := range options {
		if o.Key == key {
			return o.Text
		}
	}
	return words.Local{En: key}
}
