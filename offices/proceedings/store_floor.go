package proceedings

import (
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/queue"
)

const requestColumns = `id, sitting, item, mandate, kind, channel, state, asked, asked_at, asked_by, given, given_at, why, run_at,
	seconds, most, ended_at, guest_ar, guest_en, guest_tr, post_ar, post_en, post_tr`

func (r *Request) cols() []any {
	return []any{&r.ID, &r.Sitting, &r.Item, &r.Mandate, &r.Kind, &r.Channel, &r.State, &r.Asked, &r.AskedAt, &r.AskedBy,
		&r.Given, &r.GivenAt, &r.Why, &r.RunAt, &r.Seconds, &r.Limit, &r.EndedAt, &r.Guest.Ar, &r.Guest.En, &r.Guest.Tr,
		&r.Post.Ar, &r.Post.En, &r.Post.Tr}
}

func requestIn(tx *kernel.Tx, sitting, id string) (r Request, err error) {
	err = tx.One(`SELECT `+requestColumns+` FROM floor_requests WHERE id = $1 AND sitting = $2`, []any{id, sitting}, r.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		return r, kernel.Refuse(kernel.NotFound, "proceedings.no_such_request")
	}
	return r, err
}

// requestsIn are the requests of an item in a state, in the order of asking.
func requestsIn(tx *kernel.Tx, item, state string) ([]Request, error) {
	return sqldb.All(tx.Tx, (*Request).cols, `SELECT `+requestColumns+` FROM floor_requests
		WHERE item = $1 AND state = $2 ORDER BY asked, id`, item, state)
}

// speaking is the speech that is going on in a sitting; ok is false if none is.
func speaking(tx *kernel.Tx, sitting string) (r Request, ok bool, err error) {
	err = tx.One(`SELECT `+requestColumns+` FROM floor_requests WHERE sitting = $1 AND state = 'speaking'`, []any{sitting}, r.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		return Request{}, false, nil
	}
	return r, err == nil, err
}

// waitsFor is the request of a kind that a mandate has waiting on an item; ok is
// false if it has none.
func waitsFor(tx *kernel.Tx, item, mandate string, kind queue.Kind) (r Request, ok bool, err error) {
	err = tx.One(`SELECT `+requestColumns+` FROM floor_requests WHERE item = $1 AND mandate = $2 AND kind = $3 AND state = 'waiting'`,
		[]any{item, mandate, string(kind)}, r.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		return Request{}, false, nil
	}
	return r, err == nil, err
}

// insertRequest keeps a request; Conflict proceedings.id_taken where its id names
// another.
func insertRequest(tx *kernel.Tx, r Request) error {
	n, err := tx.Exec(`INSERT INTO floor_requests (`+requestColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
		$13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) ON CONFLICT (id) DO NOTHING`,
		r.ID, r.Sitting, r.Item, r.Mandate, string(r.Kind), r.Channel, r.State, r.Asked, r.AskedAt, r.AskedBy, r.Given, r.GivenAt,
		r.Why, r.RunAt, r.Seconds, r.Limit, r.EndedAt, r.Guest.Ar, r.Guest.En, r.Guest.Tr, r.Post.Ar, r.Post.En, r.Post.Tr)
	if err == nil && n == 0 {
		err = kernel.RefuseField("id", "proceedings.id_taken")
	}
	return err
}

func saveRequest(tx *kernel.Tx, r Request) error {
	_, err := tx.Exec(`UPDATE floor_requests SET channel = $2, state = $3, given = $4, given_at = $5, why = $6, run_at = $7,
		seconds = $8, most = $9, ended_at = $10 WHERE id = $1`,
		r.ID, r.Channel, r.State, r.Given, r.GivenAt, r.Why, r.RunAt, r.Seconds, r.Limit, r.EndedAt)
	return err
}

// lapseRequests ends what still waits when its item is finished.
func lapseRequests(tx *kernel.Tx, item string) error {
	_, err := tx.Exec(`UPDATE floor_requests SET state = 'lapsed', ended_at = $2 WHERE item = $1 AND state = 'waiting'`, item, tx.Now)
	return err
}

// speeches are those of a sitting that were given the floor, in that order.
func speeches(tx *kernel.Tx, sitting string) ([]Request, error) {
	return sqldb.All(tx.Tx, (*Request).cols, `SELECT `+requestColumns+` FROM floor_requests
		WHERE sitting = $1 AND given > 0 ORDER BY given`, sitting)
}
