package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ittihad/kernel/kerneltest"
	"ittihad/offices/members"
)

// founding is what the first secretary types.
var founding = map[string]string{
	"name.ar": "اتحاد منظمات المجتمع المدني", "name.en": "Union of Civil Society Organisations", "name.tr": "Sivil Toplum Kuruluşları Birliği",
	"zone": "Europe/Istanbul", "lang": "ar",
	"secretary.name.ar": "سلمى الحمصي", "secretary.name.en": "Salma Homsi", "secretary.name.tr": "Salma Homsi",
}

// databases are the two that a federation may stand on; a name that begins with
// a hyphen would be a flag, so that each is given in full.
func databases(t *testing.T, f func(t *testing.T, db string)) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) { f(t, kerneltest.Database(t, dialect)) })
	}
}

// Without a setting a federation stands in the folder in which it is served, and
// its first secretary sets it up with the printed link, in forms.
func TestServeWithoutSettings(t *testing.T) {
	dir := t.TempDir()
	p, address, setup := serve(t, dir)
	if _, err := os.Stat(filepath.Join(dir, "ittihad.db")); err != nil {
		t.Fatal(err)
	}
	if setup == "" {
		t.Fatal("it printed no link to set the federation up")
	}
	setUp(t, address, setup)
	p.stop()
	p, address, setup = serve(t, dir)
	if setup != "" {
		t.Errorf("a federation that stands offers %s", setup)
	}
	get(t, address+"/").wants(200, founding["name.ar"])
	p.stop()
}

// The same with PostgreSQL, with nothing else changed.
func TestServeOnPostgres(t *testing.T) {
	db := kerneltest.Database(t, "postgres")
	dir := t.TempDir()
	p, address, setup := serve(t, dir, "--db", db)
	setUp(t, address, setup)
	p.stop()
	if made, err := filepath.Glob(filepath.Join(dir, "*.db")); err != nil || len(made) > 0 {
		t.Errorf("beside PostgreSQL it made %v, %v", made, err)
	}
}

// setUp founds the federation and imports its roll, in the pages.
func setUp(t *testing.T, address, setup string) *visitor {
	t.Helper()
	v := visit(t)
	asked := v.get(address+setup).wants(200, "")
	refused := v.submit(asked, "people.found", map[string]string{"name.ar": ""}).wants(422, "name.ar")
	v.submit(refused, "people.found", founding).wants(200, "سلمى")
	importRoll(t, v, address)
	return v
}

// An order to end lets the request under way finish, ends the event streams, and
// leaves a database that serves on.
func TestEndsInOrder(t *testing.T) {
	databases(t, func(t *testing.T, db string) {
		dir := t.TempDir()
		p, address, setup := serve(t, dir, "--db", db)
		stream := follow(t, address)
		founded := half(t, address, setup)
		p.tell()
		rest, err := io.ReadAll(stream)
		if err != nil {
			t.Errorf("the event stream broke after %q: %v", rest, err)
		}
		closed(t, address)
		if code := founded(); code != http.StatusSeeOther {
			t.Errorf("the request under way was answered with %d", code)
		}
		if code := p.end(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
		if left, err := filepath.Glob(filepath.Join(dir, "*.db-*")); err != nil || len(left) > 0 {
			t.Errorf("beside the one file there are %v, %v", left, err)
		}
		p, address, setup = serve(t, dir, "--db", db)
		if setup != "" {
			t.Error("the federation that was founded at the last moment is gone")
		}
		get(t, address+"/").wants(200, founding["name.ar"])
		p.stop()
	})
}

// follow follows the public page and returns what the stream still says.
func follow(t *testing.T, address string) io.Reader {
	t.Helper()
	r, err := http.NewRequestWithContext(short(t), "GET", address+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	b := bufio.NewReader(answer.Body)
	if line, err := b.ReadString('\n'); err != nil || !strings.HasPrefix(line, "data: ") {
		t.Fatalf("the stream began with %q, %v", line, err)
	}
	return b
}

// half sends the founding to its half, as far as the server reads it, and returns
// what sends the rest and awaits the answer.
func half(t *testing.T, address, setup string) func() int {
	t.Helper()
	form := url.Values{"do": {"people.found"}, "once": {"1"}}
	for name, value := range founding {
		form.Set(name, value)
	}
	host, body := strings.TrimPrefix(address, "http://"), form.Encode()
	c, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: %s\r\nExpect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n",
		setup, host, len(body))
	answers := bufio.NewReader(c)
	if r, err := http.ReadResponse(answers, nil); err != nil || r.StatusCode != http.StatusContinue {
		t.Fatalf("asked whether to go on, the server says %v, %v", r, err)
	}
	io.WriteString(c, body[:len(body)/2])
	return func() int {
		io.WriteString(c, body[len(body)/2:])
		r, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Error(err)
			return 0
		}
		return r.StatusCode
	}
}

// closed waits until nobody is let in any more.
func closed(t *testing.T, address string) {
	t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		c, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			return
		}
		c.Close()
	}
	t.Fatal("told to end, it goes on letting people in")
}

func TestRefusesToServeInTheOpen(t *testing.T) {
	for _, args := range [][]string{{"serve", "0.0.0.0:0"}, {"serve", ":0"}, {"serve", "192.0.2.1:80"}, {"demo", "0.0.0.0:0"}} {
		if said := refused(t, t.TempDir(), args[0], "--listen", args[1]); !strings.Contains(said, "TLS") {
			t.Errorf("%s --listen %s is refused with %q", args[0], args[1], said)
		}
	}
}

func TestRefusesAnAddressThatIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if said := refused(t, t.TempDir(), "serve", "--listen", l.Addr().String()); !strings.Contains(said, l.Addr().String()) {
		t.Errorf("an address that is taken is refused with %q", said)
	}
}

// certificate makes a certificate of one's own for this machine.
func certificate(t *testing.T, dir string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "union.example"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: cert}, "key.pem": {Type: "EC PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
}

// With a certificate of its own it serves others too, and the session travels in
// a cookie that the browser sends to this very host over TLS alone.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := certificate(t, dir)
	p := begin(t, dir, "serve", "--listen", "0.0.0.0:0", "--tls-cert", cert, "--tls-key", key)
	m := p.await(`(?s)served at https://\S+:(\d+)\n.*(/setup/\S+)\n`)
	address := "https://localhost:" + m[1]
	v := visit(t)
	v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	asked := v.get(address+m[2]).wants(200, "")
	if hsts := asked.header.Get("Strict-Transport-Security"); hsts == "" {
		t.Error("the browser is not told to stay with TLS")
	}
	got := v.submit(asked, "people.found", founding).wants(http.StatusSeeOther, "")
	cookie, err := http.ParseSetCookie(got.header.Get("Set-Cookie"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(cookie.Name, "__Host-") || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || cookie.Domain != "" || cookie.SameSite != http.SameSiteLaxMode {
		t.Errorf("the session travels in %q", got.header.Get("Set-Cookie"))
	}
	v.get(address+"/me").wants(200, "")
	get(t, "http://localhost:"+m[1]+"/healthz").wants(http.StatusBadRequest, "")
	p.stop()
}

// Whoever was asked to sign in is told so by a program's code too.
func TestAPIAnswers(t *testing.T) {
	p, address, _ := serve(t, t.TempDir())
	doc := get(t, address+"/api/openapi.json").wants(200, `"3.1`)
	if !json.Valid([]byte(doc.body)) {
		t.Error("the API's description is no JSON")
	}
	p.stop()
}

// importRoll brings the reference roll in, in the pages: the file, its columns,
// the preflight, the switch.
func importRoll(t *testing.T, v *visitor, address string) {
	t.Helper()
	asked := v.get(address+"/members/import").wants(200, "")
	begun := v.upload(asked, "members.import-begin", "file", members.ReferenceRollName, members.ReferenceRoll).wants(200, "")
	columns := v.until(begun.url.String(), "members.import-columns")
	v.submit(columns, "members.import-columns", nil).wants(200, "")
	checked := v.until(begun.url.String(), "members.import-switch").wants(200, "١٧٢")
	if on := v.get(address + "/members"); strings.Contains(on.body, "مؤسسة الخابور") {
		t.Error("organisations are on the roll before the switch")
	}
	v.submit(checked, "members.import-switch", nil).wants(200, "")
	v.until(begun.url.String(), `id="done"`)
	v.get(address+"/members?q="+url.QueryEscape("الخابور")).wants(200, "مؤسسة الخابور لحقوق الإنسان")
	v.get(address+"/").wants(200, "١٧٢")
}

// until visits a page until it has what the visitor waits for.
func (v *visitor) until(address, text string) page {
	v.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if p := v.get(address); strings.Contains(p.body, text) {
			return p
		}
	}
	return v.get(address).wants(200, text)
}
