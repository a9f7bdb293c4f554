package demo

import (
	"time"

	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
)

// Propose has the first outputs proposed from the floor, as they come up in the
// course of the day.
func (c *Course) Propose(from, to int) {
	if c.err != nil {
		return
	}
	for i, text := range outputs.Reference().Outputs[from:to] {
		s := c.hall[(from+i)%len(c.hall)]
		if i%2 == 1 {
			s = c.remote[(from+i)%len(c.remote)]
		}
		c.propose(s, text)
	}
}

func (c *Course) propose(s seat, text words.Local) {
	do(c, s.person, outputs.Propose, outputs.NewOutput{Sitting: Sitting, Text: text})
	c.clock.Later(time.Minute)
}

// Outputs adopts the nine outputs by consent, one after the other.
func (c *Course) Outputs() {
	if c.err != nil {
		return
	}
	item := c.start(proceedings.OutputsItem, 0)
	view := ask(c, c.chair(), outputs.SeeAll, proceedings.OfSitting{Sitting: Sitting})
	for _, o := range view.Outputs {
		do(c, c.chair(), outputs.AskConsent, outputs.AskedConsent{Sitting: Sitting, Outputs: []string{o.Output}, Seconds: 20})
		c.clock.Later(25 * time.Second)
		do(c, c.chair(), outputs.SettleConsent, proceedings.OfSitting{Sitting: Sitting})
	}
	c.finish(item, 1)
}

// Close reads the closing statement, closes the attendance sheet and the sitting.
func (c *Course) Close() {
	if c.err != nil {
		return
	}
	item := c.start(proceedings.Closing, 0)
	r := do(c, c.drafting()[0], outputs.DraftStatement, outputs.DraftedStatement{Sitting: Sitting})
	c.clock.Later(10 * time.Minute)
	do(c, c.chair(), outputs.ReadStatement, outputs.DraftedStatement{Sitting: Sitting, Revision: r.Revision})
	c.finish(item, 1)
	do(c, c.secretary, assembly.CloseSheet, assembly.One{Sitting: Sitting})
	do(c, c.chair(), assembly.CloseSitting, assembly.One{Sitting: Sitting})
	c.follow()
}
