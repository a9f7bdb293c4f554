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
// consent that reached it.
func Agree(tx *kernel.Tx, person, what string, given bool, how string) error {
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
