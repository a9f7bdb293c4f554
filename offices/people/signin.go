package people

import (
	"context"
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// A SignedIn is a new session. Token goes into the browser's cookie and nowhere
// else; Go is where the person finds their way from.
type SignedIn struct {
	Token   string `json:"token"`
	Session string `json:"session"`
	Person  string `json:"person"`
	Go      string `json:"go"`

	wrong bool // a wrong code that was counted: what is refused leaves no trace
}

// A Link is the token of a single-use link.
type Link struct {
	Token string `json:"token"`
}

// SignInLink signs in whoever holds a single-use link. Only the button on the
// link's page does it: programs that look into mail open the page.
var SignInLink = kernel.Command[Link, SignedIn]{
	Name:     "people.sign-in-link",
	Who:      "everybody who holds a link that was not used",
	Public:   true,
	Fleeting: true,
	Stream:   func(Link) string { return accessStream },
	May:      func(*kernel.Tx, Link) error { return nil },
	Do: func(tx *kernel.Tx, in Link) (SignedIn, error) {
		k, err := readKey(tx, hashOf(in.Token))
		switch {
		case errors.Is(err, sqldb.ErrNone) || err == nil && k.Kind != "link":
			return SignedIn{}, kernel.Refuse(kernel.NotFound, "people.no_such_link")
		case err != nil:
			return SignedIn{}, err
		}
		return signIn(tx, k)
	},
}

// A Code is a sign-in code as it was typed.
type Code struct {
	Code string `json:"code"`

	hash, at string // what the code is kept by, and what its tries are counted by
}

// SignInCode signs in whoever holds a single-use code.
var SignInCode = kernel.Command[Code, SignedIn]{
	Name:     "people.sign-in-code",
	Who:      "everybody who holds a code that was not used; five wrong tries an hour from one network at codes that begin alike",
	Public:   true,
	Fleeting: true,
	Stream:   func(Code) string { return accessStream },
	Prepare: func(ctx context.Context, in Code) (Code, error) {
		code, ok := readCode(in.Code)
		if !ok {
			return in, &kernel.Error{Kind: kernel.NotFound, Key: "people.misread_code", Field: "code", Args: []any{exampleCode}}
		}
		in.hash, in.at = hashOfCode(code), triesAt(code, kernel.Network(ctx))
		return in, nil
	},
	May: func(*kernel.Tx, Code) error { return nil },
	Do:  signInCode,
	Seal: func(_ *kernel.Kernel, out SignedIn) (SignedIn, error) {
		if out.wrong {
			return SignedIn{}, noSuchCode
		}
		return out, nil
	},
}

// exampleCode shows what a code looks like; it is nobody's.
const exampleCode words.Code = "K7M-493-TFX"

var noSuchCode = &kernel.Error{Kind: kernel.NotFound, Key: "people.no_such_code", Field: "code"}

// signInCode reads the same for every code, whether one begins so or not, and
// writes the same for every wrong one.
func signInCode(tx *kernel.Tx, in Code) (SignedIn, error) {
	wrong, since, err := readTries(tx, in.at)
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return SignedIn{}, err
	}
	if since.IsZero() || !tx.Now.Before(since.Add(triesFor)) {
		wrong, since = 0, tx.Now
	}
	k, err := readKey(tx, in.hash)
	switch {
	case err != nil && !errors.Is(err, sqldb.ErrNone):
		return SignedIn{}, err
	case wrong >= triesMax:
		return SignedIn{}, kernel.Refuse(kernel.Denied, "people.too_many_tries", since.Add(triesFor))
	case err == nil && k.Kind == "code":
		return signIn(tx, k)
	}
	return SignedIn{wrong: true}, writeTries(tx, in.at, wrong+1, since)
}

// signIn opens a session for who holds the key, and uses the key up. If the
// answer is lost on its way, the same key opens another session in place of the
// one that nobody has used, for a few minutes.
func signIn(tx *kernel.Tx, k key) (SignedIn, error) {
	switch {
	case !k.Voided.IsZero():
		return SignedIn{}, kernel.Refuse(kernel.Conflict, "people.key_void")
	case k.Used.IsZero() && !tx.Now.Before(k.Until.Time):
		return SignedIn{}, kernel.Refuse(kernel.Conflict, "people.key_over")
	case !k.Used.IsZero():
		if err := takeUnused(tx, k); err != nil {
			return SignedIn{}, err
		}
	}
	out, err := openSession(tx, k.Person, k.Kind)
	if err != nil {
		return SignedIn{}, err
	}
	return out, errors.Join(useKey(tx, k.Hash, out.Session), forget(tx))
}

// takeUnused ends the session that a used key opened, if it was never used.
func takeUnused(tx *kernel.Tx, k key) error {
	s, err := readSession(tx, k.Session)
	switch {
	case errors.Is(err, sqldb.ErrNone) || err == nil && (!s.Seen.IsZero() || !tx.Now.Before(k.Used.Add(secondTry))):
		return kernel.Refuse(kernel.Conflict, "people.key_used")
	case err != nil:
		return err
	}
	_, err = deleteSession(tx, s.ID)
	return err
}

func openSession(tx *kernel.Tx, person, method string) (SignedIn, error) {
	token := newToken()
	s := session{Hash: hashOf(token), ID: SessionID(token), Person: person, Method: method,
		Ends: sqldb.Time{Time: tx.Now.Add(sessionMax)}}
	if err := insertSession(tx, s); err != nil {
		return SignedIn{}, err
	}
	return SignedIn{Token: token, Session: s.ID, Person: person, Go: "/start"},
		tx.Record("people.signed-in", sessionOf{person, s.ID, method})
}

type sessionOf struct {
	Person  string `json:"person"`
	Session string `json:"session"`
	Method  string `json:"method,omitempty"`
}

// A Leaving ends one session.
type Leaving struct {
	Session string `json:"session"` // its id, see SessionID
}

// SignOut ends a session at once.
var SignOut = kernel.Command[Leaving, kernel.None]{
	Name:   "people.sign-out",
	Who:    "the person whose session it is",
	Stream: func(Leaving) string { return accessStream },
	May: func(tx *kernel.Tx, in Leaving) error {
		s, err := readSession(tx, in.Session)
		if errors.Is(err, sqldb.ErrNone) || err == nil && s.Person != tx.By.ID {
			return kernel.Refuse(kernel.NotFound, "people.no_such_session")
		}
		return err
	},
	Do: func(tx *kernel.Tx, in Leaving) (kernel.None, error) {
		if _, err := deleteSession(tx, in.Session); err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, tx.Record("people.signed-out", sessionOf{tx.By.ID, in.Session, ""})
	},
}

// A LeavingAll ends all that acts in a person's name.
type LeavingAll struct {
	Person string `json:"person"`
}

// An Ended says how much was ended.
type Ended struct {
	Sessions int64 `json:"sessions"`
	Keys     int64 `json:"keys"` // links and codes that were not used
}

// SignOutEverywhere ends all sessions of a person, all links and codes that were
// not used, and the tokens of programs that the person made.
var SignOutEverywhere = kernel.Command[LeavingAll, Ended]{
	Name:   "people.sign-out-everywhere",
	Who:    "the person; the secretary",
	Stream: func(LeavingAll) string { return accessStream },
	May:    func(tx *kernel.Tx, in LeavingAll) error { return selfOr(tx, in.Person) },
	Do: func(tx *kernel.Tx, in LeavingAll) (out Ended, err error) {
		if _, err := Get(tx, in.Person); err != nil {
			return out, err
		}
		if out.Sessions, err = deleteSessions(tx, in.Person); err != nil {
			return out, err
		}
		if out.Keys, err = voidKeys(tx, in.Person, ""); err != nil {
			return out, err
		}
		return out, errors.Join(endTokens(tx, in.Person), tx.Record("people.signed-out-everywhere", byID(in)))
	},
}

// Seen writes down when a session was last used. The house itself calls it, once
// a minute for a session in use. It wakes nobody who waits for a right to change.
var Seen = kernel.Command[Leaving, kernel.None]{
	Name:   "people.seen",
	Who:    "the house itself",
	Calm:   true,
	Stream: func(Leaving) string { return "people/seen" },
	May:    onlyTheHouse[Leaving],
	Do: func(tx *kernel.Tx, in Leaving) (kernel.None, error) {
		return kernel.None{}, touchSession(tx, in.Session)
	},
}

func onlyTheHouse[In any](tx *kernel.Tx, _ In) error {
	if tx.By.ID != kernel.Self.ID {
		return kernel.Refuse(kernel.Denied, "people.house_only")
	}
	return nil
}
