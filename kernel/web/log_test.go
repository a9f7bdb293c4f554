package web_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"ittihad/kernel/web"
)

// logged is what the log says until the test ends.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func logs(t *testing.T) *logged {
	l, before := new(logged), slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(l, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return l
}

// A panic stands in the log once, with the reference that the reader is told, its
// stack and the page's pattern: the address may hold a secret.
func TestPanicIsLoggedOnce(t *testing.T) {
	said := logs(t)
	_, b := openShop(t)
	res, body := b.get("/crash/SECRET")
	b.is(res, body, 500, "tell the secretariat this reference")
	ref := regexp.MustCompile(`reference: \W*([A-Z0-9]{8})`).FindStringSubmatch(body)
	text := strings.TrimSpace(said.String())
	if ref == nil || strings.Count(text, "\n") != 0 || !strings.Contains(text, ref[1]) ||
		!strings.Contains(text, "/crash/{token}") || !strings.Contains(text, "shop_test.go") || strings.Contains(text, "SECRET") {
		t.Errorf("told %q, logged %s", ref, text)
	}
	res, body = b.get("/crash/SECRET", "Accept", "text/event-stream")
	b.is(res, body, 500)
	// It stands there too if nobody waits for the answer any more.
	ctx, leave := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer leave()
	r, err := http.NewRequestWithContext(ctx, "GET", b.url+"/crash/SECRET?left=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := http.DefaultClient.Do(r); err == nil {
		res.Body.Close()
		t.Error("answered", res.Status)
	}
	for until := time.Now().Add(5 * time.Second); strings.Count(said.String(), "the roof fell") < 3; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("logged %s", said)
		}
	}
}

// A file of an earlier release, or of nobody, is not there, and nothing breaks.
func TestNoSuchAsset(t *testing.T) {
	said := logs(t)
	_, b := openShop(t)
	for _, path := range []string{"/ui/x", "/ui/", "/ui/base-0000000000.css"} {
		res, body := b.get(path)
		b.is(res, body, 404)
		res, body = b.post(path, "")
		b.is(res, body, 404)
	}
	if said.String() != "" {
		t.Error(said)
	}
}

// The log does not say from where anybody tried to reach the site.
func TestNoAddressIsLogged(t *testing.T) {
	said := logs(t)
	at := serve(t, certified(t), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(c, "GET / HTTP/1.1\r\n\r\n")
	c.Read(make([]byte, 100))
	c.Close()
	for _, v := range []uint16{tls.VersionTLS11, tls.VersionTLS12} {
		conf := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: v, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}}
		if c, err := tls.Dial("tcp", at, conf); err == nil {
			c.Close()
			t.Errorf("version %x with a weak suite is served", v)
		}
	}
	good, err := tls.Dial("tcp", at, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	good.Close()
	if strings.Contains(said.String(), "127.0.0.1") {
		t.Error(said)
	}
}

func serve(t *testing.T, tl web.TLS, h http.Handler) (at string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- web.Serve(ctx, l, tl, h, func() {}) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

func certified(t *testing.T) web.TLS {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"*.union.example", "union.example"}, NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	tl := web.TLS{Cert: filepath.Join(t.TempDir(), "cert.pem"), Key: filepath.Join(t.TempDir(), "key.pem")}
	for file, b := range map[string]*pem.Block{tl.Cert: {Type: "CERTIFICATE", Bytes: cert}, tl.Key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if host := tl.Host(); host != "union.example" {
		t.Errorf("the certificate is of %q", host)
	}
	return tl
}
