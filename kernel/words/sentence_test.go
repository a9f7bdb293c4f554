package words

import (
	"strings"
	"testing"
)

func TestPattern(t *testing.T) {
	for s, want := range map[string]argSet{
		"": 0, "a": 0, "{0}": 1, "{0}{9}": 1 | 1<<9, "{{0}}": 0, "{{{0}}}": 1, "}}{{": 0, "أ {1} ب": 2,
	} {
		p, err := parsePattern(s)
		if err != nil || p.args != want || p.String() != s {
			t.Errorf("%q: %v %v", s, p, err)
		}
	}
	for _, s := range []string{"{", "}", "{}", "{a}", "{10}", "{-1}", "{ 0}", "{٠}", "{0", "0}", "{{{0}}", "a } b"} {
		if p, err := parsePattern(s); err == nil {
			t.Errorf("%q is read as %q", s, p)
		}
	}
}

// A sentence that parses is written back as it was, has every placeholder it
// shows, and says its arguments and nothing lost between them.
func FuzzSentence(f *testing.F) {
	for _, s := range []string{"", "{0} صوتًا", "{{0}} {1}}}", "}", "{", "{a}", "{0", "٣٠ {9}{9}", "{{{0}}}", "\xff{1}", "أ{0}\u2069"} {
		f.Add(s)
	}
	args := make([]any, 10)
	for i := range args {
		args[i] = i
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePattern(s)
		if err != nil {
			return
		}
		if p.String() != s {
			t.Fatalf("%q is written back as %q", s, p)
		}
		c := &Catalogue{sentences: map[string]*[langs]*sentence{"x.a": {ar: {by: -1, forms: [forms]*pattern{other: p}}}}}
		said := c.For(Reader{}).Say("x.a", args...)
		want := strings.NewReplacer("{{", "{", "}}", "}", "{0}", "٠", "{1}", "١", "{2}", "٢", "{3}", "٣", "{4}", "٤",
			"{5}", "٥", "{6}", "٦", "{7}", "٧", "{8}", "٨", "{9}", "٩").Replace(s)
		if said != want {
			t.Fatalf("%q is said %q, want %q", s, said, want)
		}
	})
}

// No file, however broken, does more than return an error.
func FuzzReadFile(f *testing.F) {
	for _, s := range []string{`{}`, `{"x.a": "b"}`, `{"x.a": {"other": "{0}", "by": "0"}}`, `{"x.a": {"other": {}}}`, `[]`, `{"a"`, `nul`, `{"x.a": "b"} 3`, ``} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := readFile(data)
		if err != nil {
			return
		}
		for key, s := range got {
			if s == nil || s.forms[other] == nil {
				t.Fatalf("%q has no sentence and no error", key)
			}
		}
	})
}
