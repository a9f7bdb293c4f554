package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"ittihad/app"
	"ittihad/kernel"
	"ittihad/kernel/backup"
)

type backupCmd struct {
	File  string `arg:"" help:"The file to write; with --check, to read." type:"path"`
	Check bool   `help:"Read such a file to its end and say what it holds, without a database."`
}

// Run writes everything into one file. The file appears whole or not at all.
func (c backupCmd) Run(p *program) error {
	if c.Check {
		return readFile(c.File, func(r io.Reader) error {
			report, err := backup.Check(p.ctx, r)
			if err != nil {
				return err
			}
			return p.holds(report)
		})
	}
	return p.with(func(k *kernel.Kernel) error {
		part, err := os.CreateTemp(filepath.Dir(c.File), ".ittihad-backup-")
		if err != nil {
			return err
		}
		defer os.Remove(part.Name())
		defer part.Close()
		err = backup.Write(p.ctx, k, part, counted("backup"))
		var left *backup.Left
		if err != nil && !errors.As(err, &left) {
			return err
		}
		if err := errors.Join(part.Sync(), part.Close()); err != nil {
			return err
		}
		return errors.Join(os.Rename(part.Name(), c.File), err)
	})
}

type restoreCmd struct {
	File string `arg:"" help:"The file that backup wrote." type:"existingfile"`
}

// Run restores a federation into an empty database, of either kind.
func (c restoreCmd) Run(p *program) error {
	return readFile(c.File, func(r io.Reader) error {
		o := app.Config{DB: p.opt.db(), Blobs: p.opt.Blobs}.Options()
		report, err := backup.Restore(p.ctx, r, o, app.Offices(), counted("restore"))
		if err != nil {
			return err
		}
		return p.holds(report)
	})
}

func readFile(name string, read func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return read(f)
}

// counted shows on a terminal where long work stands.
func counted(what string) func(done, total int64) {
	return func(done, total int64) { overwrite("%s %d/%d ", what, done, total) }
}

func (p *program) holds(r backup.Report) error {
	overwrite("")
	_, err := fmt.Fprintf(p.out, "of %s: %d tables, %d rows, %d minute books unbroken (%d lines), %d files\n",
		r.Made.Format(time.RFC3339), r.Tables, r.Rows, r.Streams, r.Lines, r.Files)
	return err
}
