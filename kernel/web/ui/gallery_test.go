package ui_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"ittihad/kernel/web/ui/gallery"
)

var shots = flag.String("shots", "", "folder to write screenshots of the gallery to")

// look is what a page looked like to the script below.
type look struct {
	Wide   []string // what reaches over the edge
	Small  []string // targets too small for a thumb
	Styles int      // inline styles
	Unsaid []string // sentences that are missing
	IDs    []string // ids that occur twice
}

// inspect measures the page in the browser. Links inside running text may be
// lower than a thumb: the rule exempts them.
const inspect = `(() => {
  const out = {Wide: [], Small: [], Styles: document.querySelectorAll('[style]').length, Unsaid: [], IDs: []}
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
  const bare = document.body.innerText.match(/\[ui\.[^\]]*\]|\{\d\}/g)
  if (bare) out.Unsaid = bare
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id)
  out.IDs = ids.filter((x, i) => ids.indexOf(x) != i)
  return JSON.stringify(out)
})()`

// TestGallery looks at every component in Chromium: nothing over the edge, no
// target too small, no word missing, nothing that the policy blocks.
func TestGallery(t *testing.T) {
	h, b := newHouse(t), newTab(t)
	for _, p := range gallery.Pages {
		for _, lang := range []string{"ar", "en", "tr"} {
			widths := []int64{320, 390, 1440}
			if p.Name == "hall" || p.Name == "floor" {
				widths = []int64{1280, 1920}
			}
			b.open(h.URL + "/" + p.Name + "?lang=" + lang)
			for _, width := range widths {
				b.size(width, width*9/16)
				b.check(t, p.Name, lang, width)
			}
		}
	}
	if *shots != "" {
		b.shoot(t, h)
	}
}

func (b *tab) check(t *testing.T, page, lang string, width int64) {
	t.Helper()
	var l look
	if err := json.Unmarshal([]byte(b.js(inspect)), &l); err != nil {
		t.Fatal(err)
	}
	where := page + " " + lang
	if len(l.Wide) > 0 {
		t.Errorf("%s at %d px: over the edge: %q", where, width, l.Wide)
	}
	if len(l.Small) > 0 {
		t.Errorf("%s at %d px: targets too small: %q", where, width, l.Small)
	}
	if l.Styles > 0 || len(l.Unsaid) > 0 || len(l.IDs) > 0 {
		t.Errorf("%s: %d inline styles, unsaid %q, ids twice %q", where, l.Styles, l.Unsaid, l.IDs)
	}
	if c := b.complaints(); len(c) > 0 {
		t.Errorf("%s: the console says %q", where, c)
	}
}

// shoot takes the pictures that people look at.
func (b *tab) shoot(t *testing.T, h *house) {
	t.Helper()
	screens := []string{"hall", "floor"}
	for _, theme := range []string{"light", "dark"} {
		b.media("prefers-color-scheme", theme)
		for _, p := range gallery.Pages {
			for _, lang := range []string{"ar", "en"} {
				if slices.Contains(screens, p.Name) {
					b.picture(t, h, p.Name, lang, theme, "screen", 1920, 1080)
					continue
				}
				b.picture(t, h, p.Name, lang, theme, "phone", 390, 844)
				b.picture(t, h, p.Name, lang, theme, "desk", 1440, 900)
			}
		}
	}
}

func (b *tab) picture(t *testing.T, h *house, page, lang, theme, size string, width, height int64) {
	t.Helper()
	b.size(width, height)
	b.open(h.URL + "/" + page + "?lang=" + lang)
	// As high as the page: beyond the viewport Chromium shifts pages that run
	// from right to left.
	tall, err := strconv.ParseInt(b.js("document.documentElement.scrollHeight"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	b.size(width, tall)
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	name := page + "-" + lang + "-" + theme + "-" + size + ".png"
	if err := os.WriteFile(filepath.Join(*shots, name), png, 0o644); err != nil {
		t.Fatal(err)
	}
}
