package sqldb

import (
	"context"
	"database/sql"
	"errors"
)

// A conn is one SQLite connection with its prepared statements, which live as
// long as it does: preparing costs more than running.
type conn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
}

// begin opens a transaction. A client that leaves may interrupt a query of its
// own, but never a BEGIN or a change: the driver reports an interruption even
// when the statement was carried out, and nobody would know what is open.
func (c *conn) begin(ctx context.Context, write bool, home chan *conn) (*Tx, error) {
	whole, begin := context.WithoutCancel(ctx), "BEGIN"
	asks := ctx
	if write {
		begin, asks = "BEGIN IMMEDIATE", whole
	}
	err := ctx.Err()
	if err == nil {
		_, err = c.run(whole, begin, nil)
	}
	if err != nil {
		home <- c
		return nil, known(err)
	}
	return &Tx{
		ctx: ctx,
		exec: func(q string, args []any) (sql.Result, error) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			return c.run(whole, q, args)
		},
		query: func(q string, args []any) (*sql.Rows, error) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			s, err := c.prepare(asks, q)
			if err != nil {
				return nil, err
			}
			return s.QueryContext(asks, args...)
		},
		end: func(commit bool) error {
			defer func() { home <- c }()
			if commit {
				_, err := c.run(whole, "COMMIT", nil)
				if err == nil {
					return nil
				}
				c.run(whole, "ROLLBACK", nil)
				return halfWritten(err)
			}
			_, err := c.run(whole, "ROLLBACK", nil)
			return err
		},
	}, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.c.Close())...)
}

func (c *conn) run(ctx context.Context, query string, args []any) (sql.Result, error) {
	s, err := c.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (c *conn) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := c.stmts[query]; s != nil {
		return s, nil
	}
	s, err := c.c.PrepareContext(ctx, numbered(query))
	if err != nil {
		return nil, err
	}
	c.stmts[query] = s
	return s, nil
}
