package members

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sheet"
	"ittihad/kernel/words"
	"ittihad/offices/people"
)

// An ExportAs asks for the roll as a file.
type ExportAs struct {
	Format string `json:"format"` // csv, xlsx, or json: Popolo 1.0
}

// A File is the roll as a file.
type File struct {
	Name string `json:"name"`
	Type string `json:"type"` // of its contents
	Body []byte `json:"body"`

	format string
}

// Export is everybody on the roll as a file. The protected stand in it by their
// code and standing alone, and so do protected persons not at all: files travel.
var Export = kernel.Query[ExportAs, File]{
	Name: "members.export", Personal: true, Who: "the secretary",
	May: func(tx *kernel.Tx, _ ExportAs) error { return maySecretary(tx) },
	Do:  func(tx *kernel.Tx, in ExportAs) (File, error) { return in.file(tx, false) },
}

// FullCopy is the whole roll as a file, with the names and contacts of the
// protected, and of those who left: what the secretariat needs to go on when this
// server is gone, and what harms people when it is lost. Who took one, and when,
// stands in the journal; a copy that is asked for again is taken again.
var FullCopy = kernel.Command[ExportAs, File]{
	Name: "members.full-copy", Personal: true, Who: "the secretary in person, no program; who took a copy and when stays in the journal",
	Fleeting: true,
	Stream:   func(ExportAs) string { return rollStream },
	May: func(tx *kernel.Tx, _ ExportAs) error {
		if tx.By.Only != nil {
			return kernel.Refuse(kernel.Denied, "people.not_a_program")
		}
		return maySecretary(tx)
	},
	Do: func(tx *kernel.Tx, in ExportAs) (File, error) {
		if err := in.known(); err != nil {
			return File{}, err
		}
		return File{format: in.Format}, tx.Record("members.copied", copied(in))
	},
	// The file is made when it is on record, and outside the queue: of a long roll
	// it takes seconds.
	Seal: func(k *kernel.Kernel, f File) (out File, err error) {
		err = k.Read(context.Background(), kernel.Self, func(tx *kernel.Tx) (err error) {
			out, err = ExportAs{f.format}.file(tx, true)
			return err
		})
		return out, err
	},
}

// copied is what the journal holds of a full copy, beside who took it.
type copied struct {
	Format string `json:"format"`
}

var formats = map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

func (in ExportAs) known() error {
	if formats[in.Format] == "" {
		return kernel.RefuseField("format", "members.no_such_format")
	}
	return nil
}

// file is the roll as a file; full hides nothing.
func (in ExportAs) file(tx *kernel.Tx, full bool) (f File, err error) {
	if err := in.known(); err != nil {
		return f, err
	}
	day, err := dayHere(tx)
	if err != nil {
		return f, err
	}
	name := "roll-"
	if full {
		name = "roll-full-"
	}
	f = File{Name: name + day + "." + in.Format, Type: formats[in.Format]}
	write := map[string]func(*kernel.Tx, io.Writer, bool) error{"csv": exportTable(sheet.NewCSV), "xlsx": exportTable(sheet.NewXLSX), "json": exportPopolo}
	var b bytes.Buffer
	err = write[in.Format](tx, &b, full)
	f.Body = b.Bytes()
	return f, err
}

// exportColumns are the columns of a file, named as an import reads them; whether
// somebody is protected is not for an import to say.
var exportColumns = slices.Concat([]string{"code", "number", "standing", "registered_on", "dues_until"}, officeFields(valueFields),
	[]string{"representative_ar", "representative_en"})

// officeFields names an organisation's own contacts as such.
func officeFields(fields []string) []string {
	out := slices.Clone(fields)
	for i, f := range out {
		if f == "phone" || f == "email" {
			out[i] = "office_" + f
		}
	}
	return out
}

// member is an organisation as exports may show it.
type member struct {
	Organisation
	full   bool           // nothing is left out
	hidden bool           // all but the code and the standing is left out
	person *people.Person // its representative, unless hidden
}

// eachMember hands everybody on the roll to do, some hundreds at a time: in the
// order of what is shown, the named by their names and then the protected by
// their codes, since a place among numbers would tell which number a code has. In
// full, by number, those who left too, and nobody hidden.
func eachMember(tx *kernel.Tx, full bool, do func(member) error) error {
	f := finding{standings: []string{Registered, Active, Suspended}, order: "shown", limit: 500}
	if full {
		f.standings, f.order = nil, "number"
	}
	for {
		rows, err := find(tx, f)
		if err != nil {
			return err
		}
		var ids []string
		for _, o := range rows {
			if (full || !o.Protected) && o.Representative != "" {
				ids = append(ids, o.Representative)
			}
		}
		persons, err := people.Named(tx, ids)
		if err != nil {
			return err
		}
		for id := range persons {
			if !full {
				break
			}
			if persons[id], err = people.Get(tx, id); err != nil { // with what they are reached by
				return err
			}
		}
		own := map[string]contacts{}
		if !full {
			if own, err = ownContacts(tx, rows); err != nil {
				return err
			}
		}
		for _, o := range rows {
			m := member{Organisation: o, full: full, hidden: o.Protected && !full}
			if p, ok := persons[o.Representative]; ok && (full || !p.Protected) {
				m.person = &p
			}
			if !full {
				m.Phone, m.Email = own[o.ID].phone, own[o.ID].email
			}
			if err := do(m); err != nil {
				return err
			}
		}
		if int64(len(rows)) < f.limit {
			return nil
		}
		at := f.place(rows[len(rows)-1])
		f.after = &at
	}
}

// cells are a member's line in a table.
func (m member) cells(columns []string) []string {
	shown := ShownOf(m.Organisation)
	v := map[string]string{"code": shown.Code}
	if shown.Standing == m.Standing { // else nothing is said: an import would take it for a decision
		v["standing"] = m.Standing
	}
	if m.full {
		v["code"], v["standing"] = m.Code, m.Standing
	}
	if !m.hidden {
		for f, value := range m.values() {
			v[officeFields([]string{f})[0]] = value
		}
		v["registered_on"], v["dues_until"] = m.AdmittedOn, m.DuesUntil
		if m.Number > 0 {
			v["number"] = digits(m.Number)
		}
		v["protected"] = map[bool]string{true: "yes", false: "no"}[m.Protected]
	}
	if m.person != nil {
		v["phone"], v["email"] = strings.Join(m.person.Phones, " ; "), strings.Join(m.person.Emails, " ; ")
		v["representative_ar"], v["representative_en"] = m.person.Name.Ar, m.person.Name.En
	}
	out := make([]string, len(columns))
	for i, f := range columns {
		out[i] = v[f]
	}
	return out
}

// exportTable writes the members as rows of a table, under names that an import
// reads.
func exportTable(open func(io.Writer) (*sheet.Writer, error)) func(*kernel.Tx, io.Writer, bool) error {
	return func(tx *kernel.Tx, to io.Writer, full bool) error {
		w, err := open(to)
		if err != nil {
			return err
		}
		columns := exportColumns
		if full {
			columns = append(slices.Clone(columns), "phone", "email", "protected")
		}
		if err := w.Row(columns); err != nil {
			return errors.Join(err, w.Close())
		}
		err = eachMember(tx, full, func(m member) error { return w.Row(m.cells(columns)) })
		return errors.Join(err, w.Close())
	}
}

// Popolo 1.0: the classes that a roll needs.
type (
	popolo struct {
		Organizations []popoloOrganization `json:"organizations"`
		Persons       []popoloPerson       `json:"persons"`
		Posts         []popoloPost         `json:"posts"`
		Memberships   []popoloMembership   `json:"memberships"`
	}
	popoloOrganization struct {
		ID             string             `json:"id"`
		Name           string             `json:"name"`
		OtherNames     []popoloName       `json:"other_names,omitempty"`
		Identifiers    []popoloIdentifier `json:"identifiers,omitempty"`
		Classification string             `json:"classification,omitempty"`
		Abstract       string             `json:"abstract,omitempty"`
		FoundingDate   string             `json:"founding_date,omitempty"`
		ContactDetails []popoloContact    `json:"contact_details,omitempty"`
	}
	popoloPerson struct {
		ID         string       `json:"id"`
		Name       string       `json:"name"`
		OtherNames []popoloName `json:"other_names,omitempty"`
	}
	popoloPost struct {
		ID           string `json:"id"`
		Label        string `json:"label"`
		Organization string `json:"organization_id"`
	}
	popoloMembership struct {
		Role         string        `json:"role,omitempty"`
		Member       *popoloMember `json:"member,omitempty"`
		Person       string        `json:"person_id,omitempty"`
		Organization string        `json:"organization_id"`
		Post         string        `json:"post_id,omitempty"`
		StartDate    string        `json:"start_date,omitempty"`
	}
	popoloMember struct {
		Type string `json:"@type"`
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	popoloName struct {
		Name string `json:"name"`
		Note string `json:"note"`
	}
	popoloIdentifier struct {
		Identifier string `json:"identifier"`
		Scheme     string `json:"scheme,omitempty"`
	}
	popoloContact struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	}
)

// federationID is the federation's own id in an export.
const federationID = "federation"

func exportPopolo(tx *kernel.Tx, to io.Writer, full bool) error {
	d := popolo{Organizations: []popoloOrganization{{ID: federationID, Name: "federation", Classification: "federation"}},
		Persons: []popoloPerson{}, Posts: []popoloPost{}, Memberships: []popoloMembership{}}
	union, err := people.Federation(tx)
	if err != nil && kernel.Refusal(err) == nil {
		return err
	}
	if name := union.Name.In("ar"); name != "" {
		d.Organizations[0].Name, d.Organizations[0].OtherNames = name, otherNames(union.Name)
	}
	if err := eachMember(tx, full, func(m member) error { d.add(m); return nil }); err != nil {
		return err
	}
	enc := json.NewEncoder(to)
	enc.SetEscapeHTML(false)
	return enc.Encode(d)
}

func (d *popolo) add(m member) {
	if m.hidden {
		o := popoloOrganization{ID: m.Code, Name: m.Code}
		d.Organizations = append(d.Organizations, o)
		d.Memberships = append(d.Memberships, popoloMembership{Role: ShownOf(m.Organisation).Standing,
			Member: &popoloMember{"Organization", o.ID, o.Name}, Organization: federationID})
		return
	}
	o := popoloOrganization{ID: m.ID, Name: m.Name.In("ar"), OtherNames: otherNames(m.Name), Classification: m.Field, Abstract: m.Aims,
		Identifiers: []popoloIdentifier{{digits(m.Number), "roll"}}}
	if m.full {
		o.Identifiers = append(o.Identifiers, popoloIdentifier{m.Code, "code"})
	}
	if m.Licence != "" {
		o.Identifiers = append(o.Identifiers, popoloIdentifier{m.Licence, m.Registrar})
	}
	if m.Founded > 0 {
		o.FoundingDate = digits(m.Founded)
	}
	for _, c := range []popoloContact{{"voice", m.Phone}, {"email", m.Email}} {
		if c.Value != "" {
			o.ContactDetails = append(o.ContactDetails, c)
		}
	}
	d.Organizations = append(d.Organizations, o)
	d.Memberships = append(d.Memberships, popoloMembership{Role: m.role(), Member: &popoloMember{"Organization", o.ID, o.Name},
		Organization: federationID, StartDate: m.AdmittedOn})
	if m.person == nil {
		return
	}
	post := popoloPost{ID: m.ID + "/representative", Label: m.Post.In("ar"), Organization: m.ID}
	if post.Label == "" {
		post.Label = "representative"
	}
	d.Persons = append(d.Persons, popoloPerson{ID: m.person.ID, Name: m.person.Name.In("ar"), OtherNames: otherNames(m.person.Name)})
	d.Posts = append(d.Posts, post)
	d.Memberships = append(d.Memberships, popoloMembership{Role: "representative", Person: m.person.ID, Organization: m.ID, Post: post.ID})
}

// role is the standing, as others may see it.
func (m member) role() string {
	if m.full {
		return m.Standing
	}
	return ShownOf(m.Organisation).Standing
}

// otherNames are the names beside the first.
func otherNames(n words.Local) (list []popoloName) {
	for _, o := range []popoloName{{n.En, "en"}, {n.Tr, "tr"}} {
		if o.Name != "" && o.Name != n.In("ar") {
			list = append(list, o)
		}
	}
	return list
}
