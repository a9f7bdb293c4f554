package members

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"

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
}

// Export is everybody on the roll as a file. The protected stand in it by their
// code and standing alone, and so do protected persons not at all: files travel.
var Export = kernel.Query[ExportAs, File]{
	Name: "members.export", Who: "the secretary",
	May: func(tx *kernel.Tx, _ ExportAs) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in ExportAs) (File, error) {
		var b bytes.Buffer
		f := File{Name: "roll-" + tx.Now.Format(dayLayout)}
		write, ok := map[string]func(*kernel.Tx, io.Writer) error{"csv": exportTable(sheet.NewCSV), "xlsx": exportTable(sheet.NewXLSX), "json": exportPopolo}[in.Format]
		if !ok {
			return f, kernel.RefuseField("format", "members.no_such_format")
		}
		f.Name += "." + in.Format
		f.Type = map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json",
			"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[in.Format]
		err := write(tx, &b)
		f.Body = b.Bytes()
		return f, err
	},
}

// exportColumns are the columns of a file, named as an import reads them.
var exportColumns = slices.Concat([]string{"code", "number", "standing", "registered_on", "dues_until"}, valueFields,
	[]string{"representative_ar", "representative_en"})

// member is an organisation as exports may show it.
type member struct {
	Organisation
	person *people.Person // its representative, unless protected
}

// eachMember hands everybody on the roll to do, by number, some hundreds at a
// time so that a long roll needs no memory.
func eachMember(tx *kernel.Tx, do func(member) error) error {
	f := finding{standings: []string{Registered, Active, Suspended}, order: "number", limit: 500}
	for {
		rows, err := find(tx, f)
		if err != nil {
			return err
		}
		var ids []string
		for _, o := range rows {
			if !o.Protected && o.Representative != "" {
				ids = append(ids, o.Representative)
			}
		}
		persons, err := people.Named(tx, ids)
		if err != nil {
			return err
		}
		for _, o := range rows {
			m := member{Organisation: o}
			if p, ok := persons[o.Representative]; ok && !p.Protected {
				m.person = &p
			}
			if err := do(m); err != nil {
				return err
			}
		}
		if int64(len(rows)) < f.limit {
			return nil
		}
		last := rows[len(rows)-1]
		f.after = &after{N: last.Number, ID: last.ID}
	}
}

// cells are a member's line in a table.
func (m member) cells() []string {
	s := ShownOf(m.Organisation)
	v := map[string]string{"code": s.Code, "standing": s.Standing}
	if !m.Protected {
		for f, value := range m.values() {
			v[f] = value
		}
		v["number"], v["registered_on"], v["dues_until"], v["standing"] = digits(m.Number), m.AdmittedOn, m.DuesUntil, m.Standing
	}
	if m.person != nil {
		v["representative_ar"], v["representative_en"] = m.person.Name.Ar, m.person.Name.En
	}
	out := make([]string, len(exportColumns))
	for i, f := range exportColumns {
		out[i] = v[f]
	}
	return out
}

// exportTable writes the members as rows of a table, under names that an import
// reads.
func exportTable(open func(io.Writer) (*sheet.Writer, error)) func(*kernel.Tx, io.Writer) error {
	return func(tx *kernel.Tx, to io.Writer) error {
		w, err := open(to)
		if err != nil {
			return err
		}
		if err := w.Row(exportColumns); err != nil {
			return errors.Join(err, w.Close())
		}
		err = eachMember(tx, func(m member) error { return w.Row(m.cells()) })
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

func exportPopolo(tx *kernel.Tx, to io.Writer) error {
	d := popolo{Organizations: []popoloOrganization{{ID: federationID, Name: "federation", Classification: "federation"}},
		Persons: []popoloPerson{}, Posts: []popoloPost{}, Memberships: []popoloMembership{}}
	union, err := people.Federation(tx)
	if err != nil && kernel.Refusal(err) == nil {
		return err
	}
	if name := union.Name.In("ar"); name != "" {
		d.Organizations[0].Name, d.Organizations[0].OtherNames = name, otherNames(union.Name)
	}
	if err := eachMember(tx, func(m member) error { d.add(m); return nil }); err != nil {
		return err
	}
	enc := json.NewEncoder(to)
	enc.SetEscapeHTML(false)
	return enc.Encode(d)
}

func (d *popolo) add(m member) {
	if m.Protected {
		o := popoloOrganization{ID: m.Code, Name: m.Code}
		d.Organizations = append(d.Organizations, o)
		d.Memberships = append(d.Memberships, popoloMembership{Role: ShownOf(m.Organisation).Standing,
			Member: &popoloMember{"Organization", o.ID, o.Name}, Organization: federationID})
		return
	}
	o := popoloOrganization{ID: m.ID, Name: m.Name.In("ar"), OtherNames: otherNames(m.Name), Classification: m.Field, Abstract: m.Aims,
		Identifiers: []popoloIdentifier{{m.Code, "code"}, {digits(m.Number), "roll"}}}
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
	d.Memberships = append(d.Memberships, popoloMembership{Role: ShownOf(m.Organisation).Standing, Member: &popoloMember{"Organization", o.ID, o.Name},
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

// otherNames are the names beside the first.
func otherNames(n words.Local) (list []popoloName) {
	for _, o := range []popoloName{{n.En, "en"}, {n.Tr, "tr"}} {
		if o.Name != "" && o.Name != n.In("ar") {
			list = append(list, o)
		}
	}
	return list
}
