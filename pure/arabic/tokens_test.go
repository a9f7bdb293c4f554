package arabic

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// matches carries out the contract of the package description.
func matches(query []Token, stored []string) bool {
	met := map[int]bool{}
	last := -1
	for _, q := range query {
		last = max(last, q.Word)
		lo, hi := q.Range()
		for _, s := range stored {
			if lo <= s && s < hi {
				met[q.Word] = true
			}
		}
	}
	return last >= 0 && len(met) == last+1
}

func finds(query string, names ...string) bool {
	return matches(QueryTokens(query), SearchTokens(names...))
}

func TestQueriesFind(t *testing.T) {
	roll := []string{"مؤسسة الخابور لرعاية الأيتام", "Khabour Foundation for Orphans", "Habur Yetim Vakfı"}
	for _, c := range []struct {
		query string
		names []string
		found bool
	}{
		{"الخابور", roll, true}, {"خابور", roll, true}, {"الخا", roll, true}, {"ال", roll, true}, {"خا", roll, true},
		{"ايتام", roll, true}, {"الأيتام", roll, true}, {"رعاية", roll, true}, {"لرعا", roll, true}, {"ايتام خابور", roll, true},
		{"موسسه", roll, true}, {"khab", roll, true}, {"KHABOUR", roll, true}, {"habur yet", roll, true}, {"vakfi", roll, true},
		{"Khabour vakfı", roll, true}, {"الخابور Foundation", roll, true}, {"khabur", roll, true},
		{"الفرات", roll, false}, {"خابور شباب", roll, false}, {"بور", roll, false}, {"", roll, false}, {"...", roll, false},
		// one language stored, another asked
		{"Khabour Foundation", roll[:1], true}, {"Foundation for orphans", roll[:1], true}, {"yetim", roll[:1], true},
		{"رعاية أيتام", roll[1:2], false}, {"مؤسسة أيتام", roll[1:2], true}, {"جمعية الخابور", roll[1:], false},
		// particles
		{"التنمية", []string{"مركز للتنمية والصحة"}, true}, {"صحة", []string{"مركز للتنمية والصحة"}, true},
		{"الصحة", []string{"مركز للتنمية والصحة"}, true}, {"للتنمية", []string{"مركز التنمية"}, true},
		{"تأهيل", []string{"رعاية وتأهيل"}, true}, {"شباب", []string{"دعم لشباب حمص"}, true},
		// the article that is none
		{"الما", []string{"بيت ألمانيا"}, true}, {"مانيا", []string{"بيت ألمانيا"}, true}, {"ألمانيا", []string{"المانيا"}, true},
		{"المال", []string{"بيت مال"}, true},
		// compounds
		{"عبدالر", []string{"عبد الرحمن"}, true}, {"عبد الر", []string{"عبدالرحمن"}, true}, {"رحمن", []string{"عبدالرحمن"}, true},
		{"عبدال", []string{"عبد الرحمن"}, true}, {"نورال", []string{"نور الدين"}, true}, {"نور", []string{"نورالدين"}, true},
		{"Nour", []string{"نور الدين"}, true}, {"Abdul Rahman Hamwi", []string{"عبدالرحمن الحموي"}, true},
		{"عبد الله", []string{"Abdullah"}, true}, {"Abdullah", []string{"عبد الله"}, true},
		// Latin articles and small words
		{"al khatib", []string{"Khatib"}, true}, {"khatib", []string{"Al-Khatib"}, true}, {"al-k", []string{"Al-Khatib"}, true},
		{"Al-Khatib", []string{"Alkhatib"}, true}, {"khabour for the orphans", roll, true}, {"for", roll, true},
	} {
		if got := finds(c.query, c.names...); got != c.found {
			t.Errorf("%q finds %q: %v\n query %v\nstored %q", c.query, c.names, got, QueryTokens(c.query), SearchTokens(c.names...))
		}
	}
}

// Any beginning of any word of a name finds it, and so do the name itself, its
// key, its words in another order, and all beginnings at once.
func TestEveryBeginningFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkFinds(t, names().Draw(t, "name"), rapid.Uint64().Draw(t, "cut"))
	})
}

func checkFinds(t fataler, name string, cut uint64) {
	stored := SearchTokens(name)
	raw := words(name, false, true)
	if len(raw) == 0 {
		if len(stored) != 0 || len(QueryTokens(name)) != 0 {
			t.Fatalf("%q has tokens", name)
		}
		return
	}
	for _, w := range raw {
		letters := []rune(w)
		begun := string(letters[:1+int(cut%uint64(len(letters)))])
		if !matches(QueryTokens(begun), stored) {
			t.Fatalf("%q does not find %q: %v in %q", begun, name, QueryTokens(begun), stored)
		}
	}
	slices.Reverse(raw)
	for _, q := range []string{name, strings.Join(raw, " "), strings.ToUpper(Key(name))} {
		if strings.ToUpper(q) == q && !unicodeCaseIsSafe(q) {
			continue
		}
		if !matches(QueryTokens(q), stored) {
			t.Fatalf("%q does not find %q: %v in %q", q, name, QueryTokens(q), stored)
		}
	}
}

func TestSearchTokensAreUniqueSortedAndMarked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := names().Draw(t, "a"), names().Draw(t, "b")
		list := SearchTokens(a, b)
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
			t.Fatalf("%q", list)
		}
		for _, s := range list {
			folded := strings.TrimLeft(s, skeletonMark+meaningMark)
			if strings.ContainsAny(folded, " ~=\x00\x01") || folded == "" || len(s)-len(folded) > 1 {
				t.Fatalf("token %q of %q, %q", s, a, b)
			}
		}
		for _, s := range Tokens(a) {
			if !slices.Contains(list, s) && !slices.ContainsFunc(nameWords(a), isCommon) {
				t.Fatalf("%q of Tokens(%q) is not stored: %q", s, a, list)
			}
		}
	})
}

func isCommon(w string) bool {
	_, common := meaningOf(coarsen(w))
	return common
}

func TestTokenRange(t *testing.T) {
	for _, c := range []struct {
		token  Token
		stored string
		in     bool
	}{
		{Token{0, "خا", true}, "خابور", true}, {Token{0, "خا", true}, "خا", true}, {Token{0, "خا", true}, "خ", false},
		{Token{0, "خا", true}, "خب", false}, {Token{0, "k", true}, "kz\U0001F33F", true}, {Token{0, "k", true}, "l", false},
		{Token{0, "~hlt", false}, "~hlt", true}, {Token{0, "~hlt", false}, "~hlta", false}, {Token{0, "~hlt", false}, "~hl", false},
	} {
		lo, hi := c.token.Range()
		if got := lo <= c.stored && c.stored < hi; got != c.in {
			t.Errorf("%v holds %q: %v", c.token, c.stored, got)
		}
	}
}

// A text far longer than any name costs time in proportion, and a query of any
// length a bounded number of conditions.
func TestLongTexts(t *testing.T) {
	var long strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&long, "الكلمة%d word%d ", i, i)
	}
	if n := len(SearchTokens(long.String())); n < 60000 {
		t.Errorf("%d tokens", n)
	}
	q := QueryTokens(long.String())
	if last := q[len(q)-1].Word; last != MaxQueryWords-1 || len(q) > MaxQueryWords*16 {
		t.Errorf("%d conditions for %d words", len(q), last+1)
	}
}

func BenchmarkSearchTokens(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		SearchTokens("مؤسسة الخابور لرعاية الأيتام", "Khabour Foundation for Orphans", "Habur Yetim Vakfı")
	}
}

func BenchmarkQueryTokens(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		QueryTokens("خابور الأيت")
	}
}
