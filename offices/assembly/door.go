package assembly

import (
	"cmp"
	"slices"

	"ittihad/kernel"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

// Get is a sitting; NotFound assembly.no_such_sitting.
func Get(tx *kernel.Tx, id string) (Sitting, error) { return sittingByID(tx, id) }

// Faces are organisations as a sitting shows them to others: the protected under
// the code that the sitting's roll froze. Who is protected later has another code
// from then on, and what was published by name before must not lead to it.
func Faces(tx *kernel.Tx, sitting string, ids []string) (map[string]members.Shown, error) {
	s, err := sittingByID(tx, sitting)
	if err != nil {
		return nil, err
	}
	codes, err := frozenCodes(tx, s)
	if err != nil {
		return nil, err
	}
	named, err := members.Named(tx, ids)
	faces := make(map[string]members.Shown, len(named))
	for id, o := range named {
		face := members.ShownOf(o)
		if face.Code != "" {
			face.Code = cmp.Or(codes[id], face.Code)
		}
		faces[id] = face
	}
	return faces, err
}

// VoterFor is the mandate that a person acts for in a sitting: as the accepted
// delegate, or as the substitute who took over. Denied assembly.not_a_delegate.
// One indexed statement: every vote asks it.
func VoterFor(tx *kernel.Tx, sitting, person string) (Voter, error) {
	s, err := seatHeld(tx, sitting, person)
	return s.Voter, err
}

// VotersFor are the voters of many, each a sitting and a person, in one
// statement; who acts for no mandate is not among them.
func VotersFor(tx *kernel.Tx, who [][2]string) ([]Voter, error) {
	list, err := seatsHeld(tx, who)
	voters := make([]Voter, len(list))
	for i, s := range list {
		voters[i] = s.Voter
	}
	return voters, err
}

// VoterOf is a mandate as it stands now; NotFound assembly.no_such_mandate. One
// indexed statement.
func VoterOf(tx *kernel.Tx, sitting, mandate string) (Voter, error) {
	s, err := seatByID(tx, sitting, mandate)
	return s.Voter, err
}

// PresentNow are the mandates present, in the order of the roll.
func PresentNow(tx *kernel.Tx, sitting string) ([]Voter, error) {
	list, err := seatsPresent(tx, sitting)
	voters := make([]Voter, len(list))
	for i, s := range list {
		voters[i] = s.Voter
	}
	return voters, err
}

// PresentCounts is the weight of the mandates present by channel, all three of
// them always. It reads counters: three rows however many are present.
func PresentCounts(tx *kernel.Tx, sitting string) (map[string]int64, error) {
	return byChannel(tx, sitting, func(c channelCount) int64 { return c.weight })
}

// PresentMandates is the number of the mandates present by channel, whatever they
// weigh, all three of them always: a sentence that counts organisations says it.
func PresentMandates(tx *kernel.Tx, sitting string) (map[string]int64, error) {
	return byChannel(tx, sitting, func(c channelCount) int64 { return c.mandates })
}

func byChannel(tx *kernel.Tx, sitting string, of func(channelCount) int64) (map[string]int64, error) {
	list, err := counts(tx, sitting)
	m := map[string]int64{Hall: 0, Remote: 0, Telephone: 0}
	for _, c := range list {
		m[c.channel] = of(c)
	}
	return m, err
}

// TookPart is how many mandates took part in a sitting, whether or not they
// stayed to its end: those that arrived in the call under way, by the channel of
// their first arrival, all three of them always.
func TookPart(tx *kernel.Tx, sitting string) (map[string]int64, error) {
	s, err := sittingByID(tx, sitting)
	if err != nil {
		return nil, err
	}
	first, err := firstArrivals(tx, s)
	m := map[string]int64{Hall: 0, Remote: 0, Telephone: 0}
	for _, f := range first {
		m[f.Channel]++
	}
	return m, err
}

// EventOf is the quorum event that something stood on; NotFound
// assembly.no_such_event.
func EventOf(tx *kernel.Tx, sitting string, id int64) (QuorumEvent, error) {
	return quorumEvent(tx, sitting, id)
}

// HasRule tells whether a kind of item has a quorum rule of its own in a
// sitting; the kind "" is the sitting itself, which always has one. What names a
// kind without a rule would stand on the sitting's own without a word: its office
// refuses it.
func HasRule(tx *kernel.Tx, sitting, kind string) (bool, error) {
	rules, err := quorumRules(tx, sitting)
	return slices.ContainsFunc(rules, func(r QuorumRule) bool { return r.Kind == kind }), err
}

// Hold keeps a sitting together while something is under way in it that a break
// or the close would cut in two, a vote ("poll/" and its id) or the question
// whether anyone objects: both are refused until by has released it. Twice is
// once. Called in the transaction that begins it, on the sitting's own stream:
// neither can come between.
func Hold(tx *kernel.Tx, sitting, by string) error { return putHold(tx, sitting, by) }

// Release ends what Hold began; nothing if it holds nothing. Called in the
// transaction that ends it, whichever way it ends.
func Release(tx *kernel.Tx, sitting, by string) error { return dropHold(tx, sitting, by) }

// BreakOff interrupts a sitting for some minutes, as its own command does: a break
// of the agenda is one of the sitting.
func BreakOff(tx *kernel.Tx, sitting string, minutes int64) error {
	_, err := BreakSitting.Do(tx, Pause{sitting, minutes})
	return err
}

// Elected keeps the announced outcome of a poll on who is to hold an office of
// the sitting. It seats nobody: whoever leads does, with the poll as the ground.
func Elected(tx *kernel.Tx, sitting string, e Election) error {
	return insertElection(tx, sitting, e)
}

// Contacts is who to call for a mandate, the one who acts for it first, with
// telephones: for those who may call (MayTell). Who shows them writes the look
// down (people.Looked). NotFound assembly.no_such_mandate.
func Contacts(tx *kernel.Tx, sitting, mandate string) ([]people.Person, error) {
	if err := MayTell(tx, sitting); err != nil {
		return nil, err
	}
	s, err := seatByID(tx, sitting, mandate)
	if err != nil {
		return nil, err
	}
	named, err := nominationsFor(tx, []string{mandate})
	if err != nil {
		return nil, err
	}
	var ids []string
	if s.Person != "" {
		ids = append(ids, s.Person)
	}
	for _, n := range named {
		if n.Person != s.Person {
			ids = append(ids, n.Person)
		}
	}
	list := make([]people.Person, len(ids))
	for i, id := range ids {
		if list[i], err = people.Get(tx, id); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// MayChair is the rule of what only the chair of the sitting may do, and the
// secretary before the opening, who prepares everything. Denied
// assembly.chair_only.
func MayChair(tx *kernel.Tx, sitting string) error {
	s, err := sittingByID(tx, sitting)
	if err != nil || tx.By.Has("secretary", "") && s.OpenedAt.IsZero() {
		return err
	}
	return mayRole(tx, sitting, "assembly.chair_only", Chair)
}

// MayPreside is the rule of what the opening needs before the assembly has its
// chair: polls on who is elected, and seating them. Until then whoever presides
// over the opening may, the secretary or the one whom the secretary named to
// preside; from then on the chair. Denied assembly.chair_only.
func MayPreside(tx *kernel.Tx, sitting string) error {
	if _, err := sittingByID(tx, sitting); err != nil {
		return err
	}
	may, err := presides(tx, sitting)
	if err != nil || may {
		return err
	}
	return mayRole(tx, sitting, "assembly.chair_only", Chair)
}

// MayTell is the rule of what the tellers of the sitting may do: call those who
// were not heard, record their votes. Denied assembly.teller_only.
func MayTell(tx *kernel.Tx, sitting string) error {
	return mayRole(tx, sitting, "assembly.teller_only", "teller")
}

// MayDesk is the rule of what the check-in desk may do, and the secretary.
// Denied assembly.desk_only.
func MayDesk(tx *kernel.Tx, sitting string) error {
	return mayRole(tx, sitting, "assembly.desk_only", "desk", "secretary")
}

// mayRole reads the sitting only for those who hold a role in it.
func mayRole(tx *kernel.Tx, sitting, refusal string, roles ...string) error {
	for _, r := range roles {
		if ok, err := serves(tx, sitting, r); err != nil || ok {
			return err
		}
	}
	return kernel.Refuse(kernel.Denied, refusal)
}

// serves reports whether the reader holds a role: by a grant and, where the
// sitting has somebody in that office, by its own list too. A grant that the
// sitting does not know of makes no second chair beside the one it elected.
func serves(tx *kernel.Tx, sitting, role string) (bool, error) {
	if !tx.By.Has(role, Stream(sitting)) || role == "secretary" {
		return tx.By.Has(role, Stream(sitting)), nil
	}
	list, err := officers(tx, sitting)
	if err != nil {
		return false, err
	}
	mine := slices.ContainsFunc(list, func(o Officer) bool { return o.Role == role && o.Person == tx.By.ID })
	return mine || !holds(list, role), nil
}

// holds reports whether somebody is in an office.
func holds(list []Officer, role string) bool {
	return slices.ContainsFunc(list, func(o Officer) bool { return o.Role == role })
}
