package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"ittihad/app"
	"ittihad/app/demo"
	"ittihad/kernel"
	"ittihad/kernel/words"
)

type demoCmd struct {
	listen
	Replay bool `help:"Play the whole assembly, print its figures, and fail if they are wrong."`
	JSON   bool `help:"Print the figures as JSON." name:"json"`
}

// Run opens the demo in a database of its own, which is gone with it unless --db
// names one.
func (c demoCmd) Run(p *program) error {
	conf := c.config(p.opt)
	var doors atomic.Value
	conf.More = []kernel.Office{demo.Office(func() []demo.Door { d, _ := doors.Load().([]demo.Door); return d })}
	if c.Replay {
		return c.in(p, &conf, c.replay)
	}
	l, err := app.Listen(conf)
	if err != nil {
		return err
	}
	defer l.Close() // what served it has closed it; what failed before has not
	return c.in(p, &conf, func(p *program, course *demo.Course, k *kernel.Kernel) error {
		doors.Store(course.Stage())
		if err := course.Err(); err != nil {
			return p.said(k, err)
		}
		return app.Serve(p.ctx, k, conf, l, func(url string, _ bool) { p.tellDoors(k, url, doors.Load().([]demo.Door)) })
	})
}

// in opens the demo's house for f and closes it.
func (c demoCmd) in(p *program, conf *app.Config, f func(*program, *demo.Course, *kernel.Kernel) error) error {
	if p.opt.DB == "" {
		dir, err := os.MkdirTemp("", "ittihad-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		conf.DB, conf.Blobs = filepath.Join(dir, "demo.db"), filepath.Join(dir, "blobs")
	}
	clock := &demo.Clock{}
	conf.Now = clock.Now
	k, err := app.Open(p.ctx, *conf)
	if err != nil {
		return err
	}
	return errors.Join(f(p, demo.New(p.ctx, k, clock), k), k.Close())
}

func (c demoCmd) replay(p *program, course *demo.Course, _ *kernel.Kernel) error {
	start := time.Now()
	figures, err := course.Replay()
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(p.out)
		enc.SetIndent("", "  ")
		err = enc.Encode(figures)
	} else {
		err = figures.Write(p.out)
		fmt.Fprintf(p.out, "\nplayed in %v\n", time.Since(start).Round(10*time.Millisecond))
	}
	return errors.Join(err, figures.Check())
}

// tellDoors prints the way into the demo for each who may enter.
func (p *program) tellDoors(k *kernel.Kernel, url string, doors []demo.Door) {
	say := k.Words.For(words.Reader{Lang: p.opt.Lang})
	fmt.Fprintf(p.out, "The assembly of 16 January 2017 is in progress at %s\nWhat is assumed, and all doors: %s/demo\nEach link signs in once:\n\n", url, url)
	for _, d := range doors {
		fmt.Fprintf(p.out, "  %-42s %s%s\n", say.Say("demo.door_"+d.Key), demo.Address(url, d.Host), d.Path)
	}
	fmt.Fprintln(p.out)
}
