package browser

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"

	"ittihad/app/demo"
)

// axe is axe-core 4.10.3 by Deque Systems, under the Mozilla Public License 2.0: it
// knows the rules of WCAG and holds a page in a browser to them. It is run here and
// goes into no program.
//
//go:embed testdata/axe.min.js
var axe string

// held runs axe on the page: WCAG 2.2 to level AA, and what its authors recommend.
// What axe can only doubt, such as text over a gradient, it does not tell. Beside
// it, targets are as high as a thumb needs, and nothing reaches over the edge.
const held = `(async (runOnly) => {
  const shown = e => e.outerHTML.replace(/\s+/g, ' ').slice(0, 160)
  const out = []
  const found = await axe.run(document, {resultTypes: ['violations'], runOnly})
  for (const v of found.violations) for (const n of v.nodes) {
    out.push(v.id + ': ' + n.html.slice(0, 160) + ' ' + [...n.any, ...n.all, ...n.none].map(c => c.message).join('; '))
  }
  for (const e of document.querySelectorAll('a, button, summary, select, textarea, input:not([type=hidden])')) {
    const box = (e.closest('.opt') || e).getBoundingClientRect()
    const within = e.closest('p, td, th, dd, .notice, .small, li:not(.steps li)') || e.parentElement.matches('div.row > div, span')
    const plain = e.tagName == 'A' && !e.matches('.btn, nav a, .menu a')
    if (!box.width || e.closest('.skip') || plain && within) continue
    if (box.height < 47.5 || box.width < 44) out.push('a target of ' + box.width + ' by ' + box.height + ': ' + shown(e))
  }
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth
  if (over > 0) out.push('the page is ' + over + ' px too wide')
  return JSON.stringify(out)
})`

// The rules that a look is held to: all of them, those that colours decide, and
// none but the measures that are always taken.
const (
	allRules = `['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']`
	contrast = `['color-contrast', 'link-in-text-block']`
	measures = `['image-alt']`
)

// A look is how a page is looked at.
type look struct {
	lang, theme   string
	width, height int64
	rules         string
}

// looks are both directions and both themes, on a telephone and at a desk, and the
// longest words on the narrowest telephone.
var looks = []look{
	{"ar", "light", 390, 844, allRules}, {"ar", "dark", 1440, 900, contrast},
	{"en", "dark", 390, 844, contrast}, {"en", "light", 1440, 900, allRules},
	{"tr", "light", 320, 640, measures},
}

// accessible holds a page to the rules in every look.
func (b *tab) accessible(t *testing.T, path string) {
	t.Helper()
	path = b.h.path(b, path)
	lang := ""
	for _, l := range looks {
		b.size(l.width, l.height, 1)
		command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: l.theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		if lang != l.lang {
			lang = l.lang
			b.cookie("lang", lang)
			b.open(path)
			if _, err := b.js("(0, eval)(" + quoted(axe) + "), 1"); err != nil {
				t.Fatal(err)
			}
		}
		answer := command(b, runtime.Evaluate, runtime.EvaluateParams{Expression: held + "(" + l.rules + ")", AwaitPromise: yes(), ReturnByValue: yes()})
		var text string
		if err := json.Unmarshal([]byte(answer.Result.Value), &text); err != nil {
			t.Fatal(err)
		}
		var found []string
		if err := json.Unmarshal([]byte(text), &found); err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			t.Errorf("%s as %q in %s, %s, %d px:\n  %s", path, b.host, l.lang, l.theme, l.width, strings.Join(found, "\n  "))
		}
	}
}

// accessibleAll holds what is to be visited at a stage to the rules.
func accessibleAll(t *testing.T, h *house, when string) {
	tabs := map[string]*tab{}
	for pattern, list := range visits {
		for i, v := range list {
			if v.when != when {
				continue
			}
			if tabs[v.who] == nil {
				tabs[v.who] = guest(h, v.who)
			}
			t.Run(fmt.Sprint(strings.Trim(pattern, "/"), " ", v.who, i), func(t *testing.T) { tabs[v.who].accessible(t, v.path) })
		}
	}
}

// Everybody can use every page of the house: also who does not see it, who does not
// tell green from grey, and whose hand is not steady.
func TestAccessible(t *testing.T) {
	h := open(t, (*demo.Course).Stage)
	accessibleAll(t, h, underVote)
	h.finish()
	h.callRoll()
	accessibleAll(t, h, roll)
	h.closePoll(h.poll().ID)
	h.askConsent()
	accessibleAll(t, h, asked)
}

// So are the pages as they are after the end.
func TestAccessibleAfterTheAssembly(t *testing.T) {
	accessibleAll(t, open(t, func(c *demo.Course) []demo.Door {
		if _, err := c.Replay(); err != nil {
			t.Error(err)
		}
		return nil
	}), over)
}
