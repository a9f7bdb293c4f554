package kerneltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/cli"
)

// Scripts runs testdata/*.txt on both databases, each on a fresh kernel. A
// script is what people would type, one line for each act:
//
//	now 2017-01-16T11:00:00Z            the clock stands there
//	later 5m                            and moves on
//	as chair chair@sitting/$s           who acts, with grants role@scope
//	as nobody
//	do assembly.convene title.ar=…      carry out; ! do … expects a refusal
//	see assembly.quorum sitting=$s
//	keep s id                           $s is now the answer's id
//	is met true                         the answer's met is true; "is list.0.name x"; "is list.# 3" counts
//	has "text"                          the text is somewhere in the answer
//	hasnot "text"
//	refused assembly.closed [field]     the last line was refused with these words
//	journal sitting/$s a.b c.d …        what the stream says happened
//	due                                 due things run
//	follow                              followers read
func Scripts(t *testing.T, offices []kernel.Office) {
	t.Helper()
	files, _ := filepath.Glob("testdata/*.txt")
	if len(files) == 0 {
		t.Fatal("no scripts in testdata")
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			Each(t, offices, func(t *testing.T, k *Kernel) { Script(t, k, f, string(text)) })
		})
	}
}

// Script runs one script; name is told with what goes wrong.
func Script(t *testing.T, k *Kernel, name, text string) {
	t.Helper()
	s := &script{t: t, k: k, vars: map[string]string{}}
	for i, line := range strings.Split(text, "\n") {
		s.at = fmt.Sprintf("%s:%d", name, i+1)
		if words := s.split(line); len(words) > 0 {
			s.line(words)
		}
	}
	s.settled()
}

type script struct {
	t       *testing.T
	k       *Kernel
	at      string
	by      kernel.Actor
	vars    map[string]string
	answer  string
	refusal *kernel.Error
	awaited bool // the last line began with ! and must be named by a refused
}

func (s *script) line(words []string) {
	if words[0] != "refused" {
		s.settled()
	}
	not := words[0] == "!"
	if not {
		words = words[1:]
	}
	switch verb, rest := words[0], words[1:]; verb {
	case "now":
		at, err := time.Parse(time.RFC3339, rest[0])
		s.check(err)
		s.k.Clock.Set(at)
	case "later":
		d, err := time.ParseDuration(rest[0])
		s.check(err)
		s.k.Clock.Later(d)
	case "as":
		s.by = actor(rest)
	case "do", "see":
		s.run(words, not)
	case "keep":
		v, ok := s.value(rest[1])
		if !ok {
			s.t.Fatalf("%s: no %s in %s", s.at, rest[1], s.answer)
		}
		s.vars[rest[0]] = v
	case "is":
		if v, ok := s.value(rest[0]); !ok || v != strings.Join(rest[1:], " ") {
			s.t.Errorf("%s: %s is %q, want %q, in %s", s.at, rest[0], v, strings.Join(rest[1:], " "), s.answer)
		}
	case "has", "hasnot":
		if strings.Contains(s.answer, rest[0]) != (verb == "has") {
			s.t.Errorf("%s: %s %q in %s", s.at, verb, rest[0], s.answer)
		}
	case "refused":
		s.refused(rest)
	case "journal":
		s.k.Journal(s.t, rest[0], rest[1:]...)
	case "due":
		_, err := s.k.RunDue(s.t.Context())
		s.check(err)
	case "follow":
		s.k.FollowAll(s.t)
	default:
		s.t.Fatalf("%s: what is %q?", s.at, verb)
	}
}

func (s *script) check(err error) {
	if err != nil {
		s.t.Fatalf("%s: %v", s.at, err)
	}
}

func (s *script) run(words []string, not bool) {
	var b bytes.Buffer
	err := cli.Run(s.t.Context(), s.k.Kernel, s.by, &b, words)
	s.answer, s.refusal, s.awaited = b.String(), kernel.Refusal(err), not
	switch {
	case err != nil && s.refusal == nil:
		s.t.Fatalf("%s: %v", s.at, err)
	case err == nil && not:
		s.t.Fatalf("%s: was not refused: %s", s.at, s.answer)
	case err != nil && !not:
		s.t.Fatalf("%s: was refused: %v", s.at, err)
	}
}

func (s *script) refused(want []string) {
	s.awaited = false
	if s.refusal == nil || s.refusal.Key != want[0] || len(want) > 1 && s.refusal.Field != want[1] {
		s.t.Errorf("%s: refused with %v, want %v", s.at, s.refusal, want)
	}
}

// settled makes sure that every expected refusal is named.
func (s *script) settled() {
	if s.awaited {
		s.t.Errorf("%s: the refusal before this line is not named: %v", s.at, s.refusal)
	}
	s.awaited = false
}

// value finds a value in the last answer by its path.
func (s *script) value(path string) (string, bool) {
	var v any
	d := json.NewDecoder(strings.NewReader(s.answer))
	d.UseNumber()
	s.check(d.Decode(&v))
	if path == "." {
		return fmt.Sprint(v), true
	}
	for p := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = x[p]; !ok {
				return "", false
			}
		case []any:
			if p == "#" {
				return strconv.Itoa(len(x)), true
			}
			n, err := strconv.Atoi(p)
			if err != nil || n >= len(x) {
				return "", false
			}
			v = x[n]
		case nil:
			return "0", p == "#"
		default:
			return "", false
		}
	}
	if v == nil {
		return "", true
	}
	return fmt.Sprint(v), true
}

// actor reads "name role@scope role …"; "nobody" is nobody.
func actor(words []string) kernel.Actor {
	if words[0] == "nobody" {
		return kernel.Actor{}
	}
	a := kernel.Actor{ID: words[0]}
	for _, w := range words[1:] {
		role, scope, _ := strings.Cut(w, "@")
		a.Grants = append(a.Grants, kernel.Grant{Role: role, Scope: scope})
	}
	return a
}

// split cuts a line into words; double quotes hold a word together, # after a
// space starts a comment, $name is what keep kept.
func (s *script) split(line string) (words []string) {
	var w strings.Builder
	in, any := false, false
	for i, c := range line {
		switch {
		case c == '#' && !in && (i == 0 || line[i-1] == ' '):
			line = line[:i]
		case c == '"':
			in, any = !in, true
			continue
		case (c == ' ' || c == '\t') && !in:
			if any {
				words = append(words, s.expand(w.String()))
			}
			w.Reset()
			any = false
			continue
		}
		if len(line) == i {
			break
		}
		w.WriteRune(c)
		any = true
	}
	if any {
		words = append(words, s.expand(w.String()))
	}
	return words
}

func (s *script) expand(w string) string {
	return os.Expand(w, func(name string) string {
		v, ok := s.vars[name]
		if !ok {
			s.t.Fatalf("%s: nothing was kept as $%s", s.at, name)
		}
		return v
	})
}
