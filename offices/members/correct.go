package members

import (
	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/people"
	"ittihad/pure/arabic"
)

// Texts are new texts in three languages; those that are left out stay.
type Texts struct {
	Ar *string `json:"ar,omitempty"`
	En *string `json:"en,omitempty"`
	Tr *string `json:"tr,omitempty"`
}

// A Correction replaces what it names; what it leaves out stays as it is.
type Correction struct {
	ID        string   `json:"id"`
	Name      *Texts   `json:"name,omitempty"`
	Field     *string  `json:"field,omitempty"`
	City      *Texts   `json:"city,omitempty"`
	Country   *string  `json:"country,omitempty"`
	Founded   *int64   `json:"founded,omitempty"`
	Licence   *string  `json:"licence,omitempty"`
	Registrar *string  `json:"registrar,omitempty"`
	Phone     *string  `json:"phone,omitempty"`
	Email     *string  `json:"email,omitempty"`
	Languages []string `json:"languages,omitempty"`
}

// Correct corrects an organisation's own facts. The journal says which fields,
// never what they held.
var Correct = kernel.Command[Correction, kernel.None]{
	Name: "members.correct", Who: "the secretary",
	Stream: func(in Correction) string { return organisationStream(in.ID) },
	May:    func(tx *kernel.Tx, _ Correction) error { return maySecretary(tx) },
	Do:     correct,
}

func correct(tx *kernel.Tx, in Correction) (none kernel.None, err error) {
	old, err := standingMember(tx, in.ID)
	if err != nil {
		return none, err
	}
	o := old
	in.Name.into(&o.Name)
	in.City.into(&o.City)
	set(&o.Field, in.Field)
	set(&o.Country, in.Country)
	set(&o.Founded, in.Founded)
	set(&o.Licence, in.Licence)
	set(&o.Registrar, in.Registrar)
	set(&o.Phone, in.Phone)
	set(&o.Email, in.Email)
	if in.Languages != nil {
		o.Languages = splitWords(in.Languages)
	}
	return none, save(tx, old, o, "members.corrected")
}

// standingMember is an organisation that was not merged away.
func standingMember(tx *kernel.Tx, id string) (Organisation, error) {
	o, err := Get(tx, id)
	if err == nil && o.Standing == Merged {
		err = kernel.Refuse(kernel.Conflict, "members.merged_away")
	}
	return o, err
}

// save tidies and writes what changed, and records which fields did. Contacts
// that were never dialled or written to stay as they are unless they are changed.
func save(tx *kernel.Tx, old, o Organisation, kind string) error {
	o, err := tidy(o, o.Phone != old.Phone || o.Email != old.Email)
	if err != nil {
		return err
	}
	fields := differing(old, o)
	if len(fields) == 0 {
		return nil
	}
	if err := saveOrganisation(tx, o); err != nil {
		return err
	}
	if err := called(tx, o); err != nil {
		return err
	}
	return tx.Record(kind, changed{o.ID, fields})
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func (t *Texts) into(l *words.Local) {
	if t != nil {
		set(&l.Ar, t.Ar)
		set(&l.En, t.En)
		set(&l.Tr, t.Tr)
	}
}

// A Dossier is what an organisation says of its work. What it leaves out stays.
type Dossier struct {
	ID         string   `json:"id"`
	Aims       *string  `json:"aims,omitempty"`
	Projects   *string  `json:"projects,omitempty"`
	Activities *string  `json:"activities,omitempty"`
	Places     []string `json:"places,omitempty"`
}

// WriteDossier changes an organisation's dossier, which is fresh then.
var WriteDossier = kernel.Command[Dossier, kernel.None]{
	Name: "members.dossier", Who: "the secretary, and the organisation's representative",
	Stream: func(in Dossier) string { return organisationStream(in.ID) },
	May:    func(tx *kernel.Tx, in Dossier) error { return mayKeep(tx, in.ID) },
	Do:     writeDossier,
}

func writeDossier(tx *kernel.Tx, in Dossier) (none kernel.None, err error) {
	old, err := standingMember(tx, in.ID)
	if err != nil {
		return none, err
	}
	o := old
	set(&o.Aims, in.Aims)
	set(&o.Projects, in.Projects)
	set(&o.Activities, in.Activities)
	if in.Places != nil {
		o.Places = splitLines(in.Places)
	}
	day, err := dayHere(tx)
	if err != nil {
		return none, err
	}
	o.RefreshedOn = max(o.RefreshedOn, day)
	return none, save(tx, old, o, "members.dossier-written")
}

// A Confirmation says that a dossier is still right.
type Confirmation struct {
	ID string `json:"id"`
	On string `json:"on"` // the day; empty: today
}

// RefreshDossier records that an organisation confirmed its dossier as it is.
var RefreshDossier = kernel.Command[Confirmation, kernel.None]{
	Name: "members.refresh-dossier", Who: "the secretary, and the organisation's representative",
	Stream: func(in Confirmation) string { return organisationStream(in.ID) },
	May:    func(tx *kernel.Tx, in Confirmation) error { return mayKeep(tx, in.ID) },
	Do:     refreshDossier,
}

func refreshDossier(tx *kernel.Tx, in Confirmation) (none kernel.None, err error) {
	old, err := standingMember(tx, in.ID)
	if err != nil {
		return none, err
	}
	day, err := pastDay(tx, "on", in.On)
	if err != nil {
		return none, err
	}
	o := old
	o.RefreshedOn = max(o.RefreshedOn, day)
	return none, save(tx, old, o, "members.dossier-refreshed")
}

// pastDay reads a day that is not in the future; empty is today.
func pastDay(tx *kernel.Tx, field, s string) (string, error) {
	day, err := dayOf(field, s)
	switch {
	case err != nil:
		return "", err
	case day == "":
		return dayHere(tx)
	case day > today(tx.Now.Time):
		return "", kernel.RefuseField(field, "members.in_the_future")
	}
	return day, nil
}

// A Payment is dues paid for the time up to a day.
type Payment struct {
	ID     string `json:"id"`
	PaidOn string `json:"paid_on"` // empty: today
	Until  string `json:"until"`
	Note   string `json:"note"` // number of the receipt
}

// Dues records that dues were paid. It changes nobody's standing.
var Dues = kernel.Command[Payment, kernel.None]{
	Name: "members.dues", Who: "the secretary",
	Stream: func(in Payment) string { return organisationStream(in.ID) },
	May:    func(tx *kernel.Tx, _ Payment) error { return maySecretary(tx) },
	Do:     dues,
}

func dues(tx *kernel.Tx, in Payment) (none kernel.None, err error) {
	o, err := standingMember(tx, in.ID)
	if err != nil {
		return none, err
	}
	paid, err := pastDay(tx, "paid_on", in.PaidOn)
	if err != nil {
		return none, err
	}
	until, err := dayOf("until", in.Until)
	if err != nil {
		return none, err
	}
	if until == "" {
		return none, kernel.RefuseField("until", "members.until_when")
	}
	if err := insertDues(tx, o.ID, paid, until, arabic.Clean(in.Note)); err != nil {
		return none, err
	}
	o.DuesUntil = max(o.DuesUntil, until)
	if err := saveFacts(tx, o); err != nil {
		return none, err
	}
	return none, tx.Record("members.dues-paid", byID{o.ID})
}

// A Protection hides an organisation, or lets it be seen.
type Protection struct {
	ID        string `json:"id"`
	Protected bool   `json:"protected"`
	How       string `json:"how"` // how it is known that it may be seen
}

// Protect hides an organisation at once and without a reason; to let it be seen
// it must be said how its consent is known. With each protection begins a new
// code: of the one before, others may know whose it was. What was published while
// it was open stays what it was to whoever kept it; by the new code nothing of it
// is found.
var Protect = kernel.Command[Protection, kernel.None]{
	Name: "members.protect", Who: "the secretary, and the organisation's representative; a program only hides",
	Stream: func(in Protection) string { return organisationStream(in.ID) },
	May: func(tx *kernel.Tx, in Protection) error {
		if !in.Protected {
			if err := people.ByHand(tx); err != nil {
				return err
			}
		}
		return mayKeep(tx, in.ID)
	},
	Do: protect,
}

func protect(tx *kernel.Tx, in Protection) (none kernel.None, err error) {
	o, err := standingMember(tx, in.ID)
	if err != nil || o.Protected == in.Protected {
		return none, err
	}
	how := arabic.Clean(in.How)
	if how == "" && !in.Protected {
		return none, kernel.RefuseField("how", "members.say_how")
	}
	if err := fits("how", how, textMax); err != nil {
		return none, err
	}
	if err := insertConsent(tx, o.ID, in.Protected, how); err != nil {
		return none, err
	}
	o.Protected = in.Protected
	if in.Protected {
		if err := insertOldCode(tx, o); err != nil {
			return none, err
		}
		if o, err = newCode(tx, o); err != nil {
			return none, err
		}
	}
	if err := saveFacts(tx, o); err != nil {
		return none, err
	}
	if in.Protected {
		return none, tx.Record("members.protected", byID{o.ID})
	}
	return none, tx.Record("members.unprotected", byID{o.ID})
}
