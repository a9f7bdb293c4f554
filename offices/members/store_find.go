package members

import (
	"fmt"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// few is the number of matches up to which a word drives a search; a more common
// word is looked up for each organisation in the order of the list instead.
const few = 1500

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

// A statement is SQL in the making, with its arguments.
type statement struct {
	text strings.Builder
	args []any
}

// add writes text in which each %s becomes the next argument's placeholder.
func (s *statement) add(text string, args ...any) {
	marks := make([]any, len(args))
	for i, a := range args {
		s.args = append(s.args, a)
		marks[i] = fmt.Sprintf("$%d", len(s.args))
	}
	fmt.Fprintf(&s.text, text, marks...)
}

// find is one page of the roll, its plan chosen by how common the words are.
func find(tx *kernel.Tx, f finding) ([]Organisation, error) {
	asked := wordsOf(f.query)
	if len(asked) == 0 && strings.TrimSpace(f.query) != "" {
		return nil, nil
	}
	driver, err := rarest(tx, asked)
	if err != nil {
		return nil, err
	}
	s := f.statement(asked, driver)
	return sqldb.All(tx.Tx, organisationInto, s.text.String(), s.args...)
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

// rarest is the words that drive the search: the one with the fewest matches, if
// they are few; else all of them but single letters, if there are several; none
// when one common word is asked for.
func rarest(tx *kernel.Tx, asked [][]arabic.Token) (drivers []int, err error) {
	best, fewest := -1, int64(few+1)
	for i, w := range asked {
		n, err := countMatches(tx, w, fewest)
		if err != nil {
			return nil, err
		}
		if n < fewest {
			best, fewest = i, n
		}
	}
	if best >= 0 {
		return []int{best}, nil
	}
	for i, w := range asked {
		if len([]rune(w[0].Text)) > 1 {
			drivers = append(drivers, i)
		}
	}
	if len(drivers) == 1 {
		return nil, nil
	}
	return drivers, nil
}

// countMatches counts the matches of a word, up to a number at which it stops.
func countMatches(tx *kernel.Tx, word []arabic.Token, stop int64) (sum int64, err error) {
	for _, t := range word {
		var n int64
		lo, hi := t.Range()
		err := tx.One(`SELECT count(*) FROM (SELECT 1 FROM organisation_tokens WHERE token >= $1 AND token < $2 LIMIT $3) AS found`,
			[]any{lo, hi, stop}, &n)
		if err != nil {
			return 0, err
		}
		if sum += n; sum >= stop {
			return stop, nil
		}
	}
	return sum, nil
}

// statement writes the search. With drivers, the organisations come from the
// index of tokens; without, they come in the order of the list.
func (f finding) statement(asked [][]arabic.Token, drivers []int) *statement {
	s := &statement{}
	driven := map[int]bool{}
	if len(drivers) > 0 {
		s.add(`WITH hits AS (`)
		for i, d := range drivers {
			if i > 0 {
				s.add(` INTERSECT `)
			}
			s.matches(asked[d])
			driven[d] = true
		}
		s.add(`) SELECT ` + organisationColumns + ` FROM hits CROSS JOIN roll o WHERE o.key = hits.organisation`)
	} else {
		s.add(`SELECT ` + organisationColumns + ` FROM roll o WHERE o.standing <> 'merged'`)
	}
	for i, w := range asked {
		if driven[i] {
			continue
		}
		for j, t := range w {
			lo, hi := t.Range()
			s.add(map[bool]string{true: ` AND (`, false: ` OR `}[j == 0]+
				`EXISTS (SELECT 1 FROM organisation_tokens t WHERE t.organisation = o.key AND t.token >= %s AND t.token < %s)`, lo, hi)
		}
		s.add(`)`)
	}
	f.filter(s)
	return s
}

// matches writes the organisations that a word finds.
func (s *statement) matches(word []arabic.Token) {
	s.add(`SELECT DISTINCT organisation FROM (`)
	for i, t := range word {
		if i > 0 {
			s.add(` UNION ALL `)
		}
		lo, hi := t.Range()
		s.add(`SELECT organisation FROM organisation_tokens WHERE token >= %s AND token < %s`, lo, hi)
	}
	s.add(`) AS word`)
}

func (f finding) filter(s *statement) {
	switch len(f.standings) {
	case 0:
	case 1:
		s.add(` AND o.standing = %s`, f.standings[0])
	default:
		for i, st := range f.standings {
			s.add(map[bool]string{true: ` AND o.standing IN (%s`, false: `, %s`}[i == 0], st)
		}
		s.add(`)`)
	}
	for _, c := range [][2]string{{"field", f.field}, {"city_key", f.city}, {"country", f.country}} {
		if c[1] != "" {
			s.add(` AND o.`+c[0]+` = %s`, c[1])
		}
	}
	if f.public {
		s.add(` AND NOT o.protected`)
	}
	by := orders[f.order]
	if f.after != nil {
		var from any = f.after.Key
		if f.order == "number" {
			from = f.after.N
		}
		s.add(` AND (o.`+by+`, o.id) > (%s, %s)`, from, f.after.ID)
	}
	s.add(` ORDER BY o.`+by+`, o.id LIMIT %s`, f.limit)
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

func readShared(tx *kernel.Tx, way string, limit int64) ([]string, error) {
	return sqldb.All(tx.Tx, func(s *string) []any { return []any{s} }, sameness[way], "", limit)
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

// counts of the roll by standing.
func readCounts(tx *kernel.Tx) (map[string]int64, error) {
	type row struct {
		standing string
		n        int64
	}
	list, err := sqldb.All(tx.Tx, func(r *row) []any { return []any{&r.standing, &r.n} },
		`SELECT standing, count(*) FROM roll GROUP BY standing`)
	m := map[string]int64{}
	for _, r := range list {
		m[r.standing] = r.n
	}
	return m, err
}
