package assembly

import (
	"strconv"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

// A writer writes one row of an insert whose VALUES is ROWS.
type writer func(insert string, row ...any) error

// later gathers rows for one bulk insert: for commands that write hundreds and
// whose repeats are refused by something else that they wrote.
func later(tx *kernel.Tx) writer {
	return func(insert string, row ...any) error { tx.Put(insert, row...); return nil }
}

// now writes each row at once, seen by whatever runs next.
func now(tx *kernel.Tx) writer {
	return func(insert string, row ...any) error {
		marks := make([]string, len(row))
		for i := range row {
			marks[i] = dollar(i + 1)
		}
		_, err := tx.Exec(strings.Replace(insert, sqldb.Rows, "("+strings.Join(marks, ",")+")", 1), row...)
		return err
	}
}

func dollar(n int) string { return "$" + strconv.Itoa(n) }

func insertEntitled(w writer, sitting string, version int64, l RollLine) error {
	return w(`INSERT INTO entitled (sitting, organisation, code, added_in, number, weight, struck_in) VALUES ROWS`,
		sitting, l.Organisation, l.Code, version, l.Number, l.Weight, int64(0))
}

func strikeEntitled(tx *kernel.Tx, sitting, organisation string, version int64) error {
	_, err := tx.Exec(`UPDATE entitled SET struck_in = $3 WHERE sitting = $1 AND organisation = $2 AND struck_in = 0`, sitting, organisation, version)
	return err
}

// rollLines are the lines of one version of the roll, by code.
func rollLines(tx *kernel.Tx, sitting string, version int64) ([]RollLine, error) {
	return sqldb.All(tx.Tx, func(l *RollLine) []any { return []any{&l.Organisation, &l.Code, &l.Number, &l.Weight} },
		`SELECT organisation, code, number, weight FROM entitled WHERE sitting = $1 AND added_in <= $2 AND (struck_in = 0 OR struck_in > $2)
		ORDER BY code`, sitting, version)
}

func insertVersion(tx *kernel.Tx, sitting string, v RollVersion) error {
	_, err := tx.Exec(`INSERT INTO entitled_versions (sitting, version, hash, record, entitled, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		sitting, v.Version, v.Hash, v.Record, v.Entitled, v.At)
	return err
}

func rollVersions(tx *kernel.Tx, sitting string) ([]RollVersion, error) {
	return sqldb.All(tx.Tx, func(v *RollVersion) []any { return []any{&v.Version, &v.Hash, &v.Record, &v.Entitled, &v.At} },
		`SELECT version, hash, record, entitled, at FROM entitled_versions WHERE sitting = $1 ORDER BY version`, sitting)
}

func insertInvitation(w writer, sitting string, number int64, mandate string) error {
	return w(`INSERT INTO invitations (sitting, number, mandate) VALUES ROWS`, sitting, number, mandate)
}

func lastInvitation(tx *kernel.Tx, sitting string) (n int64, err error) {
	err = tx.One(`SELECT coalesce(max(number), 0) FROM invitations WHERE sitting = $1`, []any{sitting}, &n)
	return n, err
}

// lastNotice is the line under which a sitting was last postponed or cancelled:
// what was served before it served another date.
const lastNotice = `(SELECT coalesce(max(line), 0) FROM sitting_notices WHERE sitting = $1)`

// invitationOf is the number of a mandate's invitation, and whether it was
// acknowledged since the last notice of its sitting.
func invitationOf(tx *kernel.Tx, mandate string) (n int64, acknowledged bool, err error) {
	err = tx.One(`SELECT number, EXISTS (SELECT 1 FROM invitation_services s WHERE s.sitting = i.sitting AND s.invitation = i.number
		AND s.step = 'acknowledged' AND s.line > (SELECT coalesce(max(n.line), 0) FROM sitting_notices n WHERE n.sitting = i.sitting))
		FROM invitations i WHERE mandate = $1`, []any{mandate}, &n, &acknowledged)
	return n, acknowledged, err
}

type invitationRow struct {
	seat
	invitation int64
}

// invitationsOf are the invitations of a sitting with their seats, by number.
func invitationsOf(tx *kernel.Tx, sitting string) ([]invitationRow, error) {
	return sqldb.All(tx.Tx, func(r *invitationRow) []any { return append(r.seat.cols(), &r.invitation) },
		`SELECT m.`+strings.ReplaceAll(seatColumns, ", ", ", m.")+`, i.number FROM invitations i JOIN mandates m ON m.id = i.mandate
		WHERE i.sitting = $1 AND NOT m.struck ORDER BY i.number`, sitting)
}

func insertService(tx *kernel.Tx, sitting string, s Service) error {
	_, err := tx.Exec(`INSERT INTO invitation_services (sitting, invitation, line, step, channel, at, by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		sitting, s.Invitation, tx.Seq(), s.Step, s.Channel, s.At, tx.By.ID)
	return err
}

func servicesOf(tx *kernel.Tx, sitting string) ([]Service, error) {
	return sqldb.All(tx.Tx, func(s *Service) []any { return []any{&s.Invitation, &s.Step, &s.Channel, &s.At, &s.Earlier} },
		`SELECT invitation, step, channel, at, line <= `+lastNotice+` FROM invitation_services WHERE sitting = $1 ORDER BY invitation, line`, sitting)
}

func insertNotice(tx *kernel.Tx, sitting string, n Notice) error {
	_, err := tx.Exec(`INSERT INTO sitting_notices (sitting, line, what, from_at, to_at, reason_ar, reason_en, reason_tr,
		decided_ar, decided_en, decided_tr, by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		sitting, tx.Seq(), n.What, n.From, n.To, n.Reason.Ar, n.Reason.En, n.Reason.Tr, n.DecidedBy.Ar, n.DecidedBy.En, n.DecidedBy.Tr, n.By, n.At)
	return err
}

func noticesOf(tx *kernel.Tx, sitting string) ([]Notice, error) {
	return sqldb.All(tx.Tx, func(n *Notice) []any {
		return []any{&n.What, &n.From, &n.To, &n.Reason.Ar, &n.Reason.En, &n.Reason.Tr, &n.DecidedBy.Ar, &n.DecidedBy.En, &n.DecidedBy.Tr, &n.By, &n.At}
	}, `SELECT what, from_at, to_at, reason_ar, reason_en, reason_tr, decided_ar, decided_en, decided_tr, by, at
		FROM sitting_notices WHERE sitting = $1 ORDER BY line`, sitting)
}

const changeColumns = `id, organisation, change, weight, reason, proposed_by, proposed_at, state, decided_by, decided_at`

func (c *RollChange) cols() []any {
	return []any{&c.ID, &c.Organisation, &c.Change, &c.Weight, &c.Reason, &c.ProposedBy, &c.ProposedAt, &c.State, &c.DecidedBy, &c.DecidedAt}
}

// insertChange keeps a proposed change; false if one of the same organisation
// is waiting.
func insertChange(tx *kernel.Tx, sitting string, c RollChange) (bool, error) {
	n, err := tx.Exec(`INSERT INTO roll_changes (sitting, `+changeColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT DO NOTHING`, sitting, c.ID, c.Organisation, c.Change, c.Weight, c.Reason, c.ProposedBy, c.ProposedAt, c.State, "", "")
	return n == 1, err
}

func decideChange(tx *kernel.Tx, c RollChange) error {
	_, err := tx.Exec(`UPDATE roll_changes SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1`, c.ID, c.State, c.DecidedBy, c.DecidedAt)
	return err
}

func changesOf(tx *kernel.Tx, sitting string) ([]RollChange, error) {
	return sqldb.All(tx.Tx, (*RollChange).cols, `SELECT `+changeColumns+` FROM roll_changes WHERE sitting = $1 ORDER BY id`, sitting)
}

func changeByID(tx *kernel.Tx, sitting, id string) (RollChange, error) {
	list, err := sqldb.All(tx.Tx, (*RollChange).cols, `SELECT `+changeColumns+` FROM roll_changes WHERE id = $1 AND sitting = $2`, id, sitting)
	if err != nil {
		return RollChange{}, err
	}
	return first(list, "assembly.no_such_change")
}

const objectionColumns = `id, organisation, about, reason, made_by, made_at, state, answer, decided_at`

func (o *Objection) cols() []any {
	return []any{&o.ID, &o.Organisation, &o.About, &o.Reason, &o.madeBy, &o.MadeAt, &o.State, &o.Answer, &o.DecidedAt}
}

func insertObjection(tx *kernel.Tx, sitting string, o Objection) error {
	_, err := tx.Exec(`INSERT INTO objections (sitting, decided_by, `+objectionColumns+`)
		VALUES ($1, '', $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		sitting, o.ID, o.Organisation, o.About, o.Reason, tx.By.ID, o.MadeAt, o.State, o.Answer, o.DecidedAt)
	return err
}

func decideObjection(tx *kernel.Tx, o Objection) error {
	_, err := tx.Exec(`UPDATE objections SET state = $2, answer = $3, decided_by = $4, decided_at = $5 WHERE id = $1`,
		o.ID, o.State, o.Answer, tx.By.ID, o.DecidedAt)
	return err
}

func objectionsOf(tx *kernel.Tx, sitting string) ([]Objection, error) {
	return sqldb.All(tx.Tx, (*Objection).cols, `SELECT `+objectionColumns+` FROM objections WHERE sitting = $1 ORDER BY id`, sitting)
}

func objectionByID(tx *kernel.Tx, sitting, id string) (Objection, error) {
	list, err := sqldb.All(tx.Tx, (*Objection).cols, `SELECT `+objectionColumns+` FROM objections WHERE id = $1 AND sitting = $2`, id, sitting)
	if err != nil {
		return Objection{}, err
	}
	return first(list, "assembly.no_such_objection")
}

// undecided counts the objections and the changes of the roll that wait.
func undecided(tx *kernel.Tx, sitting string) (objections, changes int, err error) {
	err = tx.One(`SELECT (SELECT count(*) FROM objections WHERE sitting = $1 AND state = 'waiting'),
		(SELECT count(*) FROM roll_changes WHERE sitting = $1 AND state = 'proposed')`, []any{sitting}, &objections, &changes)
	return objections, changes, err
}
