package main

import (
	"archive/tar"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"ittihad/kernel/kerneltest"
	"ittihad/offices/members"
)

// founded sets a federation up on the command line and returns its secretary.
func founded(t *testing.T, dir, db string) string {
	t.Helper()
	p, _, setup := serve(t, dir, "--db", db)
	p.stop()
	args := []string{"--db", db, "do", "people.found", "token=" + strings.TrimPrefix(setup, "/setup/")}
	for name, value := range founding {
		args = append(args, name+"="+value)
	}
	var signedIn struct {
		Person string `json:"person"`
	}
	if err := json.Unmarshal([]byte(succeed(t, dir, args...)), &signedIn); err != nil || signedIn.Person == "" {
		t.Fatalf("founding answers %+v, %v", signedIn, err)
	}
	return signedIn.Person
}

// An outcome is what an import says it would do, or did.
type outcome struct {
	Outcomes map[string]int64 `json:"outcomes"`
}

func imported(t *testing.T, dir, db, secretary, file string, more ...string) outcome {
	t.Helper()
	args := append([]string{"--db", db, "import", "roll", file, "--as", secretary, "--json"}, more...)
	out := succeed(t, dir, args...)
	var o outcome
	if err := json.Unmarshal([]byte(out), &o); err != nil {
		t.Fatalf("%v in %.300s", err, out)
	}
	return o
}

func (o outcome) want(t *testing.T, what string, create, change, same int64) {
	t.Helper()
	n := o.Outcomes
	if n["create"] != create || n["change"] != change || n["same"] != same || n["refused"] != 0 || n["held"] != 0 {
		t.Errorf("%s: %v, want %d to create, %d to change, %d the same", what, n, create, change, same)
	}
}

func onRoll(t *testing.T, dir, db, secretary string) (n int64) {
	t.Helper()
	var counts struct {
		OnRoll int64 `json:"on_roll"`
	}
	out := succeed(t, dir, "--db", db, "see", "members.counts", "--as", secretary)
	if err := json.Unmarshal([]byte(out), &counts); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return counts.OnRoll
}

// A preflight says what an import would do and writes nothing; the same file
// twice changes nothing.
func TestImportRoll(t *testing.T) {
	databases(t, func(t *testing.T, db string) {
		dir := t.TempDir()
		file := filepath.Join(dir, "roll.csv")
		if err := os.WriteFile(file, members.ReferenceRoll, 0o600); err != nil {
			t.Fatal(err)
		}
		secretary := founded(t, dir, db)
		imported(t, dir, db, secretary, file, "--preflight").want(t, "preflight", 172, 0, 0)
		if n := onRoll(t, dir, db, secretary); n != 0 {
			t.Errorf("the preflight wrote %d organisations", n)
		}
		imported(t, dir, db, secretary, file).want(t, "import", 172, 0, 0)
		if n := onRoll(t, dir, db, secretary); n != 172 {
			t.Errorf("%d organisations on the roll, want 172", n)
		}
		before := held(t, dir, db)
		imported(t, dir, db, secretary, file).want(t, "import again", 0, 0, 172)
		after := held(t, dir, db)
		for _, table := range []string{"organisations", "persons", "standings", "grants", "representatives"} {
			if before[table] < 1 || before[table] != after[table] {
				t.Errorf("the same file again: %d rows of %s, before %d", after[table], table, before[table])
			}
		}
		var again outcome // nobody is named: the only secretary imports
		if err := json.Unmarshal([]byte(succeed(t, dir, "--db", db, "import", "roll", file, "--json")), &again); err != nil {
			t.Fatal(err)
		}
		again.want(t, "import by nobody named", 0, 0, 172)
		broken := filepath.Join(dir, "broken.xlsx")
		if err := os.WriteFile(broken, []byte("PK\x03\x04 not a table"), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, "--db", db, "import", "roll", broken, "--as", secretary)
	})
}

// A federation may begin with its roll, before anybody is its secretary.
func TestImportFirst(t *testing.T) {
	databases(t, func(t *testing.T, db string) {
		dir := t.TempDir()
		file := filepath.Join(dir, "roll.csv")
		if err := os.WriteFile(file, members.ReferenceRoll, 0o600); err != nil {
			t.Fatal(err)
		}
		var o outcome
		if err := json.Unmarshal([]byte(succeed(t, dir, "--db", db, "import", "roll", file, "--json")), &o); err != nil {
			t.Fatal(err)
		}
		o.want(t, "import", 172, 0, 0)
		if n := onRoll(t, dir, db, founded(t, dir, db)); n != 172 {
			t.Errorf("%d organisations on the roll, want 172", n)
		}
	})
}

// A database that is not there is not made by who looks into it, and no archive
// of nothing takes the place of a good one.
func TestNoDatabaseByMistake(t *testing.T) {
	for _, args := range [][]string{{"backup", "good.ittihad"}, {"see", "members.shown"}, {"do", "people.sign-in-code", "code=AAA-AAA-AAA"}} {
		dir := t.TempDir()
		good := filepath.Join(dir, "good.ittihad")
		if err := os.WriteFile(good, []byte("good"), 0o600); err != nil {
			t.Fatal(err)
		}
		if said := refused(t, dir, append(args, "--db", "wrong.db")...); !strings.Contains(said, "no database") {
			t.Errorf("%v says %q", args, said)
		}
		if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 1 {
			t.Errorf("%v left %v, %v", args, left, err)
		}
		if kept, err := os.ReadFile(good); err != nil || string(kept) != "good" {
			t.Errorf("%v: the good archive holds %q, %v", args, kept, err)
		}
	}
}

// What the command line does, it does in somebody's name, in their language.
func TestDoAndSee(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "ittihad.db")
	secretary := founded(t, dir, db)
	if said := refused(t, dir, "do", "members.register", "name.ar=جمعية السراج"); !strings.Contains(said, "sign in") {
		t.Errorf("nobody is refused with %q", said)
	}
	if said := refused(t, dir, "--lang", "ar", "do", "members.register", "name.ar=جمعية السراج"); !regexp.MustCompile(`\p{Arabic}{3}`).MatchString(said) {
		t.Errorf("in Arabic nobody is refused with %q", said)
	}
	if said := refused(t, dir, "see", "members.nothing"); !strings.Contains(said, "docs/who-may.txt") {
		t.Errorf("a question that is none is refused with %q", said)
	}
	if said := refused(t, dir, "do", "members.register", "--as", "nobody-knows", "name.ar=جمعية السراج"); said == "" {
		t.Error("it does not say whom it does not know")
	}
	out := succeed(t, dir, "do", "--as", secretary, "members.register", "name.ar=جمعية السراج", "once=1")
	if again := succeed(t, dir, "do", "--as", secretary, "members.register", "name.ar=جمعية السراج", "once=1"); again != out {
		t.Errorf("the same again answers %s, first %s", again, out)
	}
	t.Setenv("ITTIHAD_AS", "ignored by these tests' processes")
	if found := succeed(t, dir, "see", "members.roll", "q=السراج", "--as", secretary); !strings.Contains(found, "جمعية السراج") {
		t.Errorf("it does not find what it registered: %s", found)
	}
}

// held backs the federation up and reads from the archive how many rows it has.
func held(t *testing.T, dir, db string) map[string]int64 {
	t.Helper()
	file := filepath.Join(t.TempDir(), "archive")
	succeed(t, dir, "--db", db, "backup", file)
	return rowsOf(t, file)
}

// A demo that is served is backed up, checked, and restored into the other kind
// of database, and is served again with the same figures.
func TestBackupAndRestore(t *testing.T) {
	for from, to := range map[string]string{"sqlite": "postgres", "postgres": "sqlite"} {
		t.Run(from, func(t *testing.T) {
			dir, db, other := t.TempDir(), kerneltest.Database(t, from), kerneltest.Database(t, to)
			p := begin(t, dir, "demo", "--listen", "127.0.0.1:0", "--db", db)
			origin := p.await(`in progress at (\S+)\n`)[1]
			before := seen(t, origin)
			file := filepath.Join(dir, "archive")
			succeed(t, dir, "--db", db, "backup", file)
			said := succeed(t, dir, "backup", "--check", file)
			p.stop()
			if restored := succeed(t, dir, "--db", other, "--blobs", filepath.Join(dir, "other"), "restore", file); restored != said {
				t.Errorf("restored %q, checked %q", restored, said)
			}
			if r := refused(t, dir, "--db", other, "restore", file); !strings.Contains(r, "not empty") {
				t.Errorf("a second time it is refused with %q", r)
			}
			q, address, setup := serve(t, dir, "--db", other)
			if setup != "" {
				t.Error("the restored federation is to be set up anew")
			}
			if diff := cmp.Diff(before, seen(t, address)); diff != "" {
				t.Error(diff)
			}
			q.stop()
		})
	}
}

// A damaged archive is told, and nothing is written.
func TestDamagedArchive(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "archive")
	succeed(t, dir, "demo", "--replay", "--db", "one.db")
	succeed(t, dir, "--db", "one.db", "backup", file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, dir, "backup", "--check", file)
	refused(t, dir, "--db", "two.db", "restore", file)
	if err := os.WriteFile(file, text[:len(text)/3], 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, dir, "backup", "--check", file)
}

// seen is what everybody may see of the assembly.
func seen(t *testing.T, address string) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, name := range []string{"hall.public", "voting.polls?sitting=2017-01-16", "proceedings.public?sitting=2017-01-16"} {
		var answer any
		body := get(t, address+"/api/"+name).wants(200, "{").body
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		all[name] = answer
	}
	return all
}

// rowsOf reads from an archive's last entry how many rows each table has.
func rowsOf(t *testing.T, file string) map[string]int64 {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for archive := tar.NewReader(z); ; {
		h, err := archive.Next()
		if err != nil {
			t.Fatalf("the archive ends without a manifest: %v", err)
		}
		if h.Name != "manifest.json" {
			continue
		}
		var m struct {
			Tables map[string]struct {
				Rows int64 `json:"rows"`
			} `json:"tables"`
		}
		if err := json.NewDecoder(archive).Decode(&m); err != nil {
			t.Fatal(err)
		}
		rows := map[string]int64{}
		for name, table := range m.Tables {
			rows[name] = table.Rows
		}
		return rows
	}
}
