package hall

import (
	"context"
	"strings"

	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/voting"
)

// candidatesMost is how many candidates the form of an election asks for.
const candidatesMost int64 = 4

// electable is the office that may be put to the vote now: the chair first, then
// the rapporteur. Tellers and a committee are seated together.
func (d Desk) electable() string {
	for _, office := range []string{assembly.Chair, assembly.Rapporteur} {
		if d.holders(office) == 0 {
			return office
		}
	}
	return ""
}

// electionKinds leaves the cards out, which tellers count: the assembly elects
// them later.
func electionKinds(ctx context.Context) (list []ui.Option) {
	for _, k := range []string{voting.ByName, voting.ByRollCall} {
		list = append(list, ui.Option{Value: k, Label: say(ctx, "hall.kind_"+k)})
	}
	return list
}

// inAll is a sentence in all languages, for what the assembly reads in each.
func inAll(ctx context.Context, key string) words.Local {
	v := web.VisitFrom(ctx)
	if v == nil {
		text := say(ctx, key)
		return words.Local{Ar: text, En: text, Tr: text}
	}
	in := func(lang string) string { return v.Kernel.Words.For(words.Reader{Lang: lang}).Say(key) }
	return words.Local{Ar: in("ar"), En: in("en"), Tr: in("tr")}
}

// joined are names in a row.
func joined(ctx context.Context, names []words.Local) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = in(ctx, name)
	}
	return strings.Join(list, say(ctx, "hall.comma"))
}

// leadsPoll reports whether the reader leads the poll that is open or waits: the
// chair does, and whoever presides leads an election.
func (d Desk) leadsPoll() bool {
	return d.Chair || d.Presides && d.Poll != nil && d.Poll.Poll.Elects != ""
}
