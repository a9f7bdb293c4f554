package members

import (
	"context"
	"errors"
	"io"
	"sync"

	"ittihad/kernel"
	"ittihad/kernel/blob"
	"ittihad/kernel/sheet"
)

// An importer carries imports on, some rows for each line of the journal, so
// that other followers have their turns between. It keeps the files that it is
// reading open; after a restart it opens them again and skips what was staged.
type importer struct {
	mu   sync.Mutex
	open map[string]*reading
}

// A reading is a file that is being staged.
type reading struct {
	table *sheet.Table
	rows  int64 // read so far
	close func() error
}

func (im *importer) follower() kernel.Follower {
	return kernel.Follower{Name: "members.importer", Kinds: []string{"members.import-begun", "members.import-advanced"}, React: im.react}
}

func (im *importer) react(ctx context.Context, k *kernel.Kernel, e kernel.Event, _ string) error {
	var of importEvent
	if err := e.Into(&of); err != nil {
		return err
	}
	if of.Clear {
		_, err := kernel.Run(ctx, k, ImportStep, kernel.Self, "", Step{ID: of.Import, Clear: true})
		return err
	}
	// The switch itself writes into the roll's own minute book, which wakes
	// nobody here: the step before it goes on through it.
	for {
		p, err := standsAt(ctx, k, of.Import)
		if err != nil {
			return err
		}
		if err := im.carry(ctx, k, p); err != nil || p.State != Switching {
			return err
		}
	}
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
	case p.working():
		_, err := kernel.Run(ctx, k, ImportStep, kernel.Self, "", Step{ID: p.ID, State: p.State, From: p.Done})
		return err
	}
	return nil
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
	if err != nil {
		return err
	}
	shared := int64(0)
	err = k.Read(ctx, kernel.Self, func(tx *kernel.Tx) (err error) { shared, err = blobShared(tx, p.ID, p.blob); return err })
	if err != nil || shared > 0 {
		return err
	}
	return k.Blobs.Remove(p.blob)
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
