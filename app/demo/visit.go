package demo

import (
	"ittihad/offices/people"
)

// The seats that are left to visitors: a delegate in the hall, and one in rural
// Aleppo.
const (
	hallVisitor = 11
)

// A Door is a way into the demo: whose, at which host, by which path.
type Door struct {
	Key  string // demo.door_KEY is its name in words
	Host string // "chair" of chair.localhost
	Path string
	Once bool // the path works once
}

// Stage plays the assembly to the vote on the branches law and lets the clock
// go: the hall has voted but for two, six of the remote have, and the tellers
// are calling. It returns the doors for visitors.
func (c *Course) Stage() []Door {
	c.Found()
	c.Convene()
	c.Gather()
	c.Open()
	c.Words()
	c.Introductions()
	c.Break()
	c.Discuss()
	c.Propose(0, 4)
	c.OpenVote()
	c.HallVotes(hallVisitor)
	c.RemoteVotes(c.aleppo())
	doors := c.doors()
	c.clock.Run()
	return doors
}

// aleppo is the seat of the first remote delegate in rural Aleppo.
func (c *Course) aleppo() int {
	for i, s := range c.remote {
		if s.place == "ريف حلب" {
			return i
		}
	}
	return 0
}

func (c *Course) doors() []Door {
	if c.err != nil {
		return nil
	}
	at := "/sittings/" + Sitting
	doors := []Door{{Key: "public", Host: "127.0.0.1", Path: "/"}}
	for _, d := range []struct{ key, host, person, next string }{
		{"secretary", "secretary", c.secretary, "/sittings"},
		{"chair", "chair", c.chair(), at + "/desk"},
		{"hall", "hall", c.hall[hallVisitor].person, at + "/me"},
		{"aleppo", "aleppo", c.remote[c.aleppo()].person, at + "/me"},
		{"teller1", "teller1", c.tellers()[0], at + "/teller"},
		{"teller2", "teller2", c.tellers()[1], at + "/teller"},
		{"desk", "desk", c.desk, at + "/door"},
		{"screen", "screen", c.screen, at + "/screen"},
	} {
		link := do(c, c.secretary, people.Invite, people.Invitation{Person: d.person, Kind: "link", Why: "demo.why_door"})
		doors = append(doors, Door{Key: d.key, Host: d.host, Path: link.Path + "?next=" + d.next, Once: true})
	}
	return doors
}
