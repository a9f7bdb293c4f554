package outputs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/outputs"
	"ittihad/offices/people"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

func house() []kernel.Office {
	return []kernel.Office{people.Office(), members.Office(), assembly.Office(), voting.Office(), proceedings.Office(), outputs.Office(), cast}
}

var secretary = kernel.Actor{ID: "sec", Grants: []kernel.Grant{{Role: "secretary"}}}

// The organisations of the stage. h are in the hall, r remote, t on the
// telephone, x is not there; h2 and r2 are protected.
var roster = []string{"h1", "h2", "h3", "r1", "r2", "t1", "x1"}

func uuidOf(n int) string { return fmt.Sprintf("018f0000-0000-7000-8000-%012d", n) }

// stage sets up what the scripts play on: seven organisations with their
// delegates, an open sitting "s1" with six of them present, a draft "d1".
func stage(t *testing.T, k *kerneltest.Kernel) {
	t.Helper()
	k.Clock.Set(kerneltest.Start.AddDate(0, 0, -20))
	for n, name := range roster {
		enrol(t, k, n+1, name)
	}
	no, title := int64(0), words.Local{Ar: "الجلسة", En: "Sitting", Tr: "Oturum"}
	for _, id := range []string{"s1", "d1"} {
		_, err := kerneltest.Run(t, k, assembly.DraftSitting, secretary, assembly.Plan{ID: id, Kind: "ordinary", Title: title, Day: "2017-01-16",
			Hour: "11:00", Zone: "Europe/Istanbul", Place: words.Local{Ar: "إسطنبول"}, NoticeDays: &no})
		kerneltest.Must(t, 0, err)
	}
	_, err := kerneltest.Run(t, k, assembly.Convene, secretary, assembly.Convocation{Sitting: "s1"})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, assembly.Accept, secretary, assembly.Acceptance{Sitting: "s1", All: true})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, assembly.PostList, secretary, assembly.One{Sitting: "s1"})
	kerneltest.Must(t, 0, err)
	k.Clock.Set(kerneltest.Start)
	for n, name := range roster {
		if channel := channels[name[0]]; channel != "" {
			_, err := kerneltest.Run(t, k, assembly.Arrive, secretary, assembly.Arrival{Sitting: "s1", Number: int64(n) + 1, Channel: channel})
			kerneltest.Must(t, 0, err)
		}
	}
	_, err = kerneltest.Run(t, k, assembly.OpenSitting, secretary, assembly.Opening{Sitting: "s1"})
	kerneltest.Must(t, 0, err)
}

var channels = map[byte]string{'h': assembly.Hall, 'r': assembly.Remote, 't': assembly.Telephone}

func enrol(t *testing.T, k *kerneltest.Kernel, n int, name string) {
	t.Helper()
	id, person := uuidOf(n), uuidOf(100+n)
	_, err := kerneltest.Run(t, k, people.Register, secretary, people.Registration{ID: person, Name: words.Local{Ar: "Person " + name, En: "Person " + name}})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, members.Register, secretary, members.Entry{ID: id, Number: int64(n), Name: words.Local{Ar: "منظمة " + name,
		En: "Organisation " + name}, Aims: "Aims " + name, DecidedBy: "council", Reason: "admitted", On: "2016-01-01", Anyway: true})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, members.DecideStanding, secretary, members.Standing{ID: id, Standing: members.Active, Since: "2016-02-01",
		Reason: "admitted", DecidedBy: "council"})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, members.SetRepresentative, secretary, members.Naming{ID: id, Person: person, Since: "2016-02-01"})
	kerneltest.Must(t, 0, err)
	if !strings.HasSuffix(name, "2") {
		_, err = kerneltest.Run(t, k, members.Protect, secretary, members.Protection{ID: id, How: "letter"})
		kerneltest.Must(t, 0, err)
	}
}

// cast tells scripts who is who: m is the mandate of an organisation, pm its
// delegate, cm its code.
var cast = kernel.Office{Name: "stage", UseCases: []kernel.UseCase{kernel.Query[kernel.None, map[string]string]{
	Name: "stage.cast", Who: "anyone who is signed in", May: func(*kernel.Tx, kernel.None) error { return nil },
	Do: func(tx *kernel.Tx, _ kernel.None) (map[string]string, error) {
		type row struct{ mandate, organisation, person string }
		rows, err := sqldb.All(tx.Tx, func(r *row) []any { return []any{&r.mandate, &r.organisation, &r.person} },
			`SELECT id, organisation, holder FROM mandates WHERE sitting = 's1' ORDER BY number`)
		m := map[string]string{"s": "s1", "d": "d1"}
		for i, r := range rows {
			o, err := members.Get(tx, r.organisation)
			if err != nil {
				return nil, err
			}
			m[roster[i]], m["p"+roster[i]], m["c"+roster[i]] = r.mandate, r.person, o.Code
		}
		return m, err
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

func TestScripts(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	if len(files) == 0 {
		t.Fatal("no scripts in testdata")
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		kerneltest.Must(t, text, err)
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
				stage(t, k)
				kerneltest.Script(t, k, f, prelude()+string(text))
			})
		})
	}
}
