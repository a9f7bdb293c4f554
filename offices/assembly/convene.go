package assembly

import (
	"crypto/rand"
	"strconv"

	"github.com/google/uuid"

	"ittihad/kernel"
	"ittihad/offices/members"
	"ittihad/offices/people"
	"ittihad/pure/arabic"
)

// A Convocation calls the assembly. Weights are of the mandates that weigh more
// than one.
type Convocation struct {
	Sitting string       `json:"sitting"`
	Weights []WeightLine `json:"weights"`
}

// A WeightLine is the weight of an organisation's mandate.
type WeightLine struct {
	Number int64 `json:"number"`
	Weight int64 `json:"weight"`
}

// Convene calls the assembly: the notice is checked, the roll of the entitled
// is frozen and hashed, and each of them gets a mandate, a numbered invitation
// and, until its letter says otherwise, its representative as its delegate, who
// waits for the credentials committee.
var Convene = kernel.Command[Convocation, Sitting]{
	Name: "assembly.convene", Who: whoSecretary,
	Stream: func(in Convocation) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ Convocation) error { return maySecretary(tx) },
	Do:     convene,
}

func convene(tx *kernel.Tx, in Convocation) (Sitting, error) {
	s, err := sittingByID(tx, in.Sitting)
	if err != nil {
		return s, err
	}
	zone, _ := zoneOf(s.Zone)
	if s.RecordDate == "" {
		s.RecordDate = dayOf(tx.Now.Time, zone)
	}
	if err := mayConvene(s, tx.Now.Time, zone); err != nil {
		return s, err
	}
	active, err := members.ActiveOn(tx, s.RecordDate)
	switch {
	case err != nil:
		return s, err
	case len(active) == 0:
		return s, kernel.Refuse(kernel.Conflict, "assembly.nobody_entitled", s.RecordDate)
	}
	lines, err := entitledLines(active, in.Weights)
	if err != nil {
		return s, err
	}
	s.Status, s.ConvenedAt, s.RollVersion = Convened, tx.Now, 1
	s.Entitled, s.RollHash = int64(len(lines)), hashOf(rollText(s, lines))
	for _, l := range lines {
		s.Weight += l.Weight
	}
	s.Active, s.ActiveWeight = s.Entitled, s.Weight
	if err := freeze(tx, s, active, lines); err != nil {
		return s, err
	}
	return s, tx.Record("assembly.convened", struct {
		Roll     string `json:"roll"` // its hash
		Entitled int64  `json:"entitled"`
	}{s.RollHash, s.Entitled})
}

func entitledLines(active []members.Organisation, weights []WeightLine) ([]RollLine, error) {
	place := map[int64]int{}
	lines := make([]RollLine, len(active))
	for i, o := range active {
		lines[i] = RollLine{Organisation: o.ID, Code: o.Code, Number: o.Number, Weight: 1}
		place[o.Number] = i
	}
	for i, w := range weights {
		at, ok := place[w.Number]
		if !ok {
			return nil, kernel.RefuseField("weights."+strconv.Itoa(i)+".number", "assembly.not_entitled_number", w.Number)
		}
		if w.Weight < 1 || w.Weight > mostWeight {
			return nil, kernel.RefuseField("weights."+strconv.Itoa(i)+".weight", "assembly.out_of_bounds", int64(1), int64(mostWeight))
		}
		lines[at].Weight = w.Weight
	}
	return lines, nil
}

// freeze writes all that a convocation makes. The sitting is saved first: a
// second convocation of it is refused by its state.
func freeze(tx *kernel.Tx, s Sitting, active []members.Organisation, lines []RollLine) error {
	if err := saveSitting(tx, s); err != nil {
		return err
	}
	if err := openCounts(tx, s.ID); err != nil {
		return err
	}
	if err := insertVersion(tx, s.ID, RollVersion{1, s.RollHash, s.RecordDate, s.Entitled, tx.Now}); err != nil {
		return err
	}
	ids := make([]string, 0, len(active))
	for _, o := range active {
		if o.Representative != "" {
			ids = append(ids, o.Representative)
		}
	}
	known, err := people.Named(tx, ids)
	if err != nil {
		return err
	}
	for i, o := range active {
		if err := giveSeat(tx, later(tx), s, o, known[o.Representative], lines[i], 1, int64(i+1)); err != nil {
			return err
		}
	}
	return nil
}

// giveSeat writes an organisation's line of the roll, its mandate, its
// invitation and its representative's nomination. A mandate's id is drawn by lot
// and tells no order: seats are given in the order of the roll, and the place of a
// protected organisation in it would tell its number.
func giveSeat(tx *kernel.Tx, w writer, s Sitting, o members.Organisation, who people.Person, l RollLine, version, invitation int64) error {
	m := seat{Voter: Voter{Mandate: uuid.NewString(), Sitting: s.ID, Organisation: o.ID, Number: l.Number, Weight: l.Weight}, doorCode: newDoorCode()}
	if err := insertEntitled(w, s.ID, version, l); err != nil {
		return err
	}
	if err := insertSeat(w, m); err != nil {
		return err
	}
	if err := insertInvitation(w, s.ID, invitation, m.Mandate); err != nil {
		return err
	}
	insertTokens(tx, s.ID, m.Mandate, deskWords(o, who))
	if who.ID == "" {
		return nil
	}
	return insertNomination(w, Nomination{ID: newID(), Mandate: m.Mandate, Sitting: s.ID, Person: who.ID, Letter: "none", MadeAt: tx.Now, madeBy: tx.By.ID})
}

// deskWords are the words by which a mandate is found at the desk: the names of
// the organisation and of those named for it, its number and its code.
func deskWords(o members.Organisation, who ...people.Person) []string {
	names := []string{o.Name.Ar, o.Name.En, o.Name.Tr, o.Code, strconv.FormatInt(o.Number, 10)}
	for _, p := range who {
		names = append(names, p.Name.Ar, p.Name.En, p.Name.Tr)
	}
	return arabic.SearchTokens(names...)
}

// doorLetters are read without doubt from paper and by every scanner: QR codes
// hold capitals and digits in fewer modules.
const doorLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

const doorCodeLength = 12

// newDoorCode is what the QR code of an invitation says: 60 random bits. It
// names the mandate and gives no right.
func newDoorCode() string {
	var b [doorCodeLength]byte
	rand.Read(b[:])
	for i := range b {
		b[i] = doorLetters[int(b[i])%len(doorLetters)]
	}
	return string(b[:])
}

// PostList posts the list of the entitled: from now on it is open to objections.
var PostList = kernel.Command[One, Sitting]{
	Name: "assembly.post-list", Who: whoSecretary,
	Stream: func(in One) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ One) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in One) (Sitting, error) {
		s, err := sittingIn(tx, in.Sitting, "assembly.not_convened", Convened)
		switch {
		case err != nil:
			return s, err
		case !s.PostedAt.IsZero():
			return s, kernel.Refuse(kernel.Conflict, "assembly.already_posted")
		}
		s.PostedAt = tx.Now
		if err := saveSitting(tx, s); err != nil {
			return s, err
		}
		return s, tx.Record("assembly.list-posted", struct {
			Roll    string `json:"roll"`
			Version int64  `json:"version"`
		}{s.RollHash, s.RollVersion})
	},
}
