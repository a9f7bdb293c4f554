package outputs

import (
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/offices/proceedings"
)

const outputColumns = `id, sitting, proposal, number, text_ar, text_en, text_tr, revision, revised, source, mandate, author, state, poll,
	asked_at, until_at, quorum, merged, why, decided`

func (o *Output) cols() []any {
	return []any{&o.ID, &o.Sitting, &o.Proposal, &o.Number, &o.Text.Ar, &o.Text.En, &o.Text.Tr, &o.Revision, &o.Revised, &o.Source,
		&o.Mandate, &o.Author, &o.State, &o.Poll, &o.Asked, &o.Until, &o.Quorum, &o.Into, &o.Why, &o.Decided}
}

func outputIn(tx *kernel.Tx, sitting, id string) (o Output, err error) {
	err = tx.One(`SELECT `+outputColumns+` FROM outputs WHERE id = $1 AND sitting = $2`, []any{id, sitting}, o.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		return o, kernel.Refuse(kernel.NotFound, "outputs.no_such_output")
	}
	return o, err
}

// allOutputs are those of a sitting in the order in which they were proposed.
func allOutputs(tx *kernel.Tx, sitting string) ([]Output, error) {
	return sqldb.All(tx.Tx, (*Output).cols, `SELECT `+outputColumns+` FROM outputs WHERE sitting = $1 ORDER BY proposal`, sitting)
}

// outputsOfPoll are the outputs that a poll decides.
func outputsOfPoll(tx *kernel.Tx, poll string) ([]Output, error) {
	return sqldb.All(tx.Tx, (*Output).cols, `SELECT `+outputColumns+` FROM outputs WHERE poll = $1 AND poll <> '' ORDER BY proposal`, poll)
}

// lastNumbers are the highest proposal and the highest number of a sitting.
func lastNumbers(tx *kernel.Tx, sitting string) (proposal, number int64, err error) {
	return proposal, number, tx.One(`SELECT coalesce(max(proposal), 0), coalesce(max(number), 0) FROM outputs WHERE sitting = $1`,
		[]any{sitting}, &proposal, &number)
}

// outcomeOf is how far a sitting is with its outputs and its statement.
func outcomeOf(tx *kernel.Tx, sitting string) (o proceedings.Outcome, err error) {
	err = tx.One(`SELECT coalesce(sum(CASE WHEN state IN ('proposed', 'asked', 'contested', 'vote') THEN 1 ELSE 0 END), 0),
		coalesce(sum(CASE WHEN state = 'adopted' THEN 1 ELSE 0 END), 0),
		coalesce(max(CASE WHEN state = 'asked' THEN until_at ELSE '' END), ''),
		(SELECT count(*) FROM statements WHERE sitting = $1 AND state = 'read') > 0
		FROM outputs WHERE sitting = $1`, []any{sitting}, &o.Undecided, &o.Adopted, &o.Until, &o.Read)
	return o, err
}

// insertOutput keeps an output; false if its id is taken.
func insertOutput(tx *kernel.Tx, o Output) (bool, error) {
	n, err := tx.Exec(`INSERT INTO outputs (`+outputColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
		$15, $16, $17, $18, $19, $20) ON CONFLICT (id) DO NOTHING`,
		o.ID, o.Sitting, o.Proposal, o.Number, o.Text.Ar, o.Text.En, o.Text.Tr, o.Revision, o.Revised, o.Source, o.Mandate, o.Author, o.State,
		o.Poll, o.Asked, o.Until, o.Quorum, o.Into, o.Why, o.Decided)
	return n == 1, err
}

func saveOutput(tx *kernel.Tx, o Output) error {
	_, err := tx.Exec(`UPDATE outputs SET number = $2, text_ar = $3, text_en = $4, text_tr = $5, revision = $6, state = $7, poll = $8,
		asked_at = $9, until_at = $10, quorum = $11, merged = $12, why = $13, decided = $14,
		revised = $15 WHERE id = $1`,
		o.ID, o.Number, o.Text.Ar, o.Text.En, o.Text.Tr, o.Revision, o.State, o.Poll, o.Asked, o.Until, o.Quorum, o.Into, o.Why, o.Decided,
		o.Revised)
	return err
}

func (v *Version) cols() []any {
	return []any{&v.Revision, &v.Text.Ar, &v.Text.En, &v.Text.Tr, &v.By, &v.At, &v.Why}
}

func insertOutputVersion(tx *kernel.Tx, output string, v Version) error {
	_, err := tx.Exec(`INSERT INTO output_versions (output, revision, text_ar, text_en, text_tr, by, at, why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, output, v.Revision, v.Text.Ar, v.Text.En, v.Text.Tr, v.By, v.At, v.Why)
	return err
}

func outputVersions(tx *kernel.Tx, output string) ([]Version, error) {
	return sqldb.All(tx.Tx, (*Version).cols, `SELECT revision, text_ar, text_en, text_tr, by, at, why FROM output_versions
		WHERE output = $1 ORDER BY revision`, output)
}

// putRemark keeps an objection or a reservation; said again, the last text
// stands.
func putRemark(tx *kernel.Tx, what string, r Remark) error {
	_, err := tx.Exec(`INSERT INTO output_remarks (output, revision, mandate, what, organisation, text, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (output, revision, mandate, what) DO UPDATE SET text = excluded.text, at = excluded.at`,
		r.Output, r.Revision, r.Mandate, what, r.Organisation, r.Text, r.At)
	return err
}

func (r *Remark) cols() []any {
	return []any{&r.Output, &r.Revision, &r.Mandate, &r.Organisation, &r.Text, &r.At}
}

// remarksOf are the objections or the reservations to the outputs of a sitting
// as their texts are now.
func remarksOf(tx *kernel.Tx, sitting, what string) ([]Remark, error) {
	return sqldb.All(tx.Tx, (*Remark).cols, `SELECT r.output, r.revision, r.mandate, r.organisation, r.text, r.at
		FROM outputs o JOIN output_remarks r ON r.output = o.id AND r.revision = o.revision
		WHERE o.sitting = $1 AND r.what = $2 ORDER BY o.proposal, r.at, r.mandate`, sitting, what)
}

// reservationsTo are those to every text that an output has had.
func reservationsTo(tx *kernel.Tx, output string) ([]Remark, error) {
	return sqldb.All(tx.Tx, (*Remark).cols, `SELECT output, revision, mandate, organisation, text, at FROM output_remarks
		WHERE output = $1 AND what = 'reservation' ORDER BY revision, at, mandate`, output)
}

// statementOf is the closing statement of a sitting; ok is false if none was
// drafted.
func statementOf(tx *kernel.Tx, sitting string) (s Statement, ok bool, err error) {
	err = tx.One(`SELECT sitting, text_ar, text_en, text_tr, revision, state, read_at FROM statements WHERE sitting = $1`,
		[]any{sitting}, &s.Sitting, &s.Text.Ar, &s.Text.En, &s.Text.Tr, &s.Revision, &s.State, &s.ReadAt)
	if errors.Is(err, sqldb.ErrNone) {
		return Statement{Sitting: sitting}, false, nil
	}
	return s, err == nil, err
}

// putStatement writes the statement as it stands now.
func putStatement(tx *kernel.Tx, s Statement) error {
	_, err := tx.Exec(`INSERT INTO statements (sitting, text_ar, text_en, text_tr, revision, state, read_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (sitting) DO UPDATE SET text_ar = excluded.text_ar, text_en = excluded.text_en, text_tr = excluded.text_tr,
		revision = excluded.revision, state = excluded.state, read_at = excluded.read_at`,
		s.Sitting, s.Text.Ar, s.Text.En, s.Text.Tr, s.Revision, s.State, s.ReadAt)
	return err
}

func insertStatementVersion(tx *kernel.Tx, sitting string, v Version) error {
	_, err := tx.Exec(`INSERT INTO statement_versions (sitting, revision, text_ar, text_en, text_tr, by, at, why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, sitting, v.Revision, v.Text.Ar, v.Text.En, v.Text.Tr, v.By, v.At, v.Why)
	return err
}

func statementVersions(tx *kernel.Tx, sitting string) ([]Version, error) {
	return sqldb.All(tx.Tx, (*Version).cols, `SELECT revision, text_ar, text_en, text_tr, by, at, why FROM statement_versions
		WHERE sitting = $1 ORDER BY revision`, sitting)
}
