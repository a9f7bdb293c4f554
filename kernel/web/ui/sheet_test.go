package ui_test

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"ittihad/kernel/web/ui"
	"ittihad/kernel/web/ui/gallery"
	"ittihad/kernel/words"
)

// TestBudgets: what a delegate on a slow link waits for.
func TestBudgets(t *testing.T) {
	limit := map[string]int{"css": 4500, "js": 6000}
	total := 0
	for _, a := range ui.Assets() {
		t.Logf("%s: %d bytes, gzip %d, brotli %d", a.Path, len(a.Body), len(a.Gzip), len(a.Brotli))
		kind := a.Path[strings.LastIndexByte(a.Path, '.')+1:]
		if max := limit[kind]; len(a.Gzip) > max {
			t.Errorf("%s: %d bytes by gzip, the budget is %d", a.Path, len(a.Gzip), max)
		}
		total += len(a.Gzip)
	}
	for _, lang := range []string{"ar", "en", "tr"} {
		var html bytes.Buffer
		ctx := words.Into(t.Context(), catalogue(t).For(words.Reader{Lang: lang}))
		if err := gallery.Ballot().Render(ctx, &html); err != nil {
			t.Fatal(err)
		}
		var small bytes.Buffer
		w := brotli.NewWriterLevel(&small, 5)
		w.Write(html.Bytes())
		w.Close()
		t.Logf("the ballot page in %s: %d bytes, brotli %d, with sheet and script %d", lang, html.Len(), small.Len(), total+small.Len())
		// The rest of 14.6 kB is for the headers of three answers.
		if all := total + small.Len(); all > 12_600 {
			t.Errorf("the ballot page in %s takes %d bytes before headers, the budget is 12,600", lang, all)
		}
	}
}

// TestCurrent: the committed files are what their sources give.
func TestCurrent(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{"source/base.css", "--minify", "--target=chrome100,firefox100,safari15.4", "--outfile=" + filepath.Join(dir, "base.css")},
		{"source/live.js", "--bundle", "--minify", "--format=esm", "--target=es2020", "--charset=utf8", "--legal-comments=inline", "--outfile=" + filepath.Join(dir, "live.js")},
	} {
		cmd := exec.Command("go", append([]string{"tool", "-modfile=../../../tools.mod", "esbuild", "--log-level=warning"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("esbuild: %v\n%s", err, out)
		}
	}
	for _, name := range []string{"base.css", "live.js"} {
		fresh, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		kept, err := os.ReadFile("static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(fresh, kept) {
			t.Errorf("static/%s is not what its source gives: run go generate ./kernel/web/ui", name)
		}
	}
}

// pairs are text and the ground it stands on.
var pairs = [][2]string{
	{"ink", "paper"}, {"ink", "card"}, {"ink", "wash"}, {"ink", "brand-wash"}, {"ink", "gold-wash"}, {"ink", "no-wash"},
	{"soft", "paper"}, {"soft", "card"}, {"soft", "brand-wash"},
	{"brand", "paper"}, {"brand", "card"}, {"brand", "brand-wash"}, {"brand", "wash"}, {"on", "brand"},
	{"gold", "paper"}, {"gold", "card"}, {"gold", "gold-wash"}, {"gold", "brand-wash"},
	{"no", "paper"}, {"no", "card"}, {"no", "no-wash"},
}

// outlines are lines and fills that carry meaning.
var outlines = [][2]string{{"edge", "card"}, {"edge", "paper"}, {"brand", "wash"}, {"gold", "paper"}, {"gold", "card"}}

// TestContrast computes WCAG 2.2 contrast (1.4.3 and 1.4.11) of every pair in
// the light theme, the dark one and the hall's.
func TestContrast(t *testing.T) {
	sheet, err := os.ReadFile("source/base.css")
	if err != nil {
		t.Fatal(err)
	}
	light := colours(t, string(sheet), `:root {`)
	dark := colours(t, string(sheet), `@media (prefers-color-scheme: dark)`)
	hall := colours(t, string(sheet), `html.screen {`)
	for name, theme := range map[string]map[string][3]float64{"light": light, "dark": dark, "hall": hall} {
		for _, p := range pairs {
			if c := contrast(t, theme, p); c < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", name, p[0], p[1], c)
			}
		}
		for _, p := range outlines {
			if c := contrast(t, theme, p); c < 3 {
				t.Errorf("%s: %s beside %s has a contrast of %.2f, want 3", name, p[0], p[1], c)
			}
		}
	}
}

var colour = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{3,6})\b`)

// colours reads the variables of the block that begins with a text.
func colours(t *testing.T, sheet, begin string) map[string][3]float64 {
	t.Helper()
	_, block, ok := strings.Cut(sheet, begin)
	if !ok {
		t.Fatalf("the sheet has no %q", begin)
	}
	block, _, _ = strings.Cut(block, "}")
	out := map[string][3]float64{}
	for _, m := range colour.FindAllStringSubmatch(block, -1) {
		hex := m[2]
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		var c [3]float64
		for i := range c {
			n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c[i] = float64(n) / 255
		}
		out[m[1]] = c
	}
	return out
}

func luminance(c [3]float64) float64 {
	for i, v := range c {
		if v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
}

func contrast(t *testing.T, theme map[string][3]float64, pair [2]string) float64 {
	t.Helper()
	for _, name := range pair {
		if _, ok := theme[name]; !ok {
			t.Fatalf("the theme has no colour %q", name)
		}
	}
	a, b := luminance(theme[pair[0]]), luminance(theme[pair[1]])
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// TestSheetHasNoSides: the first language runs from right to left.
func TestSheetHasNoSides(t *testing.T) {
	sheet, err := os.ReadFile("source/base.css")
	if err != nil {
		t.Fatal(err)
	}
	sides := regexp.MustCompile(`(?m)^.*(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)|[^-](?:left|right)\s*:|text-align: (?:left|right)|float:|[^-](?:width|height)\s*:).*$`)
	for _, line := range sides.FindAllString(string(sheet), -1) {
		if !strings.Contains(line, "@media") {
			t.Errorf("a direction that is not logical: %s", strings.TrimSpace(line))
		}
	}
	if bytes.Contains(sheet, []byte("url(")) {
		t.Error("the sheet asks for a file")
	}
}
