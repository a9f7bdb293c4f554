package members

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"ittihad/kernel"
)

// guessed is what the columns of a file seem to hold, and its rows' plans.
func guessed(file []byte) (columns []string, rows []Plan, err error) {
	t, err := openTable(bytes.NewReader(file), int64(len(file)), Options{})
	if err != nil {
		return nil, nil, err
	}
	defer t.Close()
	columns = guessColumns(t.Header, t.Samples())
	for {
		r, err := t.Next()
		if err == io.EOF {
			return columns, rows, nil
		}
		if err != nil {
			return columns, rows, err
		}
		rows = append(rows, readRow(columns, r.Cells, t.Format))
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
		columns, rows, err := guessed([]byte(text))
		if err != nil || strings.Join(columns, " ") != want || len(rows) != 1 {
			t.Errorf("%q: %q, %d rows, %v", text, columns, len(rows), err)
		}
	}
}

// A spreadsheet keeps days, years and telephones as numbers.
func TestSpreadsheetRow(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for cell, v := range map[string]any{"A1": "رقم العضوية", "B1": "الاسم", "C1": "تاريخ التسجيل", "D1": "الهاتف", "E1": "سنة التأسيس",
		"A2": 12, "B2": "'=جمعية", "C2": time.Date(2016, 3, 1, 0, 0, 0, 0, time.UTC), "D2": 963932123456, "E2": 2014} {
		if err := f.SetCellValue(f.GetSheetName(0), cell, v); err != nil {
			t.Fatal(err)
		}
	}
	file, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	_, rows, err := guessed(file.Bytes())
	if err != nil || len(rows) != 1 {
		t.Fatalf("%v %v", rows, err)
	}
	want := map[string]string{"number": "12", "name_ar": "=جمعية", "registered_on": "2016-03-01", "phone": "963932123456", "founded": "2014"}
	if d := cmp.Diff(want, rows[0].Said); d != "" || rows[0].Number != 12 {
		t.Error(d)
	}
}

// Whatever a file holds, reading its rows ends with plans whose texts are clean.
func FuzzRow(f *testing.F) {
	f.Add([]byte("الرقم,اسم المنظمة,المدينة,الدولة,رقم الهاتف\n٧,جمعية الـسراج,\"حلب, الريف\",سوريا,٠٠٩٦٣٩٣٢١٢٣٤٥٦\n"))
	f.Add([]byte("sep=;\nname;city\n\"a\"\"b;\"\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		_, rows, err := guessed(file)
		if err != nil && kernel.Refusal(err) == nil {
			t.Errorf("a fault: %v", err)
		}
		for _, p := range rows {
			for field, v := range p.Said {
				if strings.ContainsAny(v, "\x00\u202eـ") {
					t.Errorf("%s is %q", field, v)
				}
			}
		}
	})
}
