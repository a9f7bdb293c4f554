package hall_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/offices/assembly"
	"ittihad/offices/hall"
)

// The record says who was here at any past minute, by channel to everybody and by
// place to who serves the sitting; what the quorum came to, with its arithmetic;
// the speaking time of each side; what the credentials committee found.
func TestTheRecordOfASitting(t *testing.T) {
	w := convened(t, "sqlite").gathered()
	w.Open()
	w.Words()
	w.sound()
	early := w.clock.Now()
	do(w, w.holder("desk", 0), assembly.Leave, assembly.Arrival{Sitting: sitting, Mandate: w.hall[20].Mandate, Channel: assembly.Hall})
	w.follow()
	w.later(time.Minute)

	in := assembly.Moment{Sitting: sitting}
	now := see(w, w.remote[3].Person, hall.SeeRecord, in)
	if now.Here.Here != 53 || now.Here.Channels[assembly.Hall] != 24 || now.Here.Channels[assembly.Remote] != 29 {
		t.Errorf("a delegate sees %+v", now.Here)
	}
	in.At = sqldb.Time{Time: early.Add(-time.Minute)}
	then := see(w, w.remote[3].Person, hall.SeeRecord, in)
	if then.Here.Here != 54 || then.Serving || len(then.Here.Places) != 0 || len(then.Here.Mandates) != 0 {
		t.Errorf("a delegate sees of the past %+v", then.Here)
	}
	if len(then.Events) == 0 || then.Events[0].Needed != 45 || then.Events[0].Base != 88 || then.Events[0].What != "reached" {
		t.Errorf("the quorum's events are %+v", then.Events)
	}
	if then.Spoken == nil || then.Spoken.Channels[assembly.Remote].Seconds == 0 || then.Spoken.Guests.Seconds == 0 {
		t.Errorf("the speaking time is %+v", then.Spoken)
	}
	if then.Credentials.Entitled != 88 || then.Credentials.Accepted < 54 {
		t.Errorf("the committee's report is %+v", then.Credentials)
	}
	serves := see(w, w.holder("desk", 0), hall.SeeRecord, in)
	if !serves.Serving || len(serves.Here.Places) == 0 || len(serves.Here.Mandates) != 54 {
		t.Errorf("the desk sees %d places and %d mandates", len(serves.Here.Places), len(serves.Here.Mandates))
	}
	kerneltest.Refused(t, "kernel.sign_in", asks(w, hall.SeeRecord, in)(w.actor("")))
}

// To who does not serve the sitting the record names neither a person nor an
// organisation, whoever asks about whichever minute.
func TestTheRecordNamesNobody(t *testing.T) {
	w := convened(t, "sqlite").gathered()
	w.Open()
	w.Words()
	w.sound()
	s := w.serve()
	_, _, body := visitor{t, s, w.remote[3].Person}.get(at + "/record?at=09:40")
	text, err := json.Marshal(see(w, w.remote[3].Person, hall.SeeRecord, assembly.Moment{Sitting: sitting}))
	all := body + string(kerneltest.Must(t, text, err))
	own := w.organisation(w.remote[3]).Name
	for _, v := range append(w.hall, w.remote...) {
		o := w.organisation(v)
		if v.Mandate != w.remote[3].Mandate && o.Name.Ar != own.Ar && (strings.Contains(all, o.Name.Ar) || strings.Contains(all, v.Mandate)) {
			t.Errorf("the record names %s", o.Name.Ar)
		}
	}
}

// The hour in the address is that of the hall; a page asked for nonsense shows
// now.
func TestTheHourOfTheRecord(t *testing.T) {
	w := convened(t, "sqlite").gathered()
	w.Open()
	w.sound()
	v := visitor{t, w.serve(), w.holder("desk", 0)}
	for _, c := range []struct{ query, want string }{{"?at=09:21", `value="09:21"`}, {"?at=23:59", `value="10:05"`}, {"?at=soon", `value="10:05"`}, {"", `value="10:05"`}} {
		code, _, body := v.get(at + "/record" + c.query)
		if code != http.StatusOK || !strings.Contains(body, c.want) {
			t.Errorf("%q answers %d without %s: %s", c.query, code, c.want, body)
		}
	}
}
