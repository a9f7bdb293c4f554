package voting

import (
	"strconv"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/pure/tally"
)

// Terms are a majority as a chair says it, for those who do not write the rule as
// data: a share of a base, perhaps a second one beside it, and what equal votes
// mean. Where Share is empty the poll's Majority stands as it is.
type Terms struct {
	Share     string        `json:"share"`      // more_1_2, least_2_3, least_3_4, most, own
	Own       string        `json:"own"`        // "3/5": at least so much, where Share is own
	Base      tally.Base    `json:"base"`       // the votes without abstentions, if empty
	Also      string        `json:"also"`       // a second share that is met together with the first; empty: none
	AlsoBase  tally.Base    `json:"also_base"`  // of the second share
	EqualVote tally.TieRule `json:"equal_vote"` // empty: equal votes do not carry
}

// The shares that have a word of their own, as they are chosen.
var sharesByWord = map[string]tally.Threshold{
	"more_1_2":  tally.MoreThan(1, 2, ""),
	"least_2_3": tally.AtLeast(2, 3, ""),
	"least_3_4": tally.AtLeast(3, 4, ""),
}

const (
	shareMost = "most"
	shareOwn  = "own"
)

// majority is the rule that the terms say.
func (t Terms) majority() (m tally.Majority, err error) {
	m.Tie = t.EqualVote
	if t.Share == shareMost {
		m.Most = true
	} else if err := t.add(&m, "terms.share", t.Share, t.Base); err != nil {
		return m, err
	}
	if t.Also == "" {
		return m, nil
	}
	return m, t.add(&m, "terms.also", t.Also, t.AlsoBase)
}

func (t Terms) add(m *tally.Majority, field, share string, base tally.Base) error {
	threshold, known := sharesByWord[share]
	if share == shareOwn {
		field = "terms.own"
		threshold, known = ownShare(t.Own)
	}
	threshold.Base = tally.Base(or(string(base), string(tally.BaseYesNo)))
	m.All = append(m.All, threshold)
	one := tally.Majority{All: []tally.Threshold{threshold}}
	return bad(!known || one.Validate() != nil, field, "voting.no_such_share")
}

// ownShare reads "3/5".
func ownShare(s string) (tally.Threshold, bool) {
	num, den, both := strings.Cut(s, "/")
	n, bad1 := words.ParseNumber(num)
	d, bad2 := words.ParseNumber(den)
	return tally.AtLeast(n, d, ""), both && bad1 == nil && bad2 == nil
}

// termsOf says a majority as terms, for the page on which it is changed.
func termsOf(m tally.Majority) (t Terms) {
	t.Share, t.EqualVote = "more_1_2", m.Tie
	if m.Most {
		t.Share = shareMost
	}
	for i, th := range m.All {
		share := shareOwn
		for word, known := range sharesByWord {
			if known.Fraction == th.Fraction && known.Strict == th.Strict {
				share = word
			}
		}
		if share == shareOwn {
			t.Own = strconv.FormatInt(th.Num, 10) + "/" + strconv.FormatInt(th.Den, 10)
		}
		if i == 0 && !m.Most {
			t.Share, t.Base = share, th.Base
		} else {
			t.Also, t.AlsoBase = share, th.Base
		}
	}
	return t
}

// spelled writes the poll that a page sends as data: the rule that its terms say,
// and keys of options that have a text alone.
func spelled(in Drafting) (Drafting, error) {
	if in.Elects == "" {
		for i := range in.Options {
			if o := &in.Options[i]; o.Key == "" && *o != (Option{}) {
				o.Key = "o" + strconv.Itoa(i+1)
			}
		}
	}
	if in.Terms.Share == "" {
		return in, nil
	}
	if len(in.Majority.All) > 0 || in.Majority.Most {
		return in, kernel.RefuseField("terms.share", "voting.rule_twice")
	}
	var err error
	in.Majority, err = in.Terms.majority()
	return in, err
}
