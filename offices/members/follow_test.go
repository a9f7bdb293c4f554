package members

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
)

// An import that was begun goes on by itself: the house reads, checks when it is
// told to, and switches; a house that was closed in the middle goes on where it
// stood, and what was read twice is kept once.
func TestAnImportGoesOnAfterARestart(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			k := kerneltest.Open(t, dialect, both())
			var text strings.Builder
			text.WriteString("name_ar\n")
			for i := range 3 * stageRows {
				fmt.Fprintf(&text, "منظمة رقم %d\n", i)
			}
			hash, _, err := k.Blobs.Put(strings.NewReader(text.String()), 1<<20)
			kerneltest.Must(t, 0, err)
			in, err := kerneltest.Run(t, k, ImportBegin, keeper, Upload{File: hash, FileName: "roll.csv"})
			kerneltest.Must(t, 0, err)
			now := func() (p Progress) {
				t.Helper()
				p, err := standsAt(t.Context(), k.Kernel, in.ID)
				return kerneltest.Must(t, p, err)
			}
			for n := int64(1); n <= 2; n++ { // two steps, each by a house that knows nothing of the other
				im := newImporter()
				kerneltest.Must(t, 0, im.carry(t.Context(), k.Kernel, now()))
				if p := now(); p.Total != n*stageRows || p.State != Reading {
					t.Fatalf("%+v", p)
				}
				im.done(in.ID)
			}
			kerneltest.Must(t, 0, k.Attend())
			wait := func(state string) {
				t.Helper()
				for range 600 {
					p := now()
					if p.State == state {
						return
					}
					if p.State == Failed {
						t.Fatalf("%+v", p.Problem)
					}
					time.Sleep(50 * time.Millisecond)
				}
				t.Fatalf("it stands: %+v", now())
			}
			wait(Mapping)
			_, err = kerneltest.Run(t, k, ImportColumns, keeper, Columns{ID: in.ID})
			kerneltest.Must(t, 0, err)
			wait(Checked)
			_, err = kerneltest.Run(t, k, ImportSwitch, keeper, in)
			kerneltest.Must(t, 0, err)
			wait(Done)
			c, err := kernel.Ask(t.Context(), k.Kernel, SeeCounts, keeper, kernel.None{})
			if kerneltest.Must(t, c, err).OnRoll != 3*stageRows {
				t.Errorf("%d organisations, want %d", c.OnRoll, 3*stageRows)
			}
		})
	}
}
