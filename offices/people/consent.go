package people

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// A Consent is one line of what a person agreed to ("listed", "public") or took
// back, and how it is known.
type Consent struct {
	What  string     `json:"what"`
	Given bool       `json:"given"`
	How   string     `json:"how"`
	By    string     `json:"by"`
	At    sqldb.Time `json:"at"`
}

type consent struct {
	Person string `json:"person"`
	What   string `json:"what"`
	Given  bool   `json:"given"`
	How    string `json:"-"`
}

// Agree writes down that a person agreed to be listed or public, or took it
// back, and how it is known; the flag follows. It is how an office passes on a
// consent that reached it. No program says that somebody agreed.
func Agree(tx *kernel.Tx, person, what string, given bool, how string) error {
	if given {
		if err := ByHand(tx); err != nil {
			return err
		}
	}
	how = arabic.Clean(how)
	if given && how == "" {
		return kernel.RefuseField("how", "people.say_how")
	}
	if err := fits("how", how, textMax); err != nil {
		return err
	}
	n, err := writeFlag(tx, person, what, given)
	if err != nil {
		return err
	}
	if n == 0 {
		return missing(tx, person)
	}
	c := consent{person, what, given, how}
	if err := insertConsent(tx, c); err != nil {
		return err
	}
	return tx.Record("people.consent", c)
}

// bySelf stands where the person said it, signed in.
const bySelf = "self"

// A Listing is a person's consent to be listed, or its end.
type Listing struct {
	Person string `json:"person"`
	Listed bool   `json:"listed"`
	How    string `json:"how"` // how the consent was given, unless the person says it here
}

// List writes down that a person agrees to be listed, or no longer does.
var List = kernel.Command[Listing, kernel.None]{
	Name:   "people.consent",
	Who:    "the person; the secretary, who says how the person agreed; a program only takes it back",
	Stream: func(in Listing) string { return personStream(in.Person) },
	May:    func(tx *kernel.Tx, in Listing) error { return selfOr(tx, in.Person) },
	Do: func(tx *kernel.Tx, in Listing) (kernel.None, error) {
		return kernel.None{}, Agree(tx, in.Person, "listed", in.Listed, orSelf(tx, in.Person, in.How))
	},
}

// A Publicity is a person's consent to be public, or its end.
type Publicity struct {
	Person string `json:"person"`
	How    string `json:"how"`
}

// Protect hides a person from all public surfaces, at once and for no reason.
var Protect = kernel.Command[Publicity, kernel.None]{
	Name:   "people.protect",
	Who:    "the person; the secretary, also by a program",
	Stream: func(in Publicity) string { return personStream(in.Person) },
	May:    func(tx *kernel.Tx, in Publicity) error { return selfOr(tx, in.Person) },
	Do: func(tx *kernel.Tx, in Publicity) (kernel.None, error) {
		return kernel.None{}, Agree(tx, in.Person, "public", false, orSelf(tx, in.Person, in.How))
	},
}

// Unprotect lets a person be shown by name in public.
var Unprotect = kernel.Command[Publicity, kernel.None]{
	Name:   "people.unprotect",
	Who:    "the person; the secretary, who says how the person agreed; no program",
	Stream: func(in Publicity) string { return personStream(in.Person) },
	May:    func(tx *kernel.Tx, in Publicity) error { return both(ByHand(tx), selfOr(tx, in.Person)) },
	Do: func(tx *kernel.Tx, in Publicity) (kernel.None, error) {
		return kernel.None{}, Agree(tx, in.Person, "public", true, orSelf(tx, in.Person, in.How))
	},
}

func orSelf(tx *kernel.Tx, person, how string) string {
	if how == "" && tx.By.ID == person {
		return bySelf
	}
	return how
}
