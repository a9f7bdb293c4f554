package members

import (
	"context"
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sheet"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// States of an import. From writing on it goes through by itself, also after a
// crash.
const (
	Reading   = "reading"   // rows go into the staging table
	Mapping   = "mapping"   // the columns wait for somebody's look
	Checking  = "checking"  // rows are compared with the roll
	Checked   = "checked"   // the outcome waits for somebody's decision
	Writing   = "writing"   // new organisations are written, hidden
	Switching = "switching" // the roll shows them
	Seating   = "seating"   // their representatives become persons
	Done      = "done"
	Failed    = "failed"
	Discarded = "discarded"
)

// Rows that one transaction takes, so that others wait for a twentieth of a
// second at most. Changes are switched so many at a time too; what is new shows
// at once with the last of them, whatever its number.
const (
	stageRows, checkRows, writeRows, seatRows, clearRows = 300, 100, 60, 25, 500
	switchRows                                           = 60
)

// rowsKept is how many days the rows of a file are kept after the switch.
const rowsKept = 30

// Progress is where an import stands.
type Progress struct {
	ID         string           `json:"id"`
	State      string           `json:"state"`
	File       string           `json:"file"`
	Size       int64            `json:"size"`
	Format     string           `json:"format"` // csv, xlsx, xlsx-1904
	Encoding   string           `json:"encoding"`
	Separator  string           `json:"separator"`
	Header     []string         `json:"header"`
	Columns    []string         `json:"columns"` // the field of each; empty: it is left out
	ActiveFrom string           `json:"active_from"`
	Total      int64            `json:"total"` // rows
	Done       int64            `json:"done"`  // of them, in the present state
	Outcomes   map[string]int64 `json:"outcomes"`
	Problem    *Note            `json:"problem"` // why it failed
	StartedBy  string           `json:"started_by"`
	StartedAt  sqldb.Time       `json:"started_at"`
	SwitchedAt sqldb.Time       `json:"switched_at"`

	blob string // the kept file, until it was removed
	line int64
	was  string // its state when it was read: nobody writes over another's step
}

// working: the import goes on by itself.
func (p Progress) working() bool {
	return slices.Contains([]string{Checking, Writing, Switching, Seating}, p.State)
}

// An Upload begins an import: of a file that the surface has kept, or, without
// one, of rows that the caller stages.
type Upload struct {
	ID         string `json:"id,omitempty"`
	File       string `json:"file"` // hash of the kept file
	FileName   string `json:"file_name"`
	Size       int64  `json:"size"`
	Encoding   string `json:"encoding"`  // empty: found out
	Separator  string `json:"separator"` // empty: found out
	ActiveFrom string `json:"active_from"`
}

// An ImportID names an import.
type ImportID struct {
	ID string `json:"id"`
}

// importEvent is what the journal holds of an import.
type importEvent struct {
	Import string `json:"import"`
	Clear  bool   `json:"clear,omitempty"`
}

// ImportBegin begins an import.
var ImportBegin = kernel.Command[Upload, ImportID]{
	Name: "members.import-begin", Who: "the secretary",
	Stream: func(in Upload) string { return importStream(in.ID) },
	Prepare: func(_ context.Context, in Upload) (Upload, error) {
		if in.ID == "" {
			in.ID = newID()
		}
		return in, nil
	},
	May: func(tx *kernel.Tx, _ Upload) error { return maySecretary(tx) },
	Do:  importBegin,
}

func importBegin(tx *kernel.Tx, in Upload) (ImportID, error) {
	from, err := pastDay(tx, "active_from", in.ActiveFrom)
	if err != nil {
		return ImportID{}, err
	}
	name := arabic.Clean(in.FileName)
	if name == "" {
		return ImportID{}, kernel.RefuseField("file", "members.file_missing")
	}
	p := Progress{ID: in.ID, State: Reading, File: name, blob: in.File, Size: in.Size, Encoding: in.Encoding, Separator: in.Separator,
		ActiveFrom: from, Header: []string{}, Columns: []string{}, StartedBy: tx.By.ID, StartedAt: tx.Now}
	if err := insertImport(tx, p); err != nil {
		return ImportID{}, err
	}
	if err := clearLater(tx, p.ID); err != nil {
		return ImportID{}, err
	}
	return ImportID{in.ID}, tx.Record("members.import-begun", importEvent{Import: in.ID})
}

// Staged is some rows of a file, in its order.
type Staged struct {
	ID      string      `json:"id"`
	From    int64       `json:"from"` // how many were staged before
	About   *Progress   `json:"about,omitempty"`
	Rows    []sheet.Row `json:"rows"`
	Last    bool        `json:"last"`
	Problem *Note       `json:"problem,omitempty"` // the file cannot be read on
}

// ImportStage keeps rows of a file until they are checked. Rows that were staged
// already are left alone.
var ImportStage = kernel.Command[Staged, kernel.None]{
	Name: "members.import-stage", Who: "the secretary, and the house, which carries imports on",
	Stream: func(in Staged) string { return importStream(in.ID) },
	May:    func(tx *kernel.Tx, _ Staged) error { return maySecretary(tx) },
	Do:     importStage,
}

func importStage(tx *kernel.Tx, in Staged) (none kernel.None, err error) {
	p, err := readImport(tx, in.ID)
	if err != nil || p.State != Reading || p.Total != in.From {
		return none, err
	}
	if in.About != nil {
		p.Format, p.Encoding, p.Separator = in.About.Format, in.About.Encoding, in.About.Separator
		p.Header, p.Columns = in.About.Header, in.About.Columns
	}
	if err := insertRows(tx, p.ID, in.Rows); err != nil {
		return none, err
	}
	p.Total += int64(len(in.Rows))
	switch {
	case in.Problem == nil && p.Total > sheet.RowsMax:
		in.Problem = &Note{Key: "kernel.sheet_too_long", Args: []string{digits(sheet.RowsMax)}}
	case in.Problem == nil && in.Last && p.Total == 0:
		in.Problem = &Note{Key: "kernel.sheet_empty"}
	case in.Last:
		p.State = Mapping
	}
	if in.Problem != nil {
		p.State, p.Problem = Failed, in.Problem
	}
	if err := updateImport(tx, p); err != nil {
		return none, err
	}
	return none, tx.Record("members.import-advanced", importEvent{p.ID, p.State == Failed})
}

// Columns corrects what the columns hold and lets the rows be checked.
type Columns struct {
	ID         string   `json:"id"`
	Columns    []string `json:"columns"`     // the field of each column; none at all: as guessed
	ActiveFrom string   `json:"active_from"` // empty: as it was
}

// ImportColumns settles what the columns hold; the rows are checked then, or
// again.
var ImportColumns = kernel.Command[Columns, kernel.None]{
	Name: "members.import-columns", Who: "the secretary",
	Stream: func(in Columns) string { return importStream(in.ID) },
	May:    func(tx *kernel.Tx, _ Columns) error { return maySecretary(tx) },
	Do:     settleColumns,
}

func settleColumns(tx *kernel.Tx, in Columns) (none kernel.None, err error) {
	p, err := stateIs(tx, in.ID, Mapping, Checked)
	if err != nil {
		return none, err
	}
	if len(in.Columns) > 0 {
		p.Columns = in.Columns
	}
	if key, ok := checkColumns(p.Columns, len(p.Header)); !ok {
		return none, kernel.RefuseField("columns", key)
	}
	if in.ActiveFrom != "" {
		if p.ActiveFrom, err = pastDay(tx, "active_from", in.ActiveFrom); err != nil {
			return none, err
		}
	}
	return none, enterState(tx, p, Checking)
}

// stateIs is an import in one of these states; a conflict if it moved on.
func stateIs(tx *kernel.Tx, id string, states ...string) (Progress, error) {
	p, err := readImport(tx, id)
	if err == nil && !slices.Contains(states, p.State) {
		err = kernel.Refuse(kernel.Conflict, "members.import_moved_on")
	}
	return p, err
}

func enterState(tx *kernel.Tx, p Progress, state string) error {
	p.State, p.Done, p.line = state, 0, 0
	if err := updateImport(tx, p); err != nil {
		return err
	}
	return tx.Record("members.import-advanced", importEvent{p.ID, state == Discarded || state == Failed})
}

// A RowDecision decides on a held row: create, skip, or the id of the
// organisation that it is of.
type RowDecision struct {
	ID       string `json:"id"`
	Line     int64  `json:"line"`
	Decision string `json:"decision"`
}

// ImportDecide decides on a row that is held. Its plan is made anew.
var ImportDecide = kernel.Command[RowDecision, Plan]{
	Name: "members.import-decide", Personal: true, Who: "the secretary",
	Stream: func(in RowDecision) string { return importStream(in.ID) },
	May:    func(tx *kernel.Tx, _ RowDecision) error { return maySecretary(tx) },
	Do:     importDecide,
}

func importDecide(tx *kernel.Tx, in RowDecision) (Plan, error) {
	p, err := stateIs(tx, in.ID, Checked)
	if err != nil {
		return Plan{}, err
	}
	rows, err := readRows(tx, p.ID, in.Line-1, 1)
	if err != nil {
		return Plan{}, err
	}
	if len(rows) == 0 || rows[0].Line != in.Line || rows[0].Outcome != Held && rows[0].Decision == "" {
		return Plan{}, kernel.Refuse(kernel.NotFound, "members.no_such_row")
	}
	rows[0].Decision = in.Decision
	if err := check(tx, p, rows); err != nil {
		return Plan{}, err
	}
	return rows[0].Plan, tx.Record("members.import-decided", importEvent{Import: p.ID})
}

// ImportSwitch lets the roll take what was checked. Held and refused rows are
// left out.
var ImportSwitch = kernel.Command[ImportID, kernel.None]{
	Name: "members.import-switch", Who: "the secretary; no program, since representatives get their role by it",
	Stream: func(in ImportID) string { return importStream(in.ID) },
	May:    func(tx *kernel.Tx, _ ImportID) error { return maySecretaryByHand(tx) },
	Do: func(tx *kernel.Tx, in ImportID) (none kernel.None, err error) {
		p, err := stateIs(tx, in.ID, Checked)
		if err != nil {
			return none, err
		}
		n, err := highestNumber(tx, p.ID)
		if err != nil {
			return none, err
		}
		if err := skipTo(tx, n); err != nil {
			return none, err
		}
		return none, enterState(tx, p, Writing)
	},
}

// ImportDiscard gives an import up and erases its rows, and what they wrote, as
// long as that does not show. What the switch changed already of organisations
// that were there stays, and stands in their history.
var ImportDiscard = kernel.Command[ImportID, kernel.None]{
	Name: "members.import-discard", Who: "the secretary",
	Stream: func(in ImportID) string { return importStream(in.ID) },
	May:    func(tx *kernel.Tx, _ ImportID) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in ImportID) (none kernel.None, err error) {
		p, err := stateIs(tx, in.ID, Reading, Mapping, Checking, Checked, Writing, Switching)
		if err != nil {
			return none, err
		}
		return none, enterState(tx, p, Discarded)
	},
}

// SeeImport is where an import stands, and what would become of its rows.
var SeeImport = kernel.Query[ImportID, Progress]{
	Name: "members.import-progress", Who: "the secretary",
	May: func(tx *kernel.Tx, _ ImportID) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in ImportID) (p Progress, err error) {
		if p, err = readImport(tx, in.ID); err != nil {
			return p, err
		}
		p.Outcomes, err = readOutcomes(tx, p.ID)
		return p, err
	},
}

// Imports are the latest ones.
type Imports struct {
	Rows  []Progress `json:"rows"`
	Today string     `json:"today"` // where the federation is
}

// SeeImports is the latest imports.
var SeeImports = kernel.Query[kernel.None, Imports]{
	Name: "members.imports", Who: "the secretary",
	May: func(tx *kernel.Tx, _ kernel.None) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, _ kernel.None) (v Imports, err error) {
		if v.Rows, err = readImports(tx); err != nil {
			return v, err
		}
		v.Today, err = dayHere(tx)
		return v, err
	},
}

// RowsOf asks for the rows of an import with one outcome.
type RowsOf struct {
	ID      string `json:"id"`
	Outcome string `json:"outcome"` // empty: all
	After   int64  `json:"after"`   // line
	Limit   int64  `json:"limit"`   // at most 200; 0 is 50
}

// A RowReport is what would become, or became, of one row.
type RowReport struct {
	Line int64 `json:"line"`
	Plan
	Decision string   `json:"decision,omitempty"`
	Cells    []string `json:"cells,omitempty"` // as read, until it is checked
}

// RowReports are some rows, in the file's order.
type RowReports struct {
	Rows []RowReport `json:"rows"`
	Next int64       `json:"next"` // the line to ask after; 0: the last ones
}

// SeeImportRows is what would become of each row, and why.
var SeeImportRows = kernel.Query[RowsOf, RowReports]{
	Name: "members.import-rows", Personal: true, Who: "the secretary",
	May: func(tx *kernel.Tx, _ RowsOf) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in RowsOf) (v RowReports, err error) {
		limit := pageOf(in.Limit)
		var list []importRow
		if in.Outcome == "" {
			list, err = readRows(tx, in.ID, in.After, limit)
		} else {
			list, err = readRowsOf(tx, in.ID, in.Outcome, in.After, limit)
		}
		v.Rows = make([]RowReport, len(list))
		for i, r := range list {
			v.Rows[i] = r.RowReport
			if r.outcome == "" {
				v.Rows[i].Cells = r.cells
			}
		}
		if int64(len(list)) == limit {
			v.Next = list[limit-1].Line
		}
		return v, err
	},
}
