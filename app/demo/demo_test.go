package demo_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ittihad/app/demo"
	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/outputs"
	"ittihad/offices/people"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

func open(t *testing.T, dialect string) (*kernel.Kernel, *demo.Clock) {
	clock := &demo.Clock{}
	k, err := kernel.Open(t.Context(), kernel.Options{DB: kerneltest.Database(t, dialect), Blobs: filepath.Join(t.TempDir(), "blobs"), Now: clock.Now},
		[]kernel.Office{people.Office(), members.Office(), assembly.Office(), voting.Office(), proceedings.Office(), outputs.Office(),
			demo.Office(func() []demo.Door { return nil })})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	return k, clock
}

// The whole assembly, from the roll to the announced result, comes to the
// figures that were reported.
func TestReplay(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			k, clock := open(t, dialect)
			got, err := demo.New(t.Context(), k, clock).Replay()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(demo.Reported(), got); diff != "" {
				t.Error(diff)
			}
			if err := got.Check(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A figure that is wrong is told.
func TestCheckTells(t *testing.T) {
	f := demo.Reported()
	f.Outputs--
	f.Polls[0].Channels["remote"] = demo.Channel{Entitled: 29, Yes: 10, NotCast: 19}
	if f.Check() == nil {
		t.Error("wrong figures passed")
	}
}
