package voting_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/people"
	"ittihad/offices/voting"
)

// A shape is the sitting that a test wants: organisations in each channel, in
// this order, numbered from 1, and some that stay away.
type shape struct {
	hall, remote, telephone, away int
	effect                        string
	weights                       map[int]int64
	protected                     map[int]bool
	substitutes                   map[int]bool
	quorum                        string // the kind of matter for which nearly everybody must be here
}

var question = words.Local{Ar: "هل توافقون؟", En: "Do you agree?", Tr: "Kabul ediyor musunuz?"}

const sitting = "s1"

var (
	secretary = kernel.Actor{ID: "00000000-0000-7000-8000-000000000999", Grants: []kernel.Grant{{Role: "secretary"}}}
	chair     = in("chair", "chair")
	desk      = in("desk", "desk")
	tellerA   = in("teller-a", "teller")
	tellerB   = in("teller-b", "teller")
	tellerC   = in("teller-c", "teller")
)

func in(id, role string) kernel.Actor {
	return kernel.Actor{ID: id, Grants: []kernel.Grant{{Role: role, Scope: "sitting/" + sitting}}}
}

// A room is an open sitting with delegates in it, made by the commands that
// people use.
type room struct {
	t       testing.TB
	k       *kerneltest.Kernel
	mandate map[int]string
}

func person(i int) string     { return fmt.Sprintf("00000000-0000-7000-8000-%012d", i) }
func substitute(i int) string { return person(500 + i) }
func delegate(i int) kernel.Actor {
	return kernel.Actor{ID: person(i)}
}
func organisation(i int) string { return fmt.Sprintf("00000000-0000-7000-9000-%012d", i) }

func must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func do[In, Out any](r *room, c kernel.Command[In, Out], by kernel.Actor, in In) Out {
	r.t.Helper()
	out, err := kerneltest.Run(r.t, r.k, c, by, in)
	return must(r.t, out, err)
}

func see[In, Out any](r *room, q kernel.Query[In, Out], by kernel.Actor, in In) Out {
	r.t.Helper()
	out, err := kernel.Ask(r.t.Context(), r.k.Kernel, q, by, in)
	return must(r.t, out, err)
}

func zero() *int64 { return new(int64) }

// meet opens a sitting of this shape.
func meet(t testing.TB, k *kerneltest.Kernel, s shape) *room {
	t.Helper()
	r := &room{t, k, map[int]string{}}
	k.Clock.Set(kerneltest.Start.Add(-24 * time.Hour))
	all := s.hall + s.remote + s.telephone + s.away
	for i := 1; i <= all; i++ {
		do(r, people.Register, secretary, people.Registration{ID: person(i), Name: words.Local{Ar: "مندوب " + strconv.Itoa(i)}, Phones: []string{fmt.Sprintf("+9639550%05d", i)}})
		do(r, members.Register, secretary, members.Entry{ID: organisation(i), Number: int64(i), Name: words.Local{Ar: fmt.Sprintf("منظمة %s %d", name(i), i), En: fmt.Sprintf("Organisation %s %d", name(i), i)}, DecidedBy: "council", Reason: "admitted", Anyway: true})
		do(r, members.DecideStanding, secretary, members.Standing{ID: organisation(i), Standing: members.Active, Reason: "active", DecidedBy: "council"})
		if !s.protected[i] {
			do(r, members.Protect, secretary, members.Protection{ID: organisation(i), How: "by letter"})
		}
	}
	plan := assembly.Plan{ID: sitting, Title: words.Local{Ar: "الهيئة العامة"}, Day: "2017-01-16", Hour: "11:00", Zone: "Europe/Istanbul", Place: words.Local{Ar: "إسطنبول", En: "Istanbul", Tr: "İstanbul"}, NoticeDays: zero(), RemoteEffect: s.effect}
	do(r, assembly.DraftSitting, secretary, plan)
	if s.quorum != "" {
		rule := assembly.RuleSetting{Sitting: sitting, Kind: s.quorum}
		rule.Quorum.Num, rule.Quorum.Den, rule.Quorum.Base = 9, 10, "entitled"
		do(r, assembly.SetQuorum, secretary, rule)
	}
	c := assembly.Convocation{Sitting: sitting}
	for n, w := range s.weights {
		c.Weights = append(c.Weights, assembly.WeightLine{Number: int64(n), Weight: w})
	}
	do(r, assembly.Convene, secretary, c)
	for i := 1; i <= all; i++ {
		l := assembly.Letter{Sitting: sitting, Organisation: organisation(i), Letter: "shown", Delegate: assembly.Nominee{Person: person(i)}}
		if s.substitutes[i] {
			do(r, people.Register, secretary, people.Registration{ID: substitute(i), Name: words.Local{Ar: "بديل"}})
			l.Substitutes = []assembly.Nominee{{Person: substitute(i)}}
		}
		named := do(r, assembly.Nominate, secretary, l)
		r.mandate[i] = named.Mandate
		for _, n := range named.Nominations {
			do(r, assembly.Accept, secretary, assembly.Acceptance{Sitting: sitting, Nominations: []string{n.ID}})
		}
	}
	do(r, assembly.PostList, secretary, assembly.One{Sitting: sitting})
	k.Clock.Set(kerneltest.Start)
	for i := 1; i <= s.hall+s.remote+s.telephone; i++ {
		r.arrive(i, s.channel(i))
	}
	do(r, assembly.OpenSitting, secretary, assembly.Opening{Sitting: sitting})
	return r
}

// name keeps the organisations' names apart.
func name(i int) string { return strings.Repeat(string(rune('ب'+i%8)), 2+i%3) }

func (s shape) channel(i int) string {
	switch {
	case i <= s.hall:
		return assembly.Hall
	case i <= s.hall+s.remote:
		return assembly.Remote
	}
	return assembly.Telephone
}

func (r *room) arrive(i int, channel string) {
	r.t.Helper()
	do(r, assembly.Arrive, desk, assembly.Arrival{Sitting: sitting, Mandate: r.mandate[i], Channel: channel})
}

// poll prepares and opens a poll.
func (r *room) poll(d voting.Drafting) string {
	r.t.Helper()
	d.Sitting, d.Question = sitting, question
	id := do(r, voting.Prepare, chair, d).ID
	do(r, voting.OpenPoll, chair, voting.Opening{Sitting: sitting, Poll: id, Together: true})
	return id
}

func (r *room) cast(i int, poll, choice, once string) (voting.Receipt, error) {
	return kernel.Run(r.t.Context(), r.k.Kernel, voting.Cast, delegate(i), once, voting.Vote{Sitting: sitting, Poll: poll, Choice: choice})
}

func (r *room) vote(i int, poll, choice string) voting.Receipt {
	r.t.Helper()
	got, err := r.cast(i, poll, choice, "")
	return must(r.t, got, err)
}

func (r *room) heard(i int, poll, choice string) voting.Heard {
	return voting.Heard{Sitting: sitting, Poll: poll, Mandate: r.mandate[i], Choice: choice}
}

// byPhone lets two tellers take a vote.
func (r *room) byPhone(i int, poll, choice string) voting.Receipt {
	r.t.Helper()
	do(r, voting.Enter, tellerA, r.heard(i, poll, choice))
	taken := do(r, voting.Confirm, tellerB, r.heard(i, poll, choice))
	if !taken.Counted {
		r.t.Fatal("two tellers agreed, and it is no vote")
	}
	return *taken.Receipt
}

func which(poll string) voting.Which { return voting.Which{Sitting: sitting, Poll: poll} }

// close closes a poll with the number that its preview says.
func (r *room) close(poll string) {
	r.t.Helper()
	c := see(r, voting.Preview, chair, which(poll))
	do(r, voting.ClosePoll, chair, voting.CloseWith{Sitting: sitting, Poll: poll, NotHeard: c.NotHeard})
}

func (r *room) announce(poll string) voting.Result {
	r.t.Helper()
	return do(r, voting.Announce, chair, voting.Announcing{Sitting: sitting, Poll: poll})
}

func (r *room) read(f func(*kernel.Tx) error) {
	r.t.Helper()
	if err := r.k.Read(r.t.Context(), kernel.Self, f); err != nil {
		r.t.Fatal(err)
	}
}

// rows reads all rows of a table as text, whatever its columns.
func rows(t testing.TB, tx *sqldb.Tx, column, from string) []string {
	t.Helper()
	list, err := sqldb.All(tx, func(s *string) []any { return []any{s} }, `SELECT `+column+` FROM `+from)
	return must(t, list, err)
}

var named = regexp.MustCompile(`\$([pqm])(\d+)\b`)

// TestScripts runs testdata/*.txt. The first line of a script says who is here:
//
//	# hall=3 remote=2 telephone=1 away=1 effect=advisory weights=1:5,2:3 protected=2 substitutes=1
//
// $p1 is the delegate of organisation 1, $q1 its substitute, $m1 its mandate.
func TestScripts(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	if len(files) == 0 {
		t.Fatal("no scripts in testdata")
	}
	for _, f := range files {
		text := string(must(t, must2(os.ReadFile(f)), nil))
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
				r := meet(t, k, shaped(t, text))
				kerneltest.Script(t, k, f, named.ReplaceAllStringFunc(text, r.name))
			})
		})
	}
}

func must2(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func (r *room) name(v string) string {
	i, _ := strconv.Atoi(v[2:])
	switch v[1] {
	case 'p':
		return person(i)
	case 'q':
		return substitute(i)
	}
	return r.mandate[i]
}

// shaped reads the first line of a script.
func shaped(t *testing.T, text string) (s shape) {
	t.Helper()
	head, _, _ := strings.Cut(text, "\n")
	s.weights, s.protected, s.substitutes = map[int]int64{}, map[int]bool{}, map[int]bool{}
	number := func(v string) int {
		n, err := strconv.Atoi(v)
		return must(t, n, err)
	}
	for _, f := range strings.Fields(strings.TrimPrefix(head, "#")) {
		key, value, _ := strings.Cut(f, "=")
		switch key {
		case "hall":
			s.hall = number(value)
		case "remote":
			s.remote = number(value)
		case "telephone":
			s.telephone = number(value)
		case "away":
			s.away = number(value)
		case "effect":
			s.effect = value
		case "quorum":
			s.quorum = value
		case "weights":
			for w := range strings.SplitSeq(value, ",") {
				n, weight, _ := strings.Cut(w, ":")
				s.weights[number(n)] = int64(number(weight))
			}
		case "protected":
			for n := range strings.SplitSeq(value, ",") {
				s.protected[number(n)] = true
			}
		case "substitutes":
			s.substitutes[number(value)] = true
		default:
			t.Fatalf("what is %q?", f)
		}
	}
	return s
}
