package assembly

import (
	"cmp"
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/members"
	"ittihad/offices/people"
	"ittihad/pure/tally"
)

// A SittingsPage asks for a page of the list, the latest first. Before and
// BeforeID are where the page before ended.
type SittingsPage struct {
	Before   sqldb.Time `json:"before"`
	BeforeID string     `json:"before_id"`
	Limit    int        `json:"limit"`
}

// Sittings is a page of the list of sittings.
type Sittings struct {
	Sittings []Sitting `json:"sittings"`
	More     bool      `json:"more"`
}

// SeeSittings lists the sittings, drafts for the secretary alone.
var SeeSittings = kernel.Query[SittingsPage, Sittings]{
	Name: "assembly.sittings", Who: "everybody who is signed in; drafts, the secretary",
	May: anyone[SittingsPage],
	Do: func(tx *kernel.Tx, in SittingsPage) (out Sittings, err error) {
		limit := pageOf(in.Limit)
		drafts := tx.By.Has("secretary", "")
		list, err := sittingsBefore(tx, in.Before, in.BeforeID, drafts, limit+1)
		if err != nil {
			return out, err
		}
		out.More = len(list) > limit
		for _, s := range list[:min(limit, len(list))] {
			s.RemoteLink = ""
			out.Sittings = append(out.Sittings, s)
		}
		return out, nil
	},
}

func pageOf(limit int) int {
	if limit <= 0 || limit > 200 {
		return 50
	}
	return limit
}

// A QuorumView is the arithmetic of a quorum: "45 of 88 needed; 54 are here".
type QuorumView struct {
	Kind    string       `json:"kind"`
	Article string       `json:"article"`
	Rule    tally.Quorum `json:"rule"`
	Call    int64        `json:"call"`
	Any     bool         `json:"any"` // any number will do, but not fewer than needed
	Needed  int64        `json:"needed"`
	Base    int64        `json:"base"`
	Present int64        `json:"present"`
	Met     bool         `json:"met"`
	Event   int64        `json:"event"` // the last one; zero before the first
}

// Quorums are the quorums of a sitting as they stand, and all that was recorded
// of them.
type Quorums struct {
	Quorums []QuorumView  `json:"quorums"`
	Events  []QuorumEvent `json:"events"`
}

// SeeQuorum is the arithmetic of the quorum, for the sitting and for each kind of
// item with a rule of its own, and its events.
var SeeQuorum = kernel.Query[One, Quorums]{
	Name: "assembly.quorum", Who: "everybody who is signed in",
	May: mayKnow,
	Do: func(tx *kernel.Tx, in One) (out Quorums, err error) {
		s, err := sittingByID(tx, in.Sitting)
		if err != nil {
			return out, err
		}
		if out.Quorums, err = quorumViews(tx, s); err != nil {
			return out, err
		}
		out.Events, err = quorumEvents(tx, s.ID)
		return out, err
	},
}

func quorumViews(tx *kernel.Tx, s Sitting) (list []QuorumView, err error) {
	rules, present, err := quorumNow(tx, s)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		p := reckon(s, r.Quorum, present)
		list = append(list, QuorumView{Kind: r.Kind, Article: r.Article, Rule: r.Quorum, Call: s.Call, Any: p.Any, Needed: p.Needed,
			Base: p.BaseValue, Present: p.Had, Met: p.Met, Event: r.event})
	}
	return list, nil
}

// mayKnow: a convened sitting is known to all who are signed in, a draft to the
// secretary.
func mayKnow(tx *kernel.Tx, in One) error {
	s, err := sittingByID(tx, in.Sitting)
	if err == nil && s.Status == Draft && !tx.By.Has("secretary", "") {
		err = kernel.Refuse(kernel.NotFound, "assembly.no_such_sitting")
	}
	return err
}

// A View is a sitting with what goes with it.
type View struct {
	Sitting     Sitting          `json:"sitting"`
	Documents   []Document       `json:"documents"`
	Counts      map[string]int64 `json:"counts"` // channel → weight present
	Here        int64            `json:"here"`
	Quorums     []QuorumView     `json:"quorums"`
	Officers    []Officer        `json:"officers"`
	Elections   []Election       `json:"elections"` // polls that elected officers, for who takes part
	Vacancies   []Vacancy        `json:"vacancies"` // who could not go on, for who takes part
	Names       []NameOf         `json:"names"`     // of all these, for who takes part
	FailedCalls []FailedCall     `json:"failed_calls"`
	Notices     []Notice         `json:"notices"`        // postponed or cancelled, the last one last
	Sheets      []Sheet          `json:"sheets"`         // the attendance sheets that were closed
	Mine        *Voter           `json:"mine,omitempty"` // the mandate that the reader acts for
	Serving     bool             `json:"serving"`        // the reader serves the sitting
}

// A NameOf is a person's name by their id.
type NameOf struct {
	Person string      `json:"person"`
	Name   words.Local `json:"name"`
}

// SeeSitting is a sitting as the reader may see it: the remote room's address and
// the officers' names are for who takes part.
var SeeSitting = kernel.Query[One, View]{
	Name: "assembly.sitting", Personal: true, Who: "everybody who is signed in; a draft, the secretary",
	May: mayKnow,
	Do:  view,
}

func view(tx *kernel.Tx, in One) (out View, err error) {
	if out.Sitting, err = sittingByID(tx, in.Sitting); err != nil {
		return out, err
	}
	if out.Documents, err = documents(tx, in.Sitting); err != nil {
		return out, err
	}
	if out.Counts, err = PresentCounts(tx, in.Sitting); err != nil {
		return out, err
	}
	for _, n := range out.Counts {
		out.Here += n
	}
	if out.Quorums, err = quorumViews(tx, out.Sitting); err != nil {
		return out, err
	}
	if out.FailedCalls, err = failedCalls(tx, in.Sitting); err != nil {
		return out, err
	}
	if out.Notices, err = noticesOf(tx, in.Sitting); err != nil {
		return out, err
	}
	if out.Sheets, err = sheetsOf(tx, in.Sitting); err != nil {
		return out, err
	}
	if out.Officers, err = officers(tx, in.Sitting); err != nil {
		return out, err
	}
	mine, err := seatHeld(tx, in.Sitting, tx.By.ID)
	if err != nil && kernel.Refusal(err) == nil {
		return out, err
	}
	if err == nil {
		out.Mine = &mine.Voter
	}
	out.Serving = mayOffice(tx, in.Sitting) == nil
	if out.Mine == nil && !out.Serving && len(tx.By.Scopes("representative")) == 0 {
		out.Sitting.RemoteLink = ""
		return out, nil
	}
	if out.Elections, err = electionsOf(tx, in.Sitting); err != nil {
		return out, err
	}
	if out.Vacancies, err = vacancies(tx, in.Sitting); err != nil {
		return out, err
	}
	out.Names, err = officerNames(tx, out)
	return out, err
}

func officerNames(tx *kernel.Tx, v View) (out []NameOf, err error) {
	var ids []string
	for _, o := range v.Officers {
		ids = append(ids, o.Person)
	}
	for _, e := range v.Elections {
		ids = append(ids, e.Persons...)
	}
	for _, x := range v.Vacancies {
		ids = append(ids, x.Person, x.By)
	}
	known, err := people.Named(tx, ids)
	for _, id := range ids {
		if p, ok := known[id]; ok && !slices.ContainsFunc(out, func(n NameOf) bool { return n.Person == id }) {
			out = append(out, NameOf{id, p.Name})
		}
	}
	return out, err
}

// A Listed is one line of the list of the entitled as it is posted.
type Listed struct {
	Organisation members.Shown `json:"organisation"`
	Weight       int64         `json:"weight"`
}

// A List is the list of the entitled in one version. Whoever writes its codes and
// weights in order of the codes as docs say gets the hash.
type List struct {
	Sitting  string        `json:"sitting"`
	Record   string        `json:"record_date"`
	Version  int64         `json:"version"`
	Hash     string        `json:"hash"`
	Posted   sqldb.Time    `json:"posted"`
	Lines    []Listed      `json:"lines"`
	Versions []RollVersion `json:"versions"`
}

// A Version names a version of the list; zero is the one in force.
type Version struct {
	Sitting string `json:"sitting"`
	Version int64  `json:"version"`
}

// SeeList is the list of the entitled: once it is posted, for everybody who is
// signed in.
var SeeList = kernel.Query[Version, List]{
	Name: "assembly.list", Who: "once it is posted, everybody who is signed in; before, who serves the sitting",
	May: func(tx *kernel.Tx, in Version) error {
		s, err := sittingByID(tx, in.Sitting)
		if err != nil || !s.PostedAt.IsZero() {
			return err
		}
		return mayOffice(tx, in.Sitting)
	},
	Do: func(tx *kernel.Tx, in Version) (out List, err error) {
		s, err := sittingByID(tx, in.Sitting)
		if err != nil {
			return out, err
		}
		out.Sitting, out.Posted = s.ID, s.PostedAt
		if out.Version = in.Version; out.Version == 0 {
			out.Version = s.RollVersion
		}
		if out.Versions, err = rollVersions(tx, s.ID); err != nil {
			return out, err
		}
		i := slices.IndexFunc(out.Versions, func(v RollVersion) bool { return v.Version == out.Version })
		if i < 0 {
			return out, kernel.Refuse(kernel.NotFound, "assembly.no_such_version")
		}
		out.Hash, out.Record = out.Versions[i].Hash, out.Versions[i].Record
		lines, err := rollLines(tx, s.ID, out.Version)
		if err != nil {
			return out, err
		}
		out.Lines, err = listed(tx, lines)
		return out, err
	},
}

func listed(tx *kernel.Tx, lines []RollLine) (list []Listed, err error) {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.Organisation
	}
	known, err := members.Named(tx, ids)
	for _, l := range lines {
		shown := members.ShownOf(known[l.Organisation])
		shown.Code = l.Code // as it was frozen
		list = append(list, Listed{shown, l.Weight})
	}
	slices.SortStableFunc(list, func(a, b Listed) int { return byName(a.Organisation, b.Organisation) })
	return list, err
}

// Changes are what was asked of the frozen roll and what became of it.
type Changes struct {
	Objections []Objection   `json:"objections"`
	Changes    []RollChange  `json:"changes"`
	Names      []OrgName     `json:"names"`
	Versions   []RollVersion `json:"versions"`
}

// An OrgName is an organisation's name by its id.
type OrgName struct {
	Organisation string      `json:"organisation"`
	Number       int64       `json:"number"`
	Name         words.Local `json:"name"`
}

// SeeChanges lists objections and changes of the roll: all of them for those who
// decide on them, its own for an organisation.
var SeeChanges = kernel.Query[One, Changes]{
	Name: "assembly.changes", Who: whoRoll + "; its own, the representative of an organisation",
	May: func(tx *kernel.Tx, in One) error {
		if len(tx.By.Scopes("representative")) > 0 {
			return mayKnow(tx, in)
		}
		return mayRoll(tx, in.Sitting)
	},
	Do: func(tx *kernel.Tx, in One) (out Changes, err error) {
		if out.Objections, err = objectionsOf(tx, in.Sitting); err != nil {
			return out, err
		}
		if out.Changes, err = changesOf(tx, in.Sitting); err != nil {
			return out, err
		}
		if mayRoll(tx, in.Sitting) != nil {
			out.Objections = slices.DeleteFunc(out.Objections, func(o Objection) bool { return !represents(tx, o.Organisation) })
			out.Changes = slices.DeleteFunc(out.Changes, func(c RollChange) bool { return !represents(tx, c.Organisation) })
		}
		if out.Versions, err = rollVersions(tx, in.Sitting); err != nil {
			return out, err
		}
		var ids []string
		for _, o := range out.Objections {
			ids = append(ids, o.Organisation)
			if represents(tx, o.About) || mayRoll(tx, in.Sitting) == nil {
				ids = append(ids, o.About)
			}
		}
		for _, c := range out.Changes {
			ids = append(ids, c.Organisation)
		}
		known, err := members.Named(tx, ids)
		for _, o := range known {
			out.Names = append(out.Names, OrgName{o.ID, o.Number, o.Name})
		}
		slices.SortFunc(out.Names, func(a, b OrgName) int { return cmp.Compare(a.Number, b.Number) })
		return out, err
	},
}

// SeeCredentials is the credentials committee's report to the assembly.
var SeeCredentials = kernel.Query[One, Credentials]{
	Name: "assembly.credentials", Who: "everybody who is signed in",
	May: mayKnow,
	Do:  func(tx *kernel.Tx, in One) (Credentials, error) { return mandateCounts(tx, in.Sitting) },
}
