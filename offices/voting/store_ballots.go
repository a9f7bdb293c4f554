package voting

import (
	"cmp"
	"errors"
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/tally"
)

const ballotColumns = `poll, mandate, revision, number, organisation, weight, channel, choice, way, state, holder, cast_by,
	second_by, called_by, signed_with, at`

func (b *Ballot) cols() []any {
	return []any{&b.Poll, &b.Mandate, &b.Revision, &b.Number, &b.Organisation, &b.Weight, &b.Channel, &b.Choice, &b.Way,
		&b.State, &b.Holder, &b.By, &b.Second, &b.CalledBy, &b.Key, &b.At}
}

const readBoxes = `SELECT id, sitting, kind, options, voters, changes, status, ends_at, signed_with, federation,
	(SELECT CAST(coalesce(sum(given), 0) AS BIGINT) FROM poll_turnout WHERE poll = id) FROM polls WHERE id IN (LIST)`

func (b *box) cols() []any {
	return []any{&b.ID, &b.Sitting, &b.Kind, asJSON{&b.Options}, &b.Voters, &b.Changes, &b.Status, &b.EndsAt,
		&b.key, &b.federation, &b.heard}
}

// getBoxes reads, in one statement, what votes must know of their polls: what
// decides whether they are accepted, what their receipts say, and how many
// numbers were given out.
func getBoxes(tx *kernel.Tx, polls []string) (map[string]*box, error) {
	list, err := sqldb.In(tx.Tx, (*box).cols, readBoxes, polls)
	m := map[string]*box{}
	for _, b := range list {
		b.votes, b.before = map[string]Ballot{}, map[string]*Ballot{}
		m[b.ID] = &b
	}
	return m, err
}

// getBox is the box of one poll.
func getBox(tx *kernel.Tx, poll string) (*box, error) {
	m, err := getBoxes(tx, []string{poll})
	if err == nil && m[poll] == nil {
		err = noPoll()
	}
	return m[poll], err
}

const insertBallot = `INSERT INTO ballots (poll, mandate, revision, number, organisation, weight, channel, choice, way,
	holder, cast_by, second_by, signed_with, at) VALUES ROWS`

func putBallot(tx *kernel.Tx, b Ballot) {
	tx.Put(insertBallot, b.Poll, b.Mandate, b.Revision, b.Number, b.Organisation, b.Weight, b.Channel, b.Choice, b.Way,
		b.Holder, b.By, b.Second, b.Key, b.At)
}

const addHeard = `INSERT INTO poll_turnout (poll, channel, given, heard, weight) VALUES ROWS
	ON CONFLICT (poll, channel) DO UPDATE SET given = poll_turnout.given + excluded.given,
	heard = poll_turnout.heard + excluded.heard, weight = poll_turnout.weight + excluded.weight`

// countHeard counts a mandate that has a vote now; given is 1 if it got a number
// with it, and 0 if it had one.
func countHeard(tx *kernel.Tx, b Ballot, given int64) {
	tx.Add(addHeard, []any{b.Poll, b.Channel}, given, 1, b.Weight)
}

// countUnheard counts a vote that is none any more; its number stays given.
func countUnheard(tx *kernel.Tx, b Ballot) {
	tx.Add(addHeard, []any{b.Poll, b.Channel}, 0, -1, -b.Weight)
}

// countMoved counts a vote in the channel in which its mandate is at the close.
func countMoved(tx *kernel.Tx, b Ballot, channel string) {
	countUnheard(tx, b)
	b.Channel = channel
	countHeard(tx, b, 0)
}

const readBallot = `SELECT ` + ballotColumns + ` FROM ballots WHERE poll = $1 AND mandate = $2 ORDER BY revision DESC LIMIT 1`

// lastBallot is the vote that a mandate has in a poll, if any.
func lastBallot(tx *kernel.Tx, poll, mandate string) (b Ballot, ok bool, err error) {
	err = tx.One(readBallot, []any{poll, mandate}, b.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		return b, false, nil
	}
	return b, err == nil, err
}

const readBallots = `SELECT ` + ballotColumns + ` FROM ballots WHERE (poll, mandate) IN (PAIRS)`

// lastBallots are all votes of mandates in polls, each a poll and a mandate; the
// last of each comes last.
func lastBallots(tx *kernel.Tx, of [][2]string) ([]Ballot, error) {
	list, err := sqldb.InPairs(tx.Tx, (*Ballot).cols, readBallots, of)
	slices.SortFunc(list, func(a, b Ballot) int { return cmp.Compare(a.Revision, b.Revision) })
	return list, err
}

// standing are the last votes of all mandates in a poll, those that do not count
// too, by mandate.
func standing(tx *kernel.Tx, poll string) (map[string]Ballot, error) {
	m := map[string]Ballot{}
	err := sqldb.Each(tx.Tx, (*Ballot).cols, func(b Ballot) error { m[b.Mandate] = b; return nil },
		`SELECT `+ballotColumns+` FROM ballots WHERE poll = $1 ORDER BY mandate, revision`, poll)
	return m, err
}

const readReceipts = `SELECT ` + ballotColumns + ` FROM ballots WHERE mandate = $2
	AND poll IN (SELECT id FROM polls WHERE sitting = $1) ORDER BY poll DESC, revision DESC`

// ballotsOf are the votes of a mandate in the polls of a sitting, the last of
// each, the latest poll first.
func ballotsOf(tx *kernel.Tx, sitting, mandate string) ([]Ballot, error) {
	return lastOfEach(sqldb.All(tx.Tx, (*Ballot).cols, readReceipts, sitting, mandate))
}

func lastOfEach(all []Ballot, err error) (last []Ballot, _ error) {
	for _, b := range all {
		if len(last) == 0 || last[len(last)-1].Poll != b.Poll {
			last = append(last, b)
		}
	}
	return last, err
}

const readHeld = `SELECT ` + ballotColumns + ` FROM ballots WHERE holder = $2
	AND poll IN (SELECT id FROM polls WHERE sitting = $1) ORDER BY poll DESC, revision DESC`

// ballotsHeldBy are the votes that a person cast, or that were heard from them.
// It reads the votes of the sitting: only for who acts for no mandate any more.
func ballotsHeldBy(tx *kernel.Tx, sitting, person string) ([]Ballot, error) {
	return lastOfEach(sqldb.All(tx.Tx, (*Ballot).cols, readHeld, sitting, person))
}

const readRollCall = `SELECT ` + ballotColumns + ` FROM ballots WHERE poll = $1 AND state IN ('', 'right')`

// rollCall are the votes that count, in no order.
func rollCall(tx *kernel.Tx, poll string) ([]Ballot, error) {
	return sqldb.All(tx.Tx, (*Ballot).cols, readRollCall, poll)
}

// inDoubt are the votes of tellers that their delegates have not confirmed.
func inDoubt(tx *kernel.Tx, poll string) ([]Ballot, error) {
	return sqldb.All(tx.Tx, (*Ballot).cols, `SELECT `+ballotColumns+` FROM ballots b
		WHERE poll = $1 AND way = 'teller' AND state = ''
		AND NOT EXISTS (SELECT 1 FROM ballots n WHERE n.poll = b.poll AND n.mandate = b.mandate AND n.revision > b.revision)
		ORDER BY mandate`, poll)
}

func setState(tx *kernel.Tx, b Ballot, state, by string) error {
	_, err := tx.Exec(`UPDATE ballots SET state = $4, called_by = $5 WHERE poll = $1 AND mandate = $2 AND revision = $3`,
		b.Poll, b.Mandate, b.Revision, state, by)
	return err
}

// dropRevisions keeps the last vote of each mandate: before the close the others
// are what was, after it they are nobody's business.
func dropRevisions(tx *kernel.Tx, poll string) error {
	_, err := tx.Exec(`DELETE FROM ballots WHERE poll = $1 AND revision < (SELECT max(n.revision) FROM ballots n
		WHERE n.poll = ballots.poll AND n.mandate = ballots.mandate)`, poll)
	return err
}

func moveBallot(tx *kernel.Tx, b Ballot, channel string) error {
	_, err := tx.Exec(`UPDATE ballots SET channel = $4 WHERE poll = $1 AND mandate = $2 AND revision = $3`,
		b.Poll, b.Mandate, b.Revision, channel)
	return err
}

// A part is the weight of the votes of one channel for one choice.
type part struct {
	channel, choice string
	weight          int64
}

func (p *part) cols() []any { return []any{&p.channel, &p.choice, &p.weight} }

// parts divides the votes of a closed poll; doubtful ones alone where asked.
func parts(tx *kernel.Tx, poll string, doubtful bool) ([]part, error) {
	where := `state IN ('', 'right')`
	if doubtful {
		where = `state = '' AND way = 'teller'`
	}
	return sqldb.All(tx.Tx, (*part).cols, `SELECT channel, choice, CAST(sum(weight) AS BIGINT) FROM ballots
		WHERE poll = $1 AND `+where+` GROUP BY channel, choice ORDER BY channel, choice`, poll)
}

// doubts counts what became of the votes that tellers took.
func doubts(tx *kernel.Tx, poll string) (d Doubts, err error) {
	type row struct {
		state string
		n     int64
	}
	rows, err := sqldb.All(tx.Tx, func(r *row) []any { return []any{&r.state, &r.n} },
		`SELECT state, count(*) FROM ballots WHERE poll = $1 AND way = 'teller' GROUP BY state`, poll)
	for _, r := range rows {
		d.Taken += r.n
		switch r.state {
		case Confirmed:
			d.Confirmed = r.n
		case Denied:
			d.Denied = r.n
		case Struck:
			d.Struck = r.n
		}
	}
	return d, err
}

func openTurnout(tx *kernel.Tx, poll string) error {
	_, err := tx.Exec(`INSERT INTO poll_turnout (poll, channel, given, heard, weight)
		VALUES ($1, 'hall', 0, 0, 0), ($1, 'remote', 0, 0, 0), ($1, 'telephone', 0, 0, 0) ON CONFLICT DO NOTHING`, poll)
	return err
}

// heardBy is the turnout by channel: mandates, and their weight.
func heardBy(tx *kernel.Tx, poll string) (mandates, weight map[string]int64, err error) {
	type row struct {
		channel   string
		heard, of int64
	}
	rows, err := sqldb.All(tx.Tx, func(r *row) []any { return []any{&r.channel, &r.heard, &r.of} },
		`SELECT channel, heard, weight FROM poll_turnout WHERE poll = $1`, poll)
	mandates, weight = map[string]int64{}, map[string]int64{}
	for _, r := range rows {
		mandates[r.channel], weight[r.channel] = r.heard, r.of
	}
	return mandates, weight, err
}

// replaceAbsences writes who was entitled at the close and did not vote.
func replaceAbsences(tx *kernel.Tx, poll string, list []Absence) error {
	if _, err := tx.Exec(`DELETE FROM poll_unheard WHERE poll = $1`, poll); err != nil {
		return err
	}
	for _, a := range list {
		putAbsence(tx, poll, a)
	}
	return nil
}

func putAbsence(tx *kernel.Tx, poll string, a Absence) {
	tx.Put(`INSERT INTO poll_unheard (poll, mandate, channel, weight, reason) VALUES ROWS`,
		poll, a.Mandate, a.Channel, a.Weight, string(a.Reason))
}

// absences are the mandates with a reason, by mandate: while the poll is open
// those for which a teller gave one, after the close all that did not vote.
func absences(tx *kernel.Tx, poll string) (map[string]Absence, error) {
	m := map[string]Absence{}
	err := sqldb.Each(tx.Tx, func(a *Absence) []any { return []any{&a.Mandate, &a.Channel, &a.Weight, (*string)(&a.Reason)} },
		func(a Absence) error { m[a.Mandate] = a; return nil },
		`SELECT mandate, channel, weight, reason FROM poll_unheard WHERE poll = $1`, poll)
	return m, err
}

// noteReason keeps a reason while the poll is open.
func noteReason(tx *kernel.Tx, poll, mandate string, r tally.Reason) error {
	_, err := tx.Exec(`INSERT INTO poll_unheard (poll, mandate, channel, weight, reason) VALUES ($1, $2, '', 0, $3)
		ON CONFLICT (poll, mandate) DO UPDATE SET reason = excluded.reason`, poll, mandate, string(r))
	return err
}

// changeReason changes the reason of an absence after the close; false if the
// mandate is not among the absent.
func changeReason(tx *kernel.Tx, poll, mandate string, r tally.Reason) (bool, error) {
	n, err := tx.Exec(`UPDATE poll_unheard SET reason = $3 WHERE poll = $1 AND mandate = $2`, poll, mandate, string(r))
	return n > 0, err
}

// eraseVotes forgets everything that was voted in a poll.
func eraseVotes(tx *kernel.Tx, poll string) error {
	for _, table := range []string{"ballots", "poll_entries", "poll_turnout", "card_counts", "carded", "poll_unheard", "poll_calls",
		"poll_bases", "poll_objections", "poll_reservations"} {
		if _, err := tx.Exec(`DELETE FROM `+table+` WHERE poll = $1`, poll); err != nil {
			return err
		}
	}
	return nil
}
