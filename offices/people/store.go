package people

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

const personCols = `p.id, p.name_ar, p.name_en, p.name_tr, p.address, p.languages, p.protected, p.listed, p.erased`

// A personRow reads what personCols names.
type personRow struct {
	Person
	languages string
	erased    sqldb.Time
}

func (r *personRow) cols() []any {
	return []any{&r.ID, &r.Name.Ar, &r.Name.En, &r.Name.Tr, &r.Address, &r.languages, &r.Protected, &r.Listed, &r.erased}
}

func (r personRow) person() Person {
	r.Languages = strings.Fields(r.languages)
	if r.Erased = !r.erased.IsZero(); r.Erased {
		r.Name = erasedName
	}
	return r.Person
}

func insertPerson(tx *kernel.Tx, p Person) error {
	n, err := tx.Exec(`INSERT INTO persons (id, name_ar, name_en, name_tr, address, languages, protected, listed,
			lang, digits, zone, sort, added, erased)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', $9, $10, '') ON CONFLICT (id) DO NOTHING`,
		p.ID, p.Name.Ar, p.Name.En, p.Name.Tr, p.Address, strings.Join(p.Languages, " "), true, false, sortKey(p.Name), tx.Now)
	if err != nil || n == 0 {
		return err
	}
	return writeContacts(tx, p)
}

// updatePerson holds the row until the commit, so that an erasing cannot fall
// between the name and the contacts.
func updatePerson(tx *kernel.Tx, p Person) error {
	n, err := tx.Exec(`UPDATE persons SET name_ar = $1, name_en = $2, name_tr = $3, address = $4, languages = $5, sort = $6
		WHERE id = $7 AND erased = ''`,
		p.Name.Ar, p.Name.En, p.Name.Tr, p.Address, strings.Join(p.Languages, " "), sortKey(p.Name), p.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return missing(tx, p.ID)
	}
	if err := clearContacts(tx, p.ID); err != nil {
		return err
	}
	return writeContacts(tx, p)
}

// missing says why a person could not be changed.
func missing(tx *kernel.Tx, id string) error {
	if _, err := Get(tx, id); err != nil {
		return err
	}
	return kernel.Refuse(kernel.Conflict, "people.erased")
}

func clearContacts(tx *kernel.Tx, id string) error {
	_, err := tx.Exec(`DELETE FROM person_contacts WHERE person = $1`, id)
	_, err2 := tx.Exec(`DELETE FROM person_tokens WHERE person = $1`, id)
	return errors.Join(err, err2)
}

// writeContacts comes after a statement of this command that wrote: a bulk
// insert alone would not tell the kernel that there is something to undo.
func writeContacts(tx *kernel.Tx, p Person) error {
	var contacts, tokens [][]any
	for i, v := range p.Phones {
		contacts = append(contacts, []any{p.ID, "phone", int64(i), v})
	}
	for i, v := range p.Emails {
		contacts = append(contacts, []any{p.ID, "email", int64(i), v})
	}
	for _, t := range arabic.SearchTokens(p.Name.Ar, p.Name.En, p.Name.Tr) {
		tokens = append(tokens, []any{t, p.ID})
	}
	if err := tx.Bulk(`INSERT INTO person_contacts (person, kind, place, value) VALUES ROWS`, contacts); err != nil {
		return err
	}
	return tx.Bulk(`INSERT INTO person_tokens (text, person) VALUES ROWS`, tokens)
}

func readPerson(tx *kernel.Tx, id string) (Person, error) {
	var r personRow
	if err := tx.One(`SELECT `+personCols+` FROM persons p WHERE p.id = $1`, []any{id}, r.cols()...); err != nil {
		return Person{}, err
	}
	p := r.person()
	type contact struct{ kind, value string }
	list, err := sqldb.All(tx.Tx, func(c *contact) []any { return []any{&c.kind, &c.value} },
		`SELECT kind, value FROM person_contacts WHERE person = $1 ORDER BY kind, place`, id)
	for _, c := range list {
		if c.kind == "phone" {
			p.Phones = append(p.Phones, c.value)
		} else {
			p.Emails = append(p.Emails, c.value)
		}
	}
	return p, err
}

// readNamed leaves addresses out, as it does telephones: names are for lists.
func readNamed(tx *kernel.Tx, ids []string) ([]Person, error) {
	rows, err := sqldb.In(tx.Tx, (*personRow).cols, `SELECT `+personCols+` FROM persons p WHERE p.id IN (LIST)`, ids)
	return shown(rows), err
}

func shown(rows []personRow) []Person {
	list := make([]Person, len(rows))
	for i, r := range rows {
		list[i] = r.person()
		list[i].Address = ""
	}
	return list
}

func writeFlag(tx *kernel.Tx, id, what string, value bool) (int64, error) {
	if what == "listed" {
		return tx.Exec(`UPDATE persons SET listed = $1 WHERE id = $2 AND erased = ''`, value, id)
	}
	return tx.Exec(`UPDATE persons SET protected = $1 WHERE id = $2 AND erased = ''`, !value, id)
}

func insertConsent(tx *kernel.Tx, c consent) error {
	_, err := tx.Exec(`INSERT INTO person_consents (id, person, what, given, how, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		newID(), c.Person, c.What, c.Given, c.How, tx.By.ID, tx.Now)
	return err
}

func readConsents(tx *kernel.Tx, person string) ([]Consent, error) {
	return sqldb.All(tx.Tx, func(c *Consent) []any { return []any{&c.What, &c.Given, &c.How, &c.By, &c.At} },
		`SELECT what, given, how, actor, at FROM person_consents WHERE person = $1 ORDER BY id`, person)
}

func insertLook(tx *kernel.Tx, person, why string) error {
	_, err := tx.Exec(`INSERT INTO person_looks (id, person, actor, why, at) VALUES ($1, $2, $3, $4, $5)`,
		newID(), person, tx.By.ID, why, tx.Now)
	return err
}

func readLooks(tx *kernel.Tx, person string, limit int) ([]Look, error) {
	return sqldb.All(tx.Tx, func(l *Look) []any { return []any{&l.By, &l.Why, &l.At} },
		`SELECT actor, why, at FROM person_looks WHERE person = $1 ORDER BY id DESC LIMIT $2`, person, limit)
}

func readPreferences(tx *kernel.Tx, person string) (p Preferences, err error) {
	err = tx.One(`SELECT lang, digits, zone FROM persons WHERE id = $1`, []any{person}, &p.Lang, &p.Digits, &p.Zone)
	return p, err
}

func writePreferences(tx *kernel.Tx, person string, p Preferences) (int64, error) {
	return tx.Exec(`UPDATE persons SET lang = $1, digits = $2, zone = $3 WHERE id = $4 AND erased = ''`, p.Lang, p.Digits, p.Zone, person)
}

// readContactOwners is who has this telephone number or e-mail address.
func readContactOwners(tx *kernel.Tx, value string) ([]personRow, error) {
	return sqldb.All(tx.Tx, (*personRow).cols, `SELECT DISTINCT `+personCols+` FROM person_contacts c JOIN persons p ON p.id = c.person
		WHERE c.value = $1 ORDER BY 1`, value)
}

// A place is where a page of the list begins: after this person.
type place struct{ sort, id string }

type listedRow struct {
	personRow
	sort string
}

func (r *listedRow) cols() []any { return append(r.personRow.cols(), &r.sort) }

const listPage = `SELECT ` + personCols + `, p.sort FROM persons p
	WHERE p.erased = '' AND (p.sort, p.id) > ($1, $2) ORDER BY p.sort, p.id LIMIT $3`

func readPage(tx *kernel.Tx, after place, n int) ([]listedRow, error) {
	return sqldb.All(tx.Tx, (*listedRow).cols, listPage, after.sort, after.id, n)
}

// findPage is readPage of those whom every word of a query finds.
func findPage(tx *kernel.Tx, q []arabic.Token, after place, n int) ([]listedRow, error) {
	text, args := findText(q)
	return sqldb.All(tx.Tx, (*listedRow).cols, text, append(args, after.sort, after.id, n)...)
}

func findText(q []arabic.Token) (text string, args []any) {
	var values strings.Builder
	words := map[int]bool{}
	for i, t := range q {
		if i > 0 {
			values.WriteString(", ")
		}
		lo, hi := t.Range()
		fmt.Fprintf(&values, "($%d, $%d, $%d)", 3*i+1, 3*i+2, 3*i+3)
		args = append(args, strconv.Itoa(t.Word), lo, hi)
		words[t.Word] = true
	}
	k := len(args)
	text = fmt.Sprintf(`WITH q (word, lo, hi) AS (VALUES %s), hit AS (
			SELECT t.person FROM q JOIN person_tokens t ON t.text >= q.lo AND t.text < q.hi
			GROUP BY t.person HAVING count(DISTINCT q.word) = $%d)
		SELECT `+personCols+`, p.sort FROM hit JOIN persons p ON p.id = hit.person
		WHERE p.erased = '' AND (p.sort, p.id) > ($%d, $%d) ORDER BY p.sort, p.id LIMIT $%d`, values.String(), k+1, k+2, k+3, k+4)
	return text, append(args, len(words))
}

// erase leaves the id and that it was a person. How consents were given and why
// somebody looked may name people, so it goes too; that it happened stays.
func erase(tx *kernel.Tx, id string) (int64, error) {
	n, err := tx.Exec(`UPDATE persons SET name_ar = '', name_en = '', name_tr = '', address = '', languages = '', sort = '',
		protected = TRUE, listed = FALSE, lang = '', digits = '', zone = '', erased = $1 WHERE id = $2 AND erased = ''`, tx.Now, id)
	if err != nil || n == 0 {
		return n, err
	}
	errs := []error{clearContacts(tx, id)}
	for _, q := range []string{
		`UPDATE person_consents SET how = '' WHERE person = $1`,
		`UPDATE person_looks SET why = '' WHERE person = $1`,
		`UPDATE grants SET why = '', ended_why = '' WHERE person = $1`,
		`DELETE FROM sign_in_keys WHERE person = $1`,
		`DELETE FROM sessions WHERE person = $1`,
	} {
		_, err := tx.Exec(q, id)
		errs = append(errs, err)
	}
	return n, errors.Join(errs...)
}

func readFederation(tx *kernel.Tx) (u Union, err error) {
	err = tx.One(`SELECT name_ar, name_en, name_tr, zone, lang, founded FROM federation WHERE one = 1`, nil,
		&u.Name.Ar, &u.Name.En, &u.Name.Tr, &u.Zone, &u.Lang, &u.Founded)
	return u, err
}

func insertFederation(tx *kernel.Tx, u Union) (int64, error) {
	return tx.Exec(`INSERT INTO federation (one, name_ar, name_en, name_tr, zone, lang, founded) VALUES (1, $1, $2, $3, $4, $5, $6)
		ON CONFLICT (one) DO NOTHING`, u.Name.Ar, u.Name.En, u.Name.Tr, u.Zone, u.Lang, tx.Now)
}

func updateFederation(tx *kernel.Tx, u Union) (int64, error) {
	return tx.Exec(`UPDATE federation SET name_ar = $1, name_en = $2, name_tr = $3, zone = $4, lang = $5 WHERE one = 1`,
		u.Name.Ar, u.Name.En, u.Name.Tr, u.Zone, u.Lang)
}

// writeSetup keeps the newest set-up link alone.
func writeSetup(tx *kernel.Tx, hash string) error {
	_, err := tx.Exec(`INSERT INTO federation_setup (one, hash, made) VALUES (1, $1, $2)
		ON CONFLICT (one) DO UPDATE SET hash = excluded.hash, made = excluded.made`, hash, tx.Now)
	return err
}

// isSetup says whether this is the set-up link.
func isSetup(tx *kernel.Tx, hash string) (bool, error) {
	var n int64
	err := tx.One(`SELECT count(*) FROM federation_setup WHERE one = 1 AND hash = $1`, []any{hash}, &n)
	return n > 0, err
}

// takeSetup uses the set-up link up.
func takeSetup(tx *kernel.Tx) error {
	_, err := tx.Exec(`DELETE FROM federation_setup`)
	return err
}
