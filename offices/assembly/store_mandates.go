package assembly

import (
	"errors"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// A seat is a mandate as it stands in its row.
type seat struct {
	Voter
	doorCode string
	struck   bool
	place    string
	since    sqldb.Time
}

const seatColumns = `id, sitting, organisation, holder, number, weight, present, channel, door_code, struck, place, since`

func (s *seat) cols() []any {
	return []any{&s.Mandate, &s.Sitting, &s.Organisation, &s.Person, &s.Number, &s.Weight, &s.Present, &s.Channel,
		&s.doorCode, &s.struck, &s.place, &s.since}
}

func seatWhere(tx *kernel.Tx, where, missing string, args ...any) (s seat, err error) {
	err = tx.One(`SELECT `+seatColumns+` FROM mandates WHERE `+where, args, s.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		err = kernel.Refuse(kernel.NotFound, missing)
	}
	s.Accepted = s.Person != ""
	return s, err
}

func seatByID(tx *kernel.Tx, sitting, mandate string) (seat, error) {
	return seatWhere(tx, `id = $1 AND sitting = $2`, "assembly.no_such_mandate", mandate, sitting)
}

func seatByCode(tx *kernel.Tx, sitting, code string) (seat, error) {
	return seatWhere(tx, `sitting = $1 AND door_code = $2`, "assembly.no_such_code", sitting, code)
}

func seatByNumber(tx *kernel.Tx, sitting string, number int64) (seat, error) {
	return seatWhere(tx, `sitting = $1 AND number = $2`, "assembly.no_such_mandate", sitting, number)
}

func seatOfOrganisation(tx *kernel.Tx, sitting, organisation string) (seat, error) {
	return seatWhere(tx, `sitting = $1 AND organisation = $2`, "assembly.not_entitled", sitting, organisation)
}

// seatHeld is the seat that a person acts for.
func seatHeld(tx *kernel.Tx, sitting, person string) (seat, error) {
	s, err := seatWhere(tx, `sitting = $1 AND holder = $2 AND holder <> ''`, "assembly.not_a_delegate", sitting, person)
	if e := kernel.Refusal(err); e != nil {
		return s, kernel.Refuse(kernel.Denied, e.Key)
	}
	return s, err
}

func seatsHeld(tx *kernel.Tx, who [][2]string) ([]seat, error) {
	return accepted(sqldb.InPairs(tx.Tx, (*seat).cols, `SELECT `+seatColumns+` FROM mandates
		WHERE (sitting, holder) IN (PAIRS) AND holder <> ''`, who))
}

// seatsAfter is a page of a sitting's seats in the order of the roll.
func seatsAfter(tx *kernel.Tx, sitting string, after int64, limit int) ([]seat, error) {
	return accepted(sqldb.All(tx.Tx, (*seat).cols, `SELECT `+seatColumns+` FROM mandates
		WHERE sitting = $1 AND number > $2 AND NOT struck ORDER BY number LIMIT $3`, sitting, after, limit))
}

// seatsIn is a page of the seats in one state, see DeskPage.
func seatsIn(tx *kernel.Tx, sitting, state string, after int64, limit int) ([]seat, error) {
	where := map[string]string{
		"":        ``,
		"waiting": ` AND EXISTS (SELECT 1 FROM nominations n WHERE n.mandate = mandates.id AND n.state = 'waiting')`,
		"unnamed": ` AND NOT EXISTS (SELECT 1 FROM nominations n WHERE n.mandate = mandates.id AND n.state IN ('waiting', 'accepted'))`,
		"absent":  ` AND NOT present`,
		"present": ` AND present`,
	}[state]
	return accepted(sqldb.All(tx.Tx, (*seat).cols, `SELECT `+seatColumns+` FROM mandates
		WHERE sitting = $1 AND number > $2 AND NOT struck`+where+` ORDER BY number LIMIT $3`, sitting, after, limit))
}

func seatsPresent(tx *kernel.Tx, sitting string) ([]seat, error) {
	return accepted(sqldb.All(tx.Tx, (*seat).cols, `SELECT `+seatColumns+` FROM mandates
		WHERE sitting = $1 AND present ORDER BY number`, sitting))
}

func accepted(list []seat, err error) ([]seat, error) {
	for i := range list {
		list[i].Accepted = list[i].Person != ""
	}
	return list, err
}

func insertSeat(w writer, s seat) error {
	return w(`INSERT INTO mandates (id, sitting, organisation, number, weight, door_code, struck, holder, present, channel, place, since)
		VALUES ROWS`, s.Mandate, s.Sitting, s.Organisation, s.Number, s.Weight, s.doorCode, false, "", false, "", "", "")
}

func strikeSeat(tx *kernel.Tx, mandate string) error {
	_, err := tx.Exec(`UPDATE mandates SET struck = TRUE, holder = '' WHERE id = $1`, mandate)
	return err
}

// restoreSeat gives a struck seat back; false if the organisation had none.
func restoreSeat(tx *kernel.Tx, sitting, organisation string, weight int64) (bool, error) {
	n, err := tx.Exec(`UPDATE mandates SET struck = FALSE, weight = $3 WHERE sitting = $1 AND organisation = $2`, sitting, organisation, weight)
	return n == 1, err
}

// holdSeat lets a person act for a mandate; false if the person acts for
// another one in this sitting.
func holdSeat(tx *kernel.Tx, sitting, mandate, person string) (bool, error) {
	n, err := tx.Exec(`UPDATE mandates SET holder = $3 WHERE id = $2 AND sitting = $1 AND NOT EXISTS
		(SELECT 1 FROM mandates m WHERE m.sitting = $1 AND m.holder = $3 AND m.holder <> '' AND m.id <> $2)`, sitting, mandate, person)
	return n == 1, err
}

const nominationColumns = `id, mandate, sitting, person, rank, letter, hash, made_by, made_at, state, reason, decided_by, decided_at`

func (n *Nomination) cols() []any {
	return []any{&n.ID, &n.Mandate, &n.Sitting, &n.Person, &n.Rank, &n.Letter, &n.Hash, &n.madeBy, &n.MadeAt, &n.State, &n.Reason, &n.decidedBy, &n.DecidedAt}
}

func insertNomination(w writer, n Nomination) error {
	return w(`INSERT INTO nominations (`+nominationColumns+`) VALUES ROWS`,
		n.ID, n.Mandate, n.Sitting, n.Person, n.Rank, n.Letter, n.Hash, n.madeBy, n.MadeAt, "waiting", "", "", "")
}

func nominationByID(tx *kernel.Tx, sitting, id string) (Nomination, error) {
	list, err := sqldb.All(tx.Tx, (*Nomination).cols, `SELECT `+nominationColumns+` FROM nominations WHERE id = $1 AND sitting = $2`, id, sitting)
	if err != nil {
		return Nomination{}, err
	}
	return first(list, "assembly.no_such_nomination")
}

// nominationsOf are all that were ever made for a mandate, the oldest first.
func nominationsOf(tx *kernel.Tx, mandate string) ([]Nomination, error) {
	return sqldb.All(tx.Tx, (*Nomination).cols, `SELECT `+nominationColumns+` FROM nominations WHERE mandate = $1 ORDER BY id`, mandate)
}

// nominationsIn are those of a sitting in one state.
func nominationsIn(tx *kernel.Tx, sitting, state string) ([]Nomination, error) {
	return sqldb.All(tx.Tx, (*Nomination).cols, `SELECT `+nominationColumns+` FROM nominations
		WHERE sitting = $1 AND state = $2 ORDER BY mandate, rank`, sitting, state)
}

// nominationsFor are the live nominations of some mandates.
func nominationsFor(tx *kernel.Tx, mandates []string) ([]Nomination, error) {
	return sqldb.In(tx.Tx, (*Nomination).cols, `SELECT `+nominationColumns+` FROM nominations
		WHERE mandate IN (LIST) AND state IN ('waiting', 'accepted') ORDER BY mandate, rank`, mandates)
}

// withdraw ends the live nominations of a mandate: a new letter replaces them.
func withdraw(tx *kernel.Tx, mandate string) error {
	_, err := tx.Exec(`UPDATE nominations SET state = 'withdrawn', decided_by = $2, decided_at = $3
		WHERE mandate = $1 AND state IN ('waiting', 'accepted')`, mandate, tx.By.ID, tx.Now)
	return err
}

func decideNomination(tx *kernel.Tx, id, state, reason string) error {
	_, err := tx.Exec(`UPDATE nominations SET state = $2, reason = $3, decided_by = $4, decided_at = $5 WHERE id = $1`,
		id, state, reason, tx.By.ID, tx.Now)
	return err
}

// insertTokens adds the words by which a mandate is found at the desk.
func insertTokens(tx *kernel.Tx, sitting, mandate string, words []string) {
	for _, w := range words {
		tx.Put(`INSERT INTO door_tokens (sitting, text, mandate) VALUES ROWS ON CONFLICT DO NOTHING`, sitting, w, mandate)
	}
}

func clearTokens(tx *kernel.Tx, sitting string) error {
	_, err := tx.Exec(`DELETE FROM door_tokens WHERE sitting = $1`, sitting)
	return err
}

// seatsFound are the seats that meet every word of a query, in the order of the
// roll.
func seatsFound(tx *kernel.Tx, sitting string, words [][]arabic.Token, limit int) ([]seat, error) {
	var where strings.Builder
	args := []any{sitting, limit}
	for _, alternatives := range words {
		where.WriteString(` AND id IN (`)
		for i, t := range alternatives {
			if i > 0 {
				where.WriteString(` UNION ALL `)
			}
			from, to := t.Range()
			where.WriteString(`SELECT mandate FROM door_tokens WHERE sitting = $1 AND text >= ` + dollar(len(args)+1) + ` AND text < ` + dollar(len(args)+2))
			args = append(args, from, to)
		}
		where.WriteString(`)`)
	}
	return accepted(sqldb.All(tx.Tx, (*seat).cols, `SELECT `+seatColumns+` FROM mandates
		WHERE sitting = $1 AND NOT struck`+where.String()+` ORDER BY number LIMIT $2`, args...))
}

func nominationsOfPerson(tx *kernel.Tx, sitting, person string) ([]Nomination, error) {
	return sqldb.All(tx.Tx, (*Nomination).cols, `SELECT `+nominationColumns+` FROM nominations
		WHERE sitting = $1 AND person = $2 ORDER BY id DESC`, sitting, person)
}

func mandateCounts(tx *kernel.Tx, sitting string) (c Credentials, err error) {
	err = tx.One(`SELECT count(*), coalesce(sum(CASE WHEN holder <> '' THEN 1 ELSE 0 END), 0) FROM mandates WHERE sitting = $1 AND NOT struck`,
		[]any{sitting}, &c.Entitled, &c.Accepted)
	if err != nil {
		return c, err
	}
	type count struct {
		state, letter string
		rank, n       int64
	}
	rows, err := sqldb.All(tx.Tx, func(r *count) []any { return []any{&r.state, &r.letter, &r.rank, &r.n} },
		`SELECT state, letter, CASE WHEN rank = 0 THEN 0 ELSE 1 END, count(*)
		FROM nominations WHERE sitting = $1 AND state <> 'withdrawn' GROUP BY 1, 2, 3`, sitting)
	for _, r := range rows {
		c.add(r.state, r.letter, r.rank == 1, r.n)
	}
	if err != nil {
		return c, err
	}
	return c, tx.One(`SELECT (SELECT count(*) FROM mandates m WHERE m.sitting = $1 AND NOT m.struck AND NOT EXISTS
			(SELECT 1 FROM nominations n WHERE n.mandate = m.id AND n.state IN ('waiting', 'accepted'))),
		(SELECT count(*) FROM presence_facts WHERE sitting = $1 AND what = 'arrived' AND how = 'handover')`,
		[]any{sitting}, &c.Unnamed, &c.Handovers)
}

func hasLetter(tx *kernel.Tx, sitting, hash string) (bool, error) {
	var n int64
	err := tx.One(`SELECT count(*) FROM nominations WHERE sitting = $1 AND hash = $2`, []any{sitting, hash}, &n)
	return n > 0, err
}
