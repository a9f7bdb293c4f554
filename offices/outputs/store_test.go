package outputs

import (
	"errors"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

var (
	statement  = regexp.MustCompile("(?s)`(?:SELECT|INSERT|UPDATE|DELETE)[^`]*`(?:\\s*\\+\\s*\\w+\\s*\\+\\s*`[^`]*`)*")
	columnName = regexp.MustCompile("`\\s*\\+\\s*(\\w+)\\s*\\+\\s*`")
)

// Every statement of the store can be prepared on both databases, and none of
// its searches reads a table from end to end.
func TestStatements(t *testing.T) {
	columns := map[string]string{"outputColumns": outputColumns}
	var all []string
	for _, f := range []string{"store.go"} {
		text, err := os.ReadFile(f)
		kerneltest.Must(t, text, err)
		for _, s := range statement.FindAllString(string(text), -1) {
			s = columnName.ReplaceAllStringFunc(s, func(m string) string { return columns[columnName.FindStringSubmatch(m)[1]] })
			all = append(all, strings.Trim(s, "`"))
		}
	}
	if len(all) < 15 {
		t.Fatalf("found %d statements only", len(all))
	}
	kerneltest.Each(t, []kernel.Office{Office()}, func(t *testing.T, k *kerneltest.Kernel) {
		for _, s := range all {
			plan, err := explain(t, k, s)
			if err != nil {
				t.Errorf("%v: %s", err, s)
			}
			if k.DB.Dialect == "sqlite" && strings.Contains(plan, "SCAN") {
				t.Errorf("%s in\n%s", plan, s)
			}
		}
	})
}

// explain is SQLite's plan of a statement; PostgreSQL prepares it.
func explain(t *testing.T, k *kerneltest.Kernel, s string) (string, error) {
	var plan []string
	err := k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
		if k.DB.Dialect != "sqlite" {
			_, err := tx.Exec("PREPARE one AS " + s)
			_, end := tx.Exec("DEALLOCATE one")
			return errors.Join(err, end)
		}
		type row struct {
			id, parent, unused int64
			detail             string
		}
		rows, err := sqldb.All(tx, func(r *row) []any { return []any{&r.id, &r.parent, &r.unused, &r.detail} },
			"EXPLAIN QUERY PLAN "+s, make([]any, highest(s))...)
		for _, r := range rows {
			plan = append(plan, r.detail)
		}
		return err
	})
	return strings.Join(plan, "; "), err
}

var dollar = regexp.MustCompile(`\$(\d+)`)

func highest(s string) (n int) {
	for _, m := range dollar.FindAllStringSubmatch(s, -1) {
		i, _ := strconv.Atoi(m[1])
		n = max(n, i)
	}
	return n
}
