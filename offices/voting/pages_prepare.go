package voting

import (
	"context"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/pure/tally"
)

// Preparing is what whoever prepares a poll needs beside the question.
type Preparing struct {
	Sitting  string `json:"sitting"`
	Draft    Poll   `json:"draft"`    // the one that is changed; without an id a new one
	Ratifies []Poll `json:"ratifies"` // polls whose remote votes the hall has not been asked about
}

// SeePreparing is the ground of the page on which a poll is prepared. Poll is
// empty for a new one.
var SeePreparing = kernel.Query[Which, Preparing]{
	Name: "voting.preparing", Who: "the chair of the sitting; before its opening, the secretary",
	May: func(tx *kernel.Tx, in Which) error { return assembly.MayChair(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in Which) (Preparing, error) {
		out := Preparing{Sitting: in.Sitting, Ratifies: []Poll{}}
		all, err := PollsOf(tx, in.Sitting)
		for _, p := range all {
			if p.ID == in.Poll && p.Status == Draft {
				out.Draft = p
			}
		}
		for _, p := range all {
			may := Poll{ID: out.Draft.ID, Sitting: in.Sitting, Ratifies: p.ID}.mayRatify(tx)
			if may != nil && kernel.Refusal(may) == nil {
				return out, may
			}
			if may == nil {
				out.Ratifies = append(out.Ratifies, p)
			}
		}
		if err == nil && in.Poll != "" && out.Draft.ID == "" {
			err = noPoll()
		}
		return out, err
	},
}

type prepareData struct {
	Preparing
	terms Terms
	item  string
	kinds []string // of items with a quorum of their own
}

// preparePage prepares a poll with everything that a poll can be: what every one
// needs first, the rest folded away.
var preparePage = web.Page[prepareData]{
	Pattern: "/sittings/{sitting}/polls/prepare",
	Load: func(v *web.Visit) (d prepareData, err error) {
		if d.Preparing, err = web.Ask(v, SeePreparing, Which{v.Path("sitting"), v.Query("poll")}); err != nil {
			return d, err
		}
		d.terms, d.item = termsOf(d.Draft.Majority), or(d.Draft.Item, v.Query("item"))
		d.Draft.Ratifies = or(d.Draft.Ratifies, v.Query("ratifies"))
		q, err := web.Ask(v, assembly.SeeQuorum, assembly.One{Sitting: v.Path("sitting")})
		for _, r := range q.Quorums {
			if r.Kind != "" {
				d.kinds = append(d.kinds, r.Kind)
			}
		}
		return d, err
	},
	View: prepareView,
	Does: []web.Form{web.DoThen(Prepare, func(p PollID) string { return Path(Poll{ID: p.ID, Sitting: p.Sitting}) })},
}

func preparePath(sitting string) string { return "/sittings/" + sitting + "/polls/prepare" }

// optionRows is how many options the page has room for: as the draft has, and
// some to spare.
func (d prepareData) optionRows() int { return min(optionsMost, max(6, len(d.Draft.Options)+3)) }

func (d prepareData) option(i int) words.Local {
	if i < len(d.Draft.Options) {
		return d.Draft.Options[i].Text
	}
	return words.Local{}
}

// more reports whether the draft says something that is folded away.
func (d prepareData) more() bool {
	return d.terms.Also != "" || d.terms.Own != "" || d.terms.EqualVote != "" || d.Draft.Article != "" || d.Draft.QuorumKind != "" || d.Draft.Voters == Hall || d.Draft.Ratifies != "" || d.Draft.Changes
}

func allKinds(ctx context.Context) []ui.Option {
	return append(kindOptions(ctx), ui.Option{Value: ByConsent, Label: say(ctx, "voting.kind_consent")})
}

func shareOptions(ctx context.Context, none string) (list []ui.Option) {
	if none != "" {
		list = append(list, ui.Option{Value: "", Label: none})
	}
	for _, w := range []string{"more_1_2", "least_2_3", "least_3_4"} {
		list = append(list, ui.Option{Value: w, Label: say(ctx, "voting."+w)})
	}
	if none == "" {
		list = append(list, ui.Option{Value: shareMost, Label: say(ctx, "voting.rule_most")})
	}
	return append(list, ui.Option{Value: shareOwn, Label: say(ctx, "voting.share_own")})
}

func baseOptions(ctx context.Context) (list []ui.Option) {
	for _, b := range []tally.Base{tally.BaseYesNo, tally.BaseCast, tally.BasePresent, tally.BaseEntitled, tally.BaseActive} {
		m := base(b)
		list = append(list, ui.Option{Value: string(b), Label: say(ctx, m.Key)})
	}
	return list
}

func tieOptions(ctx context.Context) (list []ui.Option) {
	list = append(list, ui.Option{Value: "", Label: say(ctx, "voting.tie_fails")})
	for _, t := range []tally.TieRule{tally.TieChair, tally.TieSecondVote, tally.TieLot} {
		list = append(list, ui.Option{Value: string(t), Label: say(ctx, "voting.tie_"+string(t))})
	}
	return list
}

// quorumOptions are the quorums that the sitting's rules know.
func (d prepareData) quorumOptions(ctx context.Context) []ui.Option {
	list := []ui.Option{{Value: "", Label: say(ctx, "voting.quorum_usual")}}
	for _, k := range d.kinds {
		label := k
		if key := "assembly.item_" + k; words.From(ctx).Has(key) {
			label = say(ctx, key)
		}
		list = append(list, ui.Option{Value: k, Label: label})
	}
	return list
}

func (d prepareData) ratifyOptions(ctx context.Context) []ui.Option {
	list := []ui.Option{{Value: "", Label: say(ctx, "voting.ratifies_none")}}
	for _, p := range d.Ratifies {
		list = append(list, ui.Option{Value: p.ID, Label: in(ctx, p.Question)})
	}
	return list
}

func voterOptions(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: All, Label: say(ctx, "voting.voters_all")}, {Value: Hall, Label: say(ctx, "voting.voters_hall")}}
}
