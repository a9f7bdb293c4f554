package assembly

import (
	"encoding/json"
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

const electionColumns = `poll, office, persons, carried, at, seated_at`

type electionRow struct {
	Election
	persons string
}

func (e *electionRow) cols() []any {
	return []any{&e.Poll, &e.Office, &e.persons, &e.Carried, &e.At, &e.SeatedAt}
}

func (e *electionRow) read() (Election, error) {
	return e.Election, json.Unmarshal([]byte(e.persons), &e.Persons)
}

// electionOf is the outcome of a poll that elected to an office of the sitting.
func electionOf(tx *kernel.Tx, sitting, poll string) (Election, error) {
	var e electionRow
	err := tx.One(`SELECT `+electionColumns+` FROM sitting_elections WHERE sitting = $1 AND poll = $2`, []any{sitting, poll}, e.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		return e.Election, kernel.RefuseField("poll", "assembly.no_such_election")
	}
	if err != nil {
		return e.Election, err
	}
	return e.read()
}

// electionsOf are the outcomes of a sitting, in their order.
func electionsOf(tx *kernel.Tx, sitting string) ([]Election, error) {
	rows, err := sqldb.All(tx.Tx, (*electionRow).cols, `SELECT `+electionColumns+` FROM sitting_elections WHERE sitting = $1 ORDER BY at, poll`, sitting)
	list := make([]Election, len(rows))
	for i := range rows {
		if err == nil {
			list[i], err = rows[i].read()
		}
	}
	return list, err
}

func insertElection(tx *kernel.Tx, sitting string, e Election) error {
	persons, err := json.Marshal(e.Persons)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO sitting_elections (sitting, poll, office, persons, carried, at, seated_at) VALUES ($1, $2, $3, $4, $5, $6, '')
		ON CONFLICT DO NOTHING`, sitting, e.Poll, e.Office, string(persons), e.Carried, e.At)
	return err
}

// electionSeated keeps that those elected have their office.
func electionSeated(tx *kernel.Tx, sitting, poll string) error {
	_, err := tx.Exec(`UPDATE sitting_elections SET seated_at = $3 WHERE sitting = $1 AND poll = $2`, sitting, poll, tx.Now)
	return err
}
