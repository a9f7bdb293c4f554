package kernel

import (
	"context"
	"io/fs"
	"net/http"
)

// An Office is one part of the federation's work: its tables, verbs, questions,
// pages and words. An office is one folder.
type Office struct {
	Name      string
	UseCases  []UseCase
	Followers []Follower
	Pages     []Page
	// Files are the columns ("documents.hash") that name kept files: a file that
	// none names is gone after a day.
	Files  []string
	Schema fs.FS // schema/*.sql, applied once each, in order of name
	Text   fs.FS // text/{ar,en,tr}.json
}

// A Page is one address of an office for people; kernel/web makes them.
type Page struct {
	Pattern string // as of http.ServeMux, without a method: "/members/{id}"
	Handler func(*Kernel) http.Handler
}

// A Follower reads the journal after the fact, in order within a stream, and
// never misses a line of its kinds. It has either a Do or a React.
//
// One that comes with a later version of its office reads the journal from its
// first line. A kind that is added to one that has begun is read from then on:
// what was written before wants a follower of another name.
type Follower struct {
	Name  string
	Kinds []string
	// Do writes the follower's own tables; its place is saved in the same
	// transaction. The events are of one stream, in order.
	Do func(*Tx, []Event) error
	// React runs commands as kernel.Self. It may see an event again after a
	// crash: it gives Run the key that it is handed.
	React func(ctx context.Context, k *Kernel, e Event, once string) error
}
