package members

import (
	"errors"
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/people"
)

// seatStep makes persons of the representatives that the rows name.
func seatStep(tx *kernel.Tx, p *Progress, asked int64) error {
	limit := atMost(asked, seatRows)
	rows, err := readRows(tx, p.ID, p.line, limit)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := seatRow(tx, *p, r); err != nil {
			return err
		}
	}
	p.advance(rows, limit, Done)
	return nil
}

func seatRow(tx *kernel.Tx, p Progress, r importRow) error {
	name := words.Local{Ar: r.Said["representative_ar"], En: r.Said["representative_en"]}
	if name.In("ar") == "" || r.Outcome != Create && r.Outcome != Change {
		return nil
	}
	o, err := Get(tx, r.Organisation)
	if err != nil {
		return err
	}
	if r.Outcome == Change && !r.changes("representative_ar", "representative_en") {
		return reach(tx, p.ID, o, r)
	}
	person := people.Person{Name: name, Protected: true}
	if phone, ok := people.Phone(r.Said["representative_phone"]); ok {
		person.Phones = []string{phone}
	}
	if email, ok := emailOf(r.Said["representative_email"]); ok && email != "" {
		person.Emails = []string{email}
	}
	id, err := people.Add(tx, person)
	if e := kernel.Refusal(err); e != nil { // a name that persons cannot have; the row says so
		r.note("members.row_representative", "representative_ar", name.In("ar"))
		return updateRow(tx, p.ID, r)
	}
	if err != nil {
		return err
	}
	err = seat(tx, o, id, max(o.AdmittedOn, o.Since), whyFile)
	if errors.Is(err, sqldb.ErrNone) {
		return kernel.Refuse(kernel.NotFound, "members.no_such_organisation")
	}
	return err
}

func (p Plan) changes(fields ...string) bool {
	return slices.ContainsFunc(p.Changes, func(c FieldChange) bool { return slices.Contains(fields, c.Field) })
}

// reach writes the contacts that a file has of a representative who stays: what
// the file before said goes, what the person has beside it stays.
func reach(tx *kernel.Tx, id string, o Organisation, r importRow) error {
	if o.Representative == "" || !r.changes("representative_phone", "representative_email") {
		return nil
	}
	p, err := people.Get(tx, o.Representative)
	if err != nil || p.Erased {
		return err
	}
	for _, c := range r.Changes {
		switch phone, ok := people.Phone(c.To); {
		case c.Field == "representative_phone" && ok:
			p.Phones = append([]string{phone}, slices.DeleteFunc(p.Phones, func(s string) bool { return s == c.From || s == phone })...)
		case c.Field == "representative_email":
			p.Emails = append([]string{c.To}, slices.DeleteFunc(p.Emails, func(e string) bool { return e == c.From || e == c.To })...)
		}
	}
	err = people.Change(tx, p)
	if e := kernel.Refusal(err); e != nil { // the row says so
		r.note("members.row_representative", "representative_ar", p.Name.In("ar"))
		return updateRow(tx, id, r)
	}
	return err
}

// whyFile is why somebody represents an organisation, as the person reads it.
const whyFile = "members.why_file"
