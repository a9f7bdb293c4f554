package sheet

import (
	"errors"
	"io"

	"github.com/xuri/excelize/v2"
)

func openXLSX(file io.ReaderAt, size int64) (t *Table, err error) {
	if size > XLSXMax {
		return nil, refuse("kernel.sheet_too_large", XLSXMax>>20)
	}
	if err := weigh(file, size); err != nil {
		return nil, err
	}
	defer func() { // the library panics on some broken files
		if p := recover(); p != nil {
			t, err = nil, refuse("kernel.sheet_broken")
		}
	}()
	f, err := excelize.OpenReader(io.NewSectionReader(file, 0, size),
		excelize.Options{UnzipSizeLimit: sheetsMax, UnzipXMLSizeLimit: inMemory, RawCellValue: true})
	if err != nil {
		return nil, refuse("kernel.sheet_broken")
	}
	format := "xlsx"
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil && *p.Date1904 {
		format = "xlsx-1904"
	}
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, errors.Join(refuse("kernel.sheet_empty"), f.Close())
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return nil, errors.Join(refuse("kernel.sheet_broken"), f.Close())
	}
	t = &Table{Format: format, Encoding: "UTF-8", close: func() error { return errors.Join(rows.Close(), f.Close()) }}
	t.read = readXLSX(rows)
	return t, nil
}

func readXLSX(rows *excelize.Rows) func() (int64, []string, error) {
	line := int64(0)
	return func() (_ int64, cells []string, err error) {
		defer func() {
			if p := recover(); p != nil {
				err = refuse("kernel.sheet_broken")
			}
		}()
		if !rows.Next() {
			if rows.Error() != nil {
				return 0, nil, refuse("kernel.sheet_broken")
			}
			return 0, nil, io.EOF
		}
		line++
		if cells, err = rows.Columns(); err != nil {
			return 0, nil, refuse("kernel.sheet_broken")
		}
		return line, cells, nil
	}
}
