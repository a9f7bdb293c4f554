package voting

import (
	"fmt"

	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/pure/tally"
)

// A count is everything that a result is made of.
type count struct {
	poll     Poll
	all      tally.Totals
	doubtful map[tally.Channel]tally.Count
	unheard  map[tally.Channel]tally.Unheard
}

// countOf counts a closed poll. That its parts do not add up is a fault: then
// nothing is announced.
func countOf(tx *kernel.Tx, p Poll) (count, error) {
	c := count{poll: p, doubtful: map[tally.Channel]tally.Count{}, unheard: map[tally.Channel]tally.Unheard{}}
	base, bases, call, err := getBases(tx, p.ID)
	if err != nil {
		return c, err
	}
	c.all = tally.Totals{Channels: map[tally.Channel]tally.Count{}, Bases: bases, Call: call}
	for ch, n := range base {
		c.all.Channels[tally.Channel(ch)] = p.blank(n)
	}
	if err := c.read(tx); err != nil {
		return c, err
	}
	for ch, n := range c.all.Channels {
		n.NotCast = n.Entitled - n.Cast()
		c.all.Channels[ch] = n
		c.unheard[ch] = c.accounted(ch, n.NotCast)
		if p.Kind == ByConsent {
			continue
		}
		if err := c.unheard[ch].Validate(n.NotCast); err != nil {
			return c, fmt.Errorf("poll %s, %s: %w", p.ID, ch, err)
		}
	}
	return c, c.all.Validate()
}

// blank is the count of a channel in which nobody has voted.
func (p Poll) blank(entitled int64) tally.Count {
	n := tally.Count{Entitled: entitled, NotCast: entitled}
	for _, o := range p.Options {
		if n.Options == nil {
			n.Options = map[string]int64{}
		}
		n.Options[o.Key] = 0
	}
	return n
}

func (c *count) read(tx *kernel.Tx) error {
	votes, err := parts(tx, c.poll.ID, false)
	if err != nil {
		return err
	}
	add(c.all.Channels, votes)
	cards, err := cardCounts(tx, c.poll.ID)
	if err != nil {
		return err
	}
	for choice, n := range cards[agreed].Choices {
		add(c.all.Channels, []part{{assembly.Hall, choice, n}})
	}
	doubtful, err := parts(tx, c.poll.ID, true)
	if err != nil {
		return err
	}
	add(c.doubtful, doubtful)
	absent, err := absences(tx, c.poll.ID)
	for _, a := range absent {
		ch := tally.Channel(a.Channel)
		if c.unheard[ch] == nil {
			c.unheard[ch] = tally.Unheard{}
		}
		c.unheard[ch][a.Reason] += a.Weight
	}
	return err
}

func add(to map[tally.Channel]tally.Count, votes []part) {
	for _, v := range votes {
		n := to[tally.Channel(v.channel)]
		switch v.choice {
		case Yes:
			n.Yes += v.weight
		case No:
			n.No += v.weight
		case Abstain:
			n.Abstain += v.weight
		default:
			if n.Options == nil {
				n.Options = map[string]int64{}
			}
			n.Options[v.choice] += v.weight
		}
		to[tally.Channel(v.channel)] = n
	}
}

// accounted are the reasons of a channel. Who had a card in the hall and did not
// raise it is known by number only: they were there, and silent.
func (c *count) accounted(ch tally.Channel, notCast int64) tally.Unheard {
	u := c.unheard[ch]
	if u == nil {
		u = tally.Unheard{}
	}
	known := int64(0)
	for _, n := range u {
		known += n
	}
	if c.poll.Kind == ByCards && ch == tally.Hall && notCast > known {
		u[tally.Silent] += notCast - known
	}
	return u
}

// remote reports whether anybody who is not in the hall has voted.
func (c *count) remote() bool {
	for ch, n := range c.all.Channels {
		if ch != tally.Hall && n.Cast() > 0 {
			return true
		}
	}
	return false
}

// mustRatify reports whether the hall must say first whether remote votes count.
func (c *count) mustRatify() bool {
	return c.poll.Remote == Ratified && c.poll.RatifiedBy == "" && c.remote()
}

// counts reports whether votes from outside the hall count in the decision, and
// those present there in its base. Where the hall would have to ratify and nobody
// outside it voted, the hall is not asked, and nobody is taken out of the base.
func (c *count) counts() bool {
	return c.poll.Remote == Binding || c.poll.Remote == Ratified && (c.poll.Counts || c.poll.RatifiedBy == "" && !c.remote())
}

// decisive are the totals that the decision stands on.
func (c *count) decisive() tally.Totals {
	if c.counts() {
		return c.all
	}
	t := c.all
	hall, ok := c.all.Channels[tally.Hall]
	if !ok {
		hall = c.poll.blank(0)
	}
	t.Channels = map[tally.Channel]tally.Count{tally.Hall: hall}
	t.Present = hall.Entitled
	return t
}

// couldDecide reports whether votes that their delegates have not confirmed
// could make another decision.
func (c *count) couldDecide() bool {
	t := c.decisive()
	var d tally.Count
	for ch := range t.Channels {
		d = d.Add(c.doubtful[ch])
	}
	return d.Cast() > 0 && tally.CouldDecide(c.poll.Majority, t, d)
}

// result decides. decides is the choice of the chair or the lot, where the rule
// for equal votes asks for one.
func (c *count) result(decides string) (Result, error) {
	p := c.poll
	r := Result{Poll: p.ID, Sitting: p.Sitting, Item: p.Item, Key: p.Key, Question: p.Question, Kind: p.Kind, Voters: p.Voters, Options: p.Options,
		Majority: p.Majority, Article: p.Article, Secret: p.Secret, Bases: c.all.Bases, Remote: p.Remote, Counts: c.counts(),
		Ratified: p.RatifiedBy, Unheard: c.unheard, OpenedAt: p.OpenedAt, ClosedAt: p.ClosedAt,
		Channels: tally.Breakdown(p.Secret, c.all.Channels, nil)} // open polls need no voters
	if p.Kind == ByConsent {
		r.Consent, r.Outcome, r.Carried, r.Unheard = true, Carried, true, nil
		r.Verdict = tally.Verdict{Outcome: tally.Carried, Total: c.all.Total(), Steps: []tally.Step{}}
		return r, bad(decides != "", "decides", "voting.no_tie")
	}
	r.Verdict = tally.Decide(p.Majority, c.decisive())
	if r.Verdict.Outcome == tally.Invalid {
		return r, fmt.Errorf("poll %s: its rule or its count is not valid", p.ID)
	}
	if !r.Counts && p.Voters != Hall {
		beside := tally.Decide(p.Majority, c.all)
		r.Beside = &beside
	}
	r.Outcome, r.Winner = string(r.Verdict.Outcome), r.Verdict.Winner
	if err := r.breakTie(decides); err != nil {
		return r, err
	}
	r.Carried = r.Outcome == Carried
	return r, nil
}
