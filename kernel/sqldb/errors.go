package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The database errors that an office may want to tell apart.
var (
	ErrNone    = errors.New("no such row")
	ErrTaken   = errors.New("row already exists")
	ErrRef     = errors.New("refers to a missing row")
	ErrNoDB    = errors.New("there is no database of a federation")
	ErrUnknown = errors.New("nobody knows whether the commit took place")
	ErrFull    = errors.New("the disk of the database is full")
)

// known maps the errors of both drivers to ours, by code, never by text.
func known(err error) error {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return ErrNone
	case errors.As(err, &lite):
		switch lite.Code() {
		case sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE:
			return fmt.Errorf("%w (%w)", ErrTaken, err)
		case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
			return fmt.Errorf("%w (%w)", ErrRef, err)
		case sqlite3.SQLITE_FULL:
			return fmt.Errorf("%w (%w)", ErrFull, err)
		}
	case errors.As(err, &pg):
		switch pg.Code {
		case "23505":
			return fmt.Errorf("%w (%w)", ErrTaken, err)
		case "23503":
			return fmt.Errorf("%w (%w)", ErrRef, err)
		case "53100":
			return fmt.Errorf("%w (%w)", ErrFull, err)
		}
	}
	return err
}

// Retryable reports whether the database asks to run the transaction again.
func Retryable(err error) bool {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		return lite.Code()&0xff == sqlite3.SQLITE_BUSY
	case errors.As(err, &pg):
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	return false
}

// Gone reports whether the connection to the database was lost, or is not to be
// had, before a commit was sent: nothing has happened, and one may try again.
func Gone(err error) bool {
	var pg *pgconn.PgError
	var wire net.Error
	var connect *pgconn.ConnectError
	switch {
	case err == nil, errors.Is(err, ErrUnknown), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return false
	case errors.As(err, &pg):
		return pg.Code[:2] == "08" || pg.Code[:3] == "57P" || pg.Code == "53300" // too many connections
	}
	return errors.As(err, &wire) || errors.As(err, &connect) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, pgconn.ErrConnClosed)
}

// Answered reports whether the database itself refused a statement or a commit,
// so that it is certain that nothing of the transaction is there.
func Answered(err error) bool {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	return !errors.Is(err, ErrUnknown) && !Gone(err) && (errors.As(err, &lite) || errors.As(err, &pg))
}

// lost turns the error of a commit that may have reached the server into
// ErrUnknown: only an answer of the server's own says that it did not commit.
// (The driver says no more than "conn closed" of a connection lost while it
// waited for the answer, so nothing can be concluded from its other errors.)
func lost(err error) error {
	var pg *pgconn.PgError
	told := errors.As(err, &pg) && pg.SeverityUnlocalized == "ERROR" && pg.Code[:2] != "57" && pg.Code[:2] != "08"
	if told || errors.Is(err, pgx.ErrTxCommitRollback) || errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return fmt.Errorf("%w (%w)", ErrUnknown, err)
}

// halfWritten is lost for SQLite: when the disk fails in a commit, a crash
// before the next commit may find the change in the log after all.
func halfWritten(err error) error {
	var lite *sqlite.Error
	if errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_IOERR {
		return fmt.Errorf("%w (%w)", ErrUnknown, err)
	}
	return err
}
