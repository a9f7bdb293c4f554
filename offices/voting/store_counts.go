package voting

import (
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/tally"
)

func (e *Entry) cols() []any { return []any{&e.Poll, &e.Mandate, &e.Teller, &e.Choice, &e.At} }

func entryOf(tx *kernel.Tx, poll, mandate string) (e Entry, ok bool, err error) {
	err = tx.One(`SELECT poll, mandate, teller, choice, at FROM poll_entries WHERE poll = $1 AND mandate = $2`,
		[]any{poll, mandate}, e.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		return e, false, nil
	}
	return e, err == nil, err
}

// entriesOf are the entries that wait for a second teller, by mandate. One whose
// mandate has voted meanwhile waits for nobody.
func entriesOf(tx *kernel.Tx, poll string) (map[string]Entry, error) {
	m := map[string]Entry{}
	err := sqldb.Each(tx.Tx, (*Entry).cols, func(e Entry) error { m[e.Mandate] = e; return nil },
		`SELECT poll, mandate, teller, choice, at FROM poll_entries e WHERE poll = $1 AND NOT EXISTS
		(SELECT 1 FROM ballots b WHERE b.poll = e.poll AND b.mandate = e.mandate AND b.at >= e.at)`, poll)
	return m, err
}

func putEntry(tx *kernel.Tx, e Entry) error {
	_, err := tx.Exec(`INSERT INTO poll_entries (poll, mandate, teller, choice, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (poll, mandate) DO UPDATE SET teller = excluded.teller, choice = excluded.choice, at = excluded.at`,
		e.Poll, e.Mandate, e.Teller, e.Choice, e.At)
	return err
}

func dropEntry(tx *kernel.Tx, poll, mandate string) error {
	_, err := tx.Exec(`DELETE FROM poll_entries WHERE poll = $1 AND mandate = $2`, poll, mandate)
	return err
}

func dropEntries(tx *kernel.Tx, poll string) error {
	_, err := tx.Exec(`DELETE FROM poll_entries WHERE poll = $1`, poll)
	return err
}

// noteCall keeps who calls a mandate now.
func noteCall(tx *kernel.Tx, poll, mandate string) error {
	_, err := tx.Exec(`INSERT INTO poll_calls (poll, mandate, teller, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (poll, mandate) DO UPDATE SET teller = excluded.teller, at = excluded.at`, poll, mandate, tx.By.ID, tx.Now)
	return err
}

// callsOf are the last calls of a poll, by mandate.
func callsOf(tx *kernel.Tx, poll string) (map[string]Entry, error) {
	m := map[string]Entry{}
	err := sqldb.Each(tx.Tx, (*Entry).cols, func(e Entry) error { m[e.Mandate] = e; return nil },
		`SELECT poll, mandate, teller, '', at FROM poll_calls WHERE poll = $1`, poll)
	return m, err
}

// agreed is the teller of the count on which both agreed.
const agreed = ""

func (c *CardCount) cols() []any { return []any{&c.Poll, &c.Teller, asJSON{&c.Choices}, &c.At} }

// cardCounts are the counts of the hall, by teller.
func cardCounts(tx *kernel.Tx, poll string) (map[string]CardCount, error) {
	m := map[string]CardCount{}
	err := sqldb.Each(tx.Tx, (*CardCount).cols, func(c CardCount) error { m[c.Teller] = c; return nil },
		`SELECT poll, teller, cards, at FROM card_counts WHERE poll = $1`, poll)
	return m, err
}

func putCards(tx *kernel.Tx, c CardCount) error {
	_, err := tx.Exec(`INSERT INTO card_counts (poll, teller, cards, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (poll, teller) DO UPDATE SET cards = excluded.cards, at = excluded.at`, c.Poll, c.Teller, asJSON{c.Choices}, c.At)
	return err
}

func dropCards(tx *kernel.Tx, poll string) error {
	if _, err := tx.Exec(`DELETE FROM card_counts WHERE poll = $1`, poll); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM carded WHERE poll = $1`, poll)
	return err
}

func putCarded(tx *kernel.Tx, poll string, mandates []string) error {
	rows := make([][]any, len(mandates))
	for i, m := range mandates {
		rows[i] = []any{poll, m}
	}
	return tx.Bulk(`INSERT INTO carded (poll, mandate) VALUES ROWS`, rows)
}

// carded are the mandates that had a card when the hall was counted.
func carded(tx *kernel.Tx, poll string) (map[string]bool, error) {
	m := map[string]bool{}
	err := sqldb.Each(tx.Tx, func(s *string) []any { return []any{s} }, func(s string) error { m[s] = true; return nil },
		`SELECT mandate FROM carded WHERE poll = $1`, poll)
	return m, err
}

func isCarded(tx *kernel.Tx, poll, mandate string) (bool, error) {
	var n int64
	err := tx.One(`SELECT count(*) FROM carded WHERE poll = $1 AND mandate = $2`, []any{poll, mandate}, &n)
	return n > 0, err
}

func putObjection(tx *kernel.Tx, poll, mandate, organisation string) error {
	_, err := tx.Exec(`INSERT INTO poll_objections (poll, mandate, organisation, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, poll, mandate, organisation, tx.Now)
	return err
}

func putReservation(tx *kernel.Tx, poll string, r Reservation) error {
	_, err := tx.Exec(`INSERT INTO poll_reservations (poll, mandate, organisation, text, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (poll, mandate) DO UPDATE SET text = excluded.text, at = excluded.at`,
		poll, r.Mandate, r.Organisation, r.Text, r.At)
	return err
}

func (r *Reservation) cols() []any { return []any{&r.Mandate, &r.Organisation, &r.Text, &r.At} }

func reservations(tx *kernel.Tx, poll string) ([]Reservation, error) {
	return sqldb.All(tx.Tx, (*Reservation).cols, `SELECT mandate, organisation, text, at FROM poll_reservations
		WHERE poll = $1 ORDER BY at, mandate`, poll)
}

func objectors(tx *kernel.Tx, poll string) ([]Reservation, error) {
	return sqldb.All(tx.Tx, (*Reservation).cols, `SELECT mandate, organisation, '', at FROM poll_objections
		WHERE poll = $1 ORDER BY at, mandate`, poll)
}

// putBases freezes what a decision stands on: the weight entitled in each
// channel, and the numbers of the sitting.
func putBases(tx *kernel.Tx, poll string, channels map[string]int64, b tally.Bases, call tally.Call) {
	const insert = `INSERT INTO poll_bases (poll, channel, present, entitled, active, call) VALUES ROWS`
	tx.Put(insert, poll, "", b.Present, b.Entitled, b.Active, int64(call))
	for ch, n := range channels {
		tx.Put(insert, poll, ch, n, int64(0), int64(0), int64(0))
	}
}

// getBases reads what putBases froze.
func getBases(tx *kernel.Tx, poll string) (channels map[string]int64, b tally.Bases, call tally.Call, err error) {
	type row struct {
		channel string
		tally.Bases
		call int64
	}
	rows, err := sqldb.All(tx.Tx, func(r *row) []any { return []any{&r.channel, &r.Present, &r.Entitled, &r.Active, &r.call} },
		`SELECT channel, present, entitled, active, call FROM poll_bases WHERE poll = $1`, poll)
	channels = map[string]int64{}
	for _, r := range rows {
		if r.channel == "" {
			b, call = r.Bases, tally.Call(r.call)
			continue
		}
		channels[r.channel] = r.Present
	}
	return channels, b, call, err
}
