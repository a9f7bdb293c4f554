package voting

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

const pollColumns = `id, sitting, item, key, question_ar, question_en, question_tr, kind, after, options, majority,
	article, elects, persons, quorum_kind, voters, changes, secret, status, quorum, opened_at, ends_at,
	turned_at, closed_at, announced_at, remote, ratifies, ratified_by, counts`

func (p *Poll) cols() []any {
	return []any{&p.ID, &p.Sitting, &p.Item, &p.Key, &p.Question.Ar, &p.Question.En, &p.Question.Tr, &p.Kind, &p.Then,
		asJSON{&p.Options}, asJSON{&p.Majority}, &p.Article, &p.Elects, asJSON{&p.Persons}, &p.QuorumKind, &p.Voters,
		&p.Changes, &p.Secret, &p.Status, &p.Quorum, &p.OpenedAt, &p.EndsAt, &p.TurnedAt, &p.ClosedAt, &p.AnnouncedAt,
		&p.Remote, &p.Ratifies, &p.RatifiedBy, &p.Counts}
}

func noPoll() error { return kernel.Refuse(kernel.NotFound, "voting.no_such_poll") }

func getPoll(tx *kernel.Tx, id string) (p Poll, err error) {
	err = tx.One(`SELECT `+pollColumns+` FROM polls WHERE id = $1`, []any{id}, p.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		return p, noPoll()
	}
	return p, err
}

// pollIn finds a poll of a sitting: the sitting in a request names the stream,
// so a poll of another one must not be reached through it.
func pollIn(tx *kernel.Tx, sitting, id string) (Poll, error) {
	p, err := getPoll(tx, id)
	if err == nil && p.Sitting != sitting {
		return Poll{}, noPoll()
	}
	return p, err
}

func pollsWhere(tx *kernel.Tx, sitting, condition string) ([]Poll, error) {
	return sqldb.All(tx.Tx, (*Poll).cols, `SELECT `+pollColumns+` FROM polls
		WHERE sitting = $1 AND `+condition+` ORDER BY made_at, id`, sitting)
}

// keyIsFree says whether no other poll of the sitting has the poll's key.
func keyIsFree(tx *kernel.Tx, p Poll) error {
	var taken int64
	err := tx.One(`SELECT count(*) FROM polls WHERE sitting = $1 AND key = $2 AND key <> '' AND id <> $3`,
		[]any{p.Sitting, p.Key, p.ID}, &taken)
	if err == nil && taken > 0 {
		return kernel.RefuseField("key", "voting.key_taken", words.Code(p.Key))
	}
	return err
}

// putPoll writes a draft, new or again; false if the poll is there and is no
// draft, or is another sitting's.
func putPoll(tx *kernel.Tx, p Poll) (bool, error) {
	n, err := tx.Exec(`INSERT INTO polls (id, sitting, item, key, question_ar, question_en, question_tr, kind, after, options,
		majority, article, elects, persons, quorum_kind, voters, changes, secret, status, made_at, signed_with, federation, quorum, opened_at,
		ends_at, turned_at, closed_at, announced_at, remote, ratifies, ratified_by, counts, result)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $18, $19, $13, $14, $15, $16, 'draft', $17, '', '', 0, '', '', '',
		'', '', '', $20, '', false, '')
		ON CONFLICT (id) DO UPDATE SET item = excluded.item, key = excluded.key, question_ar = excluded.question_ar,
		question_en = excluded.question_en, question_tr = excluded.question_tr, kind = excluded.kind, after = excluded.after,
		options = excluded.options, majority = excluded.majority, article = excluded.article,
		elects = excluded.elects, persons = excluded.persons, quorum_kind = excluded.quorum_kind,
		voters = excluded.voters, changes = excluded.changes, ratifies = excluded.ratifies
		WHERE polls.status = 'draft' AND polls.sitting = excluded.sitting`,
		p.ID, p.Sitting, p.Item, p.Key, p.Question.Ar, p.Question.En, p.Question.Tr, p.Kind, p.Then, asJSON{p.Options},
		asJSON{p.Majority}, p.Article, p.QuorumKind, p.Voters, p.Changes, p.Secret, tx.Now, p.Elects,
		asJSON{p.Persons}, p.Ratifies)
	return n > 0, err
}

// chooseKey lets the receipts of a poll be signed with the key that is the newest
// now, so that a vote need not ask for it. Older keys go on verifying.
func chooseKey(tx *kernel.Tx, poll string) error {
	newest, err := kernel.NewestKey(tx)
	if err != nil {
		return err
	}
	first, err := kernel.FirstKey(tx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE polls SET signed_with = $2, federation = $3 WHERE id = $1`, poll, newest, first)
	return err
}

// setPoll writes what changes in a poll after it was prepared.
func setPoll(tx *kernel.Tx, p Poll) error {
	_, err := tx.Exec(`UPDATE polls SET kind = $2, status = $3, quorum = $4, opened_at = $5, ends_at = $6, turned_at = $7,
		closed_at = $8, announced_at = $9, remote = $10, ratified_by = $11, counts = $12 WHERE id = $1`,
		p.ID, p.Kind, p.Status, p.Quorum, p.OpenedAt, p.EndsAt, p.TurnedAt, p.ClosedAt, p.AnnouncedAt, p.Remote,
		p.RatifiedBy, p.Counts)
	return err
}

// dropCall: the call of a mandate is over once something came of it.
func dropCall(tx *kernel.Tx, poll, mandate string) error {
	_, err := tx.Exec(`DELETE FROM poll_calls WHERE poll = $1 AND mandate = $2`, poll, mandate)
	return err
}

func putResult(tx *kernel.Tx, poll string, r Result) error {
	_, err := tx.Exec(`UPDATE polls SET result = $2 WHERE id = $1`, poll, asJSON{r})
	return err
}

func getResult(tx *kernel.Tx, poll string) (r Result, err error) {
	return r, tx.One(`SELECT result FROM polls WHERE id = $1`, []any{poll}, asJSON{&r})
}

// asJSON keeps a value as JSON in a TEXT column.
type asJSON struct{ v any }

// Value writes it.
func (j asJSON) Value() (driver.Value, error) {
	b, err := json.Marshal(j.v)
	return string(b), err
}

// Scan reads it into what v points to.
func (j asJSON) Scan(src any) error {
	switch s := src.(type) {
	case string:
		return json.Unmarshal([]byte(s), j.v)
	case []byte:
		return json.Unmarshal(s, j.v)
	}
	return fmt.Errorf("voting: %T is not JSON text", src)
}
