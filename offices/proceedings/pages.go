package proceedings

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

func pages() []kernel.Page {
	return []kernel.Page{agendaPage.Page(), spokenPage.Page(), cardPage.Page(),
		{Pattern: "/sittings/{sitting}/agenda/{item}/{hash}", Handler: serveDocument}}
}

// documentMost bounds an item's file.
const documentMost = 20 << 20

type agendaData struct {
	AgendaView
	open string // the item whose forms are shown
}

// agendaPage is the agenda, with what its reader may change.
var agendaPage = web.Page[agendaData]{
	Pattern: "/sittings/{sitting}/agenda",
	Load: func(v *web.Visit) (agendaData, error) {
		view, err := web.Ask(v, SeeAgenda, OfSitting{v.Path("sitting")})
		return agendaData{view, v.Query("item")}, err
	},
	View:   agendaView,
	Topics: func(d agendaData) []string { return []string{stream(d.Sitting)} },
	Does: []web.Form{web.Do(FillAgenda), web.Do(AddItem), web.Do(ChangeItem), web.Do(MoveItem), web.Do(RemoveItem), web.Do(RestoreItem),
		web.Do(AttachDocument).Files(documentMost), web.Do(DetachDocument),
		web.Do(StartItem), web.Do(FinishItem), web.Do(SetItemAside), web.Do(ReopenItem)},
}

// cardPage is where a delegate says what is shown of them.
var cardPage = web.Page[MyCard]{
	Pattern: "/sittings/{sitting}/card",
	Load:    func(v *web.Visit) (MyCard, error) { return web.Ask(v, SeeMyCard, OfSitting{v.Path("sitting")}) },
	View:    cardView,
	Does:    []web.Form{web.Do(WriteCard)},
}

// serveDocument serves a document of an item to those in the sitting, always as
// a file to be kept: nothing that was uploaded runs or shows within the site.
func serveDocument(k *kernel.Kernel) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := kernel.Ask(r.Context(), k, SeeAgenda, web.VisitFrom(r.Context()).By, OfSitting{r.PathValue("sitting")})
		if err != nil || !v.has(r.PathValue("item"), r.PathValue("hash")) {
			http.NotFound(w, r)
			return
		}
		f, err := k.Blobs.Get(r.PathValue("hash"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer f.Close()
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", `attachment; filename="`+r.PathValue("hash")[:12]+kindOf(f)+`"`)
		w.Header().Set("Cache-Control", "no-store")
		http.ServeContent(w, r, "", time.Time{}, f)
	})
}

// kindOf is the ending of a file's name that its first bytes call for.
func kindOf(f io.ReadSeeker) string {
	start := make([]byte, 512)
	n, _ := io.ReadFull(f, start)
	_, _ = f.Seek(0, io.SeekStart)
	switch http.DetectContentType(start[:n]) {
	case "application/pdf":
		return ".pdf"
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "application/zip": // what office programs write
		return ".docx"
	case "text/plain; charset=utf-8":
		return ".txt"
	}
	return ".bin"
}

func (v AgendaView) has(item, hash string) bool {
	return slices.ContainsFunc(v.Items, func(i ItemView) bool {
		return i.ID == item && slices.ContainsFunc(i.Documents, func(d Document) bool { return d.Hash == hash })
	})
}

// address is a page of a sitting.
func address(sitting, page string) string { return "/sittings/" + sitting + "/" + page }

// frame is the frame of a page of the proceedings.
func frame(ctx context.Context, here string) ui.Frame {
	f := web.Frame(ctx, words.Say(ctx, "proceedings.page_"+here))
	f.Refresh = -1 // pages with forms are not torn away while somebody writes
	return f
}

// inLang is a text in the reader's language.
func inLang(ctx context.Context, l words.Local) string { return l.In(words.From(ctx).Lang()) }

// minutes says a planned time; "" where there is none.
func minutes(ctx context.Context, seconds int64) string {
	if seconds == 0 {
		return ""
	}
	return words.Say(ctx, "proceedings.minutes", seconds/60)
}

// timeOf says how long an item was planned for and took.
func timeOf(ctx context.Context, i ItemView) string {
	planned := minutes(ctx, i.Timer.Planned)
	switch {
	case i.Timer.BegunAt.IsZero():
		return planned
	case planned == "":
		return words.Say(ctx, "proceedings.took", words.Msg{Key: "proceedings.minutes", Args: []any{i.Timer.Spent / 60}})
	}
	return words.Say(ctx, "proceedings.took_of", words.Msg{Key: "proceedings.minutes", Args: []any{i.Timer.Spent / 60}}, planned)
}

func stateKind(state string) ui.Kind {
	switch state {
	case Current:
		return ui.Wait
	case Done:
		return ui.OK
	}
	return ui.Plain
}

func kindOptions(ctx context.Context) (list []ui.Option) {
	for _, k := range Kinds {
		list = append(list, ui.Option{Value: k, Label: words.Say(ctx, "proceedings.kind_"+k), Selected: k == Discussion})
	}
	return list
}

// steps is the agenda as a list that leads to each item.
func steps(ctx context.Context, d agendaData) (list []ui.Step) {
	for _, i := range d.Items {
		s := ui.Step{Number: words.Num(ctx, i.Number), Title: inLang(ctx, i.Title), Href: address(d.Sitting, "agenda?item="+i.ID+"#item-"+i.ID), Note: timeOf(ctx, i)}
		switch i.State {
		case Current:
			s.Stage = ui.Now
		case Done:
			s.Stage = ui.Done
		}
		list = append(list, s)
	}
	return list
}

// shows says which item's card stands beside the agenda: the one that the reader
// opened, else the current one.
func (d agendaData) shows(i ItemView) bool {
	if d.open != "" {
		return i.ID == d.open
	}
	return i.State == Current
}

// neighbour is the item before or behind another on the agenda; "" at its ends.
func neighbour(items []ItemView, n, by int) string {
	if n+by < 0 || n+by >= len(items) || items[n+by].State != Planned {
		return ""
	}
	return items[n+by].ID
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// faceName is a mandate by its name, or by its code.
func faceName(ctx context.Context, f Face) string {
	if f.Name == nil {
		return words.Code(f.Code).String()
	}
	return inLang(ctx, *f.Name)
}
