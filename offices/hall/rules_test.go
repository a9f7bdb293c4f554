package hall

import (
	"slices"
	"testing"
	"time"
)

// The course of an assembly, from its convocation to its close: what stands on
// the largest button at each point. Each line changes the state of the one before
// it, as the assembly does.
func TestNextStepThroughAnAssembly(t *testing.T) {
	s := state{status: statusDraft, secretary: true, next: stop{"1", kindOpening}}
	item := func(id, kind, next, nextKind string) {
		s.item, s.next, s.announced = stop{id, kind}, stop{next, nextKind}, false
	}
	for _, c := range []struct {
		what   string
		change func()
		want   Step
	}{
		{"a draft is convened", func() {}, Step{Kind: StepConvene, By: "secretary", May: true}},
		{"the list of the entitled is posted", func() { s.status = statusConvened }, Step{Kind: StepPost, By: "secretary", May: true}},
		{"objections are decided", func() { s.posted, s.undecided = true, 2 }, Step{Kind: StepObjection, By: "secretary", May: true}},
		{"the hour is awaited", func() { s.undecided = 0 }, Step{Kind: StepHour, By: "secretary", May: true}},
		{"the quorum is awaited", func() { s.hour = true }, Step{Kind: StepQuorum, By: "secretary", May: true}},
		{"the sitting is opened", func() { s.quorum = true }, Step{Kind: StepOpen, By: "secretary", May: true}},
		{"the secretary begins the opening", func() { s.status = statusOpen }, Step{Kind: StepBegin, By: "secretary", May: true, Item: "1"}},
		{"officers are elected", func() { item("1", kindOpening, "2", "ceremony") }, Step{Kind: StepSeat, By: "secretary", May: true}},
		{"the chair completes them", func() { s.secretary, s.chair, s.chaired = false, true, true }, Step{Kind: StepSeat, By: "chair", May: true}},
		{"the opening is over", func() { s.seated = true }, Step{Kind: StepBegin, By: "chair", May: true, Item: "2", After: "1"}},
		{"a ceremony leads on", func() { item("2", "ceremony", "3", "word") }, Step{Kind: StepBegin, By: "chair", May: true, Item: "3", After: "2"}},
		{"a word is heard to its end", func() { item("3", "word", "4", kindIntroductions); s.speaking = "s1" }, Step{Kind: StepEndFloor, By: "chair", May: true, Request: "s1"}},
		{"then it leads on", func() { s.speaking = "" }, Step{Kind: StepBegin, By: "chair", May: true, Item: "4", After: "3"}},
		{"the first organisation is called", func() { item("4", kindIntroductions, "5", kindBreak); s.toMeet = 54 }, Step{Kind: StepIntroduce, By: "chair", May: true}},
		{"and the next", func() { s.introduced, s.toMeet, s.turn = 1, 53, 1 }, Step{Kind: StepIntroduce, By: "chair", May: true, Turn: 1}},
		{"who waits to speak waits for the introductions", func() { s.waiting = "w1" }, Step{Kind: StepIntroduce, By: "chair", May: true, Turn: 1}},
		{"but a point of order does not", func() { s.point = true }, Step{Kind: StepPoint, By: "chair", May: true, Request: "w1"}},
		{"and is ended", func() { s.waiting, s.point, s.speaking, s.onPoint = "", false, "w1", true }, Step{Kind: StepEndPoint, By: "chair", May: true, Request: "w1"}},
		{"all are introduced", func() { s.speaking, s.onPoint, s.introduced, s.toMeet = "", false, 54, 0 }, Step{Kind: StepBegin, By: "chair", May: true, Item: "5", After: "4"}},
		{"a break begins", func() { item("5", kindBreak, "6", "discussion") }, Step{Kind: StepBreak, By: "chair", May: true}},
		{"and ends", func() { s.status = statusBreak }, Step{Kind: StepResume, By: "chair", May: true}},
		{"after it the agenda goes on", func() { s.status = statusOpen; item("", "", "6", "discussion") }, Step{Kind: StepBegin, By: "chair", May: true, Item: "6"}},
		{"the floor is given", func() { item("6", "discussion", "7", kindVote); s.waiting = "w2" }, Step{Kind: StepFloor, By: "chair", May: true, Request: "w2"}},
		{"to the next, when one has spoken", func() { s.speaking, s.waiting = "w2", "w3" }, Step{Kind: StepFloor, By: "chair", May: true, Request: "w3", After: "w2"}},
		{"the last speaker is thanked", func() { s.speaking, s.waiting = "w3", "" }, Step{Kind: StepEndFloor, By: "chair", May: true, Request: "w3"}},
		{"to the vote", func() { s.speaking = "" }, Step{Kind: StepBegin, By: "chair", May: true, Item: "7", After: "6"}},
		{"a poll is prepared", func() { item("7", kindVote, "8", kindOutputs) }, Step{Kind: StepPrepare, By: "chair", May: true, Item: "7"}},
		{"and opened", func() { s.draft = "p" }, Step{Kind: StepVote, By: "chair", May: true, Poll: "p"}},
		{"as long as there is time, the close is next", func() { s.draft, s.open, s.unheard = "", "p", 23 }, Step{Kind: StepClose, By: "chair", May: true, Poll: "p"}},
		{"near its end those not heard are given time", func() { s.late = true }, Step{Kind: StepExtend, By: "chair", May: true, Poll: "p"}},
		{"a point of order comes before the vote", func() { s.waiting, s.point = "w4", true }, Step{Kind: StepPoint, By: "chair", May: true, Request: "w4"}},
		{"who asks for the word waits for it", func() { s.point = false }, Step{Kind: StepExtend, By: "chair", May: true, Poll: "p"}},
		{"cards must be counted first", func() { s.waiting, s.uncounted = "", true }, Step{Kind: StepCards, By: "chair", May: true, Poll: "p"}},
		{"all are heard: it is closed", func() { s.uncounted, s.unheard = false, 0 }, Step{Kind: StepClose, By: "chair", May: true, Poll: "p"}},
		{"without a planned end the close is the next step", func() { s.unheard, s.late = 20, false }, Step{Kind: StepClose, By: "chair", May: true, Poll: "p"}},
		{"its end has come", func() { s.late, s.over = true, true }, Step{Kind: StepClose, By: "chair", May: true, Poll: "p"}},
		{"a consent is put to its end", func() { s.consent, s.over = true, false }, Step{Kind: StepSilence, By: "chair", May: true, Poll: "p"}},
		{"and then it is pronounced", func() { s.over = true }, Step{Kind: StepClose, By: "chair", May: true, Poll: "p"}},
		{"what the hall says of remote votes is asked", func() { s.open, s.closed, s.consent, s.waits, s.ratifier = "", "p", false, "ratify", "r" }, Step{Kind: StepVote, By: "chair", May: true, Poll: "r"}},
		{"the hall says whether remote votes count", func() { s.open, s.closed, s.consent, s.waits, s.ratifier = "", "p", false, "ratify", "" }, Step{Kind: StepRatify, By: "chair", May: true, Poll: "p"}},
		{"votes that could decide are confirmed", func() { s.waits = "call_back" }, Step{Kind: StepDoubt, By: "chair", May: true, Poll: "p"}},
		{"who decides between equal ones says so at the announcement", func() { s.waits = "tie" }, Step{Kind: StepAnnounce, By: "chair", May: true, Poll: "p"}},
		{"the result is announced", func() { s.waits = "announce" }, Step{Kind: StepAnnounce, By: "chair", May: true, Poll: "p"}},
		{"and the item is over", func() { s.closed, s.announced = "", true }, Step{Kind: StepBegin, By: "chair", May: true, Item: "8", After: "7"}},
		{"outputs are wanted", func() { item("8", kindOutputs, "9", kindClosing); s.atLeast = 5 }, Step{Kind: StepPropose, By: "chair", May: true}},
		{"those proposed are put", func() { s.proposed = 3 }, Step{Kind: StepAsk, By: "chair", May: true}},
		{"and objections awaited", func() { s.asked = true }, Step{Kind: StepWait, By: "chair", May: true}},
		{"nobody objects", func() { s.silent = true }, Step{Kind: StepSettle, By: "chair", May: true}},
		{"one was objected to", func() { s.asked, s.silent, s.proposed, s.adopted, s.contested = false, false, 0, 8, "o" }, Step{Kind: StepContest, By: "chair", May: true, Output: "o", Item: "8"}},
		{"a poll is ready for it", func() { s.contestPoll = "q" }, Step{Kind: StepPut, By: "chair", May: true, Output: "o", Poll: "q"}},
		{"it is put to the vote", func() { s.contested, s.contestPoll, s.draft = "", "", "q" }, Step{Kind: StepVote, By: "chair", May: true, Poll: "q"}},
		{"nine are adopted", func() { s.draft, s.adopted = "", 9 }, Step{Kind: StepBegin, By: "chair", May: true, Item: "9", After: "8"}},
		{"the statement is drafted", func() { item("9", kindClosing, "", "") }, Step{Kind: StepDraft, By: "chair", May: true}},
		{"and read out", func() { s.drafted = true }, Step{Kind: StepRead, By: "chair", May: true}},
		{"the last item is finished", func() { s.read = true }, Step{Kind: StepFinish, By: "chair", May: true, Item: "9"}},
		{"the sitting is closed", func() { item("", "", "", "") }, Step{Kind: StepEnd, By: "chair", May: true}},
		{"nothing is left", func() { s.status = statusClosed }, Step{Kind: StepOver, By: "chair", May: true}},
	} {
		c.change()
		if got := nextStep(s); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.what, got, c.want)
		}
	}
}

// The election of the chair by vote, which whoever presides leads to its end, and
// nothing else.
func TestNextStepOfAnElection(t *testing.T) {
	s := state{status: statusOpen, presiding: true, item: stop{"1", kindOpening}, next: stop{"2", "word"}}
	for _, c := range []struct {
		what   string
		change func()
		want   Step
	}{
		{"the officers are elected", func() {}, Step{Kind: StepSeat, By: "secretary", May: true}},
		{"the chair by vote", func() { s.draft, s.election = "p", true }, Step{Kind: StepVote, By: "secretary", May: true, Poll: "p"}},
		{"which is closed", func() { s.draft, s.open = "", "p" }, Step{Kind: StepClose, By: "secretary", May: true, Poll: "p"}},
		{"and announced", func() { s.open, s.closed = "", "p" }, Step{Kind: StepAnnounce, By: "secretary", May: true, Poll: "p"}},
		{"who is elected is seated", func() { s.closed, s.election, s.elected = "", false, "p" }, Step{Kind: StepElected, By: "secretary", May: true, Poll: "p"}},
		{"then the chair leads", func() { s.elected, s.chaired = "", true }, Step{Kind: StepSeat, By: "chair"}},
		{"elections too", func() { s.open, s.election = "q", true }, Step{Kind: StepClose, By: "chair", Poll: "q"}},
		{"no other vote is led before that", func() { s.chaired, s.election = false, false }, Step{Kind: StepClose, By: "chair", Poll: "q"}},
		{"nor the agenda by who presides", func() { s.open, s.seated = "", true }, Step{Kind: StepBegin, By: "secretary", Item: "2", After: "1"}},
	} {
		c.change()
		if got := nextStep(s); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.what, got, c.want)
		}
	}
}

// The secretary prepares, and leads nobody once there is a chair.
func TestTheSecretaryDoesNotLead(t *testing.T) {
	s := state{status: statusOpen, secretary: true, chaired: true, item: stop{"1", kindOpening}}
	if got := nextStep(s); got.May || got.By != "chair" {
		t.Errorf("the secretary may %+v", got)
	}
	s = state{status: statusOpen, secretary: true, chaired: true, next: stop{"2", "word"}}
	if got := nextStep(s); got.May || got.Kind != StepBegin {
		t.Errorf("the secretary may %+v", got)
	}
	s = state{status: statusConvened, posted: true, hour: true, quorum: true, chair: true}
	if got := nextStep(s); got.May || got.By != "secretary" {
		t.Errorf("the chair may %+v", got)
	}
}

func TestSceneOf(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2017, 1, 16, 11, minute, 0, 0, time.UTC) }
	for _, c := range []struct {
		what string
		play play
		want Scene
	}{
		{"before the opening", play{status: statusConvened, open: true}, SceneBefore},
		{"an item", play{status: statusOpen, kind: "word", begun: at(1)}, SceneItem},
		{"between two items", play{status: statusOpen}, SceneItem},
		{"a card in the introductions", play{status: statusOpen, kind: kindIntroductions, card: true, begun: at(1)}, SceneIntroduction},
		{"an open poll", play{status: statusOpen, kind: kindVote, open: true, announced: at(3), begun: at(1)}, ScenePoll},
		{"a closed one", play{status: statusOpen, kind: kindVote, closed: true, begun: at(1)}, SceneCounted},
		{"its result", play{status: statusOpen, kind: kindVote, announced: at(3), begun: at(1)}, SceneResult},
		{"until something begins", play{status: statusOpen, kind: "discussion", announced: at(3), begun: at(4), speaking: true}, SceneItem},
		{"does anyone object?", play{status: statusOpen, kind: kindOutputs, consent: true, announced: at(3), begun: at(1)}, SceneConsent},
		{"the outputs", play{status: statusOpen, kind: kindOutputs, announced: at(3), begun: at(4)}, SceneOutputs},
		{"who speaks about them", play{status: statusOpen, kind: kindOutputs, begun: at(4), speaking: true}, SceneItem},
		{"the closing statement", play{status: statusOpen, kind: kindClosing, begun: at(4)}, SceneOutputs},
		{"a break", play{status: statusBreak, kind: kindBreak, announced: at(5)}, SceneBreak},
		{"the close", play{status: statusClosed, announced: at(5)}, SceneClosed},
	} {
		if got := sceneOf(c.play); got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
}

// Whoever signs in arrives where they are needed.
func TestDoor(t *testing.T) {
	for _, c := range []struct {
		who      string
		holds    []held
		now      string
		delegate bool
		want     string
	}{
		{"the chair, who is a delegate too", []held{{"representative", ""}, {"chair", "a"}}, "a", true, "/sittings/a/desk"},
		{"a teller", []held{{"teller", "a"}}, "a", false, "/sittings/a/teller"},
		{"the screen", []held{{"screen", "a"}}, "a", false, "/sittings/a/screen"},
		{"the door", []held{{"desk", "a"}}, "a", false, "/sittings/a/door"},
		{"a chair of two sittings", []held{{"chair", "b"}, {"chair", "a"}}, "a", false, "/sittings/a/desk"},
		{"a chair of another", []held{{"chair", "b"}}, "a", false, "/sittings/b/desk"},
		{"a delegate", nil, "a", true, "/sittings/a/me"},
		{"the secretary", []held{{"secretary", ""}}, "a", false, "/sittings"},
		{"the credentials committee", []held{{"credentials", "a"}}, "a", false, "/sittings/a"},
		{"a secretary by a scope is no chair", []held{{"chair", ""}}, "", false, ""},
		{"a reader", nil, "a", false, ""},
	} {
		if got := door(c.holds, c.now, c.delegate); got != c.want {
			t.Errorf("%s: got %q, want %q", c.who, got, c.want)
		}
	}
}

// Two tellers who go through a list one after another begin apart, and both see
// all of it.
func TestTurned(t *testing.T) {
	list := []int{1, 2, 3, 4, 5, 6, 7}
	for _, c := range []struct {
		n, m  int
		first int
	}{{0, 2, 1}, {1, 2, 4}, {2, 3, 5}, {0, 1, 1}, {-1, 2, 1}, {0, 0, 1}} {
		got := turned(list, c.n, c.m)
		if got[0] != c.first || !slices.Equal(slices.Sorted(slices.Values(got)), list) {
			t.Errorf("teller %d of %d: %v", c.n, c.m, got)
		}
	}
	if got := turned([]int{}, 1, 2); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}
