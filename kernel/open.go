package kernel

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"ittihad/kernel/blob"
	"ittihad/kernel/live"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

//go:embed schema/*.sql
var schema embed.FS

//go:embed text/*.json
var sentences embed.FS

// A Kernel is a running system.
type Kernel struct {
	DB      *sqldb.DB
	Live    live.Hub
	Words   *words.Catalogue
	Now     func() time.Time // the demo's clock stands elsewhere than the machine's
	Offices []Office
	Keys    *Keys
	Blobs   *blob.Store

	useCases  map[string]UseCase
	followers []Follower
	follows   map[string][]string // kind of event → followers
	lanes     lanes
	life      context.Context // ends with Close, not with any request
	die       context.CancelFunc
	closing   chan struct{}
	closeOnce sync.Once
	nudged    chan struct{}
	erased    chan struct{}
	following sync.Mutex
	attending sync.WaitGroup
}

// Options say where a kernel keeps its things.
type Options struct {
	DB       string           // see sqldb.Open
	Existing bool             // a database that is not there is refused, not made
	Blobs    string           // the folder of files
	Now      func() time.Time // nil for the machine's clock
}

// Open connects to the database, brings every office's tables up to date and
// opens the queue of commands. The caller calls Attend to let followers and due
// things run, and Close.
func Open(ctx context.Context, o Options, offices []Office) (*Kernel, error) {
	open := sqldb.Open
	if o.Existing {
		open = sqldb.OpenExisting
	}
	db, err := open(o.DB)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	k := &Kernel{DB: db, Words: words.New(), Now: o.Now, Blobs: blob.Open(o.Blobs), Offices: House(offices),
		useCases: map[string]UseCase{}, follows: map[string][]string{}, nudged: make(chan struct{}, 1), erased: make(chan struct{}, 1), closing: make(chan struct{})}
	k.life, k.die = context.WithCancel(context.Background())
	for _, o := range k.Offices {
		if err := k.furnish(ctx, o); err != nil {
			return nil, errors.Join(fmt.Errorf("office %s: %w", o.Name, err), db.Close())
		}
	}
	if err := k.Blobs.Sweep(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if k.Keys, err = openKeys(ctx, k); err == nil {
		err = k.welcome(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	k.openLanes()
	return k, nil
}

// House is the kernel's own office and the others, in the order in which their
// tables are made.
func House(offices []Office) []Office { return append([]Office{own()}, offices...) }

func own() Office {
	return Office{Name: "kernel", Schema: schema, Text: sentences, UseCases: []UseCase{RotateKey}}
}

func (k *Kernel) furnish(ctx context.Context, o Office) error {
	if o.Schema != nil {
		if err := k.DB.Migrate(ctx, o.Name, o.Schema); err != nil {
			return err
		}
	}
	if o.Text != nil {
		if err := k.Words.Add(o.Name, o.Text); err != nil {
			return err
		}
	}
	for _, u := range o.UseCases {
		name := u.Info().Name
		if !strings.HasPrefix(name, o.Name+".") || k.useCases[name] != nil {
			return fmt.Errorf("use case %q: its name must begin with the office's and be its own", name)
		}
		k.useCases[name] = u
	}
	for _, f := range o.Followers {
		if (f.Do == nil) == (f.React == nil) {
			return fmt.Errorf("follower %q has not exactly one of Do and React", f.Name)
		}
		k.followers = append(k.followers, f)
		for _, kind := range f.Kinds {
			k.follows[kind] = append(k.follows[kind], f.Name)
		}
	}
	return nil
}

// UseCase finds a use case by its name; nil if nothing is called so.
func (k *Kernel) UseCase(name string) UseCase { return k.useCases[name] }

// Attend lets followers read, due things run and, on PostgreSQL, wakes travel
// between nodes, until Close.
func (k *Kernel) Attend() error {
	place, err := k.DB.Place(k.life)
	if err != nil {
		return err
	}
	k.attending.Go(k.attend)
	k.attending.Go(k.housekeep)
	if k.DB.Dialect == "postgres" {
		k.tellOthers("ittihad_" + place)
	}
	return nil
}

// tellOthers passes wakes to the other nodes, coalesced, and hears theirs.
func (k *Kernel) tellOthers(channel string) {
	told := make(chan string, 1024)
	k.Live.Tell = func(topic string) {
		select {
		case told <- topic:
		default: // a lost wake costs a second
		}
	}
	k.attending.Go(func() {
		for {
			select {
			case <-k.life.Done():
				return
			case t := <-told:
				topics := map[string]bool{t: true}
				for len(told) > 0 {
					topics[<-told] = true
				}
				if err := k.DB.Notify(k.life, channel, slices.Sorted(maps.Keys(topics))); err != nil && k.life.Err() == nil {
					slog.Warn("other nodes were not told", "err", err)
				}
				k.pause(20 * time.Millisecond)
			}
		}
	})
	k.attending.Go(func() {
		for k.life.Err() == nil {
			err := k.DB.Listen(k.life, channel, func(topic string) { k.Live.Heard(topic); k.nudge() })
			if k.life.Err() == nil {
				slog.Warn("the other nodes are not heard", "err", err)
				k.pause(time.Second)
			}
		}
	})
}

func (k *Kernel) housekeep() {
	for k.life.Err() == nil {
		if err := k.forget(k.life); err != nil && k.life.Err() == nil {
			slog.Warn("old answers were not cleared", "err", err)
		}
		if err := k.SweepFiles(k.life, time.Now()); err != nil && k.life.Err() == nil {
			slog.Warn("files that nobody names were not cleared", "err", err)
		}
		k.fold()
		k.foldWhenErased(time.Hour)
	}
}

func (k *Kernel) fold() {
	for try := 1; ; try++ {
		err := k.DB.Fold(k.life)
		if err == nil || k.life.Err() != nil {
			return
		}
		if try == 5 {
			slog.Warn("the log was not folded into the database", "err", err)
			return
		}
		k.pause(time.Second)
	}
}

// foldWhenErased folds the log after each erasure, until d is over.
func (k *Kernel) foldWhenErased(d time.Duration) {
	over := time.After(d)
	for {
		select {
		case <-k.life.Done():
			return
		case <-over:
			return
		case <-k.erased:
			k.pause(foldAfter)
			k.fold()
		}
	}
}

// foldAfter is time enough for the followers to erase their part.
const foldAfter = 2 * time.Second

// Erased is told after the commit of an erasure (in a command's Seal): what was
// erased leaves the log of a house that attends within seconds.
func (k *Kernel) Erased() {
	select {
	case k.erased <- struct{}{}:
	default: // it is asked for already
	}
}

func (k *Kernel) pause(d time.Duration) {
	select {
	case <-k.life.Done():
	case <-time.After(d):
	}
}

// Closing is closed when the house begins to close: streams end.
func (k *Kernel) Closing() <-chan struct{} { return k.closing }

// StartClosing ends what would go on for ever, before Close.
func (k *Kernel) StartClosing() { k.closeOnce.Do(func() { close(k.closing) }) }

// Close lets the commands that wait finish, then ends everything.
func (k *Kernel) Close() error {
	k.StartClosing()
	k.lanes.close()
	k.die()
	k.attending.Wait()
	return k.DB.Close()
}
