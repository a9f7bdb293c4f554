package web_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"ittihad/kernel/sqldb"
)

// A disk that is full is told as such, to people and to whoever watches over the
// house; with room again, it goes on.
func TestFullDisk(t *testing.T) {
	said := logs(t)
	k, b := openShop(t)
	pages := func(most string) {
		t.Helper()
		err := k.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			var is int64
			return tx.One(`PRAGMA max_page_count = `+most, nil, &is)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	pages("1") // what is there already is the least
	full := 0
	for i := range 20 {
		res, body := b.post("/shelves/a", "do=shop.put&form=put&once="+string(rune('a'+i))+"&name="+strings.Repeat(string(rune('a'+i)), 40_000))
		if res.StatusCode != 303 {
			b.is(res, body[max(0, strings.Index(body, "<main")):], 503, "disk is full")
			full++
		}
	}
	if full < 15 || !strings.Contains(said.String(), "the disk is full") {
		t.Errorf("%d of 20 did not find room; logged %.300s", full, said)
	}
	res, body := b.get("/healthz")
	b.is(res, body, 503, "the disk is full")
	pages("1000000")
	res, body = b.post("/shelves/a", "do=shop.put&form=put&once=z&name="+strings.Repeat("z", 40_000))
	b.is(res, body, 303)
	time.Sleep(2100 * time.Millisecond) // what healthz found is kept for two seconds
	res, body = b.get("/healthz")
	b.is(res, body, 200, "ok")
}

// Who leaves in the middle is no fault.
func TestLeavingIsNoFault(t *testing.T) {
	said := logs(t)
	_, b := openShop(t)
	for range 3 {
		ctx, leave := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, "POST", b.url+"/shelves/a", &endless{after: leave})
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(&http.Cookie{Name: "ittihad", Value: b.session})
		r.ContentLength = 100_000
		if res, err := http.DefaultClient.Do(r); err == nil {
			res.Body.Close()
			t.Error("answered", res.Status)
		}
	}
	time.Sleep(200 * time.Millisecond)
	if strings.Contains(said.String(), "ERROR") {
		t.Error(said)
	}
}

// endless sends half a form and leaves.
type endless struct {
	sent  bool
	after func()
}

func (e *endless) Read(p []byte) (int, error) {
	if e.sent {
		time.Sleep(20 * time.Millisecond)
		e.after()
		time.Sleep(50 * time.Millisecond)
		return 0, context.Canceled
	}
	e.sent = true
	return copy(p, bytes.Repeat([]byte("a"), 1000)), nil
}
