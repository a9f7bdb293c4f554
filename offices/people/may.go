package people

import (
	"slices"
	"strings"

	"ittihad/kernel"
)

// A roleRule says where a role holds and who gives it.
type roleRule struct {
	scope string   // what its scope begins with; empty is the whole federation
	by    []string // who gives and takes it, within the same scope
	sees  bool     // it shows personal data of those in its scope
}

// roles are the roles that people give by hand. Other offices give these and
// others by Give, when something happened that makes somebody chair.
var roles = map[string]roleRule{
	"secretary":      {"", []string{"secretary"}, true},
	"chair":          {"sitting/", []string{"secretary"}, true},
	"rapporteur":     {"sitting/", []string{"secretary"}, true},
	"teller":         {"sitting/", []string{"secretary", "chair"}, true},
	"desk":           {"sitting/", []string{"secretary", "chair"}, true},
	"credentials":    {"sitting/", []string{"secretary"}, true},
	"drafting":       {"sitting/", []string{"secretary"}, false},
	"screen":         {"sitting/", []string{"secretary"}, false},
	"representative": {"organisation/", []string{"secretary"}, false},
}

// roleFits says whether a role may be given for a scope.
func roleFits(role, scope string) error {
	r, ok := roles[role]
	switch {
	case !ok:
		return kernel.RefuseField("role", "people.no_such_role")
	case r.scope == "" && scope != "":
		return kernel.RefuseField("scope", "people.whole_federation")
	case r.scope != "" && (!strings.HasPrefix(scope, r.scope) || len(scope) == len(r.scope)):
		return kernel.RefuseField("scope", "people.scope_missing")
	}
	return nil
}

// mayGive: who the role's rule names. A role that is not in the table was given
// by another office; the secretary may take it back.
func mayGive(by kernel.Actor, role, scope string) bool {
	r, ok := roles[role]
	if !ok {
		return by.Has("secretary", "")
	}
	return slices.ContainsFunc(r.by, func(giver string) bool { return by.Has(giver, scope) })
}

// secretary: the secretary.
func secretary(tx *kernel.Tx) error {
	if !tx.By.Has("secretary", "") {
		return kernel.Refuse(kernel.Denied, "people.secretary_only")
	}
	return nil
}

// selfOr: the person, or the secretary.
func selfOr(tx *kernel.Tx, person string) error {
	if person != "" && tx.By.ID == person {
		return nil
	}
	return secretary(tx)
}

// byHand: not a program. A token that leaked must not be able to make itself a
// way in that outlives it.
func byHand(tx *kernel.Tx) error {
	if tx.By.Only != nil {
		return kernel.Refuse(kernel.Denied, "people.not_a_program")
	}
	return nil
}

// both is the first refusal of two rules.
func both(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// keepsASecretary refuses what would take from the federation its last secretary
// whose grant has no end: nobody could let anybody in again.
func keepsASecretary(tx *kernel.Tx, without string) error {
	mine, others, err := countSecretaries(tx, without)
	if err == nil && mine > 0 && others == 0 {
		err = kernel.Refuse(kernel.Conflict, "people.last_secretary")
	}
	return err
}
