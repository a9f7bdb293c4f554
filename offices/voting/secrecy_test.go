package voting_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/assembly"
	"ittihad/offices/people"
	"ittihad/offices/voting"
)

// Nobody sees a count of choices before the close. Two assemblies do the same
// things in the same order, and everybody chooses otherwise in the second. All
// that can be seen of them, by anybody, in any answer, event, stored reply, log
// or wake, must be the same.
func TestNobodySeesTheCountBeforeTheClose(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		for _, kind := range []string{voting.ByName, voting.ByRollCall, voting.ByCards} {
			t.Run(dialect+"/"+kind, func(t *testing.T) {
				one := observe(t, dialect, kind, [3]string{voting.Yes, voting.No, voting.Abstain}, [2]int64{2, 1})
				other := observe(t, dialect, kind, [3]string{voting.No, voting.Abstain, voting.Yes}, [2]int64{1, 2})
				if one != other {
					t.Errorf("the two can be told apart:\n%s", differences(one, other))
				}
				if len(one) < 100_000 {
					t.Errorf("only %d bytes were observed", len(one))
				}
			})
		}
	}
}

// The test above can fail: after the announcement the two are told apart.
func TestAfterTheAnnouncementEverybodySees(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range []string{voting.Yes, voting.No} {
		r := meet(t, kerneltest.Open(t, "sqlite", house()), shape{hall: 3})
		p := r.poll(voting.Drafting{})
		r.vote(1, p, c)
		r.close(p)
		r.announce(p)
		seen[r.look(p)] = true
	}
	if len(seen) != 2 {
		t.Error("two results look the same")
	}
}

// observe plays one assembly until just before the close, and after the close
// until the announcement, and writes down everything that can be seen.
func observe(t *testing.T, dialect, kind string, c [3]string, cards [2]int64) string {
	var log bytes.Buffer
	was := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(was)
	r := meet(t, kerneltest.Open(t, dialect, house()), shape{hall: 4, remote: 6, telephone: 2})
	p := r.poll(voting.Drafting{Kind: kind, Changes: true})
	var seen strings.Builder
	see := func(out any, err error) { fmt.Fprintf(&seen, "%s %v\n", asJSON(t, out), err) }
	run := func(by kernel.Actor, name, once string, in any) {
		see(r.k.UseCase(name).Call(t.Context(), r.k.Kernel, by, once, func(to any) error {
			reflect.ValueOf(to).Elem().Set(reflect.ValueOf(in))
			return nil
		}))
	}
	for i := 1; i <= 6; i++ {
		v := voting.Vote{Sitting: sitting, Poll: p, Choice: c[i%3]}
		run(delegate(i), "voting.cast", "a", v)
		run(delegate(i), "voting.cast", "a", v)
		v.Choice = c[(i+1)%3]
		run(delegate(i), "voting.cast", "a", v)
		run(delegate(i), "voting.cast", "b", v)
		run(desk, "voting.enter", "", r.heard(i, p, c[i%3]))
	}
	for i := 7; i <= 12; i++ {
		run(tellerA, "voting.enter", "e", r.heard(i, p, c[i%3]))
		if i < 12 {
			run(tellerA, "voting.confirm", "c", r.heard(i, p, c[i%3]))
			run(tellerB, "voting.confirm", "c", r.heard(i, p, c[i%3]))
		}
	}
	run(delegate(7), "voting.call-back", "", voting.Heard{Sitting: sitting, Poll: p, Choice: c[7%3]})
	run(tellerA, "voting.count-cards", "", voting.Counted{Sitting: sitting, Poll: p, Yes: cards[0], No: cards[1]})
	run(tellerB, "voting.count-cards", "", voting.Counted{Sitting: sitting, Poll: p, Yes: cards[0], No: cards[1]})
	seen.WriteString(r.look(p))
	r.close(p)
	seen.WriteString(r.look(p))
	seen.WriteString(log.String())
	return r.unnamed(seen.String(), p)
}

func asJSON(t testing.TB, v any) string {
	b, err := json.Marshal(v)
	return string(must(t, b, err))
}

// look asks every question of the house as everybody, and reads what the kernel
// keeps beside the offices' own tables.
func (r *room) look(poll string) string {
	var seen strings.Builder
	everybody := []kernel.Actor{{}, delegate(1), delegate(7), delegate(12), chair, secretary, desk, tellerA, tellerB, tellerC,
		in("screen", "screen"), in("rapporteur", "rapporteur"), {ID: "program", Only: nil}, kernel.Self}
	for _, u := range append(voting.Office().UseCases, append(assembly.Office().UseCases, people.Office().UseCases...)...) {
		info := u.Info()
		if info.Changes || strings.HasSuffix(info.Name, "-list") {
			continue
		}
		for _, by := range everybody {
			out, err := u.Call(r.t.Context(), r.k.Kernel, by, "", func(in any) error {
				kernel.FillKnown(in, func(name string) string { return map[string]string{"sitting": sitting, "poll": poll}[name] })
				return nil
			})
			if no := kernel.Refusal(err); err != nil && no == nil {
				r.t.Errorf("%s as %s: %v", info.Name, by.ID, err)
			}
			fmt.Fprintf(&seen, "%s as %s: %s %v\n", info.Name, by.ID, asJSON(r.t, out), err)
		}
	}
	at := "/sittings/s1/polls/" + poll
	site := r.serve(everybody...)
	for _, by := range everybody {
		v := visit(r.t, site, by.ID, "en")
		for _, path := range []string{"/sittings/s1/polls", at, at + "/roll", at + "/result"} {
			res, text := v.send(http.MethodGet, path, "", "identity")
			fmt.Fprintf(&seen, "%s as %s: %s %s\n", path, by.ID, res.Status, text)
		}
	}
	r.read(func(tx *kernel.Tx) error {
		for _, kept := range [][2]string{
			{"kind || ' ' || actor || ' ' || data", "journal ORDER BY stream, seq"},
			{"reply", "replies ORDER BY at"},
			{"key || command || input", "due ORDER BY key"},
			{"follower || stream || seq", "unread ORDER BY follower"},
		} {
			list := rows(r.t, tx.Tx, kept[0], kept[1])
			if kept[0] == "reply" { // whose ids are drawn by lot stand in no order of their own
				slices.SortStableFunc(list, func(a, b string) int { return strings.Compare(r.unnamed(a, poll), r.unnamed(b, poll)) })
			}
			fmt.Fprintf(&seen, "%s: %s\n", kept[1], strings.Join(list, "\n"))
		}
		return nil
	})
	return seen.String()
}

var (
	uuids    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
	varying  = regexp.MustCompile(`"(receipt|code|signed_with|federation|door_code|roll|roll_hash|hash)":"[^"]*"`)
	codes    = regexp.MustCompile(`S-\d{4}`)
	once     = regexp.MustCompile(`name="once" value="[^"]*"`)
	short    = regexp.MustCompile(`\b[A-Z]\d-\d{4}\b`)
	machines = regexp.MustCompile(`time=\S+`)
)

// unnamed replaces what is random by where it first stood, so that two runs can
// be compared. A receipt is a signature over what stands beside it.
func (r *room) unnamed(s, poll string) string {
	s = short.ReplaceAllString(receiptText.ReplaceAllString(once.ReplaceAllString(s, ""), "…"), "…")
	s = varying.ReplaceAllString(machines.ReplaceAllString(s, ""), `"$1":"…"`)
	names := map[string]string{poll: "the-poll"}
	for i, m := range r.mandate {
		names[m] = fmt.Sprint("mandate-", i)
	}
	s = uuids.ReplaceAllStringFunc(s, func(id string) string {
		if strings.HasPrefix(id, "00000000") {
			return id
		}
		if names[id] == "" {
			names[id] = fmt.Sprint("id-", len(names))
		}
		return names[id]
	})
	lines := strings.Split(codes.ReplaceAllString(s, "S-…"), "\n")
	return strings.Join(lines, "\n")
}

// differences are the first lines that two texts do not share.
func differences(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	var out strings.Builder
	for i := 0; i < min(len(x), len(y)) && out.Len() < 4000; i++ {
		if x[i] != y[i] {
			fmt.Fprintf(&out, "- %.600s\n+ %.600s\n", x[i], y[i])
		}
	}
	if len(x) != len(y) {
		fmt.Fprintf(&out, "%d lines and %d lines", len(x), len(y))
	}
	return out.String()
}
