package members_test

import (
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

// everywhere is all that the roll's tables hold, as text.
func everywhere(t *testing.T, k *kerneltest.Kernel) string {
	t.Helper()
	var b strings.Builder
	for _, q := range []string{"SELECT says FROM organisation_sources", "SELECT cells FROM roll_import_rows", "SELECT plan FROM roll_import_rows",
		"SELECT phone FROM organisations", "SELECT email FROM organisations", "SELECT data FROM journal"} {
		kerneltest.Must(t, 0, k.Read(t.Context(), secretary, func(tx *kernel.Tx) error {
			return sqldb.Each(tx.Tx, func(s *string) []any { return []any{s} }, func(s string) error { b.WriteString(s + "\n"); return nil }, q)
		}))
	}
	return b.String()
}

const oneFile = "number,name_ar,country,phone,email,office_phone,representative_ar,representative_en\n" +
	"1,جمعية السراج,SY,+963932123456,salma@example.org,+963112223344,سلمى الأحمد,Salma Ahmad\n2,رابطة الياسمين,SY,+963932999888,,,,\n"

// A telephone of a file is kept once: beside a representative's name it is that
// person's, unless its column is the office's. No list and no export shows what
// is a protected person's, and another file moves it where it belongs.
func TestATelephoneIsKeptOnce(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		load(t, k, "a.csv", []byte(oneFile), members.Options{})
		o, other := byNumber(t, k, 1), byNumber(t, k, 2)
		if o.Phone != "+963112223344" || o.Email != "" || other.Phone != "+963932999888" {
			t.Errorf("%+v %+v", o, other)
		}
		person := func() (p people.Person) {
			kerneltest.Must(t, 0, k.Read(t.Context(), secretary, func(tx *kernel.Tx) (err error) { p, err = people.Get(tx, o.Representative); return err }))
			return p
		}
		if p := person(); len(p.Phones) != 1 || p.Phones[0] != "+963932123456" || len(p.Emails) != 1 {
			t.Errorf("%+v", p)
		}
		if r := load(t, k, "a.csv", []byte(oneFile), members.Options{}); r.Outcomes[members.Same] != 2 {
			t.Errorf("again: %v %+v", r.Outcomes, r.Rows)
		}
		load(t, k, "b.csv", []byte(strings.ReplaceAll(oneFile, "+963932123456", "+963932123457")), members.Options{})
		if p := person(); len(p.Phones) != 1 || p.Phones[0] != "+963932123457" || byNumber(t, k, 1).Representative != o.Representative {
			t.Errorf("%+v", p)
		}
		// a number that was typed as the office's and is the person's as well
		_, err := kerneltest.Run(t, k, members.Correct, secretary, members.Correction{ID: o.ID, Phone: ptr("+963932123457")})
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, members.Protect, secretary, members.Protection{ID: o.ID, How: "كتاب"})
		kerneltest.Must(t, 0, err)
		for format, rows := range tables(t, k) {
			for _, row := range rows {
				if strings.Contains(strings.Join(row, " "), "963932123457") || strings.Contains(strings.Join(row, " "), "salma@") {
					t.Errorf("%s tells a protected person's number: %q", format, row)
				}
			}
		}
		if strings.Contains(string(export(t, k, "json").Body), "963932123457") {
			t.Error("the JSON tells a protected person's number")
		}
		if v := ask(t, k, members.SeeOrganisation, members.One{ID: o.ID}); v.Phone != "" {
			t.Errorf("the dossier tells it: %s", v.Phone)
		}
		for _, o := range ask(t, k, members.Roll, members.Search{}).Rows {
			if o.Phone+o.Email != "" {
				t.Errorf("the roll tells %s", o.Phone)
			}
		}
	})
}

// What files said of a representative goes with the person's erasure; the same
// file brings no news all the same, and one that names another does.
func TestAnErasedRepresentativeIsForgotten(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		load(t, k, "a.csv", []byte(oneFile), members.Options{})
		o := byNumber(t, k, 1)
		for _, s := range []string{"سلمى", "Salma", "963932123456", "salma@"} {
			if !strings.Contains(everywhere(t, k), s) {
				t.Fatalf("the test looks where nothing is: %s", s)
			}
		}
		_, err := kerneltest.Run(t, k, people.Erase, secretary, people.Erasure{Person: o.Representative})
		kerneltest.Must(t, 0, err)
		k.FollowAll(t)
		left := everywhere(t, k)
		for _, s := range []string{"سلمى", "Salma", "963932123456", "salma@"} {
			if strings.Contains(left, s) {
				t.Errorf("%s is left", s)
			}
		}
		if !strings.Contains(left, "963932999888") || !strings.Contains(left, "963112223344") {
			t.Error("it went too far")
		}
		if r := load(t, k, "a.csv", []byte(oneFile), members.Options{}); r.Outcomes[members.Same] != 2 {
			t.Errorf("again: %v %+v", r.Outcomes, r.Rows)
		}
		if r := load(t, k, "b.csv", []byte(strings.ReplaceAll(oneFile, "سلمى الأحمد,Salma Ahmad", "هدى,Huda")), members.Options{}); r.Outcomes[members.Change] != 1 {
			t.Errorf("%v %+v", r.Outcomes, r.Rows)
		}
		if v := ask(t, k, members.SeeOrganisation, members.One{ID: o.ID}); v.RepresentativeName.Ar != "هدى" {
			t.Errorf("%+v", v)
		}
	})
}
