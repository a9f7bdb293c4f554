package web

import (
	"net"
	"testing"
	"time"
)

// Hurry shortens what a test would wait for.
func Hurry(t *testing.T, still, ping time.Duration) {
	a, b := standstill, streamPing
	standstill, streamPing = still, ping
	t.Cleanup(func() { standstill, streamPing = a, b })
}

// Capped is a listener with room for so many.
func Capped(l net.Listener, most int, proxied bool) net.Listener {
	return &capped{Listener: l, most: most, proxied: proxied}
}
