package proceedings

import (
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

const itemColumns = `id, sitting, place, kind, title_ar, title_en, title_tr, state, planned, begun_at, started_at, spent, ended_at,
	seconds, turns, points, replies, at_least, card`

func (i *Item) cols() []any {
	return []any{&i.ID, &i.Sitting, &i.place, &i.Kind, &i.Title.Ar, &i.Title.En, &i.Title.Tr, &i.State, &i.Timer.Planned,
		&i.Timer.BegunAt, &i.Timer.StartedAt, &i.Timer.Spent, &i.Timer.EndedAt, &i.Limits.Seconds, &i.Limits.Turns,
		&i.Limits.Points, &i.Limits.Replies, &i.AtLeast, &i.card}
}

// allItems is the agenda with the removed items, in order, each with its number
// and its timer as they stand now.
func allItems(tx *kernel.Tx, sitting string) ([]Item, error) {
	list, err := sqldb.All(tx.Tx, (*Item).cols, `SELECT `+itemColumns+` FROM agenda_items WHERE sitting = $1 ORDER BY place, id`, sitting)
	number := int64(0)
	for i := range list {
		if list[i].State != Removed {
			number++
			list[i].Number = number
		}
		list[i].Timer = list[i].Timer.at(tx.Now.Time)
	}
	return list, err
}

// itemIn finds an item of a sitting: the sitting in a request names the stream,
// so an item of another one must not be reached through it.
func itemIn(tx *kernel.Tx, sitting, id string) (Item, error) {
	list, err := allItems(tx, sitting)
	if err != nil {
		return Item{}, err
	}
	for _, i := range list {
		if i.ID == id {
			return i, nil
		}
	}
	return Item{}, kernel.Refuse(kernel.NotFound, "proceedings.no_such_item")
}

// currentItem is the item that is under way; ok is false if none is.
func currentItem(tx *kernel.Tx, sitting string) (i Item, ok bool, err error) {
	err = tx.One(`SELECT `+itemColumns+` FROM agenda_items WHERE sitting = $1 AND state = 'current'`, []any{sitting}, i.cols()...)
	if errors.Is(err, sqldb.ErrNone) {
		return Item{}, false, nil
	}
	i.Timer = i.Timer.at(tx.Now.Time)
	return i, err == nil, err
}

// insertItem adds an item at its place; those behind it make room.
func insertItem(tx *kernel.Tx, i Item) (bool, error) {
	n, err := tx.Exec(`INSERT INTO agenda_items (`+itemColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', 0, '', $10, $11, $12, $13, $14, 0) ON CONFLICT (id) DO NOTHING`,
		i.ID, i.Sitting, i.place, i.Kind, i.Title.Ar, i.Title.En, i.Title.Tr, Planned, i.Timer.Planned,
		i.Limits.Seconds, i.Limits.Turns, i.Limits.Points, i.Limits.Replies, i.AtLeast)
	return n == 1, err
}

// makeRoom moves the items at and behind a place one place back.
func makeRoom(tx *kernel.Tx, sitting string, place int64) error {
	_, err := tx.Exec(`UPDATE agenda_items SET place = place + 1 WHERE sitting = $1 AND place >= $2`, sitting, place)
	return err
}

func saveItem(tx *kernel.Tx, i Item) error {
	_, err := tx.Exec(`UPDATE agenda_items SET place = $2, title_ar = $3, title_en = $4, title_tr = $5, state = $6, planned = $7,
		begun_at = $8, started_at = $9, spent = $10, ended_at = $11, seconds = $12, turns = $13, points = $14, replies = $15,
		at_least = $16, card = $17 WHERE id = $1`,
		i.ID, i.place, i.Title.Ar, i.Title.En, i.Title.Tr, i.State, i.Timer.Planned, i.Timer.BegunAt, i.Timer.StartedAt,
		i.Timer.Spent, i.Timer.EndedAt, i.Limits.Seconds, i.Limits.Turns, i.Limits.Points, i.Limits.Replies, i.AtLeast, i.card)
	return err
}

func insertDocument(tx *kernel.Tx, d Document) error {
	_, err := tx.Exec(`INSERT INTO agenda_documents (item, hash, title_ar, title_en, title_tr, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (item, hash) DO UPDATE SET title_ar = excluded.title_ar, title_en = excluded.title_en, title_tr = excluded.title_tr`,
		d.Item, d.Hash, d.Title.Ar, d.Title.En, d.Title.Tr, d.At)
	return err
}

func deleteDocument(tx *kernel.Tx, item, hash string) (bool, error) {
	n, err := tx.Exec(`DELETE FROM agenda_documents WHERE item = $1 AND hash = $2`, item, hash)
	return n > 0, err
}

// documentsOf are those of all items of a sitting.
func documentsOf(tx *kernel.Tx, sitting string) ([]Document, error) {
	return sqldb.All(tx.Tx, func(d *Document) []any { return []any{&d.Item, &d.Hash, &d.Title.Ar, &d.Title.En, &d.Title.Tr, &d.At} },
		`SELECT d.item, d.hash, d.title_ar, d.title_en, d.title_tr, d.at FROM agenda_items i JOIN agenda_documents d ON d.item = i.id
		WHERE i.sitting = $1 ORDER BY i.place, d.at, d.hash`, sitting)
}

func insertReopening(tx *kernel.Tx, item, why string) error {
	_, err := tx.Exec(`INSERT INTO agenda_reopenings (item, line, why, by, at) VALUES ($1, $2, $3, $4, $5)`,
		item, tx.Seq(), why, tx.By.ID, tx.Now)
	return err
}

// outcomeOf is what was told last about the outputs of a sitting; zero before.
func outcomeOf(tx *kernel.Tx, sitting string) (o Outcome, err error) {
	err = tx.One(`SELECT undecided, adopted, until_at, read FROM agenda_outcomes WHERE sitting = $1`, []any{sitting},
		&o.Undecided, &o.Adopted, &o.Until, &o.Read)
	if errors.Is(err, sqldb.ErrNone) {
		return Outcome{}, nil
	}
	return o, err
}

func putOutcome(tx *kernel.Tx, sitting string, o Outcome) error {
	_, err := tx.Exec(`INSERT INTO agenda_outcomes (sitting, undecided, adopted, until_at, read) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (sitting) DO UPDATE SET undecided = excluded.undecided, adopted = excluded.adopted,
		until_at = excluded.until_at, read = excluded.read`, sitting, o.Undecided, o.Adopted, o.Until, o.Read)
	return err
}

// introductionsOf are those that were called on an item, in order.
func introductionsOf(tx *kernel.Tx, item string) ([]introduction, error) {
	return sqldb.All(tx.Tx, func(i *introduction) []any { return []any{&i.turn, &i.mandate, &i.channel, &i.putOff, &i.waits} },
		`SELECT turn, mandate, channel, put_off, waits FROM introductions WHERE item = $1 ORDER BY turn`, item)
}

// putIntroduction calls a mandate, or calls it again at a later turn.
func putIntroduction(tx *kernel.Tx, item string, i introduction) error {
	_, err := tx.Exec(`INSERT INTO introductions (item, turn, mandate, channel, put_off, waits, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (item, mandate) DO UPDATE SET turn = excluded.turn, channel = excluded.channel, put_off = excluded.put_off,
		waits = excluded.waits, at = excluded.at`, item, i.turn, i.mandate, i.channel, i.putOff, i.waits, tx.Now)
	return err
}

const cardColumns = `sitting, mandate, name_ar, name_en, name_tr, post_ar, post_en, post_tr, aims_ar, aims_en, aims_tr,
	projects_ar, projects_en, projects_tr`

func (c *CardText) cols() []any {
	list := []any{&c.Sitting, &c.Mandate}
	for _, l := range []*words.Local{&c.Name, &c.Post, &c.Aims, &c.Projects} {
		list = append(list, &l.Ar, &l.En, &l.Tr)
	}
	return list
}

// cardTexts are the cards of a sitting by mandate.
func cardTexts(tx *kernel.Tx, sitting string) (map[string]CardText, error) {
	list, err := sqldb.All(tx.Tx, (*CardText).cols, `SELECT `+cardColumns+` FROM introduction_cards WHERE sitting = $1`, sitting)
	m := make(map[string]CardText, len(list))
	for _, c := range list {
		m[c.Mandate] = c
	}
	return m, err
}

func putCardText(tx *kernel.Tx, c CardText) error {
	args := []any{c.Sitting, c.Mandate}
	for _, l := range []words.Local{c.Name, c.Post, c.Aims, c.Projects} {
		args = append(args, l.Ar, l.En, l.Tr)
	}
	_, err := tx.Exec(`INSERT INTO introduction_cards (`+cardColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (sitting, mandate) DO UPDATE SET name_ar = excluded.name_ar, name_en = excluded.name_en, name_tr = excluded.name_tr,
		post_ar = excluded.post_ar, post_en = excluded.post_en, post_tr = excluded.post_tr, aims_ar = excluded.aims_ar,
		aims_en = excluded.aims_en, aims_tr = excluded.aims_tr, projects_ar = excluded.projects_ar,
		projects_en = excluded.projects_en, projects_tr = excluded.projects_tr`, args...)
	return err
}
