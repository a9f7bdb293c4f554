package kernel_test

import (
	"errors"
	"fmt"
	"strings"
	"testing/fstest"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

// The shelf is the smallest office there is: things are put on it, once each.
type thing struct {
	Shelf string `json:"shelf"`
	Name  string `json:"name"`
}

type shelfView struct {
	Names []string `json:"names"`
	Count int64    `json:"count"`
}

func shelfStream(in thing) string { return "shelf/" + in.Shelf }

func anyone(*kernel.Tx, thing) error { return nil }

var putThing = kernel.Command[thing, int64]{
	Name: "shelf.put", Who: "anyone who is signed in", Stream: shelfStream, May: anyone,
	Do: func(tx *kernel.Tx, in thing) (int64, error) {
		if in.Name == "" {
			return 0, kernel.RefuseField("name", "shelf.nameless")
		}
		n, err := tx.Exec(`INSERT INTO things (shelf, name) VALUES ($1, $2) ON CONFLICT DO NOTHING`, in.Shelf, in.Name)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, kernel.Refuse(kernel.Conflict, "shelf.taken")
		}
		tx.Add(`INSERT INTO shelves (shelf, count) VALUES ROWS ON CONFLICT (shelf) DO UPDATE SET count = shelves.count + excluded.count`, []any{in.Shelf}, 1)
		if err := tx.Record("shelf.put", map[string]string{"name": in.Name}); err != nil {
			return 0, err
		}
		return tx.Seq(), nil
	},
}

// throwThing puts in bulk, knows its neighbours in the transaction by memo, and
// reads ahead for them.
var throwThing = kernel.Command[thing, int64]{
	Name: "shelf.throw", Who: "anyone who is signed in", Stream: shelfStream, May: anyone, Calm: true,
	Ahead: lookAhead,
	Do: func(tx *kernel.Tx, in thing) (int64, error) {
		seen, err := kernel.Memo(tx, "names", func() (map[string]bool, error) { return map[string]bool{}, nil })
		if err != nil {
			return 0, err
		}
		stands, err := kernel.Memo(tx, "stands/"+in.Name, func() (bool, error) {
			var n int64
			err := tx.One(`SELECT count(*) FROM things WHERE shelf = $1 AND name = $2`, []any{in.Shelf, in.Name}, &n)
			return n > 0, err
		})
		if err != nil {
			return 0, err
		}
		if stands || seen[in.Name] {
			return 0, kernel.Refuse(kernel.Conflict, "shelf.taken")
		}
		tx.Put(`INSERT INTO things (shelf, name) VALUES ROWS`, in.Shelf, in.Name)
		tx.Add(`INSERT INTO shelves (shelf, count) VALUES ROWS ON CONFLICT (shelf) DO UPDATE SET count = shelves.count + excluded.count`, []any{in.Shelf}, 1)
		if err := tx.Record("shelf.thrown", map[string]string{"name": in.Name}); err != nil {
			return 0, err
		}
		seen[in.Name] = true
		return tx.Seq(), nil
	},
}

// lookAhead says of all names of a batch whether they stand; it fails in the ways
// that names ask for.
func lookAhead(tx *kernel.Tx, asked []kernel.Asked[thing]) error {
	var pairs [][2]string
	for _, a := range asked {
		switch kind, _, _ := strings.Cut(a.In.Name, "/"); kind {
		case "blind":
			panic("dropped")
		case "astray":
			return tx.One(`SELECT nothing FROM nowhere`, nil)
		}
		pairs = append(pairs, [2]string{a.In.Shelf, a.In.Name})
		kernel.Foretell(tx, shelfStream(a.In), "stands/"+a.In.Name, false)
	}
	list, err := sqldb.InPairs(tx.Tx, func(t *thing) []any { return []any{&t.Shelf, &t.Name} },
		`SELECT shelf, name FROM things WHERE (shelf, name) IN (PAIRS)`, pairs)
	for _, t := range list {
		kernel.Foretell(tx, shelfStream(t), "stands/"+t.Name, true)
	}
	return err
}

// dropThing writes, records and then fails in the way its name says.
var dropThing = kernel.Command[thing, int64]{
	Name: "shelf.drop", Who: "anyone who is signed in", Stream: shelfStream, May: anyone,
	Do: func(tx *kernel.Tx, in thing) (int64, error) {
		if _, err := tx.Exec(`INSERT INTO things (shelf, name) VALUES ($1, 'dropped')`, in.Shelf); err != nil {
			return 0, err
		}
		if err := tx.Record("shelf.dropped", nil); err != nil {
			return 0, err
		}
		switch in.Name {
		case "panic":
			panic("dropped")
		case "fault":
			return 0, errors.New("slipped")
		case "sql":
			_, err := tx.Exec(`INSERT INTO things (shelf, name) VALUES ($1, 'dropped')`, in.Shelf)
			return 0, err
		}
		return 0, kernel.Refuse(kernel.Conflict, "shelf.slippery")
	},
}

var openShelf = kernel.Command[thing, kernel.None]{
	Name: "shelf.open", Who: "anyone who is signed in", Stream: shelfStream, May: anyone,
	Do: func(tx *kernel.Tx, in thing) (kernel.None, error) {
		if _, err := tx.Exec(`INSERT INTO shelves (shelf, count) VALUES ($1, 0) ON CONFLICT DO NOTHING`, in.Shelf); err != nil {
			return kernel.None{}, err
		}
		if in.Name != "" {
			err := tx.Due("shelf/"+in.Shelf, tx.Now.Add(60e9), "shelf.put", in)
			return kernel.None{}, errors.Join(err, tx.Record("shelf.opened", nil))
		}
		return kernel.None{}, tx.Record("shelf.opened", nil)
	},
}

var seeShelf = kernel.Query[thing, shelfView]{
	Name: "shelf.see", Who: "everybody", Public: true,
	May: func(*kernel.Tx, thing) error { return nil },
	Do: func(tx *kernel.Tx, in thing) (v shelfView, err error) {
		v.Names, err = sqldb.All(tx.Tx, func(s *string) []any { return []any{s} },
			`SELECT name FROM things WHERE shelf = $1 ORDER BY name`, in.Shelf)
		if err != nil {
			return v, err
		}
		return v, tx.One(`SELECT count FROM shelves WHERE shelf = $1`, []any{in.Shelf}, &v.Count)
	},
}

// readShelf follows: it writes every name it reads, so a line read twice shows.
func readShelf(tx *kernel.Tx, events []kernel.Event) error {
	for _, e := range events {
		if _, err := tx.Exec(`INSERT INTO readings (stream, seq) VALUES ($1, $2)`, e.Stream, e.Seq); err != nil {
			return err
		}
	}
	return nil
}

func shelf() []kernel.Office {
	return []kernel.Office{{
		Name:      "shelf",
		UseCases:  []kernel.UseCase{putThing, throwThing, dropThing, openShelf, seeShelf},
		Followers: []kernel.Follower{{Name: "shelf.reader", Kinds: []string{"shelf.put", "shelf.thrown"}, Do: readShelf}},
		Schema: fstest.MapFS{"schema/0001_shelf.sql": {Data: []byte(`
			CREATE TABLE shelves (shelf TEXT PRIMARY KEY, count BIGINT NOT NULL);
			CREATE TABLE things (shelf TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (shelf, name));
			CREATE TABLE readings (stream TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (stream, seq));`)}},
	}}
}

var ann, bob = kernel.Actor{ID: "ann"}, kernel.Actor{ID: "bob"}

func name(i int) string { return fmt.Sprintf("t%04d", i) }
