package assembly

import (
	"time"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
	"ittihad/pure/tally"
)

// What holds where a sitting says nothing else.
const (
	usualNotice  = 15             // days between convocation and sitting
	usualSecond  = 60             // minutes between the calls
	doorsOpen    = 12 * time.Hour // nobody arrives earlier before the hour
	codesLast    = 48 * time.Hour // sign-in codes of invitations, after the hour
	mostNotice   = 366            // days
	mostSecond   = 90 * 24 * 60   // minutes
	mostWeight   = 1_000_000      // of one mandate
	mostText     = 500            // characters of a title, a place, a reason
	breakLongest = 72 * time.Hour // a longer one is another sitting
)

// usualQuorum is more than half of the active members, on both calls.
var usualQuorum = tally.Quorum{Attendance: tally.Attendance{Fraction: tally.Fraction{Num: 1, Den: 2}, Strict: true, Base: tally.BaseActive}}

// reckon is the arithmetic of a quorum at a number present.
func reckon(s Sitting, q tally.Quorum, present int64) tally.Presence {
	return tally.QuorumMet(q, tally.Call(s.Call), tally.Bases{Present: present, Entitled: s.Weight, Active: s.ActiveWeight})
}

// turn says what became of a quorum since its last event: reached, lost, or
// nothing. A call begins without a quorum.
func turn(r QuorumRule, call int64, p tally.Presence) string {
	was := r.met && r.call == call
	switch {
	case p.Met && !was:
		return "reached"
	case !p.Met && was:
		return "lost"
	}
	return ""
}

// ruleFor is the rule of a kind of item, or else the sitting's own.
func ruleFor(rules []QuorumRule, kind string) (QuorumRule, error) {
	var own *QuorumRule
	for i := range rules {
		if rules[i].Kind == kind {
			return rules[i], nil
		}
		if rules[i].Kind == "" {
			own = &rules[i]
		}
	}
	if own == nil {
		return QuorumRule{}, kernel.Refuse(kernel.Conflict, "assembly.no_rule")
	}
	return *own, nil
}

// zoneOf reads the name of a time zone; "" and the machine's own are none.
func zoneOf(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return nil, false
	}
	l, err := time.LoadLocation(name)
	return l, err == nil
}

// localMoment is the moment when the clocks of a zone show an hour of a day. An
// hour that they skip is none; of an hour that they show twice it is the first.
func localMoment(day arabic.Date, hour, minute int, zone *time.Location) (time.Time, bool) {
	t := time.Date(day.Year, time.Month(day.Month), day.Day, hour, minute, 0, 0, zone)
	if t.Hour() != hour || t.Minute() != minute {
		return t, false
	}
	if earlier := t.Add(-time.Hour); earlier.Hour() == hour && earlier.Minute() == minute {
		t = earlier
	}
	return t.UTC(), true
}

// readMoment reads a day and an hour as they were typed, in a zone.
func readMoment(dayField, day, hourField, hour string, zone *time.Location) (time.Time, error) {
	d, err := arabic.ParseDate(day)
	if err != nil || d.Precision() != arabic.Day {
		return time.Time{}, kernel.RefuseField(dayField, "kernel.not_a_date")
	}
	h, m, err := arabic.ParseClock(hour)
	if err != nil {
		return time.Time{}, kernel.RefuseField(hourField, "assembly.not_an_hour")
	}
	t, ok := localMoment(d, h, m, zone)
	if !ok {
		return t, kernel.RefuseField(hourField, "assembly.hour_skipped")
	}
	return t, nil
}

const dayLayout = "2006-01-02"

func dayOf(t time.Time, zone *time.Location) string { return t.In(zone).Format(dayLayout) }

// daysBetween counts the days from one moment's day to another's, as a calendar
// on the wall counts them: neither hour nor summer time matters.
func daysBetween(from, to time.Time, zone *time.Location) int64 {
	a, _ := time.Parse(dayLayout, dayOf(from, zone))
	b, _ := time.Parse(dayLayout, dayOf(to, zone))
	return int64(b.Sub(a) / (24 * time.Hour))
}

// mayConvene checks the convocation against its rules.
func mayConvene(s Sitting, now time.Time, zone *time.Location) error {
	switch days := daysBetween(now, s.At.Time, zone); {
	case s.Status != Draft:
		return kernel.Refuse(kernel.Conflict, "assembly.already_convened")
	case !s.At.After(now):
		return kernel.RefuseField("day", "assembly.in_the_past")
	case days < s.NoticeDays:
		return kernel.Refuse(kernel.Conflict, "assembly.short_notice", s.NoticeDays, days)
	case s.RecordDate > dayOf(now, zone):
		return kernel.RefuseField("record_date", "assembly.record_date_ahead")
	}
	return nil
}

// mayPostpone checks a new day: later than the one before it, and with the whole
// notice from now on, as the convocation had it.
func mayPostpone(s Sitting, from, now time.Time, zone *time.Location) error {
	switch days := daysBetween(now, s.At.Time, zone); {
	case !s.At.After(now):
		return kernel.RefuseField("day", "assembly.in_the_past")
	case !s.At.After(from):
		return kernel.RefuseField("day", "assembly.not_later", from)
	case days < s.NoticeDays:
		return kernel.RefuseField("day", "assembly.short_notice", s.NoticeDays, days)
	}
	return nil
}

// mayOpen checks what must be true before the opening, the quorum apart.
func mayOpen(s Sitting, now time.Time, waiting, proposed int) error {
	switch {
	case s.Status == Open || s.Status == Break:
		return kernel.Refuse(kernel.Conflict, "assembly.already_open")
	case s.Status != Convened:
		return kernel.Refuse(kernel.Conflict, "assembly.not_convened")
	case now.Before(s.At.Time):
		return kernel.Refuse(kernel.Conflict, "assembly.too_early", s.At.Time)
	case s.PostedAt.IsZero():
		return kernel.Refuse(kernel.Conflict, "assembly.list_not_posted")
	case waiting > 0:
		return kernel.Refuse(kernel.Conflict, "assembly.objections_wait", waiting)
	case proposed > 0:
		return kernel.Refuse(kernel.Conflict, "assembly.changes_wait", proposed)
	}
	return nil
}

// mayArrive checks whether somebody may arrive for a mandate now.
func mayArrive(s Sitting, m seat, now time.Time) error {
	switch {
	case !s.Meeting():
		return kernel.Refuse(kernel.Conflict, "assembly.not_meeting")
	case now.Before(s.At.Add(-doorsOpen)):
		return kernel.Refuse(kernel.Conflict, "assembly.doors_closed", s.At.Add(-doorsOpen))
	case m.struck:
		return kernel.Refuse(kernel.Conflict, "assembly.struck")
	case m.Person == "":
		return kernel.Refuse(kernel.Conflict, "assembly.not_accepted", m.Number)
	}
	return nil
}

func isChannel(c string) bool { return c == Hall || c == Remote || c == Telephone }

func oneOf(field, value string, known ...string) error {
	for _, k := range known {
		if value == k {
			return nil
		}
	}
	return kernel.RefuseField(field, "assembly.unknown_choice", value)
}

// said cleans a text that must be there.
func said(field, text, missing string) (string, error) {
	text = arabic.CleanText(text)
	switch {
	case text == "":
		return "", kernel.RefuseField(field, missing)
	case len([]rune(text)) > mostText:
		return "", kernel.RefuseField(field, "assembly.too_long", mostText)
	}
	return text, nil
}

// saidLocal cleans a text in three languages; the Arabic one must be there.
func saidLocal(field string, in words.Local, missing string) (words.Local, error) {
	var errs [3]error
	in.Ar, errs[0] = said(field+".ar", in.Ar, missing)
	in.En, errs[1] = short(field+".en", in.En)
	in.Tr, errs[2] = short(field+".tr", in.Tr)
	return in, kernel.RefuseAll(errs[:]...)
}

// short cleans a text that may be empty.
func short(field, text string) (string, error) {
	text = arabic.Clean(text)
	if len([]rune(text)) > mostText {
		return "", kernel.RefuseField(field, "assembly.too_long", mostText)
	}
	return text, nil
}

func cleanLocal(l words.Local) words.Local {
	return words.Local{Ar: arabic.Clean(l.Ar), En: arabic.Clean(l.En), Tr: arabic.Clean(l.Tr)}
}
