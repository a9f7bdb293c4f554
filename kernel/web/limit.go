package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"ittihad/kernel"
)

// A rate bounds what one address may ask of one use case: so many at once, and
// then one each time a token falls.
type rate struct {
	burst float64
	every time.Duration
}

// What nobody may ask for is bounded by address. A command that succeeds gives
// its token back, so that a hall of delegates behind one address signs in
// undisturbed and only failures count; guessing a code is bounded elsewhere too.
var (
	rateTry = rate{burst: 100, every: 3 * time.Second}
	rateAsk = rate{burst: 300, every: 200 * time.Millisecond}
)

const (
	bucketsKept = 10_000 // addresses remembered; then those at rest are forgotten
	ipv6Network = 64     // one customer's addresses count as one
)

type bucket struct {
	tokens float64
	at     time.Time
	rate   rate
}

func (b *bucket) fill(now time.Time) {
	b.tokens = min(b.rate.burst, b.tokens+float64(now.Sub(b.at))/float64(b.rate.every))
	b.at = now
}

type limits struct {
	mu   sync.Mutex
	list map[string]*bucket
}

// take counts a request and refuses one too many. The caller tells how it went.
func (l *limits) take(network string, u kernel.Info) (went func(error), err error) {
	key, now, r := u.Name+" "+network, time.Now(), rateAsk
	if u.Changes {
		r = rateTry
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.list[key]
	if b == nil {
		l.makeRoom(now)
		b = &bucket{tokens: r.burst, at: now, rate: r}
		l.list[key] = b
	}
	b.fill(now)
	if b.tokens < 1 {
		return nil, kernel.Refuse(kernel.Denied, "kernel.too_many")
	}
	b.tokens--
	return func(err error) {
		if err == nil && u.Changes {
			l.mu.Lock()
			defer l.mu.Unlock()
			b.tokens = min(r.burst, b.tokens+1)
		}
	}, nil
}

// makeRoom forgets the buckets that are full again, and all of them rather than
// fill the memory.
func (l *limits) makeRoom(now time.Time) {
	if len(l.list) >= bucketsKept {
		for key, b := range l.list {
			if b.fill(now); b.tokens == b.rate.burst {
				delete(l.list, key)
			}
		}
	}
	if l.list == nil || len(l.list) >= bucketsKept {
		l.list = map[string]*bucket{}
	}
}

// network is where a request comes from, as far as it is counted: an address, or
// the network of one customer. A proxy before us appends the address it was asked
// from; what stands before that the visitor may have written himself.
func (s *Site) network(r *http.Request) string {
	peer := hostOf(r.RemoteAddr)
	if s.Proxied && near(peer) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if ip, ok := address(strings.TrimSpace(hops[len(hops)-1])); ok {
			return networkOf(ip)
		}
	}
	if ip, ok := address(peer); ok {
		return networkOf(ip)
	}
	return peer
}

func hostOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	return host
}

// address reads an address, with or without a port.
func address(s string) (netip.Addr, bool) {
	ip, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		ip, err = netip.ParseAddr(hostOf(s))
	}
	return ip.Unmap().WithZone(""), err == nil
}

// near: an address of this machine or of its own network, as a proxy's is.
func near(host string) bool {
	ip, ok := address(host)
	return ok && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast())
}

func networkOf(ip netip.Addr) string {
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(ipv6Network)
	if err != nil {
		return ip.String()
	}
	return p.String()
}
