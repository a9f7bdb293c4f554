package hall

import (
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/outputs"
	"ittihad/offices/people"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

// SeeMe is a sitting as a delegate finds it.
var SeeMe = kernel.Query[In, Me]{
	Name: "hall.me", Personal: true, Who: "whoever is named for a mandate of the sitting, about that mandate",
	May: func(tx *kernel.Tx, in In) error { return assembly.SeeOwn.May(tx, assembly.One(in)) },
	Do:  me,
}

func me(tx *kernel.Tx, in In) (m Me, err error) {
	if m.Own, err = ask(tx, assembly.SeeOwn, assembly.One(in)); err != nil {
		return m, err
	}
	m.AskedAt = tx.Now
	v, err := viewOf(tx, in.Sitting)
	if err != nil {
		return m, err
	}
	m.Sitting.RemoteLink = v.Sitting.RemoteLink
	for _, d := range v.Documents {
		m.Documents = append(m.Documents, Paper{"", d.Hash, d.Title})
	}
	m.Quorum = quorumOf(v, "")
	if m.State != "accepted" {
		return m, nil
	}
	now, err := ask(tx, proceedings.SeeNow, proceedings.OfSitting(in))
	if err != nil {
		return m, err
	}
	m.Now = &now
	for _, d := range now.Documents {
		m.Documents = append(m.Documents, Paper{d.Item, d.Hash, d.Title})
	}
	matter, err := ask(tx, outputs.SeeNow, outputs.OfSitting(in))
	if err != nil {
		return m, err
	}
	m.Consent = matter.Consent
	open, err := ask(tx, outputs.SeePublic, outputs.OfSitting(in))
	if err != nil {
		return m, err
	}
	m.Outputs = open.Outputs
	return m, m.polls(tx, in)
}

// polls fills in what a delegate may do in the polls, and what became of them.
func (m *Me) polls(tx *kernel.Tx, in In) error {
	mine, err := ask(tx, voting.SeeMine, voting.Whose(in))
	if err != nil {
		return err
	}
	all, now, results, err := pollsOf(tx, in.Sitting)
	if err != nil {
		return err
	}
	m.Polls, m.Results, m.Numbers = mine.Polls, results, numbers(all)
	m.Questions, m.Turnout = map[string]words.Local{}, map[string]voting.Turnout{}
	for _, p := range all {
		m.Questions[p.ID] = p.Question
	}
	for _, p := range now {
		m.Turnout[p.Poll.ID] = p.Turnout
	}
	return nil
}

// AtTellers asks for a teller's work, in one of the polls under way; none is the
// latest that is open. After is where the list goes on.
type AtTellers struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
	After   int64  `json:"after"`
}

// SeeTeller is what a teller works on.
var SeeTeller = kernel.Query[AtTellers, Tellers]{
	Name: "hall.teller", Who: "a teller of the sitting",
	May: func(tx *kernel.Tx, in AtTellers) error { return assembly.MayTell(tx, in.Sitting) },
	Do:  teller,
}

func teller(tx *kernel.Tx, in AtTellers) (t Tellers, err error) {
	v, err := viewOf(tx, in.Sitting)
	if err != nil {
		return t, err
	}
	t.Head = headOf(v.Sitting)
	_, now, _, err := pollsOf(tx, in.Sitting)
	if err != nil {
		return t, err
	}
	t.Poll, t.Others = first(now, in.Poll)
	t.Quorum = quorumOf(v, quorumKind(t.Poll))
	if t.Poll == nil {
		return t, nil
	}
	list, err := ask(tx, voting.SeeUnheard, voting.PageOf{Sitting: in.Sitting, Poll: t.Poll.Poll.ID, After: in.After})
	if err != nil {
		return t, err
	}
	t.List = &list
	tellers, err := people.Holders(tx, "teller", assembly.Stream(in.Sitting))
	if err != nil {
		return t, err
	}
	mine := slices.IndexFunc(tellers, func(p people.Person) bool { return p.ID == tx.By.ID })
	t.Next = callNext(turned(list.Mandates, mine, len(tellers)))
	for _, d := range list.Doubtful {
		if !d.Yours && t.Next == nil {
			t.Again = &d
			break
		}
	}
	return t, nil
}

// callNext is whom to call: who waits for a second teller, whom the first has
// called a moment ago; then who was not tried yet and is not being called; then
// who was tried in vain.
func callNext(list []voting.ToHear) *voting.ToHear {
	for _, want := range []func(voting.ToHear) bool{
		func(h voting.ToHear) bool { return h.Waits && !h.Yours },
		func(h voting.ToHear) bool { return !h.Waits && !h.Calling && h.Reason == "" },
		func(h voting.ToHear) bool { return !h.Waits && !h.Calling },
	} {
		for _, h := range list {
			if want(h) {
				return &h
			}
		}
	}
	return nil
}

// SeeScreen is what the hall sees.
var SeeScreen = kernel.Query[In, Screen]{
	Name: "hall.screen", Personal: true, Who: "who takes part in the sitting: its delegates, its officers, its screen, the secretary",
	May: func(tx *kernel.Tx, in In) error { return proceedings.SeeNow.May(tx, proceedings.OfSitting(in)) },
	Do:  screen,
}

func screen(tx *kernel.Tx, in In) (s Screen, err error) {
	if s.Federation, err = federation(tx); err != nil {
		return s, err
	}
	v, err := viewOf(tx, in.Sitting)
	if err != nil {
		return s, err
	}
	s.Head = headOf(v.Sitting)
	if s.Now, err = ask(tx, proceedings.SeeNow, proceedings.OfSitting(in)); err != nil {
		return s, err
	}
	s.Now.Mine = nil // it is nobody's page
	if s.Matter, err = ask(tx, outputs.SeeNow, outputs.OfSitting(in)); err != nil {
		return s, err
	}
	if s.Status != assembly.Draft {
		open, err := ask(tx, proceedings.SeePublic, proceedings.OfSitting(in))
		if err != nil {
			return s, err
		}
		left, err := ask(tx, outputs.SeePublic, outputs.OfSitting(in))
		if err != nil {
			return s, err
		}
		s.Items, s.Outputs = open.Items, left.Outputs
	}
	_, now, results, err := pollsOf(tx, in.Sitting)
	if err != nil {
		return s, err
	}
	s.Poll, s.Others = first(now, "")
	s.Quorum = quorumOf(v, quorumKind(s.Poll))
	if len(results) > 0 {
		s.Result = &results[0]
	}
	s.Scene = sceneOf(s.play())
	return s, nil
}

// play is what sceneOf must know.
func (s Screen) play() play {
	p := play{status: s.Status, consent: s.Matter.Consent != nil, card: s.Now.Introduction != nil}
	if s.Poll != nil {
		p.open, p.closed = s.Poll.Poll.Status == voting.Open, s.Poll.Poll.Status == voting.Closed
	}
	if s.Result != nil {
		p.announced = s.Result.AnnouncedAt.Time
	}
	var begun sqldb.Time
	if i := s.Now.Item; i != nil {
		p.kind, begun = i.Kind, i.Timer.StartedAt
	}
	if f := s.Now.Speaker; f != nil {
		p.speaking, begun = true, later(begun, f.Timer.StartedAt)
	}
	p.begun = begun.Time
	return p
}
