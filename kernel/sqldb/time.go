package sqldb

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Layout is how a moment stands in the database: UTC, of fixed width, so that
// both databases sort it alike and a person can read it in the file.
const Layout = "2006-01-02T15:04:05.000Z"

// A Time is a moment, kept as text; the zero Time is kept as the empty string.
type Time struct{ time.Time }

// Value writes the moment for the driver.
func (t Time) Value() (driver.Value, error) { return t.Text(), nil }

// Text is the moment as it stands in the database.
func (t Time) Text() string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(Layout)
}

// Scan reads a moment that Value wrote.
func (t *Time) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*t = Time{}
		return nil
	case string:
		return t.read(v)
	case []byte:
		return t.read(string(v))
	}
	return fmt.Errorf("sqldb: a moment is text, not %T", v)
}

func (t *Time) read(s string) (err error) {
	*t = Time{}
	if s != "" {
		t.Time, err = time.Parse(Layout, s)
	}
	return err
}

// MarshalJSON writes the moment as text, the zero Time as "".
func (t Time) MarshalJSON() ([]byte, error) { return json.Marshal(t.Text()) }

// UnmarshalJSON reads RFC 3339 or "".
func (t *Time) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*t = Time{}
	if s == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	t.Time = at.UTC()
	return err
}
