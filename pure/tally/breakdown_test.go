package tally

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestBreakdown(t *testing.T) {
	n := func(cast, notCast int64) Count {
		return Count{Entitled: cast + notCast, Yes: cast, NotCast: notCast}
	}
	for _, c := range []struct {
		rule   string
		secret bool
		hall   Count
		remote Count
		phone  Count
		hidden []Channel
	}{
		{"an open poll is shown whole", false, n(25, 0), n(1, 0), n(2, 0), nil},
		{"five are shown", true, n(25, 0), n(9, 20), n(5, 0), nil},
		{"four are not, nor the next smallest, from which they would follow", true, n(25, 0), n(9, 20), n(4, 0), []Channel{Remote, Telephone}},
		{"two small ones hide each other", true, n(25, 0), n(3, 20), n(4, 0), []Channel{Remote, Telephone}},
		{"two that are together fewer than five hide a third", true, n(25, 0), n(2, 20), n(2, 0), []Channel{Hall, Remote, Telephone}},
		{"who voted counts, not who might have", true, n(25, 0), n(9, 0), n(2, 20), []Channel{Remote, Telephone}},
		{"a channel without votes hides nobody", true, n(25, 0), n(3, 20), n(0, 4), []Channel{Hall, Remote, Telephone}},
		{"nobody voted in the small one: nothing to find", true, n(25, 0), n(9, 20), n(0, 4), []Channel{Telephone}},
	} {
		channels := map[Channel]Count{Hall: c.hall, Remote: c.remote, Telephone: c.phone}
		s := Breakdown(c.secret, channels, alike(channels))
		if !slices.Equal(s.Hidden, c.hidden) || len(s.Channels)+len(s.Hidden) != 3 {
			t.Errorf("%s: hidden %v, want %v", c.rule, s.Hidden, c.hidden)
		}
	}
}

// alike are the voters of channels in which each vote weighs one.
func alike(channels map[Channel]Count) map[Channel]int64 {
	n := map[Channel]int64{}
	for ch, c := range channels {
		n[ch] = c.Cast()
	}
	return n
}

// One mandate of weight five is no group of five, and who is not counted is nobody.
func TestBreakdownCountsVoters(t *testing.T) {
	channels := map[Channel]Count{Hall: {Entitled: 25, Yes: 25}, Remote: {Entitled: 9, Yes: 9}, Telephone: {Entitled: 5, Yes: 5}}
	s := Breakdown(true, channels, map[Channel]int64{Hall: 25, Remote: 9, Telephone: 1})
	if !slices.Equal(s.Hidden, []Channel{Remote, Telephone}) || s.Rest.Yes != 14 {
		t.Errorf("hidden %v, the rest %v", s.Hidden, s.Rest)
	}
	if s := Breakdown(true, channels, nil); len(s.Channels) > 0 {
		t.Errorf("%v is shown, and nobody was counted", s.Channels)
	}
}

// Whatever the channels: what is shown and the rest add up; what is hidden is
// no small group; and nothing hidden can be had by subtracting from the total.
func TestBreakdownProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		channels := rapid.MapOf(
			rapid.Map(rapid.IntRange(0, 6), func(i int) Channel { return Channel('a' + rune(i)) }),
			rapid.Map(rapid.SliceOfN(rapid.Int64Range(0, 6), 4, 4), func(n []int64) Count {
				return Count{n[0] + n[1] + n[2] + n[3], n[0], n[1], n[2], n[3], nil}
			})).Draw(t, "channels")
		before := Totals{Channels: channels}.Total()
		s := Breakdown(true, channels, alike(channels))
		if !before.Equal(Totals{Channels: channels}.Total()) {
			t.Fatal("the counts given were changed")
		}
		sum := Totals{Channels: s.Channels}.Total()
		if s.Rest != nil {
			sum = sum.Add(*s.Rest)
		}
		if !sum.Equal(before) {
			t.Fatalf("shown and rest are %+v, total %+v", sum, before)
		}
		for ch, c := range s.Channels {
			if c.Cast() < SmallGroup {
				t.Fatalf("%s is shown with %d votes", ch, c.Cast())
			}
		}
		voting := 0
		for _, ch := range s.Hidden {
			if channels[ch].Cast() > 0 {
				voting++
			}
		}
		if voting > 0 && len(s.Channels) > 0 && (voting < 2 || s.Rest.Cast() < SmallGroup) {
			t.Fatalf("%d hidden channels with %d votes follow from the total", voting, s.Rest.Cast())
		}
	})
}

func TestUnheard(t *testing.T) {
	wantFault(t, Unheard{NotReached: 20}.Validate(20), "", "")
	wantFault(t, Unheard{NotReached: 19, Refused: 1}.Validate(20), "", "")
	wantFault(t, Unheard(nil).Validate(0), "", "")
	wantFault(t, Unheard{NotReached: 19}.Validate(20), FaultMismatch, "not_cast")
	wantFault(t, Unheard{"asleep": 20}.Validate(20), FaultUnknown, "asleep")
	wantFault(t, Unheard{NotReached: -1, Silent: 21}.Validate(20), FaultOutOfRange, "not_reached")
}
