package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"ittihad/app"
	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/members"
	"ittihad/offices/people"
)

type importCmd struct {
	Roll rollCmd `cmd:"" help:"Read the roll of members from CSV or XLSX."`
}

type rollCmd struct {
	who
	File       string `arg:"" help:"The file." type:"existingfile"`
	Preflight  bool   `help:"Say row by row what would be created, changed, left alone and refused, and write nothing."`
	JSON       bool   `help:"Answer in JSON." name:"json"`
	ActiveFrom string `help:"The day from which the file's active members are active; today if not given."`
}

// Run imports the roll, or says what an import would do. A federation's first
// act may be to read its roll.
func (c rollCmd) Run(p *program) error {
	return p.in(app.Config{DB: p.opt.db(), Blobs: p.opt.Blobs}, func(k *kernel.Kernel) error {
		by, err := c.importer(p, k)
		if err != nil {
			return err
		}
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		act := members.Import
		if c.Preflight {
			act = members.Preflight
		}
		o := members.Options{ActiveFrom: c.ActiveFrom}
		if !c.JSON {
			o.Progress = p.progress()
		}
		report, err := act(p.ctx, k, by, file, info.Size(), filepath.Base(c.File), o)
		if err != nil {
			return err
		}
		if c.JSON {
			enc := json.NewEncoder(p.out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			return enc.Encode(report)
		}
		return p.tell(k, report)
	})
}

// importer is who imports: the person named, else the secretary if there is one
// alone, else, before there is any, the house itself.
func (c rollCmd) importer(p *program, k *kernel.Kernel) (kernel.Actor, error) {
	if c.As != "" {
		return c.actor(p, k)
	}
	var secretaries []people.Person
	err := k.Read(p.ctx, kernel.Self, func(tx *kernel.Tx) (err error) {
		secretaries, err = people.Holders(tx, "secretary", "")
		return err
	})
	switch {
	case err != nil:
		return kernel.Actor{}, err
	case len(secretaries) == 0:
		return kernel.Self, nil
	case len(secretaries) > 1:
		return kernel.Actor{}, fmt.Errorf("there are %d secretaries: say who imports with --as and one of their ids, such as %s", len(secretaries), secretaries[0].ID)
	}
	return people.ActorOf(p.ctx, k, secretaries[0].ID)
}

// progress shows where long work stands, on one line of a terminal.
func (p *program) progress() func(members.Progress) {
	return func(s members.Progress) {
		if s.Total > 0 {
			overwrite("%s %d/%d ", s.State, s.Done, s.Total)
		}
	}
}

// tell prints a report: the counts, and each row that is not left alone.
func (p *program) tell(k *kernel.Kernel, r members.Report) error {
	say := k.Words.For(words.Reader{Lang: p.opt.Lang})
	overwrite("")
	var errs []error
	print := func(format string, args ...any) {
		_, err := fmt.Fprintf(p.out, format, args...)
		errs = append(errs, err)
	}
	for _, outcome := range []string{"create", "change", "same", "held", "refused"} {
		print("%-8s %d\n", outcome, r.Outcomes[outcome])
	}
	for _, row := range r.Rows {
		print("row %d: %s", row.Line, row.Outcome)
		for _, n := range row.Notes {
			print("; %s", words.Clean(say.Say(n.Msg().Key, n.Msg().Args...)))
		}
		print("\n")
	}
	return errors.Join(errs...)
}
