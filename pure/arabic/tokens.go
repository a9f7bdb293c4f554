package arabic

import (
	"slices"
	"strings"
)

const (
	skeletonMark = "~"
	meaningMark  = "="
)

// Token is one condition of a query on the stored tokens.
type Token struct {
	Word   int    // which word of the query it belongs to, from 0
	Text   string // what a stored token equals or begins with
	Prefix bool   // begins with
}

// Range returns the bounds between which, in byte order, exactly the matching
// tokens lie: lo <= token < hi.
func (t Token) Range() (lo, hi string) {
	if t.Prefix {
		return t.Text, t.Text + "\U0010FFFF"
	}
	return t.Text, t.Text + "\x01"
}

// SearchTokens returns what is stored to find an organisation or person by any
// of its names, without repetition, sorted. See the package's description for
// the contract. Beside each word as written stand the word without its article,
// without attached particles (للتنمية, والصحة, لرعاية), and its compound
// written as one (عبدالرحمن), so that whichever a person begins to type is the
// beginning of a stored token.
func SearchTokens(names ...string) []string {
	var t tokenSet
	for _, name := range names {
		raw := words(name, false, true)
		for i, w := range raw {
			t.addWord(w)
			if i+1 < len(raw) && isCompound(w, stripArticle(raw[i+1])) {
				t.addWord(w + raw[i+1])
			}
		}
		for _, w := range words(name, true, false) {
			t.add(coarsen(w))
			t.addMeaningOrSkeletons(unattached(w))
		}
		for _, w := range nameWords(name) {
			t.addMeaningOrSkeletons(w)
		}
	}
	slices.Sort(t.list)
	return t.list
}

// MaxQueryWords bounds the work of a query: no name needs more words to be found.
const MaxQueryWords = 8

// QueryTokens returns the conditions of a query as it is typed. Every word of
// the query must be met by one of its tokens; each may still be unfinished.
// Articles and small words (for, في, ve) are left out unless they come last,
// where they may be the beginning of another word. A query without letters and
// digits has no tokens, and finds nothing. Words after the first [MaxQueryWords]
// are not looked at.
func QueryTokens(q string) []Token {
	var list []Token
	fine := queryWords(q)
	for i, w := range fine {
		add := func(text string, prefix bool) {
			t := Token{i, text, prefix}
			if !slices.Contains(list, t) {
				list = append(list, t)
			}
		}
		bare := stripArticle(coarsen(w))
		add(bare, true)
		for _, stem := range stems(bare) {
			add(stem, true)
		}
		var t tokenSet
		for _, name := range nameWords(w) {
			t.addMeaningOrSkeletons(name)
		}
		for _, pair := range pairs(fine, i) {
			t.addSkeletons(pair)
		}
		for _, text := range t.list {
			add(text, false)
		}
	}
	return list
}

// queryWords returns the words of a query that must be met, as written.
func queryWords(q string) []string {
	all := dropAssimilated(words(q, true, true))
	kept := all[:0:0]
	for i, w := range all {
		m, common := meaningOf(w)
		if i == len(all)-1 || !(common && m.class == stop || isArticle([]byte(w))) {
			kept = append(kept, w)
		}
	}
	return kept[:min(len(kept), MaxQueryWords)]
}

// pairs returns the compounds that word i of a query is part of.
func pairs(all []string, i int) (joined []string) {
	for _, at := range [...]int{i - 1, i} {
		if at < 0 || at+1 >= len(all) {
			continue
		}
		first, second := stripArticle(all[at]), stripArticle(all[at+1])
		if isCompound(first, second) {
			joined = append(joined, join(first, second))
		}
	}
	return joined
}

func stripArticle(w string) string {
	for len(w) >= len(article)+2*letterLen && strings.HasPrefix(w, article) && !keepsArticle[w] {
		w = w[len(article):]
	}
	return w
}

// tokenSet is a list without repetition. A name's tokens are few enough for a
// scan; the map is for texts that are no names.
type tokenSet struct {
	list []string
	many map[string]bool
}

func (t *tokenSet) add(text string) {
	switch {
	case text == "" || t.many[text] || t.many == nil && slices.Contains(t.list, text):
		return
	case t.many != nil:
		t.many[text] = true
	case len(t.list) == 64:
		t.many = map[string]bool{text: true}
		for _, s := range t.list {
			t.many[s] = true
		}
	}
	t.list = append(t.list, text)
}

// addWord adds a word as written and all that may be typed for it. Articles are
// taken off even where Key keeps them: while المانيا is typed, الما looks like
// one.
func (t *tokenSet) addWord(w string) {
	t.add(w)
	for _, stem := range stems(w) {
		t.add(stem)
	}
	if at := compoundAt([]byte(w)); at > 0 {
		t.addWord(w[at:])
	}
	if strings.HasPrefix(w, article) && len(w) >= len(article)+2*letterLen {
		t.addWord(w[len(article):])
	}
}

func (t *tokenSet) addMeaningOrSkeletons(w string) {
	m, ok := meaningOf(coarsen(w))
	switch {
	case !ok:
		t.addSkeletons(w)
	case m.class != stop:
		t.add(meaningMark + m.id)
	}
}

func (t *tokenSet) addSkeletons(w string) {
	for _, s := range skeletons(w) {
		t.add(skeletonMark + s)
	}
}

// stems returns what is left of a folded word without the particles attached
// to it. With the article (والصحة, للتنمية) it is all but certain that they are
// particles. Without it (وتعليم, لرعاية) a word of four letters or more is
// taken, which also finds a few that only look so; search bears a surplus.
func stems(w string) (list []string) {
	if attachedArticles[prefixOf(w, 3)] && len(w) >= 6*letterLen && !keepsParticle[w] {
		list = append(list, w[3*letterLen:])
	}
	if strings.HasPrefix(w, "لل") && len(w) >= 5*letterLen {
		list = append(list, w[2*letterLen:])
	}
	for _, particle := range [...]string{"و", "ل", "ب", "ول"} {
		stem, ok := strings.CutPrefix(w, particle)
		if !ok || stem == "" {
			continue
		}
		_, common := meaningOf(stem)
		if common || len(stem) >= 4*letterLen && particle != "ب" {
			list = append(list, stem)
		}
	}
	return list
}

// unattached returns the word of a skeleton or comparison without particles
// where they are certain: before the article, and before a common word.
func unattached(w string) string {
	if attachedArticles[prefixOf(w, 3)] && len(w) >= 6*letterLen && !keepsParticle[w] {
		return w[3*letterLen:]
	}
	if _, common := meaningOf(coarsen(w)); common {
		return w
	}
	for _, particle := range [...]string{"لل", "ول", "و", "ل", "ب"} {
		if stem, ok := strings.CutPrefix(w, particle); ok && stem != "" {
			m, common := meaningOf(stem)
			if common && m.class != stop || particle == "لل" && len(stem) >= 3*letterLen {
				return stem
			}
		}
	}
	return w
}

// prefixOf returns the first n Arabic letters of w, or "" if it has fewer.
func prefixOf(w string, n int) string {
	if len(w) < n*letterLen {
		return ""
	}
	return w[:n*letterLen]
}

var (
	attachedArticles = setOf("وال بال فال كال")
	keepsParticle    = setOf("والدين والده والدي والديه بالغين بالغه بالون بالونات بالميرا فالنسيا فالنتينا كالسيوم")
)
