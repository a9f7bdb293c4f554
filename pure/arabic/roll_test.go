package arabic

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
)

// roll reads the reference roll, which stands beside the project. Without it
// the test is skipped, except in CI, where it must be there.
func roll(t testing.TB) []map[string]string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above this test")
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.Open(filepath.Join(dir, "..", "shared", "data", "roll-2017.csv"))
	if os.IsNotExist(err) && os.Getenv("CI") != "true" {
		t.Skip("the reference roll shared/data/roll-2017.csv is not beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		list = append(list, m)
	}
	if len(list) != 172 {
		t.Fatalf("the reference roll has %d rows, want 172", len(list))
	}
	return list
}

func TestRollRepresentativesAcrossScripts(t *testing.T) {
	rows := roll(t)
	equal, each, one := 0, 0, 0
	for _, row := range rows {
		ar, en := row["representative_ar"], row["representative_en"]
		if Skeleton(ar) == Skeleton(en) {
			equal++
		} else {
			t.Logf("%s %q, %s %q", ar, Skeleton(ar), en, Skeleton(en))
		}
		if finds(ar, en) && finds(en, ar) {
			each++
		}
		if s := Similarity(ar, en); s >= 850 {
			one++
		}
	}
	t.Logf("of %d representatives: %d with one skeleton, %d find each other by search, %d similar", len(rows), equal, each, one)
	for what, n := range map[string]int{"one skeleton": equal, "found by search": each, "similar": one} {
		if n*100 < len(rows)*95 {
			t.Errorf("%s: %d of %d, want 95 %%", what, n, len(rows))
		}
	}
}

func TestRollCitiesAcrossScripts(t *testing.T) {
	rows := roll(t)
	both := 0
	for _, row := range rows {
		if finds(row["city_ar"], row["city_en"]) && finds(row["city_en"], row["city_ar"]) {
			both++
		} else {
			t.Logf("%s %s", row["city_ar"], row["city_en"])
		}
	}
	t.Logf("of %d cities %d find each other", len(rows), both)
	if both*100 < len(rows)*95 {
		t.Errorf("cities: %d of %d, want 95 %%", both, len(rows))
	}
}

// Every organisation is found by each of its names as they stand, and by the
// first words of each.
func TestRollIsFound(t *testing.T) {
	for _, row := range roll(t) {
		stored := SearchTokens(row["name_ar"], row["name_en"], row["name_tr"])
		for _, name := range []string{row["name_ar"], row["name_en"], row["name_tr"]} {
			if !matches(QueryTokens(name), stored) || !matches(QueryTokens(Key(name)), stored) {
				t.Errorf("%s is not found", name)
			}
		}
	}
}

// The English name must be more similar to its own Arabic name than to any
// other of the roll, where it is the same name and not a translation of it.
func TestRollNamesAcrossScripts(t *testing.T) {
	rows := roll(t)
	var arabic []Name
	for _, row := range rows {
		arabic = append(arabic, Prepare(row["name_ar"]))
	}
	for _, lang := range []string{"name_en", "name_tr"} {
		spelled, first, shown := 0, 0, 0
		for i, row := range rows {
			if !meet(Tokens(row["name_ar"]), Tokens(row[lang])) {
				continue // سراج is Kandil in Turkish: a translation
			}
			spelled++
			name := Prepare(row[lang])
			own, best := name.Similarity(arabic[i]), 0
			for j, other := range arabic {
				if i != j {
					best = max(best, name.Similarity(other))
				}
			}
			if own > best {
				first++
			}
			if own >= 850 {
				shown++
			}
			if own <= best || own < 850 {
				t.Logf("%s, %s: %d, another %d", row["name_ar"], row[lang], own, best)
			}
		}
		t.Logf("%s: %d of %d are spellings of the Arabic name; %d of them most similar to it, %d at 850 or more", lang, spelled, len(rows), first, shown)
		if spelled < 80 || first*100 < spelled*95 || shown*100 < spelled*95 {
			t.Errorf("%s: %d first, %d shown, of %d", lang, first, shown, spelled)
		}
	}
}

// No two organisations of the roll are one; a duplicate list that cries wolf is
// not read.
func TestRollHasNoFalseDuplicates(t *testing.T) {
	rows := roll(t)
	var names []Name
	for _, row := range rows {
		names = append(names, Prepare(row["name_ar"]))
	}
	pairs, false850 := 0, 0
	for i := range names {
		for j := range i {
			pairs++
			if s := names[i].Similarity(names[j]); s >= 850 {
				false850++
				if false850 < 10 {
					t.Logf("%d: %s, %s", s, rows[i]["name_ar"], rows[j]["name_ar"])
				}
			}
		}
	}
	t.Logf("%d of %d pairs of different organisations at 850 or more", false850, pairs)
	if false850*1000 > pairs*5 {
		t.Errorf("%d of %d pairs", false850, pairs)
	}
}
