package demo

import (
	"time"

	"ittihad/kernel"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/tally"
)

// BranchesLaw is the key of the poll on the branches law.
const BranchesLaw = "branches-law"

// How the branches law was voted on.
const (
	hallYes     = 24 // of 25; the 25th abstains
	remoteOwn   = 6  // remote votes on their own devices
	remoteTold  = 3  // remote votes told to two tellers by telephone
	votingLasts = 15 * 60
)

// Discuss presents the law on branches and discusses it.
func (c *Course) Discuss() {
	if c.err != nil {
		return
	}
	item := c.start(proceedings.Discussion, 0)
	c.speak(c.remote[0], c.hall[9], c.remote[5], c.hall[10])
	c.finish(item, 1)
}

// OpenVote puts the law to the vote, by name.
func (c *Course) OpenVote() {
	if c.err != nil {
		return
	}
	item := c.start(proceedings.Vote, 0)
	c.poll = do(c, c.chair(), voting.Prepare, voting.Drafting{
		Sitting: Sitting, Item: item, Key: BranchesLaw, Question: outputs.Reference().BranchesLaw, Kind: voting.ByName,
		Majority: tally.Majority{All: []tally.Threshold{tally.MoreThan(1, 2, tally.BaseCast)}, Tie: tally.TieFails},
		Article:  "14", Changes: true,
	}).ID
	do(c, c.chair(), voting.OpenPoll, voting.Opening{Sitting: Sitting, Poll: c.poll, Seconds: votingLasts})
	c.follow()
}

// cast is a delegate's vote on their own device.
func (c *Course) cast(s seat, choice string) {
	do(c, s.person, voting.Cast, voting.Vote{Sitting: Sitting, Poll: c.poll, Choice: choice})
	c.clock.Later(7 * time.Second)
}

// HallVotes lets the hall vote but for the last of it, who abstains later, and
// for one whose seat is left to a visitor.
func (c *Course) HallVotes(but int) {
	for i := range min(hallYes, len(c.hall)) {
		if i != but {
			c.cast(c.hall[i], voting.Yes)
		}
	}
}

// RemoteVotes lets those vote whose line holds.
func (c *Course) RemoteVotes(but int) {
	voted := 0
	for i, s := range c.remote {
		if i != but && voted < remoteOwn {
			c.cast(s, voting.Yes)
			voted++
		}
	}
}

// Tell has the tellers call: three are reached, and told votes are confirmed by
// the second teller; the twenty others are not reached.
func (c *Course) Tell() {
	if c.err != nil {
		return
	}
	told := c.remote[remoteOwn : remoteOwn+remoteTold]
	for _, s := range told {
		c.clock.Later(40 * time.Second)
		for i, command := range []kernel.Command[voting.Heard, voting.Taken]{voting.Enter, voting.Confirm} {
			do(c, c.tellers()[i], command, voting.Heard{Sitting: Sitting, Poll: c.poll, Mandate: s.mandate, Choice: voting.Yes})
		}
	}
	var missed []string
	for _, s := range c.remote[remoteOwn+remoteTold:] {
		missed = append(missed, s.mandate)
	}
	do(c, c.tellers()[0], voting.Explain, voting.Unreached{Sitting: Sitting, Poll: c.poll, Mandates: missed, Reason: tally.NotReached})
}

// CloseVote closes the vote in two steps and announces its result.
func (c *Course) CloseVote() {
	if c.err != nil {
		return
	}
	c.cast(c.hall[len(c.hall)-1], voting.Abstain)
	which := voting.Which{Sitting: Sitting, Poll: c.poll}
	closing := ask(c, c.chair(), voting.Preview, which)
	do(c, c.chair(), voting.ClosePoll, voting.CloseWith{Sitting: Sitting, Poll: c.poll, NotHeard: closing.NotHeard})
	do(c, c.chair(), voting.Announce, voting.Announcing{Sitting: Sitting, Poll: c.poll})
	c.follow()
	c.done(c.item(proceedings.Vote, 0))
}
