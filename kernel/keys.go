package kernel

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"sync"

	"ittihad/kernel/sqldb"
)

// Keys are the federation's receipt-signing keys (Ed25519). The newest signs;
// all of them verify, for ever: a receipt outlives its key.
//
// Who holds the database file can sign receipts in the federation's name; what
// was signed before stays provable by the journal, whose chain they cannot mend.
type Keys struct {
	db   *sqldb.DB
	mu   sync.RWMutex
	list []signingKey // oldest first
}

type signingKey struct {
	id      string
	public  []byte
	private []byte
	made    sqldb.Time
}

// keysStream is the minute book of the signing keys.
const keysStream = "kernel/keys"

// openKeys reads the keys and makes the first one when there is none.
func openKeys(ctx context.Context, k *Kernel) (*Keys, error) {
	keys := &Keys{db: k.DB}
	if err := keys.load(ctx); err != nil || len(keys.list) > 0 {
		return keys, err
	}
	err := k.DB.Write(ctx, func(tx *sqldb.Tx) error {
		first, err := newKey(k.now())
		if err != nil {
			return err
		}
		// Two nodes that start at once on PostgreSQL may both make one; both verify,
		// and the older one names the federation.
		_, err = tx.Exec(`INSERT INTO signing_keys (id, public, private, made) SELECT $1, $2, $3, $4
			WHERE NOT EXISTS (SELECT 1 FROM signing_keys)`, first.id, first.public, first.private, first.made)
		return err
	})
	if err != nil {
		return nil, err
	}
	return keys, keys.load(ctx)
}

func newKey(now sqldb.Time) (signingKey, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	sum := sha256.Sum256(public)
	return signingKey{base64.RawURLEncoding.EncodeToString(sum[:6]), public, private, now}, err
}

func (s *Keys) load(ctx context.Context) error {
	return s.db.Read(ctx, func(tx *sqldb.Tx) error {
		list, err := sqldb.All(tx, func(k *signingKey) []any { return []any{&k.id, &k.public, &k.private, &k.made} },
			`SELECT id, public, private, made FROM signing_keys ORDER BY made, id`)
		if err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.list = list
		return nil
	})
}

// NewestKey is the id of the key that signs now, on whichever node it was made.
// What is signed must name it, so that a repeat is signed by the same key.
func NewestKey(tx *Tx) (id string, err error) {
	return id, tx.One(`SELECT id FROM signing_keys ORDER BY made DESC, id DESC LIMIT 1`, nil, &id)
}

// FirstKey is the id of the federation's first key, by which receipts name it.
func FirstKey(tx *Tx) (id string, err error) {
	return id, tx.One(`SELECT id FROM signing_keys ORDER BY made, id LIMIT 1`, nil, &id)
}

// PublicKeys are all keys that ever signed receipts, oldest first.
func PublicKeys(tx *Tx) ([][]byte, error) {
	return sqldb.All(tx.Tx, func(b *[]byte) []any { return []any{b} }, `SELECT public FROM signing_keys ORDER BY made, id`)
}

// Private is the signing key with this id.
func (s *Keys) Private(id string) (ed25519.PrivateKey, error) {
	k, err := s.find(id)
	return k.private, err
}

// find looks a key up, in the database too: another node may have made it.
func (s *Keys) find(id string) (signingKey, error) {
	k, ok := s.known(id)
	if !ok {
		if err := s.load(context.Background()); err != nil {
			return k, err
		}
		k, ok = s.known(id)
	}
	if !ok {
		return k, ErrNoKey
	}
	return k, nil
}

func (s *Keys) known(id string) (signingKey, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i := slices.IndexFunc(s.list, func(k signingKey) bool { return k.id == id })
	if i < 0 {
		return signingKey{}, false
	}
	return s.list[i], true
}

// ErrNoKey says that no signing key has this id.
var ErrNoKey = errors.New("no such signing key")

// A Key is a new signing key's public half.
type Key struct {
	ID     string `json:"id"`
	Public []byte `json:"public"`
}

// RotateKey makes a new receipt-signing key; the old ones go on verifying.
var RotateKey = Command[None, Key]{
	Name:   "kernel.rotate-key",
	Who:    "the secretary",
	Stream: func(None) string { return keysStream },
	May: func(tx *Tx, _ None) error {
		if !tx.By.Has("secretary", "") {
			return Refuse(Denied, "kernel.secretary_only")
		}
		return nil
	},
	Do:   rotateKey,
	Seal: func(k *Kernel, out Key) (Key, error) { return out, k.Keys.load(k.life) },
}

func rotateKey(tx *Tx, _ None) (Key, error) {
	k, err := newKey(tx.Now)
	if err != nil {
		return Key{}, err
	}
	if _, err := tx.Exec(`INSERT INTO signing_keys (id, public, private, made) VALUES ($1, $2, $3, $4)`,
		k.id, k.public, k.private, k.made); err != nil {
		return Key{}, err
	}
	return Key{k.id, k.public}, tx.Record("kernel.key-rotated", map[string]string{"id": k.id})
}
