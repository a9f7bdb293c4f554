package people

import (
	"time"

	"ittihad/kernel/words"
)

// Prefs is what the surfaces need of a reader. Empty fields are left to them.
type Prefs struct {
	Lang, Digits string
	Zone         *time.Location // the federation's when the reader chose none
	Name         words.Local
}
