package members

import (
	"slices"

	"ittihad/kernel"
	"ittihad/offices/people"
	"ittihad/pure/arabic"
)

// An importRow is a row of a file in the staging table.
type importRow struct {
	RowReport
	cells        []string
	outcome      string
	organisation string
	version      int64
}

func (r importRow) licenceKey() string { return licenceKey(r.Said["licence"]) }

func (r importRow) nameKey() string {
	for _, n := range []string{r.Name.Ar, r.Name.En, r.Name.Tr} {
		if k := arabic.Key(n); k != "" {
			return k
		}
	}
	return ""
}

func checkStep(tx *kernel.Tx, p *Progress, asked int64) error {
	limit := atMost(asked, checkRows)
	rows, err := readRows(tx, p.ID, p.line, limit)
	if err != nil {
		return err
	}
	if err := check(tx, *p, rows); err != nil {
		return err
	}
	p.advance(rows, limit, Checked)
	return nil
}

// check makes the plans of rows and keeps them.
func check(tx *kernel.Tx, p Progress, rows []importRow) error {
	for i := range rows {
		rows[i].Plan = readRow(p.Columns, rows[i].cells, p.Format)
	}
	look, err := lookUp(tx, p.ID, rows)
	if err != nil {
		return err
	}
	day := today(tx.Now.Time)
	for i := range rows {
		r := &rows[i]
		k := look.known(*r)
		r.Plan = r.settle(k, r.Decision, day)
		r.version = look.byID[r.Organisation].version
		if err := updateRow(tx, p.ID, *r); err != nil {
			return err
		}
	}
	return nil
}

// A lookup is all that the roll and the file hold that some rows may be about,
// read at once.
type lookup struct {
	byID      map[string]Organisation
	byNumber  map[int64]string
	byLicence map[string][]string
	byName    map[string][]string
	says      map[string]map[string]string
	persons   map[string]people.Person
	lines     map[string]map[string]int64 // what → said → first line
}

func lookUp(tx *kernel.Tx, id string, rows []importRow) (l lookup, err error) {
	said := map[string][]string{}
	for _, r := range rows {
		if r.Number > 0 {
			said["number"] = addKey(said["number"], digits(r.Number))
		}
		said["licence"] = addKey(said["licence"], r.licenceKey())
		said["name"] = addKey(said["name"], r.nameKey())
		said["names"] = append(said["names"], nameKeys(r.Name)...)
	}
	l = lookup{byID: map[string]Organisation{}, byNumber: map[int64]string{}, byLicence: map[string][]string{}, byName: map[string][]string{},
		lines: map[string]map[string]int64{}}
	if err := l.readRoll(tx, said); err != nil {
		return l, err
	}
	if err := l.readLines(tx, id, said, rows); err != nil {
		return l, err
	}
	var ids, persons []string
	for _, o := range l.byID {
		ids = append(ids, o.ID)
		if o.Representative != "" {
			persons = append(persons, o.Representative)
		}
	}
	if l.says, err = readSources(tx, ids); err != nil {
		return l, err
	}
	if l.persons, err = people.Named(tx, persons); err != nil {
		return l, err
	}
	if !slices.ContainsFunc(rows, func(r importRow) bool { return r.Said["representative_phone"]+r.Said["representative_email"] != "" }) {
		return l, nil
	}
	for id := range l.persons { // with what they are reached by
		if l.persons[id], err = people.Get(tx, id); err != nil {
			return l, err
		}
	}
	return l, nil
}

func (l *lookup) readRoll(tx *kernel.Tx, said map[string][]string) error {
	numbered, err := readNumbered(tx, said["number"])
	if err != nil {
		return err
	}
	for _, o := range numbered {
		l.byID[o.ID], l.byNumber[o.Number] = o, o.ID
	}
	licensed, err := readAllLicensed(tx, said["licence"])
	if err != nil {
		return err
	}
	for _, o := range licensed {
		k := licenceKey(o.Licence)
		l.byID[o.ID], l.byLicence[k] = o, append(l.byLicence[k], o.ID)
	}
	same, err := readSameNamed(tx, said["names"])
	if err != nil {
		return err
	}
	var ids []string
	for _, n := range same {
		l.byName[n.nameKey] = addKey(l.byName[n.nameKey], n.id)
		ids = append(ids, n.id)
	}
	named, err := readNamed(tx, ids)
	for _, o := range named {
		l.byID[o.ID] = o
	}
	return err
}

// readLines finds where the file said the same before, in earlier portions and
// in this one.
func (l *lookup) readLines(tx *kernel.Tx, id string, said map[string][]string, rows []importRow) error {
	for _, what := range []string{"number", "licence", "name"} {
		l.lines[what] = map[string]int64{}
		list, err := readFirstLines(tx, what, said[what])
		if err != nil {
			return err
		}
		for _, f := range list {
			if f.imports == id {
				l.lines[what][f.said] = f.line
			}
		}
	}
	for _, r := range rows {
		for what, k := range map[string]string{"number": digits(r.Number), "licence": r.licenceKey(), "name": r.nameKey()} {
			if first := l.lines[what][k]; first == 0 || first > r.Line {
				l.lines[what][k] = r.Line
			}
		}
	}
	return nil
}

// known is what one row may be about.
func (l lookup) known(r importRow) (k known) {
	k.lines = map[string]int64{}
	first := func(what, said string) {
		if line := l.lines[what][said]; said != "" && said != "0" && line < r.Line {
			k.lines[what] = line
		}
	}
	first("number", digits(r.Number))
	first("licence", r.licenceKey())
	first("name", r.nameKey())
	if id, ok := l.byNumber[r.Number]; ok && r.Number > 0 {
		o := l.byID[id]
		k.byNumber = &o
	}
	for _, id := range l.byLicence[r.licenceKey()] {
		if o := l.byID[id]; sameRegistrar(o.Registrar, r.Said["registrar"]) {
			k.byLicence = append(k.byLicence, o)
		}
	}
	var ids []string
	for _, key := range nameKeys(r.Name) {
		for _, id := range l.byName[key] {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
				k.byName = append(k.byName, l.byID[id])
			}
		}
	}
	k.of = func(o Organisation) (map[string]string, people.Person) {
		return l.says[o.ID], l.persons[o.Representative]
	}
	return k
}
