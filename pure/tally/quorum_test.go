package tally

import "testing"

func TestQuorumMet(t *testing.T) {
	half := Attendance{Fraction: Fraction{1, 2}, Strict: true, Base: BaseActive}
	bases := func(present int64) Bases { return Bases{Present: present, Entitled: 60, Active: 88} }
	any := Quorum{Attendance: half, Second: &Attendance{Any: true, Least: 14}}
	for _, c := range []struct {
		rule   string
		q      Quorum
		call   Call
		b      Bases
		base   int64
		needed int64
		met    bool
	}{
		{"more than half of 88: 54 are here", Quorum{Attendance: half}, FirstCall, bases(54), 88, 45, true},
		{"just enough", Quorum{Attendance: half}, FirstCall, bases(45), 88, 45, true},
		{"half is not more than half", Quorum{Attendance: half}, FirstCall, bases(44), 88, 45, false},
		{"no call said is the first", any, 0, bases(44), 88, 45, false},
		{"the second call asks the same where no other rule is written", Quorum{Attendance: half}, SecondCall, bases(44), 88, 45, false},
		{"the second call: any number, but not fewer than 14", any, SecondCall, bases(14), 0, 14, true},
		{"the second call: 13 are too few", any, SecondCall, bases(13), 0, 14, false},
		{"whatever the number is still somebody", Quorum{Attendance: Attendance{Any: true}}, FirstCall, bases(0), 0, 1, false},
		{"one is somebody", Quorum{Attendance: Attendance{Any: true}}, FirstCall, bases(1), 0, 1, true},
		{"of the entitled in the sitting", Quorum{Attendance: Attendance{Fraction: Fraction{2, 3}, Base: BaseEntitled}}, FirstCall, bases(40), 60, 40, true},
		{"a fraction and a least number: the larger", Quorum{Attendance: Attendance{Fraction: Fraction{1, 3}, Base: BaseEntitled, Least: 30}}, FirstCall, bases(29), 60, 30, false},
		{"half of no members is nobody, and nobody is no quorum", Quorum{Attendance: half}, FirstCall, Bases{}, 0, 1, false},
		{"a rule that is not valid is not met", Quorum{}, FirstCall, bases(88), 0, 0, false},
		{"a third call is not known", any, 3, bases(88), 0, 0, false},
		{"a negative number is not met", any, SecondCall, Bases{Present: 20, Active: -1}, 0, 0, false},
	} {
		p := QuorumMet(c.q, c.call, c.b)
		if p.BaseValue != c.base || p.Needed != c.needed || p.Met != c.met || p.Had != c.b.Present {
			t.Errorf("%s: %+v, want %d of %d, met %v", c.rule, p, c.needed, c.base, c.met)
		}
	}
}
