package voting

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ittihad/kernel/words"
	"ittihad/offices/members"
)

// Page by page the roll-call is whole, the named by name, then the protected by
// code, whatever the order in which the votes were read; and a page begins after
// what was shown, never after an id.
func TestRollCallOrder(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	const all, secret = 2*rollPage + 37, 61
	votes := make([]Called, all)
	for i, n := range random.Perm(all) {
		o := members.Shown{Code: fmt.Sprintf("S-%04d", random.IntN(1e4)), Number: int64(n + 1), Name: &words.Local{Ar: fmt.Sprintf("منظمة %c", 'ب'+rune(n%5))}}
		if n < secret {
			o = members.Shown{Code: fmt.Sprintf("S-%04d", (n*7919)%10000)}
		}
		votes[i] = Called{Organisation: o}
	}
	var got []members.Shown
	for next, pages := "", 0; ; pages++ {
		random.Shuffle(len(votes), func(i, j int) { votes[i], votes[j] = votes[j], votes[i] })
		page := called(slices.Clone(votes), next)
		for _, c := range page.Votes {
			got = append(got, c.Organisation)
		}
		if next = page.Next; next == "" || pages > 3 {
			break
		}
		key, err := base64.RawURLEncoding.DecodeString(next)
		if last := got[len(got)-1]; err != nil || last.Name != nil && strings.Contains(string(key), last.Code) {
			t.Errorf("the place %q tells more than is shown, %v", key, err)
		}
	}
	if len(got) != all {
		t.Fatalf("%d of %d votes on the pages", len(got), all)
	}
	for i, o := range got {
		if named := o.Name != nil; named != (i < all-secret) {
			t.Fatalf("line %d of %d: named %v", i, all, named)
		}
		if i > 0 && place(got[i-1]) >= place(o) {
			t.Errorf("%s stands before %s", place(got[i-1]), place(o))
		}
	}
	whole := called(slices.Clone(votes), "")
	for _, after := range []string{"01a21192-424c-76c9-9f38-eb9ee7f926b7", "0", "%%"} {
		if got := called(slices.Clone(votes), after); got.Votes[0] != whole.Votes[0] {
			t.Errorf("after %s the list begins with %v", after, got.Votes[0])
		}
	}
}
