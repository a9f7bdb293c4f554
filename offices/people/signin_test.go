package people

import (
	"strings"
	"sync"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

var sec = kernel.Actor{ID: "sec", Grants: []kernel.Grant{{Role: "secretary"}}}

func known(t *testing.T, k *kerneltest.Kernel, name string) string {
	t.Helper()
	out, err := kerneltest.Run(t, k, Register, sec, Registration{Name: words.Local{Ar: name}})
	return kerneltest.Must(t, out, err).ID
}

func link(t *testing.T, k *kerneltest.Kernel, person string) string {
	t.Helper()
	out, err := kerneltest.Run(t, k, Invite, sec, Invitation{Person: person, Kind: "link", Why: "دعوة"})
	return strings.TrimPrefix(kerneltest.Must(t, out, err).Path, "/in/")
}

func signedIn(t *testing.T, k *kerneltest.Kernel, person string) SignedIn {
	t.Helper()
	out, err := kerneltest.Run(t, k, SignInLink, kernel.Actor{}, Link{link(t, k, person)})
	return kerneltest.Must(t, out, err)
}

func who(t *testing.T, k *kerneltest.Kernel, token string) kernel.Actor {
	t.Helper()
	by, _, err := Who(t.Context(), k.Kernel, token)
	return kerneltest.Must(t, by, err)
}

// A link works once: the second time it is refused, also when both come at the
// same moment.
func TestALinkOpensOneSession(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		p := known(t, k, "ليلى")
		token := link(t, k, p)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := kerneltest.Run(t, k, SignInLink, kernel.Actor{}, Link{token})
				kerneltest.Must(t, 0, err) // none was used yet: each takes the place of the one before
			})
		}
		wg.Wait()
		list, err := kernel.Ask(t.Context(), k.Kernel, Sessions, kernel.Actor{ID: p}, kernel.None{})
		if kerneltest.Must(t, list, err); len(list.Sessions) != 1 {
			t.Fatalf("one link opened %d sessions", len(list.Sessions))
		}
		out, err := kerneltest.Run(t, k, SignInLink, kernel.Actor{}, Link{token})
		kerneltest.Must(t, out, err)
		if who(t, k, out.Token).ID != p {
			t.Fatal("the session does not hold")
		}
		_, err = kerneltest.Run(t, k, SignInLink, kernel.Actor{}, Link{token})
		kerneltest.Refused(t, "people.key_used", err)
		if who(t, k, out.Token).ID != p {
			t.Error("a refused link ended the session")
		}
		k.Journal(t, accessStream)
	})
}

// Whatever is taken back is taken back at the next request.
func TestRevokedAtOnce(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		p := known(t, k, "ليلى")
		a, b := signedIn(t, k, p), signedIn(t, k, p)
		give := func(role, scope string, until time.Time) {
			_, err := kerneltest.Run(t, k, GrantRole, sec, Granting{Person: p, Role: role, Scope: scope, Why: "قرار", Until: sqldb.Time{Time: until}})
			kerneltest.Must(t, 0, err)
		}
		give("representative", "organisation/a", k.Clock.Now().Add(time.Hour))
		give("representative", "organisation/b", time.Time{})
		if by := who(t, k, a.Token); !by.Has("representative", "organisation/a") || !by.Has("representative", "organisation/b") || by.Has("secretary", "") {
			t.Errorf("%+v", by)
		}
		k.Clock.Later(time.Hour)
		if by := who(t, k, a.Token); by.Has("representative", "organisation/a") || !by.Has("representative", "organisation/b") {
			t.Errorf("a grant outlived its end: %+v", by)
		}
		file, err := kernel.Ask(t.Context(), k.Kernel, SeePerson, sec, Asked{p})
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, RevokeRole, sec, Revoking{file.Grants[0].ID, "خطأ"})
		kerneltest.Must(t, 0, err)
		if by := who(t, k, a.Token); len(by.Grants) != 0 || by.ID != p {
			t.Errorf("a revoked grant holds: %+v", by)
		}
		_, err = kerneltest.Run(t, k, SignOut, kernel.Actor{ID: p}, Leaving{SessionID(a.Token)})
		kerneltest.Must(t, 0, err)
		if !who(t, k, a.Token).Nobody() || who(t, k, b.Token).ID != p {
			t.Error("signing out ended the wrong session")
		}
		_, err = kerneltest.Run(t, k, SignOutEverywhere, sec, LeavingAll{p})
		kerneltest.Must(t, 0, err)
		if !who(t, k, b.Token).Nobody() {
			t.Error("a session outlived signing out everywhere")
		}
	})
}

// A session ends unused after 12 hours, and after 14 days at the latest.
func TestSessionsEnd(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		p := known(t, k, "ليلى")
		used, idle := signedIn(t, k, p), signedIn(t, k, p)
		for h := 0; h < 14*24; h += 11 {
			if who(t, k, used.Token).ID != p {
				t.Fatalf("the session ended after %d hours", h)
			}
			if h == 11 {
				if who(t, k, idle.Token).ID != p {
					t.Fatal("an unused session ended after 11 hours")
				}
			} else if h >= 33 && !who(t, k, idle.Token).Nobody() {
				t.Fatal("an unused session goes on")
			}
			k.Clock.Later(11 * time.Hour)
		}
		if !who(t, k, used.Token).Nobody() {
			t.Error("a session outlived 14 days")
		}
		if !who(t, k, "").Nobody() || !who(t, k, "x").Nobody() {
			t.Error("somebody without a session")
		}
	})
}

// The last use is written at most once a minute.
func TestSeenOnceAMinute(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		s := signedIn(t, k, known(t, k, "ليلى"))
		seen := func() (at sqldb.Time) {
			kerneltest.Must(t, 0, k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
				return tx.One(`SELECT seen FROM sessions WHERE id = $1`, []any{s.Session}, &at)
			}))
			return at
		}
		start := k.Clock.Now()
		for _, c := range []struct{ after, seen time.Duration }{{0, 0}, {59 * time.Second, 0}, {time.Minute, time.Minute}, {90 * time.Second, time.Minute}, {time.Hour, time.Hour}} {
			k.Clock.Set(start.Add(c.after))
			who(t, k, s.Token)
			if !seen().Equal(start.Add(c.seen)) {
				t.Errorf("after %v the session was seen at %v", c.after, seen())
			}
		}
		_, err := kerneltest.Run(t, k, Seen, sec, Leaving{s.Session})
		kerneltest.Refused(t, "people.house_only", err)
	})
}

// A page that stands open is no use of its session, which ends unused.
func TestWatchingIsNoUse(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		s := signedIn(t, k, known(t, k, "ليلى"))
		watching := func() bool {
			by, _, err := Watch(t.Context(), k.Kernel, s.Token)
			return !kerneltest.Must(t, by, err).Nobody()
		}
		start := k.Clock.Now()
		k.Clock.Set(start.Add(sessionIdle - time.Minute))
		if !watching() {
			t.Error("a session ended early")
		}
		k.Clock.Set(start.Add(sessionIdle))
		if watching() || !who(t, k, s.Token).Nobody() {
			t.Error("a page that stands open keeps its session")
		}
	})
}

// Wrong tries count against the network that they came from: five an hour at
// codes that begin alike, and then the right code waits there too. Elsewhere it
// works, whatever strangers tried.
func TestWrongCodes(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		p := known(t, k, "ليلى")
		code := func() string {
			out, err := kerneltest.Run(t, k, Invite, sec, Invitation{Person: p, Kind: "code", Why: "بالهاتف"})
			return kerneltest.Must(t, out, err).Code
		}
		right := code()
		for _, stranger := range []string{"192.0.2.1", "192.0.2.2", "2001:db8::/64"} {
			for range triesMax {
				_, err := tryCode(t, k, stranger, guess(right[:codeClass]))
				kerneltest.Refused(t, "people.no_such_code", err)
			}
			_, err := tryCode(t, k, stranger, guess(right[:codeClass]))
			kerneltest.Refused(t, "people.too_many_tries", err)
			_, err = tryCode(t, k, stranger, right)
			kerneltest.Refused(t, "people.too_many_tries", err)
		}
		out, err := tryCode(t, k, "198.51.100.7", strings.ToLower(right))
		if kerneltest.Must(t, out, err).Person != p {
			t.Error("the tries of strangers refuse the right code elsewhere")
		}
		right = code()
		for range triesMax {
			_, err := tryCode(t, k, "203.0.113.9", guess(right[:codeClass]))
			kerneltest.Refused(t, "people.no_such_code", err)
		}
		_, err = tryCode(t, k, "203.0.113.9", right)
		kerneltest.Refused(t, "people.too_many_tries", err)
		k.Clock.Later(triesFor)
		out, err = tryCode(t, k, "203.0.113.9", right)
		if kerneltest.Must(t, out, err).Person != p {
			t.Error("the code does not work after the pause")
		}
	})
}

// Nothing that is answered or written tells whether a code begins so: a beginning
// that nobody's code has is counted and refused like another.
func TestCodesAreNoOracle(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		out, err := kerneltest.Run(t, k, Invite, sec, Invitation{Person: known(t, k, "ليلى"), Kind: "code", Why: "بالهاتف"})
		there := kerneltest.Must(t, out, err).Code[:codeClass]
		nowhere := newCode()[:codeClass]
		for nowhere == there {
			nowhere = newCode()[:codeClass]
		}
		for i := range triesMax + 2 {
			_, a := tryCode(t, k, "192.0.2.1", guess(there))
			_, b := tryCode(t, k, "192.0.2.2", guess(nowhere))
			if kernel.Refusal(a) == nil || kernel.Refusal(b) == nil || kernel.Refusal(a).Key != kernel.Refusal(b).Key {
				t.Fatalf("try %d: %v where codes begin so, %v where none does", i, a, b)
			}
		}
		kerneltest.Must(t, 0, k.Read(t.Context(), sec, func(tx *kernel.Tx) error {
			for at, want := range map[string]string{there: "192.0.2.1", nowhere: "192.0.2.2"} {
				if n, _, err := readTries(tx, triesAt(at, want)); n != triesMax || err != nil {
					t.Errorf("%d tries are counted at %s, %v", n, at, err)
				}
			}
			return nil
		}))
		if all, _ := dump(t, k); strings.Contains(all, "192.0.2") {
			t.Error("the database tells which networks came")
		}
	})
}

// tryCode types a code in a browser of a network.
func tryCode(t *testing.T, k *kerneltest.Kernel, network, code string) (SignedIn, error) {
	return kernel.Run(kernel.FromNetwork(t.Context(), network), k.Kernel, SignInCode, kernel.Actor{}, "", Code{Code: code})
}

// guess is a code with a right check letter that begins so.
func guess(beginning string) string {
	b := beginning + newCode()[codeClass:codeRandom]
	return b + string(checkLetter(b))
}

// A code that is no link, and a link that is no code.
func TestKeysOfOneKind(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house)
	out, err := kerneltest.Run(t, k, Invite, sec, Invitation{Person: known(t, k, "ليلى"), Kind: "code", Why: "دعوة"})
	code, _ := readCode(kerneltest.Must(t, out, err).Code)
	_, err = kerneltest.Run(t, k, SignInLink, kernel.Actor{}, Link{code})
	kerneltest.Refused(t, "people.no_such_link", err)
}

// A program holds what its maker holds at that moment, for what its token names.
func TestPrograms(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		p := known(t, k, "سعاد")
		_, err := kerneltest.Run(t, k, GrantRole, sec, Granting{Person: p, Role: "secretary", Why: "قرار"})
		kerneltest.Must(t, 0, err)
		maker := who(t, k, signedIn(t, k, p).Token)
		made, err := kerneltest.Run(t, k, MakeToken, maker, TokenRequest{Name: "الموقع", UseCases: []string{"people.list", "people.grant", "people.me"}})
		kerneltest.Must(t, made, err)
		program := func() kernel.Actor {
			by, err := Program(t.Context(), k.Kernel, made.Token)
			return kerneltest.Must(t, by, err)
		}
		list := func() error {
			_, err := kernel.Ask(t.Context(), k.Kernel, SeeList, program(), Search{})
			return err
		}
		kerneltest.Must(t, 0, list())
		_, err = kernel.Ask(t.Context(), k.Kernel, SeePerson, program(), Asked{p})
		kerneltest.Refused(t, "kernel.token_scope", err)
		_, err = kerneltest.Run(t, k, GrantRole, program(), Granting{Person: known(t, k, "غيرها"), Role: "representative", Scope: "organisation/a", Why: "برنامج"})
		kerneltest.Refused(t, "people.not_a_program", err)
		_, err = kernel.Ask(t.Context(), k.Kernel, Me, program(), kernel.None{})
		kerneltest.Refused(t, "people.not_a_program", err)

		file, err := kernel.Ask(t.Context(), k.Kernel, SeePerson, sec, Asked{p})
		kerneltest.Must(t, 0, err)
		other := known(t, k, "باسل")
		_, err = kerneltest.Run(t, k, GrantRole, sec, Granting{Person: other, Role: "secretary", Why: "قرار"})
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, RevokeRole, sec, Revoking{file.Grants[0].ID, "انتهت مهمتها"})
		kerneltest.Must(t, 0, err)
		kerneltest.Refused(t, "people.secretary_only", list())
		k.Clock.Later(tokenLasts)
		for _, token := range []string{made.Token, "", "guess"} {
			_, err = Program(t.Context(), k.Kernel, token)
			kerneltest.Refused(t, "people.no_such_token", err)
		}
	})
}

// BenchmarkWho is what every request of somebody signed in costs first.
func BenchmarkWho(b *testing.B) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		b.Run(dialect, func(b *testing.B) {
			k := kerneltest.Open(b, dialect, house)
			person, err := kerneltest.Run(b, k, Register, sec, Registration{Name: words.Local{Ar: "ليلى"}})
			kerneltest.Must(b, 0, err)
			way, err := kerneltest.Run(b, k, Invite, sec, Invitation{Person: person.ID, Kind: "link", Why: "دعوة"})
			kerneltest.Must(b, 0, err)
			in, err := kerneltest.Run(b, k, SignInLink, kernel.Actor{}, Link{strings.TrimPrefix(way.Path, "/in/")})
			kerneltest.Must(b, 0, err)
			for b.Loop() {
				if by, _, err := Who(b.Context(), k.Kernel, in.Token); by.Nobody() || err != nil {
					b.Fatal(by, err)
				}
			}
		})
	}
}

func BenchmarkCode(b *testing.B) {
	for b.Loop() {
		hashOfCode("K7M493TFX")
	}
}

// Whatever its token names, a program gives no role, takes none, makes no way in
// and says for nobody that they may be seen: the doors that every office uses
// refuse it, and the house itself passes.
func TestNoProgramHandsOut(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house)
	p := known(t, k, "ليلى")
	doors := map[string]func(tx *kernel.Tx) error{
		"Give": func(tx *kernel.Tx) error {
			return Give(tx, Given{Person: p, Role: "desk", Scope: "sitting/a", Why: "x"})
		},
		"Take": func(tx *kernel.Tx) error { return Take(tx, p, "desk", "sitting/a", "x") },
		"NewLink": func(tx *kernel.Tx) error {
			_, err := NewLink(tx, p, "x", tx.Now.Add(time.Hour))
			return err
		},
		"NewCode": func(tx *kernel.Tx) error {
			_, err := NewCode(tx, p, "x", tx.Now.Add(time.Hour))
			return err
		},
		"Agree": func(tx *kernel.Tx) error { return Agree(tx, p, "public", true, "x") },
	}
	for name, door := range doors {
		act := kernel.Command[kernel.None, kernel.None]{
			Name: "people." + name, Stream: func(kernel.None) string { return accessStream },
			May: func(*kernel.Tx, kernel.None) error { return nil },
			Do:  func(tx *kernel.Tx, in kernel.None) (kernel.None, error) { return in, door(tx) },
		}
		program := kernel.Actor{ID: "program", Grants: sec.Grants, Only: []string{act.Name}}
		_, err := kerneltest.Run(t, k, act, program, kernel.None{})
		kerneltest.Refused(t, "people.not_a_program", err)
		for _, by := range []kernel.Actor{sec, kernel.Self} {
			if _, err := kerneltest.Run(t, k, act, by, kernel.None{}); err != nil {
				t.Errorf("%s by %s: %v", name, by.ID, err)
			}
		}
	}
}
