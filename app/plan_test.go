package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The floors, from the ground up: imports only go down.
var floors = []string{"pure", "kernel", "offices", "app", "cmd"}

// The doors between offices: who may look into whom, always towards the top.
var doors = map[string][]string{
	"members":     {"people"},
	"assembly":    {"people", "members"},
	"voting":      {"people", "members", "assembly"},
	"proceedings": {"people", "members", "assembly", "voting"},
	"outputs":     {"people", "members", "assembly", "voting", "proceedings"},
	"hall":        {"people", "members", "assembly", "voting", "proceedings", "outputs"},
}

// What a file of an office may import tells what it is for: only pages know the
// web, and nobody the database behind the kernel's back.
var (
	onlyPages = regexp.MustCompile(`^(net/http|ittihad/kernel/web.*|github.com/a-h/templ.*|rsc.io/qr)$`)
	forbidden = regexp.MustCompile(`^(database/sql|modernc.org/.*|github.com/jackc/.*)$`)
)

// A source is one Go file of the project.
type source struct {
	path  string // from the root, with slashes
	floor string
	file  *ast.File
	fset  *token.FileSet
	lines int
}

func (s source) generated() bool { return strings.HasSuffix(s.path, "_templ.go") }
func (s source) test() bool      { return strings.HasSuffix(s.path, "_test.go") }

// role is the layer that the file's name says: "pages" of pages_door.go.
func (s source) role() string {
	name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(s.path), ".go"), "_")
	return name
}

func (s source) imports() (list []string) {
	for _, i := range s.file.Imports {
		list = append(list, strings.Trim(i.Path.Value, `"`))
	}
	return list
}

func sources(t *testing.T) (list []source) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		rel, _ := filepath.Rel("..", path)
		rel = filepath.ToSlash(rel)
		if strings.HasPrefix(rel, ".") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, text, parser.ParseComments)
		floor, _, _ := strings.Cut(rel, "/")
		list = append(list, source{rel, floor, f, fset, strings.Count(string(text), "\n")})
		return err
	})
	if err != nil || len(list) < 50 {
		t.Fatalf("%d files of Go, %v", len(list), err)
	}
	return list
}

func TestFloorsAndDoors(t *testing.T) {
	for _, s := range sources(t) {
		mine := slices.Index(floors, s.floor)
		if mine < 0 {
			t.Errorf("%s stands on no floor", s.path)
		}
		office := ""
		if s.floor == "offices" {
			office = strings.Split(s.path, "/")[1]
		}
		for _, p := range s.imports() {
			own, ok := strings.CutPrefix(p, "ittihad/")
			if !ok {
				if s.floor == "pure" && strings.Contains(p, ".") && !strings.HasPrefix(p, "golang.org/x/") && !s.test() {
					t.Errorf("%s: the ground floor does not import %s", s.path, p)
				}
				continue
			}
			to := strings.Split(own, "/")
			switch {
			case slices.Index(floors, to[0]) > mine && !s.test():
				t.Errorf("%s looks up to %s", s.path, p)
			case office != "" && to[0] == "offices" && to[1] != office && !s.test() && !slices.Contains(doors[office], to[1]):
				t.Errorf("%s: there is no door from %s to %s", s.path, office, to[1])
			}
		}
	}
}

func TestFileRoles(t *testing.T) {
	for _, s := range sources(t) {
		if s.floor != "offices" || s.test() || s.generated() {
			continue
		}
		for _, p := range s.imports() {
			if forbidden.MatchString(p) {
				t.Errorf("%s: offices speak to the database through the kernel, not %s", s.path, p)
			}
			if onlyPages.MatchString(p) && s.role() != "pages" {
				t.Errorf("%s: only pages*.go may import %s", s.path, p)
			}
		}
		if s.role() != "store" {
			noSQL(t, s)
		}
		if s.role() == "rules" {
			decidesAlone(t, s)
		}
	}
}

// decidesAlone: a rule decides from its arguments and cannot look anything up.
func decidesAlone(t *testing.T, s source) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && (sel.Sel.Name == "Tx" || sel.Sel.Name == "Kernel") {
			t.Errorf("%s: a rule has no transaction", s.fset.Position(sel.Pos()))
		}
		return true
	})
}

var sqlText = regexp.MustCompile(`(?s)^[` + "`" + `"]\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s.*\s(FROM|INTO|SET|AS)\s`)

// noSQL: all the SQL of an office stands in its store.
func noSQL(t *testing.T, s source) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING && sqlText.MatchString(l.Value) {
			t.Errorf("%s: SQL outside the store: %.50s", s.fset.Position(l.Pos()), l.Value)
		}
		return true
	})
}

// The budgets that keep the house livable.
const (
	fileLines, funcLines, ifaceMethods = 400, 60, 5
	packageLines                       = 2500 // of the kernel and the ground floor; without tests and what is generated
	officeLines                        = 6800
)

func TestBudgets(t *testing.T) {
	packages, offices := map[string]int{}, map[string]int{}
	for _, s := range sources(t) {
		if s.generated() {
			continue
		}
		if s.lines > fileLines {
			t.Errorf("%s has %d lines, at most %d", s.path, s.lines, fileLines)
		}
		if parts := strings.Split(s.path, "/"); !s.test() {
			switch s.floor {
			case "kernel", "pure":
				packages[filepath.Dir(s.path)] += s.lines
			case "offices":
				offices[parts[1]] += s.lines
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if s.test() { // a table may be as long as its rule has cases
					return true
				}
				if l := s.fset.Position(n.End()).Line - s.fset.Position(n.Pos()).Line; l > funcLines {
					t.Errorf("%s: %s has %d lines, at most %d", s.path, n.Name, l, funcLines)
				}
			case *ast.InterfaceType:
				if len(n.Methods.List) > ifaceMethods {
					t.Errorf("%s: an interface of %d methods, at most %d", s.fset.Position(n.Pos()), len(n.Methods.List), ifaceMethods)
				}
			}
			return true
		})
	}
	for name, n := range packages {
		if n > packageLines {
			t.Errorf("%s has %d lines, at most %d", name, n, packageLines)
		}
	}
	for name, n := range offices {
		if n > officeLines {
			t.Errorf("offices/%s has %d lines, at most %d", name, n, officeLines)
		}
	}
}

// Every package says in one comment what it is for, and none is a drawer for
// everything.
func TestPackageComments(t *testing.T) {
	said := map[string]int{}
	for _, s := range sources(t) {
		dir := filepath.Dir(s.path)
		if s.test() {
			continue
		}
		if slices.Contains([]string{"util", "utils", "common", "helpers", "misc"}, s.file.Name.Name) {
			t.Errorf("%s: a package called %s says nothing", s.path, s.file.Name)
		}
		if _, ok := said[dir]; !ok {
			said[dir] = 0
		}
		if s.file.Doc != nil && !s.generated() {
			said[dir]++
		}
	}
	for dir, n := range said {
		if n != 1 {
			t.Errorf("%s has %d package comments, want one", dir, n)
		}
	}
}

// Everything exported says what it is.
func TestExportedAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || s.generated() || s.floor == "cmd" {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) && !wellKnown[d.Name.Name] {
					t.Errorf("%s: %s has no comment", s.path, d.Name)
				}
			case *ast.GenDecl:
				undocumented(t, s, d)
			}
		}
	}
}

// wellKnown are the methods that a well-known interface explains.
var wellKnown = map[string]bool{"Error": true, "String": true, "MarshalJSON": true, "UnmarshalJSON": true, "Scan": true, "Value": true}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	e := d.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if index, ok := e.(*ast.IndexExpr); ok {
		e = index.X
	}
	id, ok := e.(*ast.Ident)
	return !ok || id.IsExported()
}

func undocumented(t *testing.T, s source, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
				t.Errorf("%s: %s has no comment", s.path, spec.Name)
			}
		case *ast.ValueSpec:
			for _, n := range spec.Names {
				if n.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					t.Errorf("%s: %s has no comment", s.path, n)
				}
			}
		}
	}
}
