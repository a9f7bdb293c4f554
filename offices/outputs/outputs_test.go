package outputs_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/proceedings/stage"
)

func ask[Out any](t *testing.T, k *kerneltest.Kernel, q kernel.Query[proceedings.OfSitting, Out], by kernel.Actor) Out {
	t.Helper()
	out, err := kernel.Ask(t.Context(), k.Kernel, q, by, proceedings.OfSitting{Sitting: "s1"})
	return kerneltest.Must(t, out, err)
}

// begin puts an item on the agenda and starts it.
func begin(t *testing.T, k *kerneltest.Kernel, i proceedings.NewItem) string {
	t.Helper()
	i.Sitting, i.Title = "s1", words.Local{Ar: "بند"}
	made, err := kerneltest.Run(t, k, proceedings.AddItem, chair, i)
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, proceedings.StartItem, chair, proceedings.StartedItem{Sitting: "s1", Item: made.ID})
	kerneltest.Must(t, 0, err)
	return made.ID
}

// at runs f many times at the same moment.
func at(n int, f func(int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}

// An objection and the end of the wait at the same moment: the output is adopted
// or contested, never both, and numbers have no gap.
func TestObjectionAtTheEndOfTheWait(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		stage.Set(t, k)
		begin(t, k, proceedings.NewItem{Kind: proceedings.OutputsItem})
		var ids []string
		at(8, func(i int) {
			_, err := kerneltest.Run(t, k, outputs.Propose, delegate(i%6), outputs.NewOutput{Sitting: "s1", Text: words.Local{Ar: "مُخرَج"}})
			if err != nil {
				t.Error(err)
			}
		})
		for n, o := range ask(t, k, outputs.SeeAll, chair).Outputs {
			if o.Proposal != int64(n)+1 {
				t.Errorf("proposal %d stands at %d", o.Proposal, n+1)
			}
			ids = append(ids, o.Output)
		}
		asked, err := kerneltest.Run(t, k, outputs.AskConsent, chair, outputs.AskedConsent{Sitting: "s1", Outputs: ids})
		k.Clock.Set(kerneltest.Must(t, asked, err).Until.Time)
		at(9, func(i int) {
			if i == 8 {
				_, err := kerneltest.Run(t, k, outputs.SettleConsent, chair, proceedings.OfSitting{Sitting: "s1"})
				kerneltest.Must(t, 0, err)
				return
			}
			_, err := kerneltest.Run(t, k, outputs.Object, delegate(0), outputs.NewRemark{Sitting: "s1", Output: ids[i]})
			kerneltest.Refused(t, "outputs.not_asked", err) // its time was over
		})
		seen := map[int64]bool{}
		for _, o := range ask(t, k, outputs.SeeAll, chair).Outputs {
			if o.State != outputs.Adopted || o.Number < 1 || o.Number > 8 || seen[o.Number] {
				t.Errorf("%+v", o)
			}
			seen[o.Number] = true
		}
	})
}

// Two who write at once: one text stands, the other writer is asked to look
// again, and the history has no gap.
func TestTwoWriteAtOnce(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		stage.Set(t, k)
		o, err := kerneltest.Run(t, k, outputs.Propose, chair, outputs.NewOutput{Sitting: "s1", Text: words.Local{Ar: "مُخرَج"}})
		kerneltest.Must(t, 0, err)
		var wrote, again atomic.Int64
		at(8, func(i int) {
			_, err := kerneltest.Run(t, k, outputs.Edit, chair, outputs.EditedOutput{Sitting: "s1", Output: o.ID, Revision: 1,
				Text: words.Local{Ar: strings.Repeat("نص ", i+1)}})
			switch {
			case err == nil:
				wrote.Add(1)
			case kernel.Refused(err, "outputs.changed_meanwhile"):
				again.Add(1)
			default:
				t.Error(err)
			}
		})
		h, err := kernel.Ask(t.Context(), k.Kernel, outputs.SeeHistory, chair, outputs.OfOutput{Sitting: "s1", Output: o.ID})
		if kerneltest.Must(t, wrote.Load(), err) != 1 || again.Load() != 7 || len(h.Versions) != 2 {
			t.Errorf("%d wrote, %d were asked to look again, %d versions", wrote.Load(), again.Load(), len(h.Versions))
		}
	})
}

// Nobody gets anything but what is public; every command is refused to a
// stranger as well.
func TestShutDoors(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house())
	stage.Set(t, k)
	public := map[string]bool{"outputs.public": true, "outputs.export-statement": true}
	for _, u := range outputs.Office().UseCases {
		info := u.Info()
		if info.Public != public[info.Name] || info.Who == "" {
			t.Errorf("%s: public %v, who %q", info.Name, info.Public, info.Who)
		}
		fill := func(in any) error { return kernel.Fill(in, map[string][]string{"sitting": {"s1"}}) }
		for _, by := range []kernel.Actor{{}, {ID: "stranger"}} {
			_, err := u.Call(t.Context(), k.Kernel, by, "", fill)
			e := kernel.Refusal(err)
			if info.Name != "outputs.public" && (e == nil || e.Kind != kernel.Denied && e.Kind != kernel.NotFound) {
				t.Errorf("%s as %q: %v", info.Name, by.ID, err)
			}
		}
	}
}

// The sentences are whole; the public type has no field for a person.
func TestWordsAndPublicTypes(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house())
	for _, p := range k.Words.Check() {
		if strings.HasPrefix(p, "outputs.") {
			t.Error(p)
		}
	}
	allowed := []string{"sitting", "outputs", "statement", "read_at", "number", "text", "decided", "ar", "en", "tr"}
	var walk func(reflect.Type)
	walk = func(v reflect.Type) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(v.Elem())
		case reflect.Struct:
			if v == reflect.TypeFor[sqldb.Time]() {
				return
			}
			for i := range v.NumField() {
				name, _, _ := strings.Cut(v.Field(i).Tag.Get("json"), ",")
				if !strings.Contains(" "+strings.Join(allowed, " ")+" ", " "+name+" ") {
					t.Errorf("%s.%s is not for the public", v, name)
				}
				walk(v.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeFor[outputs.PublicSitting]())
}

// No name, telephone or text is in the journal: ids, kinds, numbers alone.
func TestJournalHoldsIds(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house())
	stage.Set(t, k)
	begin(t, k, proceedings.NewItem{Kind: proceedings.OutputsItem})
	secret := words.Local{Ar: "سر", En: "secret"}
	o, err := kerneltest.Run(t, k, outputs.Propose, delegate(0), outputs.NewOutput{Sitting: "s1", Text: secret})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, outputs.AskConsent, chair, outputs.AskedConsent{Sitting: "s1", Outputs: []string{o.ID}})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, outputs.Object, delegate(1), outputs.NewRemark{Sitting: "s1", Output: o.ID, Text: secret.En})
	kerneltest.Must(t, 0, err)
	err = k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
		lines, err := kernel.History(tx, assembly.Stream("s1"), 0, 1000)
		for _, l := range lines {
			if strings.HasPrefix(l.Kind, "outputs.") && (strings.Contains(string(l.Data), "secret") || !json.Valid(l.Data)) {
				t.Errorf("%s says %s", l.Kind, l.Data)
			}
		}
		return err
	})
	kerneltest.Must(t, 0, err)
}
