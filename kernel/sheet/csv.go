package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"ittihad/kernel"
)

// The encodings, by the names that people know.
var encodings = map[string]encoding.Encoding{
	"UTF-8": unicode.UTF8, "UTF-16LE": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"UTF-16BE": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "Windows-1256": charmap.Windows1256, "Windows-1254": charmap.Windows1254,
}

var boms = []struct{ bom, name string }{{"\xef\xbb\xbf", "UTF-8"}, {"\xff\xfe", "UTF-16LE"}, {"\xfe\xff", "UTF-16BE"}}

func openCSV(file io.ReaderAt, size int64, o Options) (*Table, error) {
	if size > CSVMax {
		return nil, refuse("kernel.sheet_too_large", CSVMax>>20)
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
		return nil, kernel.RefuseField("encoding", "kernel.sheet_no_such_encoding", name)
	}
	rows := &rowReader{in: enc.NewDecoder().Reader(io.NewSectionReader(file, skip, size-skip)), left: rowMax}
	text := bufio.NewReaderSize(rows, 64<<10)
	first, err := text.Peek(32 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, refuse("kernel.sheet_broken")
	}
	sep, hint := separatorOf(string(first))
	if hint {
		if _, err := text.ReadString('\n'); errors.Is(err, errRow) {
			return nil, refuse("kernel.sheet_cell_too_long", 1)
		} else if err != nil {
			return nil, refuse("kernel.sheet_empty")
		}
	}
	if o.Separator != "" {
		sep, _ = utf8.DecodeRuneInString(o.Separator)
	}
	if !slices.Contains(separators, sep) {
		return nil, kernel.RefuseField("separator", "kernel.sheet_no_such_separator")
	}
	t := &Table{Format: "csv", Encoding: name, Separator: string(sep), close: func() error { return nil }}
	t.read = readCSV(text, rows, sep)
	return t, nil
}

func readCSV(text io.Reader, rows *rowReader, sep rune) func() (int64, []string, error) {
	r := csv.NewReader(text)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = sep, true, -1
	line := 0
	return func() (int64, []string, error) {
		rows.left = rowMax
		cells, err := r.Read()
		switch {
		case err == io.EOF:
			return 0, nil, err
		case errors.Is(err, errRow):
			return 0, nil, refuse("kernel.sheet_cell_too_long", int64(line+1))
		case err != nil:
			return 0, nil, refuse("kernel.sheet_broken")
		}
		at, _ := r.FieldPos(0)
		line, _ = r.FieldPos(len(cells) - 1)
		return int64(at), cells, nil
	}
}

var errRow = errors.New("a row without end")

// A rowReader gives so many bytes for one row and no more: a quotation mark that
// is never closed would make one cell of a whole file.
type rowReader struct {
	in   io.Reader
	left int
}

// Read reads on in the row.
func (r *rowReader) Read(b []byte) (int, error) {
	if r.left <= 0 {
		return 0, errRow
	}
	n, err := r.in.Read(b[:min(len(b), r.left)])
	r.left -= n
	return n, err
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
		return "", 0, refuse("kernel.sheet_no_table")
	case bad <= 5*wide: // cut off in the middle of a letter, or of two encodings, it is still UTF-8, and the row says so
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
