package people

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ittihad/kernel"
)

// How long things last.
const (
	sessionIdle = 12 * time.Hour      // unused, a session ends
	sessionMax  = 14 * 24 * time.Hour // and at the latest after this
	seenEvery   = time.Minute         // how exactly the last use is kept
	// A reply lost on the way must not lock a delegate out: as long as the
	// session that a link opened was never used, the link opens another in its
	// place, for this long.
	secondTry  = 10 * time.Minute
	triesFor   = time.Hour           // wrong tries at a code's beginning are remembered
	keyLasts   = 24 * time.Hour      // a link or code made by hand
	inviteMax  = 60 * 24 * time.Hour // the longest that a link or code may wait
	tokenLasts = 90 * 24 * time.Hour // a program's token, unless said otherwise
	tokenMax   = 366 * 24 * time.Hour
	keysKept   = 30 * 24 * time.Hour // after their end, to say why they no longer work
)

// Bounds of what is typed.
const (
	nameMax, textMax = 200, 500
	contactsMax      = 10
)

// A roleRule says where a role holds and who gives it.
type roleRule struct {
	scope string   // what its scope begins with; empty is the whole federation
	by    []string // who gives and takes it, within the same scope
	sees  bool     // it shows personal data of those in its scope
}

// roles are the roles that people give by hand. Other offices give these and
// others by Give, when something happened that makes somebody chair.
var roles = map[string]roleRule{
	"secretary":      {"", []string{"secretary"}, true},
	"chair":          {"sitting/", []string{"secretary"}, true},
	"rapporteur":     {"sitting/", []string{"secretary"}, true},
	"teller":         {"sitting/", []string{"secretary", "chair"}, true},
	"desk":           {"sitting/", []string{"secretary", "chair"}, true},
	"credentials":    {"sitting/", []string{"secretary"}, true},
	"drafting":       {"sitting/", []string{"secretary"}, false},
	"screen":         {"sitting/", []string{"secretary"}, false},
	"representative": {"organisation/", []string{"secretary"}, false},
}

// roleFits says whether a role may be given for a scope.
func roleFits(role, scope string) error {
	r, ok := roles[role]
	switch {
	case !ok:
		return kernel.RefuseField("role", "people.no_such_role")
	case r.scope == "" && scope != "":
		return kernel.RefuseField("scope", "people.whole_federation")
	case r.scope != "" && (!strings.HasPrefix(scope, r.scope) || len(scope) == len(r.scope)):
		return kernel.RefuseField("scope", "people.scope_missing")
	}
	return nil
}

// mayGive: who the role's rule names. A role that is not in the table was given
// by another office; the secretary may take it back.
func mayGive(by kernel.Actor, role, scope string) bool {
	r, ok := roles[role]
	if !ok {
		return by.Has("secretary", "")
	}
	return slices.ContainsFunc(r.by, func(giver string) bool { return by.Has(giver, scope) })
}

// alive: a session ends unused after a while, and at the latest at its end.
func alive(s session, now time.Time) bool {
	last := s.Seen
	if last.IsZero() {
		last = s.Made
	}
	return now.Before(s.Ends.Time) && now.Before(last.Add(sessionIdle))
}

func (g Grant) heldAt(now time.Time) bool {
	return g.Ended.IsZero() && !g.From.After(now) && (g.Until.IsZero() || g.Until.After(now))
}

// masked hides telephones and addresses but for their ends, by which who knows
// them recognises them.
func masked(p Person) Person {
	phones, emails := p.Phones, p.Emails
	p.Phones, p.Emails = nil, nil
	for _, s := range phones {
		p.Phones = append(p.Phones, s[:min(4, len(s))]+"…"+s[max(0, len(s)-2):])
	}
	for _, s := range emails {
		name, host, _ := strings.Cut(s, "@")
		first, _ := utf8.DecodeRuneInString(name)
		p.Emails = append(p.Emails, string(first)+"…@"+host)
	}
	if p.Address != "" {
		p.Address = "…"
	}
	return p
}
