package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"io"
	"strings"
)

var (
	errBomb = refuse("kernel.sheet_bomb")
	errXML  = refuse("kernel.sheet_broken")
)

// weigh walks through a packed file before the library unpacks any of it: what
// its parts say of their size, and what they are.
func weigh(file io.ReaderAt, size int64) error {
	z, err := zip.NewReader(file, size)
	if err != nil {
		return errXML
	}
	if len(z.File) > partsMax {
		return errBomb
	}
	var w weights
	for _, p := range z.File {
		if err := w.add(p); err != nil {
			return err
		}
	}
	if !w.workbook {
		return refuse("kernel.sheet_no_table")
	}
	for _, p := range z.File {
		if err := walkPart(p); err != nil {
			return err
		}
		if err := wellFormed(p); err != nil {
			return err
		}
	}
	return nil
}

// weights are what a file's parts say that they hold, unpacked.
type weights struct {
	all, strings, others uint64
	workbook             bool
}

func partName(p *zip.File) string { return strings.ToLower(strings.ReplaceAll(p.Name, "\\", "/")) }

func (w *weights) add(p *zip.File) error {
	n := p.UncompressedSize64
	if n > sheetsMax {
		return errBomb // before the sum could run over
	}
	switch kindOf(p) {
	case aSheet:
	case theStrings:
		w.strings += n
	case markedUp:
		if n > partMax {
			return errBomb
		}
		fallthrough
	default:
		w.others += n
	}
	w.all += n
	w.workbook = w.workbook || strings.HasPrefix(partName(p), "xl/")
	if w.all > sheetsMax || w.strings > stringsMax || w.others > othersMax {
		return errBomb
	}
	return nil
}

// What a part is, as the library will take it.
const (
	aSheet     = iota // read row by row, from the disk if it is large
	theStrings        // likewise, text by text
	markedUp          // read into memory, and there it takes many times its size
	notRead           // pictures and the like
)

func kindOf(p *zip.File) int {
	name := partName(p)
	switch {
	case strings.HasPrefix(name, "xl/worksheets/sheet"):
		return aSheet
	case name == "xl/sharedstrings.xml":
		return theStrings
	case strings.HasPrefix(name, "xl/media/"), strings.HasPrefix(name, "xl/pivotcache/"), strings.HasPrefix(name, "xl/embeddings/"),
		strings.HasSuffix(name, ".vml"), strings.HasSuffix(name, ".bin"):
		return notRead
	}
	return markedUp
}

// walkPart reads one part to its end, keeping nothing. A part that lies about its
// size ends with an error where it would be larger.
func walkPart(p *zip.File) error {
	kind := kindOf(p)
	if kind == notRead {
		return nil
	}
	part, err := p.Open()
	if err != nil {
		return errXML
	}
	defer part.Close()
	in, m := bufio.NewReaderSize(part, 64<<10), markup{parts: kind != markedUp}
	for {
		b, err := in.ReadByte()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errXML
		}
		if err := m.step(b); err != nil {
			return err
		}
	}
}

// wellFormed reads the rows and texts as the library will, which takes a fault
// in them for their end: half a sheet would pass for a whole one.
func wellFormed(p *zip.File) error {
	if kind := kindOf(p); kind != aSheet && kind != theStrings {
		return nil
	}
	part, err := p.Open()
	if err != nil {
		return errXML
	}
	defer part.Close()
	d := xml.NewDecoder(part)
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return errXML
		}
	}
}
