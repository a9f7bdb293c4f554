package assembly

import (
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
)

// A DeskLine is a mandate as the desk sees it: who it is, who may act for it,
// whether they are here.
type DeskLine struct {
	Voter
	Code      string      `json:"code"` // of the organisation
	Name      words.Local `json:"name"`
	City      words.Local `json:"city"`
	Protected bool        `json:"protected"`
	Since     sqldb.Time  `json:"since"`
	Place     string      `json:"place"`
	Named     []DeskName  `json:"named"`
}

// A DeskName is somebody named for a mandate.
type DeskName struct {
	Nomination string      `json:"nomination"`
	Person     string      `json:"person"`
	Name       words.Local `json:"name"`
	Rank       int64       `json:"rank"`
	State      string      `json:"state"` // waiting, accepted
	Letter     string      `json:"letter"`
	Hash       string      `json:"hash"`
	Acts       bool        `json:"acts"` // for the mandate now
}

// DeskLines are lines of the desk.
type DeskLines struct {
	Lines []DeskLine `json:"lines"`
	Next  int64      `json:"next"` // where the next page begins; zero at the end
}

// A Finding is what somebody at the desk typed.
type Finding struct {
	Sitting string `json:"sitting"`
	Q       string `json:"q"`
}

// foundMost is what fits beside a queue: whoever is not among them is found by
// one more letter.
const foundMost = 8

// Find finds mandates by the beginning of a name, of the organisation or of its
// delegate, by its number, or by the code of its invitation.
var Find = kernel.Query[Finding, DeskLines]{
	Name: "assembly.find", Personal: true, Who: "who serves the sitting",
	May: func(tx *kernel.Tx, in Finding) error { return mayOffice(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in Finding) (out DeskLines, err error) {
		seats, err := found(tx, in)
		if err != nil {
			return out, err
		}
		out.Lines, err = deskLines(tx, seats)
		return out, err
	},
}

func found(tx *kernel.Tx, in Finding) ([]seat, error) {
	if code := readDoorCode(in.Q); len(code) == doorCodeLength {
		if m, err := seatByCode(tx, in.Sitting, code); err == nil {
			return []seat{m}, nil
		} else if kernel.Refusal(err) == nil {
			return nil, err
		}
	}
	var byWord [][]arabic.Token
	for _, t := range arabic.QueryTokens(in.Q) {
		for len(byWord) <= t.Word {
			byWord = append(byWord, nil)
		}
		byWord[t.Word] = append(byWord[t.Word], t)
	}
	byWord = slices.DeleteFunc(byWord, func(l []arabic.Token) bool { return len(l) == 0 })
	if len(byWord) == 0 || len(byWord) > 6 {
		return nil, nil
	}
	list, err := seatsFound(tx, in.Sitting, byWord, foundMost)
	if err != nil {
		return nil, err
	}
	return numberFirst(tx, in, list)
}

// numberFirst puts the organisation with exactly this number before those whose
// number or code merely begins so.
func numberFirst(tx *kernel.Tx, in Finding, list []seat) ([]seat, error) {
	n, err := words.ParseNumber(in.Q)
	if err != nil {
		return list, nil
	}
	m, err := seatByNumber(tx, in.Sitting, n)
	if kernel.Refusal(err) != nil || err == nil && m.struck {
		return list, nil
	}
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(o seat) bool { return o.Mandate == m.Mandate })
	return append([]seat{m}, list...), nil
}

func deskLines(tx *kernel.Tx, seats []seat) (list []DeskLine, err error) {
	ids := make([]string, len(seats))
	for i, m := range seats {
		ids[i] = m.Mandate
	}
	live, err := nominationsFor(tx, ids)
	if err != nil {
		return nil, err
	}
	known, err := namesOf(tx, seats, live...)
	if err != nil {
		return nil, err
	}
	named := map[string][]DeskName{}
	for _, n := range live {
		named[n.Mandate] = append(named[n.Mandate], DeskName{Nomination: n.ID, Person: n.Person, Name: known.people[n.Person].Name,
			Rank: n.Rank, State: n.State, Letter: n.Letter, Hash: n.Hash})
	}
	for _, m := range seats {
		o := known.orgs[m.Organisation]
		l := DeskLine{Voter: m.Voter, Code: o.Code, Name: o.Name, City: o.City, Protected: o.Protected, Since: m.since, Place: m.place, Named: named[m.Mandate]}
		for i := range l.Named {
			l.Named[i].Acts = l.Named[i].Person == m.Person
		}
		list = append(list, l)
	}
	return list, nil
}

// A DeskPage asks for a page of all mandates, by the roll's numbers. State picks
// those with nothing decided yet (waiting), nobody named (unnamed), not here
// (absent), here (present).
type DeskPage struct {
	Sitting string `json:"sitting"`
	State   string `json:"state"`
	After   int64  `json:"after"`
	Limit   int    `json:"limit"`
}

// SeeMandates lists the mandates of a sitting.
var SeeMandates = kernel.Query[DeskPage, DeskLines]{
	Name: "assembly.mandates", Personal: true, Who: "who serves the sitting",
	May: func(tx *kernel.Tx, in DeskPage) error { return mayOffice(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in DeskPage) (out DeskLines, err error) {
		if err := oneOf("state", in.State, "", "waiting", "unnamed", "absent", "present"); err != nil {
			return out, err
		}
		limit := pageOf(in.Limit)
		seats, err := seatsIn(tx, in.Sitting, in.State, in.After, limit+1)
		if err != nil {
			return out, err
		}
		if len(seats) > limit {
			seats = seats[:limit]
			out.Next = seats[limit-1].Number
		}
		out.Lines, err = deskLines(tx, seats)
		return out, err
	},
}

// A Moment asks who was present; a zero At is now.
type Moment struct {
	Sitting string     `json:"sitting"`
	At      sqldb.Time `json:"at"`
}

// Here is who was present at a moment. The mandates and the places are for who
// serves the sitting: where somebody sits may hurt them.
type Here struct {
	At       sqldb.Time       `json:"at"`
	Here     int64            `json:"here"` // weight
	Channels map[string]int64 `json:"channels"`
	Places   []PlaceCount     `json:"places"`
	Mandates []HereLine       `json:"mandates"`
}

// A PlaceCount is how many are in a place.
type PlaceCount struct {
	Place  string `json:"place"`
	Weight int64  `json:"weight"`
}

// A HereLine is a mandate present at a moment.
type HereLine struct {
	Mandate string      `json:"mandate"`
	Number  int64       `json:"number"`
	Name    words.Local `json:"name"`
	Person  words.Local `json:"person"`
	Channel string      `json:"channel"`
	Place   string      `json:"place"`
	Since   sqldb.Time  `json:"since"`
	Weight  int64       `json:"weight"`
}

// SeePresence is who is present now or was at a past minute, by channel and by
// place.
var SeePresence = kernel.Query[Moment, Here]{
	Name: "assembly.presence", Personal: true, Who: "figures, everybody who is signed in; names and places, who serves the sitting",
	May: func(tx *kernel.Tx, in Moment) error { return mayKnow(tx, One{in.Sitting}) },
	Do: func(tx *kernel.Tx, in Moment) (out Here, err error) {
		if in.At.IsZero() {
			in.At = tx.Now
		}
		out.At, out.Channels = in.At, map[string]int64{Hall: 0, Remote: 0, Telephone: 0}
		facts, err := presentAt(tx, in.Sitting, in.At)
		if err != nil {
			return out, err
		}
		for _, f := range facts {
			out.Channels[f.Channel] += f.Weight
			out.Here += f.Weight
		}
		if mayOffice(tx, in.Sitting) != nil {
			return out, nil
		}
		out.Places = places(facts)
		out.Mandates, err = hereLines(tx, in.Sitting, facts)
		return out, err
	},
}

func places(facts []Fact) (list []PlaceCount) {
	at := map[string]int{}
	for _, f := range facts {
		key := arabic.Key(f.Place)
		i, ok := at[key]
		if !ok {
			i = len(list)
			at[key] = i
			list = append(list, PlaceCount{Place: f.Place})
		}
		list[i].Weight += f.Weight
	}
	slices.SortStableFunc(list, func(a, b PlaceCount) int { return int(b.Weight - a.Weight) })
	return list
}

func hereLines(tx *kernel.Tx, sitting string, facts []Fact) (list []HereLine, err error) {
	seats, err := seatsAfter(tx, sitting, -1, everySeat)
	if err != nil {
		return nil, err
	}
	byID := map[string]seat{}
	for _, m := range seats {
		byID[m.Mandate] = m
	}
	var meant []seat
	for _, f := range facts {
		m := byID[f.Mandate]
		m.Person = f.Person // who acted for it then
		meant = append(meant, m)
	}
	known, err := namesOf(tx, meant)
	for i, f := range facts {
		list = append(list, HereLine{f.Mandate, meant[i].Number, known.orgs[meant[i].Organisation].Name, known.people[f.Person].Name,
			f.Channel, f.Place, f.At, f.Weight})
	}
	return list, err
}

// A ServedInvitation is an invitation with its proof of service.
type ServedInvitation struct {
	Number       int64       `json:"number"`
	Mandate      string      `json:"mandate"`
	Roll         int64       `json:"roll"`
	Name         words.Local `json:"name"`
	Steps        []Service   `json:"steps"`
	Acknowledged bool        `json:"acknowledged"`
}

// Invitations are the invitations of a sitting.
type Invitations struct {
	Invitations  []ServedInvitation `json:"invitations"`
	Sent         int64              `json:"sent"`
	Acknowledged int64              `json:"acknowledged"`
}

// SeeInvitations lists the invitations with their proof of service.
var SeeInvitations = kernel.Query[One, Invitations]{
	Name: "assembly.invitations", Who: whoSecretary,
	May: func(tx *kernel.Tx, _ One) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in One) (out Invitations, err error) {
		rows, _, _, orgs, err := invited(tx, in.Sitting, nil)
		if err != nil {
			return out, err
		}
		steps, err := servicesOf(tx, in.Sitting)
		if err != nil {
			return out, err
		}
		byNumber := map[int64][]Service{}
		for _, s := range steps {
			byNumber[s.Invitation] = append(byNumber[s.Invitation], s)
		}
		for _, r := range rows {
			i := ServedInvitation{Number: r.invitation, Mandate: r.Mandate, Roll: r.Number, Name: orgs[r.Organisation].Name, Steps: byNumber[r.invitation]}
			if slices.ContainsFunc(i.Steps, func(s Service) bool { return !s.Earlier }) {
				out.Sent++
			}
			if slices.ContainsFunc(i.Steps, func(s Service) bool { return s.Step == "acknowledged" && !s.Earlier }) {
				i.Acknowledged = true
				out.Acknowledged++
			}
			out.Invitations = append(out.Invitations, i)
		}
		return out, nil
	},
}

// Own is a sitting as a delegate finds it: their mandate and what happens now.
type Own struct {
	Sitting      Sitting          `json:"sitting"`
	Organisation words.Local      `json:"organisation"`
	State        string           `json:"state"` // accepted, waiting, refused; other: a substitute acts, or the substitute waits for the delegate
	Reason       string           `json:"reason"`
	Voter        Voter            `json:"voter"`
	Since        sqldb.Time       `json:"since"`
	Place        string           `json:"place"`
	Counts       map[string]int64 `json:"counts"`
	Quorum       QuorumView       `json:"quorum"`
}

// SeeOwn is a delegate's own page.
var SeeOwn = kernel.Query[One, Own]{
	Name: "assembly.here", Who: "whoever is named for a mandate of the sitting, about that mandate",
	May: func(tx *kernel.Tx, in One) error { _, err := ownNomination(tx, in.Sitting); return err },
	Do:  own,
}

// ownNomination is the reader's nomination that stands, or else the last one.
func ownNomination(tx *kernel.Tx, sitting string) (Nomination, error) {
	list, err := nominationsOfPerson(tx, sitting, tx.By.ID)
	if err != nil {
		return Nomination{}, err
	}
	for _, n := range list {
		if n.live() {
			return n, nil
		}
	}
	n, err := first(list, "assembly.not_a_delegate")
	if err == nil && n.State == "withdrawn" {
		err = kernel.Refuse(kernel.NotFound, "assembly.not_a_delegate")
	}
	if e := kernel.Refusal(err); e != nil {
		err = kernel.Refuse(kernel.Denied, e.Key)
	}
	return n, err
}

func own(tx *kernel.Tx, in One) (out Own, err error) {
	n, err := ownNomination(tx, in.Sitting)
	if err != nil {
		return out, err
	}
	m, err := seatByID(tx, in.Sitting, n.Mandate)
	if err != nil {
		return out, err
	}
	if out.Sitting, err = sittingByID(tx, in.Sitting); err != nil {
		return out, err
	}
	known, err := namesOf(tx, []seat{m})
	if err != nil {
		return out, err
	}
	out.Organisation = known.orgs[m.Organisation].Name
	if out.State = n.State; n.State == "refused" {
		out.Reason = n.Reason
	}
	out.Voter, out.Since, out.Place = m.Voter, m.since, m.place
	if out.State == "accepted" && m.Person != tx.By.ID {
		out.State = "other"
	}
	if out.Counts, err = PresentCounts(tx, in.Sitting); err != nil {
		return out, err
	}
	views, err := quorumViews(tx, out.Sitting)
	for _, v := range views {
		if v.Kind == "" {
			out.Quorum = v
		}
	}
	return out, err
}
