package people

import (
	"context"
	"errors"
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/pure/arabic"
)

// A Token is a program's way in: for named use cases, with what its maker holds.
type Token struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	UseCases []string   `json:"use_cases"`
	Maker    string     `json:"maker"`
	Made     sqldb.Time `json:"made"`
	Until    sqldb.Time `json:"until"`
}

// A TokenRequest asks for a program's token.
type TokenRequest struct {
	Name     string     `json:"name"`      // which program, for people
	UseCases []string   `json:"use_cases"` // what it may do, by name; nothing else
	Until    sqldb.Time `json:"until"`     // empty is 90 days
}

// A MadeToken is a program's token, told once and kept nowhere.
type MadeToken struct {
	ID    string     `json:"id"`
	Token string     `json:"token"`
	Until sqldb.Time `json:"until"`
}

// MakeToken makes a token for a program: it may do what it names, with what its
// maker holds at that moment, and hand nothing out.
var MakeToken = kernel.Command[TokenRequest, MadeToken]{
	Name:     "people.token",
	Who:      "the secretary; no program",
	Fleeting: true,
	Stream:   func(TokenRequest) string { return accessStream },
	May:      func(tx *kernel.Tx, _ TokenRequest) error { return both(ByHand(tx), secretary(tx)) },
	Do:       makeToken,
}

func makeToken(tx *kernel.Tx, in TokenRequest) (out MadeToken, err error) {
	t := Token{ID: newID(), Name: arabic.Clean(in.Name), Maker: tx.By.ID, Until: in.Until}
	for _, u := range in.UseCases {
		if u = arabic.Clean(u); u != "" && !slices.Contains(t.UseCases, u) {
			t.UseCases = append(t.UseCases, u)
		}
	}
	if t.Until.IsZero() {
		t.Until.Time = tx.Now.Add(tokenLasts)
	}
	if err := tokenFits(tx, t); err != nil {
		return out, err
	}
	token := newToken()
	if err := insertToken(tx, t, hashOf(token)); err != nil {
		return out, err
	}
	return MadeToken{t.ID, token, t.Until}, tx.Record("people.token-made", programOf{t.ID, t.Maker, t.UseCases})
}

func tokenFits(tx *kernel.Tx, t Token) error {
	errs := []error{fits("name", t.Name, nameMax)}
	if t.Name == "" {
		errs = append(errs, kernel.RefuseField("name", "people.nameless"))
	}
	if len(t.UseCases) == 0 {
		errs = append(errs, kernel.RefuseField("use_cases", "people.no_use_case"))
	}
	for _, u := range t.UseCases {
		if _, ok := tx.UseCase(u); !ok {
			errs = append(errs, kernel.RefuseField("use_cases", "people.not_a_use_case", u))
		}
	}
	switch {
	case !t.Until.After(tx.Now.Time):
		errs = append(errs, kernel.RefuseField("until", "people.already_over"))
	case t.Until.After(tx.Now.Add(tokenMax)):
		errs = append(errs, kernel.RefuseField("until", "people.too_late", int64(tokenMax.Hours()/24)))
	}
	return kernel.RefuseAll(errs...)
}

type programOf struct {
	Program  string   `json:"program"`
	Maker    string   `json:"maker,omitempty"`
	UseCases []string `json:"use_cases,omitempty"`
}

// EndToken ends a program's token at once.
var EndToken = kernel.Command[Known, kernel.None]{
	Name:   "people.end-token",
	Who:    "who made it; the secretary",
	Stream: func(Known) string { return accessStream },
	May:    func(*kernel.Tx, Known) error { return nil }, // others' tokens are not found
	Do: func(tx *kernel.Tx, in Known) (kernel.None, error) {
		maker := tx.By.ID
		if tx.By.Has("secretary", "") {
			maker = ""
		}
		n, err := endToken(tx, in.ID, maker)
		if err == nil && n == 0 {
			err = kernel.Refuse(kernel.NotFound, "people.no_such_token")
		}
		if err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, tx.Record("people.token-ended", programOf{Program: in.ID})
	},
}

// Program is the program that holds this token, with what its maker holds now,
// limited to what the token names; Denied people.no_such_token.
func Program(ctx context.Context, k *kernel.Kernel, token string) (by kernel.Actor, err error) {
	err = k.Read(ctx, kernel.Actor{}, func(tx *kernel.Tx) error {
		t, err := readToken(tx, hashOf(token))
		if errors.Is(err, sqldb.ErrNone) {
			return kernel.Refuse(kernel.Denied, "people.no_such_token")
		}
		if err != nil {
			return err
		}
		by = kernel.Actor{ID: t.ID, Only: t.UseCases}
		by.Grants, err = readHeld(tx, t.Maker)
		return err
	})
	return by, err
}
