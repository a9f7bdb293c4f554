package members

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/people"
)

func both() []kernel.Office { return []kernel.Office{people.Office(), Office()} }

var keeper = kernel.Actor{ID: "secretary", Grants: []kernel.Grant{{Role: "secretary"}}}

// fill puts n organisations on the roll, named as organisations are, some
// hundreds in a transaction.
func fill(t *testing.T, k *kerneltest.Kernel, n int) {
	kinds := strings.Fields("جمعية مؤسسة منظمة رابطة تجمع مبادرة مركز شبكة")
	own := strings.Fields("السراج الياسمين الزيتون الخابور الشهباء التآخي الفجر النور الأمل الهدى الفرات العاصي قاسيون الغوطة الحمراء الرواد البناء المستقبل الشباب الإحسان البركة الرحمة الوفاء الكرامة العدالة السنابل الربيع اليمامة النخيل الصفاء القلعة الميناء الساحل الجزيرة البادية الواحة النبع الجسر المنارة الأفق")
	fields := [][2]string{{"للصحة", "health"}, {"للتعليم", "education"}, {"للإغاثة", "relief"}, {"للتنمية", "development"}, {"للمرأة", "women"}, {"للشباب", "youth"}, {"للمياه", "water"}, {"للزراعة", "agriculture"}, {"للإعلام", "media"}, {"للأيتام", "orphans"}}
	cities := strings.Fields("حلب إدلب حمص حماة درعا الغوطة إسطنبول أنطاكيا عمّان بيروت برلين الرياض")
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	insert := kernel.Command[int, kernel.None]{Name: "test.fill", Stream: func(int) string { return rollStream },
		May: func(*kernel.Tx, int) error { return nil },
		Do: func(tx *kernel.Tx, from int) (kernel.None, error) {
			var list []newcomerRow
			for i := from; i < min(from+1000, n); i++ {
				f, city := fields[r.IntN(len(fields))], r.IntN(len(cities))
				o := Organisation{ID: newID(), key: int64(i + 1), Number: int64(i + 1), Code: fmt.Sprintf("S-%06d", i), Field: f[1],
					Name: words.Local{Ar: pick(kinds) + " " + pick(own) + " " + pick(own) + " " + f[0], En: fmt.Sprint("Organisation ", i)},
					City: words.Local{Ar: cities[city]}, Country: []string{"SY", "TR", "JO", "LB", "DE"}[city%5], Standing: Registered,
					Since: "2016-01-01", AdmittedOn: "2016-01-01", Protected: i%3 > 0, version: 1}
				h := []Decision{{Place: 1, Standing: Registered, Since: "2016-01-01"}}
				if i%2 == 0 {
					o.Standing, h = Active, append(h, Decision{Place: 2, Standing: Active, Since: "2016-06-01"})
				}
				list = append(list, newcomerRow{o, h, int64(i), nil})
			}
			return kernel.None{}, insertOrganisations(tx, list)
		}}
	for from := 0; from < n; from += 1000 {
		_, err := kerneltest.Run(t, k, insert, keeper, from)
		kerneltest.Must(t, 0, err)
	}
}

// finder is a roll and what its tests ask of it.
var questions = []Search{{}, {Sort: "name"}, {Q: "السراج"}, {Q: "جمعية"}, {Q: "جمعية السراج"}, {Q: "سراج صحه"}, {Q: "منظمه الزيتون للاغاثه"}, {Q: "ا"},
	{Q: "جمعية ا"}, {Q: "Siraj"}, {Q: "organisation 4711"}, {Q: "لا شيء كهذا"}, {Q: "جمعية مؤسسة"}, {Q: "مؤسسة الزيتون الغوطة التنمية"}, {City: "درعا"},
	{Country: "DE", Sort: "name"}, {Standing: "active", Field: "health"}, {Standing: "suspended"}, {Q: "السراج", Sort: "name", Country: "SY"}, {Standing: "all"},
	{Q: "organisation"}, {Q: "organisation", Sort: "name", Country: "TR"}, {Q: "organisation ا"}}

// Whichever way a search takes, through the few or along the list, it finds what
// looking at every organisation finds, in order, page by page.
func TestFindingIsRight(t *testing.T) {
	kerneltest.Each(t, both(), func(t *testing.T, k *kerneltest.Kernel) {
		fill(t, k, 1500)
		var all []Organisation
		err := k.Read(t.Context(), keeper, func(tx *kernel.Tx) (err error) {
			all, err = readKeyed(tx, slices.Collect(func(yield func(int64) bool) {
				for i := int64(1); i <= 1500 && yield(i); i++ {
				}
			}))
			return err
		})
		if kerneltest.Must(t, len(all), err) != 1500 {
			t.Fatal(len(all))
		}
		for _, in := range questions {
			in.Limit = 37
			f, err := in.finding()
			kerneltest.Must(t, 0, err)
			var want, got []string
			asked := wordsOf(in.Q)
			sorted := slices.Clone(all)
			slices.SortFunc(sorted, f.compare)
			for _, o := range sorted {
				if f.admits(o) && matches(o, asked) {
					want = append(want, o.ID)
				}
			}
			for pages := 0; pages < 100; pages++ {
				p, err := kernel.Ask(t.Context(), k.Kernel, Roll, keeper, in)
				kerneltest.Must(t, 0, err)
				for _, o := range p.Rows {
					got = append(got, o.ID)
				}
				if in.After = p.Next; p.Next == "" {
					break
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%+v finds %d, want %d", in, len(got), len(want))
			}
		}
	})
}

// firstPage is what is asked of the first page of a roll of 100,000. A crowded
// machine is given ten times that: a page that reads the roll from end to end
// takes more.
const firstPage, crowded = 50 * time.Millisecond, 10

// within fails a test for a time that no crowd explains.
func within(t *testing.T, what string, took, most time.Duration) {
	t.Helper()
	if took > most*crowded {
		t.Errorf("%s took %v; %v is asked", what, took, most)
	}
}

// The first pages of a roll of 100,000, and the plans by which they are found.
func TestVolumeFind(t *testing.T) {
	kerneltest.Each(t, both(), func(t *testing.T, k *kerneltest.Kernel) {
		at := time.Now()
		fill(t, k, 100_000)
		t.Logf("%s: filled in %v", k.DB.Dialect, time.Since(at).Round(time.Second))
		if k.DB.Dialect == "postgres" { // as its own daemon does after a while
			db, err := sql.Open("pgx", k.URL)
			kerneltest.Must(t, 0, err)
			_, err = db.Exec("VACUUM ANALYZE organisations, organisation_tokens, standing_spans")
			kerneltest.Must(t, 0, errors.Join(err, db.Close()))
		}
		explain(t, k)
		for _, in := range questions {
			var page Page
			var times []time.Duration
			for range 6 { // the first prepares
				at := time.Now()
				var err error
				page, err = kernel.Ask(t.Context(), k.Kernel, Roll, keeper, in)
				kerneltest.Must(t, 0, err)
				times = append(times, time.Since(at))
			}
			slices.Sort(times)
			t.Logf("%s: %-20s %3d rows in %v", k.DB.Dialect, strings.Join(strings.Fields(strings.Join([]string{in.Q, in.Standing, in.Field, in.City, in.Country, in.Sort}, " ")), " "),
				len(page.Rows), times[2].Round(100*time.Microsecond))
			within(t, in.Q+" "+in.Sort+": the first page", times[2], firstPage)
		}
		var whole []time.Duration // all that the page of the roll asks
		for range 6 {
			at := time.Now()
			_, err1 := kernel.Ask(t.Context(), k.Kernel, Roll, keeper, Search{})
			_, err2 := kernel.Ask(t.Context(), k.Kernel, SeeCounts, keeper, kernel.None{})
			_, err3 := kernel.Ask(t.Context(), k.Kernel, SeeProposals, keeper, Day{})
			kerneltest.Must(t, 0, errors.Join(err1, err2, err3))
			whole = append(whole, time.Since(at))
		}
		slices.Sort(whole)
		t.Logf("%s: the whole first page of the roll in %v", k.DB.Dialect, whole[2].Round(100*time.Microsecond))
		within(t, "all that the first page of the roll asks", whole[2], firstPage)
		var tally []time.Duration
		for range 6 {
			at := time.Now()
			kerneltest.Must(t, 0, k.Read(t.Context(), keeper, func(tx *kernel.Tx) error { _, err := Count(tx); return err }))
			tally = append(tally, time.Since(at))
		}
		slices.Sort(tally)
		t.Logf("%s: the roll counted by field in %v", k.DB.Dialect, tally[2].Round(100*time.Microsecond))
		within(t, "counting the roll", tally[2], firstPage)
		at = time.Now()
		d, err := kernel.Ask(t.Context(), k.Kernel, SeeDuplicates, keeper, One{})
		kerneltest.Must(t, 0, err)
		t.Logf("%s: %d pairs suggested in %v", k.DB.Dialect, len(d.Rows), time.Since(at).Round(time.Millisecond))
		within(t, "suggesting duplicates", time.Since(at), time.Second)
		at = time.Now()
		r, err := kernel.Ask(t.Context(), k.Kernel, SeeActiveOn, keeper, Day{Day: "2016-07-01"})
		if kerneltest.Must(t, r, err).Active != 50_000 || r.Registered != 100_000 {
			t.Errorf("%d of %d active", r.Active, r.Registered)
		}
		t.Logf("%s: %d active on a day in %v", k.DB.Dialect, r.Active, time.Since(at).Round(time.Millisecond))
	})
}

// What everybody may know of the roll's numbers is right, whatever its length,
// and tells no field of the protected.
func TestCount(t *testing.T) {
	kerneltest.Each(t, both(), func(t *testing.T, k *kerneltest.Kernel) {
		fill(t, k, 1500)
		want := Tally{OnRoll: 1500, Active: 750}
		fields := map[string]int64{}
		var got Tally
		err := k.Read(t.Context(), keeper, func(tx *kernel.Tx) (err error) {
			for n := int64(1); n <= 1500; n++ {
				o, err := ByNumber(tx, n)
				if err != nil {
					return err
				}
				if o.Protected {
					want.Untold++
				} else {
					fields[o.Field]++
				}
			}
			got, err = Count(tx)
			return err
		})
		kerneltest.Must(t, 0, err)
		for i, f := range got.Fields {
			if fields[f.Field] != f.Count || i > 0 && got.Fields[i-1].Count < f.Count {
				t.Errorf("%+v, want %d", f, fields[f.Field])
			}
		}
		if got.OnRoll != want.OnRoll || got.Active != want.Active || got.Untold != want.Untold || want.Untold == 0 || len(got.Fields) != len(fields) {
			t.Errorf("%+v, want %+v and %v", got, want, fields)
		}
		rare := kernel.Command[int, kernel.None]{Name: "test.rare", Stream: func(int) string { return rollStream }, May: func(*kernel.Tx, int) error { return nil },
			Do: func(tx *kernel.Tx, _ int) (kernel.None, error) {
				var list []newcomerRow
				for i := range int64(60) {
					o := Organisation{ID: newID(), key: 9000 + i, Number: 9000 + i, Code: fmt.Sprint("S-9", i), Field: fmt.Sprint("word ", i), Name: words.Local{En: "x"}, Standing: Active, Since: "2016-01-01"}
					list = append(list, newcomerRow{o, nil, i, nil})
				}
				return kernel.None{}, insertOrganisations(tx, list)
			}}
		_, err = kerneltest.Run(t, k, rare, keeper, 0)
		kerneltest.Must(t, 0, err)
		kerneltest.Must(t, 0, k.Read(t.Context(), keeper, func(tx *kernel.Tx) (err error) { got, err = Count(tx); return err }))
		if len(got.Fields) != fieldsTold || got.OnRoll != 1560 || got.Untold != want.Untold+60-int64(fieldsTold-len(fields)) {
			t.Errorf("%d fields, %d of %d untold", len(got.Fields), got.Untold, got.OnRoll)
		}
	})
}

// explain checks that no search reads the roll or its tokens from end to end, or
// sorts it.
func explain(t *testing.T, k *kerneltest.Kernel) {
	for _, in := range questions {
		if in.Standing == Suspended { // there are none, and sorting them is the shortest way
			continue
		}
		f, err := in.finding()
		kerneltest.Must(t, 0, err)
		f.after = &after{Key: "جمعيه", N: 500, ID: "0"}
		text, args := f.statement(walkRows)
		plan := planOf(t, k, text, args...)
		for _, bad := range []string{"SCAN organisations\n", "TEMP B-TREE", "Seq Scan on organisations", "Sort "} {
			if strings.Contains(plan+"\n", bad) {
				t.Errorf("%s: %s\n%s", k.DB.Dialect, text, plan)
			}
		}
	}
	for _, where := range candidates {
		plan := planOf(t, k, `SELECT id FROM roll`+where, "2016-01-01", "2016-01-01")
		if !strings.Contains(plan, "organisations_dues") && !strings.Contains(plan, "organisations_fresh") || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "Seq Scan on organisations") {
			t.Errorf("%s: %s\n%s", k.DB.Dialect, where, plan)
		}
	}
	if plan := planOf(t, k, countPiles); !strings.Contains(plan, "COVERING INDEX organisations_counted") && !strings.Contains(plan, "Index Only Scan using organisations_counted") {
		t.Errorf("%s: counting by field: %s", k.DB.Dialect, plan)
	}
	for text, args := range map[string][]any{
		`SELECT organisation FROM organisation_tokens WHERE token >= $1 AND token < $2 LIMIT $3`: {"سراج", "سراج\U0010FFFF", int64(100)},
		readOn: {Suspended, "2016-07-01"},
	} {
		plan := planOf(t, k, text, args...)
		if !strings.Contains(plan, "organisation_tokens_pkey") && !strings.Contains(plan, "standing_spans_day") && !strings.Contains(plan, "sqlite_autoindex_organisation_tokens_1") &&
			!strings.Contains(plan, "organisation_tokens_of") {
			t.Errorf("%s: %s\n%s", k.DB.Dialect, text, plan)
		}
	}
}

func planOf(t *testing.T, k *kerneltest.Kernel, text string, args ...any) string {
	var lines []string
	err := k.Read(t.Context(), keeper, func(tx *kernel.Tx) error {
		if k.DB.Dialect == "postgres" {
			return eachLine(tx, func(l *planLine) []any { return []any{&l.text} }, &lines, "EXPLAIN "+text, args...)
		}
		return eachLine(tx, func(l *planLine) []any { return []any{&l.a, &l.b, &l.c, &l.text} }, &lines, "EXPLAIN QUERY PLAN "+text, args...)
	})
	kerneltest.Must(t, 0, err)
	return strings.Join(lines, "\n")
}

type planLine struct {
	a, b, c int64
	text    string
}

func eachLine(tx *kernel.Tx, cols func(*planLine) []any, to *[]string, text string, args ...any) error {
	return sqldb.Each(tx.Tx, cols, func(l planLine) error { *to = append(*to, l.text); return nil }, text, args...)
}
