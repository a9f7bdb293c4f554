package people

import (
	"context"
	"errors"
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
)

// A Union is the federation as a whole: its name, its hour and its language.
type Union struct {
	Name    words.Local `json:"name"`
	Zone    string      `json:"zone"` // of the tz database
	Lang    string      `json:"lang"` // "ar", "en", "tr"
	Founded sqldb.Time  `json:"founded"`
}

// A Founding sets the federation up.
type Founding struct {
	Token     string      `json:"token"` // of the one-time link
	Name      words.Local `json:"name"`  // the federation's, in three languages
	Zone      string      `json:"zone"`
	Lang      string      `json:"lang"`
	Secretary Secretary   `json:"secretary"`
}

// A Secretary is the federation's first.
type Secretary struct {
	Name   words.Local `json:"name"`
	Phones []string    `json:"phones"`
	Emails []string    `json:"emails"`
}

// Found sets the federation up, once: its name, and its first secretary, who is
// signed in by it.
var Found = kernel.Command[Founding, SignedIn]{
	Name:     "people.found",
	Who:      "everybody who holds the one-time set-up link, as long as there is no federation",
	Public:   true,
	Fleeting: true,
	Stream:   func(Founding) string { return accessStream },
	May:      mayFound,
	Do:       found,
}

func mayFound(tx *kernel.Tx, in Founding) error {
	ok, err := isSetup(tx, hashOf(in.Token))
	if err != nil || ok {
		return err
	}
	_, err = readKey(tx, hashOf(in.Token))
	if errors.Is(err, sqldb.ErrNone) {
		return kernel.Refuse(kernel.NotFound, "people.no_such_setup")
	}
	return err
}

// found leaves the set-up link as a sign-in link that was used: if the answer is
// lost on its way, sending the form again signs the founder in.
func found(tx *kernel.Tx, in Founding) (out SignedIn, err error) {
	if k, err := readKey(tx, hashOf(in.Token)); err == nil {
		return signIn(tx, k)
	} else if !errors.Is(err, sqldb.ErrNone) {
		return out, err
	}
	u, err := tidyUnion(Union{Name: in.Name, Zone: in.Zone, Lang: in.Lang})
	_, err2 := tidy(Person{Name: in.Secretary.Name, Phones: in.Secretary.Phones, Emails: in.Secretary.Emails})
	if err := kernel.RefuseAll(err, within("secretary.", err2)); err != nil {
		return out, err
	}
	n, err := insertFederation(tx, u)
	if err == nil && n == 0 {
		err = kernel.Refuse(kernel.Conflict, "people.founded_already")
	}
	if err != nil {
		return out, err
	}
	if err := takeSetup(tx); err != nil {
		return out, err
	}
	s := in.Secretary
	id, err := Add(tx, Person{Name: s.Name, Phones: s.Phones, Emails: s.Emails, Languages: []string{u.Lang}})
	if err != nil {
		return out, err
	}
	if err := Give(tx, Given{Person: id, Role: "secretary", Why: firstSecretary}); err != nil {
		return out, err
	}
	if err := tx.Record("people.founded", byID{id}); err != nil {
		return out, err
	}
	if out, err = openSession(tx, id, "setup"); err != nil {
		return out, err
	}
	k := key{Hash: hashOf(in.Token), Kind: "link", Person: id, Why: firstSecretary, Until: tx.Now}
	return out, errors.Join(insertKey(tx, k), useKey(tx, k.Hash, out.Session))
}

// firstSecretary is the reason of the first grant.
const firstSecretary = "people.why_first_secretary"

// within sets a refusal's fields within a part of the form.
func within(part string, err error) error {
	e := kernel.Refusal(err)
	if e == nil {
		return err
	}
	var list []error
	for _, one := range e.All() {
		list = append(list, &kernel.Error{Kind: one.Kind, Key: one.Key, Field: part + one.Field, Args: one.Args})
	}
	return kernel.RefuseAll(list...)
}

func tidyUnion(u Union) (Union, error) {
	u.Name = words.Local{Ar: arabic.Clean(u.Name.Ar), En: arabic.Clean(u.Name.En), Tr: arabic.Clean(u.Name.Tr)}
	errs := []error{nameFits(u.Name)}
	if zoneOf(u.Zone) == nil {
		errs = append(errs, kernel.RefuseField("zone", "people.no_such_zone"))
	}
	if !slices.Contains(languages, u.Lang) {
		errs = append(errs, kernel.RefuseField("lang", "people.no_such_language", u.Lang))
	}
	return u, kernel.RefuseAll(errs...)
}

// A Renaming changes what the federation is called, its hour and its language.
type Renaming struct {
	Name words.Local `json:"name"`
	Zone string      `json:"zone"`
	Lang string      `json:"lang"`
}

// Rename changes what the federation is called, its hour and its language.
var Rename = kernel.Command[Renaming, kernel.None]{
	Name:   "people.rename-federation",
	Who:    "the secretary",
	Stream: func(Renaming) string { return accessStream },
	May:    func(tx *kernel.Tx, _ Renaming) error { return secretary(tx) },
	Do: func(tx *kernel.Tx, in Renaming) (kernel.None, error) {
		u, err := tidyUnion(Union{Name: in.Name, Zone: in.Zone, Lang: in.Lang})
		if err != nil {
			return kernel.None{}, err
		}
		n, err := updateFederation(tx, u)
		if err == nil && n == 0 {
			err = kernel.Refuse(kernel.NotFound, "people.not_founded")
		}
		if err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, tx.Record("people.federation-renamed", kernel.None{})
	},
}

// SeeFederation tells the federation's name, hour and language.
var SeeFederation = kernel.Query[kernel.None, Union]{
	Name:   "people.federation",
	Who:    "everybody",
	Public: true,
	May:    func(*kernel.Tx, kernel.None) error { return nil },
	Do:     func(tx *kernel.Tx, _ kernel.None) (Union, error) { return Federation(tx) },
}

// A Setup is the hash of a set-up link.
type Setup struct {
	Hash string `json:"hash"`
}

// OfferSetup makes a set-up link valid and the one before it void.
var OfferSetup = kernel.Command[Setup, kernel.None]{
	Name:   "people.offer-setup",
	Who:    "the house itself, as long as there is no federation",
	Stream: func(Setup) string { return accessStream },
	May:    onlyTheHouse[Setup],
	Do: func(tx *kernel.Tx, in Setup) (kernel.None, error) {
		if _, err := readFederation(tx); err == nil {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "people.founded_already")
		} else if !errors.Is(err, sqldb.ErrNone) {
			return kernel.None{}, err
		}
		return kernel.None{}, writeSetup(tx, in.Hash)
	},
}

// SetupLink makes the one-time token with which the first secretary sets the
// federation up at /setup/TOKEN; needed is false once there is a federation. Each
// call voids the token before it, so that a link in an old log opens nothing.
func SetupLink(ctx context.Context, k *kernel.Kernel) (token string, needed bool, err error) {
	token = newToken()
	_, err = kernel.Run(ctx, k, OfferSetup, kernel.Self, "", Setup{hashOf(token)})
	if kernel.Refused(err, "people.founded_already") {
		return "", false, nil
	}
	return token, err == nil, err
}
