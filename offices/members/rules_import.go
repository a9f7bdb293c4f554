package members

import (
	"slices"
	"strings"

	"ittihad/kernel/sheet"
	"ittihad/kernel/words"
	"ittihad/offices/people"
	"ittihad/pure/arabic"
)

// Outcomes of a row.
const (
	Create  = "create"
	Change  = "change"
	Same    = "same"
	Held    = "held" // somebody must decide
	Refused = "refused"
)

// A Note says something about a row, in the words of the catalogue.
type Note struct {
	Key   string   `json:"key"`
	Field string   `json:"field,omitempty"`
	Args  []string `json:"args,omitempty"`
}

// Msg is the note as an argument of a sentence: numbers, codes and standings
// among its texts are said as such.
func (n Note) Msg() words.Msg {
	m := words.Msg{Key: n.Key}
	for _, a := range n.Args {
		number, err := words.ParseNumber(a)
		switch {
		case err == nil && len(a) < 10:
			m.Args = append(m.Args, number)
		case strings.HasPrefix(a, "S-"), strings.HasPrefix(a, "+"):
			m.Args = append(m.Args, words.Code(a))
		case strings.HasPrefix(a, standingKey):
			m.Args = append(m.Args, words.Msg{Key: a})
		default:
			m.Args = append(m.Args, a)
		}
	}
	return m
}

const standingKey = "members.standing_"

// A FieldChange is what a row would change of an organisation.
type FieldChange struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// A Plan is what would become of one row.
type Plan struct {
	Outcome      string            `json:"outcome"`
	Organisation string            `json:"organisation,omitempty"` // that it is of, or may be of
	Number       int64             `json:"number,omitempty"`
	Name         words.Local       `json:"name"`
	Changes      []FieldChange     `json:"changes,omitempty"`
	Notes        []Note            `json:"notes,omitempty"`
	Said         map[string]string `json:"said,omitempty"` // what the row says, tidied; by fileFields
	News         bool              `json:"news,omitempty"` // it says something else than the last file did
}

func (p *Plan) note(key, field string, args ...string) {
	p.Notes = append(p.Notes, Note{key, field, args})
}

// stop ends a plan with a reason.
func (p Plan) stop(outcome, key, field string, args ...string) Plan {
	p.Outcome, p.Changes = outcome, nil
	p.note(key, field, args...)
	return p
}

// readRow tidies what a row says, by its columns. What cannot be made sense of
// refuses the row where it decides something (a number, a day, a standing); else
// it is noted and left out, or kept as it is written.
func readRow(columns, cells []string, format string) Plan {
	p := Plan{Said: map[string]string{}}
	for i, f := range columns {
		if f == "" || i >= len(cells) {
			continue
		}
		if v := sheet.Unguard(cells[i]); v != "" {
			p.say(f, v, format)
		}
	}
	for _, f := range []string{"phone", "office_phone"} {
		if v, ok := p.Said[f]; ok {
			phone, ok := phoneOf(firstOf(v), p.Said["country"])
			p.Said[f] = phone
			if !ok {
				p.note("members.row_phone", f, phone)
			}
		}
	}
	p.attribute()
	o := Organisation{}
	for f, v := range p.Said {
		o.setValue(f, v)
	}
	p.Name = o.Name
	for _, f := range slices.Sorted(keysOf(p.Said)) {
		if len([]rune(p.Said[f])) > boundOf(f) {
			return p.stop(Refused, "members.row_too_long", f, digits(int64(boundOf(f))))
		}
	}
	return p
}

// attribute says whose the contacts of a row are.
func (p *Plan) attribute() {
	named := p.Said["representative_ar"]+p.Said["representative_en"] != ""
	for _, f := range []string{"phone", "email"} {
		if v, ok := p.Said[f]; ok && named {
			p.Said["representative_"+f] = v
			delete(p.Said, f)
		}
		if v, ok := p.Said["office_"+f]; ok {
			p.Said[f] = v
			delete(p.Said, "office_"+f)
		}
	}
}

func keysOf(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func boundOf(field string) int {
	if slices.Contains([]string{"aims", "projects", "activities", "places"}, field) {
		return textMax
	}
	return shortMax
}

// say keeps what one cell says.
func (p *Plan) say(field, v, format string) {
	kept, ok := v, true
	switch field {
	case "number":
		n, err := words.ParseNumber(sheet.Number(v))
		if ok = err == nil && n > 0 && n <= numberMax; ok {
			p.Number = n
		}
	case "registered_on", "dues_until", "refreshed_on":
		kept, ok = dateOf(v, format)
	case "standing":
		kept, ok = standingFrom(v)
	case "founded":
		n, known := yearOf(sheet.Number(v))
		if !known {
			p.note("members.row_year", field, v)
			return
		}
		kept = Organisation{Founded: n}.values()[field]
	case "country":
		code, known := countryOf(v)
		if !known {
			p.note("members.row_country", field, v)
			return
		}
		kept = code
	case "languages":
		kept = p.languages(v)
	case "email", "office_email":
		if _, known := emailOf(firstOf(v)); !known {
			p.note("members.row_email", field, v)
		}
		kept = firstOf(v)
	case "field":
		kept = fieldOf(v)
	case "licence":
		kept = sheet.Number(arabic.Clean(v))
	case "aims", "projects", "activities", "places":
		kept = arabic.CleanText(v)
	default:
		kept = arabic.Clean(v)
	}
	if !ok {
		*p = p.stop(Refused, "members.row_"+field, field, v)
		return
	}
	if kept != "" {
		p.Said[field] = kept
	}
}

func (p *Plan) languages(v string) string {
	var list []string
	for _, w := range splitWords([]string{v}) {
		if code := languageByWord()[arabic.Key(w)]; code != "" {
			list = addKey(list, code)
		} else {
			p.note("members.row_language", "languages", w)
		}
	}
	return strings.Join(list, " ")
}

// dateOf reads a day as it is written, or as spreadsheets keep it.
func dateOf(v, format string) (string, bool) {
	if day, ok := sheet.Day(format, v); ok {
		return day, true
	}
	day, err := dayOf("", v)
	return day, err == nil && day != ""
}

// known is what the roll and the file hold that a row may be about.
type known struct {
	byNumber  *Organisation
	byLicence []Organisation   // of the same registrar, as far as it is named
	byName    []Organisation   // a folded name of theirs is one of the row's
	lines     map[string]int64 // where the file said the same number, licence or name before
	// of is what the last file said of an organisation, and its representative.
	of func(Organisation) (says map[string]string, person people.Person)
}

// strange is the similarity below which a number that somebody gave by hand and
// a file's number are of two rolls: two names that have little but a word like
// "association" in common.
const strange = 400

// target is the organisation that a row is of: by its number, then by its
// licence. A name alone only ever holds the row, and so does any contradiction
// between the three.
func (p *Plan) target(k known) (o *Organisation, stop string, other *Organisation) {
	elsewhere := func(list []Organisation, than *Organisation) *Organisation {
		for i := range list {
			if than == nil || list[i].ID != than.ID {
				return &list[i]
			}
		}
		return nil
	}
	switch {
	case k.byNumber != nil:
		if x := elsewhere(k.byLicence, k.byNumber); x != nil {
			return k.byNumber, "members.held_licence_elsewhere", x
		}
		if x := elsewhere(k.byName, k.byNumber); x != nil && !sharesName(*k.byNumber, p.Name) && sameKey(*x, p.Name) {
			return k.byNumber, "members.held_name_elsewhere", x
		}
		if says, _ := k.of(*k.byNumber); says == nil && len(k.byLicence) == 0 && p.Name.In("ar") != "" && similarity(k.byNumber.Name, p.Name) < strange {
			return k.byNumber, "members.held_number", k.byNumber
		}
		return k.byNumber, "", nil
	case len(k.byLicence) > 1:
		return nil, "members.held_licence_twice", &k.byLicence[0]
	case len(k.byLicence) == 1 && p.Number > 0 && k.byLicence[0].Number > 0:
		return nil, "members.held_licence_elsewhere", &k.byLicence[0]
	case len(k.byLicence) == 1:
		return &k.byLicence[0], "", nil
	case len(k.byName) > 0:
		return nil, "members.held_name", &k.byName[0]
	}
	return nil, "", nil
}

func sharesName(o Organisation, n words.Local) bool {
	mine := nameKeys(o.Name)
	return slices.ContainsFunc(nameKeys(n), func(k string) bool { return slices.Contains(mine, k) })
}

// sameKey: one of the names is the same as it folds, not only by its consonants.
func sameKey(o Organisation, n words.Local) bool {
	mine := nameKeys(o.Name)
	return slices.ContainsFunc(nameKeys(n), func(k string) bool { return k[0] != '~' && slices.Contains(mine, k) })
}

// settle makes the plan of a row from what is known.
func (p Plan) settle(k known, decision, day string) Plan {
	if p.Outcome == Refused {
		return p
	}
	for _, what := range []string{"number", "licence", "name"} {
		if line := k.lines[what]; line > 0 && (what != "name" || p.Number == 0) {
			return p.stop(Refused, "members.row_twice_"+what, what, digits(line))
		}
	}
	o, stop, other := p.target(k)
	switch {
	case decision == "skip":
		return p.stop(Same, "members.row_skipped", "")
	case decision == Create:
		o, stop = nil, ""
	case decision != "" && other != nil && decision == other.ID:
		o, stop = other, ""
	case decision != "" && o != nil && decision == o.ID:
		stop = ""
	}
	switch {
	case stop != "":
		return p.hold(k, stop, other)
	case o == nil && decision == Create && k.byNumber != nil:
		return p.stop(Refused, "members.row_number_taken", "number", digits(p.Number))
	case o == nil && nameFits(p.Name) != nil:
		return p.stop(Refused, "members.row_nameless", "name_ar")
	case o == nil:
		p.Outcome, p.News = Create, true
		return p.enters(day)
	case o.Standing == Merged:
		return p.stop(Refused, "members.row_merged", "number", digits(p.Number))
	}
	return p.compare(*o, k)
}

// hold holds a row, unless it says nothing new of the organisation that it is
// held for: then it is left alone.
func (p Plan) hold(k known, stop string, other *Organisation) Plan {
	if stop == "members.held_name" && len(k.byName) == 1 && p.Number == 0 {
		if q := p.compare(*other, k); q.Outcome == Same {
			return q
		}
	}
	p.Organisation = other.ID
	return p.stop(Held, stop, "name", other.Name.In("ar"), other.Code)
}

// enters looks at the days of a new organisation.
func (p Plan) enters(day string) Plan {
	if on := p.Said["registered_on"]; on > day && on != "" {
		return p.stop(Refused, "members.row_future", "registered_on", on)
	}
	return p
}

// compare says what a row would change of an organisation. What the last file
// said already is no news, whatever was done by hand since.
func (p Plan) compare(o Organisation, k known) Plan {
	p.Outcome, p.Organisation = Same, o.ID
	says, person := k.of(o)
	now := o.values()
	now["registered_on"], now["dues_until"], now["standing"] = o.AdmittedOn, o.DuesUntil, o.Standing
	now["representative_ar"], now["representative_en"] = person.Name.Ar, person.Name.En
	now["representative_phone"], now["representative_email"] = says["representative_phone"], says["representative_email"]
	for _, f := range saidFields {
		v, said := p.Said[f]
		before, had := says[f]
		if !said {
			continue
		}
		if had && saysSame(o.ID, f, before, v) {
			continue
		}
		p.News = true
		switch {
		case now[f] == v, slices.Contains(person.Phones, v), slices.Contains(person.Emails, v):
		case strings.HasPrefix(f, "representative_") && now[f] != "" && arabic.Key(now[f]) == arabic.Key(v):
		case f == "standing" && !mayFollow(o.Standing, v):
			return p.stop(Refused, "members.row_cannot_follow", f, standingKey+o.Standing, standingKey+v)
		default:
			p.Changes = append(p.Changes, FieldChange{f, now[f], v})
		}
	}
	if len(p.Changes) > 0 {
		p.Outcome = Change
	}
	return p
}
