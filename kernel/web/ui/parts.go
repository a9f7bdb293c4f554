package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Box is a card's frame.
type Box struct {
	ID      string // stable for as long as the card means the same: morphing keeps it
	Eyebrow string // a line above the title
	Title   string
	Aside   templ.Component // at the end of the title's line: a chip, a countdown
	Accent  bool            // the one thing under way
	H1      bool            // the title is the page's own heading
}

// WayOf is a place to go to, with a sentence on what is there.
type WayOf struct {
	To, Title, Text string
}

// Stat is a large number with its words. Of, when given, stands behind it as
// "25 / 29".
type Stat struct {
	Number, Of string
	Label      string
	Kind       Kind
}

// Part is one stretch of a bar, in the units of its Total.
type Part struct {
	Value int64
	Kind  Kind // OK, Wait, No; Plain is a shade between
}

// BarOf is a line of parts; what is left of Total stays empty. Label says in
// words what the picture shows.
type BarOf struct {
	Label string
	Total int64
	Parts []Part
}

type stretch struct {
	x, width string
	kind     Kind
}

// stretches turns parts into percentages with one decimal. A part that is not
// zero never disappears, and nothing runs over the end.
func (b BarOf) stretches() []stretch {
	total := max(b.Total, 1)
	var out []stretch
	var at int64
	for _, p := range b.Parts {
		v := min(max(p.Value, 0), total-at)
		if v == 0 {
			continue
		}
		width := max(v*1000/total, 5)
		out = append(out, stretch{permille(at * 1000 / total), permille(width), p.Kind})
		at += v
	}
	return out
}

func permille(n int64) string {
	return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) + "%"
}

// Column is a table's column. On a telephone each row becomes a card and the
// label stands before the cell.
type Column struct {
	Label string
	Num   bool // digits in columns
	Head  bool // the cell names its row
	Bare  bool // no label on a telephone (the cell explains itself)
	Slim  bool // as narrow as its content
}

func (c Column) class() string {
	var out []string
	if c.Num {
		out = append(out, "num")
	}
	if c.Slim {
		out = append(out, "slim")
	}
	return strings.Join(out, " ")
}

func (c Column) label() string {
	if c.Head || c.Bare {
		return ""
	}
	return c.Label
}

// Pages is where a long list stands. Empty addresses leave the link out.
type Pages struct {
	First, Prev, Next string
	Text              string // "1 to 50 of 172"
}

// Moment is one entry of a dated history, newest or oldest first as given.
type Moment struct {
	When  string // already said, with its zone where it matters
	Title string
	Text  string
	Kind  Kind
}

// Stage says where a step stands.
type Stage string

// The stages of a step.
const (
	Ahead Stage = ""
	Now   Stage = "now"
	Done  Stage = "done"
)

// Step is an item of the agenda or of a procedure. Stage is also said in words
// to those who do not see it.
type Step struct {
	Number string
	Title  string
	Note   string
	Stage  Stage
	Href   string
}

func stageKey(s Stage) string {
	if s == Done {
		return "ui.step.done"
	}
	return "ui.step.now"
}

// Waiting is one who waits for the floor.
type Waiting struct {
	ID   string // keeps the entry in its place while the list moves
	Chip string // "speaking", "hall", "remote"
	Kind Kind
	Name string
	Note string
}

// Result is a poll's outcome by channel: the columns are the choices, the rows
// the channels, the last row usually the sum.
type Result struct {
	Caption string
	Columns []string
	Rows    []ResultRow
}

// ResultRow is one channel; Of is how many were entitled in it.
type ResultRow struct {
	Label string
	Of    string
	Cells []string
	Sum   bool
}

// Work is long work under way. Total 0 means that its length is not known.
type Work struct {
	Label       string
	Done, Total int64
	Text        string // "12,000 of 100,000 rows"
}

// matrixPath draws a QR code as one path: rows of true for dark modules.
func matrixPath(m [][]bool) string {
	var b strings.Builder
	for y, row := range m {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			run := x
			for run < len(row) && row[run] {
				run++
			}
			b.WriteString("M" + itoa(x+4) + " " + itoa(y+4) + "h" + itoa(run-x) + "v1H" + itoa(x+4) + "z")
			x = run
		}
	}
	return b.String()
}

// matrixBox is the view box with the four quiet modules that readers need.
func matrixBox(m [][]bool) string {
	n := itoa(len(m) + 8)
	return "0 0 " + n + " " + n
}

// part renders a component given as a value, which may be none.
func part(c templ.Component) templ.Component {
	if c == nil {
		return templ.NopComponent
	}
	return c
}
