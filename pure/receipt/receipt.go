// Package receipt is the signed receipt of a vote: it says that an
// organisation's vote in a poll was received, and under which number; never
// what was chosen. No field could hold a choice, and two receipts that differ
// in the choice alone are the same text.
//
// A receipt is one line of fewer than 300 Latin characters that can be copied
// into any message:
//
//	ittihad1.KEY.PAYLOAD.SIGNATURE
//
// KEY is the name of the signing key ([KeyID]). PAYLOAD is base64url without
// padding of: federation, poll, mandate, each as one byte of length and its
// characters; then number, revision and moment as unsigned varints (LEB128,
// the shortest form). SIGNATURE is base64url of the Ed25519 signature (RFC
// 8032) of all the characters before its dot. Each receipt has exactly one such
// text; anything else is refused.
//
// It is a receipt of open polls. The number is the vote's turn, so a secret
// poll, whose box keeps no order, must not give this one.
package receipt

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// The limits that keep a receipt below MaxText characters.
const (
	MaxFederation = 24           // characters
	MaxPoll       = 40           // characters; a UUID has 36
	MaxMandate    = 40           // characters
	MaxNumber     = 1<<53 - 1    // what a browser's number holds
	MaxMoment     = 253402300799 // the last second of the year 9999
	MaxText       = 300          // a text is shorter than this
)

// Receipt is what is said. The three names are of printable ASCII characters
// without space; codes, not names of people.
type Receipt struct {
	Federation string `json:"federation"` // short id of the federation
	Poll       string `json:"poll"`
	Mandate    string `json:"mandate"`  // code of the organisation's mandate
	Number     int64  `json:"number"`   // the vote's turn in the poll, from 1
	Revision   int64  `json:"revision"` // 0 for the first vote, 1 for the first change of it …
	Moment     int64  `json:"moment"`   // seconds since 1970, UTC
}

// Why a text is refused; a field out of its limits is a *FieldError.
var (
	ErrFormat    = errors.New("receipt: not a receipt")
	ErrVersion   = errors.New("receipt: of a version that is not known")
	ErrEncoding  = errors.New("receipt: not in its one canonical form")
	ErrKey       = errors.New("receipt: signed with a key that is not known")
	ErrSignature = errors.New("receipt: the signature is not right")
)

// FieldError names the field that is outside its limits.
type FieldError struct{ Field string }

func (e *FieldError) Error() string { return "receipt: " + e.Field + " is outside its limits" }

const (
	family  = "ittihad"
	version = family + "1"
)

var b64 = base64.RawURLEncoding.Strict()

// KeyID is the name of a public key: ten letters and digits from its SHA-256.
func KeyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:10])
}

// Sign writes the receipt. The same key and receipt always give the same text.
// The error is a *FieldError. It panics if priv is no Ed25519 key.
func Sign(priv ed25519.PrivateKey, r Receipt) (string, error) {
	if err := r.Validate(); err != nil {
		return "", err
	}
	key := KeyID(priv.Public().(ed25519.PublicKey))
	text := version + "." + key + "." + b64.EncodeToString(r.encode())
	return text + "." + b64.EncodeToString(ed25519.Sign(priv, []byte(text))), nil
}

// Verify reads a receipt and checks its signature. keys gives the public key of
// an id, also of keys no longer in use, or nil. Nothing of the receipt is given
// back unless all of it is right.
func Verify(keys func(id string) ed25519.PublicKey, text string) (Receipt, error) {
	parts, err := split(text)
	if err != nil {
		return Receipt{}, err
	}
	payload, err := unbase64(parts[2])
	if err != nil {
		return Receipt{}, err
	}
	sig, err := unbase64(parts[3])
	if err != nil {
		return Receipt{}, err
	}
	key := keys(parts[1])
	if len(key) != ed25519.PublicKeySize || KeyID(key) != parts[1] {
		return Receipt{}, ErrKey
	}
	if signed := text[:strings.LastIndexByte(text, '.')]; !ed25519.Verify(key, []byte(signed), sig) {
		return Receipt{}, ErrSignature
	}
	r, err := decode(payload)
	if err != nil {
		return Receipt{}, err
	}
	return r, nil
}

// Validate says whether the fields are within their limits.
func (r Receipt) Validate() error {
	for _, f := range []struct {
		name, text string
		most       int
	}{{"federation", r.Federation, MaxFederation}, {"poll", r.Poll, MaxPoll}, {"mandate", r.Mandate, MaxMandate}} {
		if f.text == "" || len(f.text) > f.most || strings.ContainsFunc(f.text, unprintable) {
			return &FieldError{f.name}
		}
	}
	for _, f := range []struct {
		name           string
		n, least, most int64
	}{{"number", r.Number, 1, MaxNumber}, {"revision", r.Revision, 0, MaxNumber}, {"moment", r.Moment, 0, MaxMoment}} {
		if f.n < f.least || f.n > f.most {
			return &FieldError{f.name}
		}
	}
	return nil
}

// unprintable is all that could make two receipts look alike: spaces, controls
// and every script but the Latin.
func unprintable(c rune) bool { return c <= ' ' || c > '~' }

func (r Receipt) encode() []byte {
	var b []byte
	for _, s := range []string{r.Federation, r.Poll, r.Mandate} {
		b = append(b, byte(len(s)))
		b = append(b, s...)
	}
	for _, n := range []int64{r.Number, r.Revision, r.Moment} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

// decode is the inverse of encode, and of nothing else.
func decode(b []byte) (Receipt, error) {
	var r Receipt
	rest := b
	for _, s := range []*string{&r.Federation, &r.Poll, &r.Mandate} {
		if len(rest) == 0 || len(rest) <= int(rest[0]) {
			return Receipt{}, ErrEncoding
		}
		end := 1 + int(rest[0])
		*s, rest = string(rest[1:end]), rest[end:]
	}
	for _, n := range []*int64{&r.Number, &r.Revision, &r.Moment} {
		v, size := binary.Uvarint(rest)
		if size <= 0 {
			return Receipt{}, ErrEncoding
		}
		*n, rest = int64(v), rest[size:]
	}
	if err := r.Validate(); err != nil {
		return Receipt{}, err
	}
	// A varint that is longer than it must be, or bytes after the last.
	if string(r.encode()) != string(b) {
		return Receipt{}, ErrEncoding
	}
	return r, nil
}

// split cuts a text into its four parts without believing any of them.
func split(text string) ([]string, error) {
	if len(text) >= MaxText {
		return nil, ErrFormat
	}
	parts := strings.Split(text, ".")
	if len(parts) != 4 {
		return nil, ErrFormat
	}
	if parts[0] != version {
		if strings.HasPrefix(parts[0], family) {
			return nil, fmt.Errorf("%w: %q", ErrVersion, parts[0])
		}
		return nil, ErrFormat
	}
	return parts, nil
}

// unbase64 refuses line breaks too, which the standard decoder skips.
func unbase64(s string) ([]byte, error) {
	b, err := b64.DecodeString(s)
	if err != nil || b64.EncodedLen(len(b)) != len(s) {
		return nil, ErrEncoding
	}
	return b, nil
}
