package main

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// Flags may stand anywhere among the pairs of a command.
func TestFlagsAmongPairs(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "ittihad.db")
	secretary := founded(t, dir, db)
	var registered struct {
		ID string `json:"id"`
	}
	out := succeed(t, dir, "do", "members.register", "name.ar=جمعية السراج", "--as", secretary, "field=health", "--lang=ar", "name.en=Siraj", "--db", db, "phone=")
	if err := json.Unmarshal([]byte(out), &registered); err != nil || registered.ID == "" {
		t.Fatalf("it answers %s, %v", out, err)
	}
	for _, args := range [][]string{
		{"--as", secretary, "see", "members.organisation", "id=" + registered.ID},
		{"see", "--as=" + secretary, "members.organisation", "--db", db, "id=" + registered.ID},
		{"see", "members.organisation", "--as", secretary, "--", "id=" + registered.ID},
	} {
		if said := succeed(t, dir, args...); !strings.Contains(said, `"health"`) || !strings.Contains(said, "Siraj") {
			t.Errorf("%q answers %s", args, said)
		}
	}
	if said := refused(t, dir, "do", "members.register", "name.ar=جمعية", "--nobody", "field=health"); !strings.Contains(said, "--nobody") {
		t.Errorf("a flag that does not exist is refused with %q", said)
	}
}

// What cannot be served is refused before there is a database, and before the
// demo plays its stage.
func TestSettingsAreRefusedBeforeAnything(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, args := range map[string][]string{
		"in the open":              {"--listen", "0.0.0.0:0"},
		"every address":            {"--listen", ":0"},
		"no address":               {"--listen", "here"},
		"a taken one":              {"--listen", taken.Addr().String()},
		"a key alone":              {"--tls-key", "key.pem"},
		"a certificate alone":      {"--tls-cert", "cert.pem"},
		"no such certificate":      {"--tls-cert", "cert.pem", "--tls-key", "key.pem"},
		"two ways to certificates": {"--tls-cert", "cert.pem", "--tls-key", "key.pem", "--tls-auto", "union.example"},
		"no such language":         {"--lang", "xx"},
	} {
		for _, command := range []string{"serve", "demo"} {
			dir := t.TempDir()
			refused(t, dir, append([]string{command, "--db", filepath.Join(dir, "there.db")}, args...)...)
			if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
				t.Errorf("%s with %s left %v, %v", command, name, left, err)
			}
		}
	}
}

// A text that no database holds is a refusal with the field's name, on the
// command line, in the API, in forms and in addresses.
func TestUnreadableOnEverySurface(t *testing.T) {
	databases(t, func(t *testing.T, db string) {
		dir := t.TempDir()
		p, address, setup := serve(t, dir, "--db", db)
		v := visit(t)
		asked := v.get(address+setup).wants(200, "")
		v.submit(asked, "people.found", map[string]string{"name.ar": "اتحاد\x00"}).wants(422, "name.ar")
		v.submit(asked, "people.found", map[string]string{"name.ar": "اتحاد\xff"}).wants(422, "name.ar")
		v.submit(asked, "people.found", map[string]string{"once": "\x00"}).wants(422, "once")
		v.submit(asked, "people.found", founding).wants(200, "")
		post := func(body, once string) page {
			r, err := http.NewRequestWithContext(short(t), "POST", address+"/api/members.register", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Idempotency-Key", once)
			answer, err := v.client.Do(r)
			return v.read(answer, err)
		}
		post(`{"name": {"ar": "جمعية\u0000"}}`, "1").wants(422, `"name.ar"`)
		post(`{"name": {"ar": "جمعية`+"\xc0\xaf"+`"}}`, "2").wants(422, `"name.ar"`)
		post(`{"name": {"ar": "جمعية"}}`, "\xff").wants(422, `"once"`)
		for _, bad := range []string{"%00", "%FF", "a%00b"} {
			v.get(address+"/api/members.roll?q="+bad).wants(422, `"q"`)
			v.get(address+"/members?q="+bad).wants(422, "")
			if got := v.get(address + "/members/" + bad); got.code >= 500 {
				t.Errorf("the address of an organisation with %s is a fault", bad)
			}
		}
		if got := v.get(address + "/in?next=" + url.QueryEscape("\x00")); got.code >= 500 {
			t.Error("an address to go on to is a fault")
		}
		p.stop()
	})
	dir := t.TempDir()
	secretary := founded(t, dir, filepath.Join(dir, "ittihad.db"))
	for field, args := range map[string][]string{
		"name.ar": {"do", "members.register", "name.ar=\xff"},
		"q":       {"see", "members.roll", "q=\xff"},
	} {
		if said := refused(t, dir, append(args, "--as", secretary)...); !strings.HasPrefix(said, field+": ") || !strings.Contains(said, "could not be read") {
			t.Errorf("%q is refused with %q", args, said)
		}
	}
}
