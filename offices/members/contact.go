package members

import (
	"net/mail"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"

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
