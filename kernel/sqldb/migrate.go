package sqldb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
)

// Migrate applies the files schema/*.sql of an office that were not applied
// yet, in the order of their names, each in full or not at all. A file that was
// edited after it was applied is an error: history is not rewritten.
func (db *DB) Migrate(ctx context.Context, office string, schema fs.FS) error {
	return db.Write(ctx, func(tx *Tx) error {
		return tx.Migrate(office, schema, func(string) bool { return true })
	})
}

// Migrate is DB.Migrate within a transaction, and for some of the files: a
// restored federation gets those that it had.
func (tx *Tx) Migrate(office string, schema fs.FS, wanted func(file string) bool) error {
	files, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return err
	}
	if tx.postgres { // two nodes may start at once
		if _, err := tx.Exec(`SELECT pg_advisory_xact_lock(7305)`); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`CREATE TABLE IF NOT EXISTS schema_files (
		office TEXT NOT NULL, file TEXT NOT NULL, sum TEXT NOT NULL, PRIMARY KEY (office, file))`); err != nil {
		return err
	}
	for _, f := range files {
		if !wanted(f) {
			continue
		}
		text, err := fs.ReadFile(schema, f)
		if err != nil {
			return err
		}
		if err := tx.apply(office, f, string(text)); err != nil {
			return fmt.Errorf("%s %s: %w", office, f, err)
		}
	}
	return nil
}

func (tx *Tx) apply(office, file, text string) error {
	s := sha256.Sum256([]byte(text))
	sum, had := hex.EncodeToString(s[:]), ""
	err := tx.One(`SELECT sum FROM schema_files WHERE office = $1 AND file = $2`, []any{office, file}, &had)
	switch {
	case err == nil && had == sum:
		return nil
	case err == nil:
		return errors.New("was changed after it was applied; restore the file, and write the change in a new one")
	case !errors.Is(err, ErrNone):
		return err
	}
	for _, statement := range statements(text) {
		statement = dialect(tx, statement)
		if err := tx.plain(statement); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`INSERT INTO schema_files (office, file, sum) VALUES ($1, $2, $3)`, office, file, sum)
	return err
}

var textColumn = regexp.MustCompile(`\bTEXT\b`)

// dialect has PostgreSQL compare texts byte by byte, as SQLite does, whatever
// the collation of the server's database: keys are folded before they are kept.
func dialect(tx *Tx, statement string) string {
	if tx.postgres {
		return textColumn.ReplaceAllString(statement, `TEXT COLLATE "C"`)
	}
	return statement
}

// statements cuts a schema file at the semicolons that end its statements; those
// within a string or a comment do not count. What follows the last is dropped.
func statements(text string) (list []string) {
	start, inString, inComment := 0, false, false
	for i := range len(text) {
		switch c := text[i]; {
		case inComment:
			inComment = c != '\n'
		case c == '\'':
			inString = !inString
		case c == '-' && !inString && i+1 < len(text) && text[i+1] == '-':
			inComment = true
		case c == ';' && !inString:
			list, start = append(list, text[start:i]), i+1
		}
	}
	return list
}
