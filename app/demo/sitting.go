package demo

import (
	"fmt"
	"time"

	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/proceedings"
	"ittihad/pure/queue"
)

// Agenda puts the standard agenda before the sitting.
func (c *Course) Agenda() {
	do(c, c.secretary, proceedings.FillAgenda, proceedings.OfSitting{Sitting: Sitting})
	for kind, title := range map[string]words.Local{
		proceedings.Discussion: {Ar: "قانون الفروع: العرض والمناقشة", En: "The law on branches: presentation and discussion", Tr: "Şubeler yasası: sunum ve görüşme"},
		proceedings.Vote:       {Ar: "التصويت على قانون الفروع", En: "Vote on the law on branches", Tr: "Şubeler yasasının oylanması"},
	} {
		do(c, c.secretary, proceedings.ChangeItem, proceedings.ChangedItem{Sitting: Sitting, Item: c.item(kind, 0), Title: &title})
	}
}

// Gather lets the 54 arrive: the hall at the desk, the remote by their own
// sign-in.
func (c *Course) Gather() {
	c.clock.Set("2017-01-16", "09:20:00")
	for i := range max(len(c.hall), len(c.remote)) {
		c.clock.Later(65 * time.Second)
		if i < len(c.hall) {
			do(c, c.desk, assembly.Arrive, assembly.Arrival{Sitting: Sitting, Number: c.hall[i].number, Channel: assembly.Hall})
		}
		if i < len(c.remote) {
			s := c.remote[i]
			do(c, s.person, assembly.Join, assembly.Joining{Sitting: Sitting, Place: s.place})
		}
	}
}

// Open opens the sitting, and the assembly elects by acclamation who leads it.
func (c *Course) Open() {
	if c.err != nil {
		return
	}
	c.clock.Set("2017-01-16", "10:05:00")
	do(c, c.secretary, assembly.OpenSitting, assembly.Opening{Sitting: Sitting})
	do(c, c.secretary, proceedings.StartItem, proceedings.StartedItem{Sitting: Sitting, Item: c.item(proceedings.Opening, 0)})
	do(c, c.secretary, assembly.SeatOfficers, assembly.Seating{Sitting: Sitting, Chair: c.chair(), Rapporteur: c.rapporteur(),
		Tellers: c.tellers(), Drafting: c.drafting(), How: "acclamation"})
	c.follow()
}

// item is the id of the n-th item of a kind.
func (c *Course) item(kind string, n int) string {
	view := ask(c, c.secretary, proceedings.SeeAgenda, proceedings.OfSitting{Sitting: Sitting})
	for _, i := range view.Items {
		if i.Kind != kind {
			continue
		}
		if n == 0 {
			return i.ID
		}
		n--
	}
	if c.err == nil {
		c.err = fmt.Errorf("the agenda has no item %d of kind %s", n, kind)
	}
	return ""
}

func (c *Course) start(kind string, n int) string {
	id := c.item(kind, n)
	do(c, c.chair(), proceedings.StartItem, proceedings.StartedItem{Sitting: Sitting, Item: id})
	return id
}

func (c *Course) finish(item string, minutes time.Duration) {
	c.clock.Later(minutes * time.Minute)
	do(c, c.chair(), proceedings.FinishItem, proceedings.OfItem{Sitting: Sitting, Item: item})
}

// Words goes through the opening's words and the reports to the introductions.
func (c *Course) Words() {
	if c.err != nil {
		return
	}
	c.finish(c.item(proceedings.Opening, 0), 5)
	c.finish(c.start(proceedings.Ceremony, 0), 8)
	guests := c.start(proceedings.Speech, 0)
	c.guest(words.Local{Ar: "ضيف من هيئة دولية", En: "A guest of an international body", Tr: "Uluslararası bir kuruluştan konuk"},
		words.Local{Ar: "ممثل هيئة دولية", En: "Representative of an international body", Tr: "Uluslararası kuruluş temsilcisi"}, 10*time.Minute)
	c.finish(guests, 1)
	c.finish(c.start(proceedings.Minutes, 0), 5)
	report := c.start(proceedings.Speech, 1)
	c.guest(words.Local{Ar: "الأمين العام", En: "The secretary general", Tr: "Genel sekreter"},
		words.Local{Ar: "الأمين العام للاتحاد", En: "Secretary general of the union", Tr: "Birlik genel sekreteri"}, 25*time.Minute)
	c.finish(report, 1)
	discussion := c.start(proceedings.Report, 0)
	c.speak(c.hall[7], c.remote[3], c.hall[8], c.remote[10])
	c.finish(discussion, 1)
	c.finish(c.start(proceedings.Financial, 0), 10)
}

func (c *Course) guest(name, post words.Local, d time.Duration) {
	f := do(c, c.chair(), proceedings.GiveFloorToGuest, proceedings.GuestFloor{Sitting: Sitting, Name: name, Post: post})
	c.clock.Later(d)
	c.endFloor(f)
}

// speak lets delegates ask for the floor, and gives it by the queue's rule.
func (c *Course) speak(seats ...seat) {
	for _, s := range seats {
		do(c, s.person, proceedings.AskFloor, proceedings.NewRequest{Sitting: Sitting, Kind: queue.Word})
		c.clock.Later(5 * time.Second)
	}
	for range seats {
		f := do(c, c.chair(), proceedings.GiveFloor, proceedings.GivenFloor{Sitting: Sitting})
		c.clock.Later(2 * time.Minute)
		c.endFloor(f)
	}
}

func (c *Course) endFloor(f proceedings.Floor) {
	do(c, c.chair(), proceedings.EndFloor, proceedings.OfRequest{Sitting: Sitting, Request: f.Request})
}

// Introductions walks through all who are present, hall and remote in turn.
func (c *Course) Introductions() {
	if c.err != nil {
		return
	}
	item := c.start(proceedings.Introductions, 0)
	var turn int64
	for range len(c.hall) + len(c.remote) {
		turn = do(c, c.chair(), proceedings.NextIntroduction, proceedings.FromIntroduction{Sitting: Sitting, Turn: turn}).Turn
		c.clock.Later(45 * time.Second)
	}
	c.finish(item, 1)
}

// Break is the break of the agenda, which interrupts the sitting; on its return
// the quorum is checked again.
func (c *Course) Break() {
	if c.err != nil {
		return
	}
	item := c.start(proceedings.Break, 0)
	c.clock.Later(30 * time.Minute)
	do(c, c.chair(), assembly.Resume, assembly.One{Sitting: Sitting})
	c.follow()
	c.done(item)
}

// done ends an item that its follower may have ended already.
func (c *Course) done(item string) {
	do(c, c.chair(), proceedings.FinishItem, proceedings.OfItem{Sitting: Sitting, Item: item})
}
