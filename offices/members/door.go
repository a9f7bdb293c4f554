package members

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

// Get is an organisation of the roll, one that was merged away too; NotFound
// members.no_such_organisation.
func Get(tx *kernel.Tx, id string) (Organisation, error) {
	o, err := readOrganisation(tx, id)
	return o, found(err)
}

// ByNumber is the organisation with a number on the roll; NotFound
// members.no_such_organisation.
func ByNumber(tx *kernel.Tx, n int64) (Organisation, error) {
	o, err := readByNumber(tx, n)
	return o, found(err)
}

// ActiveOn is the organisations that were active on a day (2017-01-16), by
// number. The record of a sitting's entitled roll is made of it.
func ActiveOn(tx *kernel.Tx, day string) ([]Organisation, error) {
	if !isDay(day) {
		return nil, kernel.RefuseField("day", "kernel.not_a_date")
	}
	return readStandingOn(tx, Active, day)
}

// CountOn counts the organisations that had a standing on a day. "registered"
// counts everybody on the roll: registered, active and suspended.
func CountOn(tx *kernel.Tx, day, standing string) (int64, error) {
	if !isDay(day) {
		return 0, kernel.RefuseField("day", "kernel.not_a_date")
	}
	if standing == Registered {
		return countStandingOn(tx, day, Registered, Active, Suspended)
	}
	return countStandingOn(tx, day, standing, standing, standing)
}

// A FieldCount is how many organisations work in a field.
type FieldCount struct {
	Field string `json:"field"`
	Count int64  `json:"count"`
}

// A Tally counts the roll as everybody may know it. Of the protected no field is
// told; they are among the Untold, as are those whose field nobody said and those
// of words that hardly anybody uses.
type Tally struct {
	OnRoll int64        `json:"on_roll"` // registered, active and suspended
	Active int64        `json:"active"`
	Fields []FieldCount `json:"fields"` // the most frequent first, at most fieldsTold
	Untold int64        `json:"untold"`
}

const fieldsTold = 40

// Count counts the roll as it is now; it costs a look into an index, however long
// the roll is.
func Count(tx *kernel.Tx) (t Tally, err error) {
	list, err := readPiles(tx)
	t.Fields = []FieldCount{}
	for _, p := range list {
		if !onTheRoll(p.standing) {
			continue
		}
		t.OnRoll += p.n
		if p.standing == Active {
			t.Active += p.n
		}
		i := slices.IndexFunc(t.Fields, func(f FieldCount) bool { return f.Field == p.field })
		switch {
		case p.protected || p.field == "":
			t.Untold += p.n
		case i >= 0:
			t.Fields[i].Count += p.n
		default:
			t.Fields = append(t.Fields, FieldCount{p.field, p.n})
		}
	}
	slices.SortFunc(t.Fields, func(a, b FieldCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Field, b.Field))
	})
	for len(t.Fields) > fieldsTold {
		last := len(t.Fields) - 1
		t.Untold += t.Fields[last].Count
		t.Fields = t.Fields[:last]
	}
	return t, err
}

// Named is the organisations with these ids; an id that none has is left out.
func Named(tx *kernel.Tx, ids []string) (map[string]Organisation, error) {
	list, err := readNamed(tx, ids)
	m := make(map[string]Organisation, len(list))
	for _, o := range list {
		m[o.ID] = o
	}
	return m, err
}

// ShownOf is what may be shown of an organisation to members and the public.
func ShownOf(o Organisation) Shown {
	s := Shown{Standing: o.ShownStanding}
	if o.Protected {
		s.Code = o.Code
		return s
	}
	s.Name, s.Number, s.Field, s.Country, s.Founded, s.Aims = &o.Name, o.Number, o.Field, o.Country, o.Founded, o.Aims
	if o.City.In("") != "" {
		s.City = &o.City
	}
	return s
}

func found(err error) error {
	if errors.Is(err, sqldb.ErrNone) {
		return kernel.Refuse(kernel.NotFound, "members.no_such_organisation")
	}
	return err
}
