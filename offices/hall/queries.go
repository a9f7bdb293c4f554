package hall

import (
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/outputs"
	"ittihad/offices/people"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

// In names a sitting.
type In struct {
	Sitting string `json:"sitting"`
}

// ask asks another office's question within this one, by its own rule of who may.
func ask[I, O any](tx *kernel.Tx, q kernel.Query[I, O], in I) (out O, err error) {
	if err = q.May(tx, in); err != nil {
		return out, err
	}
	return q.Do(tx, in)
}

// maybe is ask where a refusal means that there is nothing to show.
func maybe[I, O any](tx *kernel.Tx, q kernel.Query[I, O], in I) (out O, ok bool, err error) {
	out, err = ask(tx, q, in)
	if kernel.Refusal(err) != nil {
		var none O
		return none, false, nil
	}
	return out, err == nil, err
}

// may reports whether a rule lets the reader.
func may(err error) (bool, error) {
	if kernel.Refusal(err) != nil {
		return false, nil
	}
	return err == nil, err
}

// listed is how far the lists of sittings look back.
const listed = 20

// heads are the sittings that are no drafts, the one that concerns people now
// first.
func heads(tx *kernel.Tx) ([]Head, error) {
	page, err := assembly.SeeSittings.Do(tx, assembly.SittingsPage{Limit: listed})
	var list []Head
	for _, s := range page.Sittings {
		if s.Status != assembly.Draft {
			list = append(list, headOf(s))
		}
	}
	slices.SortFunc(list, byNow(tx.Now.Time))
	return list, err
}

// SeeHouse is what surrounds every page.
var SeeHouse = kernel.Query[kernel.None, House]{
	Name: "hall.house", Who: "everybody", Public: true,
	May: func(*kernel.Tx, kernel.None) error { return nil },
	Do:  house,
}

func house(tx *kernel.Tx, _ kernel.None) (h House, err error) {
	if h.Name, err = federation(tx); err != nil || tx.By.Nobody() {
		return h, err
	}
	list, err := heads(tx)
	if err != nil {
		return h, err
	}
	for _, s := range list {
		serves := slices.ContainsFunc(tx.By.Grants, func(g kernel.Grant) bool { return g.Scope == assembly.Stream(s.Sitting) })
		named, err := may(assembly.SeeOwn.May(tx, assembly.One{Sitting: s.Sitting}))
		if err != nil {
			return h, err
		}
		if named || serves || h.Mine == nil && s.live() && tx.By.Has("secretary", "") {
			h.Mine, h.AsDelegate = &s, named
		}
		if named || serves {
			break
		}
	}
	return h, nil
}

// federation is the federation's name; empty before it is set up.
func federation(tx *kernel.Tx) (words.Local, error) {
	f, err := people.Federation(tx)
	if kernel.Refused(err, "people.not_founded") {
		err = nil
	}
	return f.Name, err
}

// viewOf is a sitting with its figures; kind chooses the quorum of a kind of item
// that has a rule of its own.
func viewOf(tx *kernel.Tx, sitting string) (assembly.View, error) {
	return ask(tx, assembly.SeeSitting, assembly.One{Sitting: sitting})
}

func quorumOf(v assembly.View, kind string) Quorum {
	q := Quorum{Hall: v.Counts[assembly.Hall], Remote: v.Counts[assembly.Remote], Telephone: v.Counts[assembly.Telephone]}
	for _, r := range v.Quorums {
		if r.Kind == "" || r.Kind == kind {
			q.Needed, q.Base, q.Present, q.Met, q.Any, q.Article = r.Needed, r.Base, r.Present, r.Met, r.Any, r.Article
		}
	}
	return q
}

// first is the poll under way that a page shows large, and the others beside it:
// the one that is wanted, and else the first of them.
func first(now []PollNow, wanted string) (*PollNow, []PollNow) {
	if len(now) == 0 {
		return nil, nil
	}
	i := max(0, slices.IndexFunc(now, func(p PollNow) bool { return p.Poll.ID == wanted }))
	return &now[i], slices.Delete(slices.Clone(now), i, i+1)
}

// pollsOf are the polls of a sitting as the reader may see them, those under way,
// and the announced results, the latest first.
func pollsOf(tx *kernel.Tx, sitting string) (all []voting.Poll, now []PollNow, results []ResultNow, err error) {
	polls, err := ask(tx, voting.SeePolls, voting.Whose{Sitting: sitting})
	if err != nil {
		return nil, nil, nil, err
	}
	n := numbers(polls.Polls)
	for _, p := range pollsNow(polls.Polls) {
		turnout, err := ask(tx, voting.SeeTurnout, voting.Which{Sitting: sitting, Poll: p.ID})
		if err != nil {
			return nil, nil, nil, err
		}
		now = append(now, PollNow{Poll: p, Number: n[p.ID], Turnout: turnout})
	}
	for _, p := range polls.Polls {
		if p.Status != voting.Announced {
			continue
		}
		r, err := voting.ResultOf(tx, p.ID)
		if err != nil {
			return nil, nil, nil, err
		}
		results = append(results, ResultNow{r, n[p.ID]})
	}
	slices.SortStableFunc(results, func(a, b ResultNow) int { return b.AnnouncedAt.Compare(a.AnnouncedAt.Time) })
	return polls.Polls, now, results, nil
}

// SeePublic is what everybody may know of the federation and its sittings.
var SeePublic = kernel.Query[kernel.None, Public]{
	Name: "hall.public", Who: "everybody", Public: true,
	May: func(*kernel.Tx, kernel.None) error { return nil },
	Do:  public,
}

func public(tx *kernel.Tx, _ kernel.None) (p Public, err error) {
	f, err := people.Federation(tx)
	if kernel.Refused(err, "people.not_founded") {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.Federation, p.Founded = f.Name, true
	if p.Members, err = publicMembers(tx); err != nil {
		return p, err
	}
	list, err := heads(tx)
	for i, h := range list {
		if i > 0 && !h.live() { // one that is over is enough
			break
		}
		s, err := publicSitting(tx, h)
		if err != nil {
			return p, err
		}
		p.Sittings = append(p.Sittings, s)
	}
	return p, err
}

func publicMembers(tx *kernel.Tx) (PublicMembers, error) {
	t, err := members.Count(tx)
	m := PublicMembers{OnRoll: t.OnRoll, Active: t.Active, Hidden: t.Untold}
	for _, f := range t.Fields {
		m.Fields = append(m.Fields, FieldCount(f))
	}
	return m, err
}

func publicSitting(tx *kernel.Tx, h Head) (s PublicSitting, err error) {
	s.Head = h
	v, err := assembly.SeeSitting.Do(tx, assembly.One{Sitting: h.Sitting})
	if err != nil {
		return s, err
	}
	now, err := ask(tx, proceedings.SeePublic, proceedings.OfSitting{Sitting: h.Sitting})
	if err != nil {
		return s, err
	}
	left, err := ask(tx, outputs.SeePublic, outputs.OfSitting{Sitting: h.Sitting})
	if err != nil {
		return s, err
	}
	s.Items, s.Outputs, s.Statement = now.Items, left.Outputs, left.Statement
	for _, i := range now.Items {
		if i.State == proceedings.Current {
			s.Item = &i
		}
	}
	if _, s.Polls, s.Results, err = pollsOf(tx, h.Sitting); err != nil {
		return s, err
	}
	poll, _ := first(s.Polls, "")
	s.Quorum = quorumOf(v, quorumKind(poll))
	return s, nil
}

// quorumKind is the kind of matter that is being decided.
func quorumKind(p *PollNow) string {
	if p == nil {
		return ""
	}
	return p.Poll.QuorumKind
}

// later is the later of two moments.
func later(a, b sqldb.Time) sqldb.Time {
	if b.After(a.Time) {
		return b
	}
	return a
}
