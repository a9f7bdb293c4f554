package members

import (
	"errors"

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
	s := Shown{Code: o.Code, Standing: o.Standing}
	if o.Protected {
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
