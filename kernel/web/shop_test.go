package web_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/a-h/templ"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
)

// The shop is the smallest office with a page: visitors who signed in put wares
// on its one shelf.
type ware struct {
	Shelf string `json:"shelf"`
	Name  string `json:"name"`
	Price int64  `json:"price"`
}

type view struct {
	Names []string `json:"names"`
	Note  string   `json:"note"`
}

var putWare = kernel.Command[ware, ware]{
	Name: "shop.put", Who: "anyone who is signed in",
	Stream: func(in ware) string { return "shelf/" + in.Shelf },
	May:    func(*kernel.Tx, ware) error { return nil },
	Do: func(tx *kernel.Tx, in ware) (ware, error) {
		if in.Price > 9 {
			return in, kernel.RefuseAll(kernel.RefuseField("price", "shop.dear", in.Price), kernel.RefuseField("name", "shop.odd", in.Name))
		}
		if in.Name == "broken" {
			return in, io.ErrUnexpectedEOF
		}
		n, err := tx.Exec(`INSERT INTO wares (shelf, name) VALUES ($1, $2) ON CONFLICT DO NOTHING`, in.Shelf, in.Name)
		if err == nil && n == 0 {
			err = kernel.Refuse(kernel.Conflict, "shop.taken", in.Name)
		}
		if err != nil {
			return in, err
		}
		return in, tx.Record("shop.put", kernel.None{})
	},
}

var enter = kernel.Command[ware, string]{
	Name: "shop.enter", Who: "everybody", Public: true,
	Stream: func(ware) string { return "door" },
	May:    func(*kernel.Tx, ware) error { return nil },
	Do: func(tx *kernel.Tx, in ware) (string, error) {
		if in.Name == "" {
			return "", kernel.RefuseField("name", "shop.odd", in.Name)
		}
		return "session-of-" + in.Name, nil
	},
}

var window = kernel.Query[kernel.None, view]{
	Name: "shop.window", Who: "everybody", Public: true,
	May: func(*kernel.Tx, kernel.None) error { return nil },
	Do:  func(*kernel.Tx, kernel.None) (view, error) { return view{Note: "open"}, nil },
}

var seeShelf = kernel.Query[ware, view]{
	Name: "shop.see", Who: "anyone who is signed in",
	May: func(*kernel.Tx, ware) error { return nil },
	Do: func(tx *kernel.Tx, in ware) (v view, err error) {
		v.Names, err = sqldb.All(tx.Tx, func(s *string) []any { return []any{s} }, `SELECT name FROM wares WHERE shelf = $1 ORDER BY name`, in.Shelf)
		return v, err
	},
}

func shelfView(v view) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		f := web.Frame(ctx, "Shelf")
		form := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return ui.Input(ui.Field{Name: "name", Label: "Name"}).Render(ctx, w)
		})
		body := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			for _, n := range v.Names {
				if err := ui.Person(n).Render(ctx, w); err != nil {
					return err
				}
			}
			return ui.Form(ui.FormOf{ID: "put", Do: "shop.put"}).Render(templ.WithChildren(ctx, form), w)
		})
		return ui.Page(f).Render(templ.WithChildren(ctx, body), w)
	})
}

func shop() []kernel.Office {
	shelf := web.Page[view]{Pattern: "/shelves/{shelf}",
		Load:   func(v *web.Visit) (view, error) { return web.Ask(v, seeShelf, ware{Shelf: v.Path("shelf")}) },
		View:   shelfView,
		Topics: func(view) []string { return []string{"shelf/a"} },
		Does:   []web.Form{web.Do(putWare)}}
	door := web.Page[view]{Pattern: "/door", Public: true,
		Load: func(v *web.Visit) (view, error) { return view{}, nil },
		View: shelfView,
		Does: []web.Form{web.DoSignIn(enter, func(token string) (string, string) { return token, "/shelves/a" })}}
	wall := web.Page[view]{Pattern: "/wall",
		Load: func(v *web.Visit) (view, error) { return view{}, nil },
		View: shelfView,
		Does: []web.Form{web.Do(hang).Files(64)}}
	// The newest shelf stands last on the shelf of shelves.
	newest := web.Page[view]{Pattern: "/newest",
		Load: func(v *web.Visit) (view, error) {
			all, err := web.Ask(v, seeShelf, ware{Shelf: "shelves"})
			if err != nil || len(all.Names) == 0 {
				return all, err
			}
			last := all.Names[len(all.Names)-1]
			on, err := web.Ask(v, seeShelf, ware{Shelf: last})
			return view{Names: append(on.Names, "shelf "+last), Note: last}, err
		},
		View:   shelfView,
		Topics: func(v view) []string { return []string{"shelf/shelves", "shelf/" + v.Note} }}
	crash := web.Page[view]{Pattern: "/crash/{token}", Public: true,
		Load: func(v *web.Visit) (view, error) {
			if v.Query("left") != "" {
				<-v.Context().Done()
			}
			panic("the roof fell")
		},
		View: shelfView, Topics: func(view) []string { return nil }}
	texts := func(dear, odd, taken string) *fstest.MapFile {
		b, _ := json.Marshal(map[string]string{"shop.dear": dear, "shop.odd": odd, "shop.taken": taken})
		return &fstest.MapFile{Data: b}
	}
	return []kernel.Office{
		{Name: "ui", Text: ui.Text},
		{Name: "shop", UseCases: []kernel.UseCase{putWare, enter, seeShelf, hang, window}, Pages: []kernel.Page{shelf.Page(), door.Page(), wall.Page(), crash.Page(), newest.Page()},
			Files: []string{"pictures.hash"},
			Schema: fstest.MapFS{"schema/0001.sql": {Data: []byte(`CREATE TABLE wares (shelf TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (shelf, name));
				CREATE TABLE pictures (hash TEXT PRIMARY KEY);`)}},
			Text: fstest.MapFS{"text/en.json": texts("{0} is too dear.", "{0} is odd.", "{0} is there already."),
				"text/ar.json": texts("{0} غالٍ.", "{0} غريب.", "{0} موجود."), "text/tr.json": texts("{0} pahalı.", "{0} tuhaf.", "{0} zaten var.")}},
	}
}

// browser is a client with a session, or without.
type browser struct {
	t       *testing.T
	url     string
	session string
	lang    string
}

func openSite(t *testing.T) (*kerneltest.Kernel, *web.Site) {
	k := kerneltest.Open(t, "sqlite", shop())
	return k, &web.Site{Kernel: k.Kernel, SignIn: "/door",
		Session: func(_ context.Context, token string) (kernel.Actor, web.Prefs, error) {
			name, _ := strings.CutPrefix(token, "session-of-")
			return kernel.Actor{ID: name}, web.Prefs{}, nil
		},
		Program: func(_ context.Context, token string) (kernel.Actor, error) {
			return kernel.Actor{ID: "program", Only: []string{token}}, nil
		},
		Frame: func(*web.Visit) ui.Frame { return ui.Frame{Name: "Union"} }}
}

func openShop(t *testing.T, settings ...func(*web.Site)) (*kerneltest.Kernel, *browser) {
	k, site := openSite(t)
	for _, set := range settings {
		set(site)
	}
	srv := httptest.NewServer(web.Handler(site))
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	return k, &browser{t, srv.URL, "session-of-ann", "en"}
}

func (b *browser) send(method, path, kind, body string, headers ...string) (*http.Response, string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", b.lang)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if b.session != "" {
		r.AddCookie(&http.Cookie{Name: "ittihad", Value: b.session})
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res, string(text)
}

func (b *browser) get(path string, headers ...string) (*http.Response, string) {
	return b.send("GET", path, "", "", headers...)
}

func (b *browser) post(path, form string, headers ...string) (*http.Response, string) {
	return b.send("POST", path, "application/x-www-form-urlencoded", form, headers...)
}

func (b *browser) is(res *http.Response, body string, code int, has ...string) {
	b.t.Helper()
	if res.StatusCode != code {
		b.t.Errorf("status %d, want %d: %s", res.StatusCode, code, body)
	}
	for _, h := range has {
		if !strings.Contains(body, h) {
			b.t.Errorf("no %q in %s", h, body)
		}
	}
}
