package assembly

import (
	"slices"
	"strings"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/offices/people"
)

// An Opening opens a sitting. Presiding is who presides until the chair is
// elected: the secretary who opens, or the oldest member.
type Opening struct {
	Sitting   string `json:"sitting"`
	Presiding string `json:"presiding"`
}

// Opened is a sitting with the quorum that it was opened on.
type Opened struct {
	Sitting Sitting     `json:"sitting"`
	Quorum  QuorumEvent `json:"quorum"`
}

// OpenSitting opens a sitting, at its hour or later, with its quorum, once every
// objection to the list is decided.
var OpenSitting = kernel.Command[Opening, Opened]{
	Name: "assembly.open", Who: whoSecretary,
	Stream: func(in Opening) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ Opening) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in Opening) (out Opened, err error) {
		s, err := sittingByID(tx, in.Sitting)
		if err != nil {
			return out, err
		}
		waiting, proposed, err := undecided(tx, s.ID)
		if err != nil {
			return out, err
		}
		if err := mayOpen(s, tx.Now.Time, waiting, proposed); err != nil {
			return out, err
		}
		presiding := orElse(in.Presiding, tx.By.ID)
		if in.Presiding != "" {
			if _, err := people.Get(tx, presiding); err != nil {
				return out, err
			}
		}
		if out.Quorum, err = requireQuorum(tx, s, ""); err != nil {
			return out, err
		}
		s.Status, s.OpenedAt = Open, tx.Now
		if err := saveSitting(tx, s); err != nil {
			return out, err
		}
		out.Sitting = s
		if err := insertOfficer(tx, s.ID, Officer{Role: "presiding", Person: presiding, Since: tx.Now, How: "named"}); err != nil {
			return out, err
		}
		return out, tx.Record("assembly.opened", quorumRef{out.Quorum.ID})
	},
}

type quorumRef struct {
	Quorum int64 `json:"quorum"` // the line of the event
}

// FailCall makes the record that a call did not bring the quorum together. After
// the first call the second follows, at its hour and not before the rule's
// interval; after the second the sitting is over.
var FailCall = kernel.Command[One, FailedCall]{
	Name: "assembly.fail-call", Who: whoSecretary + "; no program",
	Stream: func(in One) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ One) error { return maySecretary(tx) },
	Do:     failCall,
}

func failCall(tx *kernel.Tx, in One) (FailedCall, error) {
	s, err := sittingIn(tx, in.Sitting, "assembly.not_convened", Convened)
	switch {
	case err != nil:
		return FailedCall{}, err
	case tx.Now.Before(s.At.Time):
		return FailedCall{}, kernel.Refuse(kernel.Conflict, "assembly.too_early", s.At.Time)
	}
	rules, present, err := quorumNow(tx, s)
	if err != nil {
		return FailedCall{}, err
	}
	rule, err := ruleFor(rules, "")
	if err != nil {
		return FailedCall{}, err
	}
	p := reckon(s, rule.Quorum, present)
	if p.Met {
		return FailedCall{}, kernel.Refuse(kernel.Conflict, "assembly.quorum_is_met", p.Needed, p.Had)
	}
	f := FailedCall{Sitting: s.ID, Call: s.Call, At: s.At, Failed: tx.Now, Needed: p.Needed, Present: p.Had, Base: p.BaseValue}
	if err := insertFailedCall(tx, f); err != nil {
		return f, err
	}
	if err := tx.Record("assembly.call-failed", quorumFigures{"", f.Call, f.Needed, f.Present, f.Base}); err != nil {
		return f, err
	}
	return f, nextCall(tx, s)
}

func nextCall(tx *kernel.Tx, s Sitting) error {
	if err := sendHome(tx, s.ID); err != nil {
		return err
	}
	if s.Call == 2 {
		return shut(tx, &s)
	}
	earliest := sqldb.Time{Time: tx.Now.Add(time.Duration(s.SecondAfter) * time.Minute)}
	s.Call, s.At = 2, laterOf(s.SecondAt, earliest)
	return saveSitting(tx, s)
}

// A Pause interrupts a sitting.
type Pause struct {
	Sitting string `json:"sitting"`
	Minutes int64  `json:"minutes"` // zero: until it is resumed
}

// BreakSitting interrupts a sitting.
var BreakSitting = kernel.Command[Pause, Sitting]{
	Name: "assembly.break", Who: "the chair of the sitting",
	Stream: func(in Pause) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in Pause) error { return MayChair(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in Pause) (Sitting, error) {
		s, err := sittingIn(tx, in.Sitting, "assembly.not_open", Open)
		switch {
		case err != nil:
			return s, err
		case in.Minutes < 0 || in.Minutes > int64(breakLongest/time.Minute):
			return s, kernel.RefuseField("minutes", "assembly.out_of_bounds", int64(0), int64(breakLongest/time.Minute))
		}
		if err := notHeld(tx, s.ID); err != nil {
			return s, err
		}
		s.Status = Break
		if in.Minutes > 0 {
			s.BreakUntil = sqldb.Time{Time: tx.Now.Add(time.Duration(in.Minutes) * time.Minute)}
		}
		return s, savedAs(tx, s, "assembly.broken-off", One{s.ID})
	},
}

// notHeld refuses what would cut in two what the assembly is being asked.
func notHeld(tx *kernel.Tx, sitting string) error {
	by, err := heldBy(tx, sitting)
	switch {
	case err != nil || by == "":
		return err
	case strings.HasPrefix(by, "poll/"):
		return kernel.Refuse(kernel.Conflict, "assembly.vote_open")
	}
	return kernel.Refuse(kernel.Conflict, "assembly.question_open")
}

// Resume goes on after a break, if the quorum is still there.
var Resume = kernel.Command[One, Opened]{
	Name: "assembly.resume", Who: "the chair of the sitting",
	Stream: func(in One) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in One) error { return MayChair(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in One) (out Opened, err error) {
		s, err := sittingIn(tx, in.Sitting, "assembly.no_break", Break)
		if err != nil {
			return out, err
		}
		if out.Quorum, err = checkQuorum(tx, s, ""); err != nil {
			return out, err
		}
		s.Status, s.BreakUntil = Open, sqldb.Time{}
		out.Sitting = s
		return out, savedAs(tx, s, "assembly.resumed", quorumRef{out.Quorum.ID})
	},
}

// CloseSitting closes a sitting. Who was present stays so in its record; the
// desk and the tellers give their roles back.
var CloseSitting = kernel.Command[One, Sitting]{
	Name: "assembly.close", Who: "the chair of the sitting; no program",
	Stream: func(in One) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in One) error { return MayChair(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in One) (Sitting, error) {
		s, err := sittingIn(tx, in.Sitting, "assembly.not_open", Open, Break)
		if err != nil {
			return s, err
		}
		if err := notHeld(tx, s.ID); err != nil {
			return s, err
		}
		return s, shut(tx, &s)
	},
}

// shut is the one way in which a sitting ends, closed by its chair or because its
// second call failed.
func shut(tx *kernel.Tx, s *Sitting) error {
	s.Status, s.ClosedAt, s.BreakUntil = Closed, tx.Now, sqldb.Time{}
	if err := saveSitting(tx, *s); err != nil {
		return err
	}
	if err := clearTokens(tx, s.ID); err != nil {
		return err
	}
	if err := release(tx, s.ID, "desk", Teller); err != nil {
		return err
	}
	return tx.Record("assembly.closed", One{s.ID})
}

// release ends the offices of some roles.
func release(tx *kernel.Tx, sitting string, roles ...string) error {
	list, err := officers(tx, sitting)
	if err != nil {
		return err
	}
	for _, o := range list {
		if !slices.Contains(roles, o.Role) {
			continue
		}
		if err := dismiss(tx, sitting, o.Role, o.Person); err != nil {
			return err
		}
	}
	return nil
}

// whySitting is the reason of every role that a sitting gives.
const whySitting = "assembly.why_sitting"
