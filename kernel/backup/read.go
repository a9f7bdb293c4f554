package backup

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"regexp"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Check reads an archive to its end without restoring it: every hash, every
// count, and the chain of every minute book.
func Check(ctx context.Context, r io.Reader) (Report, error) {
	return read(ctx, r, receiver{
		begin: func(header) error { return nil },
		row:   func(table, []any) error { return nil },
		file:  func(_ string, r io.Reader, _ int64) error { _, err := io.Copy(io.Discard, r); return err },
		end:   func(manifest) error { return nil },
	})
}

// A receiver is what to do with what is read. Nothing of it counts before read
// has returned without an error.
type receiver struct {
	begin func(header) error
	row   func(t table, values []any) error
	file  func(hash string, r io.Reader, size int64) error
	end   func(manifest) error
}

// A reading is an archive that is being read.
type reading struct {
	ctx    context.Context
	to     receiver
	tar    *tar.Reader
	head   header
	header string // its SHA-256
	tables map[string]*tableSum
	last   string // the entry before
	files  sum
	names  hash.Hash
	chains chains
	report Report
}

type tableSum struct {
	table
	rows int64
	hash hash.Hash
}

func read(ctx context.Context, r io.Reader, to receiver) (Report, error) {
	from := &source{Reader: bufio.NewReader(r)}
	if magic, _ := from.Peek(4); string(magic) != "\x28\xb5\x2f\xfd" {
		return Report{}, ErrNoArchive
	}
	z, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(1<<27))
	if err != nil {
		return Report{}, err
	}
	defer z.Close()
	in := &unpacked{z, from}
	a := &reading{ctx: ctx, to: to, tar: tar.NewReader(in), tables: map[string]*tableSum{}, names: sha256.New(), chains: chains{}}
	m, err := a.entries()
	if err != nil {
		return a.report, err
	}
	if n, err := io.Copy(io.Discard, in); err != nil { // its last checksum too
		return a.report, broken(err)
	} else if n > 0 {
		return a.report, fmt.Errorf("%w: something follows the end", ErrDamaged)
	}
	if err := a.compare(m); err != nil {
		return a.report, err
	}
	return a.report, to.end(m)
}

// A source remembers why it could not be read on: that is no damage of the
// archive.
type source struct {
	*bufio.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// unpacked says of bytes that cannot be unpacked whether they are cut or damaged.
type unpacked struct {
	z    *zstd.Decoder
	from *source
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	switch {
	case err == nil, err == io.EOF:
		return n, err
	case u.from.err != nil:
		return n, unreadable{u.from.err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return n, ErrCut
	}
	return n, fmt.Errorf("%w (%w)", ErrDamaged, err)
}

// unreadable is the error of the disk or of the wire that the archive came from.
type unreadable struct{ error }

func (u unreadable) Unwrap() error { return u.error }

// broken finds the words for an error met in reading.
func broken(err error) error {
	switch {
	case errors.Is(err, ErrCut), errors.Is(err, ErrDamaged), errors.As(err, new(unreadable)):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ErrCut
	}
	return fmt.Errorf("%w (%w)", ErrDamaged, err)
}

var (
	partName = regexp.MustCompile(`^tables/([A-Za-z_][A-Za-z0-9_]*)/(\d{6,})\.jsonl$`)
	fileName = regexp.MustCompile(`^files/([0-9a-f]{64})$`)
)

// entries reads everything up to the manifest, which is the last.
func (a *reading) entries() (m manifest, err error) {
	for first := true; ; first = false {
		if err := a.ctx.Err(); err != nil {
			return m, err
		}
		h, err := a.tar.Next()
		if err != nil {
			return m, broken(err)
		}
		if first != (h.Name == "ittihad.json") || h.Name <= a.last && !first && part(h.Name) == part(a.last) {
			return m, fmt.Errorf("%w: %s is out of its place", ErrDamaged, h.Name)
		}
		a.last = h.Name
		part, file := partName.FindStringSubmatch(h.Name), fileName.FindStringSubmatch(h.Name)
		switch {
		case first:
			err = a.begin()
		case part != nil:
			err = a.rows(part[1])
		case file != nil:
			err = a.file(file[1], h.Size)
		case h.Name == "manifest.json":
			if _, err = a.small(&m); err == nil {
				err = a.ended()
			}
			return m, err
		default:
			err = fmt.Errorf("%w: what is %.100q?", ErrDamaged, h.Name)
		}
		if err != nil {
			return m, err
		}
	}
}

// part is the folder of an entry: within one, the names ascend.
func part(name string) string { return name[:strings.LastIndexByte(name, '/')+1] }

func (a *reading) ended() error {
	if _, err := a.tar.Next(); err != io.EOF {
		return fmt.Errorf("%w: something follows the end", ErrDamaged)
	}
	return nil
}

func (a *reading) small(v any) (digested string, err error) {
	b, err := io.ReadAll(io.LimitReader(a.tar, smallSize))
	if err != nil {
		return "", broken(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return "", fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return digest(b), nil
}

func (a *reading) begin() (err error) {
	if a.header, err = a.small(&a.head); err != nil {
		return err
	}
	switch {
	case a.head.Format > format:
		return ErrNewer
	case a.head.Format < 1:
		return ErrNoArchive
	}
	a.report = Report{Made: a.head.Made.Time, Dialect: a.head.Dialect, Tables: len(a.head.Tables)}
	for _, t := range a.head.Tables {
		a.tables[t.Name] = &tableSum{table: t, hash: sha256.New()}
	}
	return a.to.begin(a.head)
}

// rows reads a part of a table.
func (a *reading) rows(name string) error {
	t := a.tables[name]
	if t == nil {
		return fmt.Errorf("%w: the table %s was not announced", ErrDamaged, name)
	}
	in := io.TeeReader(a.tar, t.hash)
	d := json.NewDecoder(in)
	d.UseNumber()
	for {
		var row []any
		if err := d.Decode(&row); err == io.EOF {
			break
		} else if err != nil {
			return broken(err)
		}
		values, err := t.values(row)
		if err != nil {
			return err
		}
		t.rows++
		a.report.Rows++
		if err := a.chains.take(t.table, values); err != nil {
			return err
		}
		if err := a.to.row(t.table, values); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return broken(err)
	}
	return nil
}

func (a *reading) file(name string, size int64) error {
	h := sha256.New()
	if err := a.to.file(name, io.TeeReader(a.tar, h), size); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return ErrCut
		}
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != name {
		return fmt.Errorf("%w: the file %s has other contents", ErrDamaged, name)
	}
	io.WriteString(a.names, name)
	a.files.Rows++
	a.report.Files++
	a.report.Bytes += size
	return nil
}

// compare holds what was read against the manifest.
func (a *reading) compare(m manifest) error {
	a.report.Left = m.Left
	a.files.Hash = hex.EncodeToString(a.names.Sum(nil))
	switch {
	case m.Header != a.header:
		return fmt.Errorf("%w: its description is not the one it was written with", ErrDamaged)
	case len(m.Tables) != len(a.tables):
		return fmt.Errorf("%w: it has %d tables and announces %d", ErrDamaged, len(m.Tables), len(a.tables))
	case m.Files != a.files:
		return fmt.Errorf("%w: it holds %d files of %d", ErrDamaged, a.files.Rows, m.Files.Rows)
	}
	for name, t := range a.tables {
		got := sum{t.rows, hex.EncodeToString(t.hash.Sum(nil))}
		if got != m.Tables[name] || t.rows != t.table.Rows {
			return fmt.Errorf("%w: the table %s has other rows than it was written with", ErrDamaged, name)
		}
	}
	var err error
	a.report.Streams, a.report.Lines, err = a.chains.whole()
	return err
}
