package people

import (
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// A Granting gives a role.
type Granting struct {
	Person string     `json:"person"`
	Role   string     `json:"role"`
	Scope  string     `json:"scope"` // "sitting/…", "organisation/…"; empty for the secretary
	Why    string     `json:"why"`
	From   sqldb.Time `json:"from"`  // empty is now
	Until  sqldb.Time `json:"until"` // empty is open
}

// GrantRole gives a person a role within a scope, for a reason.
var GrantRole = kernel.Command[Granting, kernel.None]{
	Name:   "people.grant",
	Who:    "the secretary; nobody for themselves, no program; a role in a sitting, its own commands alone",
	Stream: func(Granting) string { return accessStream },
	May: func(tx *kernel.Tx, in Granting) error {
		if err := mayGive(tx.By, in.Role, in.Scope, false); err != nil {
			return err
		}
		if tx.By.ID == in.Person {
			return kernel.Refuse(kernel.Denied, "people.not_yourself")
		}
		return ByHand(tx)
	},
	Do: func(tx *kernel.Tx, in Granting) (kernel.None, error) {
		if err := roleFits(in.Role, in.Scope); err != nil {
			return kernel.None{}, err
		}
		if in.Role == "secretary" && !(in.Until.IsZero() && !in.From.After(tx.Now.Time)) {
			if err := keepsASecretary(tx, in.Person); err != nil {
				return kernel.None{}, err
			}
		}
		return kernel.None{}, Give(tx, Given(in))
	},
}

// A Revoking takes a role back.
type Revoking struct {
	Grant string `json:"grant"` // the grant's id
	Why   string `json:"why"`
}

// RevokeRole takes a role back at once: the next request knows.
var RevokeRole = kernel.Command[Revoking, kernel.None]{
	Name:   "people.revoke",
	Who:    "who may give the role; the one who holds it; never the last secretary's; a role in a sitting, its own commands alone; no program",
	Stream: func(Revoking) string { return accessStream },
	May:    mayRevoke,
	Do:     revoke,
}

func mayRevoke(tx *kernel.Tx, in Revoking) error {
	g, err := readGrant(tx, in.Grant)
	switch {
	case errors.Is(err, sqldb.ErrNone) && tx.By.Has("secretary", ""):
		return kernel.Refuse(kernel.NotFound, "people.no_such_grant")
	case err != nil && !errors.Is(err, sqldb.ErrNone):
		return err
	case err != nil:
		return kernel.Refuse(kernel.Denied, "people.may_not_give")
	}
	return both(mayGive(tx.By, g.Role, g.Scope, g.Person == tx.By.ID), ByHand(tx))
}

func revoke(tx *kernel.Tx, in Revoking) (kernel.None, error) {
	g, err := readGrant(tx, in.Grant)
	if err != nil {
		return kernel.None{}, err
	}
	if in.Why = arabic.Clean(in.Why); in.Why == "" {
		return kernel.None{}, kernel.RefuseField("why", "people.say_why")
	}
	if !g.Ended.IsZero() {
		return kernel.None{}, kernel.Refuse(kernel.Conflict, "people.ended_already")
	}
	if g.Role == "secretary" {
		if err := keepsASecretary(tx, g.Person); err != nil {
			return kernel.None{}, err
		}
	}
	return kernel.None{}, Take(tx, g.Person, g.Role, g.Scope, in.Why)
}
