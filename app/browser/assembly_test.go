package browser

import (
	"strings"
	"testing"
	"time"

	"ittihad/app/demo"
	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

// A play is the reference assembly with its people at their own browsers.
type play struct {
	*testing.T
	*house
	chair, hall, aleppo, remote, teller1, teller2, screen, public *tab
	voters                                                        map[string]assembly.Voter // by host
	id                                                            string                    // of the poll
}

// before takes the assembly to the vote on the branches law.
func before(c *demo.Course) []demo.Door {
	c.Found()
	c.Convene()
	c.Gather()
	c.Open()
	c.Words()
	c.Introductions()
	c.Break()
	c.Discuss()
	c.Propose(0, len(outputs.Reference().Outputs))
	return nil
}

// The reference assembly, played in the pages that people use: every button is
// found as a screen reader finds it, by its Arabic name.
func TestAssembly(t *testing.T) {
	h := open(t, before)
	p := &play{T: t, house: h, voters: map[string]assembly.Voter{}}
	p.voters["hall"], p.voters["aleppo"], p.voters["remote"] = h.present("hall")[11], h.present("remote")[3], h.present("remote")[9]
	at := func(host, person, page string) *tab { return enter(h, host, person, sitting+page) }
	p.chair = at("chair", h.holder("chair", 0), "/desk")
	p.screen = at("screen", h.holder("screen", 0), "/screen")
	p.teller1, p.teller2 = at("teller1", h.holder("teller", 0), "/teller"), at("teller2", h.holder("teller", 1), "/teller")
	p.hall, p.remote = at("hall", p.voters["hall"].Person, "/me"), at("remote", p.voters["remote"].Person, "/me")
	p.aleppo = at("aleppo", p.voters["aleppo"].Person, "/me")
	p.public = newTab(h, "public")
	p.public.open("/")

	p.opens()
	p.votes()
	p.losesTheLine()
	p.tells()
	p.othersVote()
	p.closes()
	p.adopts()
	p.figures()
	for _, b := range []*tab{p.chair, p.hall, p.remote, p.teller1, p.teller2, p.screen, p.public} {
		if said := b.complaints(); len(said) > 0 {
			t.Errorf("%s: the console says %q", b.host, said)
		}
	}
}

// next is the button that leads to the next item of a kind.
func (p *play) next(kind string) string {
	for _, i := range ask(p.house, p.holder("chair", 0), proceedings.SeeAgenda, proceedings.OfSitting{Sitting: demo.Sitting}).Items {
		if i.Kind == kind && i.State == proceedings.Planned {
			return p.say("hall.step_begin", i.Title)
		}
	}
	p.Fatalf("the agenda has no %s", kind)
	return ""
}

// turnout is how many of the 54 have voted, as it is written.
func (p *play) turnout(n string) string { return n + " / ٥٤" }

// opens: the chair comes to the item, prepares the vote and opens it; everybody's
// page turns to it by itself.
func (p *play) opens() {
	p.chair.press(button, p.next(proceedings.Vote))
	p.chair.press(button, p.say("hall.step_prepare"))
	p.chair.press(button, p.say("hall.step_vote"))
	p.screen.sees(p.say("hall.time_left"), p.turnout("٠"))
	p.public.sees(p.turnout("٠"))
	p.id = p.poll().ID
	for _, b := range []*tab{p.hall, p.remote, p.aleppo} {
		b.sees(p.say("hall.choice_yes"), p.say("hall.to_confirm"))
	}
}

// ballot is a vote in two steps, up to the last tap.
func (p *play) ballot(b *tab, what string) {
	b.press(choice, p.say(what))
	b.press(first, p.say("hall.to_confirm"))
	b.sees(p.say("hall.sure"))
}

// votes: two delegates vote in two steps and have their receipts; the screen
// shows that votes came, and not which.
func (p *play) votes() {
	for _, b := range []*tab{p.hall, p.remote} {
		p.ballot(b, "hall.choice_yes")
		b.press(button, p.say("hall.send_vote"))
		b.sees(p.say("hall.my_receipts"))
		b.sees(p.receipt(b.host))
	}
	p.screen.sees(p.turnout("٢"))
	p.public.sees(p.turnout("٢"))
	p.nothingShows()
}

// nothingShows: no surface but the ballot itself says what may be chosen, let
// alone what was.
func (p *play) nothingShows() {
	for _, b := range []*tab{p.screen, p.public, p.chair, p.teller1} {
		for _, what := range []string{"hall.choice_yes", "hall.choice_no", "hall.choice_abstain"} {
			if text := b.text(); strings.Contains(text, p.say(what)) {
				p.Errorf("%s: before the close the page shows %s: %s", b.host, p.say(what), text)
			}
		}
	}
}

// receipt is the code of the one receipt that the delegate has.
func (p *play) receipt(host string) string {
	p.Helper()
	all := p.receipts(p.voters[host].Person)
	if len(all) != 1 {
		p.Fatalf("%s has %d receipts, want one", host, len(all))
	}
	return all[0].Code
}

// losesTheLine: the vote arrives, its answer does not. The delegate sees that,
// keeps what was chosen, sends again, and has the receipt of the first time.
func (p *play) losesTheLine() {
	b := p.aleppo
	breaks, mends := p.fragile(b.host)
	b.open(sitting + "/me")
	p.ballot(b, "hall.choice_yes")
	breaks()
	b.press(button, p.say("hall.send_vote"))
	b.sees(p.say("ui.send.failed"))
	if got, err := b.js("document.querySelector('[name=choice]:checked').value"); err != nil || got != voting.Sent(voting.Poll{}, voting.Yes) {
		p.Errorf("after the line broke %q is chosen, %v", got, err)
	}
	code := p.receipt(b.host)
	p.screen.sees(p.turnout("٣"))
	if text := b.text(); strings.Contains(text, code) {
		p.Errorf("the receipt came over a broken line: %s", text)
	}
	mends()
	b.press(button, p.say("hall.send_vote"))
	b.sees(p.say("hall.my_receipts"), code)
	if again := p.receipt(b.host); again != code {
		p.Errorf("sent again, the receipt is %s, first %s", again, code)
	}
	p.screen.sees(p.turnout("٣"))
	b.complaints() // of the broken line
}

// tells: one teller calls and writes down what was heard, the other calls too and
// confirms it; a third organisation does not answer.
func (p *play) tells() {
	p.teller1.press(button, p.say("hall.call"))
	p.teller1.press(choice, p.say("hall.choice_yes"))
	p.teller1.press(button, p.say("hall.send_first"))
	p.teller1.sees(p.say("hall.waits_for_another"))
	p.screen.sees(p.turnout("٣"))
	p.teller2.sees(p.say("hall.second_teller_wanted"))
	p.teller2.press(button, p.say("hall.call"))
	p.teller2.press(choice, p.say("hall.choice_yes"))
	p.teller2.press(button, p.say("hall.send_second"))
	p.screen.sees(p.turnout("٤"))
	p.teller1.press(button, p.say("hall.call"))
	p.teller1.press(button, p.say("hall.reason_not_reached"))
	p.teller1.sees(p.say("hall.not_heard_yet"))
	p.nothingShows()
}

// othersVote: the rest of the 54, as it was.
func (p *play) othersVote() {
	inHall := p.present(assembly.Hall)
	for _, m := range p.unheard(p.id, assembly.Hall) {
		choice := voting.Yes
		if m == inHall[len(inHall)-1].Mandate {
			choice = voting.Abstain
		}
		p.cast(p.id, p.voter(m), choice)
	}
	left := p.unheard(p.id, assembly.Remote)
	for _, m := range left[:4] {
		p.cast(p.id, p.voter(m), voting.Yes)
	}
	for _, m := range left[4:6] {
		p.tell(p.id, m, voting.Yes)
	}
	p.unreached(p.id, left[6:]...)
	p.screen.sees(p.turnout("٣٤"))
	p.nothingShows()
}

// closes: in two steps, of which the second says how many were not heard; then
// the result is announced, and everybody has it.
func (p *play) closes() {
	p.chair.press(first, p.say("hall.close_ask"))
	p.chair.sees(p.say("hall.not_heard", 20), p.say("hall.close_text"))
	p.chair.press(button, p.say("hall.close_do"))
	p.screen.sees(p.say("hall.closed_text"))
	if text := p.screen.text(); strings.Contains(text, p.say("hall.choice_yes")) {
		p.Errorf("between the close and the announcement the screen shows %s", text)
	}
	p.chair.press(button, p.say("hall.step_announce"))
	p.screen.sees(p.say("hall.outcome_carried"), p.say("hall.choice_yes")+" "+p.say("hall.choice_no"), "٢٤ ٠ ١ ٠", "٩ ٠ ٠ ٢٠", p.say("hall.not_reached", 20))
	for _, b := range []*tab{p.public, p.hall, p.aleppo} {
		b.sees(p.say("hall.not_reached", 20))
	}
}

// adopts: the chair asks whether anyone objects to the nine outputs, nobody does,
// and they are adopted.
func (p *play) adopts() {
	p.chair.press(button, p.next(proceedings.OutputsItem))
	p.chair.press(button, p.say("hall.step_ask"))
	p.screen.sees(p.say("hall.anyone_objects"))
	p.aleppo.sees(p.say("hall.anyone_objects"), p.say("hall.silence_is_consent"))
	p.clock.Later(30 * time.Second)
	p.chair.open(sitting + "/desk")
	p.chair.press(button, p.say("hall.step_settle"))
	p.screen.sees(p.say("hall.adopted", 9))
	for i, text := range outputs.Reference().Outputs {
		p.public.sees(text.Ar)
		if i == len(outputs.Reference().Outputs)-1 {
			p.screen.sees(text.Ar)
		}
	}
}

// figures: what was clicked comes to what was reported.
func (p *play) figures() {
	p.read(func(tx *kernel.Tx) error {
		r, err := voting.ResultOf(tx, p.id)
		for name, want := range demo.Reported().Polls[0].Channels {
			for channel, n := range r.Channels.Channels {
				if got := (demo.Channel{Entitled: n.Entitled, Yes: n.Yes, No: n.No, Abstain: n.Abstain, NotCast: n.NotCast}); string(channel) == name && got != want {
					p.Errorf("%s: %+v, want %+v", name, got, want)
				}
			}
		}
		if len(r.Channels.Channels) != 2 || !r.Carried {
			p.Errorf("the result is %+v", r)
		}
		return err
	})
}
