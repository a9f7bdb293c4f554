package people

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // a small server has no zones of its own

	"github.com/google/uuid"
	"github.com/nyaruka/phonenumbers/v2"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
)

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// languages that a person may be marked to speak, beside the interface's three.
var spoken = []string{"ar", "en", "tr", "ku", "fr", "de", "es", "ru", "fa", "sv", "nl", "it"}

// tidy cleans a person's data for storing and refuses what cannot be so.
func tidy(p Person) (Person, error) {
	p.Name = words.Local{Ar: arabic.Clean(p.Name.Ar), En: arabic.Clean(p.Name.En), Tr: arabic.Clean(p.Name.Tr)}
	p.Address = arabic.CleanText(p.Address)
	errs := []error{nameFits(p.Name), fits("address", p.Address, textMax)}
	if len(p.Phones) > contactsMax || len(p.Emails) > contactsMax {
		errs = append(errs, kernel.RefuseField("phones", "people.too_many_contacts", contactsMax))
	}
	phones, err := tidyEach(p.Phones, "phones", "people.not_a_phone", Phone)
	errs = append(errs, err)
	emails, err := tidyEach(p.Emails, "emails", "people.not_an_email", email)
	errs = append(errs, err)
	langs, err := tidyEach(p.Languages, "languages", "people.no_such_language", language)
	p.Phones, p.Emails, p.Languages = phones, emails, langs
	return p, kernel.RefuseAll(append(errs, err)...)
}

func nameFits(n words.Local) error {
	if n.Ar == "" && n.En == "" && n.Tr == "" {
		return kernel.RefuseField("name.ar", "people.nameless")
	}
	return kernel.RefuseAll(fits("name.ar", n.Ar, nameMax), fits("name.en", n.En, nameMax), fits("name.tr", n.Tr, nameMax))
}

func fits(field, s string, max int) error {
	if len([]rune(s)) > max {
		return kernel.RefuseField(field, "people.too_long", max)
	}
	return nil
}

// tidyEach reads a list, leaves empty lines and repetitions out, and refuses
// the first line that cannot be read, as "phones.1".
func tidyEach(list []string, field, key string, read func(string) (string, bool)) (out []string, err error) {
	for i, s := range list {
		if s = arabic.Clean(s); s == "" {
			continue
		}
		v, ok := read(s)
		if !ok {
			return nil, kernel.RefuseField(field+"."+strconv.Itoa(i), key, words.Code(s), examplePhone)
		}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out, nil
}

// examplePhone shows how a number is written.
const examplePhone words.Code = "+963 944 000 000"

// noCountry: a number without its country code could be anybody's.
const noCountry = "ZZ"

// Phone reads a telephone number with its country code (+963 …, 00963 …), in
// Arabic or Latin digits, and writes it as E.164. A number whose beginning no
// operator is known to have is taken if its length is right: operators get new
// beginnings sooner than tables learn of them, in wartime above all.
func Phone(s string) (e164 string, ok bool) {
	s = strings.TrimSpace(arabic.ToLatin(s))
	if rest, found := strings.CutPrefix(s, "00"); found {
		s = "+" + rest
	}
	n, err := phonenumbers.Parse(s, noCountry)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

// ShownPhone writes a number in groups, to be read or dialled by a person.
func ShownPhone(e164 string) string {
	n, err := phonenumbers.Parse(e164, noCountry)
	if err != nil {
		return e164
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

func email(s string) (string, bool) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return "", false
	}
	_, host, _ := strings.Cut(s, "@")
	return s, strings.Contains(host, ".")
}

func language(s string) (string, bool) {
	s = strings.ToLower(s)
	return s, slices.Contains(spoken, s)
}

// sortKey is by what a person is found in a list: the Arabic name's key, else
// the Latin one's.
func sortKey(n words.Local) string { return arabic.Key(n.In("ar")) }

var zones sync.Map // name → *time.Location

// zoneOf is the time zone of this name, or nil. A session's zone is asked for at
// every request, so that a zone is read once; only names that exist are kept.
func zoneOf(name string) *time.Location {
	if name == "" || name == "Local" {
		return nil
	}
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	zones.Store(name, l)
	return l
}

func distinct(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
