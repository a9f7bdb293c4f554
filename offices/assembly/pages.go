package assembly

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/web"
	"ittihad/kernel/web/ui"
)

func pages() []kernel.Page {
	return []kernel.Page{listPage.Page(), newPage.Page(), planPage.Page(), sittingPage.Page(), officersPage.Page(), postedPage.Page(),
		mandatesPage.Page(), doorPage.Page(), attendancePage.Page(), invitationsPage.Page(), textsPage.Page(), herePage.Page(),
		{Pattern: "/sittings/{sitting}/papers/{hash}", Handler: servePaper}}
}

// paperMost bounds a document and the scan of a letter.
const paperMost = 20 << 20

func pathOf(sitting, page string) string {
	if page == "" {
		return "/sittings/" + url.PathEscape(sitting)
	}
	return "/sittings/" + url.PathEscape(sitting) + "/" + page
}

type listData struct {
	Sittings
	secretary bool
}

var listPage = web.Page[listData]{
	Pattern: "/sittings",
	Load: func(v *web.Visit) (listData, error) {
		at, _ := time.Parse(time.RFC3339, v.Query("before"))
		list, err := web.Ask(v, SeeSittings, SittingsPage{Before: sqldb.Time{Time: at}, BeforeID: v.Query("id")})
		return listData{list, v.By.Has("secretary", "")}, err
	},
	View: listView,
}

func (d listData) pages() ui.Pages {
	if !d.More {
		return ui.Pages{}
	}
	last := d.Sittings.Sittings[len(d.Sittings.Sittings)-1]
	return ui.Pages{Next: "/sittings?before=" + last.At.Text() + "&id=" + url.QueryEscape(last.ID)}
}

var newPage = web.Page[kernel.None]{
	Pattern: "/sittings/new",
	Load: func(v *web.Visit) (kernel.None, error) {
		if !v.By.Has("secretary", "") {
			return kernel.None{}, kernel.Refuse(kernel.Denied, "kernel.secretary_only")
		}
		return kernel.None{}, nil
	},
	View: newView,
	Does: []web.Form{web.DoThen(DraftSitting, func(s Sitting) string { return pathOf(s.ID, "") })},
}

type planData struct {
	View
	rules []QuorumView
}

var planPage = web.Page[planData]{
	Pattern: "/sittings/{sitting}/plan",
	Load: func(v *web.Visit) (planData, error) {
		if !v.By.Has("secretary", "") {
			return planData{}, kernel.Refuse(kernel.Denied, "kernel.secretary_only")
		}
		view, err := web.Ask(v, SeeSitting, One{v.Path("sitting")})
		return planData{view, view.Quorums}, err
	},
	View: planView,
	Does: []web.Form{
		web.DoThen(ChangePlan, func(s Sitting) string { return pathOf(s.ID, "") }),
		web.Do(SetQuorum), web.Do(Relocate), web.Do(AttachDocument).Files(paperMost),
	},
}

type sittingData struct {
	View
	now         time.Time
	secretary   bool
	chair       bool
	may         bool // decide on the roll
	credentials *Credentials
	invitations *Invitations
	changes     *Changes
	own         []OwnOrganisation
	roles       map[string]bool
}

// sittingPage is a sitting: what it is, how its preparation stands, and the next
// step, for those who take it.
var sittingPage = web.Page[sittingData]{
	Pattern: "/sittings/{sitting}",
	Load:    loadSitting,
	View:    sittingView,
	Topics:  func(d sittingData) []string { return []string{Stream(d.Sitting.ID)} },
	Does: []web.Form{web.Do(Convene), web.Do(Postpone), web.Do(CancelSitting), web.Do(PostList), web.Do(OpenSitting), web.Do(FailCall), web.Do(CloseSheet), web.Do(BreakSitting),
		web.Do(Resume), web.Do(CloseSitting), web.Do(Object), web.Do(DecideObjection), web.Do(ProposeRollChange), web.Do(ConfirmRollChange),
		web.Do(WithdrawRollChange), web.Do(Acknowledge), web.Do(Nominate).Files(paperMost)},
}

func loadSitting(v *web.Visit) (d sittingData, err error) {
	in := One{v.Path("sitting")}
	if d.View, err = web.Ask(v, SeeSitting, in); err != nil {
		return d, err
	}
	d.now, d.secretary, d.chair = v.Now(), v.By.Has("secretary", ""), v.By.Has("chair", Stream(in.Sitting))
	d.may = d.secretary || v.By.Has("credentials", Stream(in.Sitting))
	d.roles = map[string]bool{}
	for _, role := range officerRoles {
		d.roles[role] = v.By.Has(role, Stream(in.Sitting))
	}
	if d.Serving && d.Sitting.Status != Draft {
		if d.credentials, err = asked(web.Ask(v, SeeCredentials, in)); err != nil {
			return d, err
		}
	}
	if d.secretary && d.Sitting.Status != Draft {
		if d.invitations, err = asked(web.Ask(v, SeeInvitations, in)); err != nil {
			return d, err
		}
	}
	represents := len(v.By.Scopes("representative")) > 0
	if d.may || represents {
		if d.changes, err = asked(web.Ask(v, SeeChanges, in)); err != nil {
			return d, err
		}
	}
	if represents && d.Sitting.Status != Draft {
		own, err := web.Ask(v, SeeOrganisations, in)
		d.own = own.Organisations
		return d, err
	}
	return d, nil
}

func asked[T any](v T, err error) (*T, error) { return &v, err }

type officersData struct {
	View
	people    []ui.Option
	q         string
	found     []ui.Option
	secretary bool
	presides  bool // seats whom the assembly elects
}

// staffed are the roles for which somebody is named; tellers until the assembly
// has elected its own.
func (d officersData) staffed() []string {
	list := []string{"desk", "screen"}
	if !d.presides && !d.Sitting.OpenedAt.IsZero() {
		return list
	}
	list = append([]string{"credentials"}, list...)
	for _, o := range d.Officers {
		if o.Role == Chair || o.Role == Teller && o.How != "named" {
			return list
		}
	}
	return append(list, Teller)
}

// officersPage is where it is entered whom the assembly elected, and who serves
// the sitting.
var officersPage = web.Page[officersData]{
	Pattern: "/sittings/{sitting}/officers",
	Load:    loadOfficers,
	View:    officersView,
	Does:    []web.Form{web.Do(SeatOfficers), web.Do(Staff), web.Do(Vacate)},
}

var postedPage = web.Page[postedData]{
	Pattern: "/sittings/{sitting}/list",
	Load: func(v *web.Visit) (d postedData, err error) {
		version, _ := strconv.ParseInt(v.Query("version"), 10, 64)
		if d.List, err = web.Ask(v, SeeList, Version{v.Path("sitting"), version}); err != nil {
			return d, err
		}
		d.View, err = web.Ask(v, SeeSitting, One{v.Path("sitting")})
		return d, err
	},
	View: postedView,
}

type postedData struct {
	List
	View View
}

var attendancePage = web.Page[Attendance]{
	Pattern: "/sittings/{sitting}/attendance",
	Load:    func(v *web.Visit) (Attendance, error) { return web.Ask(v, SeeAttendance, One{v.Path("sitting")}) },
	View:    attendanceView,
}

// servePaper serves a document or a letter as a file to be kept: nothing that
// was uploaded runs or shows within the site.
func servePaper(k *kernel.Kernel) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d, err := kernel.Ask(r.Context(), k, SeePaper, web.VisitFrom(r.Context()).By, Paper{r.PathValue("sitting"), r.PathValue("hash")})
		if err != nil {
			http.NotFound(w, r)
			return
		}
		f, err := k.Blobs.Get(d.Hash)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer f.Close()
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", `attachment; filename="`+d.Hash[:12]+kindOf(f)+`"`)
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
	case "text/plain; charset=utf-8":
		return ".txt"
	}
	return ".bin"
}
