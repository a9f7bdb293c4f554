// Command ittihad is the system that a federation of organisations runs on:
//
//	ittihad serve     serve a federation; the first start sets it up
//	ittihad demo      the reference assembly, alive, on this machine
//	ittihad do, see   carry out a command, ask a question
//	ittihad import    read a roll from a file
//	ittihad backup    one file that holds everything; restore reads it
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // a machine without time zones still knows when it is

	"github.com/alecthomas/kong"

	"ittihad/app"
	"ittihad/kernel"
	"ittihad/kernel/web"
	"ittihad/kernel/words"
)

// defaultDB is the file of a federation that is served without settings.
const defaultDB = "ittihad.db"

// Options are what every command takes, and the commands.
type options struct {
	DB    string `help:"The database: a SQLite file, or postgres://…; ittihad.db if not given." env:"ITTIHAD_DB"`
	Blobs string `help:"The folder of files; beside the SQLite file if not given." env:"ITTIHAD_BLOBS"`
	Lang  string `help:"The language of answers: ar, en or tr." env:"ITTIHAD_LANG" enum:"ar,en,tr" default:"en"`

	Serve   serveCmd   `cmd:"" help:"Serve a federation."`
	Demo    demoCmd    `cmd:"" help:"Serve the reference assembly of 16 January 2017, alive, or replay it."`
	Do      doCmd      `cmd:"" help:"Carry out a command: ittihad do members.register name.ar=…"`
	See     seeCmd     `cmd:"" help:"Ask a question: ittihad see members.roll q=…"`
	Import  importCmd  `cmd:"" help:"Read a file into the federation."`
	Backup  backupCmd  `cmd:"" help:"Write everything into one file, while the federation goes on."`
	Restore restoreCmd `cmd:"" help:"Read such a file into an empty database."`
}

// db is the database that is meant.
func (o *options) db() string { return cmp.Or(o.DB, defaultDB) }

// A program is one run of the command.
type program struct {
	ctx context.Context
	out io.Writer
	opt *options
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		overwrite("")
		fmt.Fprintln(os.Stderr, "ittihad:", err)
		os.Exit(1)
	}
}

// overwrite writes over the line that shows how far long work has come; it
// shows on a terminal only, where somebody waits for it.
func overwrite(format string, args ...any) {
	if s, err := os.Stderr.Stat(); err == nil && s.Mode()&os.ModeCharDevice != 0 {
		fmt.Fprintf(os.Stderr, "\r\x1b[K"+format, args...)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	parser, err := kong.New(&o, kong.Name("ittihad"), kong.UsageOnError(), kong.Writers(out, os.Stderr),
		kong.Description("The open-source system that a federation of civil society organisations runs on."))
	if err != nil {
		return err
	}
	c, err := parser.Parse(flagsLast(parser.Model, args))
	if err != nil {
		return err
	}
	return c.Run(&program{ctx, out, &o})
}

// flagsLast moves what stands behind a flag before it: flags may stand anywhere
// among the pairs of a command. Behind "--" nothing is a flag.
func flagsLast(model *kong.Application, args []string) []string {
	alone := map[string]bool{"-h": true}
	var look func(n *kong.Node)
	look = func(n *kong.Node) {
		for _, f := range n.Flags {
			alone["--"+f.Name] = alone["--"+f.Name] || f.IsBool()
		}
		for _, c := range n.Children {
			look(c)
		}
	}
	look(model.Node)
	var words, flags []string
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "--":
			return slices.Concat(words, flags, args[i:])
		case !strings.HasPrefix(a, "-") || a == "-":
			words = append(words, a)
		case alone[a] || strings.Contains(a, "=") || i+1 == len(args):
			flags = append(flags, a)
		default:
			flags = append(flags, a, args[i+1])
			i++
		}
	}
	return append(words, flags...)
}

// with opens the house that the options name, which must be there, for f, and
// closes it.
func (p *program) with(f func(*kernel.Kernel) error) error {
	return p.in(app.Config{DB: p.opt.db(), Blobs: p.opt.Blobs, Existing: true}, f)
}

func (p *program) in(c app.Config, f func(*kernel.Kernel) error) error {
	k, err := app.Open(p.ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(p.said(k, f(k)), k.Close())
}

// said turns a refusal into its sentence, in the language asked for.
func (p *program) said(k *kernel.Kernel, err error) error {
	e := kernel.Refusal(err)
	if e == nil {
		return err
	}
	printer := k.Words.For(words.Reader{Lang: p.opt.Lang})
	var list []error
	for _, one := range e.All() {
		s := printer.Say(one.Key, one.Args...)
		if one.Field != "" {
			s = one.Field + ": " + s
		}
		list = append(list, errors.New(s))
	}
	return errors.Join(list...)
}

// listen are the options of what serves.
type listen struct {
	Listen    string   `help:"The address to listen on." env:"ITTIHAD_LISTEN" default:"127.0.0.1:8080"`
	TLSCert   string   `help:"The file of one's own TLS certificate." env:"ITTIHAD_TLS_CERT" type:"path" name:"tls-cert"`
	TLSKey    string   `help:"The file of its key." env:"ITTIHAD_TLS_KEY" type:"path" name:"tls-key"`
	TLSAuto   []string `help:"Host names to get certificates for by ACME." env:"ITTIHAD_TLS_AUTO" name:"tls-auto"`
	TLSCache  string   `help:"The folder that keeps those certificates." env:"ITTIHAD_TLS_CACHE" default:"ittihad-tls" type:"path" name:"tls-cache"`
	BehindTLS bool     `help:"A proxy before this program encrypts, and appends the address it was asked from to X-Forwarded-For." env:"ITTIHAD_BEHIND_TLS" name:"behind-tls"`
	URL       string   `help:"Where people reach the site, such as https://union.example; without it, the name in the certificate." env:"ITTIHAD_URL" name:"url"`
}

func (l listen) config(o *options) app.Config {
	return app.Config{DB: o.db(), Blobs: o.Blobs, Listen: l.Listen, BehindTLS: l.BehindTLS, URL: l.URL,
		TLS: web.TLS{Cert: l.TLSCert, Key: l.TLSKey, Auto: l.TLSAuto, Cache: l.TLSCache}}
}
