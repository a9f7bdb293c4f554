package kernel

import (
	"context"
	"strings"
	"time"

	"ittihad/kernel/sqldb"
)

// fileWaits is how long a file may be kept before the command that names it.
const fileWaits = 24 * time.Hour

// SweepFiles removes the files that no office has named within a day: their
// command failed, or what named them is gone. now is the machine's time, by
// which the disk reckons.
func (k *Kernel) SweepFiles(ctx context.Context, now time.Time) error {
	named := map[string]bool{}
	err := k.Read(ctx, Self, func(tx *Tx) error {
		for _, o := range k.Offices {
			for _, f := range o.Files {
				table, column, _ := strings.Cut(f, ".")
				note := func(hash string) error { named[hash] = true; return nil }
				if err := sqldb.Each(tx.Tx, func(s *string) []any { return []any{s} }, note, `SELECT `+column+` FROM `+table); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return k.Blobs.SweepUnnamed(now.Add(-fileWaits), named)
}
