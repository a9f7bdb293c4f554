package outputs

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/pure/arabic"
)

// sentences are the office's own: a statement is drafted inside a command, where
// there is no reader.
var sentences = sync.OnceValue(func() *words.Catalogue {
	c := words.New()
	if err := c.Add("outputs", textFiles); err != nil {
		panic(err) // a test adds the same files
	}
	return c
})

// DraftedStatement asks for a draft; Revision is that of the draft it replaces,
// zero for the first.
type DraftedStatement struct {
	Sitting  string `json:"sitting"`
	Revision int64  `json:"revision"`
}

// DraftStatement drafts the closing statement from the sitting's facts and the
// adopted outputs, in three languages. An earlier draft is kept as a version.
var DraftStatement = kernel.Command[DraftedStatement, Revised]{
	Name: "outputs.draft-statement", Who: whoDrafts,
	Stream: func(in DraftedStatement) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in DraftedStatement) error { return mayDraft(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in DraftedStatement) (Revised, error) {
		s, err := draftable(tx, in.Sitting, in.Revision)
		if err != nil {
			return Revised{}, err
		}
		f, err := factsOf(tx, in.Sitting)
		if err != nil {
			return Revised{}, err
		}
		s.Text = words.Local{Ar: f.draft("ar"), En: f.draft("en"), Tr: f.draft("tr")}
		return revise(tx, s, "", "outputs.statement-drafted")
	},
}

// EditedStatement is a new text of the closing statement; see EditedOutput.
type EditedStatement struct {
	Sitting  string      `json:"sitting"`
	Revision int64       `json:"revision"`
	Text     words.Local `json:"text"`
	Why      string      `json:"why"`
}

// EditStatement writes a new text; every earlier one is kept.
var EditStatement = kernel.Command[EditedStatement, Revised]{
	Name: "outputs.edit-statement", Who: whoDrafts,
	Stream: func(in EditedStatement) string { return stream(in.Sitting) },
	Prepare: func(_ context.Context, in EditedStatement) (EditedStatement, error) {
		in.Text = words.Local{Ar: arabic.CleanText(in.Text.Ar), En: arabic.CleanText(in.Text.En), Tr: arabic.CleanText(in.Text.Tr)}
		return in, nil
	},
	May: func(tx *kernel.Tx, in EditedStatement) error { return mayDraft(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in EditedStatement) (Revised, error) {
		l, err := text("text", in.Text, statementMost, true)
		why := arabic.Clean(in.Why)
		if err = kernel.RefuseAll(err, short("why", words.Local{Ar: why}, reasonMost)); err != nil {
			return Revised{}, err
		}
		s, err := draftable(tx, in.Sitting, in.Revision)
		if err != nil || s.Text == l {
			return Revised{s.Revision}, err
		}
		s.Text = l
		return revise(tx, s, why, "outputs.statement-edited")
	},
}

// draftable is the statement, if it may be written and the writer has read it as
// it is.
func draftable(tx *kernel.Tx, sitting string, revision int64) (Statement, error) {
	s, _, err := statementOf(tx, sitting)
	switch {
	case err != nil:
		return s, err
	case s.State == Read:
		return s, kernel.Refuse(kernel.Conflict, "outputs.text_stands")
	case s.Revision != revision:
		return s, kernel.Refuse(kernel.Conflict, "outputs.changed_meanwhile", s.Revision)
	}
	return s, notClosed(tx, sitting)
}

func revise(tx *kernel.Tx, s Statement, why, kind string) (Revised, error) {
	s.Revision, s.State = s.Revision+1, Draft
	if err := putStatement(tx, s); err != nil {
		return Revised{}, err
	}
	if err := insertStatementVersion(tx, s.Sitting, Version{s.Revision, s.Text, tx.By.ID, tx.Now, why}); err != nil {
		return Revised{}, err
	}
	return Revised{s.Revision}, tx.Record(kind, statementLine{s.Revision})
}

type statementLine struct {
	Revision int64 `json:"revision"`
}

// ReadStatement records that the statement was read out to the assembly in this
// revision. From then on it stands, and is public.
var ReadStatement = kernel.Command[DraftedStatement, kernel.None]{
	Name: "outputs.read-statement", Who: whoChairs,
	Stream: func(in DraftedStatement) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in DraftedStatement) error { return proceedings.MayLead(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in DraftedStatement) (kernel.None, error) {
		s, ok, err := statementOf(tx, in.Sitting)
		if err != nil || s.State == Read && s.Revision == in.Revision {
			return kernel.None{}, err
		}
		if !ok {
			return kernel.None{}, kernel.Refuse(kernel.Conflict, "outputs.no_statement")
		}
		if s, err = draftable(tx, in.Sitting, in.Revision); err != nil {
			return kernel.None{}, err
		}
		if err := mayVote(tx, in.Sitting); err != nil {
			return kernel.None{}, err
		}
		s.State, s.ReadAt = Read, tx.Now
		if err := putStatement(tx, s); err != nil {
			return kernel.None{}, err
		}
		if err := tell(tx, in.Sitting); err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, tx.Record("outputs.statement-read", statementLine{s.Revision})
	},
}

// facts are what a statement is drafted from.
type facts struct {
	sitting      assembly.Sitting
	zone         *time.Location
	hall, remote int64    // that took part, whether or not they stayed
	outputs      []Output // adopted, by number
}

func factsOf(tx *kernel.Tx, sitting string) (f facts, err error) {
	if f.sitting, err = assembly.Get(tx, sitting); err != nil {
		return f, err
	}
	if f.zone, err = time.LoadLocation(f.sitting.Zone); err != nil {
		f.zone = time.UTC
	}
	counts, err := assembly.TookPart(tx, sitting)
	if err != nil {
		return f, err
	}
	f.hall, f.remote = counts[assembly.Hall], counts[assembly.Remote]+counts[assembly.Telephone]
	f.outputs, err = adopted(tx, sitting)
	return f, err
}

// draft is the statement in a language: when and where, who took part, what was
// adopted.
func (f facts) draft(lang string) string {
	p := sentences().For(words.Reader{Lang: lang, Zone: f.zone})
	day := words.Msg{Key: "outputs.on_day", Args: []any{p.Weekday(f.sitting.At.Time), p.Date(f.sitting.At.Time)}}
	paragraphs := []string{p.Say("outputs.statement_held", f.sitting.Title, day)}
	if f.sitting.Place != (words.Local{}) {
		paragraphs[0] = p.Say("outputs.statement_held_in", f.sitting.Title, day, f.sitting.Place)
	}
	if n := f.hall + f.remote; n > 0 {
		base := words.Msg{Key: "outputs.active_members", Args: []any{f.sitting.Active}}
		paragraphs = append(paragraphs, p.Say("outputs.statement_present", n, base, f.hall, f.remote))
	}
	paragraphs = append(paragraphs, p.Say("outputs.statement_adopted", int64(len(f.outputs))))
	for _, o := range f.outputs {
		paragraphs = append(paragraphs, p.Num(o.Number)+". "+o.Text.In(lang))
	}
	paragraphs = append(paragraphs, p.Say("outputs.statement_thanks"))
	return arabic.CleanText(strings.Join(paragraphs, "\n\n"))
}

// adopted are the adopted outputs of a sitting by number.
func adopted(tx *kernel.Tx, sitting string) ([]Output, error) {
	all, err := allOutputs(tx, sitting)
	var list []Output
	for n := int64(1); ; n++ {
		found := false
		for _, o := range all {
			if o.Number == n {
				list, found = append(list, o), true
			}
		}
		if !found {
			return list, err
		}
	}
}

// The formats of an exported statement.
const (
	Plain    = "text"
	Markdown = "markdown"
)

var (
	numbered = regexp.MustCompile(`(?m)^(\p{Nd}+)\. `)
	special  = regexp.MustCompile("[\\\\`*_\\[\\]<>#|~]")
	heading  = regexp.MustCompile(`(?m)^([-+=])`)
)

// export is a statement as a file: plain text, or Markdown in which what people
// wrote has no meaning beside its letters.
func export(title, body, format string) string {
	if format == Plain {
		return fmt.Sprintf("%s\n\n%s\n", title, body)
	}
	escape := func(s string) string {
		return heading.ReplaceAllString(special.ReplaceAllString(s, `\$0`), `\$1`)
	}
	body = numbered.ReplaceAllStringFunc(escape(body), arabic.ToLatin)
	return fmt.Sprintf("# %s\n\n%s\n", escape(title), body)
}
