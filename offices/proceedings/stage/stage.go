// Package stage is what the tests of the floor and of the outputs play on: seven
// organisations with their delegates, an open sitting with six of them present,
// and a draft. It is for tests alone.
package stage

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/people"
	"ittihad/offices/voting"
)

// House is the offices above the proceedings, those that are tested, and the one
// that tells scripts who is who.
func House(tested ...kernel.Office) []kernel.Office {
	return append([]kernel.Office{people.Office(), members.Office(), assembly.Office(), voting.Office(), cast}, tested...)
}

// Who acts: the secretary prepares the stage, and the chair leads on it.
var (
	Secretary = kernel.Actor{ID: "sec", Grants: []kernel.Grant{{Role: "secretary"}}}
	Chair     = kernel.Actor{ID: uuidOf(900), Grants: []kernel.Grant{{Role: "chair", Scope: "sitting/s1"}}}
)

// Delegate is the actor for an organisation, from 0.
func Delegate(n int) kernel.Actor { return kernel.Actor{ID: uuidOf(101 + n)} }

// The organisations of the stage. h are in the hall, r remote, t on the
// telephone, x is not there; h2 and r2 are protected.
var roster = []string{"h1", "h2", "h3", "r1", "r2", "t1", "x1"}

func uuidOf(n int) string { return fmt.Sprintf("018f0000-0000-7000-8000-%012d", n) }

// Set sets the stage: the sitting "s1" is open, "d1" is a draft.
func Set(t *testing.T, k *kerneltest.Kernel) {
	t.Helper()
	k.Clock.Set(kerneltest.Start.AddDate(0, 0, -20))
	for n, name := range roster {
		enrol(t, k, n+1, name)
	}
	no, title := int64(0), words.Local{Ar: "الجلسة", En: "Sitting", Tr: "Oturum"}
	for _, id := range []string{"s1", "d1"} {
		_, err := kerneltest.Run(t, k, assembly.DraftSitting, Secretary, assembly.Plan{ID: id, Kind: "ordinary", Title: title, Day: "2017-01-16",
			Hour: "11:00", Zone: "Europe/Istanbul", Place: words.Local{Ar: "إسطنبول"}, NoticeDays: &no})
		kerneltest.Must(t, 0, err)
	}
	_, err := kerneltest.Run(t, k, assembly.Convene, Secretary, assembly.Convocation{Sitting: "s1"})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, assembly.Accept, Secretary, assembly.Acceptance{Sitting: "s1", All: true})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, assembly.PostList, Secretary, assembly.One{Sitting: "s1"})
	kerneltest.Must(t, 0, err)
	k.Clock.Set(kerneltest.Start)
	for n, name := range roster {
		if channel := channels[name[0]]; channel != "" {
			_, err := kerneltest.Run(t, k, assembly.Arrive, Secretary, assembly.Arrival{Sitting: "s1", Number: int64(n) + 1, Channel: channel})
			kerneltest.Must(t, 0, err)
		}
	}
	_, err = kerneltest.Run(t, k, assembly.OpenSitting, Secretary, assembly.Opening{Sitting: "s1"})
	kerneltest.Must(t, 0, err)
}

var channels = map[byte]string{'h': assembly.Hall, 'r': assembly.Remote, 't': assembly.Telephone}

func enrol(t *testing.T, k *kerneltest.Kernel, n int, name string) {
	t.Helper()
	id, person := uuidOf(n), uuidOf(100+n)
	_, err := kerneltest.Run(t, k, people.Register, Secretary, people.Registration{ID: person, Name: words.Local{Ar: "Person " + name, En: "Person " + name}})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, members.Register, Secretary, members.Entry{ID: id, Number: int64(n), Name: words.Local{Ar: "منظمة " + name,
		En: "Organisation " + name}, Aims: "Aims " + name, DecidedBy: "council", Reason: "admitted", On: "2016-01-01", Anyway: true})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, members.DecideStanding, Secretary, members.Standing{ID: id, Standing: members.Active, Since: "2016-02-01",
		Reason: "admitted", DecidedBy: "council"})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, members.SetRepresentative, Secretary, members.Naming{ID: id, Person: person, Since: "2016-02-01"})
	kerneltest.Must(t, 0, err)
	if !strings.HasSuffix(name, "2") {
		_, err = kerneltest.Run(t, k, members.Protect, Secretary, members.Protection{ID: id, How: "letter"})
		kerneltest.Must(t, 0, err)
	}
}

// cast tells scripts who is who: m is the mandate of an organisation, pm its
// delegate, cm its code.
var cast = kernel.Office{Name: "stage", UseCases: []kernel.UseCase{kernel.Query[kernel.None, map[string]string]{
	Name: "stage.cast", Who: "anyone who is signed in", May: func(*kernel.Tx, kernel.None) error { return nil },
	Do: func(tx *kernel.Tx, _ kernel.None) (map[string]string, error) {
		m := map[string]string{"s": "s1", "d": "d1"}
		for i, name := range roster {
			v, err := assembly.VoterFor(tx, "s1", Delegate(i).ID)
			if err != nil {
				return nil, err
			}
			o, err := members.Get(tx, v.Organisation)
			if err != nil {
				return nil, err
			}
			m[name], m["p"+name], m["c"+name] = v.Mandate, v.Person, o.Code
		}
		return m, nil
	},
}}}

// prelude keeps the cast for a script.
func prelude() string {
	names := []string{"s", "d"}
	for _, name := range roster {
		names = append(names, name, "p"+name, "c"+name)
	}
	lines := "as stage\nsee stage.cast\n"
	for _, name := range names {
		lines += "keep " + name + " " + name + "\n"
	}
	return lines
}

// Scripts runs the scripts of an office's testdata, each on a stage of its own.
func Scripts(t *testing.T, tested ...kernel.Office) {
	t.Helper()
	files, _ := filepath.Glob("testdata/*.txt")
	if len(files) == 0 {
		t.Fatal("no scripts in testdata")
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		kerneltest.Must(t, text, err)
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			kerneltest.Each(t, House(tested...), func(t *testing.T, k *kerneltest.Kernel) {
				Set(t, k)
				kerneltest.Script(t, k, f, prelude()+string(text))
			})
		})
	}
}

// Seat seats the officers whom the opening must have, the chair first.
func Seat(t *testing.T, k *kerneltest.Kernel) {
	t.Helper()
	_, err := kerneltest.Run(t, k, people.Register, Secretary, people.Registration{ID: Chair.ID, Name: words.Local{Ar: "رئيس", En: "Chair"}})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, assembly.SeatOfficers, Secretary, assembly.Seating{Sitting: "s1", How: "acclamation", Chair: Chair.ID,
		Rapporteur: uuidOf(102), Tellers: []string{uuidOf(103), uuidOf(104)}, Drafting: []string{uuidOf(105)}})
	kerneltest.Must(t, 0, err)
}
