package web

import (
	"context"
	"crypto/tls"
	"errors"
	"log"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"

	"golang.org/x/crypto/acme/autocert"
)

// TLS says how the site proves who it is; the zero TLS serves plain HTTP.
type TLS struct {
	Cert, Key string   // files of one's own certificate
	Auto      []string // host names to get certificates for by ACME
	Cache     string   // the folder that keeps them
}

// On reports whether connections are encrypted.
func (t TLS) On() bool { return t.Cert != "" || len(t.Auto) > 0 }

// Check refuses what does not go together and a certificate that cannot be read.
func (t TLS) Check() error {
	switch {
	case (t.Cert == "") != (t.Key == ""):
		return errors.New("a certificate needs its key and a key its certificate: give --tls-cert and --tls-key")
	case t.Cert != "" && len(t.Auto) > 0:
		return errors.New("give a certificate of your own or host names to get certificates for, not both")
	case !t.On():
		return nil
	}
	_, err := t.config()
	return err
}

// Host is a name that the certificate proves, or empty.
func (t TLS) Host() string {
	if len(t.Auto) > 0 {
		return t.Auto[0]
	}
	c, err := tls.LoadX509KeyPair(t.Cert, t.Key)
	if err != nil || c.Leaf == nil {
		return ""
	}
	for _, name := range c.Leaf.DNSNames {
		if !strings.HasPrefix(name, "*") {
			return name
		}
	}
	if len(c.Leaf.IPAddresses) > 0 {
		return c.Leaf.IPAddresses[0].String()
	}
	return ""
}

// suites are those of TLS 1.2 with forward secrecy and a cipher that is read in
// one way only; those of TLS 1.3 all are so.
var suites = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
}

func (t TLS) config() (c *tls.Config, err error) {
	if len(t.Auto) > 0 {
		m := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(t.Auto...), Cache: autocert.DirCache(t.Cache)}
		c = m.TLSConfig()
	} else {
		cert, no := tls.LoadX509KeyPair(t.Cert, t.Key)
		c, err = &tls.Config{Certificates: []tls.Certificate{cert}}, no
	}
	c.MinVersion, c.CipherSuites = tls.VersionTLS12, suites
	return c, err
}

// ErrPlain is the answer to serving others without encryption.
var ErrPlain = errors.New("without TLS the site is served to this machine only: sign-in would travel in the open; give --tls-cert and --tls-key, or --tls-auto, or --behind-tls if a proxy before it encrypts")

// Loopback reports whether an address to listen on is reached from this machine
// only.
func Loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// drain is how long requests may go on after the order to stop.
const drain = 10 * time.Second

// Serve answers on a listener until the context ends, then lets the requests
// under way finish; event streams end when the kernel closes.
func Serve(ctx context.Context, l net.Listener, t TLS, h http.Handler, closing func()) error {
	srv := &http.Server{Handler: h, ErrorLog: log.New(unaddressed{}, "", 0), ReadHeaderTimeout: 20 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10}
	l = &capped{Listener: l, most: room(), proxied: !t.On()}
	if t.On() {
		c, err := t.config()
		if err != nil {
			return err
		}
		c.NextProtos = append([]string{"h2", "http/1.1"}, c.NextProtos...)
		l = tls.NewListener(l, c)
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	closing()
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := srv.Shutdown(late); err != nil {
		return errors.Join(err, srv.Close())
	}
	return nil
}

// unaddressed is the log of what net/http has to say: who tried to reach the
// union from where stays untold. Handshakes fail all the time on bad lines, and
// at any stranger's will.
type unaddressed struct{}

var addressWithPort = regexp.MustCompile(`(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:.%a-z0-9]*\])(:\d+)?`)

// Write logs one message.
func (unaddressed) Write(p []byte) (int, error) {
	if text := strings.TrimSpace(string(p)); !strings.Contains(text, "TLS handshake error") {
		slog.Warn("http", "says", addressWithPort.ReplaceAllString(text, "…"))
	}
	return len(p), nil
}
