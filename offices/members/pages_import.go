package members

import (
	"context"
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sheet"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

// importsPage begins an import.
var importsPage = web.Page[Imports]{
	Pattern: "/members/import",
	Load:    func(v *web.Visit) (Imports, error) { return web.Ask(v, SeeImports, kernel.None{}) },
	View:    importsView,
	Does:    []web.Form{web.DoThen(ImportBegin, func(i ImportID) string { return importPath(i.ID) }).Files(sheet.CSVMax)},
}

func importPath(id string) string { return "/members/import/" + id }

type importData struct {
	Progress
	outcome string // that the rows shown have
	rows    RowReports
}

// importPage is one import, from the columns to its end, live.
var importPage = web.Page[importData]{
	Pattern: "/members/import/{id}",
	Load: func(v *web.Visit) (d importData, err error) {
		if d.Progress, err = web.Ask(v, SeeImport, ImportID{v.Path("id")}); err != nil {
			return d, err
		}
		if d.State == Mapping {
			d.rows, err = web.Ask(v, SeeImportRows, RowsOf{ID: d.ID, Limit: 1})
			return d, err
		}
		d.outcome = v.Query("outcome")
		for _, o := range outcomes {
			if d.outcome == "" && d.Outcomes[o] > 0 {
				d.outcome = o
			}
		}
		if d.outcome == "" || !slices.Contains([]string{Checked, Done}, d.State) {
			return d, nil
		}
		line, _ := words.ParseNumber(v.Query("after"))
		d.rows, err = web.Ask(v, SeeImportRows, RowsOf{ID: d.ID, Outcome: d.outcome, After: line, Limit: 25})
		return d, err
	},
	View:   importView,
	Topics: func(d importData) []string { return []string{importStream(d.ID), rollStream} },
	Does:   []web.Form{web.Do(ImportColumns), web.Do(ImportDecide), web.Do(ImportSwitch), web.DoThen(ImportDiscard, toImports)},
}

func toImports(kernel.None) string { return "/members/import" }

// outcomes in the order in which somebody should look at them.
var outcomes = []string{Held, Refused, Change, Create, Same}

func outcomeKind(outcome string) ui.Kind {
	return map[string]ui.Kind{Create: ui.OK, Change: ui.Info, Held: ui.Wait, Refused: ui.No}[outcome]
}

// outcomeText is what would become of rows, and behind the switch what became.
func (d importData) outcomeText(ctx context.Context, outcome string) string {
	if d.SwitchedAt.IsZero() {
		return words.Say(ctx, "members.outcome_"+outcome)
	}
	return words.Say(ctx, "members.became_"+outcome)
}

func (d importData) stats(ctx context.Context) (list []ui.Stat) {
	for _, o := range []string{Create, Change, Same, Held, Refused} {
		if d.Outcomes[o] == 0 {
			continue
		}
		list = append(list, ui.Stat{Number: words.Num(ctx, d.Outcomes[o]), Label: d.outcomeText(ctx, o), Kind: outcomeKind(o)})
	}
	return list
}

func (d importData) tabs(ctx context.Context) (list []ui.Link) {
	for _, o := range outcomes {
		if n := d.Outcomes[o]; n > 0 {
			list = append(list, ui.Link{Text: words.Say(ctx, "members.tab", d.outcomeText(ctx, o), n),
				Href: importPath(d.ID) + "?outcome=" + o, Current: o == d.outcome})
		}
	}
	return list
}

func (d importData) pager() (p ui.Pages) {
	at := importPath(d.ID) + "?outcome=" + d.outcome
	if d.rows.Next > 0 {
		p.Next = at + "&after=" + digits(d.rows.Next)
	}
	if len(d.rows.Rows) > 0 {
		p.First = at
	}
	return p
}

// steps are where the import stands among its five steps.
func (d importData) steps(ctx context.Context) (list []ui.Step) {
	at := map[string]int{Reading: 0, Mapping: 1, Checking: 2, Checked: 2, Writing: 3, Switching: 3, Seating: 3, Done: 5}[d.State]
	for i, key := range []string{"members.step_read", "members.step_columns", "members.step_check", "members.step_switch", "members.step_done"} {
		s := ui.Step{Number: words.Num(ctx, int64(i+1)), Title: words.Say(ctx, key)}
		switch {
		case i < at:
			s.Stage = ui.Done
		case i == at:
			s.Stage = ui.Now
		}
		list = append(list, s)
	}
	return list
}

// work is how far the present state is. While a file is read its length is not
// known.
func (d importData) work(ctx context.Context) ui.Work {
	w := ui.Work{Label: words.Say(ctx, "members.state_"+d.State)}
	if d.State == Reading {
		w.Text = words.Say(ctx, "members.rows_read", d.Total)
		return w
	}
	w.Done, w.Total = d.Done, d.Total
	w.Text = words.Say(ctx, "members.rows_of", d.Total, words.Num(ctx, d.Done))
	return w
}

// columnText is what a column holds, in words.
func columnText(ctx context.Context, field string) string {
	return words.Say(ctx, "members.column_"+field)
}

func columnOptions(ctx context.Context, chosen string) []ui.Option {
	list := []ui.Option{{Label: words.Say(ctx, "members.column_none"), Selected: chosen == ""}}
	for _, f := range fileFields {
		list = append(list, ui.Option{Value: f, Label: columnText(ctx, f), Selected: f == chosen})
	}
	return list
}

// sample is what the first row has in a column, to know it by.
func (d importData) sample(i int) string {
	if len(d.rows.Rows) == 0 || i >= len(d.rows.Rows[0].Cells) {
		return ""
	}
	text := []rune(d.rows.Rows[0].Cells[i])
	return words.Isolate(string(text[:min(len(text), 60)]))
}

func columnField(i int) string { return "columns." + digits(int64(i)) }

// sentences are what a row says of itself.
func (d importData) sentences(ctx context.Context, r RowReport) []string {
	return r.Sentences(words.From(ctx))
}

func changeText(ctx context.Context, c FieldChange) string {
	from, to := c.From, c.To
	if c.Field == "standing" {
		from, to = standingText(ctx, c.From), standingText(ctx, c.To)
	}
	if from == "" {
		return words.Say(ctx, "members.change_new", columnText(ctx, c.Field), to)
	}
	return words.Say(ctx, "members.change", columnText(ctx, c.Field), from, to)
}

func problemText(ctx context.Context, n Note) string {
	m := n.Msg()
	return words.Say(ctx, m.Key, m.Args...)
}

func stateKind(state string) ui.Kind {
	switch state {
	case Done:
		return ui.OK
	case Failed:
		return ui.No
	case Discarded:
		return ui.Plain
	}
	return ui.Wait
}

// headerText is a column's heading as the file has it.
func headerText(ctx context.Context, header string, i int) string {
	if header == "" {
		return words.Say(ctx, "members.column_unnamed", int64(i+1))
	}
	return header
}
