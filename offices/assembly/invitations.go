package assembly

import (
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

// Printing names the invitations to print; none means all.
type Printing struct {
	Sitting string  `json:"sitting"`
	Numbers []int64 `json:"numbers"` // of invitations
}

// An Invitation is a numbered invitation as it is printed, with a sign-in code
// of its own that is kept nowhere.
type Invitation struct {
	Number       int64       `json:"number"`
	Organisation words.Local `json:"organisation"`
	Roll         int64       `json:"roll"` // the organisation's number
	Person       words.Local `json:"person"`
	DoorCode     string      `json:"door_code"`
	SignIn       string      `json:"sign_in"` // empty if nobody is named yet
}

// Printed is a stack of invitations.
type Printed struct {
	Sitting     Sitting      `json:"sitting"`
	Invitations []Invitation `json:"invitations"`
	Until       sqldb.Time   `json:"until"` // the sign-in codes work until then
}

// PrintInvitations makes a new sign-in code for each invitation and answers what
// is printed and forwarded. The answer is kept nowhere: printing again makes
// other codes.
var PrintInvitations = kernel.Command[Printing, Printed]{
	Name: "assembly.print-invitations", Personal: true, Who: whoSecretary + "; no program", Fleeting: true,
	Stream: func(in Printing) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ Printing) error { return maySecretary(tx) },
	Do:     printInvitations,
}

func printInvitations(tx *kernel.Tx, in Printing) (Printed, error) {
	s, err := sittingIn(tx, in.Sitting, "assembly.not_meeting", Convened, Open, Break)
	if err != nil {
		return Printed{}, err
	}
	out := Printed{Sitting: s, Until: sqldb.Time{Time: laterOf(s.At, s.SecondAt).Add(codesLast)}}
	rows, who, names, orgs, err := invited(tx, s.ID, in.Numbers)
	if err != nil {
		return out, err
	}
	for _, r := range rows {
		person := names[who[r.Mandate]]
		i := Invitation{Number: r.invitation, Organisation: orgs[r.Organisation].Name, Roll: r.Number, Person: person.Name, DoorCode: r.doorCode}
		if person.ID != "" && !person.Erased {
			if i.SignIn, err = people.NewCode(tx, person.ID, "assembly.why_invited"+" "+Stream(s.ID), out.Until.Time); err != nil {
				return out, err
			}
		}
		out.Invitations = append(out.Invitations, i)
	}
	if len(out.Invitations) == 0 {
		return out, kernel.Refuse(kernel.NotFound, "assembly.no_such_invitation")
	}
	return out, tx.Record("assembly.invitations-printed", struct {
		Number int `json:"number"`
	}{len(out.Invitations)})
}

func laterOf(a, b sqldb.Time) sqldb.Time {
	if b.After(a.Time) {
		return b
	}
	return a
}

// invited are the invitations meant, who each is for, and the names of all.
func invited(tx *kernel.Tx, sitting string, numbers []int64) (rows []invitationRow, who map[string]string,
	names map[string]people.Person, orgs map[string]members.Organisation, err error) {
	if rows, err = invitationsOf(tx, sitting); err != nil {
		return
	}
	rows = slices.DeleteFunc(rows, func(r invitationRow) bool {
		return len(numbers) > 0 && !slices.Contains(numbers, r.invitation)
	})
	var mandates, organisations, persons []string
	for _, r := range rows {
		mandates, organisations = append(mandates, r.Mandate), append(organisations, r.Organisation)
	}
	live, err := nominationsFor(tx, mandates)
	if err != nil {
		return
	}
	who = map[string]string{}
	for _, n := range live {
		if who[n.Mandate] == "" { // the delegate, before the substitutes
			who[n.Mandate] = n.Person
			persons = append(persons, n.Person)
		}
	}
	if names, err = people.Named(tx, persons); err != nil {
		return
	}
	orgs, err = members.Named(tx, organisations)
	return
}

// A Serving says what was done to bring invitations to their organisations.
type Serving struct {
	Sitting string     `json:"sitting"`
	Numbers []int64    `json:"numbers"` // of invitations
	All     bool       `json:"all"`
	Step    string     `json:"step"`    // sent, delivered, acknowledged
	Channel string     `json:"channel"` // hand, post, email, sms, messenger, telephone
	At      sqldb.Time `json:"at"`      // empty: now
}

// Served counts the invitations.
type Served struct {
	Served int64 `json:"served"`
}

var serviceChannels = []string{"hand", "post", "email", "sms", "messenger", "telephone"}

// Serve records proof of service: sent by which channel, delivered and
// acknowledged when.
var Serve = kernel.Command[Serving, Served]{
	Name: "assembly.serve", Who: whoSecretary,
	Stream: func(in Serving) string { return Stream(in.Sitting) },
	May:    func(tx *kernel.Tx, _ Serving) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in Serving) (out Served, err error) {
		if in.At.IsZero() {
			in.At = tx.Now
		}
		var ahead error
		if in.At.After(tx.Now.Time) {
			ahead = kernel.RefuseField("at", "assembly.in_the_future")
		}
		if err := kernel.RefuseAll(oneOf("step", in.Step, "sent", "delivered", "acknowledged"),
			oneOf("channel", in.Channel, serviceChannels...), ahead); err != nil {
			return out, err
		}
		rows, err := invitationsOf(tx, in.Sitting)
		if err != nil {
			return out, err
		}
		for _, r := range rows {
			if !in.All && !slices.Contains(in.Numbers, r.invitation) {
				continue
			}
			if err := serve(tx, in.Sitting, Service{Invitation: r.invitation, Step: in.Step, Channel: in.Channel, At: in.At}); err != nil {
				return out, err
			}
			out.Served++
		}
		if out.Served == 0 {
			return out, kernel.Refuse(kernel.NotFound, "assembly.no_such_invitation")
		}
		return out, nil
	},
}

func serve(tx *kernel.Tx, sitting string, s Service) error {
	err := tx.Record("assembly.invitation-"+s.Step, struct {
		Invitation int64  `json:"invitation"`
		Channel    string `json:"channel"`
	}{s.Invitation, s.Channel})
	if err != nil {
		return err
	}
	return insertService(tx, sitting, s)
}

// An Acknowledgement says that an organisation has its invitation.
type Acknowledgement struct {
	Sitting      string `json:"sitting"`
	Organisation string `json:"organisation"`
}

// Acknowledge records that an organisation says it has its invitation.
var Acknowledge = kernel.Command[Acknowledgement, Service]{
	Name: "assembly.acknowledge", Who: "the representative of the organisation",
	Stream: func(in Acknowledgement) string { return Stream(in.Sitting) },
	May: func(tx *kernel.Tx, in Acknowledgement) error {
		if !represents(tx, in.Organisation) {
			return kernel.Refuse(kernel.Denied, "assembly.representative_only")
		}
		return nil
	},
	Do: func(tx *kernel.Tx, in Acknowledgement) (Service, error) {
		m, err := seatOfOrganisation(tx, in.Sitting, in.Organisation)
		if err != nil {
			return Service{}, err
		}
		n, acknowledged, err := invitationOf(tx, m.Mandate)
		s := Service{Invitation: n, Step: "acknowledged", Channel: "page", At: tx.Now}
		if err != nil || acknowledged {
			return s, err
		}
		return s, serve(tx, in.Sitting, s)
	},
}
