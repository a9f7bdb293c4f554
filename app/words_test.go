package app_test

import (
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ittihad/kernel"
)

var (
	wordKey   = regexp.MustCompile(`^"([a-z]+\.[a-z0-9_.-]*[a-z0-9_-])"$`)
	wordStart = regexp.MustCompile(`^"([a-z]+\.([a-z0-9_-]+[._])*)"$`)
)

// Every sentence that the code names stands in the catalogue in three languages
// and whole, and none is left over. A key may be made of a beginning in the code
// ("assembly.kind_") and a value.
func TestWords(t *testing.T) {
	k := open(t)
	for _, p := range k.Words.Check() {
		t.Error(p)
	}
	named, beginnings := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if m := wordKey.FindStringSubmatch(l.Value); m != nil {
					named[m[1]] = true
				}
				if m := wordStart.FindStringSubmatch(l.Value); m != nil && strings.Count(m[1], ".")+strings.Count(m[1], "_") > 1 {
					beginnings[m[1]] = true
				}
			}
			return true
		})
	}
	keys := k.Words.Keys()
	for _, key := range keys {
		begun := false
		for b := range beginnings {
			begun = begun || strings.HasPrefix(key, b)
		}
		if !named[key] && !begun {
			t.Errorf("nothing says %s", key)
		}
	}
	for _, key := range refusals(t) {
		if !slices.Contains(keys, key) {
			t.Errorf("the catalogue has no %s", key)
		}
	}
	for _, b := range slices.Sorted(maps.Keys(beginnings)) {
		if !slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, b) }) {
			t.Errorf("no sentence begins with %s", b)
		}
	}
}

// refusals are the keys that calls of Refuse, RefuseField and Say name.
func refusals(t *testing.T) (list []string) {
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || len(call.Args) < 2 || !slices.Contains([]string{"Refuse", "RefuseField", "Say"}, sel.Sel.Name) {
				return true
			}
			at := 1
			if sel.Sel.Name == "Say" && len(call.Args) > 0 {
				if id, ok := call.Args[0].(*ast.Ident); !ok || id.Name != "ctx" {
					at = 0
				}
			}
			if l, ok := call.Args[at].(*ast.BasicLit); ok && wordKey.MatchString(l.Value) {
				list = append(list, strings.Trim(l.Value, `"`))
			}
			return true
		})
	}
	return list
}

// Every use case says who may, in words, and is called after its office.
func TestWhoMay(t *testing.T) {
	var lines, everybody []string
	for _, o := range open(t).Offices {
		for _, u := range o.UseCases {
			i := u.Info()
			if i.Who == "" {
				t.Errorf("%s does not say who may", i.Name)
			}
			verb := "see"
			if i.Changes {
				verb = "do "
			}
			lines = append(lines, verb+" "+i.Name+strings.Repeat(" ", max(1, 36-len(i.Name)))+i.Who)
			if i.Public {
				everybody = append(everybody, i.Name)
			}
		}
	}
	text := strings.Join(lines, "\n") + "\n\nfor everybody, signed in or not:\n  " + strings.Join(everybody, "\n  ") + "\n"
	golden(t, "../docs/who-may.txt", text)
}

// Every use case, tried by nobody with nothing in hand, is refused and leaves no
// trace. A new one is under this test the day it is written.
func TestDoorsAreShut(t *testing.T) {
	k := open(t)
	for _, o := range k.Offices {
		for _, u := range o.UseCases {
			i := u.Info()
			if i.Public && !i.Changes {
				continue
			}
			_, err := u.Call(t.Context(), k.Kernel, kernel.Actor{}, "", func(any) error { return nil })
			if e := kernel.Refusal(err); e == nil || !i.Public && e.Key != "kernel.sign_in" {
				t.Errorf("%s let nobody in: %v", i.Name, err)
			}
			_, err = u.Call(t.Context(), k.Kernel, kernel.Actor{ID: "stranger"}, "", func(any) error { return nil })
			if err != nil && kernel.Refusal(err) == nil {
				t.Errorf("%s broke on an empty input: %v", i.Name, err)
			}
		}
	}
	var lines int64
	err := k.DB.Read(t.Context(), func(tx *sqldbTx) error { return tx.One(`SELECT count(*) FROM journal`, nil, &lines) })
	if err != nil || lines != 0 {
		t.Errorf("strangers left %d lines in the journal, %v", lines, err)
	}
}
