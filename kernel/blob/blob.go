// Package blob keeps files (letters of nomination, documents, uploads) under the
// hash of their contents, in one folder: the same file is kept once, and a file
// that was changed or cut short is noticed when it is read.
package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"
)

// A Store is a folder of files. The zero Store has no folder and keeps nothing.
type Store struct {
	dir  string
	mu   sync.Mutex // of names: a file gets its own, or loses it
	laid map[string]*laid
}

// laid is a file that was laid down and not settled yet.
type laid struct {
	by   int  // how many laid it
	stay bool // it was there before, or one of them keeps it
	file fs.FileInfo
}

// The ways in which keeping or finding a file fails.
var (
	ErrTooLarge = errors.New("the file is too large")
	ErrNone     = errors.New("no such file")
	ErrChanged  = errors.New("the file is not what was stored")
)

// Open uses a folder; it is made when the first file is kept.
func Open(dir string) *Store { return &Store{dir: dir, laid: map[string]*laid{}} }

var hashText = regexp.MustCompile(`^[0-9a-f]{64}$`)

// path refuses anything but a hash: a name from outside never reaches the disk.
func (s *Store) path(hash string) (string, error) {
	if !hashText.MatchString(hash) {
		return "", ErrNone
	}
	return filepath.Join(s.dir, hash[:2], hash), nil
}

// Put keeps what r gives, up to max bytes, and returns its SHA-256 in hex and
// its size. A file that is too large, or whose reader fails, leaves nothing.
//
// If we crash here, a part of a file may stay under a temporary name; Sweep
// clears it. Under its hash there is a whole file or none.
func (s *Store) Put(r io.Reader, max int64) (hash string, size int64, err error) {
	return s.put(r, max, func(hash string, _ bool, _ fs.FileInfo) {
		if l := s.laid[hash]; l != nil {
			l.stay = true
		}
	})
}

// Lay keeps a file as Put does, for somebody who does not know yet whether it is
// wanted, and who calls settle once he knows: unless it stays, was there before,
// or somebody else laid the same, it is gone again. If we crash before, it stays
// until it is swept as one that nobody names.
func (s *Store) Lay(r io.Reader, max int64) (hash string, settle func(stay bool) error, err error) {
	hash, _, err = s.put(r, max, func(hash string, before bool, file fs.FileInfo) {
		l := s.laid[hash]
		if l == nil {
			l = &laid{stay: before}
			s.laid[hash] = l
		}
		l.by, l.file = l.by+1, file
	})
	if err != nil {
		return "", nil, err
	}
	return hash, func(stay bool) error { return s.settle(hash, stay) }, nil
}

func (s *Store) settle(hash string, stay bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.laid[hash]
	l.stay = l.stay || stay
	if l.by--; l.by > 0 {
		return nil
	}
	delete(s.laid, hash)
	path, _ := s.path(hash)
	now, err := os.Stat(path)
	if l.stay || err != nil || !os.SameFile(now, l.file) { // another node laid the same
		return nil
	}
	return os.Remove(path)
}

// put writes a file, and tells named whether it was there before.
func (s *Store) put(r io.Reader, max int64, named func(hash string, before bool, file fs.FileInfo)) (hash string, size int64, err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return "", 0, err
	}
	f, err := os.CreateTemp(s.dir, "part-")
	if err != nil {
		return "", 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, max+1))
	switch {
	case err != nil:
		return "", 0, err
	case size > max:
		return "", 0, ErrTooLarge
	}
	hash = hex.EncodeToString(sum.Sum(nil))
	path, _ := s.path(hash)
	file, err := f.Stat()
	if err := errors.Join(err, f.Sync(), os.MkdirAll(filepath.Dir(path), 0o700)); err != nil {
		return "", 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, none := os.Stat(path)
	if err := os.Rename(f.Name(), path); err != nil {
		return "", 0, err
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return "", 0, err
	}
	named(hash, none == nil, file)
	return hash, size, nil
}

// syncDir makes a rename outlive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Get opens a file. The caller closes it; ErrNone if there is none.
func (s *Store) Get(hash string) (*os.File, error) {
	path, err := s.path(hash)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	return f, err
}

// Check reads a whole file and compares it with its hash.
func (s *Store) Check(hash string) error {
	f, err := s.Get(hash)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return fmt.Errorf("%w: %s", ErrChanged, hash)
	}
	return nil
}

// Remove forgets a file; that it was not there is no error.
func (s *Store) Remove(hash string) error {
	path, err := s.path(hash)
	if err != nil {
		return nil
	}
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// All lists the hashes of all files.
func (s *Store) All() (list []string, err error) {
	err = filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !d.IsDir() && hashText.MatchString(d.Name()) {
			list = append(list, d.Name())
		}
		return err
	})
	return list, err
}

// partOld is when a part of a file belongs to a crash: other processes may be
// writing theirs.
const partOld = time.Hour

// Sweep clears what crashes left behind.
func (s *Store) Sweep() error {
	parts, err := filepath.Glob(filepath.Join(s.dir, "part-*"))
	for _, p := range parts {
		if i, no := os.Stat(p); no == nil && time.Since(i.ModTime()) > partOld {
			err = errors.Join(err, os.Remove(p))
		}
	}
	return err
}

// SweepUnnamed removes the files that were kept before a moment and that named
// does not list.
func (s *Store) SweepUnnamed(before time.Time, named map[string]bool) error {
	all, err := s.All()
	for _, hash := range all {
		if !named[hash] {
			err = errors.Join(err, s.removeOlder(hash, before))
		}
	}
	return err
}

func (s *Store) removeOlder(hash string, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, err := s.path(hash)
	if err != nil || s.laid[hash] != nil {
		return err
	}
	i, err := os.Stat(path)
	if err != nil || !i.ModTime().Before(before) {
		return nil
	}
	return os.Remove(path)
}
