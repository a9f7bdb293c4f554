package members

import (
	"slices"

	"ittihad/kernel"
)

// A Step carries an import on by some rows, if it still stands where the caller
// saw it; else it changes nothing.
type Step struct {
	ID    string `json:"id"`
	State string `json:"state"`
	From  int64  `json:"from"`
	Rows  int64  `json:"rows,omitempty"` // at most so many; 0: as many as a step takes
	Fail  *Note  `json:"fail,omitempty"` // it cannot be carried on: the row is left out if Rows is 1, else the import fails
	Clear bool   `json:"clear"`          // erase the file, and the rows of one that has ended
}

const stepName = "members.import-step"

// ImportStep carries an import on. If we crash between two steps, the journal
// still tells the follower to go on from where the import stands.
var ImportStep = kernel.Command[Step, kernel.None]{
	Name: stepName, Who: "the secretary, and the house, which carries imports on",
	Stream: func(in Step) string {
		if in.State == Switching {
			return rollStream
		}
		return importStream(in.ID)
	},
	May: func(tx *kernel.Tx, _ Step) error { return maySecretary(tx) },
	Do:  importStep,
}

func importStep(tx *kernel.Tx, in Step) (none kernel.None, err error) {
	p, err := readImport(tx, in.ID)
	if err != nil {
		return none, err
	}
	if in.Clear {
		return none, clearRowsOf(tx, p)
	}
	if p.State != in.State || p.Done != in.From || !p.working() {
		return none, nil
	}
	if in.Fail != nil {
		return none, failStep(tx, p, in)
	}
	do := map[string]func(*kernel.Tx, *Progress, int64) error{Checking: checkStep, Writing: writeStep, Switching: switchStep, Seating: seatStep}[p.State]
	if err := do(tx, &p, in.Rows); err != nil {
		return none, err
	}
	if err := updateImport(tx, p); err != nil {
		return none, err
	}
	return none, stepped(tx, p, in.State)
}

// stepped records a step, and what is to happen after the last.
func stepped(tx *kernel.Tx, p Progress, was string) error {
	if p.State == Done {
		if err := clearLater(tx, p.ID); err != nil {
			return err
		}
	}
	if was == Switching && p.State == Seating {
		return tx.Record("members.import-switched", importEvent{Import: p.ID})
	}
	return tx.Record("members.import-advanced", importEvent{Import: p.ID})
}

// clearLater has what a file said erased some weeks after it was begun or done.
func clearLater(tx *kernel.Tx, id string) error {
	return tx.Due("members.import/"+id, tx.Now.AddDate(0, 0, rowsKept), stepName, Step{ID: id, Clear: true})
}

// advance moves an import behind some rows, and into the next state after the
// last.
func (p *Progress) advance(rows []importRow, limit int64, next string) {
	p.Done += int64(len(rows))
	if len(rows) > 0 {
		p.line = rows[len(rows)-1].Line
	}
	if int64(len(rows)) < limit {
		p.State, p.Done, p.line = next, 0, 0
	}
}

// atMost is the rows that a step takes.
func atMost(asked, rows int64) int64 {
	if asked <= 0 {
		return rows
	}
	return min(asked, rows)
}

// A newcomerRow is a new organisation and the row that brought it.
type newcomerRow struct {
	organisation Organisation
	history      []Decision
	line         int64
	says         map[string]string
}

// writeStep writes new organisations, hidden until the switch. A row whose
// number was given to another meanwhile is held.
func writeStep(tx *kernel.Tx, p *Progress, asked int64) error {
	limit := atMost(asked, writeRows)
	rows, err := readRows(tx, p.ID, p.line, limit)
	if err != nil {
		return err
	}
	var numbers []string
	var create []importRow
	var sources [][]any
	for _, r := range rows {
		switch {
		case r.Outcome == Create:
			create = append(create, r)
			if r.Number > 0 {
				numbers = append(numbers, digits(r.Number))
			}
		case r.Outcome == Same && r.News:
			sources = append(sources, []any{r.Organisation, p.ID, r.Line, toJSON(r.Said)})
		}
	}
	taken, err := takenNumbers(tx, numbers)
	if err != nil {
		return err
	}
	create, err = holdTaken(tx, p.ID, create, taken)
	if err != nil {
		return err
	}
	if err := newcomers(tx, *p, create); err != nil {
		return err
	}
	if err := writeSources(tx, sources); err != nil {
		return err
	}
	p.advance(rows, limit, Switching)
	return nil
}

// takenNumbers is whom the roll has under some numbers, while nobody else gives
// any.
func takenNumbers(tx *kernel.Tx, numbers []string) ([]Organisation, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	if err := skipTo(tx, 0); err != nil {
		return nil, err
	}
	return readNumbered(tx, numbers)
}

func holdTaken(tx *kernel.Tx, id string, create []importRow, taken []Organisation) (free []importRow, err error) {
	for _, r := range create {
		if !slices.ContainsFunc(taken, func(o Organisation) bool { return o.Number == r.Number }) {
			free = append(free, r)
			continue
		}
		r.Plan = r.stop(Held, "members.row_number_taken", "number", digits(r.Number))
		if err := updateRow(tx, id, r); err != nil {
			return nil, err
		}
	}
	return free, nil
}

func newcomers(tx *kernel.Tx, p Progress, create []importRow) error {
	if len(create) == 0 {
		return nil
	}
	key, err := nextMany(tx, "key", int64(len(create)))
	if err != nil {
		return err
	}
	codes, err := drawCodes(tx, key, len(create))
	if err != nil {
		return err
	}
	list := make([]newcomerRow, len(create))
	for i := range create {
		r := &create[i]
		o := Organisation{ID: newID(), key: key + int64(i), Number: r.Number, Code: codes[i], Protected: true, imports: p.ID, version: 1}
		for f, v := range r.Said {
			o.setValue(f, v)
		}
		o.DuesUntil = r.Said["dues_until"]
		history := r.history(p.ActiveFrom, p.File)
		for j := range history {
			history[j].Import, history[j].EnteredBy, history[j].EnteredAt = p.ID, p.StartedBy, tx.Now
		}
		last := history[len(history)-1]
		o.Standing, o.Since, o.ShownStanding = last.Standing, last.Since, shownStanding(history)
		if o.Standing != Applied {
			o.AdmittedOn = history[0].Since
			if o.Number == 0 {
				if o.Number, err = nextOf(tx, "number"); err != nil {
					return err
				}
			}
		} else {
			o.Number = 0
		}
		list[i] = newcomerRow{o, history, r.Line, r.Said}
		r.Organisation, r.Plan.Number = o.ID, o.Number
		if err := updateRow(tx, p.ID, *r); err != nil {
			return err
		}
	}
	return insertOrganisations(tx, list)
}

// drawCodes draws codes by lot that nobody has.
func drawCodes(tx *kernel.Tx, onRoll int64, n int) (codes []string, err error) {
	for tries := 0; len(codes) < n; tries++ {
		var drawn []string
		for len(drawn) < n-len(codes) {
			if c := drawCode(onRoll << tries); !slices.Contains(codes, c) {
				drawn = addKey(drawn, c)
			}
		}
		taken, err := readCodes(tx, drawn)
		if err != nil {
			return nil, err
		}
		codes = append(codes, slices.DeleteFunc(drawn, func(c string) bool { return slices.Contains(taken, c) })...)
	}
	return codes, nil
}

// switchStep changes what is to change and, with the last of it, shows what is
// new. An organisation that was changed by hand since the check is left alone,
// and so is one whose number in the file was given to another: its row is held.
func switchStep(tx *kernel.Tx, p *Progress, asked int64) error {
	limit := atMost(asked, switchRows)
	rows, err := readRowsOf(tx, p.ID, Change, p.line, limit)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.Organisation)
	}
	now, err := Named(tx, ids)
	if err != nil {
		return err
	}
	taken, err := givenMeanwhile(tx, rows, now)
	if err != nil {
		return err
	}
	var sources [][]any
	for _, r := range rows {
		o, ok := now[r.Organisation]
		if !ok || o.version != r.version {
			r.Plan = r.stop(Held, "members.row_changed_meanwhile", "")
			err = updateRow(tx, p.ID, r)
		} else if o.Number == 0 && taken[r.Number] {
			r.Plan = r.stop(Held, "members.row_number_taken", "number", digits(r.Number))
			err = updateRow(tx, p.ID, r)
		} else {
			sources = append(sources, []any{o.ID, p.ID, r.Line, toJSON(r.Said)})
			err = changeByFile(tx, *p, r, o)
		}
		if err != nil {
			return err
		}
	}
	if err := writeSources(tx, sources); err != nil {
		return err
	}
	if p.advance(rows, limit, Seating); p.State == Seating {
		p.SwitchedAt = tx.Now
	}
	return nil
}

// givenMeanwhile is the numbers of rows of organisations without one that others
// have by now.
func givenMeanwhile(tx *kernel.Tx, rows []importRow, now map[string]Organisation) (map[int64]bool, error) {
	var numbers []string
	for _, r := range rows {
		if r.Number > 0 && now[r.Organisation].Number == 0 {
			numbers = append(numbers, digits(r.Number))
		}
	}
	list, err := takenNumbers(tx, numbers)
	m := map[int64]bool{}
	for _, o := range list {
		m[o.Number] = true
	}
	return m, err
}

func changeByFile(tx *kernel.Tx, p Progress, r importRow, o Organisation) error {
	was := o
	o = r.after(o)
	write := saveFacts
	if was.Name != o.Name {
		write = saveOrganisation
	}
	if err := write(tx, o); err != nil {
		return err
	}
	o.version++
	if was.Name != o.Name {
		if err := called(tx, o); err != nil {
			return err
		}
	}
	for _, c := range r.Changes {
		if c.Field == "standing" {
			return turn(tx, o, Decision{Standing: c.To, Since: max(o.Since, p.ActiveFrom), Reason: p.File, Import: p.ID}, r.Number)
		}
	}
	return nil
}
