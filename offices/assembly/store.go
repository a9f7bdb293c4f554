package assembly

import (
	"encoding/json"
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

const sittingColumns = `id, kind, title_ar, title_en, title_tr, call, at, second_at, zone, place_ar, place_en, place_tr, remote_link,
	status, remote_effect, record_date, notice_days, second_after, article, refreeze, convened_at, posted_at, opened_at,
	break_until, closed_at, roll_version, roll_hash, entitled, weight, active, active_weight`

func (s *Sitting) cols() []any {
	return []any{&s.ID, &s.Kind, &s.Title.Ar, &s.Title.En, &s.Title.Tr, &s.Call, &s.At, &s.SecondAt, &s.Zone, &s.Place.Ar, &s.Place.En, &s.Place.Tr, &s.RemoteLink,
		&s.Status, &s.RemoteEffect, &s.RecordDate, &s.NoticeDays, &s.SecondAfter, &s.Article, &s.Refreeze, &s.ConvenedAt, &s.PostedAt, &s.OpenedAt,
		&s.BreakUntil, &s.ClosedAt, &s.RollVersion, &s.RollHash, &s.Entitled, &s.Weight, &s.Active, &s.ActiveWeight}
}

func sittingByID(tx *kernel.Tx, id string) (s Sitting, err error) {
	err = tx.One(`SELECT `+sittingColumns+` FROM sittings WHERE id = $1`, []any{id}, s.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		err = kernel.Refuse(kernel.NotFound, "assembly.no_such_sitting")
	}
	return s, err
}

// sittingsBefore is a page of the list, the latest first.
func sittingsBefore(tx *kernel.Tx, at sqldb.Time, id string, drafts bool, limit int) ([]Sitting, error) {
	const where, order = ` FROM sittings WHERE ($1 OR status <> 'draft')`, ` ORDER BY at DESC, id DESC LIMIT $2`
	if at.IsZero() {
		return sqldb.All(tx.Tx, (*Sitting).cols, `SELECT `+sittingColumns+where+order, drafts, limit)
	}
	return sqldb.All(tx.Tx, (*Sitting).cols, `SELECT `+sittingColumns+where+` AND (at, id) < ($3, $4)`+order, drafts, limit, at, id)
}

// insertSitting keeps a sitting; false if its id is taken.
func insertSitting(tx *kernel.Tx, s Sitting) (bool, error) {
	n, err := tx.Exec(`INSERT INTO sittings (`+sittingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
		$13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31) ON CONFLICT (id) DO NOTHING`,
		s.ID, s.Kind, s.Title.Ar, s.Title.En, s.Title.Tr, s.Call, s.At, s.SecondAt, s.Zone, s.Place.Ar, s.Place.En, s.Place.Tr, s.RemoteLink,
		s.Status, s.RemoteEffect, s.RecordDate, s.NoticeDays, s.SecondAfter, s.Article, s.Refreeze, s.ConvenedAt, s.PostedAt, s.OpenedAt,
		s.BreakUntil, s.ClosedAt, s.RollVersion, s.RollHash, s.Entitled, s.Weight, s.Active, s.ActiveWeight)
	return n == 1, err
}

// saveSitting writes everything of a sitting that may change.
func saveSitting(tx *kernel.Tx, s Sitting) error {
	_, err := tx.Exec(`UPDATE sittings SET kind = $2, title_ar = $3, title_en = $4, title_tr = $5, call = $6, at = $7,
		second_at = $8, zone = $9, place_ar = $10, place_en = $11, place_tr = $12, remote_link = $13, status = $14,
		remote_effect = $15, record_date = $16, notice_days = $17, second_after = $18, article = $19, refreeze = $20,
		convened_at = $21, posted_at = $22, opened_at = $23, break_until = $24, closed_at = $25, roll_version = $26,
		roll_hash = $27, entitled = $28, weight = $29, active = $30, active_weight = $31 WHERE id = $1`,
		s.ID, s.Kind, s.Title.Ar, s.Title.En, s.Title.Tr, s.Call, s.At, s.SecondAt, s.Zone, s.Place.Ar, s.Place.En, s.Place.Tr, s.RemoteLink,
		s.Status, s.RemoteEffect, s.RecordDate, s.NoticeDays, s.SecondAfter, s.Article, s.Refreeze, s.ConvenedAt, s.PostedAt, s.OpenedAt,
		s.BreakUntil, s.ClosedAt, s.RollVersion, s.RollHash, s.Entitled, s.Weight, s.Active, s.ActiveWeight)
	return err
}

func putHold(tx *kernel.Tx, sitting, by string) error {
	_, err := tx.Exec(`INSERT INTO sitting_holds (sitting, by, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, sitting, by, tx.Now)
	return err
}

func dropHold(tx *kernel.Tx, sitting, by string) error {
	_, err := tx.Exec(`DELETE FROM sitting_holds WHERE sitting = $1 AND by = $2`, sitting, by)
	return err
}

// held counts what keeps a sitting together now.
func held(tx *kernel.Tx, sitting string) (n int, err error) {
	return n, tx.One(`SELECT count(*) FROM sitting_holds WHERE sitting = $1`, []any{sitting}, &n)
}

// heldBy is who does, a vote before all others; empty: nobody.
func heldBy(tx *kernel.Tx, sitting string) (by string, err error) {
	err = tx.One(`SELECT coalesce(max(by), '') FROM sitting_holds WHERE sitting = $1`, []any{sitting}, &by)
	return by, err
}

func documents(tx *kernel.Tx, sitting string) ([]Document, error) {
	return sqldb.All(tx.Tx, func(d *Document) []any { return []any{&d.Hash, &d.Title.Ar, &d.Title.En, &d.Title.Tr, &d.At} },
		`SELECT hash, title_ar, title_en, title_tr, at FROM sitting_documents WHERE sitting = $1 ORDER BY at, hash`, sitting)
}

func insertDocument(tx *kernel.Tx, sitting string, d Document) error {
	_, err := tx.Exec(`INSERT INTO sitting_documents (sitting, hash, title_ar, title_en, title_tr, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (sitting, hash) DO UPDATE SET title_ar = excluded.title_ar, title_en = excluded.title_en, title_tr = excluded.title_tr`,
		sitting, d.Hash, d.Title.Ar, d.Title.En, d.Title.Tr, d.At)
	return err
}

type ruleRow struct {
	QuorumRule
	text string
}

func (r *ruleRow) cols() []any {
	return []any{&r.Kind, &r.text, &r.Article, &r.met, &r.call, &r.present, &r.base, &r.event}
}

const ruleColumns = `kind, rule, article, met, call, present, base, event`

// quorumRules are the rules in force, the sitting's own first.
func quorumRules(tx *kernel.Tx, sitting string) ([]QuorumRule, error) {
	rows, err := sqldb.All(tx.Tx, (*ruleRow).cols, `SELECT `+ruleColumns+` FROM quorum_rules WHERE sitting = $1 ORDER BY kind`, sitting)
	if err != nil {
		return nil, err
	}
	list := make([]QuorumRule, len(rows))
	for i, r := range rows {
		list[i] = r.QuorumRule
		if err := json.Unmarshal([]byte(r.text), &list[i].Quorum); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func saveRule(tx *kernel.Tx, sitting string, r QuorumRule) error {
	text, err := json.Marshal(r.Quorum)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO quorum_rules (sitting, kind, rule, article, met, call, present, base, event)
		VALUES ($1, $2, $3, $4, FALSE, 0, 0, 0, 0)
		ON CONFLICT (sitting, kind) DO UPDATE SET rule = excluded.rule, article = excluded.article`,
		sitting, r.Kind, string(text), r.Article)
	return err
}

func insertQuorumEvent(tx *kernel.Tx, e QuorumEvent) error {
	if _, err := tx.Exec(`INSERT INTO quorum_events (sitting, line, kind, call, what, met, needed, present, base, at, article)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		e.Sitting, e.ID, e.Kind, e.Call, e.What, e.Met, e.Needed, e.Present, e.Base, e.At, e.Article); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE quorum_rules SET met = $3, call = $4, present = $5, base = $6, event = $7 WHERE sitting = $1 AND kind = $2`,
		e.Sitting, e.Kind, e.Met, e.Call, e.Present, e.Base, e.ID)
	return err
}

const eventColumns = `line, sitting, kind, call, what, met, needed, present, base, at, article`

func (e *QuorumEvent) cols() []any {
	return []any{&e.ID, &e.Sitting, &e.Kind, &e.Call, &e.What, &e.Met, &e.Needed, &e.Present, &e.Base, &e.At, &e.Article}
}

func quorumEvent(tx *kernel.Tx, sitting string, line int64) (e QuorumEvent, err error) {
	err = tx.One(`SELECT `+eventColumns+` FROM quorum_events WHERE sitting = $1 AND line = $2`, []any{sitting, line}, e.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		err = kernel.Refuse(kernel.NotFound, "assembly.no_such_event")
	}
	return e, err
}

func quorumEvents(tx *kernel.Tx, sitting string) ([]QuorumEvent, error) {
	return sqldb.All(tx.Tx, (*QuorumEvent).cols, `SELECT `+eventColumns+` FROM quorum_events WHERE sitting = $1 ORDER BY line`, sitting)
}

func insertFailedCall(tx *kernel.Tx, f FailedCall) error {
	_, err := tx.Exec(`INSERT INTO failed_calls (sitting, call, at, failed, needed, present, base, by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		f.Sitting, f.Call, f.At, f.Failed, f.Needed, f.Present, f.Base, tx.By.ID)
	return err
}

func failedCalls(tx *kernel.Tx, sitting string) ([]FailedCall, error) {
	return sqldb.All(tx.Tx, func(f *FailedCall) []any {
		return []any{&f.Sitting, &f.Call, &f.At, &f.Failed, &f.Needed, &f.Present, &f.Base}
	}, `SELECT sitting, call, at, failed, needed, present, base FROM failed_calls WHERE sitting = $1 ORDER BY call`, sitting)
}

func insertOfficer(tx *kernel.Tx, sitting string, o Officer) error {
	_, err := tx.Exec(`INSERT INTO sitting_officers (sitting, role, person, since, until, how, poll) VALUES ($1, $2, $3, $4, '', $5, $6)
		ON CONFLICT (sitting, role, person, since) DO UPDATE SET until = '', how = excluded.how, poll = excluded.poll`,
		sitting, o.Role, o.Person, o.Since, o.How, o.Poll)
	return err
}

func endOfficer(tx *kernel.Tx, sitting, role, person string) error {
	_, err := tx.Exec(`UPDATE sitting_officers SET until = $4 WHERE sitting = $1 AND role = $2 AND person = $3 AND until = ''`,
		sitting, role, person, tx.Now)
	return err
}

func insertVacancy(tx *kernel.Tx, sitting string, v Vacancy) error {
	_, err := tx.Exec(`INSERT INTO sitting_vacancies (sitting, line, role, person, reason, by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		sitting, tx.Seq(), v.Role, v.Person, v.Reason, v.By, v.At)
	return err
}

func vacancies(tx *kernel.Tx, sitting string) ([]Vacancy, error) {
	return sqldb.All(tx.Tx, func(v *Vacancy) []any { return []any{&v.Role, &v.Person, &v.Reason, &v.By, &v.At} },
		`SELECT role, person, reason, by, at FROM sitting_vacancies WHERE sitting = $1 ORDER BY line`, sitting)
}

// officers are those in office now.
func officers(tx *kernel.Tx, sitting string) ([]Officer, error) {
	return sqldb.All(tx.Tx, func(o *Officer) []any { return []any{&o.Role, &o.Person, &o.Since, &o.How, &o.Poll} },
		`SELECT role, person, since, how, poll FROM sitting_officers WHERE sitting = $1 AND until = '' ORDER BY role, since, person`, sitting)
}

// first turns a list that may be empty into its first row or a refusal.
func first[T any](list []T, key string) (T, error) {
	var zero T
	if len(list) == 0 {
		return zero, kernel.Refuse(kernel.NotFound, key)
	}
	return list[0], nil
}
