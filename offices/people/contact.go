package people

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// A Look is one showing of a person's telephone numbers and addresses.
type Look struct {
	By  string     `json:"by"`
	Why string     `json:"why"`
	At  sqldb.Time `json:"at"`
}

// Looked writes down that the actor was shown a person's telephone numbers and
// addresses, and why; the person can read it.
func Looked(tx *kernel.Tx, person, why string) error {
	why = arabic.Clean(why)
	if why == "" {
		return kernel.RefuseField("why", "people.say_why")
	}
	if err := fits("why", why, textMax); err != nil {
		return err
	}
	if err := insertLook(tx, person, why); err != nil {
		return err
	}
	return tx.Record("people.looked", byID{person})
}

// A Reason says whom one wants to reach, and why.
type Reason struct {
	Person string `json:"person"`
	Why    string `json:"why"`
}

// Contacts is a person with all that is known of how to reach them.
type Contacts struct {
	Person Person `json:"person"`
}

// ShowContact shows a person's telephone numbers and addresses, and writes down
// who looked and why. It is a command, and the only way to see them for others.
var ShowContact = kernel.Command[Reason, Contacts]{
	Name: "people.contact", Personal: true,
	Who:      "the person; the secretary, for a reason that the person can read",
	Fleeting: true,
	Stream:   func(in Reason) string { return personStream(in.Person) },
	May:      func(tx *kernel.Tx, in Reason) error { return selfOr(tx, in.Person) },
	Do: func(tx *kernel.Tx, in Reason) (out Contacts, err error) {
		p, err := Get(tx, in.Person)
		if err != nil {
			return out, err
		}
		if tx.By.ID == p.ID {
			return Contacts{p}, nil
		}
		return Contacts{p}, Looked(tx, p.ID, in.Why)
	},
}
