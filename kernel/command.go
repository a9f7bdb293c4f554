package kernel

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"reflect"
)

// A Command is a verb of an office: one decision, one transaction, one history.
type Command[In, Out any] struct {
	Name   string // "assembly.arrive": its name in the API, on the command line, in the journal
	Who    string // who may, in words; docs/who-may.txt is made of them
	Public bool   // for nobody too: signing in, setting up. Rate-limited
	Secret bool   // a sealed ballot: no actor, no journal, no reply is kept
	// Personal: the answer tells a person's name, telephone or e-mail to others;
	// people are told of programs that may use it.
	Personal bool
	Calm     bool // hundreds may come in a second: listeners wake once a second
	// Fleeting: the answer holds a secret (a sign-in link) and is not kept; a
	// repeat is carried out again.
	Fleeting bool

	// Stream names the minute book it writes to; commands on one run one by one.
	Stream func(In) string
	// Prepare, if set, does what needs no lock (an id for a new thing, checking
	// proofs) before the queue, in parallel with other commands.
	Prepare func(context.Context, In) (In, error)
	// May is the rule of Who in code.
	May func(*Tx, In) error
	// Do is the change. It may run more than once: no effect outside the Tx.
	Do func(*Tx, In) (Out, error)
	// Ahead, if set, reads for commands that wait together what May and Do of each
	// would read alone, and leaves it with Foretell: a hundred voters cost three
	// statements, not two hundred. It changes nothing, and may be left out.
	Ahead func(*Tx, []Asked[In]) error
	// Seal, if set, completes the answer after the commit, outside the lock, for
	// the first answer and its repeats alike: signing a receipt.
	Seal func(*Kernel, Out) (Out, error)
}

// Asked is who asks for a command, and with what.
type Asked[In any] struct {
	By Actor
	In In
}

// A Query is a question that an office can answer.
type Query[In, Out any] struct {
	Name   string
	Who    string
	Public bool
	// Personal: as of a Command.
	Personal bool
	May      func(*Tx, In) error
	Do       func(*Tx, In) (Out, error)
}

// None is the input or the answer of a use case that has none.
type None struct{}

// Info describes a use case for the surfaces that offer it.
type Info struct {
	Name, Who string
	Changes   bool // a Command
	Public    bool
	Secret    bool
	Personal  bool
	In, Out   reflect.Type
}

// A UseCase is a Command or a Query with its types forgotten, so that the web
// and the command line can offer all of them from one list.
type UseCase interface {
	Info() Info
	// Admit says whether the actor may, before there is all that Call needs: who
	// may not leaves no file behind. Call asks again.
	Admit(ctx context.Context, k *Kernel, by Actor, fill func(in any) error) error
	// Call runs it. fill writes the input; its refusals are answered as they are.
	Call(ctx context.Context, k *Kernel, by Actor, once string, fill func(in any) error) (any, error)
}

// Info describes the command.
func (c Command[In, Out]) Info() Info {
	return Info{c.Name, c.Who, true, c.Public, c.Secret, c.Personal, reflect.TypeFor[In](), reflect.TypeFor[Out]()}
}

// Info describes the query.
func (q Query[In, Out]) Info() Info {
	return Info{q.Name, q.Who, false, q.Public, false, q.Personal, reflect.TypeFor[In](), reflect.TypeFor[Out]()}
}

// Admit asks May in a transaction that only reads.
func (c Command[In, Out]) Admit(ctx context.Context, k *Kernel, by Actor, fill func(any) error) error {
	return mayAsk(ctx, k, by, admit(by, c.Name, c.Public || c.Secret), fill, c.May)
}

// Admit asks May.
func (q Query[In, Out]) Admit(ctx context.Context, k *Kernel, by Actor, fill func(any) error) error {
	return mayAsk(ctx, k, by, admit(by, q.Name, q.Public), fill, q.May)
}

func mayAsk[In any](ctx context.Context, k *Kernel, by Actor, err error, fill func(any) error, may func(*Tx, In) error) error {
	var in In
	if err == nil {
		err = fill(&in)
	}
	if err == nil {
		err = readable(in)
	}
	if err != nil {
		return err
	}
	return k.Read(ctx, by, func(tx *Tx) error { return may(tx, in) })
}

// Call runs the command with an input that fill writes.
func (c Command[In, Out]) Call(ctx context.Context, k *Kernel, by Actor, once string, fill func(any) error) (any, error) {
	var in In
	if err := fill(&in); err != nil {
		return nil, err
	}
	return Run(ctx, k, c, by, once, in)
}

// Call asks the query with an input that fill writes.
func (q Query[In, Out]) Call(ctx context.Context, k *Kernel, by Actor, _ string, fill func(any) error) (any, error) {
	var in In
	if err := fill(&in); err != nil {
		return nil, err
	}
	return Ask(ctx, k, q, by, in)
}

// Run carries out a command. Every surface ends here: forms, the API, the
// command line, scripts, followers. once, if set, makes a repeated request by
// the same actor return its first answer; with another input it is a conflict.
// Keys that begin with their moment (a UUID of version 7) are kept the cheapest.
// sqldb.ErrUnknown means that a retry with the same once will tell.
func Run[In, Out any](ctx context.Context, k *Kernel, c Command[In, Out], by Actor, once string, in In) (Out, error) {
	var zero Out
	if err := admit(by, c.Name, c.Public || c.Secret); err != nil {
		return zero, err
	}
	asked, err := json.Marshal(in)
	if err != nil {
		return zero, err
	}
	if err := readable(struct {
		Once string `json:"once"`
	}{once}); err != nil {
		return zero, err
	}
	if !keepable(asked) {
		return zero, cmp.Or(readable(in), Refuse(Invalid, "kernel.unreadable", c.Name))
	}
	if c.Prepare != nil {
		if in, err = c.Prepare(ctx, in); err != nil {
			return zero, err
		}
	}
	if c.Fleeting || c.Secret {
		once = ""
	}
	j := newJob(c.Name, c.Stream(in), by, once, asked)
	j.secret, j.calm = c.Secret, c.Calm
	j.do = func(tx *Tx) (any, error) {
		if err := c.May(tx, in); err != nil {
			return nil, err
		}
		return c.Do(tx, in)
	}
	if c.Ahead != nil {
		j.in = in
		j.ahead = func(tx *Tx, jobs []*job) error {
			asked := make([]Asked[In], len(jobs))
			for i, j := range jobs {
				asked[i] = Asked[In]{j.by, j.in.(In)}
			}
			return c.Ahead(tx, asked)
		}
	}
	j.recall = func(said []byte) (any, error) {
		var out Out
		err := json.Unmarshal(said, &out)
		return out, err
	}
	if err := k.submit(ctx, j); err != nil {
		return zero, err
	}
	out := j.out.(Out)
	if c.Seal != nil {
		return c.Seal(k, out)
	}
	return out, nil
}

// keepable says whether both databases can hold an input's texts, in less time
// than it takes to look at each of them: votes come by the thousand. JSON writes a
// zero byte, and bytes that are no UTF-8, as these two escapes, and nothing else.
func keepable(asked []byte) bool {
	for {
		i := bytes.IndexByte(asked, '\\')
		if i < 0 {
			return true
		}
		asked = asked[i+1:]
		if bytes.HasPrefix(asked, []byte("u0000")) || bytes.HasPrefix(asked, []byte("ufffd")) {
			return false
		}
		asked = asked[1:]
	}
}

// Ask answers a query in a read-only transaction that sees one moment.
func Ask[In, Out any](ctx context.Context, k *Kernel, q Query[In, Out], by Actor, in In) (out Out, err error) {
	if err := admit(by, q.Name, q.Public); err != nil {
		return out, err
	}
	if err := readable(in); err != nil {
		return out, err
	}
	err = k.Read(ctx, by, func(tx *Tx) error {
		if err := q.May(tx, in); err != nil {
			return err
		}
		out, err = q.Do(tx, in)
		return err
	})
	return out, err
}

func admit(by Actor, name string, public bool) error {
	switch {
	case by.Nobody() && !public:
		return Refuse(Denied, "kernel.sign_in")
	case !by.allowed(name):
		return Refuse(Denied, "kernel.token_scope", name)
	}
	return nil
}
