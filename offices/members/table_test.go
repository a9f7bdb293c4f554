package members

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"ittihad/kernel"
)

const small = "الرقم,اسم المنظمة,المدينة,الدولة,رقم الهاتف\n٧,جمعية الـسراج,\"حلب, الريف\",سوريا,٠٠٩٦٣٩٣٢١٢٣٤٥٦\n8,رابطة \u202eالياسمين\u202c,إدلب,SY,\n"

var smallColumns = []string{"number", "name_ar", "city_ar", "country", "phone"}

func encode(t testing.TB, text, as string) []byte {
	t.Helper()
	b, err := encodings[as].NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readAll(file []byte, o Options) (*table, []sheetRow, error) {
	t, err := openTable(bytes.NewReader(file), int64(len(file)), o)
	if err != nil {
		return nil, nil, err
	}
	defer t.close()
	var rows []sheetRow
	for {
		r, err := t.next()
		if err == io.EOF {
			return t, rows, nil
		}
		if err != nil {
			return t, rows, err
		}
		rows = append(rows, r)
	}
}

// One text in every encoding, with every separator, is one table.
func TestEncodingsAndSeparators(t *testing.T) {
	want := []sheetRow{{2, []string{"٧", "جمعية السراج", "حلب, الريف", "سوريا", "٠٠٩٦٣٩٣٢١٢٣٤٥٦"}}, {3, []string{"8", "رابطة الياسمين", "إدلب", "SY", ""}}}
	plain := strings.NewReplacer("\u202e", "", "\u202c", "").Replace(small) // Windows-1256 cannot hold them
	files := map[string]struct {
		file     []byte
		encoding string
	}{
		"UTF-8":                {[]byte(small), "UTF-8"},
		"UTF-8 with a mark":    {[]byte("\ufeff" + small), "UTF-8"},
		"UTF-16LE with a mark": {encode(t, "\ufeff"+small, "UTF-16LE"), "UTF-16LE"},
		"UTF-16BE with a mark": {encode(t, "\ufeff"+small, "UTF-16BE"), "UTF-16BE"},
		"UTF-16LE":             {encode(t, small, "UTF-16LE"), "UTF-16LE"},
		"UTF-16BE":             {encode(t, small, "UTF-16BE"), "UTF-16BE"},
		"Windows-1256": {encode(t, strings.NewReplacer("٠", "0", "١", "1", "٢", "2", "٣", "3", "٤", "4", "٥", "5", "٦", "6", "٧", "7", "٩", "9").
			Replace(plain), "Windows-1256"), "Windows-1256"},
	}
	for name, f := range files {
		table, rows, err := readAll(f.file, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		expect := want
		if f.encoding == "Windows-1256" {
			expect = []sheetRow{{2, []string{"7", "جمعية السراج", "حلب, الريف", "سوريا", "00963932123456"}}, want[1]}
		}
		if d := cmp.Diff(expect, rows) + cmp.Diff(smallColumns, table.Columns) + cmp.Diff(f.encoding, table.Encoding); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	for _, sep := range []string{";", "\t", "،", "|"} {
		text := strings.NewReplacer("\"حلب, الريف\"", "حلب الريف", ",", sep).Replace(small)
		for _, text := range []string{text, "sep=" + sep + "\r\n" + text} {
			table, rows, err := readAll([]byte(text), Options{})
			if err != nil || table.Separator != sep || len(rows) != 2 || rows[0].Cells[2] != "حلب الريف" {
				t.Errorf("%q: %v %v", sep, rows, err)
			}
		}
	}
	turkish := "Sıra No;Kuruluş adı;Şehir;Telefon\r\n1;Şehba Çocuk Derneği;İstanbul;0212 555 01 02\r\n"
	if table, rows, err := readAll(encode(t, turkish, "Windows-1254"), Options{Encoding: "Windows-1254"}); err != nil ||
		rows[0].Cells[1] != "Şehba Çocuk Derneği" || table.Columns[1] != "name_tr" || table.Columns[2] != "city_tr" {
		t.Errorf("%v %v %v", table, rows, err)
	}
}

// What is below a heading without a language says which one it is; a title
// above the headings is no heading.
func TestColumnsAreGuessedInThreeLanguages(t *testing.T) {
	for text, want := range map[string]string{
		"Name,City,Contact person,Position\nجمعية,حلب,سلمى,مديرة": "name_ar city_ar representative_ar role_ar",
		"Name,City,Contact\nSiraj,Aleppo,Salma":                   "name_en city_en representative_en",
		"الاسم,المدينة,الممثل\nSiraj,Aleppo,Salma":                "name_en city_en representative_en",
		"اسم المنظمة بالعربية,الاسم بالإنجليزية,الحالة,تاريخ الانتساب,مجال العمل\nأ,b,,,": "name_ar name_en standing registered_on field",
		"Kuruluş adı,Çalışma alanı,Ülke,E-posta,Kayıt tarihi\nŞehba,,,,":                  "name_tr field country email registered_on",
		"سجل الأعضاء 2017,,\n,,\nم,اسم الجمعية,شيء آخر\n1,أ,ب":                            "number name_ar ",
		"number,name_ar,name_en,name,representative_ar,representative_en\n1,أ,a,a,س,s":    "number name_ar name_en  representative_ar representative_en",
	} {
		table, rows, err := readAll([]byte(text), Options{})
		if err != nil || strings.Join(table.Columns, " ") != want || len(rows) != 1 {
			t.Errorf("%q: %q, %d rows, %v", text, table.Columns, len(rows), err)
		}
	}
}

func workbook(t testing.TB, fill func(*excelize.File, string)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f, f.GetSheetName(0))
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A spreadsheet keeps days and telephones as numbers.
func TestSpreadsheet(t *testing.T) {
	file := workbook(t, func(f *excelize.File, sheet string) {
		for cell, v := range map[string]any{"A3": "رقم العضوية", "B3": "الاسم", "C3": "تاريخ التسجيل", "D3": "الهاتف", "E3": "سنة التأسيس",
			"A1": "سجل الأعضاء", "A5": 12, "B5": "جمعية", "C5": time.Date(2016, 3, 1, 0, 0, 0, 0, time.UTC), "D5": 963932123456, "E5": 2014} {
			if err := f.SetCellValue(sheet, cell, v); err != nil {
				t.Fatal(err)
			}
		}
	})
	table, rows, err := readAll(file, Options{})
	if err != nil || len(rows) != 1 || rows[0].Line != 5 {
		t.Fatalf("%v %v", rows, err)
	}
	p := readRow(table.Columns, rows[0].Cells, table.Format)
	want := map[string]string{"number": "12", "name_ar": "جمعية", "registered_on": "2016-03-01", "phone": "963932123456", "founded": "2014"}
	if d := cmp.Diff(want, p.Said); d != "" || p.Number != 12 {
		t.Error(d)
	}
}

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
		"nothing":                   {nil, "members.file_empty"},
		"only a mark":               {[]byte("\ufeff"), "members.file_empty"},
		"only blanks":               {[]byte(" ,, \n,,\n"), "members.file_empty"},
		"a picture":                 {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00"), "members.file_no_table"},
		"an old spreadsheet":        {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), "members.file_old_or_locked"},
		"a document":                {bomb("word/document.xml", 1000), "members.file_no_table"},
		"half a spreadsheet":        {good[:len(good)/2], "members.file_broken"},
		"a spreadsheet without end": {good[:len(good)-30], "members.file_broken"},
		"a bomb":                    {says("xl/worksheets/sheet1.xml", unzipMax+1), "members.file_bomb"},
		"a bomb elsewhere":          {says("xl/media/image1.png", partMax+1), "members.file_bomb"},
		"a bomb that lies":          {lying, "members.file_broken"},
		"a million columns":         {[]byte("name" + strings.Repeat(",", 1_000_000)), "members.file_too_wide"},
		"a sheet as wide as it can": {wide, "members.file_too_wide"},
		"a quote never closed":      {[]byte("name,city\n\"a,b\n" + strings.Repeat("x", 1<<20)), "members.file_cell_too_long"},
	} {
		_, _, err := readAll(c.file, Options{})
		if !kernel.Refused(err, c.key) {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	for _, size := range []int64{200 << 20, 1 << 40} {
		for _, head := range []string{"name,city\n", "PK\x03\x04"} {
			_, err := openTable(io.NewSectionReader(endless(head), 0, size), size, Options{})
			if !kernel.Refused(err, "members.file_too_large") {
				t.Errorf("%d bytes of %q: %v", size, head, err)
			}
		}
	}
	if _, _, err := readAll([]byte(small), Options{Encoding: "EBCDIC"}); !kernel.Refused(err, "members.no_such_encoding") {
		t.Error(err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// endless is a file that begins so and has no end; whoever reads it through is
// never done.
type endless string

func (e endless) ReadAt(b []byte, at int64) (int, error) {
	for i := range b {
		b[i] = 'x'
		if p := at + int64(i); p < int64(len(e)) {
			b[i] = e[p]
		}
	}
	return len(b), nil
}

// Whatever comes, reading ends, with rows or with a sentence, and what it read
// is clean.
func FuzzTable(f *testing.F) {
	f.Add([]byte(small), "")
	f.Add([]byte("\xff\xfe\x00"), "")
	f.Add([]byte("sep=;\nname;city\n\"a\"\"b;\"\n"), "Windows-1256")
	f.Add([]byte("name\tcity\r\n\x00\xd8"), "UTF-16BE")
	enc, _ := charmap.Windows1256.NewEncoder().Bytes([]byte(strings.NewReplacer("\u202e", "", "\u202c", "").Replace("الاسم;المدينة\nأ;ب\n")))
	f.Add(enc, "")
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(small))
	f.Add(utf16, "")
	f.Fuzz(func(t *testing.T, file []byte, encoding string) {
		table, rows, err := readAll(file, Options{Encoding: encoding})
		if err != nil {
			if kernel.Refusal(err) == nil {
				t.Errorf("a fault: %v", err)
			}
			return
		}
		line := int64(0)
		for _, r := range rows {
			if r.Line <= line {
				t.Errorf("line %d after %d", r.Line, line)
			}
			line = r.Line
			p := readRow(table.Columns, r.Cells, table.Format)
			for field, v := range p.Said {
				if strings.ContainsAny(v, "\x00\u202eـ") {
					t.Errorf("%s is %q", field, v)
				}
			}
		}
	})
}

// Finding out an encoding never fails on text, whatever it says.
func FuzzDetect(f *testing.F) {
	for _, as := range []string{"UTF-8", "UTF-16LE", "UTF-16BE"} {
		f.Add("الاسم,المدينة\nجمعية,حلب\n", as)
	}
	f.Fuzz(func(t *testing.T, text, as string) {
		if !strings.HasPrefix(as, "UTF") || encodings[as] == nil || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' || r == 0xFFFD || r == 0xFEFF }) || len(text) < 8 {
			t.Skip()
		}
		b, err := encodings[as].NewEncoder().Bytes([]byte("\ufeff" + text))
		if err != nil {
			t.Skip()
		}
		if got, skip, err := detect(bytes.NewReader(b)); err != nil || got != as || skip == 0 {
			t.Errorf("%q as %s is taken for %s, %v", text, as, got, err)
		}
	})
}
