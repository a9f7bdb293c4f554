package members

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"ittihad/kernel"
	"ittihad/pure/arabic"
)

// Bounds of a file, so that no file, however it was made, costs more memory or
// time than the largest honest roll.
const (
	fileMax    = 64 << 20  // bytes of a CSV file
	xlsxMax    = 32 << 20  // bytes of an XLSX file, packed
	unzipMax   = 512 << 20 // what its parts may hold unpacked, beside the disk's
	partMax    = 16 << 20  // and each part that is neither a sheet nor its texts
	inMemory   = 4 << 20   // a larger sheet is unpacked to a temporary file
	partsMax   = 2000
	rowsMax    = 200_000
	columnsMax = 100
	cellMax    = 32_767 // characters: as much as a spreadsheet allows
	linesMax   = 1_100_000
	titlesMax  = 10 // rows above the header that are looked through for it
)

// A table is a file opened for reading row by row.
type table struct {
	Format, Encoding, Separator string
	Header                      []string
	Columns                     []string // what each column seems to hold

	read   func() (line int64, cells []string, err error)
	close  func() error
	peeked []sheetRow
}

// A sheetRow is a row of a file, with its place in it as people count.
type sheetRow struct {
	Line  int64    `json:"line"`
	Cells []string `json:"cells"`
}

func refuseFile(key string, args ...any) error { return kernel.Refuse(kernel.Invalid, key, args...) }

// openTable recognises a file by what is in it, whatever it is called. What
// cannot be read is refused with one sentence.
func openTable(file io.ReaderAt, size int64, o Options) (t *table, err error) {
	head := make([]byte, min(size, 8))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case size == 0:
		return nil, refuseFile("members.file_empty")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		t, err = openXLSX(file, size)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return nil, refuseFile("members.file_old_or_locked")
	default:
		t, err = openCSV(file, size, o)
	}
	if err != nil {
		return nil, err
	}
	if err := t.findHeader(); err != nil {
		return nil, errors.Join(err, t.close())
	}
	return t, nil
}

// findHeader takes the row that names the most columns among the first ones: a
// title often stands above it.
func (t *table) findHeader() error {
	best, most := -1, 0
	for len(t.peeked) < titlesMax {
		r, err := t.row()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		t.peeked = append(t.peeked, r)
		if n := len(slices.DeleteFunc(guessColumns(r.Cells, nil), func(f string) bool { return f == "" })); n > most {
			best, most = len(t.peeked)-1, n
		}
	}
	if len(t.peeked) == 0 {
		return refuseFile("members.file_empty")
	}
	if best < 0 {
		best = 0
	}
	t.Header = t.peeked[best].Cells
	t.peeked = t.peeked[best+1:]
	var samples [][]string
	for _, r := range t.peeked {
		samples = append(samples, r.Cells)
	}
	t.Columns = guessColumns(t.Header, samples)
	return nil
}

// next is the next row that is not empty, io.EOF after the last.
func (t *table) next() (sheetRow, error) {
	if len(t.peeked) > 0 {
		r := t.peeked[0]
		t.peeked = t.peeked[1:]
		return r, nil
	}
	return t.row()
}

func (t *table) row() (sheetRow, error) {
	for {
		line, cells, err := t.read()
		switch {
		case err != nil:
			return sheetRow{}, err
		case len(cells) > columnsMax:
			return sheetRow{}, refuseFile("members.file_too_wide", line, columnsMax)
		case line > linesMax:
			return sheetRow{}, refuseFile("members.file_too_long", rowsMax)
		}
		out, any := make([]string, len(cells)), false
		for i, c := range cells {
			if len(c) > cellMax*4 {
				return sheetRow{}, refuseFile("members.file_cell_too_long", line)
			}
			out[i] = arabic.CleanText(c)
			any = any || out[i] != ""
		}
		if any {
			return sheetRow{line, out}, nil
		}
	}
}

// The encodings, by the names that people know.
var encodings = map[string]encoding.Encoding{
	"UTF-8": unicode.UTF8, "UTF-16LE": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"UTF-16BE": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "Windows-1256": charmap.Windows1256, "Windows-1254": charmap.Windows1254,
}

var boms = []struct{ bom, name string }{{"\xef\xbb\xbf", "UTF-8"}, {"\xff\xfe", "UTF-16LE"}, {"\xfe\xff", "UTF-16BE"}}

func openCSV(file io.ReaderAt, size int64, o Options) (*table, error) {
	if size > fileMax {
		return nil, refuseFile("members.file_too_large", fileMax>>20)
	}
	name, skip, err := detect(io.NewSectionReader(file, 0, size))
	if err != nil {
		return nil, err
	}
	if o.Encoding != "" {
		name = o.Encoding
	}
	enc, ok := encodings[name]
	if !ok {
		return nil, kernel.RefuseField("encoding", "members.no_such_encoding", name)
	}
	text := bufio.NewReaderSize(enc.NewDecoder().Reader(io.NewSectionReader(file, skip, size-skip)), 64<<10)
	first, err := text.Peek(32 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, refuseFile("members.file_broken")
	}
	sep, hint := separatorOf(string(first))
	if hint {
		if _, err := text.ReadString('\n'); err != nil {
			return nil, refuseFile("members.file_empty")
		}
	}
	if o.Separator != "" {
		sep, _ = utf8.DecodeRuneInString(o.Separator)
	}
	r := csv.NewReader(text)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = sep, true, -1
	if !slices.Contains(separators, sep) {
		return nil, kernel.RefuseField("separator", "members.no_such_separator")
	}
	return &table{Format: "csv", Encoding: name, Separator: string(sep), close: func() error { return nil },
		read: func() (int64, []string, error) {
			cells, err := r.Read()
			if err == io.EOF {
				return 0, nil, err
			}
			if err != nil {
				return 0, nil, refuseFile("members.file_broken")
			}
			line, _ := r.FieldPos(0)
			return int64(line), cells, nil
		}}, nil
}

// detect finds out an encoding by reading the whole file: by its mark, by the
// zeros of UTF-16, by whether it is UTF-8. What is none of them is Windows-1256,
// unless it is no text at all. skip is the length of the mark.
func detect(r io.Reader) (name string, skip int64, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, _ := in.Peek(3)
	for _, b := range boms {
		if bytes.HasPrefix(head, []byte(b.bom)) {
			return b.name, int64(len(b.bom)), nil
		}
	}
	var zeros [2]int64
	var n, controls, wide, bad int64
	for {
		c, size, err := in.ReadRune()
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", 0, err
		}
		switch {
		case c == 0:
			zeros[n%2]++
		case c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1a:
			controls++
		case c == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			wide++
		}
		n += int64(size)
	}
	switch {
	case zeros[1]*20 > n && zeros[1] > 4*zeros[0]:
		return "UTF-16LE", 0, nil
	case zeros[0]*20 > n && zeros[0] > 4*zeros[1]:
		return "UTF-16BE", 0, nil
	case zeros[0]+zeros[1] > 0 || controls*50 > n:
		return "", 0, refuseFile("members.file_no_table")
	case bad == 0 || wide > 10*bad: // cut off in the middle of a letter it is still UTF-8
		return "UTF-8", 0, nil
	}
	return "Windows-1256", 0, nil
}

var separators = []rune{',', ';', '\t', '،', '|'}

// separatorOf is the most frequent separator of the first lines, outside quotes.
// A first line "sep=;", which spreadsheets write, says it and is no row.
func separatorOf(text string) (sep rune, hint bool) {
	if rest, ok := strings.CutPrefix(text, "sep="); ok {
		if c, _ := utf8.DecodeRuneInString(rest); slices.Contains(separators, c) {
			return c, true
		}
	}
	counts, quoted := map[rune]int{}, false
	for _, c := range text {
		if c == '"' {
			quoted = !quoted
		} else if !quoted {
			counts[c]++
		}
	}
	sep = ','
	for _, c := range separators {
		if counts[c] > counts[sep] {
			sep = c
		}
	}
	return sep, false
}

func openXLSX(file io.ReaderAt, size int64) (t *table, err error) {
	if size > xlsxMax {
		return nil, refuseFile("members.file_too_large", xlsxMax>>20)
	}
	if err := weigh(file, size); err != nil {
		return nil, err
	}
	defer func() { // the library panics on some broken files
		if p := recover(); p != nil {
			t, err = nil, refuseFile("members.file_broken")
		}
	}()
	f, err := excelize.OpenReader(io.NewSectionReader(file, 0, size),
		excelize.Options{UnzipSizeLimit: unzipMax, UnzipXMLSizeLimit: inMemory, RawCellValue: true})
	if err != nil {
		return nil, refuseFile("members.file_broken")
	}
	format := "xlsx"
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil && *p.Date1904 {
		format = "xlsx-1904"
	}
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, errors.Join(refuseFile("members.file_empty"), f.Close())
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return nil, errors.Join(refuseFile("members.file_broken"), f.Close())
	}
	t = &table{Format: format, Encoding: "UTF-8", close: func() error { return errors.Join(rows.Close(), f.Close()) }}
	line := int64(0)
	t.read = func() (_ int64, cells []string, err error) {
		defer func() {
			if p := recover(); p != nil {
				err = refuseFile("members.file_broken")
			}
		}()
		if !rows.Next() {
			if rows.Error() != nil {
				return 0, nil, refuseFile("members.file_broken")
			}
			return 0, nil, io.EOF
		}
		line++
		if cells, err = rows.Columns(); err != nil {
			return 0, nil, refuseFile("members.file_broken")
		}
		return line, cells, nil
	}
	return t, nil
}

// weigh looks at what a packed file says of its parts before any is unpacked; a
// part that lies about its size ends with an error when it is.
func weigh(file io.ReaderAt, size int64) error {
	z, err := zip.NewReader(file, size)
	if err != nil {
		return refuseFile("members.file_broken")
	}
	if len(z.File) > partsMax {
		return refuseFile("members.file_bomb")
	}
	var sum uint64
	sheet := false
	for _, p := range z.File {
		name := strings.ToLower(strings.ReplaceAll(p.Name, "\\", "/"))
		large := strings.HasPrefix(name, "xl/worksheets/sheet") || name == "xl/sharedstrings.xml"
		sheet = sheet || strings.HasPrefix(name, "xl/")
		if sum += p.UncompressedSize64; sum > unzipMax || !large && p.UncompressedSize64 > partMax {
			return refuseFile("members.file_bomb")
		}
	}
	if !sheet {
		return refuseFile("members.file_no_table")
	}
	return nil
}
