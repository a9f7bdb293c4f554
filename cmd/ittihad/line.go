package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"ittihad/kernel"
	"ittihad/kernel/cli"
	"ittihad/offices/people"
)

// who is the person in whose name the command line acts. Whoever can open the
// database file can act as anybody: the machine's owner is trusted with it.
type who struct {
	As string `help:"The id of the person who acts." env:"ITTIHAD_AS"`
}

func (w who) actor(p *program, k *kernel.Kernel) (kernel.Actor, error) {
	if w.As == "" {
		return kernel.Actor{}, nil
	}
	return people.ActorOf(p.ctx, k, w.As)
}

// pairs are key=value, byte for byte as they are given: the library's own way
// leads through JSON, which changes what is no UTF-8 before it can be refused.
type pairs []string

// Decode takes the words that are no flags.
func (l *pairs) Decode(c *kong.DecodeContext) error {
	for _, t := range c.Scan.PopWhile(func(t kong.Token) bool { return t.IsValue() }) {
		*l = append(*l, fmt.Sprint(t.Value))
	}
	return nil
}

type doCmd struct {
	who
	Name  string `arg:"" help:"The command's name; docs/who-may.txt lists them."`
	Pairs pairs  `arg:"" optional:"" help:"key=value …"`
}

type seeCmd struct {
	who
	Name  string `arg:"" help:"The question's name."`
	Pairs pairs  `arg:"" optional:"" help:"key=value …"`
}

// Run carries out the command.
func (c doCmd) Run(p *program) error { return line(p, c.who, "do", c.Name, c.Pairs) }

// Run asks the question.
func (c seeCmd) Run(p *program) error { return line(p, c.who, "see", c.Name, c.Pairs) }

func line(p *program, w who, verb, name string, pairs []string) error {
	return p.with(func(k *kernel.Kernel) error {
		by, err := w.actor(p, k)
		if err != nil {
			return err
		}
		return cli.Run(p.ctx, k, by, p.out, append([]string{verb, name}, pairs...))
	})
}
