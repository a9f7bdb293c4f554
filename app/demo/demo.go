// Package demo plays the reference assembly of 16 January 2017 through the same
// commands that people use: whole, to check its figures, or up to the vote on
// the branches law, to open it for a visitor.
//
// What the report of that day does not say is assumed: the 25th in the hall
// abstained; 20 remote organisations could not be reached; the quorum was more
// than half of the active members; the majority more than half of the votes
// cast; all 54 were active. Names and telephone numbers are invented.
package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"sync"
	"time"

	"ittihad/kernel"
	"ittihad/offices/assembly"
	"ittihad/offices/people"
)

// Sitting is the sitting's id in the demo.
const Sitting = "2017-01-16"

// Zone is the hall's.
const Zone = "Europe/Istanbul"

// A Clock stands on the day of the assembly. It stands still until Run, and
// then goes on at the pace of the machine's.
type Clock struct {
	mu      sync.Mutex
	at      time.Time
	running time.Time // the machine's moment at which Run was called
}

// Now is the moment of the assembly.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running.IsZero() {
		return c.at
	}
	return c.at.Add(time.Since(c.running))
}

// Set puts the clock to a day and an hour in the hall.
func (c *Clock) Set(day, hour string) {
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		panic(err) // embedded in the program
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", day+" "+hour, zone)
	if err != nil {
		panic(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Later moves the clock on.
func (c *Clock) Later(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Run lets the clock go.
func (c *Clock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running = time.Now()
}

// A seat is one of the 54 that took part.
type seat struct {
	number       int64 // of the organisation on the roll
	organisation string
	person       string
	mandate      string
	place        string
}

// A Course plays the assembly. Its steps are methods to be called in order; the
// first that fails stops all that follow, and Err tells it.
type Course struct {
	// RemoteEffect is the legal effect of remote votes; empty is the demo's own,
	// binding.
	RemoteEffect string

	k     *kernel.Kernel
	clock *Clock
	ctx   context.Context
	err   error

	secretary string // persons
	desk      string
	screen    string
	hall      []seat // the 25, by number
	remote    []seat // the 29
	poll      string // on the branches law
}

// New begins a course on an empty federation whose clock is this one.
func New(ctx context.Context, k *kernel.Kernel, clock *Clock) *Course {
	return &Course{ctx: ctx, k: k, clock: clock}
}

// Err is what stopped the course.
func (c *Course) Err() error { return c.err }

// do carries out a command as a person, with what they hold at that moment.
func do[In, Out any](c *Course, person string, command kernel.Command[In, Out], in In) (out Out) {
	if c.err != nil {
		return out
	}
	by, err := people.ActorOf(c.ctx, c.k, person)
	if err == nil {
		out, err = kernel.Run(c.ctx, c.k, command, by, "", in)
	}
	if err != nil {
		c.err = fmt.Errorf("%s: %w", command.Name, err)
	}
	return out
}

// ask asks a question as a person.
func ask[In, Out any](c *Course, person string, query kernel.Query[In, Out], in In) (out Out) {
	if c.err != nil {
		return out
	}
	by, err := people.ActorOf(c.ctx, c.k, person)
	if err == nil {
		out, err = kernel.Ask(c.ctx, c.k, query, by, in)
	}
	if err != nil {
		c.err = fmt.Errorf("%s: %w", query.Name, err)
	}
	return out
}

// follow lets followers read, as they do while a house is served.
func (c *Course) follow() {
	for n := 1; n > 0 && c.err == nil; {
		n, c.err = c.k.Follow(c.ctx)
	}
}

// The officers that the assembly elects from the hall.
func (c *Course) chair() string      { return c.hall[0].person }
func (c *Course) rapporteur() string { return c.hall[1].person }
func (c *Course) tellers() []string  { return []string{c.hall[2].person, c.hall[3].person} }
func (c *Course) drafting() []string { return []string{c.hall[4].person, c.hall[5].person} }

// attendance reads who took part, and how, from the reference roll: it is a
// column that an import of the roll passes over.
func attendance(roll []byte) (channels map[int64]string, places map[int64]string, err error) {
	rows, err := csv.NewReader(bytes.NewReader(roll)).ReadAll()
	if err != nil {
		return nil, nil, err
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	channels, places = map[int64]string{}, map[int64]string{}
	for _, r := range rows[1:] {
		n, err := strconv.ParseInt(r[at["number"]], 10, 64)
		if err != nil {
			return nil, nil, err
		}
		if ch := r[at["attendance"]]; ch != "" {
			channels[n], places[n] = ch, r[at["city_ar"]]
		}
	}
	return channels, places, nil
}

// find looks the 54 up once the mandates are there.
func (c *Course) find(roll []byte) {
	if c.err != nil {
		return
	}
	channels, places, err := attendance(roll)
	if err != nil {
		c.err = err
		return
	}
	c.err = c.k.Read(c.ctx, kernel.Self, func(tx *kernel.Tx) error {
		for n := int64(1); n <= 172; n++ {
			if channels[n] == "" {
				continue
			}
			s, err := seatOf(tx, n)
			if err != nil {
				return fmt.Errorf("number %d: %w", n, err)
			}
			s.place = places[n]
			if channels[n] == assembly.Hall {
				c.hall = append(c.hall, s)
			} else {
				c.remote = append(c.remote, s)
			}
		}
		return nil
	})
}
