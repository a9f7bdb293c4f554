package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// Connections to PostgreSQL for one node.
const postgresConns = 24

// A postgres is a pool whose driver prepares and keeps every statement by its
// text, on each connection.
type postgres struct {
	pool   *sql.DB
	config *pgx.ConnConfig

	mu     sync.Mutex
	warned map[*pgconn.PgConn]bool // a warning came since the commit was sent
}

func openPostgres(url string) (*DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	p := &postgres{config: config, warned: map[*pgconn.PgConn]bool{}}
	config.StatementCacheCapacity = 1024
	config.OnNotice = p.notice
	p.pool = stdlib.OpenDB(*config)
	p.pool.SetMaxOpenConns(postgresConns)
	p.pool.SetMaxIdleConns(postgresConns)
	if err := p.pool.Ping(); err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", err)
	}
	return &DB{Dialect: "postgres", pg: p, pools: []*sql.DB{p.pool}}, nil
}

// notice remembers a warning: PostgreSQL says in one that a commit is local
// only, because the wait for its synchronous standby was cancelled.
func (p *postgres) notice(c *pgconn.PgConn, n *pgconn.Notice) {
	if n.Severity == "WARNING" || n.SeverityUnlocalized == "WARNING" {
		p.mu.Lock()
		p.warned[c] = true
		p.mu.Unlock()
	}
}

func (p *postgres) take(c *pgconn.PgConn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.warned[c]
	delete(p.warned, c)
	return was
}

func (p *postgres) begin(ctx context.Context, write bool) (*Tx, error) {
	opts := &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	if !write {
		opts = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	c, t, err := p.connect(ctx, opts)
	if err != nil {
		return nil, known(err)
	}
	return &Tx{
		ctx: ctx, postgres: true,
		exec:  func(q string, args []any) (sql.Result, error) { return t.ExecContext(ctx, q, args...) },
		query: func(q string, args []any) (*sql.Rows, error) { return t.QueryContext(ctx, q, args...) },
		end: func(commit bool) error {
			defer c.Close()
			if !commit {
				return t.Rollback()
			}
			if !write {
				return t.Commit()
			}
			return p.commit(c, t)
		},
	}, nil
}

// connect opens a transaction on a connection that lives: after a restart of the
// server, all those in the pool are dead and only trying tells.
func (p *postgres) connect(ctx context.Context, opts *sql.TxOptions) (c *sql.Conn, t *sql.Tx, err error) {
	for range postgresConns + 1 {
		if c, err = p.pool.Conn(ctx); err != nil {
			return nil, nil, err
		}
		if t, err = c.BeginTx(ctx, opts); err == nil {
			return c, t, nil
		}
		c.Close()
		if !Gone(err) || ctx.Err() != nil {
			break
		}
	}
	return nil, nil, err
}

func (p *postgres) commit(c *sql.Conn, t *sql.Tx) error {
	var wire *pgconn.PgConn
	err := c.Raw(func(d any) error {
		wire = d.(*stdlib.Conn).Conn().PgConn()
		return nil
	})
	if err != nil {
		return err
	}
	p.take(wire)
	if err := t.Commit(); err != nil {
		return lost(err)
	}
	if p.take(wire) {
		return ErrUnknown
	}
	return nil
}

// Listen calls heard for every notification on a channel until the context
// ends. It keeps a connection of its own and returns the error that broke it.
func (db *DB) Listen(ctx context.Context, channel string, heard func(payload string)) error {
	if db.pg == nil {
		<-ctx.Done()
		return ctx.Err()
	}
	c, err := pgx.ConnectConfig(ctx, db.pg.config.Copy())
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return err
	}
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		heard(n.Payload)
	}
}

// Notify tells every listener of a channel, of all payloads together. Nobody
// waits for the disk or for a standby: what is told may be lost. On SQLite there
// are no listeners.
func (db *DB) Notify(ctx context.Context, channel string, payloads []string) error {
	if db.pg == nil {
		return nil
	}
	_, err := db.pg.pool.ExecContext(ctx, `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, payload)
		FROM unnest($2::text[]) AS payload`, channel, payloads)
	return err
}

// Place names the part of the server that this database is: listeners of two
// federations on one server must not hear each other.
func (db *DB) Place(ctx context.Context) (string, error) {
	if db.pg == nil {
		return "", nil
	}
	var s string
	err := db.pg.pool.QueryRowContext(ctx, "SELECT current_schema()").Scan(&s)
	return s, err
}
