package hall_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ittihad/app"
	"ittihad/app/demo"
	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/web"
	"ittihad/offices/assembly"
	"ittihad/offices/hall"
	"ittihad/offices/members"
	"ittihad/offices/people"
	"ittihad/offices/proceedings"
)

const sitting = demo.Sitting

// A world is the reference assembly, played to wherever a test wants it.
type world struct {
	*demo.Course
	t     *testing.T
	k     *kernel.Kernel
	clock *demo.Clock

	hall, remote []assembly.Voter // by number
}

// convened is the reference assembly on the morning of its day.
func convened(t *testing.T, dialect string) *world { return convenedWith(t, dialect, "") }

// convenedWith is that with another effect of remote votes.
func convenedWith(t *testing.T, dialect, effect string) *world {
	t.Helper()
	clock := &demo.Clock{}
	k, err := kernel.Open(t.Context(), kernel.Options{DB: kerneltest.Database(t, dialect),
		Blobs: filepath.Join(t.TempDir(), "blobs"), Now: clock.Now}, app.Offices())
	kerneltest.Must(t, k, err)
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{Course: demo.New(t.Context(), k, clock), t: t, k: k, clock: clock}
	w.RemoteEffect = effect
	w.Found()
	w.Convene()
	w.sound()
	return w
}

// sound ends the test if the course has failed.
func (w *world) sound() {
	w.t.Helper()
	if err := w.Err(); err != nil {
		w.t.Fatal(err)
	}
}

// gathered: the 54 are here.
func (w *world) gathered() *world {
	w.t.Helper()
	w.Gather()
	w.sound()
	w.read(func(tx *kernel.Tx) error {
		present, err := assembly.PresentNow(tx, sitting)
		for _, v := range present {
			if v.Channel == assembly.Hall {
				w.hall = append(w.hall, v)
			} else {
				w.remote = append(w.remote, v)
			}
		}
		return err
	})
	return w
}

func (w *world) read(f func(*kernel.Tx) error) {
	w.t.Helper()
	if err := w.k.Read(w.t.Context(), kernel.Self, f); err != nil {
		w.t.Fatal(err)
	}
}

// holder is who holds a role in the sitting, the nth of them.
func (w *world) holder(role string, nth int) string {
	w.t.Helper()
	scope := assembly.Stream(sitting)
	if role == "secretary" {
		scope = ""
	}
	var id string
	w.read(func(tx *kernel.Tx) error {
		list, err := people.Holders(tx, role, scope)
		if err == nil {
			id = list[nth].ID
		}
		return err
	})
	return id
}

func (w *world) actor(person string) kernel.Actor {
	w.t.Helper()
	if person == "" {
		return kernel.Actor{}
	}
	by, err := people.ActorOf(w.t.Context(), w.k, person)
	return kerneltest.Must(w.t, by, err)
}

func do[I, O any](w *world, person string, c kernel.Command[I, O], in I) O {
	w.t.Helper()
	out, err := kernel.Run(w.t.Context(), w.k, c, w.actor(person), "", in)
	return kerneltest.Must(w.t, out, err)
}

func see[I, O any](w *world, person string, q kernel.Query[I, O], in I) O {
	w.t.Helper()
	out, err := kernel.Ask(w.t.Context(), w.k, q, w.actor(person), in)
	return kerneltest.Must(w.t, out, err)
}

func (w *world) follow() {
	w.t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = w.k.Follow(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// item is the nth item of a kind.
func (w *world) item(kind string, nth int) string {
	w.t.Helper()
	for _, i := range see(w, w.holder("secretary", 0), proceedings.SeeAgenda, proceedings.OfSitting{Sitting: sitting}).Items {
		if i.Kind == kind {
			if nth == 0 {
				return i.ID
			}
			nth--
		}
	}
	w.t.Fatalf("no item %s", kind)
	return ""
}

func (w *world) later(d time.Duration) { w.clock.Later(d) }

// serve serves the world's pages; a cookie names who visits.
func (w *world) serve() *httptest.Server {
	site := app.Site(w.k, false)
	site.Session = func(ctx context.Context, token string) (kernel.Actor, web.Prefs, error) {
		by, err := people.ActorOf(ctx, w.k, token)
		if err != nil {
			return kernel.Actor{}, web.Prefs{}, nil
		}
		var p people.Person
		err = w.k.Read(ctx, kernel.Self, func(tx *kernel.Tx) (err error) { p, err = people.Get(tx, token); return err })
		return by, web.Prefs{Name: p.Name.In("ar")}, err
	}
	s := httptest.NewServer(web.Handler(site))
	w.t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// organisation is the member whose seat it is.
func (w *world) organisation(v assembly.Voter) (o members.Organisation) {
	w.read(func(tx *kernel.Tx) (err error) { o, err = members.Get(tx, v.Organisation); return err })
	return o
}

// surfaces is all that the surfaces know, as JSON.
func (w *world) surfaces() map[string]string {
	w.t.Helper()
	in := hall.In{Sitting: sitting}
	list := map[string]any{
		"public": see(w, "", hall.SeePublic, kernel.None{}),
		"desk":   see(w, w.holder("chair", 0), hall.SeeDesk, in),
		"screen": see(w, w.holder("screen", 0), hall.SeeScreen, in),
		"teller": see(w, w.holder("teller", 0), hall.SeeTeller, hall.AtTellers{Sitting: sitting}),
		"me":     see(w, w.hall[5].Person, hall.SeeMe, in),
		"other":  see(w, w.remote[5].Person, hall.SeeMe, in),
	}
	out := map[string]string{}
	for name, v := range list {
		text, err := json.Marshal(v)
		out[name] = string(kerneltest.Must(w.t, text, err))
	}
	return out
}

// hidden are the names that no public surface may hold: of persons, and of
// organisations that are protected.
func (w *world) hidden() (names []string) {
	for _, v := range append(slices.Clone(w.hall), w.remote...) {
		if o := w.organisation(v); o.Protected {
			names = append(names, o.Name.Ar, o.Name.En)
		}
		w.read(func(tx *kernel.Tx) error {
			p, err := people.Get(tx, v.Person)
			names = append(names, p.Name.Ar, p.Name.En)
			return err
		})
	}
	return names
}
