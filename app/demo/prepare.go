package demo

import (
	"bytes"
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

// Union is the federation's name in the demo.
var Union = words.Local{Ar: "اتحاد منظمات المجتمع المدني", En: "Union of Civil Society Organisations", Tr: "Sivil Toplum Kuruluşları Birliği"}

// ErrTaken says that the stage is somebody's: the demo never plays in it.
var ErrTaken = errors.New("this database holds a federation already; the demo wants a new one, or none named: it makes its own")

// Found sets the federation up and imports its roll, on 28 December 2016: two
// organisations joined in the week before.
func (c *Course) Found() {
	c.clock.Set("2016-12-28", "10:00:00")
	token, needed, err := people.SetupLink(c.ctx, c.k)
	if err == nil && !needed {
		err = ErrTaken
	}
	if err != nil {
		c.err = err
		return
	}
	founder, err := kernel.Run(c.ctx, c.k, people.Found, kernel.Actor{}, "", people.Founding{
		Token: token, Name: Union, Zone: Zone, Lang: "ar",
		Secretary: people.Secretary{Name: words.Local{Ar: "أمين سر الاتحاد", En: "Secretary of the union", Tr: "Birlik sekreteri"}},
	})
	if err != nil {
		c.err = err
		return
	}
	c.secretary = founder.Person
	c.desk = do(c, c.secretary, people.Register, people.Registration{Name: words.Local{Ar: "مكتب الاستقبال", En: "Check-in desk", Tr: "Kayıt masası"}}).ID
	c.screen = do(c, c.secretary, people.Register, people.Registration{Name: words.Local{Ar: "شاشة القاعة", En: "Hall screen", Tr: "Salon ekranı"}}).ID
	c.importRoll()
	c.publish()
}

func (c *Course) importRoll() {
	if c.err != nil {
		return
	}
	by, err := people.ActorOf(c.ctx, c.k, c.secretary)
	if err == nil {
		_, err = members.Import(c.ctx, c.k, by, bytes.NewReader(members.ReferenceRoll), int64(len(members.ReferenceRoll)), members.ReferenceRollName, members.Options{})
	}
	c.err = err
}

// publish shows the organisations outside the country by name, as they agreed
// on joining; those inside stay protected, and are shown by their code.
func (c *Course) publish() {
	roll := c.everyone()
	for _, o := range roll {
		if o.Country != "SY" {
			do(c, c.secretary, members.Protect, members.Protection{ID: o.ID, How: "استمارة الانتساب"})
		}
	}
}

func (c *Course) everyone() (list []members.Organisation) {
	if c.err != nil {
		return nil
	}
	c.err = c.k.Read(c.ctx, kernel.Self, func(tx *kernel.Tx) error {
		for n := int64(1); n <= 172; n++ {
			o, err := members.ByNumber(tx, n)
			if err != nil {
				return err
			}
			list = append(list, o)
		}
		return nil
	})
	return list
}

// Convene calls the assembly: the plan, the frozen roll, the invitations and
// their proof of service, the agenda.
func (c *Course) Convene() {
	c.clock.Set("2016-12-28", "12:00:00")
	days, minutes := int64(15), int64(60)
	do(c, c.secretary, assembly.DraftSitting, assembly.Plan{
		ID: Sitting, Kind: "ordinary",
		Title: words.Local{Ar: "الهيئة العامة، الجلسة الأولى", En: "General Assembly, first sitting", Tr: "Genel kurul, birinci oturum"},
		Day:   "16/1/2017", Hour: "10:00", SecondDay: "16/1/2017", SecondHour: "12:00",
		Zone: Zone, Place: words.Local{Ar: "إسطنبول", En: "Istanbul", Tr: "İstanbul"}, RemoteLink: "https://meet.example.org/assembly", NoticeDays: &days, SecondAfter: &minutes, Article: "12",
		RemoteEffect: c.RemoteEffect,
	})
	do(c, c.secretary, assembly.Convene, assembly.Convocation{Sitting: Sitting})
	do(c, c.secretary, assembly.PostList, assembly.One{Sitting: Sitting})
	c.Agenda()
	c.clock.Set("2016-12-29", "09:00:00")
	do(c, c.secretary, assembly.PrintInvitations, assembly.Printing{Sitting: Sitting})
	do(c, c.secretary, assembly.Serve, assembly.Serving{Sitting: Sitting, All: true, Step: "sent", Channel: "messenger"})
	for role, person := range map[string]string{"desk": c.desk, "screen": c.screen, "credentials": c.secretary} {
		do(c, c.secretary, assembly.Staff, assembly.Staffing{Sitting: Sitting, Role: role, Persons: []string{person}})
	}
	c.clock.Set("2017-01-15", "16:00:00")
	do(c, c.secretary, assembly.Accept, assembly.Acceptance{Sitting: Sitting, All: true})
	c.find(members.ReferenceRoll)
}

func seatOf(tx *kernel.Tx, number int64) (seat, error) {
	o, err := members.ByNumber(tx, number)
	if err != nil {
		return seat{}, err
	}
	v, err := assembly.VoterFor(tx, Sitting, o.Representative)
	return seat{number: number, organisation: o.ID, person: v.Person, mandate: v.Mandate}, err
}
