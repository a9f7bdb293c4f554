package members

import (
	"net/mail"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"

	"ittihad/kernel"
	"ittihad/offices/people"
	"ittihad/pure/arabic"
)

// phoneOf reads a telephone number as it is written, of a country if it says
// none, and writes it as E.164. One that could not be dialled stays as it is
// written, with its digits in Latin, and is not ok; none at all is ok.
func phoneOf(s, country string) (string, bool) {
	s = arabic.ToLatin(arabic.Clean(s))
	if s == "" {
		return "", true
	}
	dial := s
	if rest, found := strings.CutPrefix(dial, "00"); found {
		dial = "+" + rest
	}
	if country == "" {
		country = "ZZ" // without its country a number could be anybody's
	}
	n, err := phonenumbers.Parse(dial, country)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return s, false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

func emailOf(s string) (string, bool) {
	s = arabic.Clean(s)
	if s == "" {
		return "", true
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return s, false
	}
	_, host, _ := strings.Cut(s, "@")
	return s, strings.Contains(host, ".")
}

// contacts are an organisation's own: nobody's in person.
type contacts struct{ phone, email string }

// ownContacts is the contacts of organisations that are not a protected person's
// as well: of whoever represents it, or represented it.
func ownContacts(tx *kernel.Tx, list []Organisation) (map[string]contacts, error) {
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.ID
	}
	seats, err := readSeats(tx, ids)
	if err != nil {
		return nil, err
	}
	persons := map[string]people.Person{}
	out := map[string]contacts{}
	for _, o := range list {
		c := contacts{o.Phone, o.Email}
		for _, id := range seats[o.ID] {
			p, known := persons[id]
			if !known && c != (contacts{}) {
				if p, err = people.Get(tx, id); err != nil && kernel.Refusal(err) == nil {
					return nil, err
				}
				persons[id] = p
			}
			if p.Protected {
				c = c.without(p, o.Country)
			}
		}
		out[o.ID] = c
	}
	return out, nil
}

// without is the contacts that are not also a person's.
func (c contacts) without(p people.Person, country string) contacts {
	if phone, ok := phoneOf(c.phone, country); slices.Contains(p.Phones, c.phone) || ok && slices.Contains(p.Phones, phone) {
		c.phone = ""
	}
	if slices.ContainsFunc(p.Emails, func(e string) bool { return strings.EqualFold(e, c.email) }) {
		c.email = ""
	}
	return c
}
