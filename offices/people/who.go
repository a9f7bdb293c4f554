package people

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// Prefs is what the surfaces need of a reader. Empty fields are left to them.
type Prefs struct {
	Lang, Digits string
	Zone         *time.Location // the federation's when the reader chose none
	Name         words.Local
}

// Who is who holds this session, with what they hold at this moment: two indexed
// reads for each request and nothing remembered between, so that what is revoked
// is revoked. A token that is unknown, or a session that is over, is nobody and
// no error. Once a minute it writes down that the session is in use.
func Who(ctx context.Context, k *kernel.Kernel, token string) (by kernel.Actor, prefs Prefs, err error) {
	var b bearer
	var now sqldb.Time
	err = k.Read(ctx, kernel.Actor{}, func(tx *kernel.Tx) error {
		now = tx.Now
		if b, err = readBearer(tx, hashOf(token)); err == nil && alive(b.session, now.Time) {
			prefs = Prefs{b.lang, b.digits, zoneOf(b.zone), b.name}
			by.ID = b.Person
			by.Grants, err = readHeld(tx, b.Person)
			return err
		}
		if err != nil && !errors.Is(err, sqldb.ErrNone) {
			return err
		}
		u, err := readFederation(tx)
		prefs.Zone = zoneOf(u.Zone)
		if errors.Is(err, sqldb.ErrNone) {
			return nil
		}
		return err
	})
	if err == nil && !by.Nobody() && !now.Before(b.Seen.Add(seenEvery)) {
		// Without this note the session only ends earlier.
		if _, err := kernel.Run(ctx, k, Seen, kernel.Self, "", Leaving{b.ID}); err != nil && ctx.Err() == nil {
			slog.Warn("a session's use was not written down", "err", err)
		}
	}
	return by, prefs, err
}
