package assembly

import (
	"cmp"
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

// A SheetLine is one mandate of the attendance sheet. The sheet lies open on a
// table: it shows the protected by their code, after those with names, and a
// delegate's name only if the delegate agreed to be listed. The others write
// theirs beside their signature, or do not.
type SheetLine struct {
	Organisation members.Shown `json:"organisation"`
	Delegate     *words.Local  `json:"delegate,omitempty"`
	Weight       int64         `json:"weight"`
	Present      bool          `json:"present"`
	Channel      string        `json:"channel"`
	Arrived      sqldb.Time    `json:"arrived"`
	Late         bool          `json:"late"` // came after the sheet was closed: the annex
}

// Attendance is the attendance sheet (كشف الحضور والتوقيع).
type Attendance struct {
	Sitting Sitting          `json:"sitting"`
	Lines   []SheetLine      `json:"lines"`
	Counts  map[string]int64 `json:"counts"` // channel → mandates present now
	Closed  *Sheet           `json:"closed,omitempty"`
	Sheets  []Sheet          `json:"sheets"` // of all calls
}

// SeeAttendance is the attendance sheet as it is printed for signature.
var SeeAttendance = kernel.Query[One, Attendance]{
	Name: "assembly.attendance", Personal: true, Who: "who serves the sitting",
	May: func(tx *kernel.Tx, in One) error { return mayOffice(tx, in.Sitting) },
	Do:  attendance,
}

func attendance(tx *kernel.Tx, in One) (out Attendance, err error) {
	if out.Sitting, err = sittingByID(tx, in.Sitting); err != nil {
		return out, err
	}
	seats, err := seatsAfter(tx, in.Sitting, -1, everySeat)
	if err != nil {
		return out, err
	}
	if out.Sheets, err = sheetsOf(tx, in.Sitting); err != nil {
		return out, err
	}
	for i, s := range out.Sheets {
		if s.Call == out.Sitting.Call {
			out.Closed = &out.Sheets[i]
		}
	}
	arrived, err := firstArrivals(tx, out.Sitting)
	if err != nil {
		return out, err
	}
	names, err := namesOf(tx, seats)
	if err != nil {
		return out, err
	}
	codes, err := frozenCodes(tx, out.Sitting)
	if err != nil {
		return out, err
	}
	for _, m := range seats {
		l := SheetLine{Organisation: members.ShownOf(names.orgs[m.Organisation]), Weight: m.Weight, Present: m.Present, Channel: m.Channel}
		if p, ok := names.people[m.Person]; ok && !names.orgs[m.Organisation].Protected && (p.Listed || !p.Protected) {
			l.Delegate = &p.Name
		}
		if f, ok := arrived[m.Mandate]; ok {
			l.Arrived, l.Late = f.At, out.Closed != nil && f.Line > out.Closed.Line
		}
		l.Organisation.Code = codes[m.Organisation]
		out.Lines = append(out.Lines, l)
	}
	slices.SortStableFunc(out.Lines, func(a, b SheetLine) int { return byName(a.Organisation, b.Organisation) })
	out.Counts, err = PresentMandates(tx, in.Sitting)
	return out, err
}

// byName puts organisations with names first, in the order of the roll, then the
// protected in the order of their codes: their place must not tell their number.
func byName(a, b members.Shown) int {
	return cmp.Or(cmp.Compare(hidden(a), hidden(b)), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Code, b.Code))
}

func hidden(s members.Shown) int {
	if s.Name == nil {
		return 1
	}
	return 0
}

// everySeat bounds what is read at once of a sitting's seats.
const everySeat = 1_000_000

// firstArrivals is when each mandate first arrived for the call under way; one
// that was struck from the roll since did not.
func firstArrivals(tx *kernel.Tx, s Sitting) (map[string]Fact, error) {
	list, err := factsOf(tx, s.ID)
	m := map[string]Fact{}
	for _, f := range list {
		if f.How == "call" || f.How == "struck" {
			delete(m, f.Mandate)
			continue
		}
		if _, ok := m[f.Mandate]; !ok && f.What == "arrived" {
			m[f.Mandate] = f
		}
	}
	return m, err
}

type names struct {
	orgs   map[string]members.Organisation
	people map[string]people.Person
}

// namesOf reads the names of seats' organisations and of those who act for them.
func namesOf(tx *kernel.Tx, seats []seat, more ...Nomination) (n names, err error) {
	var organisations, persons []string
	for _, m := range seats {
		organisations = append(organisations, m.Organisation)
		if m.Person != "" {
			persons = append(persons, m.Person)
		}
	}
	for _, x := range more {
		persons = append(persons, x.Person)
	}
	if n.orgs, err = members.Named(tx, organisations); err != nil {
		return n, err
	}
	n.people, err = people.Named(tx, persons)
	return n, err
}

// CloseSheet closes the attendance sheet for signature: who is here now stands on
// it, who comes later in its annex.
var CloseSheet = kernel.Command[One, Sheet]{
	Name: "assembly.close-sheet", Who: "the credentials committee, the secretary",
	Stream: func(in One) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in One) error { return mayRoll(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in One) (Sheet, error) {
		s, err := sittingIn(tx, in.Sitting, "assembly.not_meeting", Convened, Open, Break)
		if err != nil {
			return Sheet{}, err
		}
		sheets, err := sheetsOf(tx, s.ID)
		if err != nil {
			return Sheet{}, err
		}
		for _, old := range sheets {
			if old.Call == s.Call {
				return old, kernel.Refuse(kernel.Conflict, "assembly.sheet_closed")
			}
		}
		here, err := seatsPresent(tx, s.ID)
		if err != nil {
			return Sheet{}, err
		}
		codes, err := frozenCodes(tx, s)
		if err != nil {
			return Sheet{}, err
		}
		counts, err := PresentMandates(tx, s.ID)
		if err != nil {
			return Sheet{}, err
		}
		out := Sheet{Call: s.Call, Hash: hashOf(sheetText(s, here, codes)), Hall: counts[Hall], Remote: counts[Remote], Telephone: counts[Telephone], At: tx.Now}
		err = tx.Record("assembly.sheet-closed", struct {
			Hash string `json:"hash"`
			Hall int64  `json:"hall"`
			Far  int64  `json:"far"`
		}{out.Hash, out.Hall, out.Remote + out.Telephone})
		if err != nil {
			return out, err
		}
		out.Line = tx.Seq()
		return out, insertSheet(tx, s.ID, out)
	},
}
