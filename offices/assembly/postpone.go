package assembly

import (
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/members"
)

// Postponed is a notice's word beside [Cancelled].
const Postponed = "postponed"

// A Notice says that a convened sitting was postponed or cancelled: why, by whose
// decision, and to when. It stays with the sitting.
type Notice struct {
	What      string      `json:"what"`
	From      sqldb.Time  `json:"from"` // when the sitting was to meet
	To        sqldb.Time  `json:"to"`   // empty of one that was cancelled
	Reason    words.Local `json:"reason"`
	DecidedBy words.Local `json:"decided_by"` // the body that decided it
	By        string      `json:"by"`         // who entered it
	At        sqldb.Time  `json:"at"`
}

// A Postponement moves a convened sitting to a later day. RecordDate is read
// where the sitting's rule freezes the roll anew; empty: the day of the
// postponement.
type Postponement struct {
	Sitting    string      `json:"sitting"`
	Day        string      `json:"day"`  // as it is typed
	Hour       string      `json:"hour"` // by the clock of the sitting's zone
	SecondDay  string      `json:"second_day"`
	SecondHour string      `json:"second_hour"`
	RecordDate string      `json:"record_date"`
	Reason     words.Local `json:"reason"`
	DecidedBy  words.Local `json:"decided_by"`
}

// Postpone moves a convened sitting to a later day. The notice runs again, from
// now on; who was checked in leaves, and a sheet that was closed for this call is
// closed again. After a failed first call it is the second that moves.
//
// The roll of the entitled stays as it was frozen: nobody is suspended between
// the two days to lose a vote. Where the sitting's rule says so (Plan.Refreeze),
// it is frozen anew on a later record date, as a new version that is posted again.
// Mandates, nominations and invitations of those on both stay.
var Postpone = kernel.Command[Postponement, Sitting]{
	Name: "assembly.postpone", Who: whoSecretary,
	Stream: func(in Postponement) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ Postponement) error { return maySecretary(tx) },
	Do:     postpone,
}

func postpone(tx *kernel.Tx, in Postponement) (Sitting, error) {
	s, err := sittingIn(tx, in.Sitting, "assembly.not_convened", Convened)
	if err != nil {
		return s, err
	}
	n := Notice{What: Postponed, From: s.At, By: tx.By.ID, At: tx.Now}
	var errs [5]error
	n.Reason, errs[0] = saidLocal("reason", in.Reason, "assembly.say_why")
	n.DecidedBy, errs[1] = saidLocal("decided_by", in.DecidedBy, "assembly.who_decided")
	zone, _ := zoneOf(s.Zone)
	s.At.Time, errs[2] = readMoment("day", in.Day, "hour", in.Hour, zone)
	if errs[2] == nil {
		errs[3] = mayPostpone(s, n.From.Time, tx.Now.Time, zone)
	}
	switch {
	case s.Call == 2:
		s.SecondAt = s.At
	case errs[2] == nil && errs[3] == nil:
		s.SecondAt, errs[4] = secondCall(s, Plan{Day: in.Day, SecondDay: in.SecondDay, SecondHour: in.SecondHour}, zone)
	}
	if err := kernel.RefuseAll(errs[:]...); err != nil {
		return s, err
	}
	n.To = s.At
	if err := disperse(tx, s); err != nil {
		return s, err
	}
	if s.Refreeze {
		if err := refreeze(tx, &s, in.RecordDate); err != nil {
			return s, err
		}
	}
	if err := saveSitting(tx, s); err != nil {
		return s, err
	}
	if err := announced(tx, s.ID, n); err != nil {
		return s, err
	}
	_, err = watchQuorum(tx, s)
	return s, err
}

// disperse lets everybody leave who was checked in for a call that will not be.
func disperse(tx *kernel.Tx, s Sitting) error {
	if err := sendHome(tx, s.ID); err != nil {
		return err
	}
	return voidSheet(tx, s.ID, s.Call) // its hash stays in the minute book
}

// sendHome lets everybody leave: the call that they came for is no more.
func sendHome(tx *kernel.Tx, sitting string) error {
	here, err := seatsPresent(tx, sitting)
	for _, m := range here {
		if err := depart(tx, m, "call"); err != nil {
			return err
		}
	}
	return err
}

// announced keeps the notice under its line of the minute book: what is served
// from then on serves it.
func announced(tx *kernel.Tx, sitting string, n Notice) error {
	err := tx.Record("assembly."+n.What, struct {
		Sitting string     `json:"sitting"`
		From    sqldb.Time `json:"from"`
		To      sqldb.Time `json:"to,omitzero"`
	}{sitting, n.From, n.To})
	if err != nil {
		return err
	}
	return insertNotice(tx, sitting, n)
}

// refreeze makes a new version of the roll as it stands on a later record date:
// who is new gets a mandate and an invitation, who is no longer active is struck.
func refreeze(tx *kernel.Tx, s *Sitting, day string) error {
	zone, _ := zoneOf(s.Zone)
	today := dayOf(tx.Now.Time, zone)
	date, err := recordDate(orElse(day, today))
	switch {
	case err != nil:
		return err
	case date > today:
		return kernel.RefuseField("record_date", "assembly.record_date_ahead")
	case date < s.RecordDate:
		return kernel.RefuseField("record_date", "assembly.record_date_behind", s.RecordDate)
	}
	active, err := members.ActiveOn(tx, date)
	switch {
	case err != nil:
		return err
	case len(active) == 0:
		return kernel.Refuse(kernel.Conflict, "assembly.nobody_entitled", date)
	}
	before, err := rollLines(tx, s.ID, s.RollVersion)
	if err != nil {
		return err
	}
	s.RecordDate, s.RollVersion, s.PostedAt = date, s.RollVersion+1, sqldb.Time{}
	for _, o := range active {
		if !slices.ContainsFunc(before, func(l RollLine) bool { return l.Organisation == o.ID }) {
			if err := admit(tx, s, o, 1); err != nil {
				return err
			}
		}
	}
	for _, l := range before {
		if slices.ContainsFunc(active, func(o members.Organisation) bool { return o.ID == l.Organisation }) {
			continue
		}
		o, err := members.Get(tx, l.Organisation)
		if err != nil {
			return err
		}
		if err := strike(tx, s, o); err != nil {
			return err
		}
	}
	s.Active, s.ActiveWeight = s.Entitled, s.Weight // the roll is of the active again
	return nextVersion(tx, s)
}

// A Cancellation says why a convened sitting will not be.
type Cancellation struct {
	Sitting   string      `json:"sitting"`
	Reason    words.Local `json:"reason"`
	DecidedBy words.Local `json:"decided_by"`
}

// CancelSitting calls a convened sitting off. It stays in the list with the
// reason; those who served it give their roles back.
var CancelSitting = kernel.Command[Cancellation, Sitting]{
	Name: "assembly.cancel", Who: whoSecretary + "; no program",
	Stream: func(in Cancellation) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ Cancellation) error { return maySecretary(tx) },
	Do:     cancelSitting,
}

func cancelSitting(tx *kernel.Tx, in Cancellation) (Sitting, error) {
	s, err := sittingIn(tx, in.Sitting, "assembly.not_convened", Convened)
	if err != nil {
		return s, err
	}
	n := Notice{What: Cancelled, From: s.At, By: tx.By.ID, At: tx.Now}
	var why, who error
	n.Reason, why = saidLocal("reason", in.Reason, "assembly.say_why")
	n.DecidedBy, who = saidLocal("decided_by", in.DecidedBy, "assembly.who_decided")
	if err := kernel.RefuseAll(why, who); err != nil {
		return s, err
	}
	if err := disperse(tx, s); err != nil {
		return s, err
	}
	s.Status = Cancelled
	if err := saveSitting(tx, s); err != nil {
		return s, err
	}
	if err := clearTokens(tx, s.ID); err != nil {
		return s, err
	}
	if err := release(tx, s.ID, "desk", "teller", "credentials", "screen"); err != nil {
		return s, err
	}
	return s, announced(tx, s.ID, n)
}
