package people

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// An Invitation asks for a new way in for a person.
type Invitation struct {
	Person string     `json:"person"`
	Kind   string     `json:"kind"`  // "link" or "code"
	Why    string     `json:"why"`   // the person reads it
	Until  sqldb.Time `json:"until"` // empty is a day
}

// An Invited is a single-use way in, told once and kept nowhere.
type Invited struct {
	Person string     `json:"person"`
	Path   string     `json:"path"` // of a link, on this site
	Code   string     `json:"code"`
	Until  sqldb.Time `json:"until"`
}

// Invite makes a new link or code for a person; earlier ones of the same kind
// that were not used become worthless.
var Invite = kernel.Command[Invitation, Invited]{
	Name:     "people.invite",
	Who:      "the secretary; no program",
	Fleeting: true,
	Stream:   func(Invitation) string { return accessStream },
	May:      func(tx *kernel.Tx, _ Invitation) error { return both(ByHand(tx), secretary(tx)) },
	Do:       invite,
}

func invite(tx *kernel.Tx, in Invitation) (out Invited, err error) {
	in.Why = arabic.Clean(in.Why)
	if in.Why == "" {
		return out, kernel.RefuseField("why", "people.say_why")
	}
	if err := fits("why", in.Why, textMax); err != nil {
		return out, err
	}
	if _, err := Get(tx, in.Person); err != nil {
		return out, err
	}
	out = Invited{Person: in.Person, Until: in.Until}
	if out.Until.IsZero() {
		out.Until.Time = tx.Now.Add(keyLasts)
	}
	if out.Until.After(tx.Now.Add(inviteMax)) {
		return out, kernel.RefuseField("until", "people.too_late", int64(inviteMax.Hours()/24))
	}
	if in.Kind != "link" && in.Kind != "code" {
		return out, kernel.RefuseField("kind", "people.link_or_code")
	}
	if _, err := voidKeys(tx, in.Person, in.Kind); err != nil {
		return out, err
	}
	if in.Kind == "code" {
		out.Code, err = NewCode(tx, in.Person, in.Why, out.Until.Time)
		return out, err
	}
	token, err := NewLink(tx, in.Person, in.Why, out.Until.Time)
	out.Path = LinkPath(token)
	return out, err
}

// LinkPath is the address of a sign-in link on this site.
func LinkPath(token string) string { return "/in/" + token }
