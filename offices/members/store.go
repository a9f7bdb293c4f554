package members

import (
	"errors"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

const organisationColumns = `id, key, number, code, name_ar, name_en, name_tr, field, city_ar, city_en, city_tr, country, places,
	founded, licence, registrar, aims, projects, activities, representative, post_ar, post_en, post_tr, phone, email, languages,
	protected, standing, shown_standing, since, admitted_on, dues_until, refreshed_on, merged_into, import, version`

// lines and codes are lists of texts kept in one column.
type lines []string

func (l *lines) Scan(v any) error { return scanList((*[]string)(l), v, "\n") }

type codes []string

func (c *codes) Scan(v any) error { return scanList((*[]string)(c), v, " ") }

func scanList(to *[]string, v any, sep string) error {
	s, _ := v.(string)
	if b, ok := v.([]byte); ok {
		s = string(b)
	}
	*to = []string{}
	if s != "" {
		*to = strings.Split(s, sep)
	}
	return nil
}

func organisationInto(o *Organisation) []any {
	return []any{&o.ID, &o.key, &o.Number, &o.Code, &o.Name.Ar, &o.Name.En, &o.Name.Tr, &o.Field,
		&o.City.Ar, &o.City.En, &o.City.Tr, &o.Country, (*lines)(&o.Places), &o.Founded, &o.Licence, &o.Registrar,
		&o.Aims, &o.Projects, &o.Activities, &o.Representative, &o.Post.Ar, &o.Post.En, &o.Post.Tr, &o.Phone, &o.Email,
		(*codes)(&o.Languages), &o.Protected, &o.Standing, &o.ShownStanding, &o.Since, &o.AdmittedOn, &o.DuesUntil, &o.RefreshedOn,
		&o.MergedInto, &o.imports, &o.version}
}

// one reads one organisation of the roll; sqldb.ErrNone if there is none.
func one(tx *kernel.Tx, where string, args ...any) (o Organisation, err error) {
	err = tx.One(`SELECT `+organisationColumns+` FROM roll WHERE `+where, args, organisationInto(&o)...)
	return o, err
}

func readOrganisation(tx *kernel.Tx, id string) (Organisation, error) { return one(tx, `id = $1`, id) }

func readByNumber(tx *kernel.Tx, n int64) (Organisation, error) {
	return one(tx, `number = $1 AND number > 0`, n)
}

// readByCode finds an organisation by its code, or by one that it had.
func readByCode(tx *kernel.Tx, code string) (Organisation, error) {
	o, err := one(tx, `code = $1`, code)
	if errors.Is(err, sqldb.ErrNone) {
		o, err = one(tx, `id = (SELECT organisation FROM organisation_codes WHERE code = $1)`, code)
	}
	return o, err
}

func readNamed(tx *kernel.Tx, ids []string) ([]Organisation, error) {
	return sqldb.In(tx.Tx, organisationInto, `SELECT `+organisationColumns+` FROM roll WHERE id IN (`+sqldb.List+`)`, ids)
}

// readOn is the organisations that had a standing on a day, by number.
const readOn = `SELECT o.id, o.key, o.number, o.code, o.name_ar, o.name_en, o.name_tr, o.field, o.city_ar, o.city_en, o.city_tr,
	o.country, o.places, o.founded, o.licence, o.registrar, o.aims, o.projects, o.activities, o.representative, o.post_ar,
	o.post_en, o.post_tr, o.phone, o.email, o.languages, o.protected, o.standing, o.shown_standing, o.since, o.admitted_on, o.dues_until,
	o.refreshed_on, o.merged_into, o.import, o.version
	FROM standing_spans s JOIN roll o ON o.id = s.organisation
	WHERE s.standing = $1 AND s.until > $2 AND s.since <= $2 ORDER BY o.number, o.id`

func readStandingOn(tx *kernel.Tx, standing, day string) ([]Organisation, error) {
	return sqldb.All(tx.Tx, organisationInto, readOn, standing, day)
}

// countOn counts those that had one of three standings on a day.
const countOn = `SELECT count(*) FROM standing_spans s JOIN roll o ON o.id = s.organisation
	WHERE s.standing IN ($1, $2, $3) AND s.until > $4 AND s.since <= $4`

func countStandingOn(tx *kernel.Tx, day string, a, b, c string) (n int64, err error) {
	return n, tx.One(countOn, []any{a, b, c, day}, &n)
}

// nextKey draws the next number of a counter; on PostgreSQL its row is the lock
// between commands on different streams.
func nextOf(tx *kernel.Tx, counter string) (next int64, err error) {
	err = tx.One(`UPDATE roll_counters SET next = next + 1 WHERE name = $1 RETURNING next - 1`, []any{counter}, &next)
	return next, err
}

// skipTo makes sure that the roll does not give a number again that a file gave,
// and that nobody else gives one before this ends.
func skipTo(tx *kernel.Tx, number int64) error {
	_, err := tx.Exec(`UPDATE roll_counters SET next = CASE WHEN next < $1 THEN $1 ELSE next END WHERE name = 'number'`, number+1)
	return err
}

const organisationInsert = `INSERT INTO organisations (` + organisationColumns + `, name_key, shown_key, city_key, licence_key) VALUES `

func insertOrganisation(tx *kernel.Tx, o Organisation) error {
	n, err := tx.Exec(organisationInsert+`($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
		$25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40) ON CONFLICT DO NOTHING`, organisationValues(o)...)
	if err == nil && n == 0 {
		err = kernel.Refuse(kernel.Conflict, "members.id_taken") // its number was looked at, its key and code are new
	}
	if err != nil {
		return err
	}
	return writeNames(tx, o)
}

func organisationValues(o Organisation) []any {
	return []any{o.ID, o.key, o.Number, o.Code, o.Name.Ar, o.Name.En, o.Name.Tr, o.Field, o.City.Ar, o.City.En, o.City.Tr,
		o.Country, strings.Join(o.Places, "\n"), o.Founded, o.Licence, o.Registrar, o.Aims, o.Projects, o.Activities,
		o.Representative, o.Post.Ar, o.Post.En, o.Post.Tr, o.Phone, o.Email, strings.Join(o.Languages, " "), o.Protected,
		o.Standing, o.ShownStanding, o.Since, o.AdmittedOn, o.DuesUntil, o.RefreshedOn, o.MergedInto, o.imports, o.version,
		o.nameKey(), o.shownKey(), cityKey(o.City), licenceKey(o.Licence)}
}

// updateOrganisation writes an organisation over the version that was read; if
// somebody changed it meanwhile it changes nothing and says so.
func updateOrganisation(tx *kernel.Tx, o Organisation) (bool, error) {
	n, err := tx.Exec(`UPDATE organisations SET (number, code, name_ar, name_en, name_tr, field, city_ar, city_en, city_tr, country,
		places, founded, licence, registrar, aims, projects, activities, representative, post_ar, post_en, post_tr, phone, email,
		languages, protected, standing, shown_standing, since, admitted_on, dues_until, refreshed_on, merged_into, import, name_key,
		shown_key, city_key, licence_key, version) = ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
		$20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $37, $38, $39, $40, $36 + 1)
		WHERE id = $1 AND key = $2 AND version = $36`, organisationValues(o)...)
	return n == 1, err
}

// saveOrganisation is updateOrganisation for commands that hold the
// organisation's stream: a version that moved is a conflict.
func saveOrganisation(tx *kernel.Tx, o Organisation) error {
	ok, err := updateOrganisation(tx, o)
	if err == nil && !ok {
		err = kernel.Refuse(kernel.Conflict, "members.changed_meanwhile")
	}
	if err != nil {
		return err
	}
	return writeNames(tx, o)
}

// writeNames keeps what finds an organisation in step with its names. One that
// was merged away is found no more.
func writeNames(tx *kernel.Tx, o Organisation) error {
	for _, q := range []string{`DELETE FROM organisation_names WHERE organisation = $1`, `DELETE FROM organisation_tokens WHERE organisation = $1`} {
		if _, err := tx.Exec(q, o.key); err != nil {
			return err
		}
	}
	if o.Standing == Merged {
		return nil
	}
	return insertNames(tx, o.namesRows(), o.tokenRows())
}

func insertNames(tx *kernel.Tx, names, tokens [][]any) error {
	err := tx.Bulk(`INSERT INTO organisation_names (name_key, organisation) VALUES ROWS`, names)
	return errors.Join(err, tx.Bulk(`INSERT INTO organisation_tokens (token, organisation) VALUES ROWS`, tokens))
}

func decisionInto(d *Decision) []any {
	return []any{&d.Place, &d.Standing, &d.Since, &d.Reason, &d.DecidedBy, &d.Import, &d.EnteredBy, &d.EnteredAt,
		&d.StruckAt, &d.StruckBy, &d.StruckWhy, &d.FinalSince}
}

// readDecisions is the whole history, struck lines too, the oldest first.
func readDecisions(tx *kernel.Tx, organisation string) ([]Decision, error) {
	return sqldb.All(tx.Tx, decisionInto, `SELECT place, standing, since, reason, decided_by, import, entered_by, entered_at,
		struck_at, struck_by, struck_why, final_since FROM standings WHERE organisation = $1 ORDER BY place`, organisation)
}

const insertStandings = `INSERT INTO standings (organisation, place, standing, since, reason, decided_by, import, entered_by,
	entered_at, struck_at, struck_by, struck_why, final_since) VALUES ROWS`

func (d Decision) row(organisation string) []any {
	return []any{organisation, d.Place, d.Standing, d.Since, d.Reason, d.DecidedBy, d.Import, d.EnteredBy, d.EnteredAt,
		d.StruckAt, d.StruckBy, d.StruckWhy, d.FinalSince}
}

func insertDecision(tx *kernel.Tx, organisation string, d Decision) error {
	return tx.Bulk(insertStandings, [][]any{d.row(organisation)})
}

func strikeDecision(tx *kernel.Tx, organisation string, place int64, why string) error {
	_, err := tx.Exec(`UPDATE standings SET struck_at = $3, struck_by = $4, struck_why = $5 WHERE organisation = $1 AND place = $2`,
		organisation, place, tx.Now, tx.By.ID, why)
	return err
}

func finishDecision(tx *kernel.Tx, organisation string, place int64, day string) error {
	_, err := tx.Exec(`UPDATE standings SET final_since = $3 WHERE organisation = $1 AND place = $2`, organisation, place, day)
	return err
}

const insertSpans = `INSERT INTO standing_spans (organisation, standing, since, until) VALUES ROWS`

func (s span) row(organisation string) []any {
	return []any{organisation, s.standing, s.since, s.until}
}

func writeSpans(tx *kernel.Tx, organisation string, spans []span) error {
	if _, err := tx.Exec(`DELETE FROM standing_spans WHERE organisation = $1`, organisation); err != nil {
		return err
	}
	rows := make([][]any, len(spans))
	for i, s := range spans {
		rows[i] = s.row(organisation)
	}
	return tx.Bulk(insertSpans, rows)
}
