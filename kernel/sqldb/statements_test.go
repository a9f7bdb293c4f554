package sqldb

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStatements(t *testing.T) {
	for text, want := range map[string][]string{
		"":                            nil,
		"a":                           nil,
		"a;":                          {"a"},
		"a;b;":                        {"a", "b"},
		"a ';' b;c":                   {"a ';' b"},
		"a 'it''s;';b;":               {"a 'it''s;'", "b"},
		"a -- it's; not the end\n;b;": {"a -- it's; not the end\n", "b"},
		"a '--' ;b;":                  {"a '--' ", "b"},
		"-- only words":               nil,
		"a - - b;":                    {"a - - b"},
	} {
		if diff := cmp.Diff(want, statements(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// However strings and comments lie in it, a file of statements is cut into just
// those, and nothing of it is lost.
func FuzzStatements(f *testing.F) {
	f.Add("SELECT 1", "x;y", "it's; -- not")
	f.Add("INSERT INTO t VALUES (", "'';--", "\n;")
	f.Add("", "ا;ب", "ج؛")
	f.Fuzz(func(t *testing.T, code, inString, inComment string) {
		code = strings.NewReplacer("'", "", ";", "", "-", "").Replace(code)
		comment := "--" + strings.ReplaceAll(inComment, "\n", " ") + "\n"
		quoted := "'" + strings.ReplaceAll(inString, "'", "''") + "'"
		one := code + quoted + comment + code
		two := comment + code + " " + quoted + quoted
		got := statements(one + ";" + two + ";" + comment)
		if diff := cmp.Diff([]string{one, two}, got); diff != "" {
			t.Error(diff)
		}
		all := statements(inString + ";")
		if joined := strings.Join(all, ";") + ";"; len(all) > 0 && !strings.HasPrefix(inString+";", joined) {
			t.Errorf("%q was cut into %q", inString+";", all)
		}
	})
}
