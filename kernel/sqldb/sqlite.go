package sqldb

import (
	"context"
	"database/sql"
)

// A conn is one SQLite connection with its prepared statements, which live as
// long as it does: preparing costs more than running.
type conn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
}

func (c *conn) begin(ctx context.Context, write bool, home chan *conn) (*Tx, error) {
	begin := "BEGIN"
	if write {
		begin = "BEGIN IMMEDIATE"
	}
	if _, err := c.run(ctx, begin, nil); err != nil {
		home <- c
		return nil, known(err)
	}
	return &Tx{
		ctx:  ctx,
		exec: func(q string, args []any) (sql.Result, error) { return c.run(ctx, q, args) },
		query: func(q string, args []any) (*sql.Rows, error) {
			s, err := c.prepare(ctx, q)
			if err != nil {
				return nil, err
			}
			return s.QueryContext(ctx, args...)
		},
		end: func(commit bool) error {
			defer func() { home <- c }()
			// The end of a transaction is not the client's to cancel.
			if commit {
				_, err := c.run(context.WithoutCancel(ctx), "COMMIT", nil)
				if err == nil {
					return nil
				}
				c.run(context.WithoutCancel(ctx), "ROLLBACK", nil)
				return err
			}
			_, err := c.run(context.WithoutCancel(ctx), "ROLLBACK", nil)
			return err
		},
	}, nil
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
