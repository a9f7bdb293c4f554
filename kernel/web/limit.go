package web

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"ittihad/kernel"
)

// Limits of what nobody may ask for: a burst, and then one each few seconds, for
// each address and use case. Delegates may share an address, so that it is
// generous; guessing a code is bounded elsewhere too.
const (
	limitEvery  = 3 * time.Second
	limitBurst  = 20
	limitsKept  = 10_000 // addresses remembered; then all are forgotten
	ipv6Network = 64     // one customer's addresses count as one
)

type limits struct {
	mu   sync.Mutex
	list map[string]*rate.Limiter
}

// take counts a request and refuses one too many.
func (l *limits) take(r *http.Request, useCase string) error {
	key := useCase + " " + network(r.RemoteAddr)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.list == nil || len(l.list) > limitsKept {
		l.list = map[string]*rate.Limiter{}
	}
	if l.list[key] == nil {
		l.list[key] = rate.NewLimiter(rate.Every(limitEvery), limitBurst)
	}
	if !l.list[key].Allow() {
		return kernel.Refuse(kernel.Denied, "kernel.too_many")
	}
	return nil
}

func network(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || ip.Is4() {
		return host
	}
	p, err := ip.Prefix(ipv6Network)
	if err != nil {
		return host
	}
	return p.String()
}
