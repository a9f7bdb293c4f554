package voting_test

import (
	"fmt"
	"testing"

	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// The statements of one vote, and of one batch of them, as the kernel and the
// offices send them.
const (
	floorLock    = `INSERT INTO streams (stream, seq, head, at) VALUES ROWS ON CONFLICT (stream) DO UPDATE SET seq = streams.seq`
	floorHeads   = `SELECT stream, seq, head FROM streams WHERE stream IN (LIST)`
	floorOnce    = `SELECT key, input, reply FROM replies WHERE key IN (LIST)`
	floorBoxes   = `SELECT id, sitting, kind, options, voters, changes, status, ends_at, signed_with, federation, (SELECT CAST(coalesce(sum(given), 0) AS BIGINT) FROM poll_turnout WHERE poll = id) FROM polls WHERE id IN (LIST)`
	floorVoters  = `SELECT id, sitting, organisation, holder, number, weight, present, channel, door_code, struck, place, since FROM mandates WHERE (sitting, holder) IN (PAIRS) AND holder <> ''`
	floorHad     = `SELECT poll, mandate, revision, number, organisation, weight, channel, choice, way, state, holder, cast_by, second_by, called_by, signed_with, at FROM ballots WHERE (poll, mandate) IN (PAIRS)`
	floorBallots = `INSERT INTO ballots (poll, mandate, revision, number, organisation, weight, channel, choice, way, holder, cast_by, second_by, signed_with, at) VALUES ROWS`
	floorTurnout = `INSERT INTO poll_turnout (poll, channel, given, heard, weight) VALUES ROWS ON CONFLICT (poll, channel) DO UPDATE SET given = poll_turnout.given + excluded.given, heard = poll_turnout.heard + excluded.heard, weight = poll_turnout.weight + excluded.weight`
	floorJournal = `INSERT INTO journal (stream, seq, at, actor, kind, data, hash) VALUES ROWS`
	floorReplies = `INSERT INTO replies (key, stream, input, reply, at) VALUES ROWS`
	floorHeadsTo = `INSERT INTO streams (stream, seq, head, at) VALUES ROWS ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, head = excluded.head, at = excluded.at`
	floorUnread  = `INSERT INTO unread (follower, stream, seq) VALUES ROWS ON CONFLICT (follower, stream) DO UPDATE SET seq = excluded.seq`
)

// The batches that the kernel makes of so many writers: 128 at most; on SQLite in
// one lane, on PostgreSQL in as many as there are streams, eight at most.
func (h *crowd) floor(b *testing.B, writers int) {
	lanes := 1
	if h.k.DB.Dialect == "postgres" {
		lanes = min(8, len(h.sittings))
	}
	batch := min(128, max(1, writers/lanes))
	for s := range h.next { // polls that nobody has voted in
		h.next[s] += int64(h.each) - h.next[s]%int64(h.each)
	}
	defer h.durable(b)
	race(b, lanes, func(lane int) int {
		err := h.k.DB.Write(b.Context(), func(tx *sqldb.Tx) error { return h.batch(tx, lane, lanes, batch) })
		if err != nil {
			b.Error(err)
		}
		return batch
	})
}

type floorVote struct {
	s, i int
	poll string
	key  string // of its once
}

func (h *crowd) batch(tx *sqldb.Tx, lane, lanes, n int) error {
	votes := make([]floorVote, n)
	var streams []string
	seen := map[string]bool{}
	for j := range votes {
		s := (lane + j*lanes) % len(h.sittings)
		i, poll := h.turn(s)
		votes[j] = floorVote{s, i, poll, benchOnce(poll)[:12] + fmt.Sprintf("%032x", h.keys.Add(1))}
		if name := "sitting/" + h.sittings[s]; !seen[name] {
			seen[name] = true
			streams = append(streams, name)
		}
	}
	if err := h.readFloor(tx, streams, votes); err != nil {
		return err
	}
	return h.writeFloor(tx, streams, votes)
}

func (h *crowd) readFloor(tx *sqldb.Tx, streams []string, votes []floorVote) error {
	at := sqldb.Time{Time: kerneltest.Start}
	var locks [][]any
	for _, s := range streams {
		locks = append(locks, []any{s, int64(0), "", at})
	}
	if h.k.DB.Dialect == "postgres" {
		if err := tx.Bulk(floorLock, locks); err != nil {
			return err
		}
	}
	text := func(n int) func(*[15]string) []any {
		return func(s *[15]string) (to []any) {
			for i := range n {
				to = append(to, &s[i])
			}
			return to
		}
	}
	if _, err := sqldb.In(tx, text(3), floorHeads, streams); err != nil {
		return err
	}
	var keys []string
	for _, v := range votes {
		keys = append(keys, v.key)
	}
	if _, err := sqldb.In(tx, text(3), floorOnce, keys); err != nil {
		return err
	}
	var polls []string
	var who, had [][2]string
	for _, v := range votes {
		polls = append(polls, v.poll)
		who = append(who, [2]string{h.sittings[v.s], benchPerson(v.s, v.i)})
		had = append(had, [2]string{v.poll, benchMandate(v.s, v.i)})
	}
	_, err := sqldb.In(tx, text(11), floorBoxes, polls)
	if err == nil {
		_, err = sqldb.InPairs(tx, text(12), floorVoters, who)
	}
	if err == nil {
		_, err = sqldb.InPairs(tx, text(15), floorHad, had)
	}
	return err
}

const (
	floorHash  = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	floorEvent = `{"poll":"01a210f2-1f91-7749-a83c-bdb0f0263728","mandate":"01a210f2-1f38-7096-8689-e60a290bc4f1","number":12345,"revision":0,"way":"own"}`
	floorReply = `{"poll":"01a210f2-1f91-7749-a83c-bdb0f0263728","mandate":"01a210f2-1f38-7096-8689-e60a290bc4f1","number":12345,"revision":0,"at":"2017-01-16T08:00:00.000Z","signed_with":"abcdefgh","federation":"abcdefgh"}`
)

// floorSeq numbers the floor's lines beyond those of the votes.
const floorSeq = 1 << 40

func (h *crowd) writeFloor(tx *sqldb.Tx, streams []string, votes []floorVote) error {
	at := sqldb.Time{Time: kerneltest.Start}
	var ballots, counts, lines, replies, heads, unread [][]any
	turnout := map[string]int64{}
	for _, v := range votes {
		m, stream := benchMandate(v.s, v.i), "sitting/"+h.sittings[v.s]
		seq := int64(floorSeq) + int64(v.i) + int64(h.each)*h.numbered(v)
		ballots = append(ballots, []any{v.poll, m, int64(0), seq, m, int64(1), "remote", "yes", "own", benchPerson(v.s, v.i), benchPerson(v.s, v.i), "", "abcdefgh", at})
		lines = append(lines, []any{stream, seq, at, benchPerson(v.s, v.i), "voting.cast", floorEvent, floorHash})
		replies = append(replies, []any{v.key, stream, floorHash[:32], floorReply, at})
		turnout[v.poll]++
	}
	for _, s := range streams {
		heads = append(heads, []any{s, int64(floorSeq), floorHash, at})
		for _, f := range []string{"floor.log", "floor.messages"} {
			unread = append(unread, []any{f, s, int64(floorSeq)})
		}
	}
	for poll, n := range turnout {
		counts = append(counts, []any{poll, "remote", n, n, n})
	}
	for _, w := range []struct {
		insert string
		rows   [][]any
	}{{floorBallots, ballots}, {floorTurnout, counts}, {floorJournal, lines}, {floorReplies, replies}, {floorHeadsTo, heads}, {floorUnread, unread}} {
		if err := tx.Bulk(w.insert, w.rows); err != nil {
			return err
		}
	}
	return nil
}

// numbered is the number of a vote's poll in its sitting.
func (h *crowd) numbered(v floorVote) int64 {
	for n, p := range h.polls[v.s] {
		if p == v.poll {
			return int64(n)
		}
	}
	return 0
}
