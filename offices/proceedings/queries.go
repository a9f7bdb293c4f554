package proceedings

import (
	"slices"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/people"
	"ittihad/pure/queue"
)

const whoFollows = "who takes part in the sitting: its delegates, its officers, its screen, the secretary"

// mayFollow is the rule of who sees a sitting from inside.
func mayFollow(tx *kernel.Tx, sitting string) error {
	for _, role := range []string{"chair", "rapporteur", "teller", "desk", "credentials", "drafting", "screen", "secretary"} {
		if tx.By.Has(role, stream(sitting)) {
			_, err := assembly.Get(tx, sitting)
			return err
		}
	}
	_, err := assembly.VoterFor(tx, sitting, tx.By.ID)
	return err
}

func mayFollowIn(tx *kernel.Tx, in OfSitting) error { return mayFollow(tx, in.Sitting) }

// Hands say what the reader may do, so that a page offers it.
type Hands struct {
	Prepares bool `json:"prepares"` // the agenda
	Leads    bool `json:"leads"`
	Delegate bool `json:"delegate"`
}

func handsOf(tx *kernel.Tx, sitting string) Hands {
	_, err := assembly.VoterFor(tx, sitting, tx.By.ID)
	return Hands{mayPrepare(tx, sitting) == nil, mayLead(tx, sitting) == nil, err == nil}
}

// SeeSpoken says who spoke how long, and how the time was shared.
var SeeSpoken = kernel.Query[OfSitting, SpokenView]{
	Name: "proceedings.spoken", Personal: true, Who: whoFollows, May: mayFollowIn,
	Do: func(tx *kernel.Tx, in OfSitting) (SpokenView, error) {
		all, err := speeches(tx, in.Sitting)
		if err != nil {
			return SpokenView{}, err
		}
		faces, err := facesOf(tx, in.Sitting, mandatesOf(all))
		if err != nil {
			return SpokenView{}, err
		}
		v := spokenView(all, tx.Now)
		for i, s := range v.Speakers {
			v.Speakers[i].Face = faces[s.Mandate]
		}
		return v, nil
	},
}

// A SpokenView is who spoke how long. Turns are words; points of order and
// replies count in seconds alone.
type SpokenView struct {
	Channels map[string]Share `json:"channels"`
	Guests   Share            `json:"guests"`
	Speakers []SpeakerShare   `json:"speakers"` // who spoke longest first
}

// A Share is what was spoken by a channel or a mandate.
type Share struct {
	Speakers int64 `json:"speakers"`
	Turns    int64 `json:"turns"`
	Seconds  int64 `json:"seconds"`
	Over     int64 `json:"over"` // seconds beyond the limit
}

// A SpeakerShare is one mandate's.
type SpeakerShare struct {
	Face
	Share
}

func spokenView(all []Request, now sqldb.Time) SpokenView {
	v := SpokenView{Channels: map[string]Share{assembly.Hall: {}, assembly.Remote: {}, assembly.Telephone: {}}}
	place, heard := map[string]int{}, map[[2]string]bool{}
	for _, r := range all {
		if r.Mandate == "" {
			v.Guests = v.Guests.plus(r, now, true)
			continue
		}
		v.Channels[r.Channel] = v.Channels[r.Channel].plus(r, now, !heard[[2]string{r.Channel, r.Mandate}])
		heard[[2]string{r.Channel, r.Mandate}] = true
		n, ok := place[r.Mandate]
		if !ok {
			n = len(v.Speakers)
			place[r.Mandate], v.Speakers = n, append(v.Speakers, SpeakerShare{Face: Face{Mandate: r.Mandate}})
		}
		v.Speakers[n].Share = v.Speakers[n].plus(r, now, !ok)
	}
	slices.SortStableFunc(v.Speakers, func(a, b SpeakerShare) int { return int(b.Seconds - a.Seconds) })
	return v
}

func (s Share) plus(r Request, now sqldb.Time, fresh bool) Share {
	spent := r.spent(now.Time)
	s.Seconds += spent
	if r.Kind == queue.Word {
		s.Turns++
	}
	if fresh {
		s.Speakers++
	}
	if r.Limit > 0 && spent > r.Limit {
		s.Over += spent - r.Limit
	}
	return s
}

func mandatesOf(all []Request) (list []string) {
	for _, r := range all {
		if r.Mandate != "" && !slices.Contains(list, r.Mandate) {
			list = append(list, r.Mandate)
		}
	}
	return list
}

// A Face is what everybody in the sitting may see of a mandate: the code of its
// organisation, the name where that is public, and the name and post that its
// representative chose to be called by. Mandate is for those who call or seat by
// it (see handles), and empty for all others: a receipt holds the mandate too, and
// found on a telephone it must not lead to the code.
type Face struct {
	Mandate string       `json:"mandate,omitempty"`
	Code    string       `json:"code"`
	Name    *words.Local `json:"name,omitempty"`
	Person  words.Local  `json:"person"`
	Post    words.Local  `json:"post"`
}

// facesOf are the faces of mandates of a sitting.
func facesOf(tx *kernel.Tx, sitting string, mandates []string) (map[string]Face, error) {
	known, err := knownOf(tx, sitting, mandates)
	faces := make(map[string]Face, len(known))
	for id, k := range known {
		faces[id] = k.face()
	}
	return faces, err
}

// handles reports whether the reader names mandates to the commands of a sitting:
// who leads it, the desk and the tellers.
func handles(tx *kernel.Tx, sitting string) bool {
	return mayLead(tx, sitting) == nil || assembly.MayDesk(tx, sitting) == nil || assembly.MayTell(tx, sitting) == nil
}

// known is all that is known of a mandate; it does not leave the office.
type known struct {
	voter        assembly.Voter
	organisation members.Organisation
	person       people.Person
	card         CardText
	handled      bool // by the reader: see handles
}

func (k known) face() Face {
	shown := members.ShownOf(k.organisation)
	f := Face{Code: shown.Code, Name: shown.Name, Person: k.card.Name, Post: k.card.Post}
	if k.handled {
		f.Mandate = k.voter.Mandate
	}
	open := !k.person.Protected && !k.organisation.Protected
	if open && f.Person == (words.Local{}) {
		f.Person = k.person.Name
	}
	if open && f.Post == (words.Local{}) && k.organisation.Representative == k.voter.Person {
		f.Post = k.organisation.Post
	}
	return f
}

func knownOf(tx *kernel.Tx, sitting string, mandates []string) (map[string]known, error) {
	list := make(map[string]known, len(mandates))
	if len(mandates) == 0 {
		return list, nil
	}
	present, err := assembly.PresentNow(tx, sitting)
	if err != nil {
		return nil, err
	}
	var organisations, persons []string
	for _, id := range mandates {
		i := slices.IndexFunc(present, func(v assembly.Voter) bool { return v.Mandate == id })
		var v assembly.Voter
		if i >= 0 {
			v = present[i]
		} else if v, err = assembly.VoterOf(tx, sitting, id); err != nil { // has left
			return nil, err
		}
		list[id] = known{voter: v}
		organisations, persons = append(organisations, v.Organisation), append(persons, v.Person)
	}
	orgs, err := members.Named(tx, organisations)
	if err != nil {
		return nil, err
	}
	named, err := people.Named(tx, persons)
	if err != nil {
		return nil, err
	}
	cards, err := cardTexts(tx, sitting)
	if err != nil {
		return nil, err
	}
	handled := handles(tx, sitting)
	for id, k := range list {
		var ok bool
		k.handled = handled
		k.organisation, k.card = orgs[k.voter.Organisation], cards[id]
		if k.person, ok = named[k.voter.Person]; !ok {
			k.person.Protected = true
		}
		list[id] = k
	}
	return list, nil
}

// A Caller is who waits, with the name by which the chair calls them.
type Caller struct {
	Request      string      `json:"request"`
	Kind         queue.Kind  `json:"kind"`
	State        string      `json:"state"`
	Channel      string      `json:"channel"`
	AskedAt      sqldb.Time  `json:"asked_at"`
	Away         bool        `json:"away"` // has left; waits until they are back
	Organisation words.Local `json:"organisation"`
	Person       words.Local `json:"person"`
	Face         Face        `json:"face"`
	Timer        Timer       `json:"timer"`
}

// Callers is the floor of the current item with names: the queue in the order
// that is to be expected, and those who have left.
type Callers struct {
	Speaking *Caller  `json:"speaking"`
	Queue    []Caller `json:"queue"`
	VoteOpen bool     `json:"vote_open"`
}

// SeeFloor is the speakers' queue with the names of the protected too.
var SeeFloor = kernel.Query[OfSitting, Callers]{
	Name: "proceedings.floor", Personal: true, Who: "the chair of the sitting and the desk, who call the speakers by name",
	May: func(tx *kernel.Tx, in OfSitting) error {
		if mayLead(tx, in.Sitting) == nil {
			return nil
		}
		return assembly.MayDesk(tx, in.Sitting)
	},
	Do: seeFloor,
}

func seeFloor(tx *kernel.Tx, in OfSitting) (v Callers, err error) {
	i, ok, err := currentItem(tx, in.Sitting)
	if err != nil || !ok {
		return v, err
	}
	w, err := waitingOn(tx, i)
	if err != nil {
		return v, err
	}
	all := w.order()
	here := len(all)
	all = append(all, w.away...)
	now, speaks, err := speaking(tx, in.Sitting)
	if err != nil {
		return v, err
	}
	names, err := knownOf(tx, in.Sitting, mandatesOf(append(slices.Clone(all), now)))
	if err != nil {
		return v, err
	}
	for n, r := range all {
		v.Queue = append(v.Queue, caller(r, names[r.Mandate], n >= here, tx.Now))
	}
	if speaks {
		c := caller(now, names[now.Mandate], false, tx.Now)
		v.Speaking = &c
	}
	v.VoteOpen = w.voteOpen
	return v, nil
}

func caller(r Request, k known, away bool, now sqldb.Time) Caller {
	c := Caller{Request: r.ID, Kind: r.Kind, State: r.State, Channel: r.Channel, AskedAt: r.AskedAt, Away: away,
		Organisation: k.organisation.Name, Person: k.person.Name, Face: k.face(), Timer: r.timer(now.Time)}
	if r.Mandate == "" {
		c.Person, c.Face = r.Guest, Face{Person: r.Guest, Post: r.Post}
	}
	return c
}
