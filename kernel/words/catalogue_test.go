package words

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// texts makes an office's files; "" leaves one out.
func texts(ar, en, tr string) fs.FS {
	m := fstest.MapFS{}
	for code, body := range map[string]string{"ar": ar, "en": en, "tr": tr} {
		if body != "" {
			m["text/"+code+".json"] = &fstest.MapFile{Data: []byte(body)}
		}
	}
	return m
}

// same gives all languages one body.
func same(body string) fs.FS { return texts(body, body, body) }

// with returns a catalogue that holds an office x.
func with(t testing.TB, ar, en, tr string) *Catalogue {
	t.Helper()
	c := New()
	if err := c.Add("x", texts(ar, en, tr)); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOwnSentencesAreSound(t *testing.T) {
	c := New()
	for _, problem := range c.Check() {
		t.Error(problem)
	}
	if len(c.Keys()) < 13 {
		t.Errorf("only %d keys: the embedded sentences are not loaded", len(c.Keys()))
	}
}

func TestAddRefuses(t *testing.T) {
	good := `{"x.a": "a"}`
	tests := []struct {
		name string
		text fs.FS
		want []string // each stands in the error
	}{
		{"unknown form", texts(good, `{"x.a": {"some": "a", "other": "b"}}`, good), []string{"x/text/en.json: x.a: ", `unknown plural form "some"`}},
		{"no other", texts(good, good, `{"x.a": {"one": "a"}}`), []string{"x/text/tr.json: x.a: ", `"other" is missing`}},
		{"unknown placeholder", texts(`{"x.a": "مرحبا {name}"}`, good, good), []string{"x/text/ar.json: x.a: ", "unknown placeholder {name}"}},
		{"placeholder in a form", texts(good, `{"x.a": {"one": "{10}", "other": "b"}}`, good), []string{"x/text/en.json: x.a: one: ", "{10}"}},
		{"open brace", same(`{"x.a": "a {"}`), []string{"x.a", "not closed"}},
		{"closing brace", same(`{"x.a": "a }"}`), []string{"x.a", "not opened"}},
		{"missing language", texts(good, good, ""), []string{"x: language tr is missing"}},
		{"duplicate in a file", texts(`{"x.a": "a", "x.a": "b"}`, good, good), []string{"x/text/ar.json: x.a: duplicate key"}},
		{"duplicate form", texts(good, `{"x.a": {"other": "a", "other": "b"}}`, good), []string{"x/text/en.json: x.a: ", `"other" stands twice`}},
		{"foreign key", same(`{"y.a": "a"}`), []string{"x/text/ar.json: y.a: ", `begins with "x."`}},
		{"prefix alone", same(`{"x.": "a"}`), []string{`begins with "x."`}},
		{"not a sentence", same(`{"x.a": 3}`), []string{"x.a", "neither a sentence"}},
		{"null", same(`{"x.a": null}`), []string{"x.a", "neither a sentence"}},
		{"form not a string", same(`{"x.a": {"other": null}}`), []string{"x.a", `"other" is not a string`}},
		{"by is no index", same(`{"x.a": {"by": "count", "other": "b"}}`), []string{"x.a", `"by" names the index`}},
		{"not an object", same(`["x.a"]`), []string{"not a JSON object"}},
		{"cut off", same(`{"x.a": "a", "x.b`), []string{`after key "x.a"`}},
		{"something follows", same(good + `{}`), []string{"something follows"}},
		{"all faults together", texts(`{"x.a": "{a}", "x.b": "{b}"}`, `{"x.a": {"one": "{c}"}}`, good),
			[]string{"unknown placeholder {a}", "unknown placeholder {b}", "unknown placeholder {c}", "en.json: x.a: plural form \"other\" is missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := New()
			err := c.Add("x", tt.text)
			if err == nil {
				t.Fatal("added")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error does not say %q:\n%v", want, err)
				}
			}
			if n := len(c.Keys()); n != len(New().Keys()) {
				t.Errorf("something was added although it failed: %d keys", n)
			}
		})
	}
}

func TestAddTwiceIsADuplicate(t *testing.T) {
	c := with(t, `{"x.a": "a"}`, `{"x.a": "a"}`, `{"x.a": "a"}`)
	err := c.Add("x", same(`{"x.a": "b"}`))
	if err == nil || !strings.Contains(err.Error(), "x/text/ar.json: x.a: duplicate key") {
		t.Errorf("got %v", err)
	}
	if got := c.For(Reader{Lang: "en"}).Say("x.a"); got != "a" {
		t.Errorf("the refused text replaced the first: %q", got)
	}
}

func TestCheckFindsEachDefect(t *testing.T) {
	const six = `{"zero":"ز","one":"ص","two":"صان","few":"{0} ص","many":"{0} صا","other":"{0} ص"}`
	const two = `{"one":"{0} v","other":"{0} vs"}`
	tests := []struct {
		name       string
		ar, en, tr string // the value of x.a; "" leaves the key out
		want       []string
	}{
		{"sound", `"أ {0}"`, `"a {0}"`, `"b {0}"`, nil},
		{"sound by count", six, two, two, nil},
		{"sound without an inflection", six, two, `"{0} oy"`, nil},
		{"missing", `"أ"`, `"a"`, "", []string{"x.a: tr: missing"}},
		{"empty", `"أ"`, `" "`, `"b"`, []string{"x.a: en: empty"}},
		{"empty form", six, `{"one":"","other":"{0} vs"}`, two, []string{"x.a: en: empty in form one"}},
		{"placeholders differ", `"أ {0}"`, `"a {0} {1}"`, `"b"`,
			[]string{"x.a: placeholders differ: ar has placeholders {0}, en has placeholders {0}{1}, tr has placeholders"}},
		{"placeholders differ with missing", "", `"a {0}"`, `"b"`,
			[]string{"x.a: ar: missing", "x.a: placeholders differ: en has placeholders {0}, tr has placeholders"}},
		{"arabic lacks forms", `{"one":"ص","two":"صان","many":"{0} صا","other":"{0} ص"}`, two, two,
			[]string{"x.a: ar: plural form zero is missing", "x.a: ar: plural form few is missing"}},
		{"english and turkish lack one", six, `{"other":"{0} vs"}`, `{"other":"{0} oy"}`,
			[]string{"x.a: en: plural form one is missing", "x.a: tr: plural form one is missing"}},
		{"form never said", six, `{"one":"{0} v","few":"{0} vs","other":"{0} vs"}`, two,
			[]string{"x.a: en: plural form few is never said in this language"}},
		{"count unsaid where it must be said", `{"zero":"ز","one":"ص","two":"صان","few":"أصوات","many":"{0} صا","other":"{0} ص"}`, two, two,
			[]string{"x.a: ar: form few lacks {0}"}},
		{"more than the count unsaid", `{"zero":"ز","one":"ص","two":"{1} صان","few":"{1} {0} ص","many":"{1} {0} صا","other":"{1} {0} ص"}`,
			`{"one":"{1} {0} v","other":"{1} {0} vs"}`, `"{1} {0}"`,
			[]string{"x.a: ar: form zero lacks {0}{1}", "x.a: ar: form one lacks {0}{1}"}},
		{"another than the count unsaid", `"{0} {1}"`, `{"by":"1","one":"{1} v","other":"{0} {1} vs"}`, `"{0} {1}"`,
			[]string{"x.a: en: form one lacks {0}"}},
		{"glued particle", `"رسالة لـ{0}"`, `"{0}"`, `"{0}"`, []string{"x.a: ar: particle glued to a placeholder, ـ{0}"}},
		{"glued letter", `"أرسل ب{0}"`, `"{0}"`, `"{0}"`, []string{"x.a: ar: particle glued to a placeholder, ب{0}"}},
		{"conjunction is free", `"كذا و{0}"`, `"{0}"`, `"{0}"`, nil},
		{"a word that ends in waw is not", `"عضو{0}"`, `"{0}"`, `"{0}"`, []string{"x.a: ar: particle glued to a placeholder, ضو{0}"}},
		{"middle dot", `"أ · ب"`, `"a · b"`, `"a · b"`, []string{"x.a: ar: middle dot, which reads as a zero"}},
		{"turkish suffix", `"{0}"`, `"{0}'s"`, `"{0}'in"`, []string{"x.a: tr: suffix glued to a placeholder, {0}'"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := func(value string) string {
				if value == "" {
					return `{}`
				}
				return `{"x.a": ` + value + `}`
			}
			got := with(t, file(tt.ar), file(tt.en), file(tt.tr)).Check()
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
