package members

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"ittihad/kernel"
	"ittihad/kernel/blob"
	"ittihad/kernel/sheet"
)

// An importer carries imports on, some rows for each line of the journal, so
// that other followers have their turns between. It keeps the files that it is
// reading open; after a restart it opens them again and skips what was staged.
type importer struct {
	mu     sync.Mutex
	open   map[string]*reading
	faults map[string]int // of a step
}

// faultsMax is how often a step is tried, a second apart, before its import
// fails.
const faultsMax = 5

// A reading is a file that is being staged.
type reading struct {
	table *sheet.Table
	rows  int64 // read so far
	close func() error
}

func newImporter() *importer {
	return &importer{open: map[string]*reading{}, faults: map[string]int{}}
}

func (im *importer) follower() kernel.Follower {
	return kernel.Follower{Name: "members.importer", Kinds: []string{"members.import-begun", "members.import-advanced", "members.import-switched"}, React: im.react}
}

func (im *importer) react(ctx context.Context, k *kernel.Kernel, e kernel.Event, _ string) error {
	var of importEvent
	if err := e.Into(&of); err != nil {
		return err
	}
	p, err := standsAt(ctx, k, of.Import)
	if err != nil {
		return err
	}
	if of.Clear {
		return im.clear(ctx, k, p)
	}
	return im.carry(ctx, k, p)
}

// standsAt is where an import stands, without its counts.
func standsAt(ctx context.Context, k *kernel.Kernel, id string) (p Progress, err error) {
	err = k.Read(ctx, kernel.Self, func(tx *kernel.Tx) (err error) { p, err = readImport(tx, id); return err })
	return p, err
}

// carry carries an import on by one step.
func (im *importer) carry(ctx context.Context, k *kernel.Kernel, p Progress) error {
	switch {
	case p.State == Reading && p.blob != "":
		return im.stage(ctx, k, p)
	case p.State == Reading:
		return nil
	case p.working():
		return im.step(ctx, k, Step{ID: p.ID, State: p.State, From: p.Done})
	}
	if p.blob != "" || p.State == Failed || p.State == Discarded {
		return im.clear(ctx, k, p)
	}
	return nil
}

// step takes one step. A refusal is of one row: it is looked for row by row, and
// left out. A fault may pass; if it does not, the import fails under a reference.
func (im *importer) step(ctx context.Context, k *kernel.Kernel, s Step) error {
	run := func() error { _, err := kernel.Run(ctx, k, ImportStep, kernel.Self, "", s); return err }
	err := run()
	if kernel.Refusal(err) != nil {
		s.Rows = 1
		err = run()
	}
	if e := kernel.Refusal(err); e != nil {
		s.Fail = problemOf(e)
		return run()
	}
	if !im.lasting(s, err) || ctx.Err() != nil {
		return err
	}
	ref := rand.Text()[:8]
	slog.Error("an import failed", "ref", ref, "import", s.ID, "state", s.State, "from", s.From, "err", err)
	s.Rows, s.Fail = 0, &Note{Key: "kernel.fault", Args: []string{ref}}
	return run()
}

// lasting: a step has failed too often.
func (im *importer) lasting(s Step, err error) bool {
	im.mu.Lock()
	defer im.mu.Unlock()
	at := fmt.Sprint(s.ID, s.State, s.From)
	if err != nil {
		im.faults[at]++
	}
	if err == nil || im.faults[at] >= faultsMax {
		n := im.faults[at]
		delete(im.faults, at)
		return n >= faultsMax
	}
	return false
}

// clear removes the file of an import that has read it or has ended, then forgets
// it, and erases rows of one that has ended. If we crash between, its name still
// tells what is to be removed.
func (im *importer) clear(ctx context.Context, k *kernel.Kernel, p Progress) error {
	im.done(p.ID)
	if p.blob != "" {
		shared := int64(0)
		err := k.Read(ctx, kernel.Self, func(tx *kernel.Tx) (err error) { shared, err = blobShared(tx, p.ID, p.blob); return err })
		if err == nil && shared == 0 {
			err = k.Blobs.Remove(p.blob)
		}
		if err != nil {
			return err
		}
	}
	_, err := kernel.Run(ctx, k, ImportStep, kernel.Self, "", Step{ID: p.ID, Clear: true})
	return err
}

// stage reads on in a kept file. The file is removed when it was read: what it
// holds of persons stands in the staging table, and goes with it.
func (im *importer) stage(ctx context.Context, k *kernel.Kernel, p Progress) error {
	r, err := im.reading(k, p)
	if err == nil {
		var last bool
		if last, err = r.stage(ctx, k, kernel.Self, p); err == nil && !last {
			return nil
		}
	}
	im.done(p.ID)
	if e := kernel.Refusal(err); e != nil {
		_, err = kernel.Run(ctx, k, ImportStage, kernel.Self, "", Staged{ID: p.ID, From: p.Total, Problem: problemOf(e)})
	}
	return err
}

func (im *importer) reading(k *kernel.Kernel, p Progress) (*reading, error) {
	im.mu.Lock()
	r := im.open[p.ID]
	im.mu.Unlock()
	if r != nil && r.rows == p.Total {
		return r, nil
	}
	im.done(p.ID)
	f, err := k.Blobs.Get(p.blob)
	if errors.Is(err, blob.ErrNone) {
		return nil, kernel.Refuse(kernel.Invalid, "members.file_missing")
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	t, err := openTable(f, info.Size(), Options{Encoding: p.Encoding, Separator: p.Separator})
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	r = &reading{table: t, close: func() error { return errors.Join(t.Close(), f.Close()) }}
	for r.rows < p.Total { // staged before a restart
		if _, err := t.Next(); err != nil {
			return nil, errors.Join(err, r.close())
		}
		r.rows++
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	im.open[p.ID] = r
	return r, nil
}

func (im *importer) done(id string) {
	im.mu.Lock()
	defer im.mu.Unlock()
	if r := im.open[id]; r != nil {
		r.close() // it was only read
		delete(im.open, id)
	}
}

// stage stages the next rows of the file and says whether they were the last.
func (r *reading) stage(ctx context.Context, k *kernel.Kernel, by kernel.Actor, p Progress) (last bool, err error) {
	s := Staged{ID: p.ID, From: r.rows}
	if r.rows == 0 {
		t := r.table
		s.About = &Progress{Format: t.Format, Encoding: t.Encoding, Separator: t.Separator, Header: t.Header,
			Columns: guessColumns(t.Header, t.Samples())}
	}
	for len(s.Rows) < stageRows {
		row, err := r.table.Next()
		if err == io.EOF {
			s.Last = true
			break
		}
		if err != nil {
			return false, err
		}
		s.Rows = append(s.Rows, row)
	}
	if _, err := kernel.Run(ctx, k, ImportStage, by, "", s); err != nil {
		return false, err
	}
	r.rows += int64(len(s.Rows))
	return s.Last || r.rows > sheet.RowsMax, nil
}

// problemOf keeps a refusal of a file to be read later.
func problemOf(e *kernel.Error) *Note {
	n := &Note{Key: e.Key, Field: e.Field}
	for _, a := range e.Args {
		switch v := a.(type) {
		case string:
			n.Args = append(n.Args, v)
		case int:
			n.Args = append(n.Args, digits(int64(v)))
		case int64:
			n.Args = append(n.Args, digits(v))
		}
	}
	return n
}
