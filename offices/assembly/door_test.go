package assembly_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/pure/tally"
)

// Whoever holds the printed list can write the frozen roll again and gets its
// hash: nothing of this is shared with the program.
func TestTheHashIsThatOfThePrintedList(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		convened(t, k, 5)
		reader := kernel.Actor{ID: "ann"}
		list, err := kernel.Ask(t.Context(), k.Kernel, assembly.SeeList, reader, assembly.Version{Sitting: "s"})
		kerneltest.Must(t, 0, err)
		var lines []string
		for _, l := range list.Lines {
			lines = append(lines, fmt.Sprintf("%s\t%d\n", l.Organisation.Code, l.Weight))
		}
		slices.Sort(lines)
		text := "ittihad entitled roll 1\nsitting s\nrecord date " + list.Record + "\n" + strings.Join(lines, "")
		sum := sha256.Sum256([]byte(text))
		if got := hex.EncodeToString(sum[:]); got != list.Hash || len(lines) != 5 {
			t.Errorf("the printed list has the hash %s, the roll %s:\n%s", got, list.Hash, text)
		}
	})
}

// So is the attendance sheet's, of what the paper shows.
func TestTheHashIsThatOfThePrintedSheet(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		convened(t, k, 5)
		for i, channel := range []string{assembly.Hall, assembly.Remote, assembly.Telephone, assembly.Hall} {
			_, err := kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: int64(i + 1), Channel: channel})
			kerneltest.Must(t, 0, err)
		}
		closed, err := kerneltest.Run(t, k, assembly.CloseSheet, secretary, assembly.One{Sitting: "s"})
		kerneltest.Must(t, 0, err)
		sheet, err := kernel.Ask(t.Context(), k.Kernel, assembly.SeeAttendance, secretary, assembly.One{Sitting: "s"})
		kerneltest.Must(t, 0, err)
		var lines []string
		for _, l := range sheet.Lines {
			if l.Present {
				lines = append(lines, l.Organisation.Code+"\t"+l.Channel+"\n")
			}
		}
		slices.Sort(lines)
		text := "ittihad attendance sheet 1\nsitting s\ncall 1\n" + strings.Join(lines, "")
		sum := sha256.Sum256([]byte(text))
		if got := hex.EncodeToString(sum[:]); got != closed.Hash || len(lines) != 4 {
			t.Errorf("the printed sheet has the hash %s, the record %s:\n%s", got, closed.Hash, text)
		}
	})
}

// The doors other offices come through.
func TestDoors(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		convened(t, k, 5)
		for i, channel := range []string{assembly.Hall, assembly.Hall, assembly.Remote} {
			_, err := kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: int64(i + 1), Channel: channel})
			kerneltest.Must(t, 0, err)
		}
		teller := kernel.Actor{ID: "t", Grants: []kernel.Grant{{Role: "teller", Scope: "sitting/s"}}}
		read(t, k, teller, func(tx *kernel.Tx) error {
			v, err := assembly.VoterFor(tx, "s", "p3")
			kerneltest.Must(t, 0, err)
			if v.Organisation != "o3" || v.Number != 3 || v.Weight != 1 || !v.Present || v.Channel != assembly.Remote || !v.Accepted || v.Person != "p3" {
				t.Errorf("%+v", v)
			}
			for _, nobody := range []string{"", "ann", "p6"} {
				if _, err := assembly.VoterFor(tx, "s", nobody); !kernel.Refused(err, "assembly.not_a_delegate") {
					t.Errorf("%q: %v", nobody, err)
				}
			}
			if _, err := assembly.VoterOf(tx, "other", v.Mandate); !kernel.Refused(err, "assembly.no_such_mandate") {
				t.Error(err)
			}
			persons, err := assembly.Contacts(tx, "s", v.Mandate)
			kerneltest.Must(t, 0, err)
			if len(persons) != 1 || persons[0].ID != "p3" || len(persons[0].Phones) != 1 || persons[0].Phones[0] != "+963555000003" {
				t.Errorf("%+v", persons)
			}
			for key, err := range map[string]error{"assembly.chair_only": assembly.MayChair(tx, "s"), "assembly.desk_only": assembly.MayDesk(tx, "s"),
				"assembly.no_such_sitting": assembly.MayChair(tx, "nothing")} {
				kerneltest.Refused(t, key, err)
			}
			return assembly.MayTell(tx, "s")
		})
		for _, by := range []kernel.Actor{secretary, door, {ID: "ann"}} {
			read(t, k, by, func(tx *kernel.Tx) error {
				v, err := assembly.VoterFor(tx, "s", "p1")
				kerneltest.Must(t, 0, err)
				_, err = assembly.Contacts(tx, "s", v.Mandate)
				kerneltest.Refused(t, "assembly.teller_only", err)
				return nil
			})
		}
	})
}

// Who took part did so though they left, or came over to another channel; a call
// that failed before is another matter. A kind has a rule if it was given one.
func TestTookPartAndHasRule(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		convened(t, k, 5)
		half := tally.Quorum{Attendance: tally.Attendance{Fraction: tally.Fraction{Num: 9, Den: 10}, Base: tally.BaseActive}}
		_, err := kerneltest.Run(t, k, assembly.DraftSitting, secretary, assembly.Plan{ID: "d", Title: words.Local{Ar: "x"}, Day: "2017-03-16",
			Hour: "11:00", Zone: "Europe/Istanbul", Place: words.Local{Ar: "x"}})
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, assembly.SetQuorum, secretary, assembly.RuleSetting{Sitting: "d", Kind: "bylaws", Quorum: half})
		kerneltest.Must(t, 0, err)
		act := func(c kernel.Command[assembly.Arrival, assembly.Presence], n int64, channel string) {
			_, err := kerneltest.Run(t, k, c, door, assembly.Arrival{Sitting: "s", Number: n, Channel: channel})
			kerneltest.Must(t, 0, err)
		}
		act(assembly.Arrive, 4, assembly.Hall)
		k.Clock.Set(kerneltest.Start.Add(4 * time.Hour))
		_, err = kerneltest.Run(t, k, assembly.FailCall, secretary, assembly.One{Sitting: "s"})
		kerneltest.Must(t, 0, err)
		act(assembly.Arrive, 1, assembly.Hall)
		act(assembly.Arrive, 2, assembly.Remote)
		act(assembly.Arrive, 3, assembly.Telephone)
		act(assembly.Arrive, 2, assembly.Hall)
		act(assembly.Leave, 1, "")
		act(assembly.Leave, 3, "")
		read(t, k, secretary, func(tx *kernel.Tx) error {
			took, err := assembly.TookPart(tx, "s")
			if kerneltest.Must(t, took, err); fmt.Sprint(took) != "map[hall:1 remote:1 telephone:1]" {
				t.Error(took)
			}
			for kind, want := range map[string]bool{"": true, "bylaws": true, "bylaw": false} {
				if has, err := assembly.HasRule(tx, "d", kind); has != want || err != nil {
					t.Error(kind, has, err)
				}
			}
			return nil
		})
	})
}

// A vote that needs the quorum refers to an event with the figures of its moment,
// and to the same one while nothing changed; a kind of item with its own rule is
// measured by it, every other by the sitting's.
func TestRequireQuorum(t *testing.T) {
	ask := kernel.Command[string, assembly.QuorumEvent]{Name: "vote.ask", Who: "test", Stream: func(string) string { return "sitting/s" },
		May: func(*kernel.Tx, string) error { return nil },
		Do: func(tx *kernel.Tx, kind string) (assembly.QuorumEvent, error) {
			return assembly.RequireQuorum(tx, "s", kind)
		}}
	house := append(offices(), kernel.Office{Name: "vote", UseCases: []kernel.UseCase{ask}})
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		convened(t, k, 5)
		arrive := func(n int64) {
			_, err := kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: n})
			kerneltest.Must(t, 0, err)
		}
		arrive(1)
		arrive(2)
		_, err := kerneltest.Run(t, k, ask, secretary, "")
		if e := kernel.Refusal(err); e == nil || e.Key != "assembly.no_quorum" || fmt.Sprint(e.Args) != "[3 5 2]" {
			t.Errorf("%+v", e)
		}
		arrive(3)
		first, err := kerneltest.Run(t, k, ask, secretary, "election")
		kerneltest.Must(t, 0, err)
		if !first.Met || first.What != "reached" || first.Needed != 3 || first.Present != 3 || first.Base != 5 || first.ID == 0 {
			t.Errorf("%+v", first)
		}
		same, err := kerneltest.Run(t, k, ask, secretary, "")
		if kerneltest.Must(t, same, err).ID != first.ID {
			t.Errorf("another event while nothing changed: %+v", same)
		}
		arrive(4)
		later, err := kerneltest.Run(t, k, ask, secretary, "")
		if kerneltest.Must(t, later, err).What != "checked" || later.Present != 4 || later.ID <= first.ID {
			t.Errorf("%+v", later)
		}
		read(t, k, secretary, func(tx *kernel.Tx) error {
			e, err := assembly.EventOf(tx, "s", first.ID)
			if kerneltest.Must(t, e, err) != first {
				t.Errorf("%+v, want %+v", e, first)
			}
			return nil
		})
	})
}

// What every vote and every scan asks is found by an index.
func TestPlans(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", offices())
	convened(t, k, 3)
	for _, q := range []struct {
		sql, index string
		args       []any
	}{
		{`SELECT id FROM mandates WHERE sitting = $1 AND holder = $2 AND holder <> ''`, "mandates_holder", []any{"s", "p1"}},
		{`SELECT number FROM mandates WHERE id = $1 AND sitting = $2`, "sqlite_autoindex_mandates", []any{"m", "s"}},
		{`SELECT id FROM mandates WHERE sitting = $1 AND door_code = $2`, "sqlite_autoindex_mandates", []any{"s", "x"}},
		{`SELECT number FROM mandates WHERE sitting = $1 AND present ORDER BY number`, "mandates_present", []any{"s"}},
		{`SELECT weight FROM presence_counts WHERE sitting = $1`, "sqlite_autoindex_presence_counts", []any{"s"}},
		{`SELECT mandate FROM door_tokens WHERE sitting = $1 AND text >= $2 AND text < $3`, "sqlite_autoindex_door_tokens", []any{"s", "a", "b"}},
	} {
		read(t, k, secretary, func(tx *kernel.Tx) error {
			type row struct {
				id, parent, zero int64
				detail           string
			}
			plan, err := sqldb.All(tx.Tx, func(r *row) []any { return []any{&r.id, &r.parent, &r.zero, &r.detail} }, "EXPLAIN QUERY PLAN "+q.sql, q.args...)
			for _, r := range plan {
				if !strings.Contains(r.detail, "SEARCH") || !strings.Contains(r.detail, q.index) {
					t.Errorf("%s\n%s", q.sql, r.detail)
				}
			}
			return err
		})
	}
}

// The journal of a sitting holds no name, no telephone and no place.
func TestTheJournalHoldsIDsAlone(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", offices())
	convened(t, k, 5)
	_, err := kerneltest.Run(t, k, assembly.Arrive, door, assembly.Arrival{Sitting: "s", Number: 1, Channel: assembly.Remote, Place: "دوما"})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, assembly.WelcomeGuest, door, assembly.Welcome{Sitting: "s", Name: "مراسل وكالة"})
	kerneltest.Must(t, 0, err)
	read(t, k, secretary, func(tx *kernel.Tx) error {
		lines, err := kernel.History(tx.Tx, "sitting/s", 0, 1000)
		for _, l := range lines {
			for _, secret := range []string{"دوما", "مراسل", "خالد", "Khaled", "+963", "السراج"} {
				if strings.Contains(string(l.Data), secret) {
					t.Errorf("line %d says %s: %s", l.Seq, secret, l.Data)
				}
			}
		}
		if len(lines) < 10 {
			t.Errorf("%d lines", len(lines))
		}
		return err
	})
}
