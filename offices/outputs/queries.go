package outputs

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/arabic"
)

const whoFollows = "who takes part in the sitting: its delegates, its officers, its screen, the secretary"

func mayFollowIn(tx *kernel.Tx, in OfSitting) error { return proceedings.MayFollow(tx, in.Sitting) }

// Hands say what the reader may do, so that a page offers it; nothing once the
// sitting is closed.
type Hands struct {
	Leads    bool `json:"leads"`
	Drafts   bool `json:"drafts"`
	Delegate bool `json:"delegate"`
}

func handsOf(tx *kernel.Tx, sitting string) Hands {
	if notClosed(tx, sitting) != nil {
		return Hands{}
	}
	_, err := assembly.VoterFor(tx, sitting, tx.By.ID)
	return Hands{proceedings.MayLead(tx, sitting) == nil, mayDraft(tx, sitting) == nil, err == nil}
}

// View is the outputs of a sitting, and how many are still wanted.
type View struct {
	Now
	Sitting string       `json:"sitting"`
	Outputs []OutputView `json:"outputs"` // in the order in which they were proposed
	Title   words.Local  `json:"title"`   // the sitting's
	May     Hands        `json:"may"`
}

// A PollChoice is a poll that may decide an output.
type PollChoice struct {
	Poll     string      `json:"poll"`
	Question words.Local `json:"question"`
	Status   string      `json:"status"`
}

// An OutputView is an output as everybody in the sitting sees it.
type OutputView struct {
	OutputText
	Source       string            `json:"source"`
	From         *proceedings.Face `json:"from,omitempty"` // the mandate that proposed it
	State        string            `json:"state"`
	Poll         string            `json:"poll,omitempty"`
	Until        sqldb.Time        `json:"until"`
	Into         int64             `json:"into,omitempty"` // the proposal that it is merged into
	Why          string            `json:"why,omitempty"`
	Decided      sqldb.Time        `json:"decided"`
	How          string            `json:"how,omitempty"` // by which it was decided: see the constants
	Objections   int64             `json:"objections"`
	Reservations []Reservation     `json:"reservations"`
	Mine         bool              `json:"mine"`  // the asking delegate proposed it
	Polls        []PollChoice      `json:"polls"` // for the chair: those that may decide it
}

// A Reservation is recorded by the name of its organisation, or its code.
type Reservation struct {
	Revision int64        `json:"revision"` // that it speaks of
	Code     string       `json:"code"`
	Name     *words.Local `json:"name,omitempty"`
	Text     string       `json:"text"`
	At       sqldb.Time   `json:"at"`
}

// SeeAll is the outputs of a sitting.
var SeeAll = kernel.Query[OfSitting, View]{
	Name: "outputs.all", Personal: true, Who: whoFollows, May: mayFollowIn, Do: seeAll,
}

func seeAll(tx *kernel.Tx, in OfSitting) (v View, err error) {
	s, err := assembly.Get(tx, in.Sitting)
	if err != nil {
		return v, err
	}
	v = View{Sitting: s.ID, Title: s.Title, May: handsOf(tx, s.ID)}
	all, err := allOutputs(tx, in.Sitting)
	if err != nil {
		return v, err
	}
	var polls []pollAbout
	if v.May.Leads {
		if polls, err = deciding(tx, s.ID); err != nil {
			return v, err
		}
	}
	proposals := map[string]int64{}
	var proposers []string
	for _, o := range all {
		proposals[o.ID] = o.Proposal
		if o.Mandate != "" {
			proposers = append(proposers, o.Mandate)
		}
	}
	faces, err := proceedings.FacesOf(tx, in.Sitting, proposers)
	if err != nil {
		return v, err
	}
	objections, reservations, err := remarks(tx, in.Sitting)
	if err != nil {
		return v, err
	}
	for _, o := range all {
		view := o.view(proposals)
		view.Objections, view.Reservations = objections[o.ID], reservations[o.ID]
		view.Mine, view.Polls = o.Author == tx.By.ID, o.choices(polls)
		if f, ok := faces[o.Mandate]; ok {
			view.From = &f
		}
		v.Outputs = append(v.Outputs, view)
	}
	v.Now, err = nowOf(tx, in.Sitting, all)
	return v, err
}

// pollAbout is a poll with what it is about.
type pollAbout struct {
	PollChoice
	about about
}

// deciding are the polls of a sitting that ask yes or no.
func deciding(tx *kernel.Tx, sitting string) (list []pollAbout, err error) {
	polls, err := voting.PollsOf(tx, sitting)
	if err != nil {
		return nil, err
	}
	for _, p := range polls {
		if !yesOrNo(p) {
			continue
		}
		a, err := aboutOf(tx, p)
		if err != nil {
			return nil, err
		}
		list = append(list, pollAbout{PollChoice{p.ID, p.Question, p.Status}, a})
	}
	return list, nil
}

// choices are the polls that may decide an output.
func (o Output) choices(polls []pollAbout) (list []PollChoice) {
	for _, p := range polls {
		if o.mayDecide() == nil && o.asked(p.about) {
			list = append(list, p.PollChoice)
		}
	}
	return list
}

func (o Output) view(proposals map[string]int64) OutputView {
	return OutputView{OutputText: o.read(), Source: o.Source, State: o.State, Poll: o.Poll, Until: o.Until,
		Into: proposals[o.Into], Why: o.Why, Decided: o.Decided, How: o.how()}
}

// remarks counts the objections and lists the reservations by output.
func remarks(tx *kernel.Tx, sitting string) (map[string]int64, map[string][]Reservation, error) {
	objections, reservations := map[string]int64{}, map[string][]Reservation{}
	list, err := remarksOf(tx, sitting, "objection")
	if err != nil {
		return nil, nil, err
	}
	for _, r := range list {
		objections[r.Output]++
	}
	if list, err = remarksOf(tx, sitting, "reservation"); err != nil || len(list) == 0 {
		return objections, reservations, err
	}
	shown, err := reservationViews(tx, sitting, list)
	for i, r := range shown {
		reservations[list[i].Output] = append(reservations[list[i].Output], r)
	}
	return objections, reservations, err
}

// reservationViews are reservations by the names of their organisations, or
// their codes, in the same order.
func reservationViews(tx *kernel.Tx, sitting string, list []Remark) ([]Reservation, error) {
	organisations, views := make([]string, len(list)), make([]Reservation, len(list))
	for i, r := range list {
		organisations[i] = r.Organisation
	}
	faces, err := assembly.Faces(tx, sitting, organisations)
	for i, r := range list {
		shown := faces[r.Organisation]
		views[i] = Reservation{r.Revision, shown.Code, shown.Name, r.Text, r.At}
	}
	return views, err
}

// A History is every text that an output or a statement has had, and what was
// reserved about each.
type History struct {
	Versions     []Version     `json:"versions"` // the first first
	Reservations []Reservation `json:"reservations,omitempty"`
}

// SeeHistory is every text of an output. Who wrote it is for those who
// write.
var SeeHistory = kernel.Query[OfOutput, History]{
	Name: "outputs.history", Who: whoFollows,
	May: func(tx *kernel.Tx, in OfOutput) error { return proceedings.MayFollow(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in OfOutput) (h History, err error) {
		if _, err := outputIn(tx, in.Sitting, in.Output); err != nil {
			return h, err
		}
		if h.Versions, err = outputVersions(tx, in.Output); err != nil {
			return h, err
		}
		list, err := reservationsTo(tx, in.Output)
		if err != nil {
			return h, err
		}
		h.Reservations, err = reservationViews(tx, in.Sitting, list)
		return h.seenBy(tx, in.Sitting), err
	},
}

// seenBy leaves out who wrote what, but for those who write the texts.
func (h History) seenBy(tx *kernel.Tx, sitting string) History {
	if mayDraft(tx, sitting) != nil {
		for i := range h.Versions {
			h.Versions[i].By = ""
		}
	}
	return h
}

// StatementView is the closing statement as it stands.
type StatementView struct {
	Sitting  string      `json:"sitting"`
	Title    words.Local `json:"title"`
	Text     words.Local `json:"text"`
	Revision int64       `json:"revision"` // zero: none was drafted
	State    string      `json:"state"`
	ReadAt   sqldb.Time  `json:"read_at"`
	Adopted  int64       `json:"adopted"` // outputs, to hold the text against
	May      Hands       `json:"may"`
	History
}

// SeeStatement is the closing statement with its history.
var SeeStatement = kernel.Query[OfSitting, StatementView]{
	Name: "outputs.statement", Who: whoFollows, May: mayFollowIn,
	Do: func(tx *kernel.Tx, in OfSitting) (v StatementView, err error) {
		s, _, err := statementOf(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		list, err := adopted(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		title, err := statementTitle(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		v = StatementView{Sitting: in.Sitting, Title: title, Text: s.Text, Revision: s.Revision, State: s.State, ReadAt: s.ReadAt,
			Adopted: int64(len(list)), May: handsOf(tx, in.Sitting)}
		v.Versions, err = statementVersions(tx, in.Sitting)
		v.History = v.History.seenBy(tx, in.Sitting)
		return v, err
	},
}

// statementTitle is "closing statement" and the sitting's title.
func statementTitle(tx *kernel.Tx, sitting string) (l words.Local, err error) {
	s, err := assembly.Get(tx, sitting)
	if err != nil {
		return l, err
	}
	say := func(lang string) string {
		return arabic.Clean(sentences().For(words.Reader{Lang: lang}).Say("outputs.statement_title", s.Title))
	}
	return words.Local{Ar: say("ar"), En: say("en"), Tr: say("tr")}, nil
}

// Export asks for the statement as a file.
type Export struct {
	Sitting string `json:"sitting"`
	Lang    string `json:"lang"`   // ar, en, tr
	Format  string `json:"format"` // text, markdown
}

// File is a text file.
type File struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Text string `json:"text"`
}

// ExportStatement is the closing statement as plain text or Markdown: to those
// in the sitting always, to everybody once it was read out.
var ExportStatement = kernel.Query[Export, File]{
	Name: "outputs.export-statement", Who: "everybody, once it was read out; before, who takes part in the sitting", Public: true,
	May: func(tx *kernel.Tx, in Export) error {
		s, ok, err := statementOf(tx, in.Sitting)
		switch {
		case err != nil || s.State == Read:
			return err
		case !ok || tx.By.Nobody():
			return kernel.Refuse(kernel.NotFound, "outputs.no_statement")
		}
		return proceedings.MayFollow(tx, in.Sitting)
	},
	Do: func(tx *kernel.Tx, in Export) (File, error) {
		f := File{Name: "statement-" + in.Lang + ".txt", Type: "text/plain; charset=utf-8"}
		switch in.Format {
		case Plain:
		case Markdown:
			f.Name, f.Type = "statement-"+in.Lang+".md", "text/markdown; charset=utf-8"
		default:
			return File{}, kernel.RefuseField("format", "outputs.no_such_format")
		}
		if in.Lang != "ar" && in.Lang != "en" && in.Lang != "tr" {
			return File{}, kernel.RefuseField("lang", "outputs.no_such_language")
		}
		title, err := statementTitle(tx, in.Sitting)
		if err != nil {
			return File{}, err
		}
		s, _, err := statementOf(tx, in.Sitting)
		f.Text = export(title.In(in.Lang), s.Text.In(in.Lang), in.Format)
		return f, err
	},
}
