package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"ittihad/app/demo"
	"ittihad/offices/people"
	"ittihad/offices/voting"
)

// On a browser that runs no script a delegate signs in by a code that was read
// over the telephone, comes to the vote, votes in two steps and has a receipt; a
// wrong code comes back with a sentence.
func TestWithoutScript(t *testing.T) {
	h := open(t, (*demo.Course).Stage)
	poll := h.poll().ID
	voter := h.voter(h.unheard(poll, "remote")[0])
	code := do(h, h.holder("secretary", 0), people.Invite, people.Invitation{Person: voter.Person, Kind: "code", Why: "تجربة"}).Code

	b := newTab(h, "plain")
	command(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.open("/in")
	b.fill(h.say("people.code"), "AAAA-AAAA")
	b.press(button, h.say("people.enter"))
	b.sees(h.say("ui.form.refused"))
	b.fill(h.say("people.code"), strings.ToLower(code))
	b.press(button, h.say("people.enter"))
	b.eventually("signing in leads to the delegate's page", func() bool { return strings.HasSuffix(b.where(), sitting+"/me") })

	b.press(choice, h.say("hall.choice_no"))
	b.press(first, h.say("hall.to_confirm"))
	b.press(button, h.say("hall.send_vote"))
	b.sees(h.say("hall.my_receipts"))
	h.shows(b, voter.Person, 0)

	// The page of the poll itself is a ballot too: the vote may be changed.
	b.open(voting.Path(h.poll()))
	b.sees(h.say("voting.receipt"))
	b.press(first, h.say("voting.change"))
	b.press(choice, h.say("voting.choice_yes"))
	b.press(first, h.say("voting.go_on"))
	b.press(button, h.say("voting.send"))
	h.shows(b, voter.Person, 1)
	if c := b.complaints(); len(c) > 1 { // the refused code
		t.Errorf("the console says %q", c)
	}
}

// shows waits until the page shows a person's one receipt, of this revision.
func (h *house) shows(b *tab, person string, revision int64) {
	h.t.Helper()
	b.eventually("the page shows the receipt", func() bool {
		all := h.receipts(person)
		return len(all) == 1 && all[0].Revision == revision && strings.Contains(b.text(), all[0].Code)
	})
}

// receipts are those of the mandate that a person acts for.
func (h *house) receipts(person string) []voting.Receipt {
	h.t.Helper()
	by, err := people.ActorOf(h.t.Context(), h.k, person)
	if err != nil {
		h.t.Fatal(err)
	}
	all, err := voting.SeeReceipts.Ask(h.t.Context(), h.k, by, voting.Whose{Sitting: demo.Sitting})
	if err != nil {
		h.t.Fatal(err)
	}
	return all.Receipts
}
