package assembly

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

func insertFact(tx *kernel.Tx, f Fact) error {
	_, err := tx.Exec(`INSERT INTO presence_facts (sitting, line, mandate, person, what, channel, place, weight, how, at, by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		f.Sitting, f.Line, f.Mandate, f.Person, f.What, f.Channel, f.Place, f.Weight, f.How, f.At, tx.By.ID)
	return err
}

const factColumns = `line, sitting, mandate, person, what, channel, place, weight, how, at`

func (f *Fact) cols() []any {
	return []any{&f.Line, &f.Sitting, &f.Mandate, &f.Person, &f.What, &f.Channel, &f.Place, &f.Weight, &f.How, &f.At}
}

// presentAt are the arrivals that no departure had followed by a moment.
func presentAt(tx *kernel.Tx, sitting string, at sqldb.Time) ([]Fact, error) {
	return sqldb.All(tx.Tx, (*Fact).cols, `SELECT `+factColumns+` FROM presence_facts f WHERE sitting = $1 AND what = 'arrived' AND at <= $2
		AND NOT EXISTS (SELECT 1 FROM presence_facts g WHERE g.sitting = f.sitting AND g.mandate = f.mandate AND g.line > f.line AND g.at <= $2)
		ORDER BY line`, sitting, at)
}

func factsOf(tx *kernel.Tx, sitting string) ([]Fact, error) {
	return sqldb.All(tx.Tx, (*Fact).cols, `SELECT `+factColumns+` FROM presence_facts WHERE sitting = $1 ORDER BY line`, sitting)
}

func seatArrived(tx *kernel.Tx, mandate, channel, place string) error {
	_, err := tx.Exec(`UPDATE mandates SET present = TRUE, channel = $2, place = $3, since = $4 WHERE id = $1`, mandate, channel, place, tx.Now)
	return err
}

func seatLeft(tx *kernel.Tx, mandate string) error {
	_, err := tx.Exec(`UPDATE mandates SET present = FALSE, channel = '', place = '', since = '' WHERE id = $1`, mandate)
	return err
}

// count moves the counter of a channel.
func count(tx *kernel.Tx, sitting, channel string, mandates, weight int64) error {
	_, err := tx.Exec(`UPDATE presence_counts SET mandates = mandates + $3, weight = weight + $4 WHERE sitting = $1 AND channel = $2`,
		sitting, channel, mandates, weight)
	return err
}

func openCounts(tx *kernel.Tx, sitting string) error {
	_, err := tx.Exec(`INSERT INTO presence_counts (sitting, channel, mandates, weight) VALUES ($1, 'hall', 0, 0), ($1, 'remote', 0, 0), ($1, 'telephone', 0, 0)
		ON CONFLICT DO NOTHING`, sitting)
	return err
}

type channelCount struct {
	channel          string
	mandates, weight int64
}

func counts(tx *kernel.Tx, sitting string) ([]channelCount, error) {
	return sqldb.All(tx.Tx, func(c *channelCount) []any { return []any{&c.channel, &c.mandates, &c.weight} },
		`SELECT channel, mandates, weight FROM presence_counts WHERE sitting = $1 ORDER BY channel`, sitting)
}

func insertSheet(tx *kernel.Tx, sitting string, s Sheet) error {
	_, err := tx.Exec(`INSERT INTO attendance_sheets (sitting, call, line, hash, hall, remote, telephone, at, by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		sitting, s.Call, s.Line, s.Hash, s.Hall, s.Remote, s.Telephone, s.At, tx.By.ID)
	return err
}

// voidSheet forgets a sheet that was closed for a call that was put off.
func voidSheet(tx *kernel.Tx, sitting string, call int64) error {
	_, err := tx.Exec(`DELETE FROM attendance_sheets WHERE sitting = $1 AND call = $2`, sitting, call)
	return err
}

func sheetsOf(tx *kernel.Tx, sitting string) ([]Sheet, error) {
	return sqldb.All(tx.Tx, func(s *Sheet) []any {
		return []any{&s.Call, &s.Line, &s.Hash, &s.Hall, &s.Remote, &s.Telephone, &s.At}
	}, `SELECT call, line, hash, hall, remote, telephone, at FROM attendance_sheets WHERE sitting = $1 ORDER BY call`, sitting)
}

func insertGuest(tx *kernel.Tx, sitting string, g Guest) error {
	_, err := tx.Exec(`INSERT INTO guests (id, sitting, kind, name, of, arrived, left_at) VALUES ($1, $2, $3, $4, $5, $6, '')`,
		g.ID, sitting, g.Kind, g.Name, g.Of, g.Arrived)
	return err
}

func guestLeft(tx *kernel.Tx, sitting, id string) (int64, error) {
	return tx.Exec(`UPDATE guests SET left_at = $3 WHERE id = $2 AND sitting = $1 AND left_at = ''`, sitting, id, tx.Now)
}

func guestsOf(tx *kernel.Tx, sitting string) ([]Guest, error) {
	return sqldb.All(tx.Tx, func(g *Guest) []any { return []any{&g.ID, &g.Kind, &g.Name, &g.Of, &g.Arrived, &g.Left} },
		`SELECT id, kind, name, of, arrived, left_at FROM guests WHERE sitting = $1 ORDER BY id`, sitting)
}
