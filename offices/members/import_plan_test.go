package members_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
	"ittihad/offices/members"
)

// plans is what a preflight says of each line.
func plans(t *testing.T, k *kerneltest.Kernel, text string, o members.Options) map[int64]members.RowReport {
	t.Helper()
	seen := map[int64]members.RowReport{}
	id := begun(t, k, text, o)
	for _, r := range ask(t, k, members.SeeImportRows, members.RowsOf{ID: id, Limit: 200}).Rows {
		seen[r.Line] = r
	}
	_, err := kerneltest.Run(t, k, members.ImportDiscard, secretary, members.ImportID{ID: id})
	kerneltest.Must(t, 0, err)
	k.FollowAll(t)
	return seen
}

// begun brings a file to where its outcome waits, as the pages do: the followers
// carry it on.
func begun(t *testing.T, k *kerneltest.Kernel, text string, o members.Options) string {
	t.Helper()
	hash, size, err := k.Blobs.Put(strings.NewReader(text), 1<<20)
	kerneltest.Must(t, 0, err)
	in, err := kerneltest.Run(t, k, members.ImportBegin, secretary, members.Upload{File: hash, FileName: "roll.csv", Size: size, ActiveFrom: o.ActiveFrom})
	kerneltest.Must(t, 0, err)
	k.FollowAll(t)
	p := ask(t, k, members.SeeImport, members.ImportID{ID: in.ID})
	if p.State != members.Mapping {
		t.Fatalf("%+v", p)
	}
	if _, err := k.Blobs.Get(hash); err == nil {
		t.Error("the file is still kept, though it was read")
	}
	_, err = kerneltest.Run(t, k, members.ImportColumns, secretary, members.Columns{ID: in.ID, Columns: o.Columns})
	kerneltest.Must(t, 0, err)
	k.FollowAll(t)
	return in.ID
}

func describe(r members.RowReport) string {
	out := r.Outcome
	for _, c := range r.Changes {
		out += fmt.Sprintf(" %s:%s>%s", c.Field, c.From, c.To)
	}
	for _, n := range r.Notes {
		out += " " + strings.TrimPrefix(n.Key, "members.")
	}
	return out
}

// Each row's outcome, and why. The roll holds 1 السراج (licence 12/2015 of
// Idlib), 2 الياسمين (from a file), 3 الفجر (suspended) and 4, merged into 1.
func TestOutcomes(t *testing.T) {
	const header = "number,name_ar,licence,registrar,country,phone,status,registered_on,founded\n"
	for line, want := range map[string]string{
		// created
		"9,جمعية جديدة,,,,,,,":                                   "create",
		",جمعية جديدة,77/2016,,سوريا,0932123456,عاملة,1/3/2016,": "create",
		",جمعية جديدة,12/2015,غازي عنتاب,,,,,":                   "create", // another registrar's number
		",جمعية جديدة,,,Atlantis,12,,,قديمة":                     "create row_country row_year row_phone",
		",جمعية جديدة,,,,,مقدمة طلب,,":                           "create",
		// changed
		"1,جمعية السراج,,,TR,,,,":           "change country:>TR",
		"1,جمعية السراج الخيرية,,,,,,,":     "change name_ar:جمعية السراج>جمعية السراج الخيرية",
		",الاسم تغير,١٢ / ٢٠١٥,إدلب,,,,,":   "change name_ar:جمعية السراج>الاسم تغير licence:12/2015>١٢ / ٢٠١٥",
		"2,اسم آخر تمامًا,,,,,,,":           "change name_ar:رابطة الياسمين>اسم آخر تمامًا", // the number is a file's
		"1,,,,,,active,,":                   "change standing:registered>active",
		"1,,,,,,registered,2016-02-03,٢٠١١": "change registered_on:2016-01-01>2016-02-03 founded:>2011",
		// left alone
		"1,جمعية السراج,12/2015,,,,,,":    "same",
		",جمعية السراج,,,,,,,":            "same",
		"2,رابطة الياسمين,,,SY,,active,,": "same", // its file said so; a later decision stands
		"1,,,,,,,,": "same",
		// held
		",جمعية السراج,,,TR,,,,":         "held held_name",
		",جمعيه السـراج,,,TR,,,,":        "held held_name",
		"9,جمعية السراج,,,,,,,":          "held held_name",
		"1,رابطة الياسمين,,,,,,,":        "held held_name_elsewhere",
		"2,رابطة الياسمين,12/2015,,,,,,": "held held_licence_elsewhere",
		"9,جمعية أخرى,12/2015,,,,,,":     "held held_licence_elsewhere",
		"1,مركز البحوث,,,,,,,":           "held held_number",
		// refused
		"x,جمعية,,,,,,,":                            "refused row_number",
		"0,جمعية,,,,,,,":                            "refused row_number",
		"9,,,,SY,,,,":                               "refused row_nameless",
		"9,جمعية,,,,,نشيطة جدا,,":                   "refused row_standing",
		"9,جمعية,,,,,,31/2/2016,":                   "refused row_registered_on",
		"9,جمعية,,,,,,2016,":                        "refused row_registered_on",
		"9,جمعية,,,,,,2018-01-01,":                  "refused row_future",
		"3,,,,,,applied,,":                          "refused row_cannot_follow",
		"4,قيد مكرر,,,,,,,":                         "refused row_merged",
		"9," + strings.Repeat("ط", 251) + ",,,,,,,": "refused row_too_long",
	} {
		t.Run(line[:min(len(line), 30)], func(t *testing.T) {
			k := kerneltest.Open(t, "sqlite", offices())
			knownRoll(t, k)
			if got := describe(plans(t, k, header+line+"\n", members.Options{})[2]); got != want {
				t.Errorf("%s\n got %s\nwant %s", line, got, want)
			}
		})
	}
}

func knownRoll(t *testing.T, k *kerneltest.Kernel) {
	t.Helper()
	must := func(_ any, err error) { t.Helper(); kerneltest.Must(t, 0, err) }
	one, err := kerneltest.Run(t, k, members.Register, secretary, members.Entry{Name: words.Local{Ar: "جمعية السراج"}, Licence: "12/2015", Registrar: "إدلب", On: "2016-01-01"})
	must(one, err)
	load(t, k, "first.csv", []byte("number,name_ar,country,status\n2,رابطة الياسمين,SY,active\n3,تجمع الفجر,,active\n4,قيد مكرر,,\n"), members.Options{ActiveFrom: "2017-01-01"})
	id := func(n int64) (id string) {
		must(0, k.Read(t.Context(), secretary, func(tx *kernel.Tx) error { o, err := members.ByNumber(tx, n); id = o.ID; return err }))
		return id
	}
	for _, n := range []int64{2, 3} {
		must(kerneltest.Run(t, k, members.DecideStanding, secretary, members.Standing{ID: id(n), Standing: members.Suspended, Reason: "x", DecidedBy: "y"}))
	}
	must(kerneltest.Run(t, k, members.Merge, secretary, members.Merging{ID: one.ID, Other: id(4), Reason: "x"}))
}

// Two rows of one file that say the same number, licence or name: the second is
// refused, and tells where the first is.
func TestTwiceInOneFile(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		got := plans(t, k, "number,name_ar,licence\n5,أولى,\n5,ثانية,\n,ثالثة,1/15\n,رابعة,١ / ١٥\n,خامسة,\n,الخامسه,\n6,سادسة,\n7,السادسة,\n", members.Options{})
		want := map[int64]string{2: "create", 3: "refused row_twice_number", 4: "create", 5: "refused row_twice_licence", 6: "create",
			7: "refused row_twice_name", 8: "create", 9: "create"}
		for line, w := range want {
			if d := describe(got[line]); d != w {
				t.Errorf("line %d: %s, want %s", line, d, w)
			}
		}
		if args := got[3].Notes[0].Args; len(args) != 1 || args[0] != "2" {
			t.Errorf("line 3 refers to %v", args)
		}
		if s := got[3].Sentences(k.Words.For(words.Reader{Lang: "en"})); len(s) != 1 || s[0] != "The same number stands in line 2." {
			t.Errorf("it says %q", s)
		}
	})
}

// A preflight writes nothing; the switch writes what it said; the same file
// again changes nothing, and does not undo what was decided and corrected by hand
// since; a changed row updates.
func TestImportIsWhatThePreflightSaid(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		const file = "number,name_ar,status,registered_on,phone,representative_ar,role_ar\n" +
			"1,جمعية السراج,active,2016-02-01,+963932123456,سلمى,مديرة\n,رابطة الياسمين,registered,,,,\n"
		first, err := members.Preflight(t.Context(), k.Kernel, secretary, strings.NewReader(file), int64(len(file)), "a.csv", members.Options{})
		kerneltest.Must(t, 0, err)
		if n := ask(t, k, members.SeeCounts, kernel.None{}).OnRoll; n != 0 || first.Outcomes[members.Create] != 2 || len(first.Rows) != 2 {
			t.Fatalf("a preflight wrote %d organisations: %+v", n, first)
		}
		load(t, k, "a.csv", []byte(file), members.Options{ActiveFrom: "2016-06-01"})
		o := byNumber(t, k, 1)
		_, err = kerneltest.Run(t, k, members.Correct, secretary, members.Correction{ID: o.ID, Phone: ptr("+963932999999")})
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, members.DecideStanding, secretary, members.Standing{ID: o.ID, Standing: members.Suspended, Reason: "x", DecidedBy: "y"})
		kerneltest.Must(t, 0, err)
		corrected := byNumber(t, k, 1)
		again := load(t, k, "a.csv", []byte(file), members.Options{})
		if again.Outcomes[members.Same] != 2 || len(again.Outcomes) != 1 {
			t.Errorf("again: %v %+v", again.Outcomes, again.Rows)
		}
		if d := cmp.Diff(corrected, byNumber(t, k, 1), cmp.AllowUnexported(members.Organisation{})); d != "" {
			t.Error("the same file undid what was done by hand:", d)
		}
		news := strings.NewReplacer("مديرة", "رئيسة", "سلمى", "هدى", "+963932123456", "+963932777777").Replace(file)
		changed := load(t, k, "b.csv", []byte(news), members.Options{})
		if changed.Outcomes[members.Change] != 1 || changed.Outcomes[members.Same] != 1 {
			t.Errorf("changed: %v %+v", changed.Outcomes, changed.Rows)
		}
		now := ask(t, k, members.SeeOrganisation, members.One{ID: o.ID})
		if now.Phone != "+963932999999" || now.RepresentativeName.Ar != "هدى" || now.Post.Ar != "رئيسة" || now.Standing != members.Suspended || now.Representative == o.Representative {
			t.Errorf("%+v", now)
		}
		held := load(t, k, "c.csv", []byte("name_ar,phone\nرابطة الياسمين,+963932123456\n"), members.Options{})
		if held.Outcomes[members.Held] != 1 || byNumber(t, k, 2).Phone != "" {
			t.Errorf("a name alone changed something: %v", held.Outcomes)
		}
	})
}

func ptr[T any](v T) *T { return &v }

func byNumber(t *testing.T, k *kerneltest.Kernel, n int64) (o members.Organisation) {
	t.Helper()
	err := k.Read(t.Context(), secretary, func(tx *kernel.Tx) (err error) { o, err = members.ByNumber(tx, n); return err })
	return kerneltest.Must(t, o, err)
}

// A held row waits for a decision: it is another, it is that one, or it is left
// out.
func TestHeldRowsAreDecided(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		load(t, k, "a.csv", []byte("name_ar\nالأولى\nالثانية\nالثالثة\n"), members.Options{})
		id := begun(t, k, "name_ar,country\nالأولى,SY\nالثانية,SY\nالثالثة,SY\n", members.Options{})
		decide := func(line int64, d string) (members.Plan, error) {
			return kerneltest.Run(t, k, members.ImportDecide, secretary, members.RowDecision{ID: id, Line: line, Decision: d})
		}
		first := byNumber(t, k, 1)
		for line, c := range map[int64][2]string{2: {first.ID, members.Change}, 3: {"create", members.Create}, 4: {"skip", members.Same}} {
			p, err := decide(line, c[0])
			if err != nil || p.Outcome != c[1] {
				t.Errorf("line %d: %+v, %v", line, p, err)
			}
		}
		_, err := decide(9, "create")
		kerneltest.Refused(t, "members.no_such_row", err)
		if p, err := decide(3, "nonsense"); err != nil || p.Outcome != members.Held {
			t.Errorf("%+v, %v", p, err)
		}
		_, err = decide(3, "create")
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, members.ImportSwitch, secretary, members.ImportID{ID: id})
		kerneltest.Must(t, 0, err)
		k.FollowAll(t)
		if p := ask(t, k, members.SeeImport, members.ImportID{ID: id}); p.State != members.Done {
			t.Fatalf("%+v", p)
		}
		if a, b, c := byNumber(t, k, 1), byNumber(t, k, 3), byNumber(t, k, 4); a.Country != "SY" || b.Country != "" || c.Name.Ar != "الثانية" || c.Country != "SY" {
			t.Errorf("%+v %+v %+v", a, b, c)
		}
	})
}

// Columns that were guessed wrongly are corrected, and what cannot be is
// refused; nobody else imports; an import that moved on says so.
func TestColumnsAreCorrected(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		id := begun(t, k, "name,city\nحلب,جمعية السراج\n", members.Options{})
		set := func(by kernel.Actor, columns ...string) error {
			_, err := kerneltest.Run(t, k, members.ImportColumns, by, members.Columns{ID: id, Columns: columns})
			return err
		}
		kerneltest.Refused(t, "members.no_name_column", set(secretary, "city_ar", ""))
		kerneltest.Refused(t, "members.no_such_column", set(secretary, "name_ar", "password"))
		kerneltest.Refused(t, "members.column_twice", set(secretary, "name_ar", "name_ar"))
		kerneltest.Refused(t, "members.columns_count", set(secretary, "name_ar"))
		kerneltest.Refused(t, "kernel.secretary_only", set(kernel.Actor{ID: "ann"}, "city_ar", "name_ar"))
		kerneltest.Must(t, 0, set(secretary, "city_ar", "name_ar"))
		k.FollowAll(t)
		rows := ask(t, k, members.SeeImportRows, members.RowsOf{ID: id}).Rows
		if len(rows) != 1 || rows[0].Name.Ar != "جمعية السراج" {
			t.Errorf("%+v", rows)
		}
		_, err := kerneltest.Run(t, k, members.ImportDiscard, secretary, members.ImportID{ID: id})
		kerneltest.Must(t, 0, err)
		k.FollowAll(t)
		kerneltest.Refused(t, "members.import_moved_on", set(secretary, "city_ar", "name_ar"))
		if rows := ask(t, k, members.SeeImportRows, members.RowsOf{ID: id}).Rows; len(rows) != 0 {
			t.Errorf("what was given up is still there: %+v", rows)
		}
	})
}

// What happens between the check and the switch is not run over: a row of an
// organisation that was changed meanwhile is held, and so is one whose number was
// given to another.
func TestWhatHappensMeanwhile(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		load(t, k, "a.csv", []byte("number,name_ar\n1,الأولى\n2,الثانية\n"), members.Options{})
		id := begun(t, k, "number,name_ar,country\n1,الأولى,SY\n2,الثانية,SY\n3,الثالثة,SY\n", members.Options{})
		_, err := kerneltest.Run(t, k, members.Correct, secretary, members.Correction{ID: byNumber(t, k, 1).ID, Country: ptr("TR")})
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, members.Register, secretary, members.Entry{Name: words.Local{Ar: "الرابعة"}})
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, members.ImportSwitch, secretary, members.ImportID{ID: id})
		kerneltest.Must(t, 0, err)
		k.FollowAll(t)
		got := map[int64]string{}
		for _, r := range ask(t, k, members.SeeImportRows, members.RowsOf{ID: id}).Rows {
			got[r.Line] = describe(r)
		}
		want := map[int64]string{2: "held row_changed_meanwhile", 3: "change country:>SY", 4: "held row_number_taken"}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if byNumber(t, k, 1).Country != "TR" || byNumber(t, k, 2).Country != "SY" || byNumber(t, k, 3).Name.Ar != "الرابعة" {
			t.Error("somebody was run over")
		}
	})
}

// Until the switch nothing of an import is on the roll, found, counted or
// exported; then all of it is.
func TestNothingShowsBeforeTheSwitch(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		var text strings.Builder
		text.WriteString("name_ar,status\n")
		for i := range 400 {
			fmt.Fprintf(&text, "السراج رقم %d,active\n", i)
		}
		id := begun(t, k, text.String(), members.Options{})
		_, err := kerneltest.Run(t, k, members.ImportSwitch, secretary, members.ImportID{ID: id})
		kerneltest.Must(t, 0, err)
		seen := func() [4]int64 {
			f := ask(t, k, members.Export, members.ExportAs{Format: "csv"})
			return [4]int64{int64(len(ask(t, k, members.Roll, members.Search{Q: "سراج", Limit: 200}).Rows)), ask(t, k, members.SeeCounts, kernel.None{}).OnRoll,
				ask(t, k, members.SeeActiveOn, members.Day{}).Active, int64(bytes.Count(f.Body, []byte("\n"))) - 1}
		}
		steps := 0
		for {
			p := ask(t, k, members.SeeImport, members.ImportID{ID: id})
			got := seen()
			if p.State == members.Writing || p.State == members.Switching {
				if got != [4]int64{} {
					t.Fatalf("in %s, %d rows done, it shows %v", p.State, p.Done, got)
				}
			} else if want := [4]int64{200, 400, 400, 400}; got != want {
				t.Fatalf("in %s it shows %v", p.State, got)
			}
			if p.State == members.Done {
				break
			}
			_, err := kerneltest.Run(t, k, members.ImportStep, kernel.Self, members.Step{ID: id, State: p.State, From: p.Done})
			kerneltest.Must(t, 0, err)
			// a step that was taken already changes nothing
			_, err = kerneltest.Run(t, k, members.ImportStep, kernel.Self, members.Step{ID: id, State: p.State, From: p.Done})
			kerneltest.Must(t, 0, err)
			if steps++; steps > 50 {
				t.Fatal("it does not end")
			}
		}
		k.FollowAll(t)
		// the rows of the file are erased a month later
		k.Clock.Later(31 * 24 * time.Hour)
		_, err = k.RunDue(t.Context())
		kerneltest.Must(t, 0, err)
		k.FollowAll(t)
		if rows := ask(t, k, members.SeeImportRows, members.RowsOf{ID: id}).Rows; len(rows) != 0 {
			t.Errorf("%d rows are still kept", len(rows))
		}
	})
}

// A file that cannot be read leaves one sentence, on the page as on the command
// line, and nothing else.
func TestABrokenFileWritesNothing(t *testing.T) {
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		broken := "name,city\nA,B\n\"" + strings.Repeat("x", 200_000)
		for _, f := range []func(string) error{
			func(s string) error {
				_, err := members.Import(t.Context(), k.Kernel, secretary, strings.NewReader(s), int64(len(s)), "x.csv", members.Options{})
				return err
			},
			func(s string) error {
				_, err := members.Preflight(t.Context(), k.Kernel, secretary, strings.NewReader(s), int64(len(s)), "x.csv", members.Options{})
				return err
			},
		} {
			kerneltest.Refused(t, "kernel.sheet_cell_too_long", f(broken))
			kerneltest.Refused(t, "kernel.sheet_empty", f(""))
			kerneltest.Refused(t, "kernel.sheet_empty", f("name\n"))
			kerneltest.Refused(t, "members.no_name_column", f("a,b\n1,2\n"))
		}
		hash, _, err := k.Blobs.Put(strings.NewReader(broken), 1<<20)
		kerneltest.Must(t, 0, err)
		in, err := kerneltest.Run(t, k, members.ImportBegin, secretary, members.Upload{File: hash, FileName: "x.csv"})
		kerneltest.Must(t, 0, err)
		k.FollowAll(t)
		p := ask(t, k, members.SeeImport, members.ImportID{ID: in.ID})
		if p.State != members.Failed || p.Problem == nil || p.Problem.Key != "kernel.sheet_cell_too_long" {
			t.Errorf("%+v", p)
		}
		for _, one := range ask(t, k, members.SeeImports, kernel.None{}).Rows {
			if rows := ask(t, k, members.SeeImportRows, members.RowsOf{ID: one.ID}).Rows; len(rows) > 0 {
				t.Errorf("%s import kept %d rows", one.State, len(rows))
			}
		}
		if n := ask(t, k, members.SeeCounts, kernel.None{}); len(n.Standings) != 0 {
			t.Errorf("%v", n)
		}
	})
}
