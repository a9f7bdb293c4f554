package browser

import (
	"ittihad/app/demo"
	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/tally"
)

// The tests leave a few voters to the browser; these vote for all the others, by
// the commands that their own pages would post.

// cast votes as a delegate does.
func (h *house) cast(poll string, v assembly.Voter, choice string) {
	h.t.Helper()
	do(h, v.Person, voting.Cast, voting.Vote{Sitting: demo.Sitting, Poll: poll, Choice: choice})
}

// unheard are the mandates, here by a channel, of which no vote has come.
func (h *house) unheard(poll, channel string) (list []string) {
	h.t.Helper()
	in := voting.PageOf{Sitting: demo.Sitting, Poll: poll, All: true}
	for {
		page := ask(h, h.holder("teller", 0), voting.SeeUnheard, in)
		for _, m := range page.Mandates {
			if m.Channel == channel && m.Reason == "" {
				list = append(list, m.Mandate)
			}
		}
		if in.After = page.Next; in.After == 0 {
			return list
		}
	}
}

func (h *house) voter(mandate string) (v assembly.Voter) {
	h.t.Helper()
	h.read(func(tx *kernel.Tx) (err error) {
		v, err = assembly.VoterOf(tx, demo.Sitting, mandate)
		return err
	})
	return v
}

// tell takes a vote by telephone, as two tellers do.
func (h *house) tell(poll, mandate, choice string) {
	h.t.Helper()
	for i, c := range []kernel.Command[voting.Heard, voting.Taken]{voting.Enter, voting.Confirm} {
		do(h, h.holder("teller", i), c, voting.Heard{Sitting: demo.Sitting, Poll: poll, Mandate: mandate, Choice: choice})
	}
}

// unreached writes down that nobody answered.
func (h *house) unreached(poll string, mandates ...string) {
	h.t.Helper()
	do(h, h.holder("teller", 0), voting.Explain, voting.Unreached{Sitting: demo.Sitting, Poll: poll, Mandates: mandates, Reason: tally.NotReached})
}

// finish brings the open vote of the demo to the reported result: the hall to 24
// of 25, the 25th abstaining, the remote to nine, of whom three by telephone.
func (h *house) finish() {
	h.t.Helper()
	poll := h.poll().ID
	for _, m := range h.unheard(poll, assembly.Hall) {
		choice := voting.Yes
		if last := h.present(assembly.Hall); m == last[len(last)-1].Mandate {
			choice = voting.Abstain
		}
		h.cast(poll, h.voter(m), choice)
	}
	left := h.unheard(poll, assembly.Remote)
	for _, m := range left[:3] {
		h.tell(poll, m, voting.Yes)
	}
	h.unreached(poll, left[3:]...)
	h.closePoll(poll)
}

// closePoll closes a vote and announces its result, as the chair does.
func (h *house) closePoll(poll string) {
	h.t.Helper()
	chair, which := h.holder("chair", 0), voting.Which{Sitting: demo.Sitting, Poll: poll}
	do(h, chair, voting.ClosePoll, voting.CloseWith{Sitting: demo.Sitting, Poll: poll, NotHeard: ask(h, chair, voting.Preview, which).NotHeard})
	do(h, chair, voting.Announce, voting.Announcing{Sitting: demo.Sitting, Poll: poll})
}

// callRoll opens a vote in which the desk calls the roll.
func (h *house) callRoll() {
	h.t.Helper()
	chair := h.holder("chair", 0)
	p := do(h, chair, voting.Prepare, voting.Drafting{Sitting: demo.Sitting, Kind: voting.ByRollCall,
		Question: words.Local{Ar: "هل توافقون على موعد الجلسة القادمة؟", En: "Do you approve the day of the next sitting?", Tr: "Gelecek oturumun gününü onaylıyor musunuz?"}})
	do(h, chair, voting.OpenPoll, voting.Opening{Sitting: demo.Sitting, Poll: p.ID})
}

// askConsent puts all outputs before the assembly: does anyone object?
func (h *house) askConsent() {
	h.t.Helper()
	chair, of := h.holder("chair", 0), proceedings.OfSitting{Sitting: demo.Sitting}
	current := ""
	for _, i := range ask(h, chair, proceedings.SeeAgenda, of).Items {
		if i.State == proceedings.Current {
			current = i.ID
		}
		if i.Kind == proceedings.OutputsItem {
			do(h, chair, proceedings.StartItem, proceedings.StartedItem{Sitting: demo.Sitting, Item: i.ID, After: current})
		}
	}
	var all []string
	for _, o := range ask(h, chair, outputs.SeeAll, of).Outputs {
		all = append(all, o.Output)
	}
	do(h, chair, outputs.AskConsent, outputs.AskedConsent{Sitting: demo.Sitting, Outputs: all, Seconds: 600})
}
