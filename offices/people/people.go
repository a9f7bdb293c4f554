package people

import (
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// A Person is somebody the federation knows. Telephones (E.164) and e-mail
// addresses stand with the preferred one first, languages too.
//
// A new person is protected and not listed, whatever this says: to be public or
// listed takes an act of consent (Agree).
type Person struct {
	ID        string      `json:"id"`
	Name      words.Local `json:"name"` // Arabic, and Latin in En
	Phones    []string    `json:"phones,omitempty"`
	Emails    []string    `json:"emails,omitempty"`
	Address   string      `json:"address,omitempty"`
	Languages []string    `json:"languages,omitempty"`
	Protected bool        `json:"protected"`
	Listed    bool        `json:"listed"`
	Erased    bool        `json:"erased,omitempty"` // nothing but the id is left
}

// Given is a grant as another office gives it. A zero From is now, a zero Until
// is open.
//
// A reason (Why, here and wherever a person reads one) is a sentence that
// somebody typed, or the key of one in the catalogue, which everybody reads in
// their own language. Behind a key may stand a scope, whose title is the
// sentence's {0}: "voting.why_call sitting/…".
type Given struct {
	Person, Role, Scope, Why string
	From, Until              sqldb.Time
}

// A Grant is a role that a person holds or held within a scope.
type Grant struct {
	ID      string     `json:"id"`
	Person  string     `json:"person"`
	Role    string     `json:"role"`
	Scope   string     `json:"scope"`
	Why     string     `json:"why"`
	From    sqldb.Time `json:"from"`
	Until   sqldb.Time `json:"until"` // zero: open
	GivenBy string     `json:"given_by"`
	Ended   sqldb.Time `json:"ended"` // zero: not taken back
	EndWhy  string     `json:"end_why,omitempty"`
}

// Streams. Whatever must be consistent shares one: all that decides who may come
// in is in one minute book, so that no sign-in slips past a sign-out, and two
// secretaries cannot remove each other at one moment.
const accessStream = "people/access"

func personStream(id string) string { return "person/" + id }

// erasedName stands for the name of a person whose data were erased.
var erasedName = words.Local{Ar: "شخص مُحيت بياناته", En: "a person whose data were erased", Tr: "verileri silinmiş kişi"}
