package people

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
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
	if err := insertLook(tx, person, why); err != nil {
		return err
	}
	return tx.Record("people.looked", byID{person})
}
