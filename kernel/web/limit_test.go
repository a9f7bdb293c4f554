package web_test

import (
	"strconv"
	"testing"

	"ittihad/kernel/web"
)

// failures posts until it is told to stop, and says how often it could.
func (b *browser) failures(headers ...string) int {
	b.t.Helper()
	for n := range 1000 {
		if res, body := b.post("/door", "do=shop.enter&name=", headers...); res.StatusCode != 422 {
			b.is(res, body, 429, "Too many tries")
			return n
		}
	}
	b.t.Fatal("nobody ends it")
	return 0
}

// Nobody may try for ever; who succeeds is not counted, so that a hall behind one
// address signs in.
func TestLimit(t *testing.T) {
	_, b := openShop(t)
	b.session = ""
	for range 300 {
		res, body := b.post("/door", "do=shop.enter&name=bob")
		b.is(res, body, 303)
	}
	if n := b.failures(); n < 100 || n > 110 {
		t.Errorf("%d tries in a burst", n)
	}
	if n := b.failures("X-Forwarded-For", "203.0.113.9"); n > 1 {
		t.Errorf("a visitor's own word about his address gave him %d tries more", n)
	}
}

// Behind a proxy it is the address that the proxy saw which counts, and not what
// the visitor wrote before it.
func TestLimitBehindProxy(t *testing.T) {
	_, b := openShop(t, func(s *web.Site) { s.Proxied = true })
	b.session = ""
	if n := b.failures("X-Forwarded-For", "198.51.100.1, 203.0.113.1"); n < 100 {
		t.Errorf("%d tries in a burst", n)
	}
	for i := range 5 {
		if n := b.failures("X-Forwarded-For", "198.51.100."+strconv.Itoa(i)+", 203.0.113.1:4000"); n > 1 {
			t.Errorf("%d tries more by a made-up hop", n)
		}
	}
	if n := b.failures("X-Forwarded-For", "203.0.113.2"); n < 100 {
		t.Errorf("a neighbour has %d tries left", n)
	}
	if n := b.failures("X-Forwarded-For", "2001:db8:1:2::1"); n < 100 {
		t.Errorf("another has %d tries left", n)
	}
	if n := b.failures("X-Forwarded-For", "[2001:db8:1:2::ffff]:99"); n > 1 {
		t.Errorf("one customer had %d tries more from another of his addresses", n)
	}
}

// What everybody may ask over the API is bounded too, for each address.
func TestLimitOfQuestions(t *testing.T) {
	_, b := openShop(t)
	b.session = ""
	for n := range 1000 {
		if res, body := b.get("/api/shop.window"); res.StatusCode != 200 {
			b.is(res, body, 429, `"key":"kernel.too_many"`)
			if n < 300 {
				t.Errorf("after %d questions", n)
			}
			return
		}
	}
	t.Error("nobody ends it")
}
