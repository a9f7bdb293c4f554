package outputs

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
	"ittihad/kernel/words"
)

func pages() []kernel.Page {
	return []kernel.Page{outputsPage.Page(), statementPage.Page(), paperPage.Page(),
		{Pattern: "/sittings/{sitting}/statement/{file}", Handler: serveStatement}}
}

type outputsData struct {
	View
	open    string  // the output whose forms are shown
	history History // its texts
	at      sqldb.Time
}

// outputsPage is the outputs: proposed, edited, decided.
var outputsPage = web.Page[outputsData]{
	Pattern: "/sittings/{sitting}/outputs",
	Load:    loadOutputs,
	View:    outputsView,
	Topics:  func(d outputsData) []string { return []string{stream(d.Sitting)} },
	Does: []web.Form{web.Do(Propose), web.Do(Edit), web.Do(SetAside), web.Do(TakeUp), web.Do(AskConsent),
		web.Do(SettleConsent), web.Do(Object), web.Do(Reserve), web.Do(PutToVote)},
}

func loadOutputs(v *web.Visit) (d outputsData, err error) {
	d = outputsData{open: v.Query("output"), at: sqldb.Time{Time: v.Now()}}
	if d.View, err = web.Ask(v, SeeAll, OfSitting{Sitting: v.Path("sitting")}); err != nil {
		return d, err
	}
	if d.open == "" {
		return d, nil
	}
	d.history, err = web.Ask(v, SeeHistory, OfOutput{v.Path("sitting"), d.open})
	return d, err
}

// statementPage is where the closing statement is written and read out.
var statementPage = web.Page[StatementView]{
	Pattern: "/sittings/{sitting}/statement",
	Load: func(v *web.Visit) (StatementView, error) {
		return web.Ask(v, SeeStatement, OfSitting{Sitting: v.Path("sitting")})
	},
	View:   statementView,
	Topics: func(s StatementView) []string { return []string{stream(s.Sitting)} },
	Does:   []web.Form{web.Do(DraftStatement), web.Do(EditStatement), web.Do(ReadStatement)},
}

// paperPage is the statement on paper, in the reader's language: for everybody
// once it was read out.
var paperPage = web.Page[File]{
	Pattern: "/sittings/{sitting}/statement/print",
	Public:  true,
	Load: func(v *web.Visit) (File, error) {
		return web.Ask(v, ExportStatement, Export{v.Path("sitting"), v.Words().Lang(), Plain})
	},
	View: paperView,
}

// serveStatement serves the closing statement as a file: ar.txt, tr.md.
func serveStatement(k *kernel.Kernel) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang, ext, _ := strings.Cut(r.PathValue("file"), ".")
		in := Export{r.PathValue("sitting"), lang, map[string]string{"txt": Plain, "md": Markdown}[ext]}
		f, err := kernel.Ask(r.Context(), k, ExportStatement, web.VisitFrom(r.Context()).By, in)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", f.Type)
		w.Header().Set("Content-Disposition", `attachment; filename="`+f.Name+`"`)
		w.Header().Set("Cache-Control", "no-store")
		_, _ = io.WriteString(w, f.Text)
	})
}

// works says whether the reader has anything to do with an output, or to read of
// its history.
func (d outputsData) works(o OutputView) bool {
	switch {
	case o.mayEdit():
		return d.May.Leads || d.May.Drafts || o.Mine
	case o.State == Asked || o.State == Deferred || o.State == MergedIn || o.State == Rejected:
		return d.May.Leads
	}
	return o.Revision > 1
}

// named is the same within a sentence.
func named(name *words.Local, code string) any {
	if name == nil {
		return words.Code(code)
	}
	return *name
}

// pollOptions are the polls that may decide an output.
func pollOptions(ctx context.Context, polls []PollChoice) (list []ui.Option) {
	for _, p := range polls {
		list = append(list, ui.Option{Value: p.Poll, Label: inLang(ctx, p.Question)})
	}
	return list
}

// proposedOptions are the outputs about which the chair may ask.
func proposedOptions(ctx context.Context, all []OutputView) (list []ui.Option) {
	for _, o := range all {
		if o.State == Proposed {
			list = append(list, ui.Option{Value: o.Output, Label: words.Say(ctx, "outputs.proposal", o.Proposal), Note: inLang(ctx, o.Text)})
		}
	}
	return list
}

// asideOptions are what may become of an output that is not adopted.
func asideOptions(ctx context.Context) (list []ui.Option) {
	for _, s := range []string{Deferred, Rejected, MergedIn} {
		list = append(list, ui.Option{Value: s, Label: words.Say(ctx, "outputs.state_"+s)})
	}
	return list
}

// intoOptions are the outputs that another may be merged into.
func intoOptions(ctx context.Context, all []OutputView, but string) []ui.Option {
	list := []ui.Option{{Value: "", Label: words.Say(ctx, "outputs.into_none")}}
	for _, o := range all {
		if o.Output != but && o.State != Rejected && o.State != Deferred && o.State != MergedIn {
			list = append(list, ui.Option{Value: o.Output, Label: words.Say(ctx, "outputs.proposal", o.Proposal)})
		}
	}
	return list
}

// versionMoments is the history of a text, the newest first.
func versionMoments(ctx context.Context, list []Version) (out []ui.Moment) {
	for _, v := range slices.Backward(list) {
		out = append(out, ui.Moment{When: words.Moment(ctx, v.At.Time), Title: words.Say(ctx, "outputs.revision", v.Revision), Text: v.Why})
	}
	return out
}

func ofLeast(ctx context.Context, least int64) string {
	if least == 0 {
		return ""
	}
	return words.Num(ctx, least)
}

func outputEyebrow(ctx context.Context, o OutputView) string {
	if o.Number > 0 {
		return words.Say(ctx, "outputs.output_number", o.Number)
	}
	return words.Say(ctx, "outputs.proposal", o.Proposal)
}

func sourceOf(ctx context.Context, o OutputView) string {
	if o.From != nil {
		return words.Say(ctx, "outputs.from_organisation", named(o.From.Name, o.From.Code))
	}
	return words.Say(ctx, "outputs.from_"+o.Source)
}

func reservationOf(ctx context.Context, r Reservation) string {
	return words.Say(ctx, "outputs.reservation_text", named(r.Name, r.Code), r.Text)
}

func (o OutputView) mayEdit() bool { return Output{State: o.State}.mayEdit() == nil }

func readKind(state string) ui.Kind {
	if state == Read {
		return ui.OK
	}
	return ui.Wait
}

func stateKind(state string) ui.Kind {
	switch state {
	case Asked, InVote, Contested:
		return ui.Wait
	case Adopted:
		return ui.OK
	case Rejected:
		return ui.No
	}
	return ui.Plain
}

// address is a page of a sitting.
func address(sitting, page string) string { return "/sittings/" + sitting + "/" + page }

// frame is the frame of a page of the outputs.
func frame(ctx context.Context, here string) ui.Frame {
	f := web.Frame(ctx, words.Say(ctx, "outputs.page_"+here))
	f.Refresh = -1 // pages with forms are not torn away while somebody writes
	return f
}

// inLang is a text in the reader's language.
func inLang(ctx context.Context, l words.Local) string { return l.In(words.From(ctx).Lang()) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// lines are the paragraphs of a text.
func lines(s string) []string {
	return slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool { return l == "" })
}
