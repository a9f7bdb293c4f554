package app_test

import (
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"
)

// Whatever gives or takes a role, makes a way in or lets somebody be seen is
// closed to programs: the doors refuse them (people.TestNoProgramHandsOut), and
// each use case that leads to one says so.
func TestByHand(t *testing.T) {
	reaching := reach(t, "people.Give", "people.Take", "people.NewLink", "people.NewCode", "people.ByHand", "people.addKey")
	k, n := open(t), 0
	for _, o := range k.Offices {
		for _, u := range o.UseCases {
			info := u.Info()
			says := strings.Contains(info.Who, "program") || strings.Contains(info.Who, "of themselves") || info.Public
			if reaching[info.Name] && !says {
				t.Errorf("%s leads to a door that is closed to programs, and does not say so: %s", info.Name, info.Who)
			}
			if reaching[info.Name] {
				n++
			}
		}
	}
	for _, name := range []string{"people.grant", "people.revoke", "people.invite", "people.token", "people.consent", "people.unprotect",
		"members.set-representative", "members.protect", "members.import-switch", "members.decide-standing",
		"assembly.print-invitations", "assembly.staff", "assembly.seat-officers"} {
		if !reaching[name] {
			t.Errorf("%s is not closed to programs", name)
		}
	}
	for name := range reaching {
		if k.UseCase(name) == nil && name != "members.importer" { // what import-switch sets going
			t.Errorf("%s acts as the house itself and leads to such a door: say which use case sets it going, and close that one", name)
		}
	}
	t.Logf("%d use cases: %v", n, slices.Sorted(maps.Keys(reaching)))
}

// reach finds the use cases whose code names one of these functions, directly or
// through functions of the offices.
func reach(t *testing.T, doors ...string) map[string]bool {
	names, useCases := map[string][]string{}, map[string]string{} // who names whom; variable → use case
	for _, s := range sources(t) {
		if s.floor != "offices" || s.test() || s.generated() || s.role() == "pages" {
			continue
		}
		pkg := s.file.Name.Name
		for _, d := range s.file.Decls {
			for name, body := range declared(d) {
				name = pkg + "." + name
				names[name] = append(names[name], named(s, body)...)
				if u := literalName(body); u != "" {
					useCases[name] = u
				}
			}
		}
	}
	reached := map[string]bool{}
	for _, d := range doors {
		if names[d] == nil {
			t.Fatalf("there is no %s", d)
		}
		reached[d] = true
	}
	for grown := true; grown; {
		grown = false
		for name, list := range names {
			if !reached[name] && slices.ContainsFunc(list, func(n string) bool { return reached[n] }) {
				reached[name], grown = true, true
			}
		}
	}
	found := map[string]bool{}
	for name, u := range useCases {
		if reached[name] {
			found[u] = true
		}
	}
	return found
}

// declared is the functions, methods and variables of a declaration, without the
// list of the office.
func declared(d ast.Decl) map[string]ast.Node {
	m := map[string]ast.Node{}
	switch d := d.(type) {
	case *ast.FuncDecl:
		switch {
		case d.Recv != nil:
			m["()"+d.Name.Name] = d.Body
		case d.Name.Name != "Office":
			m[d.Name.Name] = d.Body
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if v, ok := s.(*ast.ValueSpec); ok && len(v.Names) == len(v.Values) {
				for i, n := range v.Names {
					m[n.Name] = v.Values[i]
				}
			}
		}
	}
	return m
}

// named is whatever of the offices a piece of code may call: not its own
// variables, and not the fields it fills.
func named(s source, n ast.Node) (list []string) {
	pkg, apart := s.file.Name.Name, map[*ast.Ident]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			apart[n.Sel] = true
			if x, ok := n.X.(*ast.Ident); ok && x.Obj == nil {
				list = append(list, x.Name+"."+n.Sel.Name)
			}
			list = append(list, pkg+".()"+n.Sel.Name)
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok {
				apart[key] = true
			}
		case *ast.Ident:
			if !apart[n] && (n.Obj == nil || s.file.Scope.Objects[n.Name] == n.Obj) {
				list = append(list, pkg+"."+n.Name)
			}
		}
		return true
	})
	return list
}

// literalName is the Name of a use case that is written as a literal.
func literalName(n ast.Node) (name string) {
	ast.Inspect(n, func(n ast.Node) bool {
		if kv, ok := n.(*ast.KeyValueExpr); ok && name == "" {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Name" {
				if l, ok := kv.Value.(*ast.BasicLit); ok {
					name = strings.Trim(l.Value, `"`)
				}
			}
		}
		return true
	})
	return name
}
