package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"ittihad/kernel"
)

// A broken, a locked, an enormous and a poisoned file: one sentence each, at
// once.
func TestFilesThatAreRefused(t *testing.T) {
	good := workbook(t, func(f *excelize.File, sheet string) {
		for i := range 2000 {
			f.SetCellValue(sheet, fmt.Sprint("A", i+1), fmt.Sprint("name ", i))
		}
	})
	bomb := func(name string, size int64) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, _ := z.Create(name)
		io.CopyN(w, zeros{}, size)
		z.Close()
		return b.Bytes()
	}
	says := func(name string, size uint64) []byte { // a part that says how large it is
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: size, CompressedSize64: 10})
		z.Close()
		return b.Bytes()
	}
	lying := bomb("xl/worksheets/sheet1.xml", 4<<20)
	for _, mark := range []string{"PK\x01\x02", "PK\x07\x08"} { // say that it holds 100 bytes
		at := bytes.LastIndex(lying, []byte(mark))
		size := map[string]int{"PK\x01\x02": 24, "PK\x07\x08": 12}[mark]
		copy(lying[at+size:], []byte{100, 0, 0, 0})
	}
	wide := workbook(t, func(f *excelize.File, sheet string) {
		f.SetCellValue(sheet, "A1", "name")
		f.SetCellValue(sheet, "XFD2", "x")
	})
	for name, c := range map[string]struct {
		file []byte
		key  string
	}{
		"nothing":                    {nil, "kernel.sheet_empty"},
		"only a mark":                {[]byte("\ufeff"), "kernel.sheet_empty"},
		"only blanks":                {[]byte(" ,, \n,,\n"), "kernel.sheet_empty"},
		"a picture":                  {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00"), "kernel.sheet_no_table"},
		"an old spreadsheet":         {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), "kernel.sheet_old_or_locked"},
		"a document":                 {bomb("word/document.xml", 1000), "kernel.sheet_no_table"},
		"half a spreadsheet":         {good[:len(good)/2], "kernel.sheet_broken"},
		"a spreadsheet without end":  {good[:len(good)-30], "kernel.sheet_broken"},
		"a bomb":                     {says("xl/worksheets/sheet1.xml", sheetsMax+1), "kernel.sheet_bomb"},
		"a bomb elsewhere":           {says("xl/media/image1.png", othersMax+1), "kernel.sheet_bomb"},
		"a bomb that lies":           {lying, "kernel.sheet_broken"},
		"a million columns":          {[]byte("name" + strings.Repeat(",", 1_000_000)), "kernel.sheet_too_wide"},
		"a sheet as wide as it can":  {wide, "kernel.sheet_too_wide"},
		"a hundred thousand columns": {[]byte("name\n" + strings.Repeat("x,", 100_000)), "kernel.sheet_too_wide"},
		"zeros in a text":            {[]byte(strings.Repeat("name,city\n", 50) + "أ\x00,ب\n"), "kernel.sheet_no_table"},
		"zeros behind a mark":        {[]byte("\ufeffname,city\nأ\x00,ب\n"), "kernel.sheet_unreadable"},
		"half in another encoding":   {append([]byte(small), encode(t, "9,جمعية الياسمين,حلب,SY,\n10,جمعية السراج,حلب,SY,\n", "Windows-1256")...), "kernel.sheet_unreadable"},
		"cut off within a letter":    {[]byte(small)[:len("الرقم,اسم المنظمة,المدينة,الدولة,رقم الهاتف\n٧,جمع")-1], "kernel.sheet_unreadable"},
		"a quote never closed":       {[]byte("name,city\n\"a,b\n" + strings.Repeat("x", 1<<20)), "kernel.sheet_cell_too_long"},
	} {
		_, _, err := readAll(c.file, Options{})
		if !kernel.Refused(err, c.key) {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	for _, size := range []int64{200 << 20, 1 << 40} {
		for _, head := range []string{"name,city\n", "PK\x03\x04"} {
			_, err := Open(io.NewSectionReader(endless(head), 0, size), size, Options{})
			if !kernel.Refused(err, "kernel.sheet_too_large") {
				t.Errorf("%d bytes of %q: %v", size, head, err)
			}
		}
	}
	if _, _, err := readAll([]byte(small), Options{Encoding: "EBCDIC"}); !kernel.Refused(err, "kernel.sheet_no_such_encoding") {
		t.Error(err)
	}
}

// part writes the text of one part of a workbook.
type part func(io.Writer)

func text(s string) part { return func(w io.Writer) { io.WriteString(w, s) } }

// many is a text, so many bytes of another, and an end.
func many(before, again string, n int, after string) part {
	return func(w io.Writer) {
		io.WriteString(w, before)
		block := []byte(strings.Repeat(again, 64<<10/len(again)+1))
		block = block[:len(block)/len(again)*len(again)]
		for n > 0 {
			w.Write(block)
			n -= len(block)
		}
		io.WriteString(w, after)
	}
}

const (
	sheetHead = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetFoot = `</sheetData></worksheet>`
	oneRow    = `<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>`
	plain     = sheetHead + oneRow + `<row r="2"><c r="A2" t="s"><v>0</v></c></row>` + sheetFoot
	stringsOf = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
)

// book is a workbook with parts of one's own.
func book(t *testing.T, parts map[string]part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	all := map[string]part{
		"[Content_Types].xml":        text(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`),
		"_rels/.rels":                text(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
		"xl/workbook.xml":            text(`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": text(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
		"xl/worksheets/sheet1.xml":   text(plain),
		"xl/sharedStrings.xml":       text(stringsOf + `<si><t>جمعية</t></si></sst>`),
	}
	for name, p := range parts {
		all[name] = p
	}
	for name, p := range all {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		p(w)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// peak is how many bytes more than before the memory held while f ran.
func peak(f func()) int64 {
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := int64(m.HeapAlloc)
	var most atomic.Int64
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), int64(m.HeapAlloc)))
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	<-ended
	return most.Load() - before
}

// memoryMax is what reading any file may cost at once, whatever is in it.
const memoryMax = 192 << 20

// A file that is made to cost memory, time or a look at other files costs a
// bounded amount and is refused with one sentence.
func TestHostileFiles(t *testing.T) {
	sheet := func(p part) map[string]part { return map[string]part{"xl/worksheets/sheet1.xml": p} }
	shared := func(p part) map[string]part { return map[string]part{"xl/sharedStrings.xml": p} }
	cell := sheetHead + oneRow + `<row r="2"><c r="A2" t="inlineStr"><is><t>`
	cellFoot := `</t></is></c></row>` + sheetFoot
	for name, c := range map[string]struct {
		parts map[string]part
		key   string
	}{
		"an honest one":                     {nil, ""},
		"one text of 48 MB":                 {sheet(many(cell, "x", 400<<20, cellFoot)), "kernel.sheet_bomb"},
		"a plain text full of markup":       {sheet(many(cell+"<![CDATA[", "<row><t>", 48<<20, "]]>"+cellFoot)), "kernel.sheet_bomb"},
		"plain texts side by side":          {sheet(many(cell, "<![CDATA["+strings.Repeat("x", 60_000)+"]]><row/>", 48<<20, cellFoot)), "kernel.sheet_bomb"},
		"a comment full of markup":          {sheet(many(sheetHead+"<!-->", "<row><t>", 48<<20, "-->"+oneRow+sheetFoot)), "kernel.sheet_bomb"},
		"an instruction full of markup":     {sheet(many("<?x ", "<row><t>", 48<<20, "?>"+plain)), "kernel.sheet_bomb"},
		"a value of 48 MB":                  {sheet(many(sheetHead+`<row x="`, "<row/>", 48<<20, `"/>`+sheetFoot)), "kernel.sheet_broken"},
		"a value full of ends":              {sheet(many(sheetHead+`<row x="`, ">", 48<<20, `"/>`+sheetFoot)), "kernel.sheet_bomb"},
		"a name of 48 MB":                   {sheet(many(sheetHead+"<", "row", 48<<20, "/>"+sheetFoot)), "kernel.sheet_bomb"},
		"elements within elements":          {sheet(many(sheetHead, "<a>", 48<<20, "")), "kernel.sheet_bomb"},
		"rows within rows":                  {sheet(many(sheetHead, "<row>", 48<<20, "")), "kernel.sheet_bomb"},
		"ends before beginnings":            {sheet(many(sheetHead, "</a>", 48<<20, "")), "kernel.sheet_broken"},
		"a row of ten million cells":        {sheet(many(sheetHead+`<row r="1">`, `<c t="n"><v>1</v></c>`, 48<<20, "</row>"+sheetFoot)), "kernel.sheet_bomb"},
		"a row of two hundred thousand":     {sheet(many(sheetHead+`<row r="1">`, `<c><v>1</v></c>`, 3<<20, "</row>"+sheetFoot)), "kernel.sheet_too_wide"},
		"rows without end":                  {sheet(many(sheetHead, `<row/>`, 8<<20, sheetFoot)), "kernel.sheet_too_long"},
		"one shared text of 64 MB":          {shared(many(stringsOf+"<si><t>", "x", 64<<20, "</t></si></sst>")), "kernel.sheet_bomb"},
		"shared texts without number":       {shared(many(stringsOf, "<si/>", 64<<20, "</sst>")), "kernel.sheet_bomb"},
		"a shared text of a million pieces": {shared(many(stringsOf+"<si>", "<r/>", 48<<20, "</si></sst>")), "kernel.sheet_bomb"},
		"pieces up to the bound":            {shared(many(stringsOf+"<si>", "<r/>", 3<<20, "</si></sst>")), ""},
		"shared texts up to the bound":      {shared(many(stringsOf, "<si/>", 5*2_000_000-64<<10, "</sst>")), ""},
		"styles without end":                {map[string]part{"xl/styles.xml": many("<styleSheet><cellXfs>", "<xf/>", 30<<20, "</cellXfs></styleSheet>")}, "kernel.sheet_bomb"},
		"styles up to the bound":            {map[string]part{"xl/styles.xml": many(`<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>`, "<xf/>", 3<<20-1000-64<<10, "</cellXfs></styleSheet>")}, ""},
		"an entity that is another file": {sheet(text(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>` +
			strings.Replace(plain, "name", "&f;", 1))), "kernel.sheet_broken"},
		"a thousand million laughs":      {shared(text(`<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + stringsOf + `<si><t>&b;</t></si></sst>`)), "kernel.sheet_broken"},
		"a sheet that breaks off":        {sheet(text(strings.Replace(plain, `<row r="2">`, "<row", 1))), "kernel.sheet_broken"},
		"a sheet without its end":        {sheet(text(strings.TrimSuffix(plain, sheetFoot))), "kernel.sheet_broken"},
		"an entity that nobody declares": {sheet(text(strings.Replace(plain, "name", "&f;", 1))), "kernel.sheet_broken"},
	} {
		file := book(t, c.parts)
		var err error
		start := time.Now()
		used := peak(func() { _, _, err = readAll(file, Options{}) })
		t.Logf("%-36s %6d kB packed, %4d MB of memory, %5d ms: %v", name, len(file)>>10, used>>20, time.Since(start).Milliseconds(), err)
		if c.key == "" && err != nil || c.key != "" && !kernel.Refused(err, c.key) {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
		if used > memoryMax {
			t.Errorf("%s cost %d MB of memory", name, used>>20)
		}
	}
}

// A text file that is all one cell, or as long as it may be, costs no more.
func TestHostileTexts(t *testing.T) {
	fill := func(before, again string, n int, after string) []byte {
		var b bytes.Buffer
		many(before, again, n, after)(&b)
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		file []byte
		key  string
	}{
		"one cell of 50 MB":           {fill("name,city\n", "x", 50<<20, "\n"), "kernel.sheet_cell_too_long"},
		"one quoted cell of 8 MB":     {fill("name,city\n\"", "x\n", 8<<20, "\"\n"), "kernel.sheet_cell_too_long"},
		"quotes within quotes":        {fill("name,city\n\"", "\"\"", 8<<20, "\"\n"), "kernel.sheet_cell_too_long"},
		"separators alone":            {fill("name,city\n", ",", 8<<20, "\n"), "kernel.sheet_cell_too_long"},
		"lines alone":                 {fill("name,city\n", "\n", 8<<20, ""), "kernel.sheet_cell_too_long"},
		"short lines without end":     {fill("name\n", "x\n", 8<<20, ""), "kernel.sheet_too_long"},
		"a first line of 8 MB":        {fill("", "name ", 8<<20, ""), "kernel.sheet_cell_too_long"},
		"a hint and nothing after it": {fill("sep=;", "x", 8<<20, ""), "kernel.sheet_cell_too_long"},
	} {
		var err error
		start := time.Now()
		used := peak(func() { _, err = drain(c.file) })
		t.Logf("%-30s %4d MB of memory, %5d ms: %v", name, used>>20, time.Since(start).Milliseconds(), err)
		if c.key == "" && err != nil || c.key != "" && !kernel.Refused(err, c.key) {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
		if used > memoryMax {
			t.Errorf("%s cost %d MB of memory", name, used>>20)
		}
	}
}

// drain reads a file to its end and counts its rows.
func drain(file []byte) (n int, err error) {
	t, err := Open(bytes.NewReader(file), int64(len(file)), Options{Headings: named})
	if err != nil {
		return 0, err
	}
	defer t.Close()
	for ; ; n++ {
		if _, err := t.Next(); err != nil {
			if err == io.EOF {
				err = nil
			}
			return n, err
		}
	}
}
