package hall

import (
	"slices"
	"time"

	"ittihad/offices/voting"
)

// A StepKind names what a sitting needs next; its words are hall.step_ and the
// kind.
type StepKind string

// The steps, in the course of a sitting.
const (
	StepConvene   StepKind = "convene"
	StepPost      StepKind = "post" // the list of the entitled
	StepObjection StepKind = "objections"
	StepHour      StepKind = "hour"   // it is too early
	StepQuorum    StepKind = "quorum" // too few are here
	StepOpen      StepKind = "open"
	StepSeat      StepKind = "seat"    // the officers
	StepElected   StepKind = "elected" // seat whom a poll elected
	StepBegin     StepKind = "begin"
	StepFinish    StepKind = "finish"
	StepPoint     StepKind = "point" // the floor for a point of order
	StepEndPoint  StepKind = "end_point"
	StepCards     StepKind = "cards"
	StepSilence   StepKind = "silence" // nobody has objected yet
	StepExtend    StepKind = "extend"
	StepClose     StepKind = "close_poll"
	StepAnnounce  StepKind = "announce"
	StepRatify    StepKind = "ratify" // the hall says whether remote votes count
	StepDoubt     StepKind = "doubt"  // votes by telephone that could decide
	StepSettle    StepKind = "settle"
	StepWait      StepKind = "wait" // for objections
	StepFloor     StepKind = "floor"
	StepEndFloor  StepKind = "end_floor"
	StepIntroduce StepKind = "introduce"
	StepVote      StepKind = "vote"    // open a poll that is prepared
	StepPrepare   StepKind = "prepare" // a poll
	StepAsk       StepKind = "ask"     // does anyone object?
	StepContest   StepKind = "contest" // prepare a poll on an output
	StepPut       StepKind = "put"     // an output to that poll
	StepPropose   StepKind = "propose" // another output
	StepDraft     StepKind = "draft"   // the closing statement
	StepRead      StepKind = "read"
	StepBreak     StepKind = "break"
	StepResume    StepKind = "resume"
	StepEnd       StepKind = "end" // the sitting
	StepOver      StepKind = "over"
)

// A Step is what a sitting needs next, and what its command must be told. May is
// false where it is another's to take: By says whose.
type Step struct {
	Kind    StepKind `json:"kind"`
	By      string   `json:"by"` // chair, secretary
	May     bool     `json:"may"`
	Item    string   `json:"item,omitempty"`
	After   string   `json:"after,omitempty"`
	Poll    string   `json:"poll,omitempty"`
	Request string   `json:"request,omitempty"`
	Output  string   `json:"output,omitempty"`
	Turn    int64    `json:"turn,omitempty"`
}

// A stop is an item of the agenda, as the rule needs it.
type stop struct{ id, kind string }

// A state is what nextStep must know of a sitting.
type state struct {
	status           string
	chair, secretary bool // the reader
	presiding        bool // the reader was named to preside over the opening
	hour, posted     bool // the hour has come; the list was posted
	undecided        int64
	quorum           bool
	chaired, seated  bool // there is a chair; all officers are elected
	item, next       stop

	open       string // a poll
	consent    bool   // it is put for objections
	over       bool   // its planned end has come
	late       bool   // that end is near
	election   bool   // it, or the closed one, or the draft elects an officer
	elected    string // a poll whose winners wait to be seated
	unheard    int64
	uncounted  bool   // cards in the hall
	closed     string // a poll that waits for its announcement
	waits      string // what that waits for: ratify, call_back; else nothing
	ratifier   string // the hall's poll on it, prepared and not open yet
	draft      string // a poll of the current item
	announced  bool   // one of the current item was
	asked      bool   // "does anyone object?" to outputs
	silent     bool   // nobody has, in time
	speaking   string
	onPoint    bool // who speaks raised a point of order
	waiting    string
	point      bool // who is next raises one
	introduced int64
	toMeet     int64
	turn       int64

	proposed, adopted, atLeast int64
	contested                  string // an output that was objected to
	contestPoll                string // prepared for it
	drafted, read              bool
}

// nextStep is what the sitting needs next, whoever looks; and whether the reader
// may take it.
func nextStep(s state) Step {
	step := s.step()
	step.By = "chair"
	switch step.Kind {
	case StepConvene, StepPost, StepObjection, StepHour, StepQuorum, StepOpen:
		step.By = "secretary"
		step.May = s.secretary
	case StepSeat, StepElected, StepBegin, StepPoint, StepEndPoint, StepFloor, StepEndFloor:
		// Somebody must lead the opening, which elects the chair.
		if !s.chaired {
			step.By = "secretary"
		}
		seats := step.Kind == StepSeat || step.Kind == StepElected
		step.May = s.chair || !s.chaired && (s.secretary || s.presiding && seats)
	case StepVote, StepExtend, StepClose, StepAnnounce, StepRatify, StepDoubt:
		if !s.chaired && s.election {
			step.By = "secretary"
		}
		step.May = s.chair || s.election && !s.chaired && (s.secretary || s.presiding)
	default:
		step.May = s.chair
	}
	return step
}

func (s state) step() Step {
	switch s.status {
	case statusDraft:
		return Step{Kind: StepConvene}
	case statusConvened:
		return s.before()
	case statusBreak:
		return Step{Kind: StepResume}
	case statusClosed:
		return Step{Kind: StepOver}
	}
	for _, part := range []func(state) (Step, bool){state.points, state.deciding, state.underWay, state.speakers, state.matter} {
		if step, ok := part(s); ok {
			return step
		}
	}
	return s.onwards()
}

// before the opening.
func (s state) before() Step {
	switch {
	case !s.posted:
		return Step{Kind: StepPost}
	case s.undecided > 0:
		return Step{Kind: StepObjection}
	case !s.hour:
		return Step{Kind: StepHour}
	case !s.quorum:
		return Step{Kind: StepQuorum}
	}
	return Step{Kind: StepOpen}
}

// points of order come first, also while a vote is open.
func (s state) points() (Step, bool) {
	switch {
	case s.onPoint:
		return Step{Kind: StepEndPoint, Request: s.speaking}, true
	case s.point:
		return Step{Kind: StepPoint, Request: s.waiting, After: ""}, true
	}
	return Step{}, false
}

// deciding: a vote is open, or its result waits. Its close is the next step, but
// for those who are not heard yet when its end comes near: they are given time.
func (s state) deciding() (Step, bool) {
	switch {
	case s.open != "" && s.uncounted:
		return Step{Kind: StepCards, Poll: s.open}, true
	case s.open != "" && s.consent && !s.over:
		return Step{Kind: StepSilence, Poll: s.open}, true
	case s.open != "" && s.unheard > 0 && s.late && !s.over:
		return Step{Kind: StepExtend, Poll: s.open}, true
	case s.open != "":
		return Step{Kind: StepClose, Poll: s.open}, true
	case s.closed != "" && s.waits == voting.ReadyRatify && s.ratifier != "":
		return Step{Kind: StepVote, Poll: s.ratifier}, true
	case s.closed != "" && s.waits == voting.ReadyRatify:
		return Step{Kind: StepRatify, Poll: s.closed}, true
	case s.closed != "" && s.waits == voting.ReadyCallBack:
		return Step{Kind: StepDoubt, Poll: s.closed}, true
	case s.closed != "":
		return Step{Kind: StepAnnounce, Poll: s.closed}, true
	case s.asked && s.silent:
		return Step{Kind: StepSettle}, true
	case s.asked:
		return Step{Kind: StepWait}, true
	}
	return Step{}, false
}

// underWay: nothing is, or what calls people up one by one.
func (s state) underWay() (Step, bool) {
	switch {
	case s.item.id == "":
		return s.onwards(), true
	case s.elected != "":
		return Step{Kind: StepElected, Poll: s.elected}, true
	case s.item.kind == kindOpening && s.election && s.draft != "":
		return Step{Kind: StepVote, Poll: s.draft}, true
	case s.item.kind == kindOpening && !s.seated:
		return Step{Kind: StepSeat}, true
	case s.item.kind == kindBreak:
		return Step{Kind: StepBreak}, true
	case s.item.kind == kindIntroductions && (s.toMeet > 0 || s.introduced == 0):
		return Step{Kind: StepIntroduce, Turn: s.turn}, true
	}
	return Step{}, false
}

// speakers: the floor goes on as long as somebody waits.
func (s state) speakers() (Step, bool) {
	switch {
	case s.waiting != "":
		return Step{Kind: StepFloor, Request: s.waiting, After: s.speaking}, true
	case s.speaking != "":
		return Step{Kind: StepEndFloor, Request: s.speaking}, true
	}
	return Step{}, false
}

// matter: what the item itself asks before it is done.
func (s state) matter() (Step, bool) {
	if s.draft != "" {
		return Step{Kind: StepVote, Poll: s.draft}, true
	}
	switch s.item.kind {
	case kindVote, kindElection:
		if !s.announced {
			return Step{Kind: StepPrepare, Item: s.item.id}, true
		}
	case kindOutputs:
		return s.outputs()
	case kindClosing:
		switch {
		case !s.drafted:
			return Step{Kind: StepDraft}, true
		case !s.read:
			return Step{Kind: StepRead}, true
		}
	}
	return Step{}, false
}

func (s state) outputs() (Step, bool) {
	switch {
	case s.contested != "" && s.contestPoll == "":
		return Step{Kind: StepContest, Output: s.contested, Item: s.item.id}, true
	case s.contested != "":
		return Step{Kind: StepPut, Output: s.contested, Poll: s.contestPoll}, true
	case s.proposed > 0:
		return Step{Kind: StepAsk}, true
	case s.adopted < s.atLeast:
		return Step{Kind: StepPropose}, true
	}
	return Step{}, false
}

// onwards is the next item, or the end.
func (s state) onwards() Step {
	switch {
	case s.next.id != "":
		return Step{Kind: StepBegin, Item: s.next.id, After: s.item.id}
	case s.item.id != "":
		return Step{Kind: StepFinish, Item: s.item.id}
	}
	return Step{Kind: StepEnd}
}

// A Scene is what the screen shows; its words are hall.scene_ and the scene.
type Scene string

// The scenes.
const (
	SceneBefore       Scene = "before" // the opening
	SceneItem         Scene = "item"
	SceneIntroduction Scene = "introduction"
	ScenePoll         Scene = "poll"
	SceneCounted      Scene = "counted" // closed, not announced
	SceneConsent      Scene = "consent"
	SceneResult       Scene = "result"
	SceneOutputs      Scene = "outputs"
	SceneBreak        Scene = "break"
	SceneClosed       Scene = "closed"
)

// A play is what sceneOf must know.
type play struct {
	status                      string
	open, closed, consent, card bool
	kind                        string    // of the current item; empty between two
	announced                   time.Time // the last result
	begun                       time.Time // the latest of what came after it: the item, who speaks
	speaking                    bool
}

// sceneOf is what the screen shows: what is being decided before all else; a
// result until something else begins; then the item.
func sceneOf(p play) Scene {
	switch {
	case p.status == statusClosed:
		return SceneClosed
	case p.status == statusBreak:
		return SceneBreak
	case p.status != statusOpen:
		return SceneBefore
	case p.open:
		return ScenePoll
	case p.consent:
		return SceneConsent
	case p.closed:
		return SceneCounted
	case !p.announced.IsZero() && !p.begun.After(p.announced):
		return SceneResult
	case p.card && p.kind == kindIntroductions:
		return SceneIntroduction
	case !p.speaking && (p.kind == kindOutputs || p.kind == kindClosing):
		return SceneOutputs
	}
	return SceneItem
}

// held is a role within a sitting.
type held struct{ role, sitting string }

// door is where a reader goes after signing in: to what they serve, the highest
// first, in the sitting that concerns them now; then to the page of a delegate;
// then to the list. Empty: to what is for everybody.
func door(holds []held, now string, delegate bool) string {
	for _, d := range []struct{ role, page string }{{"chair", "desk"}, {"teller", "teller"}, {"screen", "screen"}, {"desk", "door"}} {
		for _, sitting := range []string{now, ""} {
			i := slices.IndexFunc(holds, func(h held) bool {
				return h.role == d.role && h.sitting != "" && (sitting == "" || h.sitting == sitting)
			})
			if i >= 0 {
				return "/sittings/" + holds[i].sitting + "/" + d.page
			}
		}
	}
	if delegate {
		return "/sittings/" + now + "/me"
	}
	if slices.ContainsFunc(holds, func(h held) bool { return h.role == "secretary" }) {
		return "/sittings"
	}
	if len(holds) > 0 && now != "" {
		return "/sittings/" + now
	}
	return ""
}

// turned begins the list elsewhere for each teller, so that two who go through it
// one after another do not meet: teller n of m begins at n/m of it.
func turned[T any](list []T, n, m int) []T {
	if m < 2 || n < 0 {
		return list
	}
	at := len(list) * (n % m) / m
	return append(slices.Clone(list[at:]), list[:at]...)
}
