package voting

import (
	"context"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
)

// A lead is what whoever leads a poll needs on its page: one of the three, by
// the poll's state.
type lead struct {
	draft   bool
	closing *Closing
	ready   *Ready
}

// leading asks for what the visitor may see as the one who leads; nothing if
// they do not.
func leading(v *web.Visit, p Poll) (*lead, error) {
	in := Which{p.Sitting, p.ID}
	if p.Elects == "" && !v.By.Has("chair", assembly.Stream(p.Sitting)) {
		return nil, nil // a page that hundreds read asks for no more than they need
	}
	switch p.Status {
	case Draft: // nobody else sees one
		return &lead{draft: true}, nil
	case Open:
		c, err := web.Ask(v, Preview, in)
		return found(&lead{closing: &c}, err)
	case Closed:
		r, err := web.Ask(v, SeeReady, in)
		return found(&lead{ready: &r}, err)
	}
	return nil, nil
}

func found(l *lead, err error) (*lead, error) {
	if kernel.Refusal(err) != nil {
		return nil, nil
	}
	return l, err
}

// betweenOptions are the choices of a casting vote or the lot.
func betweenOptions(ctx context.Context, p Poll, keys []string) (list []ui.Option) {
	for _, k := range keys {
		list = append(list, ui.Option{Value: k, Label: choiceText(ctx, p.Options, k)})
	}
	return list
}

// electionsPage is where the opening's elections are put to the vote.
var electionsPage = web.Page[electionsData]{
	Pattern: "/sittings/{sitting}/elections",
	Load: func(v *web.Visit) (d electionsData, err error) {
		d.Elections, err = web.Ask(v, SeeElections, Whose{v.Path("sitting")})
		d.words = v.Kernel.Words
		return d, err
	},
	View:   electionsView,
	Topics: func(d electionsData) []string { return []string{assembly.Stream(d.Sitting)} },
	Does:   []web.Form{web.Do(Prepare)},
}

type electionsData struct {
	Elections
	words *words.Catalogue
}

// question is the usual question of an election, in each language.
func (d electionsData) question(office string) words.Local {
	in := func(lang string) string { return d.words.For(words.Reader{Lang: lang}).Say("voting.elect_" + office) }
	return words.Local{Ar: in("ar"), En: in("en"), Tr: in("tr")}
}

// one reports whether an office has one holder.
func one(office string) bool { return office == assembly.Chair || office == assembly.Rapporteur }

// seats is how many are put up together for an office.
func seats(office string) int {
	switch office {
	case assembly.Teller:
		return 2
	case assembly.Drafting:
		return 3
	}
	return 1
}

// listed is how many rows a list of candidates has.
const listed = 5

func (d electionsData) candidates(ctx context.Context) []ui.Option {
	list := []ui.Option{{Value: "", Label: say(ctx, "voting.nobody_put_up")}}
	for _, c := range d.Candidates {
		list = append(list, ui.Option{Value: c.Person, Label: say(ctx, "voting.candidate_of", c.Name, c.Organisation)})
	}
	return list
}

func kindOptions(ctx context.Context) (list []ui.Option) {
	for _, k := range []string{ByName, ByCards, ByRollCall} {
		list = append(list, ui.Option{Value: k, Label: say(ctx, "voting.kind_"+k)})
	}
	return list
}
