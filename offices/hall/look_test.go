package hall_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/assembly"
	"ittihad/offices/outputs"
	"ittihad/offices/people"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/queue"
)

// A look is what a page looked like in the browser.
type look struct {
	Wide   []string // what reaches over the edge
	Small  []string // targets too small for a thumb
	Unsaid []string // sentences that are missing
	IDs    []string // ids that occur twice
	Go     int      // the most visible buttons in sight
}

// inspect measures the page. Links inside running text may be lower than a thumb.
const inspect = `(() => {
  const out = {Wide: [], Small: [], Unsaid: [], IDs: [], Go: 0}
  const name = e => e.tagName + '.' + (e.getAttribute('class') || '') + ' ' + e.textContent.trim().slice(0, 30)
  const w = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > w) out.Wide.push('the page: ' + document.documentElement.scrollWidth)
  for (const e of document.querySelectorAll('body *')) {
    const r = e.getBoundingClientRect()
    if (e.closest('.hide, caption, .skip, .nav, .menu > div') || e.closest('svg') && e.tagName != 'svg') continue
    if (r.width && (r.left < -1 || r.right > w + 1)) out.Wide.push(name(e) + ' ' + r.left + ' ' + r.right)
  }
  for (const e of document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')) {
    const box = (e.closest('.opt') || e).getBoundingClientRect()
    if (!box.width || e.closest('.skip, p, li:not(.steps li), td, .notice')) continue
    if (box.height < 47.5 || box.width < 44) out.Small.push(name(e) + ' ' + box.width + 'x' + box.height)
  }
  if (document.body.matches('.screen') && document.documentElement.scrollHeight > innerHeight) out.Wide.push('the screen scrolls: ' + document.documentElement.scrollHeight)
  out.Unsaid = document.body.innerText.match(/\[[a-z]+\.[^\]]*\]|\{\d\}/g) || []
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id)
  out.IDs = ids.filter((x, i) => ids.indexOf(x) != i)
  out.Go = [...document.querySelectorAll('main .btn.go')].filter(e => e.getBoundingClientRect().height).length
  return JSON.stringify(out)
})()`

// A viewer visits pages in a real browser, as one person after another.
type viewer struct {
	t   *testing.T
	w   *world
	s   *httptest.Server
	ctx context.Context
}

func newViewer(t *testing.T, w *world) *viewer {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("/usr/bin/chromium"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() { cancel(); stop() })
	kerneltest.Must(t, 0, chromedp.Do(ctx))
	return &viewer{t, w, w.serve(), ctx}
}

func (v *viewer) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.t.Fatal(err)
	}
}

func (v *viewer) js(expression string) string {
	v.t.Helper()
	s, err := chromedp.Run(v.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	return kerneltest.Must(v.t, s, err)
}

// as makes the browser a person's, reading a language.
func (v *viewer) as(person, lang string) {
	cookies := []*network.CookieParam{{Name: "ittihad", Value: person, URL: v.s.URL}, {Name: "lang", Value: lang, URL: v.s.URL},
		{Name: "digits", Value: map[string]string{"ar": "arab"}[lang], URL: v.s.URL}}
	v.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.SetCookies, network.SetCookiesParams{Cookies: cookies})
		return err
	}))
}

var sizes = map[string][]int64{"screen": {1920}, "wide": {390, 1440}, "phone": {320, 390}}

// look visits a page in each language and width, and holds it to the rules of
// every page. SCREENS=folder keeps the pictures.
func (v *viewer) look(name, person, path, size string) {
	v.t.Helper()
	for _, lang := range []string{"ar", "en", "tr"} {
		v.as(person, lang)
		for i, width := range sizes[size] {
			if i > 0 && lang == "tr" && os.Getenv("SCREENS") == "" { // the longest words, on the narrowest page
				continue
			}
			height := int64(900)
			if size == "screen" {
				height = width * 9 / 16
			}
			v.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(v.s.URL+path))
			v.check(name+" "+lang+" "+strconv.FormatInt(width, 10), size)
			if folder := os.Getenv("SCREENS"); folder != "" && lang != "tr" && width != 320 {
				v.picture(filepath.Join(folder, name+"-"+lang+"-"+strconv.FormatInt(width, 10)+".png"), width, height)
			}
		}
	}
}

func (v *viewer) check(where, size string) {
	v.t.Helper()
	var l look
	if err := json.Unmarshal([]byte(v.js(inspect)), &l); err != nil {
		v.t.Fatal(err)
	}
	if len(l.Wide)+len(l.Unsaid)+len(l.IDs) > 0 || size != "screen" && len(l.Small) > 0 {
		v.t.Errorf("%s: over the edge %q, too small %q, unsaid %q, ids twice %q", where, l.Wide, l.Small, l.Unsaid, l.IDs)
	}
}

func (v *viewer) picture(file string, width, height int64) {
	tall, err := strconv.ParseInt(v.js("document.documentElement.scrollHeight"), 10, 64)
	kerneltest.Must(v.t, tall, err)
	v.do(chromedp.EmulateViewport(width, max(height, tall)))
	png, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	kerneltest.Must(v.t, png, err)
	kerneltest.Must(v.t, 0, os.WriteFile(file, png, 0o644))
}

const (
	at     = "/sittings/" + sitting
	desk   = at + "/desk"
	me     = at + "/me"
	teller = at + "/teller"
	screen = at + "/screen"
)

// Every surface, at every point of the reference assembly where it looks
// otherwise, fits a telephone, a desk and a screen, in three languages.
func TestSurfaces(t *testing.T) {
	w := convened(t, "sqlite")
	v := newViewer(t, w)
	w.clock.Set("2017-01-16", "09:10:00")
	v.look("screen-0-empty", w.holder("screen", 0), screen, "screen")
	w.gathered()
	v.look("screen-1-before", w.holder("screen", 0), screen, "screen")
	v.look("public-1-before", "", "/", "wide")
	v.look("desk-1-before", w.holder("secretary", 0), desk, "wide")
	v.look("me-1-before", w.remote[2].Person, me, "phone")
	v.opening()
	v.hearing()
	v.voting()
	v.deciding()
	v.closing()
}

func (v *viewer) opening() {
	w := v.w
	w.clock.Set("2017-01-16", "10:05:00")
	sec := w.holder("secretary", 0)
	do(w, sec, assembly.OpenSitting, assembly.Opening{Sitting: sitting})
	do(w, sec, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: w.item(proceedings.Opening, 0)})
	v.look("desk-2-seat", sec, desk, "wide")
	do(w, sec, assembly.SeatOfficers, assembly.Seating{Sitting: sitting, How: "acclamation", Chair: w.hall[0].Person, Rapporteur: w.hall[1].Person,
		Tellers: []string{w.hall[2].Person, w.hall[3].Person}, Drafting: []string{w.hall[4].Person, w.hall[5].Person}})
	w.Words()
	w.sound()
}

func (v *viewer) hearing() {
	w, chair := v.w, v.w.hall[0].Person
	do(w, chair, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: w.item(proceedings.Introductions, 0)})
	one := do(w, chair, proceedings.NextIntroduction, proceedings.FromIntroduction{Sitting: sitting})
	do(w, w.hall[1].Person, proceedings.WriteCard, proceedings.NewCard{Sitting: sitting})
	two := do(w, chair, proceedings.NextIntroduction, proceedings.FromIntroduction{Sitting: sitting, Turn: one.Turn})
	do(w, chair, proceedings.PutOffIntroduction, proceedings.FromIntroduction{Sitting: sitting, Turn: two.Turn})
	v.look("desk-3-introductions", chair, desk, "wide")
	v.look("screen-3-introductions", w.holder("screen", 0), screen, "screen")
	v.introduceAll()
	do(w, chair, assembly.BreakSitting, assembly.Pause{Sitting: sitting, Minutes: 20})
	w.follow()
	v.look("screen-4-break", w.holder("screen", 0), screen, "screen")
	v.look("desk-4-break", chair, desk, "wide")
	do(w, chair, assembly.Resume, assembly.One{Sitting: sitting})
	w.follow()
	do(w, chair, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: w.item(proceedings.Discussion, 0)})
	for _, x := range []assembly.Voter{w.hall[9], w.remote[0], w.hall[10], w.remote[5]} {
		do(w, x.Person, proceedings.AskFloor, proceedings.NewRequest{Sitting: sitting, Kind: queue.Word})
		w.later(5 * time.Second)
	}
	f := do(w, chair, proceedings.GiveFloor, proceedings.GivenFloor{Sitting: sitting})
	do(w, w.hall[12].Person, proceedings.AskFloor, proceedings.NewRequest{Sitting: sitting, Kind: queue.PointOfOrder})
	w.later(70 * time.Second)
	v.look("desk-5-floor", chair, desk, "wide")
	v.look("screen-5-floor", w.holder("screen", 0), screen, "screen")
	v.look("me-5-floor", w.remote[5].Person, me, "phone")
	do(w, chair, proceedings.EndFloor, proceedings.OfRequest{Sitting: sitting, Request: f.Request})
	for range 4 {
		f := do(w, chair, proceedings.GiveFloor, proceedings.GivenFloor{Sitting: sitting})
		w.later(2 * time.Minute)
		do(w, chair, proceedings.EndFloor, proceedings.OfRequest{Sitting: sitting, Request: f.Request})
	}
	do(w, chair, proceedings.FinishItem, proceedings.OfItem{Sitting: sitting, Item: w.item(proceedings.Discussion, 0)})
}

// introduceAll calls whoever is left.
func (v *viewer) introduceAll() {
	w, chair := v.w, v.w.hall[0].Person
	for {
		now := see(w, chair, proceedings.SeeNow, proceedings.OfSitting{Sitting: sitting}).Introductions
		if now.Left == 0 {
			break
		}
		do(w, chair, proceedings.NextIntroduction, proceedings.FromIntroduction{Sitting: sitting, Turn: now.Turn})
	}
	do(w, chair, proceedings.FinishItem, proceedings.OfItem{Sitting: sitting, Item: w.item(proceedings.Introductions, 0)})
}

func (v *viewer) voting() {
	w, chair := v.w, v.w.hall[0].Person
	w.Propose(0, 4)
	w.OpenVote()
	w.HallVotes(11)
	w.RemoteVotes(-1)
	w.sound()
	poll := see(w, chair, voting.SeePolls, voting.Whose{Sitting: sitting}).Polls[0].ID
	v.look("desk-6-poll", chair, desk, "wide")
	v.look("screen-6-poll", w.holder("screen", 0), screen, "screen")
	v.look("public-6-poll", "", "/", "wide")
	v.look("me-6-ballot", w.remote[20].Person, me, "phone")
	v.look("me-6-voted", w.hall[8].Person, me, "phone")
	v.reachable()
	v.look("teller-6-list", w.hall[2].Person, teller, "wide")
	v.calling("teller-7-callee")
	w.Tell()
	w.sound()
	v.look("teller-8-doubtful", w.hall[3].Person, teller, "wide")
	v.look("me-8-confirm", w.remote[7].Person, me, "phone")
	do(w, w.hall[24].Person, voting.Cast, voting.Vote{Sitting: sitting, Poll: poll, Choice: voting.Abstain})
	which := voting.Which{Sitting: sitting, Poll: poll}
	do(w, chair, voting.ClosePoll, voting.CloseWith{Sitting: sitting, Poll: poll, NotHeard: see(w, chair, voting.Preview, which).NotHeard})
	v.look("desk-8-closed", chair, desk, "wide")
	v.look("screen-8-closed", w.holder("screen", 0), screen, "screen")
	do(w, chair, voting.Announce, voting.Announcing{Sitting: sitting, Poll: poll})
	w.follow()
	v.look("desk-9-result", chair, desk, "wide")
	v.look("screen-9-result", w.holder("screen", 0), screen, "screen")
	v.look("public-9-result", "", "/", "wide")
	v.look("me-9-receipts", w.hall[8].Person, me, "phone")
}

// reachable gives everybody remote a telephone that rings.
func (v *viewer) reachable() {
	w := v.w
	for i, x := range w.remote {
		var p people.Person
		w.read(func(tx *kernel.Tx) (err error) { p, err = people.Get(tx, x.Person); return err })
		do(w, w.holder("secretary", 0), people.Correct, people.Correction{Person: p.ID, Name: p.Name, Languages: p.Languages,
			Phones: []string{fmt.Sprintf("+90532123%04d", 4500+i)}})
	}
}

// calling looks at what a teller sees after the press of a button.
func (v *viewer) calling(name string) {
	for _, lang := range []string{"ar", "en"} {
		v.as(v.w.hall[2].Person, lang)
		v.do(chromedp.EmulateViewport(390, 900), chromedp.Navigate(v.s.URL+teller))
		v.js(`document.querySelector('.accent form').requestSubmit()`)
		for deadline := time.Now().Add(10 * time.Second); v.js(`!!document.querySelector('[href^="tel:"]')`) != "true"; time.Sleep(50 * time.Millisecond) {
			if time.Now().After(deadline) {
				v.t.Fatalf("no telephone was shown: %s", v.js("document.body.innerText"))
			}
		}
		v.check(name+" "+lang, "phone")
		if folder := os.Getenv("SCREENS"); folder != "" {
			v.picture(filepath.Join(folder, name+"-"+lang+"-390.png"), 390, 900)
		}
	}
}

func (v *viewer) deciding() {
	w, chair := v.w, v.w.hall[0].Person
	do(w, chair, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: w.item(proceedings.OutputsItem, 0), After: w.item(proceedings.Vote, 0)})
	v.look("desk-10-propose", chair, desk, "wide")
	w.Propose(4, 9)
	w.sound()
	proposed := see(w, chair, outputs.SeeAll, proceedings.OfSitting{Sitting: sitting}).Outputs
	do(w, chair, outputs.AskConsent, outputs.AskedConsent{Sitting: sitting, Outputs: []string{proposed[0].Output, proposed[1].Output}, Seconds: 60})
	v.look("desk-11-consent", chair, desk, "wide")
	v.look("screen-11-consent", w.holder("screen", 0), screen, "screen")
	v.look("me-11-consent", w.remote[4].Person, me, "phone")
	do(w, w.remote[4].Person, outputs.Object, outputs.NewRemark{Sitting: sitting, Output: proposed[1].Output})
	w.later(time.Minute)
	do(w, chair, outputs.SettleConsent, proceedings.OfSitting{Sitting: sitting})
	v.look("desk-12-contested", chair, desk, "wide")
	poll := do(w, chair, voting.Prepare, voting.Drafting{Sitting: sitting, Item: w.item(proceedings.OutputsItem, 0), Key: "output-2-1",
		Question: proposed[1].Text, Kind: voting.ByConsent, Then: voting.ByName}).ID
	do(w, chair, outputs.PutToVote, outputs.VotedOutput{Sitting: sitting, Output: proposed[1].Output, Poll: poll})
	v.look("desk-13-vote", chair, desk, "wide")
	do(w, chair, voting.OpenPoll, voting.Opening{Sitting: sitting, Poll: poll, Seconds: 60})
	v.look("screen-13-consent", w.holder("screen", 0), screen, "screen")
	v.look("me-13-consent", w.hall[7].Person, me, "phone")
	w.later(time.Minute)
	do(w, chair, voting.ClosePoll, voting.CloseWith{Sitting: sitting, Poll: poll, NotHeard: see(w, chair, voting.Preview, voting.Which{Sitting: sitting, Poll: poll}).NotHeard})
	do(w, chair, voting.Announce, voting.Announcing{Sitting: sitting, Poll: poll})
	w.follow()
	v.look("screen-13-unanimous", w.holder("screen", 0), screen, "screen")
	for _, o := range proposed[2:] {
		do(w, chair, outputs.AskConsent, outputs.AskedConsent{Sitting: sitting, Outputs: []string{o.Output}, Seconds: 20})
		w.later(25 * time.Second)
		do(w, chair, outputs.SettleConsent, proceedings.OfSitting{Sitting: sitting})
	}
}

func (v *viewer) closing() {
	w, chair := v.w, v.w.hall[0].Person
	do(w, chair, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: w.item(proceedings.Closing, 0), After: w.item(proceedings.OutputsItem, 0)})
	v.look("screen-14-outputs", w.holder("screen", 0), screen, "screen")
	w.Close()
	w.sound()
	v.look("desk-15-closed", chair, desk, "wide")
	v.look("screen-15-closed", w.holder("screen", 0), screen, "screen")
	v.look("public-15-closed", "", "/", "wide")
	v.look("me-15-closed", w.hall[8].Person, me, "phone")
}
