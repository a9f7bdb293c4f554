package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
)

// Options are what a person may say about a file beforehand.
type Options struct {
	Encoding  string // UTF-8, UTF-16LE, UTF-16BE, Windows-1256, Windows-1254; empty: found out
	Separator string // , ; tab ، |; empty: found out
	// Headings says how many columns a row names, so that the header is found
	// below a title; nil takes the first row.
	Headings func(cells []string) int
}

// A Row is a row of a file, with its place in it as people count.
type Row struct {
	Line  int64    `json:"line"`
	Cells []string `json:"cells"`
}

// A Table is a file opened for reading row by row.
type Table struct {
	Format    string // csv, xlsx, or xlsx-1904, whose days are counted from then
	Encoding  string
	Separator string
	Header    []string

	read   func() (line int64, cells []string, err error)
	close  func() error
	peeked []Row
}

func refuse(key string, args ...any) error { return kernel.Refuse(kernel.Invalid, key, args...) }

// Open recognises a file by what is in it. What cannot be read is refused with
// one sentence. The file must stay open until the table is closed.
func Open(file io.ReaderAt, size int64, o Options) (t *Table, err error) {
	head := make([]byte, min(size, 8))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case size == 0:
		return nil, refuse("kernel.sheet_empty")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		t, err = openXLSX(file, size)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return nil, refuse("kernel.sheet_old_or_locked")
	default:
		t, err = openCSV(file, size, o)
	}
	if err != nil {
		return nil, err
	}
	if err := t.findHeader(o.Headings); err != nil {
		return nil, errors.Join(err, t.close())
	}
	return t, nil
}

// Close lets the file go.
func (t *Table) Close() error { return t.close() }

// findHeader takes the row that names the most columns among the first ones: a
// title often stands above it.
func (t *Table) findHeader(headings func([]string) int) error {
	best, most := 0, 0
	for len(t.peeked) < titlesMax {
		r, err := t.row()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		t.peeked = append(t.peeked, r)
		if headings == nil {
			continue
		}
		if n := headings(r.Cells); n > most {
			best, most = len(t.peeked)-1, n
		}
	}
	if len(t.peeked) == 0 {
		return refuse("kernel.sheet_empty")
	}
	t.Header = t.peeked[best].Cells
	t.peeked = t.peeked[best+1:]
	return nil
}

// Samples are the first rows below the header, which Next will still give.
func (t *Table) Samples() (list [][]string) {
	for _, r := range t.peeked {
		list = append(list, r.Cells)
	}
	return list
}

// Next is the next row that is not empty, its texts cleaned; io.EOF after the
// last. A row that cannot be read is a refusal.
func (t *Table) Next() (Row, error) {
	if len(t.peeked) > 0 {
		r := t.peeked[0]
		t.peeked = t.peeked[1:]
		return r, nil
	}
	return t.row()
}

func (t *Table) row() (Row, error) {
	for {
		line, cells, err := t.read()
		switch {
		case err != nil:
			return Row{}, err
		case len(cells) > columnsMax:
			return Row{}, refuse("kernel.sheet_too_wide", line, columnsMax)
		case line > linesMax:
			return Row{}, refuse("kernel.sheet_too_long", RowsMax)
		}
		out, any := make([]string, len(cells)), false
		for i, c := range cells {
			if len(c) > cellMax*4 {
				return Row{}, refuse("kernel.sheet_cell_too_long", line)
			}
			if t.Format == "csv" && strings.ContainsAny(c, "\x00\ufffd") { // letters are lost
				return Row{}, refuse("kernel.sheet_unreadable", line, words.Code(t.Encoding))
			}
			out[i] = arabic.CleanText(c)
			any = any || out[i] != ""
		}
		if any {
			return Row{line, out}, nil
		}
	}
}
