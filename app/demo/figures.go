package demo

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"

	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
	"ittihad/offices/outputs"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
	"ittihad/pure/tally"
)

// Figures are what the reference assembly came to.
type Figures struct {
	Registered int64  `json:"registered"`
	Active     int64  `json:"active"`
	Present    int64  `json:"present"`
	Hall       int64  `json:"hall"`
	Remote     int64  `json:"remote"`
	Quorum     Quorum `json:"quorum"`
	Polls      []Poll `json:"polls"`
	Outputs    int64  `json:"outputs"`
}

// Quorum is the quorum that the vote stood on.
type Quorum struct {
	Met    bool  `json:"met"`
	Needed int64 `json:"needed"`
	Base   int64 `json:"base"`
}

// Poll is a poll's outcome by channel.
type Poll struct {
	Key      string             `json:"key"`
	Secret   bool               `json:"secret"`
	Carried  bool               `json:"carried"`
	Channels map[string]Channel `json:"channels"`
}

// Channel is the votes of one channel.
type Channel struct {
	Entitled int64 `json:"entitled"`
	Yes      int64 `json:"yes"`
	No       int64 `json:"no"`
	Abstain  int64 `json:"abstain"`
	NotCast  int64 `json:"not_cast"`
}

// Reported are the figures of the report, with what it does not say as assumed.
func Reported() Figures {
	return Figures{Registered: 172, Active: 88, Present: 54, Hall: 25, Remote: 29, Outputs: 9,
		Quorum: Quorum{Met: true, Needed: 45, Base: 88},
		Polls: []Poll{{Key: BranchesLaw, Carried: true, Channels: map[string]Channel{
			"hall":   {Entitled: 25, Yes: 24, Abstain: 1},
			"remote": {Entitled: 29, Yes: 9, NotCast: 20},
		}}}}
}

// Figures reads from the federation what the assembly came to. The quorum and
// the presence are those that the vote stood on.
func (c *Course) Figures() (f Figures) {
	counts := ask(c, c.secretary, members.SeeCounts, kernel.None{})
	f.Registered = counts.OnRoll
	sitting := ask(c, c.secretary, assembly.SeeSitting, assembly.One{Sitting: Sitting}).Sitting
	f.Active = sitting.Active
	r := ask(c, c.secretary, voting.SeeResult, voting.Which{Sitting: Sitting, Poll: c.poll})
	f.Quorum = Quorum{Met: r.Quorum.Present >= r.Quorum.Needed, Needed: r.Quorum.Needed, Base: r.Quorum.Base}
	f.Present = r.Bases.Present
	p := Poll{Key: r.Key, Secret: r.Secret, Carried: r.Carried, Channels: map[string]Channel{}}
	for name, n := range r.Channels.Channels {
		p.Channels[string(name)] = Channel{n.Entitled, n.Yes, n.No, n.Abstain, n.NotCast}
	}
	f.Hall, f.Remote = p.Channels[string(tally.Hall)].Entitled, p.Channels[string(tally.Remote)].Entitled
	f.Polls = []Poll{p}
	for _, o := range ask(c, c.secretary, outputs.SeeAll, proceedings.OfSitting{Sitting: Sitting}).Outputs {
		if o.State == outputs.Adopted {
			f.Outputs++
		}
	}
	return f
}

// Replay plays the whole assembly and returns its figures; the error names the
// first step that failed.
func (c *Course) Replay() (Figures, error) {
	c.Found()
	c.Convene()
	c.Gather()
	c.Open()
	c.Words()
	c.Introductions()
	c.Break()
	c.Discuss()
	c.OpenVote()
	c.HallVotes(nobody)
	c.RemoteVotes(nobody)
	c.Tell()
	c.CloseVote()
	c.Propose(0, len(outputs.Reference().Outputs))
	c.Outputs()
	c.Close()
	return c.Figures(), c.err
}

// nobody's vote is left out.
const nobody = -1

// Check compares the figures with those of the report.
func (f Figures) Check() error {
	want := Reported()
	var errs []error
	differ := func(what string, got, want any) {
		if got != want {
			errs = append(errs, fmt.Errorf("%s: %v, reported %v", what, got, want))
		}
	}
	differ("registered", f.Registered, want.Registered)
	differ("active", f.Active, want.Active)
	differ("present", f.Present, want.Present)
	differ("hall", f.Hall, want.Hall)
	differ("remote", f.Remote, want.Remote)
	differ("quorum", f.Quorum, want.Quorum)
	differ("outputs", f.Outputs, want.Outputs)
	differ("polls", len(f.Polls), len(want.Polls))
	for i := range min(len(f.Polls), len(want.Polls)) {
		got, want := f.Polls[i], want.Polls[i]
		differ(want.Key, [3]any{got.Key, got.Secret, got.Carried}, [3]any{want.Key, want.Secret, want.Carried})
		differ(want.Key+" channels", len(got.Channels), len(want.Channels))
		for name, n := range want.Channels {
			differ(want.Key+" "+name, got.Channels[name], n)
		}
	}
	return errors.Join(errs...)
}

// Write prints the figures as a table.
func (f Figures) Write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, l := range []struct {
		what string
		n    int64
	}{{"registered", f.Registered}, {"active", f.Active}, {"present", f.Present}, {"in the hall", f.Hall}, {"remote", f.Remote},
		{"quorum needed", f.Quorum.Needed}, {"outputs adopted", f.Outputs}} {
		fmt.Fprintf(t, "%s\t%d\t\n", l.what, l.n)
	}
	for _, p := range f.Polls {
		fmt.Fprintf(t, "\n%s\tentitled\tyes\tno\tabstain\tnot cast\t\n", p.Key)
		for _, name := range slices.Sorted(maps.Keys(p.Channels)) {
			n := p.Channels[name]
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t\n", name, n.Entitled, n.Yes, n.No, n.Abstain, n.NotCast)
		}
		fmt.Fprintf(t, "carried\t%t\t\n", p.Carried)
	}
	return t.Flush()
}
