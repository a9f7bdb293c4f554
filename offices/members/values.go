package members

import (
	"strconv"
	"strings"

	"ittihad/pure/arabic"
)

// differing names the fields in which two states of an organisation differ.
func differing(a, b Organisation) (fields []string) {
	x, y := a.values(), b.values()
	for _, f := range valueFields {
		if x[f] != y[f] {
			fields = append(fields, f)
		}
	}
	return fields
}

// valueFields are the fields of an organisation's own facts, as files and forms
// name them.
var valueFields = []string{"name_ar", "name_en", "name_tr", "field", "city_ar", "city_en", "city_tr", "country", "places", "founded",
	"licence", "registrar", "aims", "projects", "activities", "role_ar", "role_en", "role_tr", "phone", "email", "languages",
	"refreshed_on"}

// values are the organisation's own facts as texts, by valueFields.
func (o Organisation) values() map[string]string {
	founded := ""
	if o.Founded != 0 {
		founded = digits(o.Founded)
	}
	return map[string]string{"name_ar": o.Name.Ar, "name_en": o.Name.En, "name_tr": o.Name.Tr, "field": o.Field, "city_ar": o.City.Ar,
		"city_en": o.City.En, "city_tr": o.City.Tr, "country": o.Country, "places": strings.Join(o.Places, "\n"), "founded": founded,
		"licence": o.Licence, "registrar": o.Registrar, "aims": o.Aims, "projects": o.Projects, "activities": o.Activities,
		"role_ar": o.Post.Ar, "role_en": o.Post.En, "role_tr": o.Post.Tr, "phone": o.Phone, "email": o.Email,
		"languages": strings.Join(o.Languages, " "), "refreshed_on": o.RefreshedOn}
}

// setValue sets one of valueFields from its text.
func (o *Organisation) setValue(field, v string) {
	texts := map[string]*string{"name_ar": &o.Name.Ar, "name_en": &o.Name.En, "name_tr": &o.Name.Tr, "field": &o.Field,
		"city_ar": &o.City.Ar, "city_en": &o.City.En, "city_tr": &o.City.Tr, "country": &o.Country, "licence": &o.Licence,
		"registrar": &o.Registrar, "aims": &o.Aims, "projects": &o.Projects, "activities": &o.Activities, "role_ar": &o.Post.Ar,
		"role_en": &o.Post.En, "role_tr": &o.Post.Tr, "phone": &o.Phone, "email": &o.Email, "refreshed_on": &o.RefreshedOn}
	switch to := texts[field]; {
	case to != nil:
		*to = v
	case field == "founded":
		o.Founded, _ = yearOf(v)
	case field == "places":
		o.Places = cleanList(strings.Split(v, "\n"))
	case field == "languages":
		o.Languages = cleanList(splitWords([]string{v}))
	}
}

// yearOf reads a year as it is written: 2014, ٢٠١٤, 14/3/2014.
func yearOf(s string) (int64, bool) {
	if s = arabic.ToLatin(arabic.Clean(s)); s == "" {
		return 0, true
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, n >= 1800 && n <= 2200
	}
	d, err := arabic.ParseDate(s)
	return int64(d.Year), err == nil && d.Year >= 1800 && d.Year <= 2200
}

func digits(n int64) string { return strconv.FormatInt(n, 10) }

// firstOf is the first of several telephones in one cell.
func firstOf(s string) string {
	i := strings.IndexAny(s, "/;،\n")
	if i < 0 {
		return s
	}
	return strings.TrimSpace(s[:i])
}
