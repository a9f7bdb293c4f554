package members

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"slices"
	"strings"

	"github.com/google/uuid"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/people"
	"ittihad/pure/arabic"
)

// An Entry is a new organisation as somebody types it.
type Entry struct {
	ID         string      `json:"id,omitempty"` // may be given; else it is made
	Number     int64       `json:"number"`       // on the roll; 0 is the next one
	Name       words.Local `json:"name"`
	Field      string      `json:"field"`
	City       words.Local `json:"city"`
	Country    string      `json:"country"`
	Places     []string    `json:"places"`
	Founded    int64       `json:"founded"`
	Licence    string      `json:"licence"`
	Registrar  string      `json:"registrar"`
	Aims       string      `json:"aims"`
	Projects   string      `json:"projects"`
	Activities string      `json:"activities"`
	Phone      string      `json:"phone"`
	Email      string      `json:"email"`
	Languages  []string    `json:"languages"`
	On         string      `json:"on"`         // the day of it; empty: today
	DecidedBy  string      `json:"decided_by"` // which body admitted it
	Reason     string      `json:"reason"`
	Anyway     bool        `json:"anyway"` // though another looks the same
}

// Entered is what a new organisation was given.
type Entered struct {
	ID     string `json:"id"`
	Number int64  `json:"number"`
	Code   string `json:"code"`
}

// Register puts an organisation on the roll. It refuses one whose name or
// licence is there already, unless told that it is another.
var Register = kernel.Command[Entry, Entered]{
	Name: "members.register", Who: "the secretary",
	Stream:  func(Entry) string { return rollStream },
	Prepare: prepareEntry,
	May:     func(tx *kernel.Tx, _ Entry) error { return maySecretary(tx) },
	Do:      register,
}

// applicationsMax is how many applications a person who is not the secretary may
// have open at a time: the roll is not filled by whoever can sign in.
const applicationsMax = 3

// Apply enters an organisation that asks to be admitted. It has no number until
// it is registered.
var Apply = kernel.Command[Entry, Entered]{
	Name: "members.apply", Who: "anyone who is signed in, for three organisations at a time; the secretary; neither a program nor the hall's screen",
	Stream: func(Entry) string { return rollStream },
	Prepare: func(_ context.Context, in Entry) (Entry, error) {
		in.ID = newID() // whatever was sent
		return in, nil
	},
	May: mayApply,
	Do:  apply,
}

func mayApply(tx *kernel.Tx, _ Entry) error {
	if slices.ContainsFunc(tx.By.Grants, func(g kernel.Grant) bool { return g.Role == "screen" }) {
		return kernel.Refuse(kernel.Denied, "members.not_the_screen")
	}
	return people.ByHand(tx)
}

func prepareEntry(_ context.Context, in Entry) (Entry, error) {
	if in.ID == "" {
		in.ID = newID()
	}
	return in, nil
}

// maySecretary: the secretary, and the house itself, which carries imports on.
func maySecretary(tx *kernel.Tx) error {
	if tx.By.ID == kernel.Self.ID || tx.By.Has("secretary", "") {
		return nil
	}
	return kernel.Refuse(kernel.Denied, "kernel.secretary_only")
}

// maySecretaryByHand: the secretary in person. A role, or what the kernel will give
// one for, comes of it.
func maySecretaryByHand(tx *kernel.Tx) error {
	if err := people.ByHand(tx); err != nil {
		return err
	}
	return maySecretary(tx)
}

// mayKeep: the secretary, and whoever represents the organisation.
func mayKeep(tx *kernel.Tx, id string) error {
	if tx.By.Has("secretary", "") || tx.By.Has("representative", organisationStream(id)) && id != "" {
		return nil
	}
	return kernel.Refuse(kernel.Denied, "members.not_yours")
}

func register(tx *kernel.Tx, in Entry) (Entered, error) {
	o, err := in.organisation()
	if err != nil {
		return Entered{}, err
	}
	if !in.Anyway {
		if err := alone(tx, o); err != nil {
			return Entered{}, err
		}
	}
	return enter(tx, in, o, Registered)
}

func apply(tx *kernel.Tx, in Entry) (Entered, error) {
	if !tx.By.Has("secretary", "") {
		n, err := countApplications(tx, tx.By.ID)
		if err == nil && n >= applicationsMax {
			err = kernel.Refuse(kernel.Conflict, "members.too_many_applications", applicationsMax)
		}
		if err != nil {
			return Entered{}, err
		}
	}
	in.Number = 0
	o, err := in.organisation()
	if err != nil {
		return Entered{}, err
	}
	return enter(tx, in, o, Applied)
}

func (in Entry) organisation() (Organisation, error) {
	return tidy(Organisation{ID: in.ID, Number: in.Number, Name: in.Name, Field: in.Field, City: in.City, Country: in.Country,
		Places: splitLines(in.Places), Founded: in.Founded, Licence: in.Licence, Registrar: in.Registrar, Aims: in.Aims,
		Projects: in.Projects, Activities: in.Activities, Phone: in.Phone, Email: in.Email, Languages: splitWords(in.Languages),
		Protected: true, version: 1}, true)
}

// alone refuses an organisation that looks the same as one on the roll.
func alone(tx *kernel.Tx, o Organisation) error {
	same, err := readSameNamed(tx, nameKeys(o.Name))
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(same, func(m namesake) bool { return m.id != o.ID }); i >= 0 {
		return kernel.Refuse(kernel.Conflict, "members.same_name", same[i].name, words.Code(same[i].code))
	}
	if o.Licence == "" {
		return nil
	}
	others, err := readLicensed(tx, licenceKey(o.Licence))
	if err != nil {
		return err
	}
	for _, m := range others {
		if m.ID != o.ID && sameRegistrar(m.Registrar, o.Registrar) {
			return kernel.Refuse(kernel.Conflict, "members.same_licence", m.Name, words.Code(m.Code))
		}
	}
	return nil
}

// sameRegistrar: two registrars may give the same number; one that is not named
// may be any.
func sameRegistrar(a, b string) bool {
	a, b = arabic.Key(a), arabic.Key(b)
	return a == "" || b == "" || a == b
}

func enter(tx *kernel.Tx, in Entry, o Organisation, standing string) (Entered, error) {
	since, err := dayOf("on", in.On)
	if err != nil {
		return Entered{}, err
	}
	if since == "" {
		if since, err = dayHere(tx); err != nil {
			return Entered{}, err
		}
	}
	if since > today(tx.Now.Time) {
		return Entered{}, kernel.RefuseField("on", "members.in_the_future")
	}
	o.Standing, o.Since, o.ShownStanding = standing, since, shownStanding([]Decision{{Standing: standing}})
	if standing == Registered {
		o.AdmittedOn = since
		if o.Number, err = number(tx, o.Number); err != nil {
			return Entered{}, err
		}
	}
	if o, err = lot(tx, o); err != nil {
		return Entered{}, err
	}
	if err := insertOrganisation(tx, o); err != nil {
		return Entered{}, err
	}
	d := Decision{Place: 1, Standing: standing, Since: since, Reason: arabic.Clean(in.Reason), DecidedBy: arabic.Clean(in.DecidedBy)}
	if err := decided(tx, o.ID, nil, d); err != nil {
		return Entered{}, err
	}
	kind := map[string]string{Registered: "members.registered", Applied: "members.applied"}[standing]
	return Entered{o.ID, o.Number, o.Code}, tx.Record(kind, byID{o.ID})
}

// number is the number asked for, if it is free, or the next one.
func number(tx *kernel.Tx, asked int64) (int64, error) {
	switch {
	case asked < 0 || asked > numberMax:
		return 0, kernel.RefuseField("number", "members.not_a_number")
	case asked > 0:
		taken, err := takenNumbers(tx, []string{digits(asked)})
		if err == nil && len(taken) > 0 {
			err = kernel.Refuse(kernel.Conflict, "members.number_taken", asked)
		}
		return asked, errors.Join(err, skipTo(tx, asked))
	}
	return nextOf(tx, "number")
}

// numberMax keeps a slip of the hand from pushing the counter out of reach.
const numberMax = 9_999_999

// lot gives an organisation its key and its code.
func lot(tx *kernel.Tx, o Organisation) (_ Organisation, err error) {
	if o.key, err = nextOf(tx, "key"); err != nil {
		return o, err
	}
	return newCode(tx, o)
}

// newCode draws a code by lot that nobody has or had.
func newCode(tx *kernel.Tx, o Organisation) (Organisation, error) {
	for tries := 0; ; tries++ {
		o.Code = drawCode(o.key << min(tries, 20))
		taken, err := codeTaken(tx, o.Code)
		if err != nil || !taken {
			return o, err
		}
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// drawCode draws a code by lot; with more digits when the roll is long.
func drawCode(onRoll int64) string {
	digits := 4
	for space := int64(10_000); space < onRoll*5; space *= 100 {
		digits += 2
	}
	n, err := rand.Int(rand.Reader, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
	if err != nil {
		panic(err) // the system has no randomness
	}
	s := n.String()
	return "S-" + strings.Repeat("0", digits-len(s)) + s
}

// byID is what the journal holds of an organisation.
type byID struct {
	Organisation string `json:"organisation"`
}

// changed is what the journal holds of a correction: which fields, not what.
type changed struct {
	Organisation string   `json:"organisation"`
	Fields       []string `json:"fields"`
}

// splitLines takes a list that was typed into one box, one a line.
func splitLines(list []string) (out []string) {
	for _, s := range list {
		out = append(out, strings.Split(s, "\n")...)
	}
	return out
}

// splitWords takes a list that was typed with spaces or commas.
func splitWords(list []string) (out []string) {
	for _, s := range list {
		out = append(out, strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" ,;،؛/", r) })...)
	}
	return out
}
