package kernel

import "slices"

// An Actor is who acts: a signed-in person, a program with a token, or the
// kernel itself. The zero Actor is nobody.
type Actor struct {
	ID     string   // a person's or a program's id; "kernel" for due things and followers
	Grants []Grant  // what the actor holds now
	Only   []string // the use cases a program's token is limited to; nil means all
}

// A Grant is a role held within a scope: {"chair", "sitting/018f…"}. The empty
// scope is the whole federation.
type Grant struct {
	Role  string `json:"role"`
	Scope string `json:"scope"`
}

// Self is the kernel as an actor: due things and followers act as it.
var Self = Actor{ID: "kernel"}

// Has reports whether the actor holds the role for the scope or for the whole
// federation.
func (a Actor) Has(role, scope string) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return g.Role == role && (g.Scope == scope || g.Scope == "")
	})
}

// Scopes lists the scopes in which the actor holds the role.
func (a Actor) Scopes(role string) (list []string) {
	for _, g := range a.Grants {
		if g.Role == role {
			list = append(list, g.Scope)
		}
	}
	return list
}

// Nobody reports whether no one is signed in.
func (a Actor) Nobody() bool { return a.ID == "" }

func (a Actor) allowed(useCase string) bool {
	return a.Only == nil || slices.Contains(a.Only, useCase)
}
