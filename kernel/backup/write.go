package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"

	"ittihad/kernel"
	"ittihad/kernel/blob"
	"ittihad/kernel/sqldb"
)

// Write makes an archive of a living federation: all tables as they stand at one
// moment, in one read transaction that holds up nobody, then the files. What was
// acknowledged before the call is in it. progress, if set, hears how many of the
// rows and files are written. *Left as error means that the archive is whole but
// for files that were damaged before.
//
// A file that is removed meanwhile is not in the archive: whoever was erased
// after the moment is not brought back by it.
func Write(ctx context.Context, k *kernel.Kernel, w io.Writer, progress func(done, total int64)) error {
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	a := &archive{ctx: ctx, k: k, tar: tar.NewWriter(z), tick: tick{tell: progress}, manifest: manifest{Tables: map[string]sum{}}}
	var files []string
	err = k.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		files, err = a.tables(tx)
		return err
	})
	if err == nil {
		err = a.files(files)
	}
	if err == nil {
		err = a.describe("manifest.json", a.manifest)
	}
	if err = errors.Join(err, ctx.Err()); err != nil {
		return err
	}
	if err := errors.Join(a.tar.Close(), z.Close()); err != nil {
		return err
	}
	if len(a.manifest.Left) > 0 {
		return &Left{a.manifest.Left}
	}
	return nil
}

// An archive is one that is being written.
type archive struct {
	ctx      context.Context
	k        *kernel.Kernel
	tar      *tar.Writer
	head     header
	manifest manifest
	tick     tick
}

// tables writes all tables of one moment, and lists the files of that moment or
// a little later: a file is stored before the row that names it.
func (a *archive) tables(tx *sqldb.Tx) (files []string, err error) {
	list, err := tx.Tables()
	if err != nil {
		return nil, err
	}
	a.head = header{Format: format, Made: sqldb.Time{Time: a.k.Now()}, Dialect: a.k.DB.Dialect}
	a.head.Schema, err = sqldb.All(tx, func(f *schemaFile) []any { return []any{&f.Office, &f.File, &f.Sum} },
		`SELECT office, file, sum FROM schema_files ORDER BY office, file`)
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		n, err := tx.Count(t)
		if err != nil {
			return nil, err
		}
		a.head.Tables = append(a.head.Tables, table{t.Name, t.Columns, n})
		a.tick.total += n
	}
	if files, err = a.k.Blobs.All(); err != nil {
		return nil, err
	}
	a.head.Files = len(files)
	a.tick.total += int64(len(files))
	if err := a.describe("ittihad.json", a.head); err != nil {
		return nil, err
	}
	for i, t := range list {
		if err := a.table(tx, t, a.head.Tables[i]); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// describe writes one of the two descriptions.
func (a *archive) describe(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return err
	}
	if name == "ittihad.json" {
		a.manifest.Header = digest(b)
	}
	return a.entry(name, int64(len(b)), bytes.NewReader(b))
}

func digest(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }

// entry writes one entry. It carries no time and no owner, so that two archives
// of one moment are alike.
func (a *archive) entry(name string, size int64, r io.Reader) error {
	if err := a.ctx.Err(); err != nil {
		return err
	}
	if err := a.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: time.Unix(0, 0), Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := io.Copy(a.tar, r)
	return err
}

// table writes a table in parts, and its sum.
func (a *archive) table(tx *sqldb.Tx, t sqldb.Table, described table) error {
	var part bytes.Buffer
	var parts, rows int
	all := sha256.New()
	flush := func() error {
		parts++
		all.Write(part.Bytes())
		a.tick.more(rows)
		rows = 0
		err := a.entry(fmt.Sprintf("tables/%s/%06d.jsonl", t.Name, parts), int64(part.Len()), &part)
		part.Reset()
		return err
	}
	var n int64
	err := tx.EachRow(t, func(row []any) error {
		n, rows = n+1, rows+1
		if err := line(&part, described, row); err != nil || part.Len() < partSize {
			return err
		}
		return flush()
	})
	if err == nil && part.Len() > 0 {
		err = flush()
	}
	a.manifest.Tables[t.Name] = sum{n, hex.EncodeToString(all.Sum(nil))}
	return err
}

// files writes the files.
func (a *archive) files(list []string) error {
	names := sha256.New()
	for _, h := range list {
		if err := a.file(h, names); err != nil {
			return fmt.Errorf("file %s: %w", h, err)
		}
		a.tick.more(1)
	}
	a.manifest.Files.Hash = hex.EncodeToString(names.Sum(nil))
	return nil
}

// file writes a file, after it was read once to see that it is what was stored:
// in the middle of the archive there is no way back.
func (a *archive) file(h string, names hash.Hash) error {
	err := a.k.Blobs.Check(h)
	switch {
	case errors.Is(err, blob.ErrNone):
		return nil
	case errors.Is(err, blob.ErrChanged):
		a.manifest.Left = append(a.manifest.Left, h)
		return nil
	case err != nil:
		return err
	}
	f, err := a.k.Blobs.Get(h)
	if errors.Is(err, blob.ErrNone) {
		return nil
	} else if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	io.WriteString(names, h)
	a.manifest.Files.Rows++
	return a.entry("files/"+h, info.Size(), f)
}
