package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"ittihad/kernel/sqldb"
)

type dueThing struct {
	key     string
	at      sqldb.Time
	command string
	input   string
}

// RunDue runs the due things whose moment has come and returns their number.
// Two nodes may try the same one: its key makes it happen once.
func (k *Kernel) RunDue(ctx context.Context) (n int, err error) {
	var list []dueThing
	err = k.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(tx, func(d *dueThing) []any { return []any{&d.key, &d.at, &d.command, &d.input} },
			`SELECT key, at, command, input FROM due WHERE at <= $1 ORDER BY at LIMIT 100`, k.now())
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, d := range list {
		if e := k.runDue(ctx, d); e != nil { // the others need not wait for this one
			err = errors.Join(err, fmt.Errorf("%s: %w", d.key, e))
			continue
		}
		n++
	}
	return n, err
}

// runDue runs one. If we crash between the command and the DELETE, the next try
// gets the first answer and deletes it.
func (k *Kernel) runDue(ctx context.Context, d dueThing) error {
	u := k.UseCase(d.command)
	if u == nil {
		return fmt.Errorf("nothing is called %q", d.command)
	}
	once := fmt.Sprintf("%012x/due/%s", d.at.UnixMilli(), d.key)
	err := guarded(d.command, func() error {
		_, err := u.Call(ctx, k, Self, once, func(in any) error { return json.Unmarshal([]byte(d.input), in) })
		return err
	})
	if err != nil && Refusal(err) == nil {
		return err
	} else if err != nil { // what was to happen has happened otherwise
		slog.Info("a due thing was refused", "key", d.key, "refusal", err)
	}
	return k.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`DELETE FROM due WHERE key = $1 AND at = $2`, d.key, d.at)
		return err
	})
}

// answersKept is how long the answer to a repeated request is kept after its
// stream last grew: as long as a sitting lasts, and 30 days.
const answersKept = 30 * 24 * 3600 // seconds

func (k *Kernel) forget(ctx context.Context) error {
	before := sqldb.Time{Time: k.now().Add(-answersKept * 1e9)}
	return k.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`DELETE FROM replies WHERE at < $1
			AND NOT EXISTS (SELECT 1 FROM streams s WHERE s.stream = replies.stream AND s.at >= $1)`, before)
		return err
	})
}
