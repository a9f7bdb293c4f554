package assembly

import (
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

type electionRow struct {
	Election
	persons string // their ids, with spaces between
}

func (e *electionRow) cols() []any {
	return []any{&e.Poll, &e.Office, &e.persons, &e.Carried, &e.At, &e.SeatedAt}
}

// electionsOf are the outcomes of a sitting's elections, in their order.
func electionsOf(tx *kernel.Tx, sitting string) (list []Election, err error) {
	return list, sqldb.Each(tx.Tx, (*electionRow).cols, func(e electionRow) error {
		e.Persons = strings.Fields(e.persons)
		list = append(list, e.Election)
		return nil
	}, `SELECT poll, office, persons, carried, at, seated_at FROM sitting_elections WHERE sitting = $1 ORDER BY at, poll`, sitting)
}

func insertElection(tx *kernel.Tx, sitting string, e Election) error {
	_, err := tx.Exec(`INSERT INTO sitting_elections (sitting, poll, office, persons, carried, at, seated_at) VALUES ($1, $2, $3, $4, $5, $6, '')
		ON CONFLICT DO NOTHING`, sitting, e.Poll, e.Office, strings.Join(e.Persons, " "), e.Carried, tx.Now)
	return err
}

// electionSeated keeps that those elected have their office.
func electionSeated(tx *kernel.Tx, sitting, poll string) error {
	_, err := tx.Exec(`UPDATE sitting_elections SET seated_at = $3 WHERE sitting = $1 AND poll = $2`, sitting, poll, tx.Now)
	return err
}
