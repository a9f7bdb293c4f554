package app

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"ittihad/kernel/web"
)

// The link that sets the federation up names a host that people reach, or none.
func TestReached(t *testing.T) {
	at := func(s string) net.Addr {
		a, err := net.ResolveTCPAddr("tcp", s)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, c := range []struct {
		c     Config
		at    string
		url   string
		known bool
	}{
		{Config{}, "127.0.0.1:8080", "http://127.0.0.1:8080", true},
		{Config{BehindTLS: true}, "127.0.0.1:8080", "https://127.0.0.1:8080", false},
		{Config{BehindTLS: true}, "[::]:8080", "https://[::]:8080", false},
		{Config{BehindTLS: true, URL: "https://union.example/"}, "[::]:8080", "https://union.example", true},
		{Config{TLS: web.TLS{Auto: []string{"union.example", "www.union.example"}}}, "[::]:443", "https://union.example", true},
		{Config{TLS: web.TLS{Auto: []string{"union.example"}}}, "[::]:8443", "https://union.example:8443", true},
		{Config{TLS: web.TLS{Cert: "none", Key: "none"}}, "0.0.0.0:443", "https://0.0.0.0:443", false},
	} {
		if url, known := c.c.reached(at(c.at)); url != c.url || known != c.known {
			t.Errorf("%+v at %s: %s, %v; want %s, %v", c.c, c.at, url, known, c.url, c.known)
		}
	}
}

// What cannot be served is refused before anything is opened.
func TestListenRefuses(t *testing.T) {
	dir := t.TempDir()
	none := filepath.Join(dir, "none")
	if err := os.WriteFile(none, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]Config{
		"a key alone":              {TLS: web.TLS{Key: none}},
		"a certificate alone":      {TLS: web.TLS{Cert: none}},
		"an empty certificate":     {TLS: web.TLS{Cert: none, Key: none}},
		"a file that is not there": {TLS: web.TLS{Cert: none + "x", Key: none}},
		"two certificates":         {TLS: web.TLS{Cert: none, Key: none, Auto: []string{"union.example"}}},
		"two who encrypt":          {TLS: web.TLS{Auto: []string{"union.example"}}, BehindTLS: true},
		"an address without host":  {URL: "union.example"},
		"an address with a path":   {URL: "https://union.example/x"},
	} {
		c.Listen = "127.0.0.1:0"
		if l, err := Listen(c); err == nil {
			l.Close()
			t.Errorf("%s is served", name)
		}
	}
}
