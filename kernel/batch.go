package kernel

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"

	"ittihad/kernel/sqldb"
)

// Limits of a batch: commands in one transaction, and savepoints in one
// (PostgreSQL caches 64 subtransactions; past them every row is slower to see).
const (
	batchSize      = 128
	savepointsSize = 64
)

type put struct {
	insert string
	row    []any
}

type add struct {
	upsert string
	key    []any
	by     []int64
}

// A batch is one transaction that carries out several commands.
//
// If we crash here before the commit, nothing of the batch is there and nobody
// was answered; after the commit, every reply is stored and a retry gets it.
type batch struct {
	k          *Kernel
	tx         *sqldb.Tx
	now        sqldb.Time
	heads      map[string]*head
	memo       map[string]any
	waiting    []*job // the one that is carried out, and those after it
	command    string // whose rows are pending, and whose memo this is
	savepoints bool

	puts    []put
	adds    []add
	events  []Event
	replies [][]any
	said    map[string]*job // this batch's own answers, by once key
	unread  map[[2]string]int64
	done    bool // a command was carried out, or answered as before
}

// errRerun asks for the batch again, with savepoints: a command failed after it
// had written, and what it wrote must not stay.
var errRerun = errors.New("kernel: run the batch again with savepoints")

// carryOut runs the jobs in one transaction. With savepoints, a failing command
// takes back only its own writes; without them it costs a rerun, which is rare.
func (k *Kernel) carryOut(jobs []*job, savepoints bool) error {
	tx, err := k.DB.Begin(k.life, true)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	b := &batch{k: k, tx: tx, now: k.now(), savepoints: savepoints, heads: map[string]*head{},
		memo: map[string]any{}, said: map[string]*job{}, unread: map[[2]string]int64{}}
	if err := b.lock(jobs); err != nil {
		return err
	}
	stored, err := b.stored(jobs)
	if err != nil {
		return err
	}
	for i, j := range jobs {
		b.waiting = jobs[i:]
		if err := b.answer(j, stored); err != nil {
			return err
		}
	}
	if !b.done { // all were refused: not even their streams are written
		return nil
	}
	if err := b.flush(); err != nil {
		return err
	}
	return tx.Commit()
}

// lock takes the streams, in order of name so that two nodes cannot wait for
// each other, and reads their heads.
func (b *batch) lock(jobs []*job) error {
	names := map[string]bool{}
	for _, j := range jobs {
		if j.stream == "" {
			return errors.New("kernel: a command without a stream: " + j.command)
		}
		names[j.stream] = true
	}
	sorted := slices.Sorted(maps.Keys(names))
	if b.k.DB.Dialect != "sqlite" { // SQLite's one writer holds every lock already
		rows := make([][]any, len(sorted))
		for i, s := range sorted {
			rows[i] = []any{s, int64(0), "", b.now}
		}
		if err := b.tx.Bulk(lockStreams, rows); err != nil {
			return err
		}
	}
	type row struct {
		stream string
		head
	}
	got, err := sqldb.In(b.tx, func(r *row) []any { return []any{&r.stream, &r.seq, &r.hash} }, readHeads, sorted)
	if err != nil {
		return err
	}
	for _, s := range sorted {
		b.heads[s] = &head{}
	}
	for _, r := range got {
		*b.heads[r.stream] = r.head
	}
	return nil
}

type reply struct{ key, input, said string }

func (b *batch) stored(jobs []*job) (map[string]reply, error) {
	var keys []string
	for _, j := range jobs {
		if j.key != "" {
			keys = append(keys, j.key)
		}
	}
	got, err := sqldb.In(b.tx, func(r *reply) []any { return []any{&r.key, &r.input, &r.said} }, readReplies, keys)
	m := make(map[string]reply, len(got))
	for _, r := range got {
		m[r.key] = r
	}
	return m, err
}

// answer gives a repeated request its first answer and carries out a new one.
func (b *batch) answer(j *job, stored map[string]reply) error {
	j.out, j.err, j.wake = nil, nil, false
	if r, ok := stored[j.key]; ok && j.key != "" {
		if r.input != j.input {
			j.err = Refuse(Conflict, "kernel.once_conflict")
			return nil
		}
		// This batch commits even if it does nothing else: where a synchronous
		// standby must hear, the commit waits for the first answer too.
		b.done = true
		j.out, j.err = j.recall([]byte(r.said))
		return nil
	}
	if first := b.said[j.key]; first != nil && j.key != "" {
		if j.err = first.err; first.input != j.input {
			j.err = Refuse(Conflict, "kernel.once_conflict")
		}
		j.out = first.out
		return nil
	}
	return b.do(j)
}

// do carries out one command: on a refusal nothing of it stays.
func (b *batch) do(j *job) error {
	if b.command != j.command || b.savepoints {
		if err := b.flushRows(); err != nil {
			return err
		}
		b.command = j.command
		clear(b.memo)
		if err := b.readAhead(); err != nil {
			return err
		}
	}
	if b.savepoints {
		if err := b.tx.Savepoint(); err != nil {
			return err
		}
	}
	puts, adds, events, was := len(b.puts), len(b.adds), len(b.events), *b.heads[j.stream]
	tx := &Tx{Tx: b.tx, By: j.by, Now: b.now, house: b.k, batch: b, stream: j.stream, secret: j.secret}
	j.out, j.err = j.attempt(tx)
	j.wake = j.err == nil && (tx.wrote || len(b.events) > events || len(b.puts) > puts || len(b.adds) > adds)
	if j.err == nil && b.savepoints {
		j.err = b.flushRows()
	}
	if j.err == nil {
		j.err = b.remember(j)
	}
	if j.err != nil {
		b.puts, b.adds, b.events, *b.heads[j.stream] = b.puts[:puts], b.adds[:adds], b.events[:events], was
		j.wake = false
		switch {
		case sqldb.Retryable(j.err):
			return j.err
		case b.savepoints:
			if err := b.tx.RollbackTo(); err != nil { // SQLite undoes it all when the disk is full
				return errors.Join(j.err, err)
			}
			return nil
		case tx.wrote || b.tx.Broken():
			return errRerun
		}
		return nil
	}
	b.done = true
	if b.savepoints {
		return b.tx.Release()
	}
	return nil
}

// readAhead lets a command read together what the next few of its name will
// ask. Those that run with savepoints read each for themselves: there nobody sees
// what another has read.
func (b *batch) readAhead() error {
	n := 0
	for n < len(b.waiting) && b.waiting[n].command == b.command {
		n++
	}
	first := b.waiting[0]
	if first.ahead == nil || b.savepoints {
		return nil
	}
	err := guarded(first.command, func() error {
		return first.ahead(&Tx{Tx: b.tx, By: Self, Now: b.now, house: b.k, batch: b}, b.waiting[:n])
	})
	if err == nil || sqldb.Retryable(err) || sqldb.Gone(err) {
		return err
	}
	slog.Error("reading ahead", "command", first.command, "err", err)
	return errRerun
}

// remember keeps the answer for a repeat.
func (b *batch) remember(j *job) error {
	if j.key == "" {
		return nil
	}
	said, err := marshal(j.out)
	if err != nil {
		return err
	}
	b.said[j.key] = j
	b.replies = append(b.replies, []any{j.key, j.stream, j.input, said, b.now})
	return nil
}

func (j *job) attempt(tx *Tx) (out any, err error) {
	err = guarded(j.command, func() (err error) { out, err = j.do(tx); return err })
	return out, err
}

// guarded makes an error of a panic.
func guarded(command string, do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in %s: %v\n%s", command, p, debug.Stack())
		}
	}()
	return do()
}

func (b *batch) record(e Event) {
	h := b.heads[e.Stream]
	h.seq++
	e.Seq = h.seq
	e.hash = Chain(h.hash, e)
	h.hash, h.dirty = e.hash, true
	b.events = append(b.events, e)
}

// flushRows writes what Put and Add gathered, before a command that may read it.
func (b *batch) flushRows() error {
	rows := b.puts
	for _, s := range sums(b.adds) {
		row := slices.Clone(s.key)
		for _, n := range s.by {
			row = append(row, n)
		}
		rows = append(rows, put{s.upsert, row})
	}
	b.puts, b.adds = b.puts[:0], b.adds[:0]
	byInsert := map[string][][]any{}
	var inserts []string
	for _, p := range rows {
		if byInsert[p.insert] == nil {
			inserts = append(inserts, p.insert)
		}
		byInsert[p.insert] = append(byInsert[p.insert], p.row)
	}
	for _, q := range inserts {
		if err := b.tx.Bulk(q, byInsert[q]); err != nil {
			return err
		}
	}
	return nil
}

// sums adds up what is added to the same counters.
func sums(adds []add) (list []*add) {
	of := map[string]*add{}
	for _, a := range adds {
		key := fmt.Sprint(a.upsert, a.key)
		s := of[key]
		if s == nil {
			s = &add{a.upsert, a.key, make([]int64, len(a.by))}
			of[key] = s
			list = append(list, s)
		}
		for i, n := range a.by {
			s.by[i] += n
		}
	}
	return list
}

// flush writes the batch's journal, answers, heads and unread marks.
func (b *batch) flush() error {
	if err := b.flushRows(); err != nil {
		return err
	}
	lines := make([][]any, len(b.events))
	for i, e := range b.events {
		lines[i] = []any{e.Stream, e.Seq, e.At, e.Actor, e.Kind, string(e.Data), e.hash}
		for _, f := range b.k.follows[e.Kind] {
			b.unread[[2]string{f, e.Stream}] = e.Seq
		}
	}
	if err := b.tx.Bulk(writeLines, lines); err != nil {
		return err
	}
	if err := b.tx.Bulk(writeReplies, b.replies); err != nil {
		return err
	}
	var heads, unread [][]any
	for _, s := range slices.Sorted(maps.Keys(b.heads)) {
		switch h := b.heads[s]; {
		case h.dirty:
			heads = append(heads, []any{s, h.seq, h.hash, b.now})
		case h.seq == 0 && b.k.DB.Dialect != "sqlite": // locked for a command that was refused
			if _, err := b.tx.Exec(forgetStream, s); err != nil {
				return err
			}
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(b.unread), func(x, y [2]string) int { return slices.Compare(x[:], y[:]) }) {
		unread = append(unread, []any{key[0], key[1], b.unread[key]})
	}
	if err := b.tx.Bulk(writeHeads, heads); err != nil {
		return err
	}
	return b.tx.Bulk(writeUnread, unread)
}
