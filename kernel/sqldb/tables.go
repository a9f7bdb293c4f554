package sqldb

import (
	"fmt"
	"slices"
	"strings"
)

// A Table is what the database itself says of a table.
type Table struct {
	Name    string
	Columns []Column

	key  []string // the primary key's columns, in its order
	refs []string // the tables that its foreign keys refer to
}

// A Column has one of the four types that offices may use: TEXT, BIGINT, BOOLEAN
// or BYTEA.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Tables lists the tables of this federation, each after those that it refers
// to, as far as there are no circles. A column of another type is an error.
func (tx *Tx) Tables() ([]Table, error) {
	names, columns, key, refs := liteTables, liteColumns, liteKey, liteRefs
	if tx.postgres {
		names, columns, key, refs = pgTables, pgColumns, pgKey, pgRefs
	}
	text := func(s *string) []any { return []any{s} }
	list, err := All(tx, text, names)
	if err != nil {
		return nil, err
	}
	tables := make([]Table, len(list))
	for i, name := range list {
		t := Table{Name: name}
		if t.Columns, err = All(tx, func(c *Column) []any { return []any{&c.Name, &c.Type} }, columns, name); err != nil {
			return nil, err
		}
		for j, c := range t.Columns {
			if t.Columns[j].Type = strings.ToUpper(c.Type); !slices.Contains([]string{"TEXT", "BIGINT", "BOOLEAN", "BYTEA"}, t.Columns[j].Type) {
				return nil, fmt.Errorf("the column %s of the table %s is of the type %s", c.Name, name, c.Type)
			}
		}
		if t.key, err = All(tx, text, key, name); err != nil {
			return nil, err
		}
		if t.refs, err = All(tx, text, refs, name); err != nil {
			return nil, err
		}
		tables[i] = t
	}
	return inOrder(tables), nil
}

const (
	liteTables  = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name`
	liteColumns = `SELECT name, type FROM pragma_table_info($1) ORDER BY cid`
	liteKey     = `SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk`
	liteRefs    = `SELECT DISTINCT "table" FROM pragma_foreign_key_list($1) ORDER BY 1`

	pgTable   = `(SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = $1)`
	pgTables  = `SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname COLLATE "C"`
	pgColumns = `SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
		WHERE attrelid = ` + pgTable + ` AND attnum > 0 AND NOT attisdropped ORDER BY attnum`
	pgKey = `SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
		WHERE i.indrelid = ` + pgTable + ` AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)`
	pgRefs = `SELECT DISTINCT f.relname FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid
		WHERE c.conrelid = ` + pgTable + ` AND c.contype = 'f' ORDER BY 1`
)

// inOrder puts each table after those it refers to; those of a circle come last.
func inOrder(tables []Table) (list []Table) {
	placed := map[string]bool{}
	for len(list) < len(tables) {
		before := len(list)
		for _, t := range tables {
			ready := !placed[t.Name] && !slices.ContainsFunc(t.refs, func(r string) bool { return r != t.Name && !placed[r] })
			if ready {
				list, placed[t.Name] = append(list, t), true
			}
		}
		if len(list) == before {
			rest := slices.DeleteFunc(slices.Clone(tables), func(t Table) bool { return placed[t.Name] })
			return append(list, rest...)
		}
	}
	return list
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (t Table) columns() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = quoted(c.Name)
	}
	return strings.Join(names, ", ")
}

// Insert is the statement that Bulk writes rows of the table with.
func (t Table) Insert() string {
	return "INSERT INTO " + quoted(t.Name) + " (" + t.columns() + ") VALUES " + Rows
}

// EachRow hands every row of a table to do, in an order that is the same on both
// databases: by primary key, texts by their bytes. A value is nil, string,
// int64, bool or []byte, as its column's type says.
func (tx *Tx) EachRow(t Table, do func(row []any) error) error {
	dest := func(row *[]any) []any {
		*row = make([]any, len(t.Columns))
		d := make([]any, len(t.Columns))
		for i := range d {
			d[i] = &(*row)[i]
		}
		return d
	}
	return Each(tx, dest, func(row []any) error {
		for i, c := range t.Columns {
			v, ok := typed(c.Type, row[i])
			if !ok {
				return fmt.Errorf("the column %s of the table %s is of the type %s and holds a %T", c.Name, t.Name, c.Type, row[i])
			}
			row[i] = v
		}
		return do(row)
	}, "SELECT "+t.columns()+" FROM "+quoted(t.Name)+" ORDER BY "+tx.order(t))
}

func (tx *Tx) order(t Table) string {
	var list []string
	by := func(c Column, more string) {
		if tx.postgres && c.Type == "TEXT" {
			more = ` COLLATE "C"` + more
		}
		list = append(list, quoted(c.Name)+more)
	}
	for _, k := range t.key {
		by(t.Columns[slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == k })], "")
	}
	for _, c := range t.Columns {
		if len(t.key) == 0 {
			by(c, " NULLS FIRST")
		}
	}
	return strings.Join(list, ", ")
}

// typed is a driver's value as its column's type says; SQLite keeps what it was
// given, a flag as a number, a text as bytes.
func typed(kind string, v any) (any, bool) {
	switch x := v.(type) {
	case nil:
		return nil, true
	case string:
		if kind == "BYTEA" {
			return []byte(x), true
		}
		return x, kind == "TEXT"
	case []byte:
		if kind == "TEXT" {
			return string(x), true
		}
		return x, kind == "BYTEA"
	case bool:
		return x, kind == "BOOLEAN"
	case int64:
		if kind == "BOOLEAN" {
			return x != 0, x == 0 || x == 1
		}
		return x, kind == "BIGINT"
	}
	return nil, false
}

// CheckLate lets rows be written before those they refer to, in this transaction;
// check, which must be called before the commit, then checks every reference.
func (tx *Tx) CheckLate(tables []Table) (check func() error, err error) {
	if !tx.postgres {
		_, err := tx.Exec(`PRAGMA defer_foreign_keys = ON`)
		return func() error { return nil }, err // the commit checks
	}
	type constraint struct{ table, name string }
	var late []constraint
	for i, t := range tables {
		ahead := func(ref string) bool {
			return !slices.ContainsFunc(tables[:i], func(t Table) bool { return t.Name == ref })
		}
		if !slices.ContainsFunc(t.refs, ahead) {
			continue
		}
		list, err := All(tx, func(c *constraint) []any { c.table = t.Name; return []any{&c.name} },
			`SELECT conname FROM pg_constraint WHERE conrelid = `+pgTable+` AND contype = 'f' AND NOT condeferrable`, t.Name)
		if err != nil {
			return nil, err
		}
		late = append(late, list...)
	}
	alter := func(how string) error {
		for _, c := range late {
			if _, err := tx.Exec("ALTER TABLE " + quoted(c.table) + " ALTER CONSTRAINT " + quoted(c.name) + how); err != nil {
				return err
			}
		}
		return nil
	}
	return func() error {
		if _, err := tx.Exec("SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			return err
		}
		return alter(" NOT DEFERRABLE")
	}, alter(" DEFERRABLE INITIALLY DEFERRED")
}

// Count is the number of a table's rows.
func (tx *Tx) Count(t Table) (n int64, err error) {
	err = tx.One("SELECT count(*) FROM "+quoted(t.Name), nil, &n)
	return n, err
}

// Clear deletes all rows of a table.
func (tx *Tx) Clear(t Table) error {
	_, err := tx.Exec("DELETE FROM " + quoted(t.Name))
	return err
}
