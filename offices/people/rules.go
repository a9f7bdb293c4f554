package people

import (
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

// A roleRule says where a role holds and whether it is given by hand.
type roleRule struct {
	scope string // what its scope begins with; empty is the whole federation
	hand  bool   // the secretary gives and takes it; else its office alone, see Give
	sees  bool   // it shows personal data of those in its scope
}

// roles are the roles that are known. One that is not by hand follows from what
// happened where it holds: an assembly elected its chair, and nobody else makes
// another, or ends it, not even the secretary.
var roles = map[string]roleRule{
	"secretary":      {"", true, true},
	"representative": {"organisation/", true, false},
	"chair":          {"sitting/", false, true},
	"rapporteur":     {"sitting/", false, true},
	"teller":         {"sitting/", false, true},
	"desk":           {"sitting/", false, true},
	"credentials":    {"sitting/", false, true},
	"drafting":       {"sitting/", false, false},
	"screen":         {"sitting/", false, false},
}

// byItsOffice tells whether a role, or whatever holds in a scope, is given and
// ended by the scope's own office alone.
func byItsOffice(role, scope string) bool {
	if r, ok := roles[role]; ok && !r.hand {
		return true
	}
	for _, r := range roles {
		if !r.hand && strings.HasPrefix(scope, r.scope) {
			return true
		}
	}
	return false
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

// mayGive: the secretary gives by hand, and takes back, what does not follow
// from something that happened elsewhere. Who holds such a role lays it down
// there too.
func mayGive(by kernel.Actor, role, scope string, own bool) error {
	switch {
	case !own && !by.Has("secretary", ""):
		return kernel.Refuse(kernel.Denied, "people.may_not_give")
	case byItsOffice(role, scope):
		return kernel.Refuse(kernel.Denied, "people.by_its_office")
	}
	return nil
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
