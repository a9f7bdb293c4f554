package members

import (
	"context"
	"errors"
	"io"

	"ittihad/kernel"
	"ittihad/kernel/words"
)

// Options are what a person may say about a file beforehand.
type Options struct {
	Encoding  string // UTF-8, UTF-16LE, UTF-16BE, Windows-1256, Windows-1254; empty: found out
	Separator string // , ; tab ، |; empty: found out
	// Columns are the field of each column, empty for none; nil: as guessed.
	Columns []string
	// ActiveFrom is the day (2017-01-16) from which the file's active members are
	// active; empty: today.
	ActiveFrom string
	// Progress, if set, hears where the import stands, after every step.
	Progress func(Progress)
}

// A Report is what an import would do, or did.
type Report struct {
	Progress
	// Rows are the first rows that are not left alone, at most reportRows.
	Rows []RowReport `json:"rows"`
}

const reportRows = 200

// Preflight says what an import of a file would do, and writes nothing to the
// roll. A file that cannot be read is refused with one sentence.
func Preflight(ctx context.Context, k *kernel.Kernel, by kernel.Actor, file io.ReaderAt, size int64, name string, o Options) (Report, error) {
	r, err := checkFile(ctx, k, by, file, size, name, o)
	if err != nil {
		return r, err
	}
	if _, err := kernel.Run(ctx, k, ImportDiscard, by, "", ImportID{r.ID}); err != nil {
		return r, err
	}
	return r, eraseRows(ctx, k, r.ID)
}

// Import imports a file: what is to be created and changed, leaving out what is
// held or refused. While it runs, others go on working.
func Import(ctx context.Context, k *kernel.Kernel, by kernel.Actor, file io.ReaderAt, size int64, name string, o Options) (Report, error) {
	r, err := checkFile(ctx, k, by, file, size, name, o)
	if err != nil {
		return r, err
	}
	if _, err := kernel.Run(ctx, k, ImportSwitch, by, "", ImportID{r.ID}); err != nil {
		return r, err
	}
	if err := drive(ctx, k, r.ID, o); err != nil {
		return r, err
	}
	return report(ctx, k, by, r.ID)
}

// checkFile brings a file to where its outcome is known.
func checkFile(ctx context.Context, k *kernel.Kernel, by kernel.Actor, file io.ReaderAt, size int64, name string, o Options) (r Report, err error) {
	t, err := openTable(file, size, o)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	begun, err := kernel.Run(ctx, k, ImportBegin, by, "", Upload{FileName: name, Size: size, Encoding: o.Encoding, Separator: o.Separator,
		ActiveFrom: o.ActiveFrom})
	if err != nil {
		return r, err
	}
	if err := stageAll(ctx, k, by, &reading{table: t}, begun.ID, o); err != nil {
		return r, errors.Join(err, giveUp(ctx, k, by, begun.ID))
	}
	if _, err := kernel.Run(ctx, k, ImportColumns, by, "", Columns{ID: begun.ID, Columns: o.Columns}); err != nil {
		return r, errors.Join(err, giveUp(ctx, k, by, begun.ID))
	}
	if err := drive(ctx, k, begun.ID, o); err != nil {
		return r, err
	}
	return report(ctx, k, by, begun.ID)
}

// giveUp leaves nothing of a file that could not be read to its end.
func giveUp(ctx context.Context, k *kernel.Kernel, by kernel.Actor, id string) error {
	_, err := kernel.Run(ctx, k, ImportDiscard, by, "", ImportID{id})
	if e := kernel.Refusal(err); e != nil && e.Key == "members.import_moved_on" { // it has failed by itself
		err = nil
	}
	return errors.Join(err, eraseRows(ctx, k, id))
}

func stageAll(ctx context.Context, k *kernel.Kernel, by kernel.Actor, r *reading, id string, o Options) error {
	for last := false; !last; {
		var err error
		if last, err = r.stage(ctx, k, by, Progress{ID: id}); err != nil {
			return err
		}
		if err := tell(ctx, k, id, o); err != nil {
			return err
		}
	}
	p, err := standsAt(ctx, k, id)
	if err == nil && p.Problem != nil {
		m := p.Problem.Msg()
		err = kernel.Refuse(kernel.Invalid, m.Key, m.Args...)
	}
	return err
}

// drive carries an import on until somebody must decide, or it is done. That a
// running house does the same beside it does no harm: a step counts once.
func drive(ctx context.Context, k *kernel.Kernel, id string, o Options) error {
	im := newImporter()
	for {
		p, err := standsAt(ctx, k, id)
		if err != nil {
			return err
		}
		if o.Progress != nil {
			o.Progress(p)
		}
		if p.State == Failed {
			m := p.Problem.Msg()
			return errors.Join(kernel.Refuse(kernel.Conflict, m.Key, m.Args...), eraseRows(ctx, k, id))
		}
		if !p.working() {
			return nil
		}
		if err := im.carry(ctx, k, p); err != nil {
			return err
		}
	}
}

func tell(ctx context.Context, k *kernel.Kernel, id string, o Options) error {
	if o.Progress == nil {
		return nil
	}
	p, err := standsAt(ctx, k, id)
	o.Progress(p)
	return err
}

func eraseRows(ctx context.Context, k *kernel.Kernel, id string) error {
	for {
		if _, err := kernel.Run(ctx, k, ImportStep, kernel.Self, "", Step{ID: id, Clear: true}); err != nil {
			return err
		}
		rows, err := kernel.Ask(ctx, k, SeeImportRows, kernel.Self, RowsOf{ID: id, Limit: 1})
		if err != nil || len(rows.Rows) == 0 {
			return err
		}
	}
}

func report(ctx context.Context, k *kernel.Kernel, by kernel.Actor, id string) (r Report, err error) {
	if r.Progress, err = kernel.Ask(ctx, k, SeeImport, by, ImportID{id}); err != nil {
		return r, err
	}
	for _, outcome := range []string{Refused, Held, Change, Create} {
		limit := int64(reportRows - len(r.Rows))
		if limit <= 0 {
			break
		}
		v, err := kernel.Ask(ctx, k, SeeImportRows, by, RowsOf{ID: id, Outcome: outcome, Limit: limit})
		if err != nil {
			return r, err
		}
		r.Rows = append(r.Rows, v.Rows...)
	}
	return r, nil
}

// Sentences are what a report says of a row, in the words of a reader.
func (r RowReport) Sentences(p *words.Printer) (list []string) {
	for _, n := range r.Notes {
		m := n.Msg()
		list = append(list, p.Say(m.Key, m.Args...))
	}
	return list
}
