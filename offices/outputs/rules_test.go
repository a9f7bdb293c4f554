package outputs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
)

// In Markdown what people wrote means its letters and nothing else, and the
// numbered outputs are a list.
func TestExport(t *testing.T) {
	got := export("عنوان *أول*", "# ليس عنوانًا\n\n١. نص <b>\n\n- ليست قائمة", Markdown)
	want := "# عنوان \\*أول\\*\n\n\\# ليس عنوانًا\n\n1. نص \\<b\\>\n\n\\- ليست قائمة\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := export("t", "١. *", Plain); got != "t\n\n١. *\n" {
		t.Errorf("plain: %q", got)
	}
}

// The reference's texts are whole in three languages.
func TestReferenceTexts(t *testing.T) {
	whole := func(name string, l words.Local) {
		if l.Ar == "" || l.En == "" || l.Tr == "" {
			t.Errorf("%s: %+v", name, l)
		}
	}
	whole("branches law", Reference().BranchesLaw)
	if n := len(Reference().Outputs); n != 9 {
		t.Errorf("%d outputs", n)
	}
	for i, o := range Reference().Outputs {
		whole(fmt.Sprint("output ", i+1), o)
		if clean, err := text("text", o, outputMost, true); err != nil || clean != o {
			t.Errorf("%s is not stored as it stands: %v", o.En, err)
		}
	}
}

// The draft agrees in Arabic with whatever number it tells.
func TestDraft(t *testing.T) {
	f := facts{sitting: assembly.Sitting{Title: words.Local{Ar: "الاجتماع السنوي", En: "Annual meeting", Tr: "Yıllık toplantı"},
		At: sqldb.Time{Time: time.Date(2017, 1, 16, 9, 0, 0, 0, time.UTC)}, Place: words.Local{Ar: "إسطنبول"}, Active: 88}, zone: time.UTC, hall: 25, remote: 29}
	for n, o := range Reference().Outputs {
		f.outputs = append(f.outputs, Output{Number: int64(n) + 1, Text: o})
	}
	for lang, want := range map[string][]string{
		"ar": {"شاركت فيها ٥٤ منظمة من أصل ٨٨ عضوًا عاملًا: في القاعة ٢٥، وعن بُعد ٢٩.", "وأقرّت الهيئة العامة ٩ مُخرَجات:", "الاثنين ١٦ كانون الثاني", "\n\n٩. إنشاء مجموعة"},
		"en": {"54 organisations of 88 active members took part: 25 in the hall, 29 remote.", "adopted 9 outputs:", "Monday, 16 January 2017", "\n\n9. A messaging"},
		"tr": {"88 aktif üye arasından 54 kuruluş katıldı", "9 sonucu kabul etti", "16 Ocak 2017 Pazartesi", "\n\n9. Kuruluşları"},
	} {
		got := f.draft(lang)
		for _, s := range want {
			if !strings.Contains(got, s) {
				t.Errorf("%s: no %q in\n%s", lang, s, got)
			}
		}
		if strings.ContainsAny(got, "\u2066\u2067\u2068\u2069") {
			t.Errorf("%s: isolates are left in the text", lang)
		}
	}
}

// The sentences hold in all three languages.
func TestSentences(t *testing.T) {
	for _, problem := range sentences().Check() {
		t.Error(problem)
	}
}
