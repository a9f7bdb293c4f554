package members

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
)

// begin brings a file to where its outcome waits.
func begin(t *testing.T, k *kerneltest.Kernel, text string) (id, file string) {
	t.Helper()
	hash, _, err := k.Blobs.Put(strings.NewReader(text), 1<<20)
	kerneltest.Must(t, 0, err)
	in, err := kerneltest.Run(t, k, ImportBegin, keeper, Upload{File: hash, FileName: "roll.csv"})
	kerneltest.Must(t, 0, err)
	k.FollowAll(t)
	_, err = kerneltest.Run(t, k, ImportColumns, keeper, Columns{ID: in.ID})
	kerneltest.Must(t, 0, err)
	k.FollowAll(t)
	if p := stands(t, k, in.ID); p.State != Checked {
		t.Fatalf("%+v", p)
	}
	return in.ID, hash
}

func stands(t *testing.T, k *kerneltest.Kernel, id string) Progress {
	t.Helper()
	p, err := standsAt(t.Context(), k.Kernel, id)
	return kerneltest.Must(t, p, err)
}

// outcomesOf is what became of each line, and why.
func outcomesOf(t *testing.T, k *kerneltest.Kernel, id string) (list []string) {
	t.Helper()
	rows, err := kernel.Ask(t.Context(), k.Kernel, SeeImportRows, keeper, RowsOf{ID: id, Limit: 200})
	for _, r := range kerneltest.Must(t, rows, err).Rows {
		s := fmt.Sprint(r.Line, " ", r.Outcome)
		for _, n := range r.Notes {
			s += " " + strings.TrimPrefix(n.Key, "members.")
		}
		list = append(list, s)
	}
	return list
}

func written(t *testing.T, k *kerneltest.Kernel, id string) (n int64) {
	t.Helper()
	kerneltest.Must(t, 0, k.Read(t.Context(), keeper, func(tx *kernel.Tx) error {
		return tx.One(`SELECT count(*) FROM organisations WHERE import = $1`, []any{id}, &n)
	}))
	return n
}

// A number that somebody else was given between the check and the switch holds
// the row of an applicant whom the file registers by it; the rest goes on, and
// the import ends.
func TestAnApplicantsNumberGivenMeanwhile(t *testing.T) {
	kerneltest.Each(t, both(), func(t *testing.T, k *kerneltest.Kernel) {
		x, err := kerneltest.Run(t, k, Apply, keeper, Entry{Name: words.Local{Ar: "جمعية السراج"}, Licence: "L-88/x"})
		kerneltest.Must(t, 0, err)
		id, _ := begin(t, k, "number,name_ar,licence,status\n600,جمعية السراج,L-88/x,registered\n601,رابطة الياسمين,,registered\n")
		_, err = kerneltest.Run(t, k, Register, keeper, Entry{Name: words.Local{Ar: "مركز الفجر"}, Number: 600})
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, ImportSwitch, keeper, ImportID{id})
		kerneltest.Must(t, 0, err)
		k.FollowAll(t)
		if p, got := stands(t, k, id), outcomesOf(t, k, id); p.State != Done || !slices.Equal(got, []string{"2 held row_number_taken", "3 create"}) {
			t.Fatalf("%+v %q", p, got)
		}
		kerneltest.Must(t, 0, k.Read(t.Context(), keeper, func(tx *kernel.Tx) error {
			o, err := Get(tx, x.ID)
			if err != nil || o.Standing != Applied || o.Number != 0 {
				t.Errorf("%+v, %v", o, err)
			}
			_, err = ByNumber(tx, 601)
			return err
		}))
		_, err = kerneltest.Run(t, k, DecideStanding, keeper, Standing{ID: x.ID, Standing: Registered, Reason: "x", DecidedBy: "y", Number: 600})
		kerneltest.Refused(t, "members.number_taken", err)
	})
}

// A step that cannot be taken does not hold the import for ever: after some
// tries it fails under a reference, what it wrote is removed, and the numbers of
// its organisations are free.
func TestAFaultEndsAnImport(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", both())
	x, err := kerneltest.Run(t, k, Register, keeper, Entry{Name: words.Local{Ar: "جمعية السراج"}, Number: 1})
	kerneltest.Must(t, 0, err)
	id, _ := begin(t, k, "number,name_ar,country\n1,جمعية السراج,SY\n2,رابطة الياسمين,SY\n")
	breakIt := kernel.Command[kernel.None, kernel.None]{Name: "test.break", Stream: func(kernel.None) string { return "test" },
		May: func(*kernel.Tx, kernel.None) error { return nil },
		Do: func(tx *kernel.Tx, _ kernel.None) (none kernel.None, err error) {
			_, err = tx.Exec(`CREATE TRIGGER broken BEFORE UPDATE ON organisations BEGIN SELECT RAISE(ABORT, 'broken'); END`)
			return none, err
		}}
	_, err = kerneltest.Run(t, k, breakIt, keeper, kernel.None{})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, ImportSwitch, keeper, ImportID{id})
	kerneltest.Must(t, 0, err)
	for range faultsMax + 3 {
		_, _ = k.Follow(t.Context()) // it fails, and says so, until it gives up
		if written(t, k, id) > 0 {
			kerneltest.Must(t, 0, k.Read(t.Context(), keeper, func(tx *kernel.Tx) error {
				if _, err := ByNumber(tx, 2); err == nil {
					t.Error("what is not switched shows")
				}
				return nil
			}))
		}
	}
	k.FollowAll(t)
	p := stands(t, k, id)
	if p.State != Failed || p.Problem == nil || p.Problem.Key != "kernel.fault" || len(p.Problem.Args) != 1 || len(p.Problem.Args[0]) != 8 {
		t.Fatalf("%+v", p)
	}
	if n, rows := written(t, k, id), outcomesOf(t, k, id); n != 0 || len(rows) != 0 {
		t.Errorf("%d organisations and %q are left", n, rows)
	}
	if _, err = kerneltest.Run(t, k, Register, keeper, Entry{Name: words.Local{Ar: "رابطة الياسمين"}, Number: 2}); err != nil {
		t.Error("its number and its name are not free:", err)
	}
	_ = x
}

// Until the switch is done an import may be given up, and leaves nothing.
func TestAnImportIsGivenUpWhileItIsWritten(t *testing.T) {
	kerneltest.Each(t, both(), func(t *testing.T, k *kerneltest.Kernel) {
		var text strings.Builder
		text.WriteString("name_ar\n")
		for i := range 2 * writeRows {
			fmt.Fprintf(&text, "منظمة رقم %d\n", i)
		}
		for steps := 1; steps <= 3; steps++ {
			id, _ := begin(t, k, text.String())
			_, err := kerneltest.Run(t, k, ImportSwitch, keeper, ImportID{id})
			kerneltest.Must(t, 0, err)
			for range steps {
				p := stands(t, k, id)
				_, err := kerneltest.Run(t, k, ImportStep, kernel.Self, Step{ID: id, State: p.State, From: p.Done})
				kerneltest.Must(t, 0, err)
			}
			if written(t, k, id) == 0 {
				t.Fatal("nothing was written yet")
			}
			_, err = kerneltest.Run(t, k, ImportDiscard, keeper, ImportID{id})
			kerneltest.Must(t, 0, err)
			k.FollowAll(t)
			if p, n := stands(t, k, id), written(t, k, id); p.State != Discarded || n != 0 || len(outcomesOf(t, k, id)) != 0 {
				t.Errorf("after %d steps: %+v, %d left", steps, p, n)
			}
		}
		c, err := kernel.Ask(t.Context(), k.Kernel, SeeCounts, keeper, kernel.None{})
		if kerneltest.Must(t, c, err).OnRoll != 0 {
			t.Errorf("%+v", c)
		}
	})
}

// A refusal in the middle is of one row: it is left out and says why, and the
// rest of its portion goes on.
func TestARefusedRowIsLeftOut(t *testing.T) {
	kerneltest.Each(t, both(), func(t *testing.T, k *kerneltest.Kernel) {
		id, _ := begin(t, k, "number,name_ar,representative_ar\n1,السراج,سلمى\n2,الياسمين,هدى\n3,الفجر,رنا\n")
		_, err := kerneltest.Run(t, k, ImportSwitch, keeper, ImportID{id})
		kerneltest.Must(t, 0, err)
		for p := stands(t, k, id); p.State != Seating; p = stands(t, k, id) {
			_, err := kerneltest.Run(t, k, ImportStep, kernel.Self, Step{ID: id, State: p.State, From: p.Done})
			kerneltest.Must(t, 0, err)
		}
		lose := kernel.Command[kernel.None, kernel.None]{Name: "test.lose", Stream: func(kernel.None) string { return "test" },
			May: func(*kernel.Tx, kernel.None) error { return nil },
			Do: func(tx *kernel.Tx, _ kernel.None) (none kernel.None, err error) {
				_, err = tx.Exec(`UPDATE roll_import_rows SET plan = replace(plan, organisation, 'gone') WHERE import = $1 AND line = 3`, id)
				return none, err
			}}
		_, err = kerneltest.Run(t, k, lose, keeper, kernel.None{})
		kerneltest.Must(t, 0, err)
		k.FollowAll(t)
		if p, got := stands(t, k, id), outcomesOf(t, k, id); p.State != Done || !slices.Equal(got, []string{"2 create", "3 create no_such_organisation", "4 create"}) {
			t.Fatalf("%+v %q", p, got)
		}
		for n, seated := range map[int64]bool{1: true, 2: false, 3: true} {
			kerneltest.Must(t, 0, k.Read(t.Context(), keeper, func(tx *kernel.Tx) error {
				o, err := ByNumber(tx, n)
				if (o.Representative != "") != seated {
					t.Errorf("%d: %+v", n, o)
				}
				return err
			}))
		}
	})
}

// An uploaded file is gone when it was read, given up while it is read, or
// failed; also if the house crashed before it was removed. An id that an import
// has is refused to another.
func TestTheFileGoes(t *testing.T) {
	kerneltest.Each(t, both(), func(t *testing.T, k *kerneltest.Kernel) {
		put := func(text string) (ImportID, string) {
			hash, _, err := k.Blobs.Put(strings.NewReader(text), 1<<20)
			kerneltest.Must(t, 0, err)
			in, err := kerneltest.Run(t, k, ImportBegin, keeper, Upload{File: hash, FileName: "roll.csv"})
			return in, kerneltest.Must(t, hash, err)
		}
		gone := func(what, hash string) {
			t.Helper()
			k.FollowAll(t)
			if k.Blobs.Check(hash) == nil {
				t.Error(what, "left its file")
			}
		}
		in, hash := put("name_ar\nالأولى\n")
		_, err := kerneltest.Run(t, k, ImportDiscard, keeper, in)
		kerneltest.Must(t, 0, err)
		gone("an import that was given up while it was read", hash)

		in, hash = put("name_ar\nالثانية\n")
		p := stands(t, k, in.ID)
		kerneltest.Must(t, 0, newImporter().carry(t.Context(), k.Kernel, p)) // and the house crashes
		if p = stands(t, k, in.ID); p.State != Mapping || k.Blobs.Check(hash) != nil {
			t.Fatalf("%+v", p)
		}
		gone("an import after whose reading the house crashed", hash)

		_, hash = put("nothing,here\n1,2\n\"")
		gone("an import that failed", hash)

		_, err = kerneltest.Run(t, k, ImportBegin, keeper, Upload{ID: in.ID, FileName: "roll.csv"})
		kerneltest.Refused(t, "members.id_taken", err)
	})
}

// What a file said is not kept for ever because nobody ended its import.
func TestAnImportThatNobodyEndsIsGivenUp(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", both())
	id, _ := begin(t, k, "name_ar,representative_ar\nالأولى,سلمى\n")
	k.Clock.Set(k.Clock.Now().AddDate(0, 0, rowsKept).Add(1))
	_, err := k.RunDue(t.Context())
	kerneltest.Must(t, 0, err)
	k.FollowAll(t)
	if p := stands(t, k, id); p.State != Discarded || len(outcomesOf(t, k, id)) != 0 {
		t.Errorf("%+v", p)
	}
}
