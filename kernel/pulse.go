package kernel

import (
	"context"
	"strings"
	"time"
)

// pulse is a command like any other: it waits in the queue, and is written to the
// disk. What it writes is as large as a few votes, and differs each time.
var pulse = Command[None, None]{
	Name: "kernel.pulse", Who: "the house itself",
	Stream: func(None) string { return "kernel/pulse" },
	May:    func(*Tx, None) error { return nil },
	Do: func(tx *Tx, _ None) (None, error) {
		_, err := tx.Exec(`INSERT INTO pulse (one, at, filling) VALUES (1, $1, $2)
			ON CONFLICT (one) DO UPDATE SET at = excluded.at, filling = excluded.filling`, tx.Now, strings.Repeat(tx.Now.Format(time.StampMilli), 1000))
		return None{}, err
	},
}

// Pulse says whether the house can still write something down.
func (k *Kernel) Pulse(ctx context.Context) error {
	_, err := Run(ctx, k, pulse, Self, "", None{})
	return err
}
