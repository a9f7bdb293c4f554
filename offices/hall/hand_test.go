package hall_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"ittihad/kernel/kerneltest"
	"ittihad/offices/assembly"
	"ittihad/offices/hall"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/queue"
)

func forHand(v assembly.Voter) string { return at + "/for/" + v.Mandate }

// discussing is the reference assembly in a discussion.
func discussing(t *testing.T) *world {
	w := convened(t, "sqlite").gathered()
	w.Open()
	w.Words()
	w.sound()
	do(w, w.hall[0].Person, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: w.item(proceedings.Discussion, 0)})
	return w
}

// A hand that is raised in the hall, and a voice on the telephone, have their
// place in the queue and their objection and reservation, entered by the desk or a
// teller; who is remote asks on a page of their own.
func TestAHandRaisedIsEntered(t *testing.T) {
	w := discussing(t)
	chair, s := w.hall[0].Person, w.serve()
	atDesk, teller := visitor{t, s, w.holder("desk", 0)}, visitor{t, s, w.holder("teller", 0)}
	raised, heard := w.hall[10], w.remote[7]
	w.later(time.Minute)
	do(w, w.holder("desk", 0), assembly.Arrive, assembly.Arrival{Sitting: sitting, Mandate: heard.Mandate, Channel: assembly.Telephone})
	w.follow()

	found := see(w, teller.who, hall.SeeHands, hall.Wanted{Sitting: sitting, Q: w.organisation(raised).Name.Ar})
	if len(found.Lines) == 0 || found.Lines[0].Mandate != raised.Mandate {
		t.Fatalf("the hand was not found: %+v", found)
	}
	if code, body := atDesk.post(forHand(raised), proceedings.AskFloor.Name, "kind", "word"); code != http.StatusSeeOther {
		t.Fatalf("the desk's request is answered with %d: %s", code, body)
	}
	if code, body := teller.post(forHand(heard), proceedings.AskFloor.Name, "kind", "point_of_order"); code != http.StatusSeeOther {
		t.Fatalf("the teller's request is answered with %d: %s", code, body)
	}
	q := see(w, chair, proceedings.SeeFloor, proceedings.OfSitting{Sitting: sitting}).Queue
	if len(q) != 2 || q[0].Kind != queue.PointOfOrder || q[0].Channel != assembly.Telephone || q[1].Face.Mandate != raised.Mandate || q[1].Channel != assembly.Hall {
		t.Errorf("the queue is %+v", q)
	}
	if _, _, body := atDesk.get(forHand(raised)); !strings.Contains(body, "Place in the queue: 2") || !strings.Contains(body, proceedings.WithdrawRequest.Name) {
		t.Errorf("the hand's page does not say that it waits: %s", body)
	}
	if code, _ := atDesk.post(forHand(raised), proceedings.WithdrawRequest.Name, "request", q[1].Request); code != http.StatusSeeOther {
		t.Errorf("taking it back is answered with %d", code)
	}
	if code, _ := atDesk.post(forHand(w.remote[8]), proceedings.AskFloor.Name, "kind", "word"); code != http.StatusConflict {
		t.Errorf("a word for who is remote is answered with %d", code)
	}
	if _, _, body := atDesk.get(forHand(w.remote[8])); strings.Contains(body, proceedings.AskFloor.Name) {
		t.Error("the page offers a word for who is remote")
	}
}

// What is said against an output and beside it is heard from the hall and the
// telephone too.
func TestAnObjectionAndAReservationAreEntered(t *testing.T) {
	w := discussing(t)
	chair, s := w.hall[0].Person, w.serve()
	w.Propose(0, 2)
	w.sound()
	do(w, chair, proceedings.StartItem, proceedings.StartedItem{Sitting: sitting, Item: w.item(proceedings.OutputsItem, 0), Aside: w.item(proceedings.Discussion, 0)})
	all := see(w, chair, outputs.SeeAll, proceedings.OfSitting{Sitting: sitting}).Outputs
	do(w, chair, outputs.AskConsent, outputs.AskedConsent{Sitting: sitting, Outputs: []string{all[0].Output, all[1].Output}, Seconds: 60})
	desk, teller := visitor{t, s, w.holder("desk", 0)}, visitor{t, s, w.holder("teller", 1)}
	if _, _, body := desk.get(forHand(w.hall[10])); !strings.Contains(body, outputs.Object.Name) || !strings.Contains(body, outputs.Reserve.Name) {
		t.Fatalf("nothing is offered while consent is asked: %s", body)
	}
	if code, body := desk.post(forHand(w.hall[10]), outputs.Object.Name, "output", all[0].Output); code != http.StatusSeeOther {
		t.Errorf("the objection is answered with %d: %s", code, body)
	}
	if code, body := teller.post(forHand(w.hall[11]), outputs.Reserve.Name, "output", all[1].Output, "text", "the date is too near"); code != http.StatusSeeOther {
		t.Errorf("the reservation is answered with %d: %s", code, body)
	}
	all = see(w, chair, outputs.SeeAll, proceedings.OfSitting{Sitting: sitting}).Outputs
	if all[0].State != outputs.Contested || all[0].Objections != 1 || len(all[1].Reservations) != 1 || all[1].Reservations[0].Text != "the date is too near" {
		t.Errorf("the outputs are %+v", all[:2])
	}
	if code, _ := teller.post(forHand(w.hall[11]), outputs.Reserve.Name, "output", all[1].Output, "text", ""); code != http.StatusUnprocessableEntity {
		t.Errorf("an empty reservation is answered with %d", code)
	}
}

// A poll by consent turns into a vote by a voice from the hall.
func TestAnObjectionToAPollIsEntered(t *testing.T) {
	w := discussing(t)
	chair, s := w.hall[0].Person, w.serve()
	poll := do(w, chair, voting.Prepare, voting.Drafting{Sitting: sitting, Question: outputs.Reference().BranchesLaw, Kind: voting.ByConsent, Then: voting.ByName}).ID
	do(w, chair, voting.OpenPoll, voting.Opening{Sitting: sitting, Poll: poll, Seconds: 60})
	teller := visitor{t, s, w.holder("teller", 0)}
	if code, body := teller.post(forHand(w.hall[12]), voting.Reserve.Name, "poll", poll, "text", "noted"); code != http.StatusSeeOther {
		t.Errorf("the reservation is answered with %d: %s", code, body)
	}
	if code, body := teller.post(forHand(w.hall[13]), voting.Object.Name, "poll", poll); code != http.StatusSeeOther {
		t.Errorf("the objection is answered with %d: %s", code, body)
	}
	if p := see(w, chair, voting.SeePoll, voting.Which{Sitting: sitting, Poll: poll}); p.Kind != voting.ByName || p.Status != voting.Open {
		t.Errorf("the poll is %+v", p)
	}
}

// Nobody else enters what others say.
func TestWhoMayEnterAHand(t *testing.T) {
	w := discussing(t)
	in := hall.Raised{Sitting: sitting, Mandate: w.hall[10].Mandate}
	for _, by := range []string{w.hall[10].Person, w.holder("screen", 0)} {
		kerneltest.Refused(t, "assembly.desk_only", asks(w, hall.SeeHand, in)(w.actor(by)))
		kerneltest.Refused(t, "assembly.desk_only", asks(w, hall.SeeHands, hall.Wanted{Sitting: sitting, Q: "1"})(w.actor(by)))
	}
	kerneltest.Refused(t, "kernel.sign_in", asks(w, hall.SeeHand, in)(w.actor("")))
}
