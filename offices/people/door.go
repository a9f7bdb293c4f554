package people

import (
	"errors"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
)

// Add makes a person known, protected and not listed. p.ID may be given; a
// person who is known already is left as they are. Texts are cleaned,
// telephones are refused when they cannot be dialled from abroad.
func Add(tx *kernel.Tx, p Person) (id string, err error) {
	if p.ID == "" {
		p.ID = newID()
	}
	if p, err = tidy(p); err != nil {
		return "", err
	}
	if err := insertPerson(tx, p); err != nil {
		return "", err
	}
	return p.ID, tx.Record("people.added", byID{p.ID})
}

// Change replaces a person's name, contacts, address and languages; NotFound
// people.no_such_person, Conflict people.erased.
func Change(tx *kernel.Tx, p Person) error {
	p, err := tidy(p)
	if err != nil {
		return err
	}
	if err := updatePerson(tx, p); err != nil {
		return err
	}
	return tx.Record("people.corrected", byID{p.ID})
}

// Get is the person with telephones and addresses; NotFound
// people.no_such_person. Whoever shows them to somebody calls Looked.
func Get(tx *kernel.Tx, id string) (Person, error) {
	p, err := readPerson(tx, id)
	if errors.Is(err, sqldb.ErrNone) {
		return p, kernel.Refuse(kernel.NotFound, "people.no_such_person")
	}
	return p, err
}

// Named is the persons with these ids, without telephones and addresses; an id
// that nobody has is left out.
func Named(tx *kernel.Tx, ids []string) (map[string]Person, error) {
	list, err := readNamed(tx, ids)
	m := make(map[string]Person, len(list))
	for _, p := range list {
		m[p.ID] = p
	}
	return m, err
}

// ByHand refuses programs: a token that leaked must not be able to make itself a
// way in that outlives it, a role, or something public that was hidden. Give,
// Take, NewLink and NewCode ask it themselves.
func ByHand(tx *kernel.Tx) error {
	if tx.By.Only != nil {
		return kernel.Refuse(kernel.Denied, "people.not_a_program")
	}
	return nil
}

// Give gives a person a role within a scope. Given again while it is held, it
// takes the new dates and reason. No program gives.
func Give(tx *kernel.Tx, g Given) error {
	if err := ByHand(tx); err != nil {
		return err
	}
	g.Role, g.Scope, g.Why = arabic.Clean(g.Role), arabic.Clean(g.Scope), arabic.Clean(g.Why)
	if g.From.IsZero() {
		g.From = tx.Now
	}
	switch {
	case g.Role == "":
		return kernel.RefuseField("role", "people.no_such_role")
	case g.Why == "":
		return kernel.RefuseField("why", "people.say_why")
	case !g.Until.IsZero() && !g.Until.After(g.From.Time):
		return kernel.RefuseField("until", "people.ends_before_it_begins")
	}
	if err := fits("why", g.Why, textMax); err != nil {
		return err
	}
	p, err := Get(tx, g.Person)
	if err != nil {
		return err
	}
	if p.Erased {
		return kernel.Refuse(kernel.Conflict, "people.erased")
	}
	if err := insertGrant(tx, g); err != nil {
		return err
	}
	return tx.Record("people.granted", roleOf{g.Person, g.Role, g.Scope})
}

// Take takes a role back; it is not an error when it was not held. No program
// takes.
func Take(tx *kernel.Tx, person, role, scope, why string) error {
	if err := ByHand(tx); err != nil {
		return err
	}
	n, err := endGrant(tx, person, role, scope, arabic.Clean(why))
	if err != nil || n == 0 {
		return err
	}
	return tx.Record("people.revoked", roleOf{person, role, scope})
}

// Title says how a scope of grants is called ("sitting/…", "organisation/…"),
// before the first of them or again when it is called otherwise. Whoever may read
// that somebody holds a role in it reads the title.
func Title(tx *kernel.Tx, scope string, title words.Local) error {
	return writeTitle(tx, scope, words.Local{Ar: arabic.Clean(title.Ar), En: arabic.Clean(title.En), Tr: arabic.Clean(title.Tr)})
}

// Holders is who holds a role for exactly this scope now, by name, without
// telephones and addresses.
func Holders(tx *kernel.Tx, role, scope string) ([]Person, error) {
	return readHolders(tx, role, scope)
}

// NewLink makes a single-use sign-in link: its path is /in/ and the token, which
// is kept as a hash and can be read here only.
func NewLink(tx *kernel.Tx, person, why string, until time.Time) (token string, err error) {
	token = newToken()
	return token, addKey(tx, key{Hash: hashOf(token), Kind: "link", Person: person, Why: why, Until: sqldb.Time{Time: until}})
}

// NewCode makes a short single-use code that can be read over the telephone, as
// "K7M-493-TFX". It costs a millisecond or two of hashing.
func NewCode(tx *kernel.Tx, person, why string, until time.Time) (code string, err error) {
	code = newCode()
	return showCode(code), addKey(tx, key{Hash: hashOfCode(code), Kind: "code", Person: person,
		Why: why, Until: sqldb.Time{Time: until}})
}

// addKey: no program makes a way in.
func addKey(tx *kernel.Tx, k key) error {
	if err := ByHand(tx); err != nil {
		return err
	}
	p, err := Get(tx, k.Person)
	switch {
	case err != nil:
		return err
	case p.Erased:
		return kernel.Refuse(kernel.Conflict, "people.erased")
	case !k.Until.After(tx.Now.Time):
		return kernel.RefuseField("until", "people.already_over")
	}
	k.Why = arabic.Clean(k.Why)
	if err := insertKey(tx, k); err != nil {
		return err
	}
	return tx.Record("people.invited", keyOf{k.Person, k.Kind})
}

// Federation is the federation's name, hour and language; NotFound
// people.not_founded before the set-up.
func Federation(tx *kernel.Tx) (Union, error) {
	f, err := readFederation(tx)
	if errors.Is(err, sqldb.ErrNone) {
		return f, kernel.Refuse(kernel.NotFound, "people.not_founded")
	}
	return f, err
}

// What the journal holds of persons: ids.
type (
	byID struct {
		Person string `json:"person"`
	}
	roleOf struct {
		Person string `json:"person"`
		Role   string `json:"role"`
		Scope  string `json:"scope"`
	}
	keyOf struct {
		Person string `json:"person"`
		Kind   string `json:"kind"`
	}
)
