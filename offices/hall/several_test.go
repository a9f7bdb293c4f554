package hall_test

import (
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/hall"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

// Of several polls under way none is hidden: every surface names those that it
// does not show large, and a teller goes from one to the other.
func TestEveryPollUnderWayIsNamed(t *testing.T) {
	w := discussing(t)
	chair, s := w.hall[0].Person, w.serve()
	first := do(w, chair, voting.Prepare, voting.Drafting{Sitting: sitting, Question: outputs.Reference().BranchesLaw, Kind: voting.ByName}).ID
	do(w, chair, voting.OpenPoll, voting.Opening{Sitting: sitting, Poll: first})
	which := voting.Which{Sitting: sitting, Poll: first}
	do(w, chair, voting.ClosePoll, voting.CloseWith{Sitting: sitting, Poll: first, NotHeard: see(w, chair, voting.Preview, which).NotHeard})
	asked := words.Local{Ar: "هل نستريح؟", En: "Shall we rest?", Tr: "Ara verelim mi?"}
	second := do(w, chair, voting.Prepare, voting.Drafting{Sitting: sitting, Question: asked, Kind: voting.ByName}).ID
	do(w, chair, voting.OpenPoll, voting.Opening{Sitting: sitting, Poll: second})

	in := hall.In{Sitting: sitting}
	d, scr := see(w, chair, hall.SeeDesk, in), see(w, w.holder("screen", 0), hall.SeeScreen, in)
	if d.Poll.Poll.ID != second || len(d.Others) != 1 || d.Others[0].Poll.ID != first || d.Step.Poll != second {
		t.Errorf("the desk shows %+v beside %+v", d.Others, d.Poll)
	}
	if scr.Poll.Poll.ID != second || len(scr.Others) != 1 || scr.Others[0].Poll.ID != first {
		t.Errorf("the screen shows %+v beside %+v", scr.Others, scr.Poll)
	}
	if p := see(w, "", hall.SeePublic, kernel.None{}).Sittings[0]; len(p.Polls) != 2 {
		t.Errorf("the public sees %d polls", len(p.Polls))
	}
	teller := w.holder("teller", 0)
	if at := see(w, teller, hall.SeeTeller, hall.AtTellers{Sitting: sitting}); at.Poll.Poll.ID != second || len(at.Others) != 1 {
		t.Errorf("a teller finds %+v beside %+v", at.Others, at.Poll)
	}
	if at := see(w, teller, hall.SeeTeller, hall.AtTellers{Sitting: sitting, Poll: first}); at.Poll.Poll.ID != first || len(at.Others) != 1 || at.Others[0].Poll.ID != second {
		t.Errorf("a teller who chose the first finds %+v beside %+v", at.Others, at.Poll)
	}
	for path, who := range map[string]string{desk: chair, at + "/teller": teller, screen: w.holder("screen", 0), "/": ""} {
		_, _, body := visitor{t, s, who}.get(path)
		for _, q := range []string{"branches", asked.En} {
			if !strings.Contains(body, q) {
				t.Errorf("%s does not name the poll on %s", path, q)
			}
		}
	}
}

// What the chair asks about outputs and a poll that waits for its announcement
// stand beside each other.
func TestConsentAndPollStandBesideEachOther(t *testing.T) {
	w := discussing(t)
	chair, s := w.hall[0].Person, w.serve()
	poll := do(w, chair, voting.Prepare, voting.Drafting{Sitting: sitting, Question: outputs.Reference().BranchesLaw, Kind: voting.ByName}).ID
	do(w, chair, voting.OpenPoll, voting.Opening{Sitting: sitting, Poll: poll})
	which := voting.Which{Sitting: sitting, Poll: poll}
	do(w, chair, voting.ClosePoll, voting.CloseWith{Sitting: sitting, Poll: poll, NotHeard: see(w, chair, voting.Preview, which).NotHeard})
	w.Propose(0, 1)
	w.sound()
	do(w, chair, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: w.item(proceedings.OutputsItem, 0), Aside: w.item(proceedings.Discussion, 0)})
	o := see(w, chair, outputs.SeeAll, proceedings.OfSitting{Sitting: sitting}).Outputs[0]
	do(w, chair, outputs.AskConsent, outputs.AskedConsent{Sitting: sitting, Outputs: []string{o.Output}, Seconds: 60})
	for path, who := range map[string]string{desk: chair, screen: w.holder("screen", 0)} {
		_, _, body := visitor{t, s, who}.get(path)
		for _, q := range []string{"branches", "Does anyone object?"} {
			if !strings.Contains(body, q) {
				t.Errorf("%s hides %q", path, q)
			}
		}
	}
}
