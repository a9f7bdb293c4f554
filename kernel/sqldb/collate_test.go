package sqldb_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"ittihad/kernel/sqldb"
)

// Texts are compared byte by byte in a database of any collation: a search by
// the beginning of a word and the order of a list depend on it.
func TestTextsAreComparedByBytes(t *testing.T) {
	admin, err := sql.Open("pgx", os.Getenv("TEST_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := fmt.Sprintf("collated_%d", os.Getpid())
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"); err != nil {
		t.Fatal(err)
	}
	defer admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
	u, err := url.Parse(os.Getenv("TEST_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	db, err := sqldb.Open(u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	schema := fstest.MapFS{"schema/0001.sql": {Data: []byte(`CREATE TABLE names (name TEXT PRIMARY KEY);`)}}
	if err := db.Migrate(t.Context(), "names", schema); err != nil {
		t.Fatal(err)
	}
	var got []string
	err = db.Write(t.Context(), func(tx *sqldb.Tx) error {
		if err := tx.Bulk(`INSERT INTO names (name) VALUES ROWS`, [][]any{{"a"}, {"B"}, {"~a"}, {"=b"}}); err != nil {
			return err
		}
		got, err = sqldb.All(tx, func(s *string) []any { return []any{s} }, `SELECT name FROM names ORDER BY name`)
		return err
	})
	if want := []string{"=b", "B", "a", "~a"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}
