package voting_test

import (
	"regexp"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
	"ittihad/offices/voting"
)

var choosing = regexp.MustCompile(`name="choice" value="([^"]*)"`)

// Whoever watches the line sees how long a request is: each choice of a form is
// sent in equally many bytes, and is taken for what it is.
func TestChoicesAreOfOneLength(t *testing.T) {
	many := []voting.Option{{Key: "a", Text: words.Local{Ar: "أ"}}, {Key: "the-branches-law", Text: words.Local{Ar: "ب"}}, {Key: "c_3", Text: words.Local{Ar: "ج"}}}
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 3, remote: 3})
		site := r.serve(chair, delegate(1), delegate(2), delegate(3), desk)
		for _, options := range [][]voting.Option{nil, many} {
			p := r.poll(voting.Drafting{Options: options})
			at := "/sittings/" + sitting + "/polls/" + p
			one := visit(t, site, delegate(1).ID, "en").get(at)
			f, length := form(t, one, "ballot-"+p), 0
			sent := choosing.FindAllStringSubmatch(one, -1)
			if len(sent) != max(2, len(options))+1 {
				t.Fatalf("%d choices: %v", len(sent), sent)
			}
			for i, m := range sent {
				f.Set("choice", m[1])
				if i > 0 && len(f.Encode()) != length {
					t.Errorf("%q makes a form of %d bytes, others are of %d", m[1], len(f.Encode()), length)
				}
				length = len(f.Encode())
			}
			for i, m := range sent[:3] {
				v := visit(t, site, delegate(i+1).ID, "en")
				f := form(t, v.get(at), "ballot-"+p)
				f.Set("choice", m[1])
				v.post(at, f)
			}
			r.close(p)
			r.announce(p)
			calls := see(r, voting.SeeRollCall, kernel.Actor{}, voting.PageAfter{Sitting: sitting, Poll: p})
			for _, c := range calls.Votes {
				if n := len(c.Choice); n > 0 && c.Choice[n-1] == '.' {
					t.Errorf("the padding was kept: %q", c.Choice)
				}
			}
		}
		roll := r.poll(voting.Drafting{Kind: voting.ByRollCall})
		lengths := map[int]bool{}
		for _, m := range choosing.FindAllStringSubmatch(visit(t, site, desk.ID, "en").get("/sittings/"+sitting+"/polls/"+roll+"/roll"), -1) {
			lengths[len(m[1])] = true
		}
		if len(lengths) != 1 {
			t.Errorf("the desk's answers are of lengths %v", lengths)
		}
	})
}
