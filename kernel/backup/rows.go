package backup

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"ittihad/kernel/sqldb"
)

// line writes a row as a JSON list.
func line(to *bytes.Buffer, t table, row []any) error {
	for i, v := range row {
		switch x := v.(type) {
		case string:
			if !utf8.ValidString(x) { // JSON would replace it in silence
				return fmt.Errorf("the column %s of the table %s holds a text that is not UTF-8", t.Columns[i].Name, t.Name)
			}
		case []byte:
			row[i] = base64.StdEncoding.EncodeToString(x)
		}
	}
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	return e.Encode(row)
}

// values are a row's values for the database, from its JSON list.
func (t table) values(row []any) ([]any, error) {
	if len(row) != len(t.Columns) {
		return nil, fmt.Errorf("%w: a row of the table %s has %d values", ErrDamaged, t.Name, len(row))
	}
	for i, c := range t.Columns {
		v, ok := value(c.Type, row[i])
		if !ok {
			return nil, fmt.Errorf("%w: the column %s of the table %s holds %v", ErrDamaged, c.Name, t.Name, row[i])
		}
		row[i] = v
	}
	return row, nil
}

func value(kind string, v any) (any, bool) {
	switch x := v.(type) {
	case nil:
		return nil, true
	case string:
		if kind == "BYTEA" {
			b, err := base64.StdEncoding.DecodeString(x)
			return b, err == nil
		}
		return x, kind == "TEXT"
	case json.Number:
		n, err := x.Int64()
		return n, err == nil && kind == "BIGINT"
	case bool:
		return x, kind == "BOOLEAN"
	}
	return nil, false
}

func (t table) same(c []sqldb.Column) bool {
	if len(t.Columns) != len(c) {
		return false
	}
	for i := range c {
		if t.Columns[i] != c[i] {
			return false
		}
	}
	return true
}
