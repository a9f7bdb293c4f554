package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/offices/hall"
	"ittihad/offices/people"
)

// A Config says where a house stands and who can reach it.
type Config struct {
	DB string
	// Existing: a database that is not there is refused, not made.
	Existing bool
	Blobs    string // empty: beside the SQLite file, or ittihad-blobs
	Now      func() time.Time
	Listen   string
	TLS      web.TLS
	// BehindTLS: a proxy before this program encrypts, and appends the address it
	// was asked from to X-Forwarded-For.
	BehindTLS bool
	// URL is where people reach the site, "https://union.example". Empty: by the
	// name in the certificate, or where it listens.
	URL string
	// More offices than the federation's own: the demo has one.
	More []kernel.Office
}

// Options are where the kernel keeps its things.
func (c Config) Options() kernel.Options {
	if c.Blobs == "" {
		c.Blobs = blobsBeside(c.DB)
	}
	return kernel.Options{DB: c.DB, Existing: c.Existing, Blobs: c.Blobs, Now: c.Now}
}

// Open opens the house without serving it.
func Open(ctx context.Context, c Config) (*kernel.Kernel, error) {
	return kernel.Open(ctx, c.Options(), append(Offices(), c.More...))
}

func blobsBeside(db string) string {
	if strings.Contains(db, "://") {
		return "ittihad-blobs"
	}
	path := strings.TrimPrefix(db, "sqlite:")
	return strings.TrimSuffix(path, filepath.Ext(path)) + "-blobs"
}

// Site is the house as the web sees it.
func Site(k *kernel.Kernel, secure bool) *web.Site {
	prefs := func(p people.Prefs) web.Prefs {
		return web.Prefs{Lang: p.Lang, Digits: p.Digits, Zone: p.Zone, Name: p.Name.In(p.Lang)}
	}
	return &web.Site{
		Kernel: k,
		Session: func(ctx context.Context, token string) (kernel.Actor, web.Prefs, error) {
			by, p, err := people.Who(ctx, k, token)
			return by, prefs(p), err
		},
		Watch: func(ctx context.Context, token string) (kernel.Actor, web.Prefs, error) {
			by, p, err := people.Watch(ctx, k, token)
			return by, prefs(p), err
		},
		Access:  []string{people.AccessStream},
		Program: func(ctx context.Context, token string) (kernel.Actor, error) { return people.Program(ctx, k, token) },
		Frame:   hall.Frame,
		SignIn:  "/in",
		Secure:  secure,
	}
}

// Listen takes the address of a house that is not open yet. Whatever cannot be
// served is refused here, before there is a database or a stage.
func Listen(c Config) (net.Listener, error) {
	if err := c.TLS.Check(); err != nil {
		return nil, err
	}
	if c.TLS.On() && c.BehindTLS {
		return nil, errors.New("either this program encrypts or the proxy before it: give --behind-tls, or a certificate, not both")
	}
	if u, err := url.Parse(c.URL); err != nil || c.URL != "" && (u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "") {
		return nil, fmt.Errorf("--url is an address like https://union.example, not %q", c.URL)
	}
	if !c.secure() && !web.Loopback(c.Listen) {
		return nil, web.ErrPlain
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("the address %s is taken or not ours: %w", c.Listen, err)
	}
	return l, nil
}

// secure: connections are encrypted on their way.
func (c Config) secure() bool { return c.TLS.On() || c.BehindTLS }

// reached is where people reach what listens at an address, and whether that is
// more than where it listens: a proxy, or a certificate, goes by another name.
func (c Config) reached(at net.Addr) (url string, known bool) {
	if c.URL != "" {
		return strings.TrimRight(c.URL, "/"), true
	}
	host, port, err := net.SplitHostPort(at.String())
	if err != nil || !c.TLS.On() {
		if c.BehindTLS {
			return "https://" + at.String(), false
		}
		return "http://" + at.String(), true
	}
	name := c.TLS.Host()
	if name != "" {
		host = name
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		return "https://" + at.String(), false
	}
	if port == "443" {
		return "https://" + host, name != ""
	}
	return "https://" + net.JoinHostPort(host, port), name != ""
}

// Serve serves an open house on what Listen took until the context ends. ready
// is called once it answers, with the address and whether people reach it there.
func Serve(ctx context.Context, k *kernel.Kernel, c Config, l net.Listener, ready func(url string, reached bool)) error {
	if err := k.Attend(); err != nil {
		return errors.Join(err, l.Close())
	}
	site := Site(k, c.secure())
	site.Proxied = c.BehindTLS
	ready(c.reached(l.Addr()))
	err := web.Serve(ctx, l, c.TLS, web.Handler(site), k.StartClosing)
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
