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
	by, prefs, b, err := look(ctx, k, token)
	if err == nil && !by.Nobody() && !k.Now().Before(b.Seen.Add(seenEvery)) {
		// Without this note the session only ends earlier.
		if _, err := kernel.Run(ctx, k, Seen, kernel.Self, "", Leaving{b.ID}); err != nil && ctx.Err() == nil {
			slog.Warn("a session's use was not written down", "err", err)
		}
	}
	return by, prefs, err
}

// Watch is Who for a page that stands open: nobody does anything with the
// session, so that it ends unused all the same.
func Watch(ctx context.Context, k *kernel.Kernel, token string) (kernel.Actor, Prefs, error) {
	by, prefs, _, err := look(ctx, k, token)
	return by, prefs, err
}

// AccessStream grows whenever a session ends or a right is given or taken.
const AccessStream = accessStream

func look(ctx context.Context, k *kernel.Kernel, token string) (by kernel.Actor, prefs Prefs, b bearer, err error) {
	err = k.Read(ctx, kernel.Actor{}, func(tx *kernel.Tx) error {
		if b, err = readBearer(tx, hashOf(token)); err == nil && alive(b.session, tx.Now.Time) {
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
	return by, prefs, b, err
}
