package main

import (
	"errors"
	"fmt"

	"ittihad/app"
	"ittihad/offices/people"
)

type serveCmd struct {
	listen
}

// Run serves the federation; where there is none yet, it prints the link with
// which the first secretary sets it up.
func (c serveCmd) Run(p *program) error {
	conf := c.config(p.opt)
	l, err := app.Listen(conf)
	if err != nil {
		return err
	}
	k, err := app.Open(p.ctx, conf)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	token, needed, err := people.SetupLink(p.ctx, k)
	if err != nil {
		return errors.Join(err, l.Close(), k.Close())
	}
	err = app.Serve(p.ctx, k, conf, l, func(url string, reached bool) {
		fmt.Fprintln(p.out, "Ittihad is served at", url)
		switch {
		case needed && !reached:
			fmt.Fprintf(p.out, "There is no federation yet. Set it up with this link, which works once, put behind the address of your site:\n\n  /setup/%s\n\n", token)
		case needed:
			fmt.Fprintf(p.out, "There is no federation yet. Set it up with this link, which works once:\n\n  %s/setup/%s\n\n", url, token)
		}
	})
	return errors.Join(err, k.Close())
}
