package people

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// A Registration is a new person as the secretary writes them down.
type Registration struct {
	ID        string      `json:"id"` // may be left empty
	Name      words.Local `json:"name"`
	Phones    []string    `json:"phones"`
	Emails    []string    `json:"emails"`
	Address   string      `json:"address"`
	Languages []string    `json:"languages"`
}

// A Known is a person's id.
type Known struct {
	ID string `json:"id"`
}

// Register makes a person known, protected and not listed.
var Register = kernel.Command[Registration, Known]{
	Name: "people.register",
	Who:  "the secretary",
	Stream: func(in Registration) string {
		return personStream(in.ID)
	},
	Prepare: func(_ context.Context, in Registration) (Registration, error) {
		if in.ID == "" {
			in.ID = newID()
		}
		if _, err := uuid.Parse(in.ID); err != nil {
			return in, kernel.RefuseField("id", "people.not_an_id")
		}
		return in, nil
	},
	May: func(tx *kernel.Tx, _ Registration) error { return secretary(tx) },
	Do:  register,
}

func register(tx *kernel.Tx, in Registration) (Known, error) {
	_, err := readPerson(tx, in.ID)
	switch {
	case err == nil:
		return Known{}, kernel.Refuse(kernel.Conflict, "people.known_already")
	case !errors.Is(err, sqldb.ErrNone):
		return Known{}, err
	}
	id, err := Add(tx, Person{ID: in.ID, Name: in.Name, Phones: in.Phones, Emails: in.Emails, Address: in.Address, Languages: in.Languages})
	return Known{id}, err
}

// A Correction is a person's data as they are now, whole.
type Correction struct {
	Person    string      `json:"person"`
	Name      words.Local `json:"name"`
	Phones    []string    `json:"phones"`
	Emails    []string    `json:"emails"`
	Address   string      `json:"address"`
	Languages []string    `json:"languages"`
}

// Correct replaces a person's data.
var Correct = kernel.Command[Correction, kernel.None]{
	Name:   "people.correct",
	Who:    "the person; the secretary",
	Stream: func(in Correction) string { return personStream(in.Person) },
	May:    func(tx *kernel.Tx, in Correction) error { return selfOr(tx, in.Person) },
	Do: func(tx *kernel.Tx, in Correction) (kernel.None, error) {
		return kernel.None{}, Change(tx, Person{ID: in.Person, Name: in.Name, Phones: in.Phones, Emails: in.Emails,
			Address: in.Address, Languages: in.Languages})
	},
}

// Preferences are how a person wants pages; empty is the browser's choice, or
// the federation's for the zone.
type Preferences struct {
	Lang   string `json:"lang"`   // ar, en, tr
	Digits string `json:"digits"` // arab, latn
	Zone   string `json:"zone"`   // of the tz database
}

// A Preference is a person's preferences.
type Preference struct {
	Person string `json:"person"`
	Preferences
}

// Prefer sets the language, the digits and the zone in which a person reads.
var Prefer = kernel.Command[Preference, Preferences]{
	Name:   "people.prefer",
	Who:    "the person",
	Stream: func(in Preference) string { return personStream(in.Person) },
	May: func(tx *kernel.Tx, in Preference) error {
		if in.Person != tx.By.ID {
			return kernel.Refuse(kernel.Denied, "people.only_yourself")
		}
		return nil
	},
	Do: func(tx *kernel.Tx, in Preference) (Preferences, error) {
		if err := preferencesFit(in.Preferences); err != nil {
			return in.Preferences, err
		}
		n, err := writePreferences(tx, in.Person, in.Preferences)
		if err == nil && n == 0 {
			err = missing(tx, in.Person)
		}
		return in.Preferences, err
	},
}

func preferencesFit(p Preferences) error {
	var errs []error
	if p.Lang != "" && !slices.Contains(languages, p.Lang) {
		errs = append(errs, kernel.RefuseField("lang", "people.no_such_language", p.Lang))
	}
	if p.Digits != "" && p.Digits != "arab" && p.Digits != "latn" {
		errs = append(errs, kernel.RefuseField("digits", "people.no_such_digits"))
	}
	if p.Zone != "" && zoneOf(p.Zone) == nil {
		errs = append(errs, kernel.RefuseField("zone", "people.no_such_zone"))
	}
	return kernel.RefuseAll(errs...)
}

var languages = []string{"ar", "en", "tr"}

// An Erasure ends what the federation keeps of a person.
type Erasure struct {
	Person string `json:"person"`
}

// Erase erases a person's data: names, contacts, consents' words, grants,
// sessions, links and tokens. The id stays, so that what was decided stays
// provable; copies made before (backups, printed sheets) are not reached.
var Erase = kernel.Command[Erasure, kernel.None]{
	Name:   "people.erase",
	Who:    "the person; the secretary, but never the last secretary's; no program",
	Stream: func(Erasure) string { return accessStream },
	May:    func(tx *kernel.Tx, in Erasure) error { return both(ByHand(tx), selfOr(tx, in.Person)) },
	Do: func(tx *kernel.Tx, in Erasure) (kernel.None, error) {
		if err := keepsASecretary(tx, in.Person); err != nil {
			return kernel.None{}, err
		}
		n, err := erase(tx, in.Person)
		if err == nil && n == 0 {
			err = missing(tx, in.Person)
		}
		if err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, errors.Join(endAllGrants(tx, in.Person), endTokens(tx, in.Person), tx.Record("people.erased", byID(in)))
	},
	Seal: func(k *kernel.Kernel, out kernel.None) (kernel.None, error) {
		k.Erased()
		return out, nil
	},
}
