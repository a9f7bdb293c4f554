package people

import (
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// A Union is the federation as a whole: its name, its hour and its language.
type Union struct {
	Name    words.Local `json:"name"`
	Zone    string      `json:"zone"` // of the tz database
	Lang    string      `json:"lang"` // "ar", "en", "tr"
	Founded sqldb.Time  `json:"founded"`
}
