package assembly

import (
	"context"
	"slices"
	"strconv"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

// A Nominee is a person named for a mandate: one who is known, or a new one.
type Nominee struct {
	Person string      `json:"person"`
	Name   words.Local `json:"name"`
	Phones []string    `json:"phones"`
	New    string      `json:"new,omitempty"` // the id that a new person gets
}

func (n Nominee) empty() bool { return n.Person == "" && n.Name.In("ar") == "" }

// A Letter is an organisation's letter of nomination (كتاب تسمية المندوب). With
// a delegate it takes the place of every letter before it; without one it adds
// substitutes.
type Letter struct {
	Sitting      string    `json:"sitting"`
	Organisation string    `json:"organisation"`
	Letter       string    `json:"letter"` // scan, shown; none: the organisation's representative without a letter
	Hash         string    `json:"hash"`   // of the scanned letter
	Delegate     Nominee   `json:"delegate"`
	Substitutes  []Nominee `json:"substitutes"`
}

// Named is what a letter made: its nominations wait for the credentials
// committee.
type Named struct {
	Mandate     string       `json:"mandate"`
	Nominations []Nomination `json:"nominations"`
}

const mostSubstitutes = 5

// Nominate enters a letter.
var Nominate = kernel.Command[Letter, Named]{
	Name: "assembly.nominate", Who: "the organisation's representative; " + whoDesk + ", the credentials committee, where the letter is shown",
	Stream: func(in Letter) string { return Stream(in.Sitting) },
	Prepare: func(_ context.Context, in Letter) (Letter, error) {
		in.Delegate.New = newID()
		in.Substitutes = slices.DeleteFunc(slices.Clone(in.Substitutes), Nominee.empty) // what a form left empty
		for i := range in.Substitutes {
			in.Substitutes[i].New = newID()
		}
		return in, nil
	},
	May: func(tx *kernel.Tx, in Letter) error {
		if represents(tx, in.Organisation) {
			return nil
		}
		return mayRole(tx, in.Sitting, "assembly.representative_only", "desk", "secretary", "credentials")
	},
	Do: nominate,
}

func nominate(tx *kernel.Tx, in Letter) (Named, error) {
	s, err := sittingIn(tx, in.Sitting, "assembly.not_meeting", Convened, Open, Break)
	if err != nil {
		return Named{}, err
	}
	m, err := seatOfOrganisation(tx, s.ID, in.Organisation)
	if err != nil {
		return Named{}, err
	}
	if m.struck {
		return Named{}, kernel.Refuse(kernel.NotFound, "assembly.not_entitled")
	}
	if err := letterFits(tx, in); err != nil {
		return Named{}, err
	}
	rank, err := makeRoom(tx, m, in)
	if err != nil {
		return Named{}, err
	}
	return enterLetter(tx, m, in, rank)
}

func letterFits(tx *kernel.Tx, in Letter) error {
	own := represents(tx, in.Organisation) && in.Delegate.Person == tx.By.ID && len(in.Substitutes) == 0
	var errs [5]error
	errs[0] = oneOf("letter", in.Letter, "none", "scan", "shown")
	if in.Letter == "none" && !own {
		errs[1] = kernel.RefuseField("letter", "assembly.letter_missing")
	}
	if in.Letter == "shown" && mayRole(tx, in.Sitting, "-", "desk", "secretary", "credentials") != nil {
		errs[1] = kernel.RefuseField("letter", "assembly.letter_missing")
	}
	if in.Letter == "scan" && !isHash(in.Hash) {
		errs[2] = kernel.RefuseField("hash", "assembly.no_file")
	}
	if in.Delegate.empty() && len(in.Substitutes) == 0 {
		errs[3] = kernel.RefuseField("delegate.name.ar", "assembly.nobody_named")
	}
	if len(in.Substitutes) > mostSubstitutes {
		errs[4] = kernel.RefuseField("substitutes", "assembly.too_many_substitutes", mostSubstitutes)
	}
	return kernel.RefuseAll(errs[:]...)
}

// makeRoom ends the letters before this one, unless it only adds substitutes,
// and returns the first free rank.
func makeRoom(tx *kernel.Tx, m seat, in Letter) (int64, error) {
	list, err := nominationsOf(tx, m.Mandate)
	if err != nil {
		return 0, err
	}
	if in.Delegate.empty() {
		rank, live := int64(1), 0
		for _, n := range list {
			if n.live() && n.Rank > 0 {
				rank, live = max(rank, n.Rank+1), live+1
			}
		}
		if live+len(in.Substitutes) > mostSubstitutes {
			return 0, kernel.RefuseField("substitutes", "assembly.too_many_substitutes", mostSubstitutes)
		}
		return rank, nil
	}
	if m.Present {
		return 0, kernel.Refuse(kernel.Conflict, "assembly.delegate_present")
	}
	if err := withdraw(tx, m.Mandate); err != nil {
		return 0, err
	}
	if m.Person == "" {
		return 0, nil
	}
	_, err = holdSeat(tx, m.Sitting, m.Mandate, "")
	return 0, err
}

func enterLetter(tx *kernel.Tx, m seat, in Letter, rank int64) (Named, error) {
	o, err := members.Get(tx, m.Organisation)
	if err != nil {
		return Named{}, err
	}
	nominees, fields := in.Substitutes, []string(nil)
	for i := range in.Substitutes {
		fields = append(fields, "substitutes."+strconv.Itoa(i))
	}
	if !in.Delegate.empty() {
		nominees, fields = append([]Nominee{in.Delegate}, nominees...), append([]string{"delegate"}, fields...)
	}
	out := Named{Mandate: m.Mandate}
	for i, who := range nominees {
		p, err := nominee(tx, m.Sitting, o, who, fields[i])
		if err != nil {
			return out, err
		}
		n := Nomination{ID: newID(), Mandate: m.Mandate, Sitting: m.Sitting, Person: p.ID, Rank: rank + int64(i), Letter: in.Letter, Hash: in.Hash,
			MadeAt: tx.Now, State: "waiting", madeBy: tx.By.ID}
		if err := named(tx, n, fields[i]); err != nil {
			return out, err
		}
		insertTokens(tx, m.Sitting, m.Mandate, deskWords(o, p))
		out.Nominations = append(out.Nominations, n)
	}
	return out, tx.Record("assembly.nominated", struct {
		Mandate string `json:"mandate"`
		Letter  string `json:"letter"`
		Named   int    `json:"named"`
	}{m.Mandate, in.Letter, len(nominees)})
}

// named writes a nomination, or refuses a person who stands in the letter twice.
func named(tx *kernel.Tx, n Nomination, field string) error {
	live, err := nominationsFor(tx, []string{n.Mandate})
	if err != nil {
		return err
	}
	for _, other := range live {
		if other.Person == n.Person {
			return kernel.RefuseField(field, "assembly.named_twice")
		}
	}
	return insertNomination(now(tx), n)
}

// nominee is the person named; one who is not known yet is added. An
// organisation may name itself, its representative or somebody new: whose id is
// guessed is nobody's.
func nominee(tx *kernel.Tx, sitting string, o members.Organisation, who Nominee, field string) (people.Person, error) {
	if who.empty() {
		return people.Person{}, kernel.RefuseField(field+".name.ar", "assembly.nobody_named")
	}
	if who.Person == "" {
		p := people.Person{ID: who.New, Name: who.Name, Phones: who.Phones, Protected: true}
		if _, err := people.Add(tx, p); err != nil {
			return p, inPart(field, err)
		}
		return people.Get(tx, who.New)
	}
	desk := mayRole(tx, sitting, "-", "desk", "secretary", "credentials") == nil
	if !desk && who.Person != tx.By.ID && who.Person != o.Representative {
		return people.Person{}, kernel.RefuseField(field+".person", "people.no_such_person")
	}
	return people.Get(tx, who.Person)
}

// inPart names the refused fields of a part of the input by their whole path.
func inPart(field string, err error) error {
	e := kernel.Refusal(err)
	if e == nil {
		return err
	}
	for _, one := range e.All() {
		if one.Field != "" {
			one.Field = field + "." + one.Field
		}
	}
	return e
}

// A Handover names the substitute who takes over.
type Handover struct {
	Sitting string `json:"sitting"`
	Mandate string `json:"mandate"`
	Person  string `json:"person"`
	Channel string `json:"channel"` // empty: hall
	Place   string `json:"place"`
}

// TakeOver lets a person whose nomination was accepted act for the mandate from
// now on: a substitute, or the delegate who came after all. Who acted before
// leaves, and the mandate is present with the new one.
var TakeOver = kernel.Command[Handover, Presence]{
	Name: "assembly.take-over", Who: whoTouches,
	Stream: func(in Handover) string { return Stream(in.Sitting) },
	May: func(tx *kernel.Tx, in Handover) error {
		return Arrive.May(tx, Arrival{Sitting: in.Sitting, Channel: in.Channel})
	},
	Do: takeOver,
}

func takeOver(tx *kernel.Tx, in Handover) (Presence, error) {
	in.Channel = orElse(in.Channel, Hall)
	if !isChannel(in.Channel) {
		return Presence{}, kernel.RefuseField("channel", "assembly.unknown_choice", in.Channel)
	}
	m, err := seatTouched(tx, Arrival{Sitting: in.Sitting, Mandate: in.Mandate})
	if err != nil {
		return Presence{}, err
	}
	live, err := nominationsFor(tx, []string{m.Mandate})
	if err != nil {
		return Presence{}, err
	}
	if !accepts(live, in.Person) {
		return Presence{}, kernel.Refuse(kernel.Conflict, "assembly.not_accepted", m.Number)
	}
	if m.Person == in.Person {
		return arrive(tx, m, in.Channel, in.Place, "desk")
	}
	if m.Present {
		if err := depart(tx, m, "handover"); err != nil {
			return Presence{}, err
		}
	}
	if ok, err := holdSeat(tx, m.Sitting, m.Mandate, in.Person); err != nil || !ok {
		return Presence{}, kernel.RefuseAll(err, kernel.Refuse(kernel.Conflict, "assembly.delegate_elsewhere"))
	}
	err = tx.Record("assembly.taken-over", struct {
		Mandate string `json:"mandate"`
		Person  string `json:"person"`
	}{m.Mandate, in.Person})
	if err != nil {
		return Presence{}, err
	}
	from := m.Channel
	m.Person, m.Accepted, m.Present, m.Channel = in.Person, true, false, ""
	p, err := arrive(tx, m, in.Channel, in.Place, "handover")
	p.From = from
	return p, err
}

func accepts(list []Nomination, person string) bool {
	for _, n := range list {
		if n.Person == person && n.State == "accepted" {
			return true
		}
	}
	return false
}
