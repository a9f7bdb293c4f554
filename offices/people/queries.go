package people

import (
	"slices"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
)

// A Self is all that the federation keeps of a person, for that person.
type Self struct {
	Person      Person      `json:"person"`
	Grants      []Grant     `json:"grants"`
	Preferences Preferences `json:"preferences"`
	Consents    []Consent   `json:"consents"`
	Titles      Titles      `json:"titles"`
}

// Titles are how scopes are called, by scope.
type Titles map[string]words.Local

// titlesOf is how the scopes of grants are called, and those that reasons name.
func titlesOf(tx *kernel.Tx, grants []Grant, reasons ...string) (Titles, error) {
	var scopes []string
	for _, g := range grants {
		scopes, reasons = append(scopes, g.Scope), append(reasons, g.Why, g.EndWhy)
	}
	for _, why := range reasons {
		if _, scope, ok := strings.Cut(why, " "); ok && strings.Contains(scope, "/") && len(scope) < textMax {
			scopes = append(scopes, scope)
		}
	}
	return readTitles(tx, distinct(scopes))
}

// Me tells a person all that is kept of them.
var Me = kernel.Query[kernel.None, Self]{
	Name: "people.me",
	Who:  "everybody, of themselves",
	May:  aPerson,
	Do: func(tx *kernel.Tx, _ kernel.None) (s Self, err error) {
		if s.Person, err = Get(tx, tx.By.ID); err != nil {
			return s, err
		}
		if s.Grants, err = readGrants(tx, tx.By.ID); err != nil {
			return s, err
		}
		if s.Preferences, err = readPreferences(tx, tx.By.ID); err != nil {
			return s, err
		}
		if s.Titles, err = titlesOf(tx, s.Grants); err != nil {
			return s, err
		}
		s.Consents, err = readConsents(tx, tx.By.ID)
		return s, err
	},
}

// aPerson: a program has nothing of its own here.
func aPerson(tx *kernel.Tx, _ kernel.None) error { return ByHand(tx) }

// A Session is one browser in which a person is signed in.
type Session struct {
	ID     string     `json:"id"`
	Method string     `json:"method"` // link, code, setup
	Made   sqldb.Time `json:"made"`
	Seen   sqldb.Time `json:"seen"` // to the minute; zero: never since
	Ends   sqldb.Time `json:"ends"` // at the latest
}

// A SessionList is where a person is signed in, the newest first.
type SessionList struct {
	Sessions []Session `json:"sessions"`
}

// Sessions lists where the asker is signed in.
var Sessions = kernel.Query[kernel.None, SessionList]{
	Name: "people.sessions",
	Who:  "everybody, of themselves",
	May:  aPerson,
	Do: func(tx *kernel.Tx, _ kernel.None) (list SessionList, err error) {
		all, err := readSessions(tx, tx.By.ID)
		for _, s := range all {
			if alive(s, tx.Now.Time) {
				list.Sessions = append(list.Sessions, Session{s.ID, s.Method, s.Made, s.Seen, s.Ends})
			}
		}
		return list, err
	},
}

// An Access is who can see a person's data and why, who looked, and who made
// ways in for the person.
type Access struct {
	Holders []Holder `json:"holders"`
	Looks   []Look   `json:"looks"`
	Ways    []WayIn  `json:"ways"`
	Tokens  []Token  `json:"tokens"` // programs that may read persons' data
	// Names of the persons in the lists above, by id.
	Names  map[string]Person `json:"names"`
	Titles Titles            `json:"titles"`
}

// A Holder is somebody whose role shows them data of the asker.
type Holder struct {
	Grant
	Of string `json:"of"` // the scope in which both stand; empty is the federation
}

// A WayIn is a link or code that was made for a person.
type WayIn struct {
	Kind   string     `json:"kind"`
	By     string     `json:"by"`
	Why    string     `json:"why"`
	Made   sqldb.Time `json:"made"`
	Until  sqldb.Time `json:"until"`
	Used   sqldb.Time `json:"used"`
	Voided sqldb.Time `json:"voided"`
}

// looksShown is how many showings of contacts a person is told of.
const looksShown = 200

// WhoHasAccess tells a person who has access to their data and why.
var WhoHasAccess = kernel.Query[kernel.None, Access]{
	Name: "people.access",
	Who:  "everybody, of themselves",
	May:  aPerson,
	Do:   whoHasAccess,
}

// whoHasAccess finds those whose role shows personal data in the whole
// federation, or in a scope in which the asker holds a role too.
func whoHasAccess(tx *kernel.Tx, _ kernel.None) (a Access, err error) {
	mine, err := readHeld(tx, tx.By.ID)
	if err != nil {
		return a, err
	}
	scopes := []string{""}
	for _, g := range mine {
		if g.Scope != "" {
			scopes = append(scopes, g.Scope)
		}
	}
	grants, err := readHeldIn(tx, distinct(scopes))
	if err != nil {
		return a, err
	}
	for _, g := range grants {
		if g.Person != tx.By.ID && roles[g.Role].sees {
			a.Holders = append(a.Holders, Holder{g, g.Scope})
		}
	}
	if a.Looks, err = readLooks(tx, tx.By.ID, looksShown); err != nil {
		return a, err
	}
	if a.Ways, err = readKeys(tx, tx.By.ID); err != nil {
		return a, err
	}
	tokens, err := readTokens(tx, "")
	if err != nil {
		return a, err
	}
	for _, t := range tokens {
		if t.readsPersons(tx) {
			a.Tokens = append(a.Tokens, t)
		}
	}
	if a.Titles, err = titlesOf(tx, grants, a.reasons()...); err != nil {
		return a, err
	}
	a.Names, err = Named(tx, a.ids())
	return a, err
}

func (a Access) reasons() (list []string) {
	for _, l := range a.Looks {
		list = append(list, l.Why)
	}
	for _, w := range a.Ways {
		list = append(list, w.Why)
	}
	return list
}

// readsPersons: a program may see persons through a use case that its token
// names, of whatever office.
func (t Token) readsPersons(tx *kernel.Tx) bool {
	return slices.ContainsFunc(t.UseCases, func(name string) bool {
		u, ok := tx.UseCase(name)
		return ok && u.Personal
	})
}

func (a Access) ids() (list []string) {
	for _, h := range a.Holders {
		list = append(list, h.Person)
	}
	for _, l := range a.Looks {
		list = append(list, l.By)
	}
	for _, w := range a.Ways {
		list = append(list, w.By)
	}
	for _, t := range a.Tokens {
		list = append(list, t.Maker)
	}
	return distinct(list)
}

// A File is a person as the secretary sees them: telephones and addresses only
// as far as to recognise them (people.contact shows them).
type File struct {
	Person   Person            `json:"person"`
	Grants   []Grant           `json:"grants"`
	Consents []Consent         `json:"consents"`
	Ways     []WayIn           `json:"ways"`
	Sessions int64             `json:"sessions"`
	Names    map[string]Person `json:"names"`
	Titles   Titles            `json:"titles"`
}

// SeePerson tells the secretary what is kept of a person.
var SeePerson = kernel.Query[Asked, File]{
	Name: "people.person", Personal: true,
	Who: "the person; the secretary; telephones and addresses are hidden but for their ends",
	May: func(tx *kernel.Tx, in Asked) error { return selfOr(tx, in.Person) },
	Do:  seePerson,
}

// Asked names a person.
type Asked struct {
	Person string `json:"person"`
}

func seePerson(tx *kernel.Tx, in Asked) (f File, err error) {
	if f.Person, err = Get(tx, in.Person); err != nil {
		return f, err
	}
	f.Person = masked(f.Person)
	if f.Grants, err = readGrants(tx, in.Person); err != nil {
		return f, err
	}
	if f.Consents, err = readConsents(tx, in.Person); err != nil {
		return f, err
	}
	if f.Ways, err = readKeys(tx, in.Person); err != nil {
		return f, err
	}
	all, err := readSessions(tx, in.Person)
	if err != nil {
		return f, err
	}
	var ids []string
	for _, s := range all {
		if alive(s, tx.Now.Time) {
			f.Sessions++
		}
	}
	for _, g := range f.Grants {
		ids = append(ids, g.GivenBy)
	}
	for _, w := range f.Ways {
		ids = append(ids, w.By)
	}
	if f.Titles, err = titlesOf(tx, f.Grants, Access{Ways: f.Ways}.reasons()...); err != nil {
		return f, err
	}
	f.Names, err = Named(tx, distinct(ids))
	return f, err
}

// A Search is a page of the list of persons.
type Search struct {
	Q     string `json:"q"`     // words of a name in any of three scripts, a telephone number, an e-mail address
	After string `json:"after"` // the page's beginning, as the last answer's next says
}

// A Page is fifty persons of the list.
type Page struct {
	Rows   []Row  `json:"rows"`
	Next   string `json:"next"` // empty: this is the last page
	Titles Titles `json:"titles"`
}

// A Row is a person in the list.
type Row struct {
	Person
	Roles []kernel.Grant `json:"roles"` // held now
}

const pageRows = 50

// SeeList lists persons by name, fifty at a time.
var SeeList = kernel.Query[Search, Page]{
	Name: "people.list", Personal: true,
	Who: "the secretary",
	May: func(tx *kernel.Tx, _ Search) error { return secretary(tx) },
	Do:  seeList,
}

func seeList(tx *kernel.Tx, in Search) (page Page, err error) {
	rows, err := searchRows(tx, in)
	if err != nil {
		return page, err
	}
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		last := rows[pageRows-1]
		page.Next = last.sort + "|" + last.ID
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		page.Rows = append(page.Rows, Row{Person: r.person()})
		page.Rows[i].Address = ""
		ids[i] = r.ID
	}
	grants, err := readRolesOf(tx, ids)
	if err != nil {
		return page, err
	}
	for _, g := range grants {
		for i := range page.Rows {
			if page.Rows[i].ID == g.Person && g.heldAt(tx.Now.Time) {
				page.Rows[i].Roles = append(page.Rows[i].Roles, kernel.Grant{Role: g.Role, Scope: g.Scope})
			}
		}
	}
	page.Titles, err = titlesOf(tx, grants)
	return page, err
}

func searchRows(tx *kernel.Tx, in Search) (rows []listedRow, err error) {
	sort, id, _ := strings.Cut(in.After, "|")
	after, q := place{sort, id}, arabic.Clean(in.Q)
	if contact, ok := asContact(q); ok {
		owners, err := readContactOwners(tx, contact)
		for _, r := range owners {
			rows = append(rows, listedRow{personRow: r})
		}
		return rows, err
	}
	if q == "" {
		return readPage(tx, after, pageRows+1)
	}
	tokens := arabic.QueryTokens(q)
	if len(tokens) == 0 {
		return nil, nil
	}
	return findPage(tx, tokens, after, pageRows+1)
}

// asContact reads a query that is a whole telephone number or e-mail address.
func asContact(q string) (string, bool) {
	if v, ok := email(q); ok {
		return v, true
	}
	return Phone(q)
}

// A TokenList is programs' tokens.
type TokenList struct {
	Tokens []Token `json:"tokens"`
}

// SeeTokens lists the programs' tokens that hold now.
var SeeTokens = kernel.Query[kernel.None, TokenList]{
	Name: "people.tokens",
	Who:  "the secretary",
	May:  func(tx *kernel.Tx, _ kernel.None) error { return secretary(tx) },
	Do: func(tx *kernel.Tx, _ kernel.None) (list TokenList, err error) {
		list.Tokens, err = readTokens(tx, "")
		return list, err
	},
}
