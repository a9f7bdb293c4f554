package assembly

import (
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/google/uuid"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/people"
	"ittihad/pure/arabic"
	"ittihad/pure/tally"
)

// A Plan is what a sitting is prepared with. What is left out is as usual: the
// federation's zone, 15 days of notice, the second call an hour after the
// first, more than half of the active members, remote votes binding.
type Plan struct {
	ID           string      `json:"id"`
	Kind         string      `json:"kind"`
	Title        words.Local `json:"title"`
	Day          string      `json:"day"`  // of the first call, as it is typed
	Hour         string      `json:"hour"` // by the clock of Zone
	SecondDay    string      `json:"second_day"`
	SecondHour   string      `json:"second_hour"`
	Zone         string      `json:"zone"`
	Place        words.Local `json:"place"`
	RemoteLink   string      `json:"remote_link"`
	RemoteEffect string      `json:"remote_effect"`
	RecordDate   string      `json:"record_date"`  // empty: the day of the convocation
	NoticeDays   *int64      `json:"notice_days"`  // empty: 15
	SecondAfter  *int64      `json:"second_after"` // minutes; empty: 60
	Article      string      `json:"article"`
	Refreeze     bool        `json:"refreeze"` // a postponed sitting's roll is frozen anew; else it stays as it was
}

// One names a sitting.
type One struct {
	Sitting string `json:"sitting"`
}

var idText = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// sittingIn is a sitting in one of these states; in another, what is asked of it
// is refused with the key.
func sittingIn(tx *kernel.Tx, id, key string, states ...string) (Sitting, error) {
	s, err := sittingByID(tx, id)
	if err == nil && !slices.Contains(states, s.Status) {
		err = kernel.Refuse(kernel.Conflict, key)
	}
	return s, err
}

// savedAs keeps a sitting as it is now and says in its book what was done.
func savedAs(tx *kernel.Tx, s Sitting, event string, data any) error {
	if err := saveSitting(tx, s); err != nil {
		return err
	}
	return tx.Record(event, data)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func withID(_ context.Context, in Plan) (Plan, error) {
	if in.ID == "" {
		in.ID = newID()
	}
	if !idText.MatchString(in.ID) {
		return in, kernel.RefuseField("id", "assembly.bad_id")
	}
	return in, nil
}

// DraftSitting begins the preparation of a sitting.
var DraftSitting = kernel.Command[Plan, Sitting]{
	Name: "assembly.draft", Who: whoSecretary,
	Stream: func(in Plan) string { return Stream(in.ID) }, Prepare: withID,
	May: func(tx *kernel.Tx, _ Plan) error { return maySecretary(tx) },
	Do:  draft,
}

func draft(tx *kernel.Tx, in Plan) (Sitting, error) {
	s, err := planned(tx, Sitting{ID: in.ID, Status: Draft, Call: 1}, in)
	if err != nil {
		return s, err
	}
	if ok, err := insertSitting(tx, s); err != nil || !ok {
		return s, kernel.RefuseAll(err, kernel.Refuse(kernel.Conflict, "assembly.id_taken"))
	}
	if err := people.Title(tx, Stream(s.ID), s.Title); err != nil {
		return s, err
	}
	if err := saveRule(tx, s.ID, QuorumRule{Quorum: usualQuorum}); err != nil {
		return s, err
	}
	return s, tx.Record("assembly.drafted", One{s.ID})
}

// ChangePlan replaces what a sitting is prepared with, before it is convened.
var ChangePlan = kernel.Command[Plan, Sitting]{
	Name: "assembly.change", Who: whoSecretary,
	Stream: func(in Plan) string { return Stream(in.ID) },
	May:    func(tx *kernel.Tx, _ Plan) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in Plan) (Sitting, error) {
		s, err := drafted(tx, in.ID)
		if err != nil {
			return s, err
		}
		if s, err = planned(tx, s, in); err != nil {
			return s, err
		}
		if err := saveSitting(tx, s); err != nil {
			return s, err
		}
		if err := people.Title(tx, Stream(s.ID), s.Title); err != nil {
			return s, err
		}
		return s, tx.Record("assembly.changed", One{s.ID})
	},
}

func drafted(tx *kernel.Tx, sitting string) (Sitting, error) {
	s, err := sittingByID(tx, sitting)
	if err == nil && s.Status != Draft {
		err = kernel.Refuse(kernel.Conflict, "assembly.already_convened")
	}
	return s, err
}

// planned reads a plan into a sitting.
func planned(tx *kernel.Tx, s Sitting, in Plan) (Sitting, error) {
	s.Kind, s.RemoteEffect, s.Zone = orElse(in.Kind, "ordinary"), orElse(in.RemoteEffect, Binding), in.Zone
	if s.Zone == "" {
		if f, err := people.Federation(tx); err == nil {
			s.Zone = f.Zone
		} else if kernel.Refusal(err) == nil {
			return s, err
		}
	}
	zone, ok := zoneOf(s.Zone)
	if !ok {
		return s, kernel.RefuseField("zone", "assembly.no_such_zone")
	}
	s.Title, s.Refreeze = cleanLocal(in.Title), in.Refreeze
	var errs [12]error
	if s.Title.In("ar") == "" {
		errs[0] = kernel.RefuseField("title.ar", "assembly.untitled")
	}
	errs[1] = oneOf("kind", s.Kind, "ordinary", "extraordinary", "elective")
	errs[2] = oneOf("remote_effect", s.RemoteEffect, Binding, Ratified, Advisory)
	s.Place, errs[3] = saidLocal("place", in.Place, "assembly.no_place")
	s.RemoteLink, errs[4] = short("remote_link", in.RemoteLink)
	s.Article, errs[5] = short("article", in.Article)
	s.NoticeDays, errs[6] = within("notice_days", in.NoticeDays, usualNotice, mostNotice)
	s.SecondAfter, errs[7] = within("second_after", in.SecondAfter, usualSecond, mostSecond)
	s.RecordDate, errs[8] = recordDate(in.RecordDate)
	s.At.Time, errs[9] = readMoment("day", in.Day, "hour", in.Hour, zone)
	if errs[9] == nil {
		s.SecondAt, errs[10] = secondCall(s, in, zone)
	}
	if link := s.RemoteLink; link != "" && !linkText.MatchString(link) {
		errs[11] = kernel.RefuseField("remote_link", "assembly.not_a_link")
	}
	return s, kernel.RefuseAll(errs[:]...)
}

var linkText = regexp.MustCompile(`^https?://[^\s"<>]+$`)

// secondCall is when the second call meets: as planned, or as soon as the rule
// allows.
func secondCall(s Sitting, in Plan, zone *time.Location) (sqldb.Time, error) {
	earliest := s.At.Add(time.Duration(s.SecondAfter) * time.Minute)
	if in.SecondDay == "" && in.SecondHour == "" {
		return sqldb.Time{Time: earliest}, nil
	}
	t, err := readMoment("second_day", orElse(in.SecondDay, in.Day), "second_hour", orElse(in.SecondHour, in.Hour), zone)
	if err == nil && t.Before(earliest) {
		err = kernel.RefuseField("second_day", "assembly.second_too_soon", time.Duration(s.SecondAfter)*time.Minute)
	}
	return sqldb.Time{Time: t}, err
}

func recordDate(day string) (string, error) {
	if day == "" {
		return "", nil
	}
	d, err := arabic.ParseDate(day)
	if err != nil || d.Precision() != arabic.Day {
		return "", kernel.RefuseField("record_date", "kernel.not_a_date")
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Format(dayLayout), nil
}

func within(field string, n *int64, usual, most int64) (int64, error) {
	if n == nil {
		return usual, nil
	}
	if *n < 0 || *n > most {
		return 0, kernel.RefuseField(field, "assembly.out_of_bounds", int64(0), most)
	}
	return *n, nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// A RuleSetting is the quorum for a kind of item.
type RuleSetting struct {
	Sitting string       `json:"sitting"`
	Kind    string       `json:"kind"` // of item, as the agenda calls it; empty: the sitting itself
	Quorum  tally.Quorum `json:"quorum"`
	Article string       `json:"article"`
}

var kindText = regexp.MustCompile(`^[a-z][a-z_-]{0,39}$`)

// SetQuorum writes the rule of a quorum, before the sitting is convened: whoever
// is invited must know what will be asked.
var SetQuorum = kernel.Command[RuleSetting, QuorumRule]{
	Name: "assembly.set-quorum", Who: whoSecretary,
	Stream: func(in RuleSetting) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ RuleSetting) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in RuleSetting) (QuorumRule, error) {
		r := QuorumRule{Kind: in.Kind, Quorum: in.Quorum}
		if in.Kind != "" && !kindText.MatchString(in.Kind) {
			return r, kernel.RefuseField("kind", "assembly.unknown_choice", in.Kind)
		}
		if err := in.Quorum.Validate(); err != nil {
			return r, kernel.RefuseField("quorum", "assembly.bad_rule")
		}
		if _, err := drafted(tx, in.Sitting); err != nil {
			return r, err
		}
		var err error
		if r.Article, err = short("article", in.Article); err != nil {
			return r, err
		}
		if err := saveRule(tx, in.Sitting, r); err != nil {
			return r, err
		}
		return r, tx.Record("assembly.quorum-set", RuleSetting{in.Sitting, r.Kind, r.Quorum, r.Article})
	},
}

// A Relocation corrects where a sitting meets.
type Relocation struct {
	Sitting    string      `json:"sitting"`
	Place      words.Local `json:"place"`
	RemoteLink string      `json:"remote_link"`
}

// Relocate corrects the place or the remote room, until the close: a link that
// does not work must not cost a delegate the sitting.
var Relocate = kernel.Command[Relocation, Sitting]{
	Name: "assembly.relocate", Who: whoSecretary,
	Stream: func(in Relocation) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ Relocation) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in Relocation) (Sitting, error) {
		s, err := sittingIn(tx, in.Sitting, "assembly.not_meeting", Draft, Convened, Open, Break)
		if err != nil {
			return s, err
		}
		var errs [3]error
		s.Place, errs[0] = saidLocal("place", in.Place, "assembly.no_place")
		s.RemoteLink, errs[1] = short("remote_link", in.RemoteLink)
		if s.RemoteLink != "" && !linkText.MatchString(s.RemoteLink) {
			errs[2] = kernel.RefuseField("remote_link", "assembly.not_a_link")
		}
		if err := kernel.RefuseAll(errs[:]...); err != nil {
			return s, err
		}
		return s, savedAs(tx, s, "assembly.relocated", One{s.ID})
	},
}

// An Attachment is a document of the convocation; the file is a blob already.
type Attachment struct {
	Sitting  string      `json:"sitting"`
	Hash     string      `json:"hash"`
	HashName string      `json:"hash_name"` // the file's own name: the title if none is given
	Title    words.Local `json:"title"`
}

// AttachDocument adds a document to the convocation.
var AttachDocument = kernel.Command[Attachment, Document]{
	Name: "assembly.attach", Who: whoSecretary,
	Stream: func(in Attachment) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ Attachment) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in Attachment) (Document, error) {
		d := Document{Hash: in.Hash, Title: cleanLocal(in.Title), At: tx.Now}
		if d.Title.In("ar") == "" {
			d.Title.Ar = arabic.Clean(in.HashName)
		}
		var untitled, nofile error
		if d.Title.In("ar") == "" {
			untitled = kernel.RefuseField("title.ar", "assembly.untitled")
		}
		if !isHash(d.Hash) {
			nofile = kernel.RefuseField("hash", "assembly.no_file")
		}
		if err := kernel.RefuseAll(nofile, untitled); err != nil {
			return d, err
		}
		s, err := sittingIn(tx, in.Sitting, "assembly.not_meeting", Draft, Convened, Open, Break)
		if err != nil {
			return d, err
		}
		if err := insertDocument(tx, s.ID, d); err != nil {
			return d, err
		}
		return d, tx.Record("assembly.attached", struct {
			Hash string `json:"hash"`
		}{d.Hash})
	},
}
