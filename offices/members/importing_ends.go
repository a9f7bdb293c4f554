package members

import (
	"slices"

	"ittihad/kernel"
)

// failStep gets an import past what it cannot do. A row alone is left out and
// says why. Else the import fails, and what it wrote is removed, since it never
// showed; one that shows already ends there, and says so.
func failStep(tx *kernel.Tx, p Progress, in Step) error {
	if in.Rows == 1 {
		return leaveOut(tx, p, *in.Fail)
	}
	p.Problem = in.Fail
	if p.State == Seating {
		p.State, p.Done, p.line = Done, 0, 0
		if err := updateImport(tx, p); err != nil {
			return err
		}
		return stepped(tx, p, Seating)
	}
	return enterState(tx, p, Failed)
}

func leaveOut(tx *kernel.Tx, p Progress, why Note) error {
	read := func() ([]importRow, error) { return readRows(tx, p.ID, p.line, 1) }
	if p.State == Switching {
		read = func() ([]importRow, error) { return readRowsOf(tx, p.ID, Change, p.line, 1) }
	}
	rows, err := read()
	if err != nil {
		return err
	}
	if len(rows) == 0 { // it is not a row
		return failStep(tx, p, Step{Fail: &why})
	}
	r := rows[0]
	if p.State == Seating {
		r.note(why.Key, why.Field, why.Args...)
	} else {
		r.Plan = r.stop(Held, why.Key, why.Field, why.Args...)
	}
	if err := updateRow(tx, p.ID, r); err != nil {
		return err
	}
	p.advance(rows, 1, p.State)
	if err := updateImport(tx, p); err != nil {
		return err
	}
	return stepped(tx, p, p.State)
}

// clearRowsOf forgets a file that was removed, gives up an import that nobody
// ended, and erases rows of one that has ended: of one that failed or was given
// up, what they wrote too.
func clearRowsOf(tx *kernel.Tx, p Progress) error {
	if slices.Contains([]string{Reading, Mapping, Checked}, p.State) && !tx.Now.Before(p.StartedAt.AddDate(0, 0, rowsKept)) {
		return enterState(tx, p, Discarded)
	}
	if p.State != Reading && p.blob != "" {
		p.blob = ""
		if err := updateImport(tx, p); err != nil {
			return err
		}
	}
	if !slices.Contains([]string{Done, Failed, Discarded}, p.State) {
		return nil
	}
	limit := int64(clearRows)
	if p.State != Done {
		limit = writeRows
		if err := deleteNewcomers(tx, p.ID, limit); err != nil {
			return err
		}
	}
	n, err := deleteRows(tx, p.ID, limit)
	if err != nil || n == 0 {
		return err
	}
	return tx.Record("members.import-advanced", importEvent{p.ID, n == limit})
}
