package members

import (
	"encoding/json"
	"errors"
	"fmt"

	"ittihad/kernel"
	"ittihad/kernel/sheet"
	"ittihad/kernel/sqldb"
)

// asJSON keeps a value in a column as JSON.
type asJSON struct{ v any }

func (j asJSON) Scan(v any) error {
	s, _ := v.(string)
	if b, ok := v.([]byte); ok {
		s = string(b)
	}
	if s == "" {
		return nil
	}
	return json.Unmarshal([]byte(s), j.v)
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("members: %T: %v", v, err)) // plain structs of texts and numbers
	}
	return string(b)
}

const importColumns = `id, state, file, blob, size, format, encoding, separator, header, columns, active_from, total, done, at_line,
	problem, started_by, started_at, switched_at`

func progressInto(p *Progress) []any {
	return []any{&p.ID, &p.State, &p.File, &p.blob, &p.Size, &p.Format, &p.Encoding, &p.Separator, asJSON{&p.Header}, asJSON{&p.Columns},
		&p.ActiveFrom, &p.Total, &p.Done, &p.line, asJSON{&p.Problem}, &p.StartedBy, &p.StartedAt, &p.SwitchedAt}
}

func insertImport(tx *kernel.Tx, p Progress) error {
	n, err := tx.Exec(`INSERT INTO roll_imports (`+importColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', $15, $16, $17)
		ON CONFLICT DO NOTHING`, p.ID, p.State, p.File, p.blob, p.Size, p.Format, p.Encoding, p.Separator, toJSON(p.Header), toJSON(p.Columns),
		p.ActiveFrom, p.Total, p.Done, p.line, p.StartedBy, p.StartedAt, p.SwitchedAt)
	if err == nil && n == 0 {
		err = kernel.Refuse(kernel.Conflict, "members.id_taken")
	}
	return err
}

// updateImport writes an import over the state that was read; if it has moved on
// meanwhile it changes nothing and says so.
func updateImport(tx *kernel.Tx, p Progress) error {
	problem := ""
	if p.Problem != nil {
		problem = toJSON(p.Problem)
	}
	n, err := tx.Exec(`UPDATE roll_imports SET state = $2, blob = $3, format = $4, encoding = $5, separator = $6, header = $7, columns = $8,
		active_from = $9, total = $10, done = $11, at_line = $12, problem = $13, switched_at = $14
		WHERE id = $1 AND state = $15`,
		p.ID, p.State, p.blob, p.Format, p.Encoding, p.Separator, toJSON(p.Header), toJSON(p.Columns), p.ActiveFrom, p.Total, p.Done,
		p.line, problem, p.SwitchedAt, p.was)
	if err == nil && n == 0 {
		err = kernel.Refuse(kernel.Conflict, "members.import_moved_on")
	}
	return err
}

func readImport(tx *kernel.Tx, id string) (p Progress, err error) {
	err = tx.One(`SELECT `+importColumns+` FROM roll_imports WHERE id = $1`, []any{id}, progressInto(&p)...)
	if errors.Is(err, sqldb.ErrNone) {
		err = kernel.Refuse(kernel.NotFound, "members.no_such_import")
	}
	p.was = p.State
	return p, err
}

func readImports(tx *kernel.Tx) ([]Progress, error) {
	return sqldb.All(tx.Tx, progressInto, `SELECT `+importColumns+` FROM roll_imports ORDER BY started_at DESC, id DESC LIMIT 20`)
}

func readOutcomes(tx *kernel.Tx, id string) (map[string]int64, error) {
	type row struct {
		outcome string
		n       int64
	}
	list, err := sqldb.All(tx.Tx, func(r *row) []any { return []any{&r.outcome, &r.n} },
		`SELECT outcome, count(*) FROM roll_import_rows WHERE import = $1 GROUP BY outcome`, id)
	m := map[string]int64{}
	for _, r := range list {
		if r.outcome != "" {
			m[r.outcome] = r.n
		}
	}
	return m, err
}

// blobShared says whether another import still has to read the same file.
func blobShared(tx *kernel.Tx, id, blob string) (n int64, err error) {
	return n, tx.One(`SELECT count(*) FROM roll_imports WHERE state = 'reading' AND blob = $1 AND id <> $2`, []any{blob, id}, &n)
}

func insertRows(tx *kernel.Tx, id string, rows []sheet.Row) error {
	list := make([][]any, len(rows))
	for i, r := range rows {
		list[i] = []any{id, r.Line, toJSON(r.Cells), "", "", int64(0), int64(0), "", "", "", ""}
	}
	return tx.Bulk(`INSERT INTO roll_import_rows (import, line, cells, outcome, organisation, version, number, licence_key, name_key,
		plan, decision) VALUES ROWS`, list)
}

const rowColumns = `line, cells, outcome, organisation, version, plan, decision`

func rowInto(r *importRow) []any {
	return []any{&r.Line, asJSON{&r.cells}, &r.outcome, &r.organisation, &r.version, asJSON{&r.Plan}, &r.Decision}
}

func readRows(tx *kernel.Tx, id string, after, limit int64) ([]importRow, error) {
	return sqldb.All(tx.Tx, rowInto, `SELECT `+rowColumns+` FROM roll_import_rows WHERE import = $1 AND line > $2 ORDER BY line LIMIT $3`,
		id, after, limit)
}

func readRowsOf(tx *kernel.Tx, id, outcome string, after, limit int64) ([]importRow, error) {
	return sqldb.All(tx.Tx, rowInto, `SELECT `+rowColumns+` FROM roll_import_rows WHERE import = $1 AND outcome = $2 AND line > $3
		ORDER BY line LIMIT $4`, id, outcome, after, limit)
}

func updateRow(tx *kernel.Tx, id string, r importRow) error {
	_, err := tx.Exec(`UPDATE roll_import_rows SET outcome = $3, organisation = $4, version = $5, number = $6, licence_key = $7,
		name_key = $8, plan = $9, decision = $10 WHERE import = $1 AND line = $2`, id, r.Line, r.Outcome, r.Organisation, r.version,
		r.Number, r.licenceKey(), r.nameKey(), toJSON(r.Plan), r.Decision)
	return err
}

// deleteRows erases the first rows of an import and says how many.
func deleteRows(tx *kernel.Tx, id string, limit int64) (int64, error) {
	return tx.Exec(`DELETE FROM roll_import_rows WHERE import = $1 AND line IN
		(SELECT line FROM roll_import_rows WHERE import = $1 ORDER BY line LIMIT $2)`, id, limit)
}

// newcomersOf are the first rows' new organisations.
const newcomersOf = `(SELECT organisation FROM roll_import_rows WHERE import = $1 AND outcome = 'create' AND organisation <> ''
	AND line IN (SELECT line FROM roll_import_rows WHERE import = $1 ORDER BY line LIMIT $2))`

// deleteNewcomers removes what the first rows of an import wrote and nobody saw.
func deleteNewcomers(tx *kernel.Tx, id string, limit int64) error {
	var err error
	for _, q := range []string{
		`DELETE FROM organisation_names WHERE organisation IN (SELECT key FROM organisations WHERE id IN ` + newcomersOf + `)`,
		`DELETE FROM organisation_tokens WHERE organisation IN (SELECT key FROM organisations WHERE id IN ` + newcomersOf + `)`,
		`DELETE FROM standings WHERE organisation IN ` + newcomersOf,
		`DELETE FROM standing_spans WHERE organisation IN ` + newcomersOf,
		`DELETE FROM organisation_sources WHERE organisation IN ` + newcomersOf,
		`DELETE FROM organisations WHERE import = $1 AND id IN ` + newcomersOf,
	} {
		_, e := tx.Exec(q, id, limit)
		err = errors.Join(err, e)
	}
	return err
}

// highestNumber is the highest number that an import brings.
func highestNumber(tx *kernel.Tx, id string) (n int64, err error) {
	return n, tx.One(`SELECT coalesce(max(number), 0) FROM roll_import_rows WHERE import = $1 AND outcome IN ('create', 'change')`, []any{id}, &n)
}

// firstLines find where a file said a number, a licence or a name first, by what
// was said and by import.
var firstLines = map[string]string{
	"number": `SELECT CAST(number AS TEXT), import, min(line) FROM roll_import_rows WHERE number > 0 AND number IN (` + sqldb.List + `)
		GROUP BY number, import`,
	"licence": `SELECT licence_key, import, min(line) FROM roll_import_rows WHERE licence_key <> '' AND licence_key IN (` + sqldb.List + `)
		GROUP BY licence_key, import`,
	"name": `SELECT name_key, import, min(line) FROM roll_import_rows WHERE name_key <> '' AND name_key IN (` + sqldb.List + `)
		GROUP BY name_key, import`,
}

type firstLine struct {
	said, imports string
	line          int64
}

func readFirstLines(tx *kernel.Tx, what string, said []string) ([]firstLine, error) {
	return sqldb.In(tx.Tx, func(f *firstLine) []any { return []any{&f.said, &f.imports, &f.line} }, firstLines[what], said)
}

func readNumbered(tx *kernel.Tx, numbers []string) ([]Organisation, error) {
	return sqldb.In(tx.Tx, organisationInto, `SELECT `+organisationColumns+` FROM organisations
		WHERE number > 0 AND number IN (`+sqldb.List+`)`, numbers)
}

func readAllLicensed(tx *kernel.Tx, keys []string) ([]Organisation, error) {
	return sqldb.In(tx.Tx, organisationInto, `SELECT `+organisationColumns+` FROM roll
		WHERE licence_key <> '' AND standing <> 'merged' AND licence_key IN (`+sqldb.List+`)`, keys)
}

type source struct {
	organisation string
	says         map[string]string
}

func readSources(tx *kernel.Tx, ids []string) (map[string]map[string]string, error) {
	list, err := sqldb.In(tx.Tx, func(s *source) []any { return []any{&s.organisation, asJSON{&s.says}} },
		`SELECT organisation, says FROM organisation_sources WHERE organisation IN (`+sqldb.List+`)`, ids)
	m := map[string]map[string]string{}
	for _, s := range list {
		m[s.organisation] = s.says
	}
	return m, err
}

func writeSources(tx *kernel.Tx, rows [][]any) error {
	return tx.Bulk(`INSERT INTO organisation_sources (organisation, import, line, says) VALUES ROWS
		ON CONFLICT (organisation) DO UPDATE SET import = excluded.import, line = excluded.line, says = excluded.says`, rows)
}

// nextMany draws n numbers of a counter and returns the first.
func nextMany(tx *kernel.Tx, counter string, n int64) (first int64, err error) {
	err = tx.One(`UPDATE roll_counters SET next = next + $1 WHERE name = $2 RETURNING next - $1`, []any{n, counter}, &first)
	return first, err
}

func readCodes(tx *kernel.Tx, codes []string) ([]string, error) {
	return sqldb.In(tx.Tx, func(s *string) []any { return []any{s} }, `SELECT code FROM
		(SELECT code FROM organisations UNION ALL SELECT code FROM organisation_codes) taken WHERE code IN (`+sqldb.List+`)`, codes)
}

// insertOrganisations writes new organisations with all that belongs to them.
func insertOrganisations(tx *kernel.Tx, list []newcomerRow) error {
	var orgs, standings, spans, names, tokens, sources [][]any
	for _, n := range list {
		o := n.organisation
		orgs = append(orgs, organisationValues(o))
		for _, d := range n.history {
			standings = append(standings, d.row(o.ID))
		}
		for _, s := range spansOf(n.history) {
			spans = append(spans, s.row(o.ID))
		}
		names, tokens = append(names, o.namesRows()...), append(tokens, o.tokenRows()...)
		sources = append(sources, []any{o.ID, o.imports, n.line, toJSON(n.says)})
	}
	return errors.Join(tx.Bulk(organisationInsert+sqldb.Rows, orgs), tx.Bulk(insertStandings, standings), tx.Bulk(insertSpans, spans),
		insertNames(tx, names, tokens), writeSources(tx, sources))
}

func updateSource(tx *kernel.Tx, organisation string, says map[string]string) error {
	_, err := tx.Exec(`UPDATE organisation_sources SET says = $2 WHERE organisation = $1`, organisation, toJSON(says))
	return err
}

// A rowOf is a row and the import it is of.
type rowOf struct {
	importRow
	imports string
}

// readRowsAbout is the rows of all imports that are about an organisation.
func readRowsAbout(tx *kernel.Tx, organisation string) ([]rowOf, error) {
	return sqldb.All(tx.Tx, func(r *rowOf) []any { return append(rowInto(&r.importRow), &r.imports) },
		`SELECT `+rowColumns+`, import FROM roll_import_rows WHERE organisation = $1 AND organisation <> '' ORDER BY import, line`, organisation)
}

func updateCells(tx *kernel.Tx, r rowOf) error {
	_, err := tx.Exec(`UPDATE roll_import_rows SET cells = $3, plan = $4 WHERE import = $1 AND line = $2`, r.imports, r.Line,
		toJSON(r.cells), toJSON(r.Plan))
	return err
}
