package main

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ittihad/kernel/kerneltest"
)

// figures are those of the report, in the words of the promise.
const figures = `{
	"registered": 172, "active": 88, "present": 54, "hall": 25, "remote": 29,
	"quorum": {"met": true, "needed": 45, "base": 88},
	"polls": [{"key": "branches-law", "secret": false, "carried": true, "channels": {
		"hall":   {"entitled": 25, "yes": 24, "no": 0, "abstain": 1, "not_cast": 0},
		"remote": {"entitled": 29, "yes": 9, "no": 0, "abstain": 0, "not_cast": 20}}}],
	"outputs": 9}`

// The replay ends well only with the reported figures, on both databases.
func TestReplay(t *testing.T) {
	databases(t, func(t *testing.T, db string) {
		var got, want any
		out := succeed(t, t.TempDir(), "demo", "--replay", "--json", "--db", db)
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		if err := json.Unmarshal([]byte(figures), &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// As a table, in a database of its own that is gone afterwards.
func TestReplayAsTable(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	out := succeed(t, dir, "demo", "--replay")
	for _, line := range []string{`registered +172`, `active +88`, `present +54`, `in the hall +25`, `remote +29`, `quorum needed +45`,
		`outputs adopted +9`, `branches-law +entitled +yes +no +abstain +not cast`, `hall +25 +24 +0 +1 +0`, `remote +29 +9 +0 +0 +20`, `carried +true`} {
		if !regexp.MustCompile(`(?m)^ *` + line + ` *$`).MatchString(out) {
			t.Errorf("the table has no line %s:\n%s", line, out)
		}
	}
	empty(t, dir)
	empty(t, temp)
}

// A database that is named is kept, also one by the usual name, and never played
// in twice.
func TestReplayIsKept(t *testing.T) {
	dir := t.TempDir()
	succeed(t, dir, "demo", "--replay", "--db", "ittihad.db")
	if _, err := os.Stat(filepath.Join(dir, "ittihad.db")); err != nil {
		t.Error(err)
	}
	if said := refused(t, dir, "demo", "--replay", "--db", "ittihad.db"); !strings.Contains(said, "holds a federation already") {
		t.Errorf("the second time says %q", said)
	}
}

func empty(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%s holds %v, %v", dir, left, err)
	}
}

// A way into the demo, as the terminal prints it.
type way struct{ who, address string }

var aWay = regexp.MustCompile(`(?m)^  (\S.*?)\s+(http://\S+)$`)

// ways waits for the doors of a demo.
func ways(p *process) (list []way) {
	p.t.Helper()
	text := p.await(`(?s)Each link signs in once:\n\n(.*?)\n\n`)[1]
	for _, m := range aWay.FindAllStringSubmatch(text, -1) {
		list = append(list, way{m[1], m[2]})
	}
	return list
}

// The demo is served within seconds, and lets everybody in whom it names, each
// on a host of their own, to a page that is there.
func TestDemo(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	begun := time.Now()
	p := begin(t, dir, "demo", "--listen", "127.0.0.1:0")
	origin := p.await(`in progress at (\S+)\n`)[1]
	get(t, origin+"/healthz").wants(200, "ok\n")
	t.Logf("the demo was served %v after the start of the program; 5 s are promised", time.Since(begun).Round(time.Millisecond))

	want := []string{"/", "/sittings", "/sittings/2017-01-16/desk", "/sittings/2017-01-16/me", "/sittings/2017-01-16/me",
		"/sittings/2017-01-16/teller", "/sittings/2017-01-16/teller", "/sittings/2017-01-16/door", "/sittings/2017-01-16/screen"}
	list := ways(p)
	if len(list) != len(want) {
		t.Fatalf("it prints %d ways in, want %d: %v", len(list), len(want), list)
	}
	hosts := map[string]string{}
	for i, w := range list {
		u, err := url.Parse(w.address)
		if err != nil {
			t.Fatal(err)
		}
		if other, taken := hosts[u.Host]; taken {
			t.Errorf("%s and %s share the host %s", w.who, other, u.Host)
		}
		hosts[u.Host] = w.who
		t.Run(strings.ReplaceAll(w.who, " ", "-"), func(t *testing.T) { enter(t, w.address, want[i]) })
	}
	get(t, origin+"/demo").wants(200, "٨٨")
	p.stop()
	empty(t, dir)
	empty(t, temp)
}

// enter signs in by a link of the demo, once, and arrives at a page.
func enter(t *testing.T, address, path string) {
	v := visit(t)
	first := v.get(address).wants(200, "")
	if strings.Contains(address, "/in/") {
		v.submit(first, "people.sign-in-link", nil).wants(200, "<main").at(path)
		other := visit(t)
		if again := other.submit(other.get(address), "people.sign-in-link", nil); again.code != 404 && again.code != 409 && again.code != 403 {
			t.Errorf("a link that was used signs in again: %d at %s", again.code, again.url)
		}
		return
	}
	first.at(path)
}

// The demo keeps to the database that is named, and PostgreSQL is one.
func TestDemoOnPostgres(t *testing.T) {
	dir := t.TempDir()
	p := begin(t, dir, "demo", "--listen", "127.0.0.1:0", "--db", kerneltest.Database(t, "postgres"))
	list := ways(p)
	enter(t, list[2].address, "/sittings/2017-01-16/desk")
	p.stop()
	if made, err := filepath.Glob(filepath.Join(dir, "*.db")); err != nil || len(made) > 0 {
		t.Errorf("beside PostgreSQL it made %v, %v", made, err)
	}
}
