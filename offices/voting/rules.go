package voting

import (
	"regexp"
	"slices"
	"strconv"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/pure/arabic"
	"ittihad/pure/tally"
)

// Limits of what a poll may be.
const (
	optionsMost = 40
	silenceTime = 60 // seconds that a consent is put for, unless the chair says otherwise
	longest     = 7 * 24 * 3600
)

// ordinary is the majority of a poll that names none: more than half of the
// votes, abstentions left out; equal votes do not carry.
var ordinary = tally.Majority{All: []tally.Threshold{tally.MoreThan(1, 2, tally.BaseYesNo)}}

var optionKey = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// tidy fills what a poll does not say and says what is wrong with the rest.
func tidy(p Poll) (Poll, error) {
	p.Kind, p.Voters = or(p.Kind, ByName), or(p.Voters, All)
	if p.Ratifies != "" {
		p.Voters = Hall
	}
	p.Question, p.Article = cleaned(p.Question), arabic.Clean(p.Article)
	if p.Kind == ByConsent {
		p.Then = or(p.Then, ByName)
	}
	if len(p.Majority.All) == 0 && !p.Majority.Most {
		p.Majority.All = ordinary.All
	}
	p.Options, p.Persons = filled(p.Options), named(p.Persons)
	for i := range p.Options {
		p.Options[i].Text = cleaned(p.Options[i].Text)
	}
	return p, kernel.RefuseAll(
		bad(p.Question == words.Local{}, "question.ar", "voting.no_question"),
		bad(!slices.Contains([]string{ByName, ByRollCall, ByCards, ByConsent}, p.Kind), "kind", "voting.no_such_kind"),
		bad(p.Kind == ByConsent && !slices.Contains([]string{ByName, ByRollCall, ByCards}, p.Then), "then", "voting.no_such_kind"),
		bad(p.Kind != ByConsent && p.Then != "", "then", "voting.then_without_consent"),
		bad(p.Voters != All && p.Voters != Hall, "voters", "voting.no_such_voters"),
		bad(p.Ratifies != "" && (len(p.Options) > 0 || p.Elects != ""), "ratifies", "voting.ratify_yes_or_no"),
		bad(p.Secret, "secret", "voting.open_polls_only"),
		bad(p.Key != "" && !optionKey.MatchString(p.Key), "key", "voting.bad_key"),
		optionsFault(p), electionFault(p), majorityFault(p.Majority))
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func bad(yes bool, field, key string, args ...any) error {
	if yes {
		return kernel.RefuseField(field, key, args...)
	}
	return nil
}

func optionsFault(p Poll) error {
	seen := map[string]bool{Yes: true, No: true, Abstain: true}
	for i, o := range p.Options {
		at := "options." + strconv.Itoa(i)
		if err := kernel.RefuseAll(
			bad(!optionKey.MatchString(o.Key), at+".key", "voting.bad_key"),
			bad(seen[o.Key], at+".key", "voting.key_twice", words.Code(o.Key)),
			bad(o.Text == words.Local{}, at+".text.ar", "voting.no_option_text")); err != nil {
			return err
		}
		seen[o.Key] = true
	}
	return kernel.RefuseAll(
		bad(len(p.Options) > optionsMost, "options", "voting.too_many_options", optionsMost),
		bad(len(p.Options) > 0 && p.Kind == ByConsent, "options", "voting.consent_is_one_question"))
}

// filled drops the rows that a form left empty.
func filled(options []Option) (out []Option) {
	for _, o := range options {
		if o != (Option{}) {
			out = append(out, o)
		}
	}
	return out
}

// named drops what a form left empty, and repetitions.
func named(persons []string) []string {
	out := []string{}
	for _, p := range persons {
		if p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// electionFault: an election names an office of the sitting and its candidates,
// each by their id, so that whoever is elected is whoever is seated. A list elects
// one; two tellers or a committee are put up together, for a yes or a no.
func electionFault(p Poll) error {
	one := p.Elects == assembly.Chair || p.Elects == assembly.Rapporteur
	plain := len(p.Options) == 0
	if p.Elects == "" {
		return kernel.RefuseAll(bad(len(p.Persons) > 0, "elects", "voting.no_such_office"),
			bad(slices.ContainsFunc(p.Options, func(o Option) bool { return o.Person != "" }), "elects", "voting.no_such_office"))
	}
	seen := map[string]bool{}
	for i, o := range p.Options {
		if err := kernel.RefuseAll(bad(o.Person == "", "options."+strconv.Itoa(i)+".person", "voting.no_candidate"),
			bad(seen[o.Person], "options."+strconv.Itoa(i)+".person", "voting.candidate_twice")); err != nil {
			return err
		}
		seen[o.Person] = true
	}
	return kernel.RefuseAll(
		bad(!slices.Contains(assembly.Offices(), p.Elects), "elects", "voting.no_such_office"),
		bad(p.Kind == ByConsent, "kind", "voting.elections_are_votes"),
		bad(!plain && !one, "options", "voting.list_elects_one"),
		bad(!plain && len(p.Persons) > 0, "persons", "voting.list_has_them"),
		bad(plain && len(p.Persons) == 0, "persons", "voting.no_candidate"),
		bad(plain && one && len(p.Persons) > 1, "persons", "voting.one_candidate"),
		bad(plain && p.Elects == assembly.Teller && len(p.Persons) == 1, "persons", "voting.two_tellers"),
		bad(p.Elects == assembly.Chair && p.Majority.Tie == tally.TieChair, "majority.tie", "voting.no_chair_yet"))
}

var indexed = regexp.MustCompile(`\[(\d+)\]`)

func majorityFault(m tally.Majority) error {
	fault, ok := m.Validate().(*tally.Error)
	if !ok {
		return nil
	}
	return kernel.RefuseField("majority."+indexed.ReplaceAllString(fault.Field, ".$1"), "voting.rule_"+string(fault.Fault))
}

// choices are what a ballot of the poll may say.
func (p Poll) choices() []string {
	if len(p.Options) == 0 {
		return []string{Yes, No, Abstain}
	}
	list := make([]string, 0, len(p.Options)+1)
	for _, o := range p.Options {
		list = append(list, o.Key)
	}
	return append(list, Abstain)
}

func (p Poll) mayChoose(choice string) error {
	return bad(!slices.Contains(p.choices(), choice), "choice", "voting.no_such_choice")
}

// isOpen says whether a vote at this moment is in time. A planned end ends the
// poll when its moment comes, also before the kernel has come round to it.
func (p Poll) isOpen(now sqldb.Time) error {
	switch {
	case p.Status == Draft:
		return kernel.Refuse(kernel.Conflict, "voting.not_open_yet")
	case p.Status == Cancelled:
		return kernel.Refuse(kernel.Conflict, "voting.cancelled")
	case p.Status != Open || p.ended(now):
		return kernel.Refuse(kernel.Conflict, "voting.closed")
	}
	return nil
}

func (p Poll) ended(now sqldb.Time) bool { return !p.EndsAt.IsZero() && !now.Before(p.EndsAt.Time) }

// admits says whether a mandate may vote in a poll in this way: see the package's
// comment, "Who has which vote".
func (p Poll) admits(v assembly.Voter, way string) error {
	key := ""
	switch {
	case !v.Present:
		key = "voting.not_present"
	case p.Voters == Hall && v.Channel != assembly.Hall:
		key = "voting.hall_only"
	case p.Kind == ByConsent:
		key = "voting.silence_carries"
	case p.Kind == ByCards && v.Channel == assembly.Hall:
		key = "voting.raise_your_card"
	case p.Kind == ByRollCall && way == Own:
		key = "voting.answer_aloud"
	case p.Kind == ByRollCall && way == ByTeller && v.Channel == assembly.Hall:
		key = "voting.desk_enters_the_hall"
	case p.Kind == ByRollCall && way == ByDesk && v.Channel == assembly.Telephone:
		key = "voting.tellers_enter_the_telephone"
	case way == ByDesk && p.Kind != ByRollCall:
		key = "voting.desk_enters_roll_calls"
	}
	if key == "" {
		return nil
	}
	return kernel.Refuse(kernel.Conflict, key)
}

// retake says which revision a vote gets after the one that the mandate has, or
// why it cannot be taken. person acts for the mandate now: their word is stronger
// than a report of it, and not than a report of what somebody else said.
func (p Poll) retake(way string, had Ballot, person string) (revision int64, err error) {
	again := had.Revision + 1
	report := had.Way == ByTeller && had.State == Unconfirmed && had.Holder == person
	switch {
	case !had.Counts():
		return again, nil
	case way == Own && (report || p.Changes):
		return again, nil
	case way == ByDesk && had.Way == ByDesk:
		return again, nil
	case way == ByTeller && (had.Way == Own || had.State == Confirmed):
		return 0, kernel.Refuse(kernel.Conflict, "voting.voted_themselves", had.Number)
	}
	return 0, kernel.Refuse(kernel.Conflict, "voting.already_voted", had.Number)
}

func cleaned(l words.Local) words.Local {
	return words.Local{Ar: arabic.Clean(l.Ar), En: arabic.Clean(l.En), Tr: arabic.Clean(l.Tr)}
}
