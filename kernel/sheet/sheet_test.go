package sheet

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"ittihad/kernel"
)

const small = "الرقم,اسم المنظمة,المدينة,الدولة,رقم الهاتف\n٧,جمعية الـسراج,\"حلب, الريف\",سوريا,٠٠٩٦٣٩٣٢١٢٣٤٥٦\n8,رابطة \u202eالياسمين\u202c,إدلب,SY,\n"

var smallHeader = []string{"الرقم", "اسم المنظمة", "المدينة", "الدولة", "رقم الهاتف"}

// named counts the headings that a row has, as an office does.
func named(cells []string) (n int) {
	for _, c := range cells {
		if strings.Contains(" الرقم اسم المنظمة المدينة الدولة رقم الهاتف رقم العضوية الاسم Kuruluş adı Şehir name city ", " "+c+" ") && c != "" {
			n++
		}
	}
	return n
}

func encode(t testing.TB, text, as string) []byte {
	t.Helper()
	b, err := encodings[as].NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readAll(file []byte, o Options) (*Table, []Row, error) {
	o.Headings = named
	t, err := Open(bytes.NewReader(file), int64(len(file)), o)
	if err != nil {
		return nil, nil, err
	}
	defer t.Close()
	var rows []Row
	for {
		r, err := t.Next()
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
	want := []Row{{2, []string{"٧", "جمعية السراج", "حلب, الريف", "سوريا", "٠٠٩٦٣٩٣٢١٢٣٤٥٦"}}, {3, []string{"8", "رابطة الياسمين", "إدلب", "SY", ""}}}
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
			expect = []Row{{2, []string{"7", "جمعية السراج", "حلب, الريف", "سوريا", "00963932123456"}}, want[1]}
		}
		if d := cmp.Diff(expect, rows) + cmp.Diff(smallHeader, table.Header) + cmp.Diff(f.encoding, table.Encoding); d != "" {
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
		rows[0].Cells[1] != "Şehba Çocuk Derneği" || table.Header[1] != "Kuruluş adı" || len(rows) != 1 {
		t.Errorf("%v %v %v", table, rows, err)
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
	day, ok := Day(table.Format, rows[0].Cells[2])
	want := []string{"12", "جمعية", "42430", "963932123456", "2014"}
	if d := cmp.Diff(want, rows[0].Cells) + cmp.Diff("رقم العضوية", table.Header[0]); d != "" || !ok || day != "2016-03-01" {
		t.Error(d, day)
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
		_, rows, err := readAll(file, Options{Encoding: encoding})
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
			for _, v := range r.Cells {
				if strings.ContainsAny(v, "\x00\u202eـ") || !utf8.ValidString(v) {
					t.Errorf("line %d has %q", line, v)
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

// A guarded cell is no formula, and comes back as it was.
func TestGuard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "cell")
		if rapid.Bool().Draw(t, "formula") {
			s = rapid.SampledFrom([]string{"=", "+", "-", "@", "\t", "\r"}).Draw(t, "sign") + s
		}
		g := Guard(s)
		if g != "" && strings.ContainsRune("=+-@\t\r", rune(g[0])) {
			t.Fatalf("%q is a formula", g)
		}
		if formula(s) && Unguard(g) != s {
			t.Fatalf("%q came back as %q", s, Unguard(g))
		}
	})
}
