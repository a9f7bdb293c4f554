package browser

import (
	"bytes"
	"cmp"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"ittihad/app/demo"
)

// go test ./app/browser -run TestScreens -screens ../../docs/screens makes the
// pictures of the main pages; without the flag the Arabic ones are made and thrown
// away.
var screens = flag.String("screens", "", "the folder for the pictures of the main pages")

// A picture is a page to show: in which languages, on which device.
type picture struct {
	name, who, path string
	width, height   int64
	scale           float64
}

func phone(name, who, path string) picture { return picture{name, who, path, 390, 844, 2} }
func desk(name, who, path string) picture  { return picture{name, who, path, 1440, 900, 1} }

// TestScreens shows the main pages in Arabic and English, as they are while the
// vote on the branches law is open and when its result is announced.
func TestScreens(t *testing.T) {
	h := open(t, (*demo.Course).Stage)
	tabs := map[string]*tab{}
	show := func(list ...picture) {
		for _, p := range list {
			if tabs[p.who] == nil {
				tabs[p.who] = guest(h, p.who)
			}
			p.take(t, tabs[p.who], "ar")
			if *screens != "" {
				p.take(t, tabs[p.who], "en")
			}
		}
	}
	show(desk("desk", "chair", sitting+"/desk"), phone("me", "remote", sitting+"/me"), phone("ballot", "hall", sitting+"/polls/{poll}"),
		phone("in", nobody, "/in"), phone("here", "remote", sitting+"/here"), desk("teller", "teller", sitting+"/teller"),
		desk("roll", "secretary", "/members"), desk("public", nobody, "/"), phone("public-phone", nobody, "/"),
		desk("member", "secretary", "/members/{id}"), desk("door", "desk", sitting+"/door"), desk("sitting", "secretary", sitting), desk("demo", nobody, "/demo"),
		picture{"screen-vote", "screen", sitting + "/screen", 1920, 1080, 1})
	h.finish()
	show(phone("me-result", "remote", sitting+"/me"), picture{"screen", "screen", sitting + "/screen", 1920, 1080, 1}, desk("result", nobody, sitting+"/polls/{poll}/result"),
		desk("desk-result", "chair", sitting+"/desk"))
}

func (p picture) take(t *testing.T, b *tab, lang string) {
	t.Helper()
	b.size(p.width, p.height, p.scale)
	b.cookie("lang", lang)
	b.open(b.h.path(b, p.path))
	if _, err := b.js("document.activeElement.blur(), document.fonts.ready.then(() => 1)"); err != nil {
		t.Fatal(err)
	}
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if *screens == "" {
		return
	}
	small, err := fewColours(shot)
	if err != nil {
		t.Fatal(err)
	}
	if len(small) > 250_000 {
		t.Errorf("the picture %s-%s has %d bytes", p.name, lang, len(small))
	}
	if err := os.WriteFile(filepath.Join(*screens, p.name+"-"+lang+".png"), small, 0o644); err != nil {
		t.Fatal(err)
	}
}

// fewColours keeps the 256 colours of a picture that occur most, so that it is a
// third as large: pages have few, and their letters' edges many.
func fewColours(shot []byte) ([]byte, error) {
	read, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return nil, err
	}
	full := image.NewRGBA(read.Bounds())
	draw.Draw(full, full.Rect, read, full.Rect.Min, draw.Src)
	count := map[color.RGBA]int{}
	for i := 0; i < len(full.Pix); i += 4 {
		count[pixel(full, i)]++
	}
	all := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(number(a), number(b)))
	})
	var kept color.Palette
	for _, c := range all[:min(256, len(all))] {
		kept = append(kept, c)
	}
	index := map[color.RGBA]uint8{}
	for _, c := range all {
		index[c] = uint8(kept.Index(c))
	}
	few := image.NewPaletted(full.Rect, kept)
	for i := range few.Pix {
		few.Pix[i] = index[pixel(full, 4*i)]
	}
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, few)
	return out.Bytes(), err
}

func pixel(m *image.RGBA, i int) color.RGBA {
	return color.RGBA{m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3]}
}

func number(c color.RGBA) uint32 { return uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B) }
