package voting

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/pure/tally"
)

func key(err error) string {
	if e := kernel.Refusal(err); e != nil {
		return e.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// Who may vote in which poll in which way: every cell of the table in the
// package's comment.
func TestAdmits(t *testing.T) {
	hall, remote, phone := assembly.Hall, assembly.Remote, assembly.Telephone
	for _, c := range []struct {
		kind, voters, channel, way, want string
	}{
		{ByName, All, hall, Own, ""}, {ByName, All, remote, Own, ""}, {ByName, All, phone, Own, ""},
		{ByName, All, hall, ByTeller, ""}, {ByName, All, remote, ByTeller, ""}, {ByName, All, phone, ByTeller, ""},
		{ByName, All, hall, ByDesk, "voting.desk_enters_roll_calls"},
		{ByName, Hall, hall, Own, ""}, {ByName, Hall, remote, Own, "voting.hall_only"}, {ByName, Hall, phone, ByTeller, "voting.hall_only"},
		{ByRollCall, All, hall, Own, "voting.answer_aloud"}, {ByRollCall, All, remote, Own, "voting.answer_aloud"},
		{ByRollCall, All, hall, ByDesk, ""}, {ByRollCall, All, remote, ByDesk, ""},
		{ByRollCall, All, phone, ByDesk, "voting.tellers_enter_the_telephone"},
		{ByRollCall, All, phone, ByTeller, ""}, {ByRollCall, All, remote, ByTeller, ""},
		{ByRollCall, All, hall, ByTeller, "voting.desk_enters_the_hall"},
		{ByCards, All, hall, Own, "voting.raise_your_card"}, {ByCards, All, hall, ByTeller, "voting.raise_your_card"},
		{ByCards, All, remote, Own, ""}, {ByCards, All, phone, ByTeller, ""}, {ByCards, All, remote, ByDesk, "voting.desk_enters_roll_calls"},
		{ByCards, Hall, remote, Own, "voting.hall_only"},
		{ByConsent, All, hall, Own, "voting.silence_carries"}, {ByConsent, All, phone, ByTeller, "voting.silence_carries"},
		{ByName, All, "", Own, "voting.not_present"}, {ByConsent, All, "", Own, "voting.not_present"},
	} {
		p := Poll{Kind: c.kind, Voters: c.voters}
		got := key(p.admits(assembly.Voter{Present: c.channel != "", Channel: c.channel}, c.way))
		if got != c.want {
			t.Errorf("%s for %s, %s by %s: %q, want %q", c.kind, c.voters, c.channel, c.way, got, c.want)
		}
	}
}

// Which vote may follow on which.
func TestRetake(t *testing.T) {
	const already, themselves = "voting.already_voted", "voting.voted_themselves"
	for _, c := range []struct {
		had, state string
		changes    bool
		way, want  string
	}{
		{"by another " + ByTeller, Unconfirmed, false, Own, already}, {"by another " + ByTeller, Unconfirmed, true, Own, ""},
		{"by another " + ByTeller, Denied, false, Own, ""},
		{Own, "", false, Own, already}, {Own, "", true, Own, ""},
		{Own, "", false, ByTeller, themselves}, {Own, "", true, ByTeller, themselves},
		{ByTeller, Unconfirmed, false, Own, ""}, {ByTeller, Confirmed, false, Own, already}, {ByTeller, Confirmed, true, Own, ""},
		{ByTeller, Unconfirmed, true, ByTeller, already}, {ByTeller, Confirmed, true, ByTeller, themselves},
		{ByTeller, Denied, false, Own, ""}, {ByTeller, Denied, false, ByTeller, ""}, {ByTeller, Struck, false, ByTeller, ""},
		{ByDesk, "", false, ByDesk, ""}, {ByDesk, "", false, ByTeller, already},
		{ByTeller, Unconfirmed, false, ByDesk, already}, {ByTeller, Denied, false, ByDesk, ""},
	} {
		p := Poll{Changes: c.changes}
		had, holder := c.had, "a"
		if w, ok := strings.CutPrefix(had, "by another "); ok {
			had, holder = w, "b"
		}
		revision, err := p.retake(c.way, Ballot{Way: had, State: c.state, Number: 7, Revision: 2, Holder: holder}, "a")
		if key(err) != c.want || c.want == "" && revision != 3 {
			t.Errorf("%s after %s %q, changes %v: %q, revision %d, want %q", c.way, c.had, c.state, c.changes, key(err), revision, c.want)
		}
	}
}

// A vote is in time until the close, and to the millisecond before the planned end.
func TestIsOpen(t *testing.T) {
	end := time.Date(2017, 1, 16, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		status string
		ends   time.Time
		at     time.Duration
		want   string
	}{
		{Draft, time.Time{}, 0, "voting.not_open_yet"}, {Open, time.Time{}, 0, ""}, {Closed, time.Time{}, 0, "voting.closed"},
		{Announced, time.Time{}, 0, "voting.closed"}, {Cancelled, time.Time{}, 0, "voting.cancelled"},
		{Open, end, -time.Millisecond, ""}, {Open, end, 0, "voting.closed"}, {Open, end, time.Millisecond, "voting.closed"},
	} {
		p := Poll{Status: c.status, EndsAt: sqldb.Time{Time: c.ends}}
		if got := key(p.isOpen(sqldb.Time{Time: end.Add(c.at)})); got != c.want {
			t.Errorf("%s, %v after its end %v: %q, want %q", c.status, c.at, c.ends, got, c.want)
		}
	}
}

func TestTidy(t *testing.T) {
	q := words.Local{Ar: "سؤال"}
	p, err := tidy(Poll{Question: words.Local{Ar: " هل\u202e توافقون؟ "}})
	if err != nil || p.Question.Ar != "هل توافقون؟" || p.Kind != ByName || p.Voters != All || !slices.Equal(p.Majority.All, ordinary.All) {
		t.Errorf("%+v %v", p, err)
	}
	if p, err := tidy(Poll{Question: q, Kind: ByConsent}); err != nil || p.Then != ByName {
		t.Errorf("%+v %v", p, err)
	}
	for want, p := range map[string]Poll{
		"voting.no_question":             {},
		"voting.no_such_kind":            {Question: q, Kind: "shouting"},
		"voting.then_without_consent":    {Question: q, Then: ByName},
		"voting.consent_is_one_question": {Question: q, Kind: ByConsent, Options: []Option{{Key: "a", Text: q}}},
		"voting.rule_out_of_range":       {Question: q, Majority: tally.Majority{All: []tally.Threshold{{Base: tally.BaseCast}}}},
		"voting.rule_unknown":            {Question: q, Majority: tally.Majority{Most: true, Tie: "fight"}},
		"voting.bad_key":                 {Question: q, Key: "Branches law"},
		"voting.key_twice":               {Question: q, Options: []Option{{Key: "a", Text: q}, {Key: "a", Text: q}}},
		"voting.too_many_options":        {Question: q, Options: many(41)},
	} {
		if _, err := tidy(p); key(err) != want {
			t.Errorf("%q, want %q", key(err), want)
		}
	}
}

func many(n int) (list []Option) {
	for i := range n {
		list = append(list, Option{Key: fmt.Sprintf("o%d", i), Text: words.Local{Ar: "خيار"}})
	}
	return list
}

// Whoever comes, goes, changes the channel, votes, denies or raises a card: every
// mandate is counted once at the close, in one channel, and the parts add up.
func TestPlaceCountsEveryMandateOnce(t *testing.T) {
	channels := []string{assembly.Hall, assembly.Remote, assembly.Telephone}
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{ByName, ByCards}).Draw(t, "kind")
		voters := rapid.SampledFrom([]string{All, Hall}).Draw(t, "voters")
		e := electors{poll: Poll{Kind: kind, Voters: voters}, votes: map[string]Ballot{}, moved: map[string]string{}, base: map[string]int64{}}
		hands := map[string]bool{}
		var present []assembly.Voter
		want := map[string]int64{} // entitled, reckoned one by one
		for i := range rapid.IntRange(0, 12).Draw(t, "mandates") {
			m := fmt.Sprint(i)
			weight := rapid.Int64Range(1, 3).Draw(t, "weight")
			now := rapid.SampledFrom(append(channels, "")).Draw(t, "now")
			did := rapid.SampledFrom([]string{"nothing", "voted", "denied", "card"}).Draw(t, "did")
			from := rapid.SampledFrom(channels).Draw(t, "from")
			if voters == Hall {
				from = assembly.Hall
			}
			if did == "card" && kind != ByCards {
				did = "nothing"
			}
			if did == "card" {
				weight, hands[m] = 1, true
			}
			if did == "voted" || did == "denied" {
				b := Ballot{Mandate: m, Channel: from, Weight: weight, Way: ByTeller}
				if did == "denied" {
					b.State = Denied
				}
				e.votes[m] = b
			}
			if now != "" {
				present = append(present, assembly.Voter{Mandate: m, Weight: weight, Present: true, Channel: now})
			}
			switch {
			case did == "card":
				want[assembly.Hall]++
			case did == "voted" && (now == "" || voters == Hall):
				want[from] += weight
			case did == "voted":
				want[now] += weight
			case now != "" && (voters == All || now == assembly.Hall):
				want[now] += weight
			}
		}
		e.place(present, hands, nil)
		if !maps.Equal(want, e.base) {
			t.Fatalf("base %v, want %v", e.base, want)
		}
		left := sum(want) - int64(len(hands))
		for _, b := range e.votes {
			if b.Counts() {
				left -= b.Weight
			}
		}
		for _, a := range e.absent {
			left -= a.Weight
		}
		if left != 0 {
			t.Fatalf("%d more are entitled than voted, had a card or are absent", left)
		}
	})
}
