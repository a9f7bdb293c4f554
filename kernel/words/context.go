package words

import (
	"context"
	"sync"
	"time"
)

type ctxKey struct{}

// Into returns a context that carries the reader's printer.
func Into(ctx context.Context, p *Printer) context.Context {
	return context.WithValue(ctx, ctxKey{}, p)
}

// From returns the context's printer, never nil: without one it speaks Arabic
// and knows the sentences of this package alone, so that all others show up as
// keys in brackets.
func From(ctx context.Context) *Printer {
	if p, ok := ctx.Value(ctxKey{}).(*Printer); ok && p != nil {
		return p
	}
	return bare()
}

var bare = sync.OnceValue(func() *Printer { return New().For(Reader{}) })

// Say says a sentence to the reader of the context.
func Say(ctx context.Context, key string, args ...any) string { return From(ctx).Say(key, args...) }

// Num writes a number for the reader of the context.
func Num(ctx context.Context, n int64) string { return From(ctx).Num(n) }

// Date says a day to the reader of the context.
func Date(ctx context.Context, t time.Time) string { return From(ctx).Date(t) }

// Clock says an hour with its zone to the reader of the context.
func Clock(ctx context.Context, t time.Time) string { return From(ctx).Clock(t) }

// Moment says a date and an hour with its zone to the reader of the context.
func Moment(ctx context.Context, t time.Time) string { return From(ctx).Moment(t) }

// Ago says to the reader of the context how long ago something was.
func Ago(ctx context.Context, d time.Duration) string { return From(ctx).Ago(d) }
