// Package backup writes everything that a federation knows into one file, while
// the federation goes on, and reads it back into an empty database of either
// kind, so that it can move from SQLite to PostgreSQL and back.
//
// An archive holds all tables as they stood at one moment, and all files:
// persons, telephone numbers, open votes, the hashes of sessions and the private
// keys that sign receipts. It is not encrypted. Keep it as safe as the database.
//
// It is a tar, compressed by zstd, that anyone can look into:
//
//	ittihad.json             format, moment, the tables, the schema files they need
//	tables/NAME/000001.jsonl rows as JSON lists, in order of the primary key;
//	                         bytes in base64
//	files/HASH               each file under its SHA-256
//	manifest.json            rows and SHA-256 of each table, the number of files;
//	                         without it the archive is not whole
//
// The hashes find damage. Whoever can change an archive can compute them anew;
// what they cannot do is change a line of the journal that somebody else holds
// the hash of.
package backup

import (
	"errors"
	"fmt"
	"time"

	"ittihad/kernel/sqldb"
)

// format is the version of the archive. A newer one is refused.
const format = 1

// partSize is how much of a table is gathered before it is written: a tar wants
// to know the length of what follows.
const partSize = 4 << 20

// smallSize bounds what is read into memory whole: the two descriptions.
const smallSize = 64 << 20

// Why an archive cannot be read, or not here.
var (
	ErrNoArchive = errors.New("this is not an archive of a federation")
	ErrCut       = errors.New("the archive ends too early: a part of it is missing")
	ErrDamaged   = errors.New("the archive was damaged or changed")
	ErrNewer     = errors.New("the archive was written by a newer version of this program; use that one")
	ErrNotEmpty  = errors.New("the database is not empty: an archive is read into a new one")
)

// Left names the files that Write had to leave out, because what lies in the
// folder is not what was stored. The archive is whole but for them.
type Left struct{ Files []string }

func (l *Left) Error() string {
	return fmt.Sprintf("the archive is complete but for %d files that are damaged in the folder: %v", len(l.Files), l.Files)
}

// A Report says what an archive holds.
type Report struct {
	Made    time.Time `json:"made"`    // the moment that it shows
	Dialect string    `json:"dialect"` // of the database it was made from
	Tables  int       `json:"tables"`
	Rows    int64     `json:"rows"`
	Streams int       `json:"streams"` // minute books, each unbroken
	Lines   int64     `json:"lines"`   // of the journal
	Files   int       `json:"files"`
	Bytes   int64     `json:"bytes"`          // of the files
	Left    []string  `json:"left,omitempty"` // files that were damaged before
}

// header is the first entry, so that an archive that cannot be read is refused
// before anything is written.
type header struct {
	Format  int          `json:"format"`
	Made    sqldb.Time   `json:"made"`
	Dialect string       `json:"dialect"`
	Schema  []schemaFile `json:"schema_files"`
	Tables  []table      `json:"tables"`
	Files   int          `json:"files"` // as many as there were, for the progress
}

type schemaFile struct {
	Office string `json:"office"`
	File   string `json:"file"`
	Sum    string `json:"sum"`
}

type table struct {
	Name    string         `json:"name"`
	Columns []sqldb.Column `json:"columns"`
	Rows    int64          `json:"rows"`
}

// manifest is the last entry.
type manifest struct {
	Header string         `json:"header"` // SHA-256 of ittihad.json
	Tables map[string]sum `json:"tables"`
	Files  sum            `json:"files"` // of their names, in order
	Left   []string       `json:"left,omitempty"`
}

// sum is how many rows, and the SHA-256 of their lines.
type sum struct {
	Rows int64  `json:"rows"`
	Hash string `json:"sha256"`
}

// tick tells the progress; nil is nobody who listens.
type tick struct {
	done, total int64
	tell        func(done, total int64)
}

func (t *tick) more(n int) {
	t.done += int64(n)
	if t.tell != nil {
		t.tell(min(t.done, t.total), t.total)
	}
}
