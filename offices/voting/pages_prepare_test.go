package voting_test

import (
	"strings"
	"testing"

	"ittihad/kernel/kerneltest"
	"ittihad/offices/voting"
	"ittihad/pure/tally"
)

// A chair with a browser prepares a poll with a rule of its own, opens what was
// prepared to change it, and finds there what was chosen.
func TestPreparingByThePage(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house())
	r := meet(t, k, shape{hall: 3, quorum: "bylaws"})
	v := visit(t, r.serve(chair, delegate(1)), chair.ID, "en")
	at := "/sittings/" + sitting + "/polls"
	has(t, v.get(at), at+"/prepare")
	page := v.get(at + "/prepare")
	has(t, page, "Prepare a poll", "at least two thirds", "those present", "The chair’s casting vote decides", "those in the hall alone"[1:], `value="bylaws"`)
	f := form(t, page, "prepare")
	for name, value := range map[string]string{"question.ar": "سؤال", "kind": voting.ByName, "terms.share": "least_2_3", "terms.base": "present",
		"terms.equal_vote": "chair", "quorum_kind": "bylaws", "voters": voting.Hall, "changes": "true",
		"options.0.text.ar": "عمّان", "options.1.text.ar": "برلين"} {
		f.Set(name, value)
	}
	where := v.post(at+"/prepare", f)
	id := where[strings.LastIndexByte(where, '/')+1:]
	p := see(r, voting.SeePoll, chair, which(id))
	want := tally.AtLeast(2, 3, tally.BasePresent)
	if len(p.Majority.All) != 1 || p.Majority.All[0] != want || p.Majority.Tie != tally.TieChair || p.Voters != voting.Hall ||
		p.QuorumKind != "bylaws" || !p.Changes || len(p.Options) != 2 {
		t.Errorf("prepared: %+v", p)
	}
	has(t, v.get(where), at+"/prepare?poll="+id)
	again := v.get(at + "/prepare?poll=" + id)
	has(t, again, "برلين", `value="least_2_3" selected`, `value="present" selected`)
	f = form(t, again, "prepare")
	if f.Get("poll") != id || f.Get("options.1.key") != "o2" {
		t.Errorf("the draft is not the one that is changed: %v", f)
	}
	if res, _ := visit(t, v.url, delegate(1).ID, "en").send("GET", at+"/prepare", "", "identity"); res.StatusCode < 400 {
		t.Errorf("a delegate prepares polls: %s", res.Status)
	}
}
