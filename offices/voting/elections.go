package voting

import (
	"slices"
	"strconv"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

// Who leads a poll, in words.
const (
	whoLeads   = "the chair of the sitting; " + untilChair
	untilChair = "for the elections of the opening, until there is a chair, who presides over it: the secretary, or whom the secretary named to"
)

// mayLead is the rule of whoLeads: somebody must put the election of the chair
// to the vote, and can put nothing else.
func mayLead(tx *kernel.Tx, in Which) error {
	chair := assembly.MayChair(tx, in.Sitting)
	if chair == nil || assembly.MayPreside(tx, in.Sitting) != nil {
		return chair
	}
	if p, err := pollIn(tx, in.Sitting, in.Poll); err != nil || p.Elects == "" {
		return chair
	}
	return nil
}

func (p Poll) led(tx *kernel.Tx) error { return mayLead(tx, Which{p.Sitting, p.ID}) }

// mayPrepare: whoever presides prepares elections alone, and makes one of no
// other draft.
func mayPrepare(tx *kernel.Tx, in Drafting) error {
	chair := assembly.MayChair(tx, in.Sitting)
	if chair == nil || in.Elects == "" || assembly.MayPreside(tx, in.Sitting) != nil {
		return chair
	}
	p, err := pollIn(tx, in.Sitting, in.Poll)
	if err == nil && p.Elects == "" {
		return chair
	}
	return nil
}

// candidates are all who are put up in an election.
func (p Poll) candidates() []string {
	list := slices.Clone(p.Persons)
	for _, o := range p.Options {
		if o.Person != "" {
			list = append(list, o.Person)
		}
	}
	return list
}

// withCandidates writes the options of an election's list that only say who: a
// key, and the name, unless it is protected; the option must say then how the
// candidate wants to be called. An election of nobody could seat nobody.
func withCandidates(tx *kernel.Tx, in Drafting) (Drafting, error) {
	if in.Elects == "" {
		return in, nil
	}
	in.Options = filled(in.Options)
	for i := range in.Options {
		o := &in.Options[i]
		if o.Person == "" {
			continue
		}
		who, err := people.Get(tx, o.Person)
		if err != nil {
			return in, err
		}
		o.Key = or(o.Key, "c"+strconv.Itoa(i+1))
		if o.Text == (words.Local{}) && (who.Listed || !who.Protected) {
			o.Text = who.Name
		}
	}
	for _, id := range in.Persons {
		if _, err := people.Get(tx, id); err != nil && id != "" {
			return in, err
		}
	}
	return in, nil
}

// elected tells the sitting how an election ended.
func (p Poll) elected(tx *kernel.Tx, r Result) error {
	if p.Elects == "" {
		return nil
	}
	e := assembly.Election{Poll: p.ID, Office: p.Elects, Persons: p.candidates(), Carried: r.Carried}
	if i := slices.IndexFunc(p.Options, func(o Option) bool { return o.Key == r.Winner }); i >= 0 && r.Carried {
		e.Persons = []string{p.Options[i].Person}
	}
	return assembly.Elected(tx, p.Sitting, e)
}

// Elections are what a sitting's opening needs to elect by vote.
type Elections struct {
	Sitting    string      `json:"sitting"`
	Polls      []Poll      `json:"polls"` // elections, in the order in which they were prepared
	Candidates []Candidate `json:"candidates"`
}

// A Candidate is a delegate who is here and may be put up.
type Candidate struct {
	Person       string      `json:"person"`
	Name         words.Local `json:"name"`
	Organisation words.Local `json:"organisation"`
}

// SeeElections shows whoever leads the opening the elections of a sitting, and
// who may be put up: the delegates who are here.
var SeeElections = kernel.Query[Whose, Elections]{
	Name: "voting.elections", Personal: true,
	Who: "the chair of the sitting; until there is one, who presides over the opening: the secretary, or whom the secretary named to",
	May: func(tx *kernel.Tx, in Whose) error { return assembly.MayPreside(tx, in.Sitting) },
	Do:  elections,
}

func elections(tx *kernel.Tx, in Whose) (Elections, error) {
	out := Elections{Sitting: in.Sitting, Polls: []Poll{}, Candidates: []Candidate{}}
	all, err := PollsOf(tx, in.Sitting)
	if err != nil {
		return out, err
	}
	for _, p := range all {
		if p.Elects != "" {
			out.Polls = append(out.Polls, p)
		}
	}
	here, err := assembly.PresentNow(tx, in.Sitting)
	if err != nil {
		return out, err
	}
	persons := organisations(here, func(v assembly.Voter) string { return v.Person })
	known, err := people.Named(tx, persons)
	if err != nil {
		return out, err
	}
	orgs, err := members.Named(tx, organisations(here, func(v assembly.Voter) string { return v.Organisation }))
	for _, v := range here {
		out.Candidates = append(out.Candidates, Candidate{v.Person, known[v.Person].Name, orgs[v.Organisation].Name})
	}
	return out, err
}
