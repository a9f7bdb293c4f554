package voting

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/pure/arabic"
)

// RollCall is a page of who voted how in an open poll: the named in the order of
// their names, then the protected in the order of their codes. Neither order nor
// place of a page knows numbers of the roll, mandates or turns.
type RollCall struct {
	Votes []Called `json:"votes"`
	Next  string   `json:"next"` // asks for the page after this one; empty: none
}

// Called is one mandate's vote. Who did not vote is not named.
type Called struct {
	Organisation members.Shown `json:"organisation"`
	Channel      string        `json:"channel"`
	Choice       string        `json:"choice"`
	Weight       int64         `json:"weight"`
	Way          string        `json:"way"`
	Confirmed    bool          `json:"confirmed"` // of a teller vote: by its delegate
}

// PageAfter asks for the votes after a place that an earlier page gave.
type PageAfter struct {
	Sitting string `json:"sitting"`
	Poll    string `json:"poll"`
	After   string `json:"after"`
}

const rollPage = 500

// SeeRollCall publishes the votes of an open poll by name, codes for the
// protected, once the result is announced. A show of cards has none.
var SeeRollCall = kernel.Query[PageAfter, RollCall]{
	Name: "voting.roll-call", Who: "everybody, once the result is announced", Public: true,
	May: everybody[PageAfter],
	Do: func(tx *kernel.Tx, in PageAfter) (RollCall, error) {
		p, err := pollIn(tx, in.Sitting, in.Poll)
		if err != nil {
			return RollCall{}, err
		}
		if p.Status != Announced {
			return RollCall{}, kernel.Refuse(kernel.Conflict, "voting.not_announced")
		}
		list, err := rollCall(tx, p.ID)
		if err != nil {
			return RollCall{}, err
		}
		faces, err := assembly.Faces(tx, p.Sitting, organisations(list, func(b Ballot) string { return b.Organisation }))
		votes := make([]Called, len(list))
		for i, b := range list {
			votes[i] = Called{faces[b.Organisation], b.Channel, b.Choice, b.Weight, b.Way, b.State == Confirmed}
		}
		return called(votes, in.After), err
	},
}

// called sorts votes by what is shown of their organisations, as they are shown
// now: who became protected since is among the codes, in old roll-calls too.
func called(votes []Called, after string) RollCall {
	slices.SortFunc(votes, func(a, b Called) int { return cmp.Compare(place(a.Organisation), place(b.Organisation)) })
	from := 0
	if key, err := base64.RawURLEncoding.DecodeString(after); err == nil && len(key) > 0 && (key[0] == '1' || key[0] == '2') {
		from, _ = slices.BinarySearchFunc(votes, string(key), func(c Called, key string) int {
			if place(c.Organisation) <= key {
				return -1
			}
			return 1
		})
	}
	out := RollCall{Votes: votes[from:]}
	if len(out.Votes) > rollPage {
		out.Votes = out.Votes[:rollPage]
		out.Next = base64.RawURLEncoding.EncodeToString([]byte(place(out.Votes[rollPage-1].Organisation)))
	}
	return out
}

// place is where an organisation stands among others, made of what is shown of
// it and of nothing else.
func place(o members.Shown) string {
	if o.Name == nil {
		return "2" + o.Code
	}
	return fmt.Sprintf("1%s %012d", strings.TrimSpace(arabic.Key(o.Name.In("ar"))), o.Number)
}
