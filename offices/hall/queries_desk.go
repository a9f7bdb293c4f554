package hall

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/outputs"
	"ittihad/offices/people"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/queue"
)

// SeeDesk is everything of a sitting for who leads it.
var SeeDesk = kernel.Query[In, Desk]{
	Name: "hall.desk", Personal: true, Who: "the chair of the sitting; the secretary; until there is a chair, whom the secretary named to preside over the opening",
	May: func(tx *kernel.Tx, in In) error {
		if tx.By.Has("chair", assembly.Stream(in.Sitting)) || tx.By.Has("secretary", "") {
			_, err := assembly.Get(tx, in.Sitting)
			return err
		}
		if tx.By.ID != "" && assembly.MayPreside(tx, in.Sitting) == nil {
			return nil
		}
		return kernel.Refuse(kernel.Denied, "hall.desk_only")
	},
	Do: desk,
}

func desk(tx *kernel.Tx, in In) (d Desk, err error) {
	d.Chair, d.Secretary = tx.By.Has("chair", assembly.Stream(in.Sitting)), tx.By.Has("secretary", "")
	d.Presides = !d.Chair && assembly.MayPreside(tx, in.Sitting) == nil
	v, err := viewOf(tx, in.Sitting)
	if err != nil {
		return d, err
	}
	d.Head = headOf(v.Sitting)
	for _, o := range v.Officers {
		officer := Officer{Role: o.Role, Person: o.Person}
		officer.Name = nameIn(v.Names, o.Person)
		d.Officers = append(d.Officers, officer)
	}
	d.Elected = electedOf(v)
	if err := d.proceed(tx, in); err != nil {
		return d, err
	}
	var now []PollNow
	if d.Polls, now, d.Results, err = pollsOf(tx, in.Sitting); err != nil {
		return d, err
	}
	d.Poll, d.Others = first(now, "")
	d.Quorum = quorumOf(v, quorumKind(d.Poll))
	if err := d.lead(tx); err != nil {
		return d, err
	}
	s := d.state(tx, v.Sitting)
	if s.undecided, err = undecided(tx, v.Sitting); err != nil {
		return d, err
	}
	if d.Step = nextStep(s); d.Step.Kind == StepSeat {
		d.Candidates, err = candidates(tx, in.Sitting)
	}
	return d, err
}

// lead asks what whoever leads the poll must know before its next step.
func (d *Desk) lead(tx *kernel.Tx) error {
	if d.Poll == nil {
		return nil
	}
	which := voting.Which{Sitting: d.Sitting, Poll: d.Poll.Poll.ID}
	if d.Poll.Poll.Status == voting.Open {
		closing, ok, err := maybe(tx, voting.Preview, which)
		if ok {
			d.Closing = &closing
		}
		return err
	}
	ready, ok, err := maybe(tx, voting.SeeReady, which)
	if ok {
		d.Ready = &ready
	}
	return err
}

// electedOf is the first election that carried and whose winners wait for their
// seats.
func electedOf(v assembly.View) *Elected {
	for _, e := range v.Elections {
		if !e.Carried || !e.SeatedAt.IsZero() {
			continue
		}
		out := &Elected{Poll: e.Poll, Office: e.Office}
		for _, p := range e.Persons {
			out.Names = append(out.Names, nameIn(v.Names, p))
		}
		return out
	}
	return nil
}

func nameIn(all []assembly.NameOf, person string) (name words.Local) {
	for _, n := range all {
		if n.Person == person {
			name = n.Name
		}
	}
	return name
}

// proceed asks what goes on between the opening and the close.
func (d *Desk) proceed(tx *kernel.Tx, in In) error {
	of := proceedings.OfSitting(in)
	agenda, err := ask(tx, proceedings.SeeAgenda, of)
	if err != nil {
		return err
	}
	d.Agenda = agenda.Items
	if d.Now, err = ask(tx, proceedings.SeeNow, of); err != nil {
		return err
	}
	if d.Floor, _, err = maybe(tx, proceedings.SeeFloor, of); err != nil {
		return err
	}
	if d.Outputs, err = ask(tx, outputs.SeeAll, of); err != nil {
		return err
	}
	d.Statement, err = ask(tx, outputs.SeeStatement, of)
	return err
}

// undecided counts what must be decided on the roll before the opening.
func undecided(tx *kernel.Tx, s assembly.Sitting) (n int64, err error) {
	if s.Status != assembly.Convened {
		return 0, nil
	}
	c, _, err := maybe(tx, assembly.SeeChanges, assembly.One{Sitting: s.ID})
	for _, o := range c.Objections {
		if o.State == "waiting" {
			n++
		}
	}
	for _, o := range c.Changes {
		if o.State == "proposed" {
			n++
		}
	}
	return n, err
}

// candidates are the delegates who are here.
func candidates(tx *kernel.Tx, sitting string) (list []Candidate, err error) {
	present, err := assembly.PresentNow(tx, sitting)
	if err != nil {
		return nil, err
	}
	var persons, organisations []string
	for _, v := range present {
		persons, organisations = append(persons, v.Person), append(organisations, v.Organisation)
	}
	named, err := people.Named(tx, persons)
	if err != nil {
		return nil, err
	}
	orgs, err := members.Named(tx, organisations)
	for _, v := range present {
		list = append(list, Candidate{v.Person, named[v.Person].Name, orgs[v.Organisation].Name})
	}
	return list, err
}

// tellersLeast: votes are counted by two who must agree.
const tellersLeast = 2

func (d Desk) holders(role string) (n int) {
	for _, o := range d.Officers {
		if o.Role == role {
			n++
		}
	}
	return n
}

// nearEnd is how long before the end of a vote those who were not heard come
// before its close.
const nearEnd = 2 * time.Minute

// state is what nextStep must know.
func (d Desk) state(tx *kernel.Tx, sitting assembly.Sitting) state {
	s := state{status: d.Status, chair: d.Chair, secretary: d.Secretary, presiding: d.Presides, quorum: d.Quorum.Met,
		hour: !tx.Now.Before(d.At.Time), posted: !sitting.PostedAt.IsZero(), chaired: d.holders("chair") > 0,
		adopted: d.Outputs.SoFar.Adopted, atLeast: d.item().AtLeast,
		drafted: d.Statement.Revision > 0, read: d.Statement.State == outputs.Read}
	s.seated = s.chaired && d.holders("rapporteur") > 0 && d.holders("teller") >= tellersLeast && d.holders("drafting") > 0
	s.item = stop{d.item().ID, d.item().Kind}
	if d.Now.Next != nil {
		s.next = stop{d.Now.Next.ID, d.Now.Next.Kind}
	}
	d.votes(tx, &s)
	d.voices(&s)
	if i := d.Now.Introductions; i != nil {
		s.introduced, s.toMeet, s.turn = i.Introduced, i.Left, i.Turn
	}
	if c := d.Outputs.Consent; c != nil {
		s.asked, s.silent = true, c.Over
	}
	return s
}

// votes fills in what is decided now, and what is prepared.
func (d Desk) votes(tx *kernel.Tx, s *state) {
	if p := d.Poll; p != nil && p.Poll.Status == voting.Open {
		s.open, s.consent, s.unheard = p.Poll.ID, p.Poll.Kind == voting.ByConsent, p.left()
		if end := p.Poll.EndsAt; !end.IsZero() {
			s.late, s.over = end.Sub(tx.Now.Time) <= nearEnd, !tx.Now.Before(end.Time)
		}
		if d.Closing != nil {
			s.unheard, s.uncounted = d.Closing.NotHeard, !d.Closing.Cards
		}
	} else if p != nil {
		s.closed = p.Poll.ID
		if d.Ready != nil {
			s.waits = d.Ready.Step
		}
		if by := d.ratifying(p.Poll.ID); by.Status == voting.Draft {
			s.ratifier = by.ID
		}
	}
	s.election = d.Poll != nil && d.Poll.Poll.Elects != ""
	if d.Elected != nil {
		s.elected = d.Elected.Poll
	}
	for _, o := range d.Outputs.Outputs {
		switch o.State {
		case outputs.Proposed:
			s.proposed++
		case outputs.Contested:
			if s.contested == "" {
				s.contested = o.Output
				s.contestPoll = d.draftOf(contestKey(o.Proposal))
			}
		}
	}
	for _, p := range d.Polls {
		elects := p.Elects != "" && s.item.kind == kindOpening
		if !elects && (p.Item == "" && s.item.kind != kindVote && s.item.kind != kindElection || p.Item != "" && p.Item != s.item.id) {
			continue
		}
		switch p.Status {
		case voting.Draft:
			if s.draft == "" && !d.waitsForPut(p) {
				s.draft, s.election = p.ID, s.election || p.Elects != ""
			}
		case voting.Announced:
			s.announced = s.announced || p.Item != ""
		}
	}
}

// contestKey begins the key of a poll on an output, so that the desk finds it.
func contestKey(proposal int64) string { return "output-" + strconv.FormatInt(proposal, 10) + "-" }

// draftOf is the poll that was prepared under such a key.
func (d Desk) draftOf(key string) string {
	for _, p := range d.Polls {
		if p.Status == voting.Draft && strings.HasPrefix(p.Key, key) {
			return p.ID
		}
	}
	return ""
}

// newKey is the next free key for a poll on an output.
func (d Desk) newKey(proposal int64) string {
	key, n := contestKey(proposal), 1
	for _, p := range d.Polls {
		if strings.HasPrefix(p.Key, key) {
			n++
		}
	}
	return key + strconv.Itoa(n)
}

// waitsForPut: a poll on an output is opened once the output was put to it.
func (d Desk) waitsForPut(p voting.Poll) bool {
	return slices.ContainsFunc(d.Outputs.Outputs, func(o outputs.OutputView) bool {
		return o.State == outputs.Contested && strings.HasPrefix(p.Key, contestKey(o.Proposal))
	})
}

func (d Desk) voices(s *state) {
	if f := d.Floor.Speaking; f != nil {
		s.speaking, s.onPoint = f.Request, f.Kind == queue.PointOfOrder
	}
	for _, f := range d.Floor.Queue {
		if f.Away {
			continue
		}
		s.waiting, s.point = f.Request, f.Kind == queue.PointOfOrder
		return
	}
}

// outputText is the text of an output.
func (d Desk) outputText(id string) (o outputs.OutputView) {
	for _, o := range d.Outputs.Outputs {
		if o.Output == id {
			return o
		}
	}
	return o
}

// pollNamed is a poll of the sitting.
func (d Desk) pollNamed(id string) (p voting.Poll) {
	for _, p := range d.Polls {
		if p.ID == id {
			return p
		}
	}
	return p
}

// titleOf is the title of an item.
func (d Desk) titleOf(id string) words.Local {
	for _, i := range d.Agenda {
		if i.ID == id {
			return i.Title
		}
	}
	return words.Local{}
}

// ratifying is the hall's own poll on whether the remote votes of another count.
func (d Desk) ratifying(poll string) (by voting.Poll) {
	for _, p := range d.Polls {
		if p.Ratifies == poll && p.Status != voting.Cancelled {
			by = p
		}
	}
	return by
}
