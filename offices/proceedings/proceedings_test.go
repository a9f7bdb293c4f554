package proceedings_test

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

// The floor is given once, however often and by whomever it is given at the same
// moment; no other request is touched.
func TestTwoGiveTheFloorAtOnce(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		stage.Set(t, k)
		begin(t, k, proceedings.NewItem{Kind: proceedings.Discussion})
		at(18, func(i int) { // three taps of each
			by, in := delegate(i%6), proceedings.NewRequest{Sitting: "s1"}
			if _, err := kerneltest.Run(t, k, proceedings.AskFloor, by, in); err != nil {
				t.Error(err)
			}
		})
		if n := len(ask(t, k, proceedings.SeeNow, chair).Queue); n != 6 {
			t.Fatalf("%d wait, want 6", n)
		}
		var given, taken atomic.Int64
		at(20, func(int) {
			_, err := kerneltest.Run(t, k, proceedings.GiveFloor, chair, proceedings.GivenFloor{Sitting: "s1"})
			switch {
			case err == nil:
				given.Add(1)
			case kernel.Refused(err, "proceedings.floor_taken"):
				taken.Add(1)
			default:
				t.Error(err)
			}
		})
		now := ask(t, k, proceedings.SeeNow, chair)
		if given.Load() != 1 || taken.Load() != 19 || now.Speaker == nil || len(now.Queue) != 5 {
			t.Fatalf("given %d times, refused %d; speaks %v, %d wait", given.Load(), taken.Load(), now.Speaker, len(now.Queue))
		}
		// "The next, this one has ended", tapped twenty times: one turn is lost at most.
		given.Store(0)
		at(20, func(int) {
			_, err := kerneltest.Run(t, k, proceedings.GiveFloor, chair, proceedings.GivenFloor{Sitting: "s1", After: now.Speaker.Request})
			if err == nil {
				given.Add(1)
			} else if !kernel.Refused(err, "proceedings.floor_taken") {
				t.Error(err)
			}
		})
		if n := len(ask(t, k, proceedings.SeeNow, chair).Queue); given.Load() != 1 || n != 4 {
			t.Errorf("given %d times, %d wait", given.Load(), n)
		}
		k.Journal(t, "sitting/s1")
	})
}

// Many taps on "next" show one organisation further, and an item that two start
// at once is the only current one.
func TestTapsDoNotSkip(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		stage.Set(t, k)
		begin(t, k, proceedings.NewItem{Kind: proceedings.Introductions})
		at(12, func(int) {
			out, err := kerneltest.Run(t, k, proceedings.NextIntroduction, chair, proceedings.FromIntroduction{Sitting: "s1"})
			if err != nil || out.Turn != 1 {
				t.Errorf("turn %d, %v", out.Turn, err)
			}
		})
		now := ask(t, k, proceedings.SeeNow, chair)
		if now.Introductions.Introduced != 1 || now.Introductions.Left != 5 {
			t.Errorf("%+v", now.Introductions)
		}
		var ids []string
		for range 2 {
			made, err := kerneltest.Run(t, k, proceedings.AddItem, chair, proceedings.NewItem{Sitting: "s1", Kind: proceedings.Ceremony, Title: words.Local{Ar: "بند"}})
			ids = append(ids, kerneltest.Must(t, made, err).ID)
		}
		var started atomic.Int64
		at(10, func(i int) {
			_, err := kerneltest.Run(t, k, proceedings.StartItem, chair, proceedings.StartedItem{Sitting: "s1", Item: ids[i%2], After: now.Item.ID})
			if err == nil {
				started.Add(1)
			} else if !kernel.Refused(err, "proceedings.another_is_current") {
				t.Error(err)
			}
		})
		current := 0
		for _, i := range ask(t, k, proceedings.SeeAgenda, chair).Items {
			if i.State == proceedings.Current {
				current++
			}
		}
		if current != 1 || started.Load() != 5 {
			t.Errorf("%d current items, %d were told that theirs is", current, started.Load())
		}
	})
}

// A poll that opens while the floor is given: afterwards nobody speaks but for a
// point of order, whichever came first.
func TestPollOpensWhileTheFloorIsGiven(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		stage.Set(t, k)
		begin(t, k, proceedings.NewItem{Kind: proceedings.Vote})
		_, err := kerneltest.Run(t, k, proceedings.AskFloor, delegate(0), proceedings.NewRequest{Sitting: "s1"})
		kerneltest.Must(t, 0, err)
		poll := prepared(t, k)
		at(2, func(i int) {
			if i == 0 {
				opened(t, k, poll)
				return
			}
			_, err := kerneltest.Run(t, k, proceedings.GiveFloor, chair, proceedings.GivenFloor{Sitting: "s1"})
			if err != nil && !kernel.Refused(err, "proceedings.vote_open") {
				t.Error(err)
			}
		})
		k.FollowAll(t)
		if now := ask(t, k, proceedings.SeeNow, chair); now.Speaker != nil || !now.VoteOpen || len(now.Queue) != 1 {
			t.Errorf("speaks %v, vote open %v, %d wait", now.Speaker, now.VoteOpen, len(now.Queue))
		}
	})
}

// Nobody gets anything but what is public; every command is refused to a
// stranger as well.
func TestShutDoors(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house())
	stage.Set(t, k)
	public := map[string]bool{"proceedings.public": true}
	for _, u := range proceedings.Office().UseCases {
		info := u.Info()
		if info.Public != public[info.Name] || info.Who == "" {
			t.Errorf("%s: public %v, who %q", info.Name, info.Public, info.Who)
		}
		fill := func(in any) error { return kernel.Fill(in, map[string][]string{"sitting": {"s1"}}) }
		for _, by := range []kernel.Actor{{}, {ID: "stranger"}} {
			_, err := u.Call(t.Context(), k.Kernel, by, "", fill)
			e := kernel.Refusal(err)
			if info.Name != "proceedings.public" && (e == nil || e.Kind != kernel.Denied && e.Kind != kernel.NotFound) {
				t.Errorf("%s as %q: %v", info.Name, by.ID, err)
			}
		}
	}
}

// The sentences are whole; the public type has no field for a person.
func TestWordsAndPublicTypes(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house())
	for _, p := range k.Words.Check() {
		if strings.HasPrefix(p, "proceedings.") {
			t.Error(p)
		}
	}
	allowed := []string{"sitting", "title", "status", "items", "number", "kind", "state", "ar", "en", "tr"}
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
	walk(reflect.TypeFor[proceedings.PublicSitting]())
}

// No name, telephone or text is in the journal: ids, kinds, numbers alone.
func TestJournalHoldsIds(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house())
	stage.Set(t, k)
	begin(t, k, proceedings.NewItem{Kind: proceedings.Discussion})
	secret := words.Local{Ar: "سر", En: "secret"}
	_, err := kerneltest.Run(t, k, proceedings.GiveFloorToGuest, chair, proceedings.GuestFloor{Sitting: "s1", Name: secret, Post: secret})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, proceedings.WriteCard, delegate(0), proceedings.NewCard{Sitting: "s1", Name: secret, Aims: secret})
	kerneltest.Must(t, 0, err)
	err = k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
		lines, err := kernel.History(tx, assembly.Stream("s1"), 0, 1000)
		for _, l := range lines {
			if strings.HasPrefix(l.Kind, "proceedings.") && (strings.Contains(string(l.Data), "secret") || !json.Valid(l.Data)) {
				t.Errorf("%s says %s", l.Kind, l.Data)
			}
		}
		return err
	})
	kerneltest.Must(t, 0, err)
}
