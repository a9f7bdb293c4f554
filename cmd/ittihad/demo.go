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
	if p.opt.DB == defaultDB {
		dir, err := os.MkdirTemp("", "ittihad-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		conf.DB, conf.Blobs = filepath.Join(dir, "demo.db"), filepath.Join(dir, "blobs")
	}
	clock := &demo.Clock{}
	conf.Now = clock.Now
	var doors atomic.Value
	conf.More = []kernel.Office{demo.Office(func() []demo.Door { d, _ := doors.Load().([]demo.Door); return d })}
	k, err := app.Open(p.ctx, conf)
	if err != nil {
		return err
	}
	course := demo.New(p.ctx, k, clock)
	if c.Replay {
		return errors.Join(c.replay(p, course), k.Close())
	}
	doors.Store(course.Stage())
	if err := course.Err(); err != nil {
		return errors.Join(p.said(k, err), k.Close())
	}
	err = app.Serve(p.ctx, k, conf, func(url string) { p.tellDoors(k, url, doors.Load().([]demo.Door)) })
	return errors.Join(err, k.Close())
}

func (c demoCmd) replay(p *program, course *demo.Course) error {
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
