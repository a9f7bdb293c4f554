package words

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

//go:embed text/*.json
var own embed.FS

// Catalogue holds the sentences of all offices. Fill it with Add before it is
// read; from then on it may be read by any number of goroutines.
type Catalogue struct {
	sentences map[string]*[langs]*sentence
}

// New returns a catalogue with the sentences of this package: durations, hours
// with their zone, dates.
func New() *Catalogue {
	c := &Catalogue{sentences: map[string]*[langs]*sentence{}}
	if err := c.Add("words", own); err != nil {
		panic(err) // embedded with the program: a test finds it first
	}
	return c
}

// Add reads text/ar.json, text/en.json and text/tr.json of an office. Every key
// must begin with the office's name and a dot. An error names the file and the
// key of everything that is wrong, and nothing is added then. A key that one of
// the languages lacks is not an error here: Check reports it.
func (c *Catalogue) Add(office string, text fs.FS) error {
	var errs []error
	fresh := map[string]*[langs]*sentence{}
	for lang, code := range codes {
		file := "text/" + code + ".json"
		data, err := fs.ReadFile(text, file)
		if err != nil {
			errs = append(errs, fmt.Errorf("words: %s: language %s is missing: %w", office, code, err))
			continue
		}
		read, err := readFile(data)
		for _, e := range flat(err) {
			errs = append(errs, fmt.Errorf("words: %s/%s: %w", office, file, e))
		}
		for _, key := range slices.Sorted(maps.Keys(read)) {
			if err := c.admit(office, key); err != nil {
				errs = append(errs, fmt.Errorf("words: %s/%s: %w", office, file, err))
				continue
			}
			if fresh[key] == nil {
				fresh[key] = new([langs]*sentence)
			}
			fresh[key][lang] = read[key]
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	maps.Copy(c.sentences, fresh)
	return nil
}

func (c *Catalogue) admit(office, key string) error {
	if rest, ok := strings.CutPrefix(key, office+"."); !ok || rest == "" {
		return fmt.Errorf("%s: a key of this office begins with %q", key, office+".")
	}
	if c.sentences[key] != nil {
		return fmt.Errorf("%s: duplicate key, added before", key)
	}
	return nil
}

// Keys returns all keys, sorted.
func (c *Catalogue) Keys() []string {
	return slices.Sorted(maps.Keys(c.sentences))
}

// Reader is who reads: a language, a choice of digits, a time zone.
type Reader struct {
	Lang   string         // "ar", "en" or "tr"; anything else reads Arabic
	Digits string         // "arab" or "latn"; "" is the language's default: arab for ar, else latn
	Zone   *time.Location // nil is UTC
}

// For returns the printer that speaks to a reader. It is small; make one for
// each request.
func (c *Catalogue) For(r Reader) *Printer {
	p := &Printer{sentences: c.sentences, lang: langIndex(r.Lang), zone: r.Zone}
	if p.zone == nil {
		p.zone = time.UTC
	}
	switch r.Digits {
	case "arab":
		p.arab = true
	case "latn":
	default:
		p.arab = p.lang == ar
	}
	return p
}
