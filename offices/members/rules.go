package members

import (
	"slices"
	"strings"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
)

// Bounds of what is typed, in characters, and of lists.
const (
	nameMax  = 250
	shortMax = 250
	textMax  = 4000
	listMax  = 20
)

const dayLayout = "2006-01-02"

func isDay(s string) bool {
	t, err := time.Parse(dayLayout, s)
	return err == nil && t.Year() >= 1000
}

// dayOf reads a day as people type it, "" if there is none.
func dayOf(field, s string) (string, error) {
	if s == "" {
		return "", nil
	}
	d, err := arabic.ParseDate(s)
	if err != nil || d.Precision() != arabic.Day || d.Year < 1900 || d.Year > 2200 {
		return "", kernel.RefuseField(field, "kernel.not_a_date")
	}
	return d.String(), nil
}

// today is the day on which the east of the world is at this moment: what was
// decided today anywhere is not in the future.
func today(now time.Time) string { return now.Add(14 * time.Hour).UTC().Format(dayLayout) }

// may lists which standing may follow on which. The empty one is of a new
// organisation.
var may = map[string][]string{
	"":         {Applied, Registered},
	Applied:    {Registered, Left},
	Registered: {Active, Suspended, Left, Expelled},
	Active:     {Registered, Suspended, Left, Expelled},
	Suspended:  {Registered, Active, Left, Expelled},
	Left:       {Applied, Registered},
	Expelled:   {Applied},
	Merged:     {},
}

func mayFollow(from, to string) bool { return slices.Contains(may[from], to) }

// onTheRoll says whether a standing is a member's.
func onTheRoll(standing string) bool {
	return standing == Registered || standing == Active || standing == Suspended
}

// standing is what a history amounts to now: its last line that was not struck.
func standingOf(history []Decision) (last Decision) {
	for _, d := range history {
		if d.StruckAt.IsZero() {
			last = d
		}
	}
	return last
}

// shownStanding is what others see of a history. That a member is suspended is
// told to others from the day on which the decision is final, after its reply was
// heard; until then they see the standing before. That somebody left or was
// expelled is not told: who is not on the roll is not there.
func shownStanding(history []Decision) string {
	for _, d := range slices.Backward(history) {
		switch {
		case !d.StruckAt.IsZero():
		case d.Standing == Suspended && d.FinalSince == "":
		case onTheRoll(d.Standing):
			return d.Standing
		default:
			return ""
		}
	}
	return ""
}

// spansOf makes spans of days of a history in the order in which it was entered.
// Of several lines on one day the last counts.
func spansOf(history []Decision) []span {
	var spans []span
	for _, d := range history {
		if !d.StruckAt.IsZero() {
			continue
		}
		for len(spans) > 0 && spans[len(spans)-1].since >= d.Since {
			spans = spans[:len(spans)-1]
		}
		if n := len(spans); n > 0 {
			spans[n-1].until = d.Since
		}
		spans = append(spans, span{d.Standing, d.Since, open})
	}
	return spans
}

// A Rule says from the three facts who should be active. The bylaws in force
// give it; this is what most of them ask.
type Rule struct {
	Grace int // days after the paid time during which dues are not late
	Fresh int // days for which a dossier stays fresh
}

// DefaultRule is a quarter of a year's grace and a dossier confirmed within 400
// days: a year, and the weeks around an assembly.
var DefaultRule = Rule{Grace: 90, Fresh: 400}

// before is the day some days before another.
func before(day string, days int) string {
	t, err := time.Parse(dayLayout, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, -days).Format(dayLayout)
}

// propose says what standing the facts speak for on a day, and which of them
// speak against the present one. A fact that was never recorded says nothing
// against a member: what is not known is not held against anybody.
func (r Rule) propose(o Organisation, day string) (standing string, reasons []string) {
	late := o.DuesUntil != "" && o.DuesUntil < before(day, r.Grace)
	stale := o.RefreshedOn != "" && o.RefreshedOn < before(day, r.Fresh)
	switch {
	case o.Standing == Registered && o.AdmittedOn != "" && o.AdmittedOn <= day && o.DuesUntil != "" && !late && o.RefreshedOn != "" && !stale:
		return Active, []string{"admitted", "dues_paid", "fresh"}
	case o.Standing == Active && (late || stale):
		if late {
			reasons = append(reasons, "dues_late")
		}
		if stale {
			reasons = append(reasons, "stale")
		}
		return Registered, reasons
	}
	return "", nil
}

// nameKey is what the roll is sorted by: the Arabic name's key, else another's.
func (o Organisation) nameKey() string {
	for _, n := range []string{o.Name.Ar, o.Name.En, o.Name.Tr} {
		if k := arabic.Key(n); k != "" {
			return k
		}
	}
	return "~" + o.Name.In("ar")
}

// shownKey puts the public list in order: names first, then the protected by
// their codes, so that a place in the list tells nothing.
func (o Organisation) shownKey() string {
	if o.Protected {
		return "2" + o.Code
	}
	return "1" + o.nameKey()
}

func cityKey(city words.Local) string { return arabic.Key(city.In("ar")) }

// licenceKey folds what writers of a licence number vary: digits, space, case.
func licenceKey(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '.':
			return -1
		case r == '\\', r == '-', r == '_', r == '–':
			return '/'
		}
		return r
	}, strings.ToLower(arabic.ToLatin(arabic.Clean(s))))
}

// keys are the folded names by which the organisation is the same as another:
// each name as it folds, and, marked with ~, its consonants and meanings in
// order of the alphabet, which the three spellings have in common.
func nameKeys(name words.Local) (list []string) {
	for _, n := range []string{name.Ar, name.En, name.Tr} {
		list = addKey(list, arabic.Key(n))
		if k := looseKey(n); k != "~" {
			list = addKey(list, k)
		}
	}
	return list
}

func addKey(list []string, k string) []string {
	if k == "" || slices.Contains(list, k) {
		return list
	}
	return append(list, k)
}

// looseKey is the consonants of the words that are a name's own, and the meanings
// of its common words (association, for development), each in order.
func looseKey(name string) string {
	own, meanings := strings.Fields(arabic.Skeleton(name)), []string{}
	for w := range strings.FieldsSeq(name) {
		for _, t := range arabic.SearchTokens(w) {
			if t[0] == '=' {
				meanings = addKey(meanings, t)
				own = slices.DeleteFunc(own, func(s string) bool { return s == arabic.Skeleton(w) })
				break
			}
		}
	}
	slices.Sort(own)
	slices.Sort(meanings)
	return "~" + strings.Join(own, " ") + strings.Join(meanings, "")
}

func (o Organisation) namesRows() (rows [][]any) {
	for _, k := range nameKeys(o.Name) {
		rows = append(rows, []any{k, o.key})
	}
	return rows
}

// tokenRows are what finds the organisation: its names, and its code.
func (o Organisation) tokenRows() (rows [][]any) {
	for _, t := range arabic.SearchTokens(o.Name.Ar, o.Name.En, o.Name.Tr) {
		rows = append(rows, []any{t, o.key})
	}
	return rows
}

// tidy cleans an organisation's own facts for storing and refuses what cannot be
// so. What cannot be dialled or written to is refused by strict alone: an import
// keeps it as it is written and says so.
func tidy(o Organisation, strict bool) (Organisation, error) {
	o.Name, o.City, o.Post = cleanLocal(o.Name), cleanLocal(o.City), cleanLocal(o.Post)
	o.Licence, o.Registrar, o.Field = arabic.Clean(o.Licence), arabic.Clean(o.Registrar), fieldOf(o.Field)
	o.Aims, o.Projects, o.Activities = arabic.CleanText(o.Aims), arabic.CleanText(o.Projects), arabic.CleanText(o.Activities)
	o.Places, o.Languages = cleanList(o.Places), cleanList(o.Languages)
	errs := []error{nameFits(o.Name), fits("licence", o.Licence, shortMax), fits("registrar", o.Registrar, shortMax),
		fits("field", o.Field, shortMax), fits("aims", o.Aims, textMax), fits("projects", o.Projects, textMax),
		fits("activities", o.Activities, textMax), fits("city.ar", o.City.Ar+o.City.En+o.City.Tr, shortMax),
		fits("post.ar", o.Post.Ar+o.Post.En+o.Post.Tr, shortMax), fits("places", strings.Join(o.Places, ""), textMax)}
	if o.Founded != 0 && (o.Founded < 1800 || o.Founded > 2200) {
		errs = append(errs, kernel.RefuseField("founded", "members.not_a_year"))
	}
	if len(o.Places) > listMax || len(o.Languages) > listMax {
		errs = append(errs, kernel.RefuseField("places", "members.too_many", listMax))
	}
	country, ok := countryOf(o.Country)
	if !ok {
		errs = append(errs, kernel.RefuseField("country", "members.no_such_country", o.Country))
	}
	phone, ok := phoneOf(o.Phone, country)
	if !ok && strict {
		errs = append(errs, kernel.RefuseField("phone", "members.not_a_phone", o.Phone))
	}
	email, ok := emailOf(o.Email)
	if !ok && strict {
		errs = append(errs, kernel.RefuseField("email", "members.not_an_email", o.Email))
	}
	o.Country, o.Phone, o.Email = country, phone, email
	return o, kernel.RefuseAll(errs...)
}

func cleanLocal(l words.Local) words.Local {
	return words.Local{Ar: arabic.Clean(l.Ar), En: arabic.Clean(l.En), Tr: arabic.Clean(l.Tr)}
}

func cleanList(list []string) []string {
	out := []string{}
	for _, s := range list {
		if s = arabic.Clean(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func nameFits(n words.Local) error {
	if arabic.Key(n.Ar) == "" && arabic.Key(n.En) == "" && arabic.Key(n.Tr) == "" {
		return kernel.RefuseField("name.ar", "members.nameless")
	}
	return kernel.RefuseAll(fits("name.ar", n.Ar, nameMax), fits("name.en", n.En, nameMax), fits("name.tr", n.Tr, nameMax))
}

func fits(field, s string, max int) error {
	if len([]rune(s)) > max {
		return kernel.RefuseField(field, "members.too_long", max)
	}
	return nil
}
