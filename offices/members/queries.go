package members

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/people"
	"ittihad/pure/arabic"
)

// A Search asks for one page of the roll.
type Search struct {
	Q        string `json:"q"`        // any name in any spelling, a number or a code
	Standing string `json:"standing"` // empty: everybody on the roll; "all": those who left, too
	Field    string `json:"field"`
	City     string `json:"city"` // in any spelling that folds alike
	Country  string `json:"country"`
	Sort     string `json:"sort"`  // number (the default) or name
	After    string `json:"after"` // the answer's next, for the page behind it
	Limit    int64  `json:"limit"` // at most 200; 0 is 50
}

// A Page is one page of the roll.
type Page struct {
	Rows []Organisation `json:"rows"`
	Next string         `json:"next"` // empty: the last page
}

// Roll finds organisations. It shows no telephones and addresses.
var Roll = kernel.Query[Search, Page]{
	Name: "members.roll", Personal: true, Who: "the secretary",
	May: func(tx *kernel.Tx, _ Search) error { return maySecretary(tx) },
	Do:  seeRoll,
}

func seeRoll(tx *kernel.Tx, in Search) (p Page, err error) {
	p.Rows = []Organisation{}
	if o, ok, err := exactly(tx, in); err != nil || ok {
		p.Rows = append(p.Rows, o...)
		return p.withoutContacts(), err
	}
	f, err := in.finding()
	if err != nil {
		return p, err
	}
	rows, err := find(tx, f)
	if err != nil {
		return p, err
	}
	p.Rows, p.Next = cut(rows, f)
	return p.withoutContacts(), nil
}

// withoutContacts: a list is not for calling anybody.
func (p Page) withoutContacts() Page {
	for i := range p.Rows {
		p.Rows[i].Phone, p.Rows[i].Email = "", ""
	}
	return p
}

// cut leaves out the row beyond the page, which only says that there is more.
func cut(rows []Organisation, f finding) ([]Organisation, string) {
	if int64(len(rows)) < f.limit {
		return append([]Organisation{}, rows...), ""
	}
	rows = rows[:f.limit-1]
	at := f.place(rows[len(rows)-1])
	text, _ := json.Marshal(at) // of texts and a number
	return rows, base64.RawURLEncoding.EncodeToString(text)
}

func readAfter(s string) (*after, error) {
	if s == "" {
		return nil, nil
	}
	var a after
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || json.Unmarshal(text, &a) != nil {
		return nil, kernel.RefuseField("after", "kernel.unreadable", s)
	}
	return &a, nil
}

// exactly answers a query that is a number on the roll or a code.
func exactly(tx *kernel.Tx, in Search) ([]Organisation, bool, error) {
	q := strings.ToUpper(arabic.ToLatin(arabic.Clean(in.Q)))
	var o Organisation
	var err error
	if n, e := words.ParseNumber(q); e == nil && n > 0 {
		o, err = ByNumber(tx, n)
	} else if strings.HasPrefix(q, "S-") {
		o, err = readByCode(tx, q)
		err = found(err)
	} else {
		return nil, false, nil
	}
	if e := kernel.Refusal(err); e != nil && e.Kind == kernel.NotFound {
		return nil, false, nil
	}
	return []Organisation{o}, err == nil, err
}

func (in Search) finding() (f finding, err error) {
	f = finding{query: in.Q, field: fieldOf(in.Field), city: arabic.Key(in.City), country: strings.ToUpper(in.Country),
		order: "number", limit: pageOf(in.Limit) + 1}
	if in.Sort == "name" {
		f.order = in.Sort
	}
	switch _, known := may[in.Standing]; {
	case in.Standing == "":
		f.standings = []string{Registered, Active, Suspended}
	case in.Standing == "all":
	case !known:
		return f, kernel.RefuseField("standing", "members.no_such_standing", in.Standing)
	default:
		f.standings = []string{in.Standing}
	}
	f.after, err = readAfter(in.After)
	return f, err
}

func pageOf(limit int64) int64 {
	if limit <= 0 {
		return 50
	}
	return min(limit, 200)
}

// A PublicSearch asks for one page of what may be shown of the roll.
type PublicSearch struct {
	Q       string `json:"q"`
	Field   string `json:"field"`
	Country string `json:"country"`
	After   string `json:"after"`
	Limit   int64  `json:"limit"`
}

// A PublicPage is one page of what may be shown: named members in the order of
// their names, then the protected in the order of their codes.
type PublicPage struct {
	Rows []Shown `json:"rows"`
	Next string  `json:"next"`
}

// ShownRoll is the roll as members and the public see it. A search finds only
// those that are not protected: a match would tell a name.
var ShownRoll = kernel.Query[PublicSearch, PublicPage]{
	Name: "members.shown", Who: "everybody", Public: true,
	May: func(*kernel.Tx, PublicSearch) error { return nil },
	Do:  seeShown,
}

func seeShown(tx *kernel.Tx, in PublicSearch) (p PublicPage, err error) {
	p.Rows = []Shown{}
	f := finding{query: in.Q, field: fieldOf(in.Field), country: strings.ToUpper(in.Country), order: "shown",
		standings: []string{Registered, Active, Suspended}, limit: pageOf(in.Limit) + 1}
	f.public = in.Q != "" || in.Field != "" || in.Country != ""
	if f.after, err = readAfter(in.After); err != nil {
		return p, err
	}
	rows, err := find(tx, f)
	if err != nil {
		return p, err
	}
	rows, p.Next = cutShown(rows, f)
	for _, o := range rows {
		p.Rows = append(p.Rows, ShownOf(o))
	}
	return p, nil
}

// cutShown is cut for the public: the place of a page tells codes and shown
// names, and no id.
func cutShown(rows []Organisation, f finding) ([]Organisation, string) {
	rows, next := cut(rows, f)
	if next != "" {
		text, _ := json.Marshal(after{Key: rows[len(rows)-1].shownKey(), ID: lastID})
		next = base64.RawURLEncoding.EncodeToString(text)
	}
	return rows, next
}

// lastID is behind every id.
const lastID = "~"

// One names an organisation.
type One struct {
	ID string `json:"id"`
}

// A View is all that is known of an organisation.
type View struct {
	Organisation
	RepresentativeName words.Local `json:"representative_name"`
	Proposal           string      `json:"proposal,omitempty"` // the standing that the facts speak for
	Reasons            []string    `json:"reasons,omitempty"`
	Today              string      `json:"today"` // where the federation is
}

// SeeOrganisation is an organisation with all that is known of it. A telephone or
// an address that is a protected person's as well is not shown: whoever wants to
// reach a person asks for people.contact, which the person can read.
var SeeOrganisation = kernel.Query[One, View]{
	Name: "members.organisation", Personal: true, Who: "the secretary, and the organisation's representative",
	May: func(tx *kernel.Tx, in One) error { return mayKeep(tx, in.ID) },
	Do: func(tx *kernel.Tx, in One) (v View, err error) {
		if v.Organisation, err = Get(tx, in.ID); err != nil {
			return v, err
		}
		if v.Today, err = dayHere(tx); err != nil {
			return v, err
		}
		v.Proposal, v.Reasons = DefaultRule.propose(v.Organisation, v.Today)
		if v.Representative != "" {
			p, err := people.Get(tx, v.Representative)
			if err != nil && kernel.Refusal(err) == nil {
				return v, err
			}
			v.RepresentativeName = p.Name
		}
		if tx.By.ID == v.Representative {
			return v, nil
		}
		own, err := ownContacts(tx, []Organisation{v.Organisation})
		v.Phone, v.Email = own[v.ID].phone, own[v.ID].email
		return v, err
	},
}

// A History is an organisation's standing, the oldest decision first.
type History struct {
	Decisions []Decision `json:"decisions"`
}

// SeeStanding is an organisation's standing with every decision, struck ones too.
var SeeStanding = kernel.Query[One, History]{
	Name: "members.standing", Who: "the secretary, and the organisation's representative",
	May: func(tx *kernel.Tx, in One) error { return mayKeep(tx, in.ID) },
	Do: func(tx *kernel.Tx, in One) (h History, err error) {
		if _, err = Get(tx, in.ID); err != nil {
			return h, err
		}
		h.Decisions, err = readDecisions(tx, in.ID)
		return h, err
	},
}

// A Day asks for a day.
type Day struct {
	Day string `json:"day"` // empty: today
}

// A RollCall is who was active on a day.
type RollCall struct {
	Day        string `json:"day"`
	Registered int64  `json:"registered"` // everybody on the roll
	Active     int64  `json:"active"`
	Rows       []Line `json:"rows"`
}

// A Line is an organisation in a list of the secretariat's.
type Line struct {
	ID     string      `json:"id"`
	Number int64       `json:"number"`
	Code   string      `json:"code"`
	Name   words.Local `json:"name"`
}

// SeeActiveOn is who was active on a day.
var SeeActiveOn = kernel.Query[Day, RollCall]{
	Name: "members.active-on", Who: "the secretary",
	May: func(tx *kernel.Tx, _ Day) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in Day) (r RollCall, err error) {
		if r.Day, err = dayOf("day", in.Day); err != nil {
			return r, err
		}
		if r.Day == "" {
			if r.Day, err = dayHere(tx); err != nil {
				return r, err
			}
		}
		if r.Registered, err = CountOn(tx, r.Day, Registered); err != nil {
			return r, err
		}
		list, err := ActiveOn(tx, r.Day)
		r.Active, r.Rows = int64(len(list)), make([]Line, len(list))
		for i, o := range list {
			r.Rows[i] = Line{o.ID, o.Number, o.Code, o.Name}
		}
		return r, err
	},
}

// Counts is how many organisations have each standing now.
type Counts struct {
	Standings map[string]int64 `json:"standings"`
	OnRoll    int64            `json:"on_roll"` // registered, active and suspended
}

// SeeCounts counts the roll.
var SeeCounts = kernel.Query[kernel.None, Counts]{
	Name: "members.counts", Who: "the secretary",
	May: func(tx *kernel.Tx, _ kernel.None) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, _ kernel.None) (c Counts, err error) {
		list, err := readPiles(tx)
		c.Standings = map[string]int64{}
		for _, p := range list {
			c.Standings[p.standing] += p.n
		}
		c.OnRoll = c.Standings[Registered] + c.Standings[Active] + c.Standings[Suspended]
		return c, err
	},
}

// A Proposal is a standing that the facts speak for; nothing follows from it
// until somebody decides.
type Proposal struct {
	Line
	Standing string   `json:"standing"`
	Proposed string   `json:"proposed"`
	Reasons  []string `json:"reasons"`
}

// Proposals are those of a day.
type Proposals struct {
	Day  string     `json:"day"`
	Rows []Proposal `json:"rows"`
}

// SeeProposals is whom the rule would make active, and who no longer meets it,
// at most 500 of each.
var SeeProposals = kernel.Query[Day, Proposals]{
	Name: "members.proposals", Who: "the secretary",
	May: func(tx *kernel.Tx, _ Day) error { return maySecretary(tx) },
	Do:  seeProposals,
}

func seeProposals(tx *kernel.Tx, in Day) (p Proposals, err error) {
	p.Rows = []Proposal{}
	if p.Day, err = dayOf("day", in.Day); err != nil {
		return p, err
	}
	if p.Day == "" {
		if p.Day, err = dayHere(tx); err != nil {
			return p, err
		}
	}
	list, err := readCandidates(tx, before(p.Day, DefaultRule.Grace), before(p.Day, DefaultRule.Fresh))
	for _, o := range list {
		if to, reasons := DefaultRule.propose(o, p.Day); to != "" {
			p.Rows = append(p.Rows, Proposal{Line{o.ID, o.Number, o.Code, o.Name}, o.Standing, to, reasons})
		}
	}
	return p, err
}

// dayHere is the day it is where the federation is; before it is founded, in
// Greenwich.
func dayHere(tx *kernel.Tx) (string, error) {
	union, err := people.Federation(tx)
	if err != nil && kernel.Refusal(err) == nil {
		return "", err
	}
	zone, err := time.LoadLocation(union.Zone) // empty is UTC
	if err != nil {
		return "", err
	}
	return tx.Now.In(zone).Format(dayLayout), nil
}
