package backup

import (
	"encoding/json"
	"fmt"

	"ittihad/kernel"
)

// chains are the minute books as far as they were read: the journal's rows come
// by stream and number, the streams' heads before or after them.
type chains map[string]*chain

type chain struct {
	head, end struct {
		seq  int64
		hash string
	}
	known bool // there is a head
}

func (c chains) of(stream string) *chain {
	if c[stream] == nil {
		c[stream] = &chain{}
	}
	return c[stream]
}

// take looks at a row of the two tables of the journal. If the kernel's schema
// changes their columns, this changes with it; older archives stay readable.
func (c chains) take(t table, v []any) error {
	switch t.Name {
	case "streams":
		var stream string
		var seq int64
		var head string
		if !cells(t, v, map[string]any{"stream": &stream, "seq": &seq, "head": &head}) {
			return fmt.Errorf("%w: a stream without a name, a number or a head", ErrDamaged)
		}
		x := c.of(stream)
		x.known, x.head.seq, x.head.hash = true, seq, head
	case "journal":
		var e kernel.Event
		var at, data, hash string
		ok := cells(t, v, map[string]any{"stream": &e.Stream, "seq": &e.Seq, "at": &at, "actor": &e.Actor, "kind": &e.Kind, "data": &data, "hash": &hash})
		if !ok || e.At.Scan(at) != nil {
			return fmt.Errorf("%w: a line of the journal cannot be read", ErrDamaged)
		}
		e.Data = json.RawMessage(data)
		x := c.of(e.Stream)
		if e.Seq != x.end.seq+1 || kernel.Chain(x.end.hash, e) != hash {
			return fmt.Errorf("%w: the minute book %s is broken at line %d", ErrDamaged, e.Stream, e.Seq)
		}
		x.end.seq, x.end.hash = e.Seq, hash
	}
	return nil
}

// whole checks that every minute book ends where its head says.
func (c chains) whole() (streams int, lines int64, err error) {
	for name, x := range c {
		if !x.known || x.head != x.end {
			return 0, 0, fmt.Errorf("%w: the minute book %s has %d lines, its head says %d", ErrDamaged, name, x.end.seq, x.head.seq)
		}
		lines += x.end.seq
	}
	return len(c), lines, nil
}

// cells copies a row's cells by the names of their columns.
func cells(t table, row []any, to map[string]any) bool {
	for i, c := range t.Columns {
		switch dest := to[c.Name].(type) {
		case nil:
			continue
		case *string:
			s, ok := row[i].(string)
			if *dest = s; !ok {
				return false
			}
		case *int64:
			n, ok := row[i].(int64)
			if *dest = n; !ok {
				return false
			}
		}
		delete(to, c.Name)
	}
	return len(to) == 0
}
