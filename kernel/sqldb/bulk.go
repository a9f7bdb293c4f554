package sqldb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Rows marks, in the text of a bulk insert, where the rows go:
//
//	INSERT INTO ballots (poll, mandate) VALUES ROWS ON CONFLICT DO NOTHING
const Rows = "ROWS"

// List marks, in the text of a question, where the values of an IN go: x IN
// (LIST), or the pairs of values: (x, y) IN (PAIRS).
const (
	List  = "LIST"
	Pairs = "PAIRS"
)

// bulkRows is the largest number of rows in one statement. Smaller numbers are
// made of powers of two, so that each text is prepared eight times at most.
const bulkRows = 128

type bulkKey struct {
	query   string
	n, cols int
	each    bool // PostgreSQL: each pair by itself
}

var bulkTexts sync.Map // bulkKey → string

// Bulk inserts many rows with few statements. Every row has the same number of
// values. The rows of one call must not meet each other in an ON CONFLICT.
func (tx *Tx) Bulk(query string, rows [][]any) error {
	for len(rows) > 0 {
		n := bulkRows
		for n > len(rows) {
			n /= 2
		}
		args := make([]any, 0, n*len(rows[0]))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if _, err := tx.Exec(bulkText(query, n, len(rows[0])), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// In reads the rows of a query whose LIST holds the given values (and nothing
// else is a parameter), each row once. Values are repeated to fill the next power
// of two.
func In[T any](tx *Tx, cols func(*T) []any, query string, values []string) ([]T, error) {
	var list []T
	if len(values) > bulkRows { // a value named twice may come into two statements
		values = slices.Compact(slices.Sorted(slices.Values(values)))
	}
	for len(values) > 0 {
		n := 1
		for n < len(values) && n < bulkRows {
			n *= 2
		}
		part := values[:min(n, len(values))]
		args := make([]any, n)
		for i := range args {
			args[i] = part[min(i, len(part)-1)]
		}
		got, err := All(tx, cols, listText(query, n), args...)
		if err != nil {
			return nil, err
		}
		list = append(list, got...)
		values = values[len(part):]
	}
	return list, nil
}

// InPairs reads the rows of a query whose PAIRS hold the given pairs (and nothing
// else is a parameter, and nothing orders them), each row once.
//
// SQLite searches an index for pairs that come as VALUES. PostgreSQL asks for each
// pair by itself, in one statement: of all others it may decide, while the table
// is small, to read the whole of it, and keep to that when it has grown.
func InPairs[T any](tx *Tx, cols func(*T) []any, query string, pairs [][2]string) ([]T, error) {
	var list []T
	pairs = slices.Clone(pairs)
	slices.SortFunc(pairs, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for pairs = slices.Compact(pairs); len(pairs) > 0; {
		n := 1
		for n < len(pairs) && n < bulkRows {
			n *= 2
		}
		part := pairs[:min(n, len(pairs))]
		args := make([]any, 2*n) // NULL, which equals nothing, fills the next power of two
		for i, p := range part {
			args[2*i], args[2*i+1] = p[0], p[1]
		}
		got, err := All(tx, cols, pairsText(query, n, tx.postgres), args...)
		if err != nil {
			return nil, err
		}
		list = append(list, got...)
		pairs = pairs[len(part):]
	}
	return list, nil
}

func pairsText(query string, n int, postgres bool) string {
	key := bulkKey{query, n, 2, postgres}
	if t, ok := bulkTexts.Load(key); ok {
		return t.(string)
	}
	text := strings.Replace(query, Pairs, "VALUES "+rowsText(n, 2), 1)
	if postgres {
		each := make([]string, n)
		for i := range each {
			each[i] = strings.Replace(query, Pairs, fmt.Sprintf("($%d,$%d)", 2*i+1, 2*i+2), 1)
		}
		text = strings.Join(each, " UNION ALL ")
	}
	bulkTexts.Store(key, text)
	return text
}

func bulkText(query string, n, cols int) string {
	key := bulkKey{query, n, cols, false}
	if t, ok := bulkTexts.Load(key); ok {
		return t.(string)
	}
	before, after, ok := strings.Cut(query, Rows)
	if !ok {
		panic(fmt.Sprintf("sqldb: no %s in %q", Rows, query))
	}
	text := before + rowsText(n, cols) + after
	bulkTexts.Store(key, text)
	return text
}

func listText(query string, n int) string {
	key := bulkKey{query, n, 0, false}
	if t, ok := bulkTexts.Load(key); ok {
		return t.(string)
	}
	var b strings.Builder
	dollars(&b, 0, n)
	text := strings.Replace(query, List, b.String(), 1)
	bulkTexts.Store(key, text)
	return text
}

// rowsText is ($1,$2),($3,$4) …
func rowsText(n, cols int) string {
	var b strings.Builder
	for r := range n {
		if r > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		dollars(&b, r*cols, cols)
		b.WriteByte(')')
	}
	return b.String()
}

func dollars(b *strings.Builder, from, n int) {
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("$" + strconv.Itoa(from+i+1))
	}
}
