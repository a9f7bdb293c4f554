package members_test

import (
	"bytes"
	"os"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/members"
)

const referenceFile = "../../../shared/data/roll-2017.csv"

func load(t testing.TB, k *kerneltest.Kernel, name string, file []byte, o members.Options) members.Report {
	t.Helper()
	r, err := members.Import(t.Context(), k.Kernel, secretary, bytes.NewReader(file), int64(len(file)), name, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ask[In, Out any](t testing.TB, k *kerneltest.Kernel, q kernel.Query[In, Out], in In) Out {
	t.Helper()
	out, err := kernel.Ask(t.Context(), k.Kernel, q, secretary, in)
	return kerneltest.Must(t, out, err)
}

// The roll of the reference assembly: 172 registered, 88 of them active, on its
// day; the same file again changes nothing.
func TestReferenceRoll(t *testing.T) {
	file, err := os.ReadFile(referenceFile)
	kerneltest.Must(t, 0, err)
	if !bytes.Equal(file, members.ReferenceRoll) {
		t.Error("the embedded roll is not the reference roll")
	}
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		r := load(t, k, members.ReferenceRollName, file, members.Options{})
		if r.State != members.Done || r.Total != 172 || r.Outcomes[members.Create] != 172 {
			t.Fatalf("%+v", r)
		}
		day := ask(t, k, members.SeeActiveOn, members.Day{Day: "2017-01-16"})
		if day.Registered != 172 || day.Active != 88 || len(day.Rows) != 88 {
			t.Errorf("%d registered, %d active, want 172 and 88", day.Registered, day.Active)
		}
		if before := ask(t, k, members.SeeActiveOn, members.Day{Day: "2017-01-15"}); before.Active != 0 || before.Registered != 172 {
			t.Errorf("the day before, %d active of %d", before.Active, before.Registered)
		}
		var o members.Organisation
		err := k.Read(t.Context(), secretary, func(tx *kernel.Tx) (err error) { o, err = members.ByNumber(tx, 1); return err })
		v := ask(t, k, members.SeeOrganisation, members.One{ID: o.ID})
		if err != nil || v.Name.Ar != "مؤسسة الخابور لحقوق الإنسان" || v.Standing != members.Active || v.AdmittedOn != "2014-02-02" ||
			v.RepresentativeName.Ar != "خالد الحموي" || v.Post.En != "Chair of the board" || !v.Protected || v.Field != "human-rights" {
			t.Errorf("%+v, %v", v, err)
		}
		h := ask(t, k, members.SeeStanding, members.One{ID: o.ID}).Decisions
		if len(h) != 2 || h[1].Reason != members.ReferenceRollName || h[1].Import != r.ID || h[1].Since != "2017-01-16" {
			t.Errorf("%+v", h)
		}
		again := load(t, k, members.ReferenceRollName, file, members.Options{})
		if again.Outcomes[members.Same] != 172 || len(again.Outcomes) != 1 {
			t.Errorf("the same file again: %v", again.Outcomes)
		}
		if w := ask(t, k, members.SeeOrganisation, members.One{ID: o.ID}); w.Name != v.Name || w.Representative != v.Representative {
			t.Errorf("the same file again changed %+v", w)
		}
	})
}
