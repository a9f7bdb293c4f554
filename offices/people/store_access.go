package people

import (
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

const grantCols = `g.id, g.person, g.role, g.scope, g.why, g.since, g.until, g.given_by, g.ended, g.ended_why`

func (g *Grant) cols() []any {
	return []any{&g.ID, &g.Person, &g.Role, &g.Scope, &g.Why, &g.From, &g.Until, &g.GivenBy, &g.Ended, &g.EndWhy}
}

// held is the condition of a grant that is held at the moment $1.
const held = ` g.ended = '' AND g.since <= $1 AND (g.until = '' OR g.until > $1) `

// insertGrant closes a grant that ran out before it writes the new one, so that
// the old dates stay on record.
func insertGrant(tx *kernel.Tx, g Given) error {
	_, err := tx.Exec(`UPDATE grants SET ended = until, ended_by = given_by
		WHERE person = $1 AND role = $2 AND scope = $3 AND ended = '' AND until <> '' AND until <= $4`, g.Person, g.Role, g.Scope, tx.Now)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO grants (id, person, role, scope, why, since, until, given_by, given, ended, ended_by, ended_why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', '')
		ON CONFLICT (person, role, scope) WHERE ended = ''
		DO UPDATE SET why = excluded.why, since = excluded.since, until = excluded.until, given_by = excluded.given_by, given = excluded.given`,
		newID(), g.Person, g.Role, g.Scope, g.Why, g.From, g.Until, tx.By.ID, tx.Now)
	return err
}

func endGrant(tx *kernel.Tx, person, role, scope, why string) (int64, error) {
	return tx.Exec(`UPDATE grants SET ended = $1, ended_by = $2, ended_why = $3 WHERE person = $4 AND role = $5 AND scope = $6 AND ended = ''`,
		tx.Now, tx.By.ID, why, person, role, scope)
}

func endAllGrants(tx *kernel.Tx, person string) error {
	_, err := tx.Exec(`UPDATE grants SET ended = $1, ended_by = $2 WHERE person = $3 AND ended = ''`, tx.Now, tx.By.ID, person)
	return err
}

func readGrant(tx *kernel.Tx, id string) (g Grant, err error) {
	err = tx.One(`SELECT `+grantCols+` FROM grants g WHERE g.id = $1`, []any{id}, g.cols()...)
	return g, err
}

// readGrants is all that a person holds or held, the newest first.
func readGrants(tx *kernel.Tx, person string) ([]Grant, error) {
	return sqldb.All(tx.Tx, (*Grant).cols, `SELECT `+grantCols+` FROM grants g WHERE g.person = $1 ORDER BY g.id DESC`, person)
}

const heldText = `SELECT g.role, g.scope FROM grants g WHERE` + held + `AND g.person = $2 ORDER BY g.role, g.scope`

func readHeld(tx *kernel.Tx, person string) ([]kernel.Grant, error) {
	return sqldb.All(tx.Tx, func(g *kernel.Grant) []any { return []any{&g.Role, &g.Scope} },
		heldText, tx.Now, person)
}

func readHolders(tx *kernel.Tx, role, scope string) ([]Person, error) {
	rows, err := sqldb.All(tx.Tx, (*personRow).cols, `SELECT `+personCols+` FROM grants g JOIN persons p ON p.id = g.person
		WHERE`+held+`AND g.scope = $2 AND g.role = $3 ORDER BY p.sort, p.id`, tx.Now, scope, role)
	return shown(rows), err
}

// readHeldIn is the grants held now in these scopes, the whole federation's too.
func readHeldIn(tx *kernel.Tx, scopes []string) (list []Grant, err error) {
	for _, s := range scopes {
		part, err := sqldb.All(tx.Tx, (*Grant).cols, `SELECT `+grantCols+` FROM grants g
			WHERE`+held+`AND g.scope = $2 ORDER BY g.role, g.id`, tx.Now, s)
		if err != nil {
			return nil, err
		}
		list = append(list, part...)
	}
	return list, nil
}

// readRolesOf is the grants of several persons that were not taken back.
func readRolesOf(tx *kernel.Tx, persons []string) ([]Grant, error) {
	return sqldb.In(tx.Tx, (*Grant).cols, `SELECT `+grantCols+` FROM grants g
		WHERE g.ended = '' AND g.person IN (LIST) ORDER BY g.role, g.scope`, persons)
}

func writeTitle(tx *kernel.Tx, scope string, t words.Local) error {
	_, err := tx.Exec(`INSERT INTO scope_titles (scope, title_ar, title_en, title_tr) VALUES ($1, $2, $3, $4)
		ON CONFLICT (scope) DO UPDATE SET title_ar = excluded.title_ar, title_en = excluded.title_en, title_tr = excluded.title_tr`,
		scope, t.Ar, t.En, t.Tr)
	return err
}

// readTitles is how these scopes are called, as far as somebody said it.
func readTitles(tx *kernel.Tx, scopes []string) (map[string]words.Local, error) {
	type row struct {
		scope string
		title words.Local
	}
	list, err := sqldb.In(tx.Tx, func(r *row) []any { return []any{&r.scope, &r.title.Ar, &r.title.En, &r.title.Tr} },
		`SELECT scope, title_ar, title_en, title_tr FROM scope_titles WHERE scope IN (LIST)`, scopes)
	m := map[string]words.Local{}
	for _, r := range list {
		m[r.scope] = r.title
	}
	return m, err
}

// countSecretaries is how many secretaries without an end there are: whether this
// person is one, and the others.
func countSecretaries(tx *kernel.Tx, person string) (mine, others int64, err error) {
	err = tx.One(`SELECT COALESCE(SUM(CASE g.person WHEN $2 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE g.person WHEN $2 THEN 0 ELSE 1 END), 0)
		FROM grants g WHERE`+held+`AND g.scope = '' AND g.role = 'secretary' AND g.until = ''`, []any{tx.Now, person}, &mine, &others)
	return mine, others, err
}

// A key is a single-use link or code as it is kept.
type key struct {
	Hash, Kind, Person, Why string
	Until, Used             sqldb.Time
	Session                 string
	Voided                  sqldb.Time
}

func insertKey(tx *kernel.Tx, k key) error {
	_, err := tx.Exec(`INSERT INTO sign_in_keys (hash, id, kind, person, why, actor, made, until, used, session, voided)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '')`, k.Hash, newID(), k.Kind, k.Person, k.Why, tx.By.ID, tx.Now, k.Until)
	return err
}

const keyText = `SELECT hash, kind, person, why, until, used, session, voided FROM sign_in_keys WHERE hash = $1`

func readKey(tx *kernel.Tx, hash string) (k key, err error) {
	err = tx.One(keyText, []any{hash},
		&k.Hash, &k.Kind, &k.Person, &k.Why, &k.Until, &k.Used, &k.Session, &k.Voided)
	return k, err
}

// readKeys is the links and codes made for a person, the newest first.
func readKeys(tx *kernel.Tx, person string) ([]WayIn, error) {
	return sqldb.All(tx.Tx, func(w *WayIn) []any { return []any{&w.Kind, &w.By, &w.Why, &w.Made, &w.Until, &w.Used, &w.Voided} },
		`SELECT kind, actor, why, made, until, used, voided FROM sign_in_keys WHERE person = $1 ORDER BY id DESC`, person)
}

func useKey(tx *kernel.Tx, hash, session string) error {
	_, err := tx.Exec(`UPDATE sign_in_keys SET used = CASE used WHEN '' THEN $1 ELSE used END, session = $2 WHERE hash = $3`, tx.Now, session, hash)
	return err
}

// voidKeys makes the unused keys of a person worthless; kind "" is all kinds.
func voidKeys(tx *kernel.Tx, person, kind string) (int64, error) {
	return tx.Exec(`UPDATE sign_in_keys SET voided = $1 WHERE person = $2 AND ($3 = '' OR kind = $3) AND used = '' AND voided = ''`, tx.Now, person, kind)
}

// readTries is how often codes were tried in vain at a place (triesAt).
func readTries(tx *kernel.Tx, at string) (n int64, since sqldb.Time, err error) {
	err = tx.One(`SELECT wrong, since FROM sign_in_tries WHERE at = $1`, []any{at}, &n, &since)
	return n, since, err
}

// writeTries counts, and clears what no longer counts.
func writeTries(tx *kernel.Tx, at string, n int64, since sqldb.Time) error {
	if _, err := tx.Exec(`DELETE FROM sign_in_tries WHERE since <= $1`, sqldb.Time{Time: tx.Now.Add(-triesFor)}); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO sign_in_tries (at, wrong, since) VALUES ($1, $2, $3)
		ON CONFLICT (at) DO UPDATE SET wrong = excluded.wrong, since = excluded.since`, at, n, since)
	return err
}

// A session is a session as it is kept.
type session struct {
	Hash, ID, Person, Method string
	Made, Seen, Ends         sqldb.Time
}

func (s *session) cols() []any {
	return []any{&s.Hash, &s.ID, &s.Person, &s.Method, &s.Made, &s.Seen, &s.Ends}
}

const sessionCols = `s.hash, s.id, s.person, s.method, s.made, s.seen, s.ends`

func insertSession(tx *kernel.Tx, s session) error {
	_, err := tx.Exec(`INSERT INTO sessions (hash, id, person, method, made, seen, ends) VALUES ($1, $2, $3, $4, $5, '', $6)`,
		s.Hash, s.ID, s.Person, s.Method, tx.Now, s.Ends)
	return err
}

func readSession(tx *kernel.Tx, id string) (s session, err error) {
	err = tx.One(`SELECT `+sessionCols+` FROM sessions s WHERE s.id = $1`, []any{id}, s.cols()...)
	return s, err
}

func readSessions(tx *kernel.Tx, person string) ([]session, error) {
	return sqldb.All(tx.Tx, (*session).cols, `SELECT `+sessionCols+` FROM sessions s WHERE s.person = $1 ORDER BY s.made DESC, s.id`, person)
}

func touchSession(tx *kernel.Tx, id string) error {
	_, err := tx.Exec(`UPDATE sessions SET seen = $1 WHERE id = $2 AND seen < $1`, tx.Now, id)
	return err
}

func deleteSession(tx *kernel.Tx, id string) (int64, error) {
	return tx.Exec(`DELETE FROM sessions WHERE id = $1`, id)
}

func deleteSessions(tx *kernel.Tx, person string) (int64, error) {
	return tx.Exec(`DELETE FROM sessions WHERE person = $1`, person)
}

// forget clears what ran out: sessions at once, links and codes after a month,
// until when one can still say why a link no longer works.
func forget(tx *kernel.Tx) error {
	if _, err := tx.Exec(`DELETE FROM sessions WHERE ends <= $1`, tx.Now); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM sign_in_keys WHERE until <= $1`, sqldb.Time{Time: tx.Now.Add(-keysKept)})
	return err
}

// A bearer is what a request's token tells in one reading.
type bearer struct {
	session
	name               words.Local
	lang, digits, zone string
}

const bearerText = `SELECT ` + sessionCols + `, p.name_ar, p.name_en, p.name_tr, p.lang, p.digits,
			CASE p.zone WHEN '' THEN COALESCE(f.zone, '') ELSE p.zone END
		FROM sessions s JOIN persons p ON p.id = s.person LEFT JOIN federation f ON f.one = 1 WHERE s.hash = $1`

// readBearer is the session with this hash and its person's preferences.
func readBearer(tx *kernel.Tx, hash string) (b bearer, err error) {
	err = tx.One(bearerText, []any{hash},
		append(b.cols(), &b.name.Ar, &b.name.En, &b.name.Tr, &b.lang, &b.digits, &b.zone)...)
	return b, err
}

func insertToken(tx *kernel.Tx, p Token, hash string) error {
	_, err := tx.Exec(`INSERT INTO programs (id, hash, name, use_cases, maker, made, until, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
		p.ID, hash, p.Name, strings.Join(p.UseCases, " "), p.Maker, tx.Now, p.Until)
	return err
}

// endToken ends a program's token; maker "" is whoever's.
func endToken(tx *kernel.Tx, id, maker string) (int64, error) {
	return tx.Exec(`UPDATE programs SET ended = $1 WHERE id = $2 AND ($3 = '' OR maker = $3) AND ended = ''`, tx.Now, id, maker)
}

func endTokens(tx *kernel.Tx, maker string) error {
	_, err := tx.Exec(`UPDATE programs SET ended = $1 WHERE maker = $2 AND ended = ''`, tx.Now, maker)
	return err
}

const tokenCols = `t.id, t.name, t.use_cases, t.maker, t.made, t.until`

type tokenRow struct {
	Token
	uses string
}

func (t *tokenRow) cols() []any {
	return []any{&t.ID, &t.Name, &t.uses, &t.Maker, &t.Made, &t.Until}
}

func (t tokenRow) token() Token {
	t.UseCases = strings.Fields(t.uses)
	return t.Token
}

// readToken is the program's token with this hash, if it holds now.
func readToken(tx *kernel.Tx, hash string) (Token, error) {
	var t tokenRow
	err := tx.One(`SELECT `+tokenCols+` FROM programs t WHERE t.hash = $1 AND t.ended = '' AND t.until > $2`, []any{hash, tx.Now}, t.cols()...)
	return t.token(), err
}

// readTokens is the tokens that hold now: a maker's, or everybody's for "".
func readTokens(tx *kernel.Tx, maker string) (list []Token, err error) {
	rows, err := sqldb.All(tx.Tx, (*tokenRow).cols, `SELECT `+tokenCols+` FROM programs t
		WHERE ($1 = '' OR t.maker = $1) AND t.ended = '' AND t.until > $2 ORDER BY t.id`, maker, tx.Now)
	for _, r := range rows {
		list = append(list, r.token())
	}
	return list, err
}
