package sheet

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// A Writer writes a table's rows, each cell guarded; the first row is the header.
type Writer struct {
	row func(cells []string) error
	end func() error
}

// Row writes a row.
func (w *Writer) Row(cells []string) error {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = Guard(c)
	}
	return w.row(safe)
}

// Close writes the table's end.
func (w *Writer) Close() error { return w.end() }

// NewCSV writes UTF-8 with a mark, without which spreadsheets take Arabic for
// another encoding.
func NewCSV(to io.Writer) (*Writer, error) {
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return nil, err
	}
	w := csv.NewWriter(to)
	w.UseCRLF = true
	return &Writer{row: w.Write, end: func() error { w.Flush(); return w.Error() }}, nil
}

// NewXLSX writes one sheet, from right to left. A long table waits on the disk.
func NewXLSX(to io.Writer) (*Writer, error) {
	f := excelize.NewFile()
	sheet, rtl := f.GetSheetName(0), true
	if err := f.SetSheetView(sheet, 0, &excelize.ViewOptions{RightToLeft: &rtl}); err != nil {
		return nil, err
	}
	s, err := f.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	line := 0
	w := &Writer{row: func(cells []string) error {
		line++
		row := make([]any, len(cells))
		for i, c := range cells {
			row[i] = c
		}
		return s.SetRow("A"+strconv.Itoa(line), row)
	}}
	w.end = func() error {
		defer f.Close()
		if err := s.Flush(); err != nil {
			return err
		}
		return f.Write(to)
	}
	return w, nil
}
