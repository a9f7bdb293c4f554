package voting

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/tally"
)

const pollColumns = `id, sitting, item, key, question_ar, question_en, question_tr, kind, after, options, majority,
	article_ar, article_en, article_tr, quorum_kind, voters, changes, secret, status, quorum, opened_at, ends_at,
	turned_at, closed_at, announced_at, remote, ratified_by, counts`

func (p *Poll) cols() []any {
	return []any{&p.ID, &p.Sitting, &p.Item, &p.Key, &p.Question.Ar, &p.Question.En, &p.Question.Tr, &p.Kind, &p.Then,
		asJSON{&p.Options}, asJSON{&p.Majority}, &p.Article.Ar, &p.Article.En, &p.Article.Tr, &p.QuorumKind, &p.Voters,
		&p.Changes, &p.Secret, &p.Status, &p.Quorum, &p.OpenedAt, &p.EndsAt, &p.TurnedAt, &p.ClosedAt, &p.AnnouncedAt,
		&p.Remote, &p.RatifiedBy, &p.Counts}
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

// putPoll writes a draft, new or again; it reports false if the poll is there
// and no longer a draft, or its key is another poll's.
func putPoll(tx *kernel.Tx, p Poll) (bool, error) {
	var taken int64
	if err := tx.One(`SELECT count(*) FROM polls WHERE sitting = $1 AND key = $2 AND key <> '' AND id <> $3`,
		[]any{p.Sitting, p.Key, p.ID}, &taken); err != nil || taken > 0 {
		return false, errors.Join(err, refuseIf(taken > 0, kernel.RefuseField("key", "voting.key_taken", p.Key)))
	}
	n, err := tx.Exec(`INSERT INTO polls (id, sitting, item, key, question_ar, question_en, question_tr, kind, after, options,
		majority, article_ar, article_en, article_tr, quorum_kind, voters, changes, secret, status, made_at, quorum, opened_at,
		ends_at, turned_at, closed_at, announced_at, remote, ratified_by, counts, result)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 'draft', $19, '', '', '', '',
		'', '', '', '', false, '')
		ON CONFLICT (id) DO UPDATE SET item = excluded.item, key = excluded.key, question_ar = excluded.question_ar,
		question_en = excluded.question_en, question_tr = excluded.question_tr, kind = excluded.kind, after = excluded.after,
		options = excluded.options, majority = excluded.majority, article_ar = excluded.article_ar,
		article_en = excluded.article_en, article_tr = excluded.article_tr, quorum_kind = excluded.quorum_kind,
		voters = excluded.voters, changes = excluded.changes
		WHERE polls.status = 'draft' AND polls.sitting = excluded.sitting`,
		p.ID, p.Sitting, p.Item, p.Key, p.Question.Ar, p.Question.En, p.Question.Tr, p.Kind, p.Then, asJSON{p.Options},
		asJSON{p.Majority}, p.Article.Ar, p.Article.En, p.Article.Tr, p.QuorumKind, p.Voters, p.Changes, p.Secret, tx.Now)
	return n > 0, err
}

// setPoll writes what changes in a poll after it was prepared.
func setPoll(tx *kernel.Tx, p Poll) error {
	_, err := tx.Exec(`UPDATE polls SET kind = $2, status = $3, quorum = $4, opened_at = $5, ends_at = $6, turned_at = $7,
		closed_at = $8, announced_at = $9, remote = $10, ratified_by = $11, counts = $12 WHERE id = $1`,
		p.ID, p.Kind, p.Status, p.Quorum, p.OpenedAt, p.EndsAt, p.TurnedAt, p.ClosedAt, p.AnnouncedAt, p.Remote,
		p.RatifiedBy, p.Counts)
	return err
}

func putResult(tx *kernel.Tx, poll string, r Result) error {
	_, err := tx.Exec(`UPDATE polls SET result = $2 WHERE id = $1`, poll, asJSON{r})
	return err
}

func getResult(tx *kernel.Tx, poll string) (r Result, err error) {
	return r, tx.One(`SELECT result FROM polls WHERE id = $1`, []any{poll}, asJSON{&r})
}

// putBases freezes what a decision stands on: the channels, and the sitting.
func putBases(tx *kernel.Tx, poll string, channels map[string]int64, b tally.Bases, call tally.Call) error {
	rows := [][]any{{poll, "", b.Present, b.Entitled, b.Active, int64(call)}}
	for ch, n := range channels {
		rows = append(rows, []any{poll, ch, n, int64(0), int64(0), int64(0)})
	}
	tx.Put(`INSERT INTO bases (poll, channel, present, entitled, active, call) VALUES ROWS`, rows[0]...)
	for _, r := range rows[1:] {
		tx.Put(`INSERT INTO bases (poll, channel, present, entitled, active, call) VALUES ROWS`, r...)
	}
	return nil
}

// getBases reads what putBases froze.
func getBases(tx *kernel.Tx, poll string) (channels map[string]int64, b tally.Bases, call tally.Call, err error) {
	type row struct {
		channel string
		tally.Bases
		call int64
	}
	rows, err := sqldb.All(tx.Tx, func(r *row) []any { return []any{&r.channel, &r.Present, &r.Entitled, &r.Active, &r.call} },
		`SELECT channel, present, entitled, active, call FROM bases WHERE poll = $1`, poll)
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

// newestKey is the id of the key that signs now, and first that of the
// federation's first key, by which its receipts name it.
func newestKey(tx *kernel.Tx) (newest, first string, err error) {
	return newest, first, tx.One(`SELECT (SELECT id FROM signing_keys ORDER BY made DESC, id DESC LIMIT 1),
		(SELECT id FROM signing_keys ORDER BY made, id LIMIT 1)`, nil, &newest, &first)
}

// publicKeys are all keys that ever signed receipts.
func publicKeys(tx *kernel.Tx) ([][]byte, error) {
	return sqldb.All(tx.Tx, func(b *[]byte) []any { return []any{b} }, `SELECT public FROM signing_keys`)
}

func refuseIf(yes bool, err error) error {
	if yes {
		return err
	}
	return nil
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
