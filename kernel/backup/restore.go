package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/blob"
	"ittihad/kernel/sqldb"
)

// Restore reads an archive into an empty database of either kind. Everything is
// checked, before the one commit: the archive's hashes and counts, the chain of
// every minute book, every reference, and that what stands in the database then
// is, byte for byte, what the archive holds. If it fails, the database is as
// empty as before and the folder holds no new file. offices are those of this
// program; what they have added since the archive is applied at the next Open.
//
// If we crash here, the database is empty, and files may lie in the folder under
// their hashes; the next Restore finds them there.
func Restore(ctx context.Context, r io.Reader, to kernel.Options, offices []kernel.Office, progress func(done, total int64)) (Report, error) {
	db, err := sqldb.Open(to.DB)
	if err != nil {
		return Report{}, err
	}
	report, err := restore(ctx, db, r, blob.Open(to.Blobs), kernel.House(offices), progress)
	return report, errors.Join(err, db.Close())
}

func restore(ctx context.Context, db *sqldb.DB, r io.Reader, blobs *blob.Store, offices []kernel.Office, progress func(done, total int64)) (report Report, err error) {
	tx, err := db.Begin(ctx, true)
	if err != nil {
		return report, err
	}
	defer tx.Rollback()
	if list, err := tx.Tables(); err != nil {
		return report, err
	} else if len(list) > 0 {
		return report, ErrNotEmpty
	}
	x := &restoring{tx: tx, blobs: blobs, offices: offices, tick: tick{tell: progress}}
	if report, err = read(ctx, r, receiver{x.begin, x.row, x.file, x.end}); err == nil {
		err = tx.Commit()
	}
	if err != nil && !errors.Is(err, sqldb.ErrUnknown) {
		for _, h := range x.stored {
			err = errors.Join(err, blobs.Remove(h))
		}
	}
	return report, err
}

// bulkSize bounds the rows that wait to be written, in number and in bytes.
const (
	bulkRows = 128
	bulkSize = 4 << 20
)

type restoring struct {
	tx      *sqldb.Tx
	blobs   *blob.Store
	offices []kernel.Office
	head    header
	tables  map[string]sqldb.Table
	check   func() error
	tick    tick
	stored  []string // files that were not there before

	waiting table
	rows    [][]any
	size    int
}

// begin makes the tables that the archive had.
func (x *restoring) begin(h header) error {
	x.head, x.tick.total = h, int64(h.Files)
	if err := x.schema(); err != nil {
		return err
	}
	list, err := x.tx.Tables()
	if err != nil {
		return err
	}
	x.tables = map[string]sqldb.Table{}
	for _, t := range list {
		x.tables[t.Name] = t
	}
	for _, t := range h.Tables {
		if there, ok := x.tables[t.Name]; !ok || !t.same(there.Columns) {
			return fmt.Errorf("the archive has the table %s, which this program does not make so", t.Name)
		}
		x.tick.total += t.Rows
	}
	if len(h.Tables) != len(list) {
		return fmt.Errorf("%w: %d tables of %d are in it", ErrDamaged, len(h.Tables), len(list))
	}
	if x.check, err = x.tx.CheckLate(list); err != nil {
		return err
	}
	for _, t := range slices.Backward(list) { // what the schema files wrote comes with the rows
		if err := x.tx.Clear(t); err != nil {
			return err
		}
	}
	return nil
}

// schema applies the schema files that the archive was made with, if this
// program has the same.
func (x *restoring) schema() error {
	sums, err := schemaSums(x.offices)
	if err != nil {
		return err
	}
	wanted := map[schemaFile]bool{}
	for _, f := range x.head.Schema {
		sum, ok := sums[schemaFile{f.Office, f.File, ""}]
		switch {
		case !ok:
			return fmt.Errorf("%w (it needs %s %s)", ErrNewer, f.Office, f.File)
		case sum != f.Sum:
			return fmt.Errorf("the archive was made with another %s %s than this program has", f.Office, f.File)
		}
		wanted[schemaFile{f.Office, f.File, ""}] = true
	}
	for _, o := range x.offices {
		if o.Schema == nil {
			continue
		}
		err := x.tx.Migrate(o.Name, o.Schema, func(file string) bool { return wanted[schemaFile{o.Name, file, ""}] })
		if err != nil {
			return err
		}
	}
	return nil
}

// schemaSums are the sums of the schema files that this program has.
func schemaSums(offices []kernel.Office) (map[schemaFile]string, error) {
	sums := map[schemaFile]string{}
	for _, o := range offices {
		if o.Schema == nil {
			continue
		}
		files, err := fs.Glob(o.Schema, "schema/*.sql")
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			text, err := fs.ReadFile(o.Schema, f)
			if err != nil {
				return nil, err
			}
			sums[schemaFile{o.Name, f, ""}] = digest(text)
		}
	}
	return sums, nil
}

func (x *restoring) row(t table, values []any) error {
	if t.Name != x.waiting.Name || len(x.rows) == bulkRows || x.size > bulkSize {
		if err := x.flush(); err != nil {
			return err
		}
		x.waiting = t
	}
	x.rows = append(x.rows, values)
	for _, v := range values {
		switch v := v.(type) {
		case string:
			x.size += len(v)
		case []byte:
			x.size += len(v)
		}
	}
	return nil
}

func (x *restoring) flush() error {
	if len(x.rows) == 0 {
		return nil
	}
	err := x.tx.Bulk(x.tables[x.waiting.Name].Insert(), x.rows)
	x.tick.more(len(x.rows))
	x.rows, x.size = x.rows[:0], 0
	if err != nil {
		return fmt.Errorf("the table %s: %w", x.waiting.Name, err)
	}
	return nil
}

// file stores a file under its hash; one that is there already and whole stays.
func (x *restoring) file(hash string, r io.Reader, size int64) error {
	there := x.blobs.Check(hash) == nil
	got, _, err := x.blobs.Put(r, size)
	if err == nil && (!there || got != hash) {
		x.stored = append(x.stored, got)
	}
	x.tick.more(1)
	return err
}

// end checks what stands in the database now.
func (x *restoring) end(m manifest) error {
	if err := x.flush(); err != nil {
		return err
	}
	for _, t := range x.head.Tables {
		if err := x.compare(t, m.Tables[t.Name]); err != nil {
			return err
		}
	}
	return x.check()
}

// compare reads a table back.
func (x *restoring) compare(t table, want sum) error {
	var b bytes.Buffer
	got, all := sum{}, sha256.New()
	err := x.tx.EachRow(x.tables[t.Name], func(row []any) error {
		b.Reset()
		got.Rows++
		err := line(&b, t, row)
		all.Write(b.Bytes())
		return err
	})
	if got.Hash = hex.EncodeToString(all.Sum(nil)); err == nil && got != want {
		err = fmt.Errorf("the table %s stands otherwise in the database than in the archive", t.Name)
	}
	return err
}
