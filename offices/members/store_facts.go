package members

import (
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// saveFacts is saveOrganisation for what does not touch the names.
func saveFacts(tx *kernel.Tx, o Organisation) error {
	ok, err := updateOrganisation(tx, o)
	if err == nil && !ok {
		err = kernel.Refuse(kernel.Conflict, "members.changed_meanwhile")
	}
	return err
}

func insertDues(tx *kernel.Tx, organisation, paid, until, note string) error {
	_, err := tx.Exec(`INSERT INTO organisation_dues (organisation, place, paid_on, until, note, entered_by, entered_at)
		SELECT $1, count(*) + 1, $2, $3, $4, $5, $6 FROM organisation_dues WHERE organisation = $1`,
		organisation, paid, until, note, tx.By.ID, tx.Now)
	return err
}

func insertConsent(tx *kernel.Tx, organisation string, protected bool, how string) error {
	_, err := tx.Exec(`INSERT INTO organisation_consents (organisation, place, protected, how, entered_by, entered_at)
		SELECT $1, count(*) + 1, $2, $3, $4, $5 FROM organisation_consents WHERE organisation = $1`,
		organisation, protected, how, tx.By.ID, tx.Now)
	return err
}

// insertSeat ends the seat before and begins the new one.
func insertSeat(tx *kernel.Tx, o Organisation, since string) error {
	if _, err := tx.Exec(`UPDATE representatives SET until = $2 WHERE organisation = $1 AND until = ''`, o.ID, since); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO representatives (organisation, place, person, post_ar, post_en, post_tr, since, until, entered_by)
		SELECT $1, count(*) + 1, $2, $3, $4, $5, $6, '', $7 FROM representatives WHERE organisation = $1`,
		o.ID, o.Representative, o.Post.Ar, o.Post.En, o.Post.Tr, since, tx.By.ID)
	return err
}

func codeTaken(tx *kernel.Tx, code string) (bool, error) {
	var n int64
	err := tx.One(`SELECT 1 FROM organisations WHERE code = $1 UNION ALL SELECT 1 FROM organisation_codes WHERE code = $1 LIMIT 1`, []any{code}, &n)
	if errors.Is(err, sqldb.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// A namesake is an organisation that has a folded name.
type namesake struct {
	nameKey  string
	id, code string
	name     words.Local
}

// readSameNamed is the organisations of the roll that have one of the folded
// names.
func readSameNamed(tx *kernel.Tx, keys []string) ([]namesake, error) {
	return sqldb.In(tx.Tx, func(n *namesake) []any {
		return []any{&n.nameKey, &n.id, &n.code, &n.name.Ar, &n.name.En, &n.name.Tr}
	}, `SELECT n.name_key, o.id, o.code, o.name_ar, o.name_en, o.name_tr FROM organisation_names n JOIN roll o ON o.key = n.organisation
		WHERE n.name_key IN (`+sqldb.List+`) ORDER BY n.name_key, o.key`, keys)
}

// readLicensed is the organisations that have a licence, by its folded number.
func readLicensed(tx *kernel.Tx, key string) ([]Organisation, error) {
	return sqldb.All(tx.Tx, organisationInto, `SELECT `+organisationColumns+` FROM roll
		WHERE licence_key = $1 AND licence_key <> '' AND standing <> 'merged' ORDER BY key LIMIT 10`, key)
}

// candidates are whom the facts may speak for or against: registered members
// whose dues are not late and whose dossier is fresh, and active ones of whom one
// of the two is not. Each is the beginning of an index.
var candidates = []string{
	` WHERE standing = 'registered' AND dues_until >= $1 AND refreshed_on >= $2 ORDER BY dues_until LIMIT 500`,
	` WHERE standing = 'active' AND dues_until > '' AND dues_until < $1 AND $2 <> '' ORDER BY dues_until LIMIT 500`,
	` WHERE standing = 'active' AND refreshed_on > '' AND refreshed_on < $2 AND $1 <> '' ORDER BY refreshed_on LIMIT 500`,
}

// readCandidates is the candidates, each once: for first, then against.
func readCandidates(tx *kernel.Tx, dues, fresh string) (list []Organisation, err error) {
	seen := map[string]bool{}
	for _, where := range candidates {
		some, err := sqldb.All(tx.Tx, organisationInto, `SELECT `+organisationColumns+` FROM roll`+where, dues, fresh)
		if err != nil {
			return nil, err
		}
		for _, o := range some {
			if !seen[o.ID] {
				seen[o.ID] = true
				list = append(list, o)
			}
		}
	}
	return list, nil
}

// readSeats is who represents and who represented some organisations.
func readSeats(tx *kernel.Tx, ids []string) (map[string][]string, error) {
	type seatRow struct{ organisation, person string }
	list, err := sqldb.In(tx.Tx, func(s *seatRow) []any { return []any{&s.organisation, &s.person} },
		`SELECT organisation, person FROM representatives WHERE organisation IN (`+sqldb.List+`)`, ids)
	m := map[string][]string{}
	for _, s := range list {
		m[s.organisation] = append(m[s.organisation], s.person)
	}
	return m, err
}

// readSeatsOf is the organisations that somebody represents or represented.
func readSeatsOf(tx *kernel.Tx, person string) ([]string, error) {
	return sqldb.All(tx.Tx, func(s *string) []any { return []any{s} },
		`SELECT DISTINCT organisation FROM representatives WHERE person = $1`, person)
}

// insertOldCode keeps a code that an organisation was shown by: nobody else gets
// it, and the secretariat finds the organisation by it.
func insertOldCode(tx *kernel.Tx, o Organisation) error {
	_, err := tx.Exec(`INSERT INTO organisation_codes (code, organisation, until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		o.Code, o.ID, tx.Now)
	return err
}

// countApplications is how many applications of a person wait.
func countApplications(tx *kernel.Tx, by string) (n int64, err error) {
	return n, tx.One(`SELECT count(*) FROM standings s JOIN organisations o ON o.id = s.organisation
		WHERE s.standing = 'applied' AND s.entered_by = $1 AND o.standing = 'applied'`, []any{by}, &n)
}
