package outputs_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"ittihad/kernel/kerneltest"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings/stage"
)

// shoot looks at a page in a real browser: nothing of it stands beyond the
// screen's edge. file, if set, keeps a picture.
func shoot(t *testing.T, ctx context.Context, address, who, lang string, width int64, file string) {
	t.Helper()
	at, err := url.Parse(address)
	kerneltest.Must(t, 0, err)
	host := at.Scheme + "://" + at.Host
	cookies := []*network.CookieParam{{Name: "ittihad", Value: who, URL: host}, {Name: "lang", Value: lang, URL: host}}
	err = chromedp.Do(ctx,
		chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, network.SetCookies, network.SetCookiesParams{Cookies: cookies})
			return err
		}),
		chromedp.EmulateViewport(width, 900),
		chromedp.Navigate(address))
	kerneltest.Must(t, 0, err)
	wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64]("document.documentElement.scrollWidth"))
	if kerneltest.Must(t, wide, err) > width {
		t.Errorf("%s in %s is %d wide on a screen of %d", address, lang, wide, width)
	}
	if file == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	kerneltest.Must(t, 0, err)
	kerneltest.Must(t, 0, os.WriteFile(file, picture, 0o644))
}

func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("/usr/bin/chromium"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() { cancel(); stop() })
	kerneltest.Must(t, 0, chromedp.Do(ctx))
	return ctx
}

// Every page fits a telephone and a desk, in both directions of writing.
// SCREENS=folder keeps pictures, to be looked at.
func TestScreens(t *testing.T) {
	k, srv := site(t)
	stage.Seat(t, k)
	play(t, k)
	proposed := ask(t, k, outputs.SeeAll, chair).Outputs
	ctx := browser(t)
	for name, page := range map[string]struct{ who, path string }{
		"outputs": {"chair", "/sittings/s1/outputs"}, "output": {"chair", "/sittings/s1/outputs?output=" + proposed[5].Output},
		"delegate": {"h1", "/sittings/s1/outputs"}, "statement": {"chair", "/sittings/s1/statement"}, "paper": {"chair", "/sittings/s1/statement/print"},
	} {
		for _, lang := range []string{"ar", "en"} {
			for _, width := range []int64{320, 1280} {
				file, to := "", os.Getenv("SCREENS")
				if width > 320 && to == "" {
					continue
				}
				if to != "" {
					file = filepath.Join(to, fmt.Sprintf("%s-%s-%d.png", name, lang, width))
				}
				shoot(t, ctx, srv.URL+page.path, page.who, lang, width, file)
			}
		}
	}
}
