package members

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// A word that more tokens match than broad does not narrow a search: it is
// checked on what the others find. So is one of a single letter.
const broad = 20_000

// few is the number of matches up to which all of them are read and put in
// order; of more, the list is walked in its order until a page is full.
const few = 600

// Rows that a walk reads at a time: keys, and what they stand for.
const walkKeys, walkRows = 2000, 64

// wordsMax bounds the words of a query that are looked for.
const wordsMax = 6

// A finding is a search of the roll: what it must match, in which order, after
// which row.
type finding struct {
	query     string
	standings []string // one of these; none: any
	field     string
	city      string // folded
	country   string
	public    bool // only those that are not protected
	order     string
	after     *after
	limit     int64
}

// after is the place in the list behind which a page begins.
type after struct {
	Key string `json:"k"`
	N   int64  `json:"n"`
	ID  string `json:"i"`
}

// Orders of the roll: the columns they are made of.
var orders = map[string]string{"number": "number", "name": "name_key", "shown": "shown_key"}

// find is one page of the roll. The words of the query are looked up in the index
// of tokens and what they find is intersected; then either the few that are left
// are read, or the list is walked.
func find(tx *kernel.Tx, f finding) ([]Organisation, error) {
	asked := wordsOf(f.query)
	if len(asked) == 0 && strings.TrimSpace(f.query) != "" {
		return nil, nil
	}
	hits, unsure, err := narrow(tx, asked)
	if err != nil {
		return nil, err
	}
	if hits != nil && len(hits) <= few {
		rows, err := readKeyed(tx, hits)
		rows = slices.DeleteFunc(rows, func(o Organisation) bool { return !f.admits(o) || !matches(o, unsure) })
		slices.SortFunc(rows, f.compare)
		return rows[:min(int64(len(rows)), f.limit)], err
	}
	return walk(tx, f, hits, unsure)
}

// wordsOf is the conditions of a query, by word.
func wordsOf(query string) (list [][]arabic.Token) {
	for _, t := range arabic.QueryTokens(query) {
		if t.Word >= len(list) {
			if len(list) == wordsMax {
				break
			}
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], t)
	}
	return list
}

// narrow is the organisations that all words find but the unsure ones, which
// are too common to be looked up; nil if all are.
func narrow(tx *kernel.Tx, asked [][]arabic.Token) (hits []int64, unsure [][]arabic.Token, err error) {
	for _, word := range asked {
		if len([]rune(word[0].Text)) < 2 {
			unsure = append(unsure, word)
			continue
		}
		found, err := readMatches(tx, word)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case len(found) > broad:
			unsure = append(unsure, word)
		case hits == nil:
			hits = found
		default:
			hits = slices.DeleteFunc(hits, func(k int64) bool { _, ok := slices.BinarySearch(found, k); return !ok })
		}
		if hits != nil && len(hits) == 0 {
			break
		}
	}
	return hits, unsure, nil
}

// readMatches is the organisations that a word finds, sorted, and never nil;
// more than broad of them are not read to the end.
func readMatches(tx *kernel.Tx, word []arabic.Token) ([]int64, error) {
	found := []int64{}
	for _, t := range word {
		lo, hi := t.Range()
		some, err := sqldb.All(tx.Tx, func(k *int64) []any { return []any{k} },
			`SELECT organisation FROM organisation_tokens WHERE token >= $1 AND token < $2 LIMIT $3`, lo, hi, int64(broad+1))
		if err != nil {
			return nil, err
		}
		if found = append(found, some...); len(found) > broad {
			break
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// matches checks an organisation against words as the index would.
func matches(o Organisation, asked [][]arabic.Token) bool {
	if len(asked) == 0 {
		return true
	}
	tokens := arabic.SearchTokens(o.Name.Ar, o.Name.En, o.Name.Tr)
	for _, word := range asked {
		met := slices.ContainsFunc(word, func(t arabic.Token) bool {
			lo, hi := t.Range()
			return slices.ContainsFunc(tokens, func(s string) bool { return s >= lo && s < hi })
		})
		if !met {
			return false
		}
	}
	return true
}

// admits, compare and the walk's statement say the same in two languages.
func (f finding) admits(o Organisation) bool {
	return o.Standing != Merged && (len(f.standings) == 0 || slices.Contains(f.standings, o.Standing)) &&
		(f.field == "" || o.Field == f.field) && (f.city == "" || cityKey(o.City) == f.city) &&
		(f.country == "" || o.Country == f.country) && (!f.public || !o.Protected) &&
		(f.after == nil || f.compareTo(o, *f.after) > 0)
}

func (f finding) compare(a, b Organisation) int { return f.compareTo(a, f.place(b)) }

func (f finding) compareTo(o Organisation, a after) int {
	p := f.place(o)
	return cmp.Or(cmp.Compare(p.N, a.N), strings.Compare(p.Key, a.Key), strings.Compare(p.ID, a.ID))
}

// place is where an organisation stands in the list.
func (f finding) place(o Organisation) after {
	switch f.order {
	case "name":
		return after{Key: o.nameKey(), ID: o.ID}
	case "shown":
		return after{Key: o.shownKey(), ID: o.ID}
	}
	return after{N: o.Number, ID: o.ID}
}

// walk goes through the list in its order until a page is full of those that are
// among the hits, if there are any, and match the unsure words.
func walk(tx *kernel.Tx, f finding, hits []int64, unsure [][]arabic.Token) (page []Organisation, err error) {
	for int64(len(page)) < f.limit {
		steps, err := readSteps(tx, f, hits != nil)
		if err != nil {
			return nil, err
		}
		var keys []int64
		for i, s := range steps {
			if _, hit := slices.BinarySearch(hits, s.key); hit || hits == nil {
				keys = append(keys, s.key)
			}
			if len(keys) == walkRows || i == len(steps)-1 && len(keys) > 0 {
				rows, err := readKeyed(tx, keys)
				if err != nil {
					return nil, err
				}
				slices.SortFunc(rows, f.compare)
				for _, o := range rows {
					if matches(o, unsure) && int64(len(page)) < f.limit {
						page = append(page, o)
					}
				}
				keys = nil
			}
			if int64(len(page)) == f.limit {
				return page, nil
			}
		}
		if int64(len(steps)) < stepsOf(hits != nil) {
			return page, nil
		}
		f.after = &steps[len(steps)-1].at
	}
	return page, nil
}

func stepsOf(searching bool) int64 {
	if searching {
		return walkKeys
	}
	return walkRows
}

// A step of a walk is an organisation's key and its place in the list.
type step struct {
	key int64
	at  after
}

func readSteps(tx *kernel.Tx, f finding, searching bool) ([]step, error) {
	text, args := f.statement(stepsOf(searching))
	return sqldb.All(tx.Tx, func(s *step) []any {
		if f.order == "number" {
			return []any{&s.key, &s.at.N, &s.at.ID}
		}
		return []any{&s.key, &s.at.Key, &s.at.ID}
	}, text, args...)
}

// statement is the SQL of a walk: filters and order, each of which an index
// serves. Several standings are written so that none is looked up: the list is
// walked in its order.
func (f finding) statement(limit int64) (string, []any) {
	var text strings.Builder
	var args []any
	add := func(condition string, value any) {
		args = append(args, value)
		fmt.Fprintf(&text, condition, len(args))
	}
	by := orders[f.order]
	text.WriteString(`SELECT key, ` + by + `, id FROM roll WHERE standing <> 'merged'`)
	if len(f.standings) == 1 {
		add(` AND standing = $%d`, f.standings[0])
	} else if len(f.standings) > 1 {
		for _, s := range slices.Sorted(maps.Keys(may)) {
			if s != "" && s != Merged && !slices.Contains(f.standings, s) {
				add(` AND standing <> $%d`, s)
			}
		}
	}
	for _, c := range [][2]string{{"field", f.field}, {"city_key", f.city}, {"country", f.country}} {
		if c[1] != "" {
			add(` AND `+c[0]+` = $%d`, c[1])
		}
	}
	if f.public {
		text.WriteString(` AND NOT protected`)
	}
	if f.after != nil && f.order == "number" {
		add(` AND (`+by+`, id) > ($%d, `, f.after.N)
		add(`$%d)`, f.after.ID)
	} else if f.after != nil {
		add(` AND (`+by+`, id) > ($%d, `, f.after.Key)
		add(`$%d)`, f.after.ID)
	}
	add(` ORDER BY `+by+`, id LIMIT $%d`, limit)
	return text.String(), args
}

func readKeyed(tx *kernel.Tx, keys []int64) ([]Organisation, error) {
	texts := make([]string, len(keys))
	for i, k := range keys {
		texts[i] = digits(k)
	}
	return sqldb.In(tx.Tx, organisationInto, `SELECT `+organisationColumns+` FROM roll WHERE key IN (`+sqldb.List+`)`, texts)
}

func insertApart(tx *kernel.Tx, one, other string) error {
	_, err := tx.Exec(`INSERT INTO organisations_apart (one, other, by, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		one, other, tx.By.ID, tx.Now)
	return err
}

// sameness are the ways in which two entries are the same; each finds the values
// that several have, in the order of an index.
var sameness = map[string]string{
	"name": `SELECT name_key FROM organisation_names WHERE name_key > $1 GROUP BY name_key HAVING count(*) > 1 ORDER BY name_key LIMIT $2`,
	"licence": `SELECT licence_key FROM organisations WHERE licence_key <> '' AND licence_key > $1 GROUP BY licence_key
		HAVING count(*) > 1 ORDER BY licence_key LIMIT $2`,
	"phone": `SELECT phone FROM organisations WHERE phone <> '' AND phone > $1 GROUP BY phone HAVING count(*) > 1 ORDER BY phone LIMIT $2`,
	"email": `SELECT email FROM organisations WHERE email <> '' AND email > $1 GROUP BY email HAVING count(*) > 1 ORDER BY email LIMIT $2`,
}

func readShared(tx *kernel.Tx, way, after string, limit int64) ([]string, error) {
	return sqldb.All(tx.Tx, func(s *string) []any { return []any{s} }, sameness[way], after, limit)
}

// sharing reads the organisations that have one of the values.
var sharing = map[string]string{
	"name": `SELECT n.name_key, o.id FROM organisation_names n JOIN roll o ON o.key = n.organisation
		WHERE n.name_key IN (` + sqldb.List + `) ORDER BY n.name_key, o.id`,
	"licence": `SELECT licence_key, id FROM roll WHERE standing <> 'merged' AND licence_key <> '' AND licence_key IN (` + sqldb.List + `)
		ORDER BY licence_key, id`,
	"phone": `SELECT phone, id FROM roll WHERE standing <> 'merged' AND phone <> '' AND phone IN (` + sqldb.List + `) ORDER BY phone, id`,
	"email": `SELECT email, id FROM roll WHERE standing <> 'merged' AND email <> '' AND email IN (` + sqldb.List + `) ORDER BY email, id`,
}

type shares struct{ value, id string }

func readSharing(tx *kernel.Tx, way string, values []string) ([]shares, error) {
	return sqldb.In(tx.Tx, func(s *shares) []any { return []any{&s.value, &s.id} }, sharing[way], values)
}

func readApart(tx *kernel.Tx, ids []string) (map[Pair]bool, error) {
	list, err := sqldb.In(tx.Tx, func(p *Pair) []any { return []any{&p.ID, &p.Other} },
		`SELECT one, other FROM organisations_apart WHERE one IN (`+sqldb.List+`)`, ids)
	m := map[Pair]bool{}
	for _, p := range list {
		m[p] = true
	}
	return m, err
}

// readSharingTokens is the organisations that have one of the tokens, for one
// organisation's likes; common tokens are left out.
func readSharingTokens(tx *kernel.Tx, tokens []string) (ids []string, err error) {
	for _, t := range tokens {
		some, err := sqldb.All(tx.Tx, func(s *string) []any { return []any{s} }, `SELECT o.id FROM organisation_tokens t
			JOIN roll o ON o.key = t.organisation WHERE t.token = $1 ORDER BY t.organisation LIMIT 200`, t)
		if err != nil {
			return nil, err
		}
		ids = append(ids, some...)
	}
	return ids, nil
}

// A pile is how many organisations are alike in what is counted.
type pile struct {
	field, standing string
	protected       bool
	n               int64
}

// countPiles looks into one index from end to end and at no organisation.
const countPiles = `SELECT field, protected, standing, count(*) FROM roll GROUP BY field, protected, standing`

func readPiles(tx *kernel.Tx) ([]pile, error) {
	return sqldb.All(tx.Tx, func(p *pile) []any { return []any{&p.field, &p.protected, &p.standing, &p.n} }, countPiles)
}
