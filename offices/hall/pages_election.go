package hall

import (
	"context"
	"strings"

	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

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

// tie is the rule that tied votes wait for, and empty where they do not.
func (d Desk) tie() string {
	if d.Ready == nil {
		return ""
	}
	return d.Ready.Tie
}

// decides reports that the announcement must say for which choice the chair or the
// lot decided.
func (d Desk) decides() bool { return d.Ready != nil && len(d.Ready.Between) > 0 }

func (d Desk) betweenOptions(ctx context.Context) (list []ui.Option) {
	for _, k := range d.Ready.Between {
		list = append(list, ui.Option{Value: k, Label: choiceText(ctx, d.Poll.Poll.Options, k)})
	}
	return list
}
