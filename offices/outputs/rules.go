package outputs

import (
	"unicode/utf8"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/pure/arabic"
)

// The longest texts, in characters.
const (
	outputMost    = 2000
	reasonMost    = 500
	statementMost = 30000
)

// outputsMost is how many may be proposed in a sitting.
const outputsMost = 200

// The time for which objections are taken, in seconds.
const (
	silenceLeast = 10
	silenceUsual = 20
	silenceMost  = 600
)

// mayEdit says whether the text of an output may still be changed.
func (o Output) mayEdit() error {
	if o.State == Proposed || o.State == Contested {
		return nil
	}
	return kernel.Refuse(kernel.Conflict, "outputs.text_stands")
}

// mayDecide says whether it may be asked about, put to a vote or set aside.
func (o Output) mayDecide() error {
	if o.State == Proposed || o.State == Contested {
		return nil
	}
	return kernel.Refuse(kernel.Conflict, "outputs.not_proposed")
}

// about is what a poll that is to decide an output was about.
type about struct {
	draft   bool
	opened  sqldb.Time
	item    string // the kind of the item it stands on
	decides int    // outputs, so far
}

// asked reports whether the poll asks, or will ask, about the output as it is
// written now.
func (o Output) asked(a about) bool {
	return a.draft || a.item == proceedings.OutputsItem && a.decides == 0 && !a.opened.Before(o.Revised.Time)
}

// mayDecideNow: the assembly decides while it sits.
func mayDecideNow(status string) error {
	switch status {
	case assembly.Open:
		return nil
	case assembly.Break:
		return kernel.Refuse(kernel.Conflict, "outputs.in_break")
	}
	return kernel.Refuse(kernel.Conflict, "outputs.sitting_not_open")
}

// text is a text in three languages as it is stored, or why it is not: nothing
// in it, or too long.
func text(field string, l words.Local, most int, lines bool) (words.Local, error) {
	clean := arabic.Clean
	if lines {
		clean = arabic.CleanText
	}
	l = words.Local{Ar: clean(l.Ar), En: clean(l.En), Tr: clean(l.Tr)}
	if l == (words.Local{}) {
		return l, kernel.RefuseField(field+".ar", "outputs.no_text")
	}
	return l, short(field, l, most)
}

func short(field string, l words.Local, most int) error {
	var errs []error
	for name, s := range map[string]string{"ar": l.Ar, "en": l.En, "tr": l.Tr} {
		if utf8.RuneCountInString(s) > most {
			errs = append(errs, kernel.RefuseField(field+"."+name, "outputs.too_long", most))
		}
	}
	return kernel.RefuseAll(errs...)
}

// reason is why somebody did something out of the ordinary.
func reason(s string) (string, error) {
	s = arabic.Clean(s)
	switch {
	case s == "":
		return s, kernel.RefuseField("why", "outputs.say_why")
	case utf8.RuneCountInString(s) > reasonMost:
		return s, kernel.RefuseField("why", "outputs.too_long", reasonMost)
	}
	return s, nil
}
