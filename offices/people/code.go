package people

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"

	"golang.org/x/crypto/argon2"

	"ittihad/pure/arabic"
)

// A sign-in code is eight random letters and a check letter, in three groups to
// be read over a bad telephone line: K7M-493-TFX.
//
// The arithmetic. There are 31⁸ = 8.5·10¹¹ codes (2^39.6), which is too few to
// let anybody try without end, and a limit on all tries together would let one
// stranger lock everybody out. So a wrong try counts only against the network
// that it came from, and the wrong tries of others never refuse a right code:
//
//   - The web layer lets one network fail a hundred times, and then once in three
//     seconds. With 200 codes open, a thousand networks that try without a pause
//     find one code in 150 days; codes live for a few.
//   - Who has seen the beginning of a code (the first three letters, on a sheet or
//     over a telephone) has 31⁵ = 28.6 million left to try, and from one network
//     triesMax = 5 an hour at codes that begin alike. That pauses this beginning
//     for the neighbours in the same network at most: links work all the while,
//     other networks too, and the secretariat makes another code.
//   - Every beginning counts alike, whether or not a code begins so, and every
//     wrong code costs the same statements: no answer tells which codes exist.
//   - The check letter tells a slip of the tongue (one wrong letter, or two
//     neighbours exchanged) from a guess: it is refused before it counts.
//
// A code is kept by a slow hash and nothing else of it, since whoever copies the
// database could else try all of them in minutes: argon2id over 2 MiB, a
// millisecond at least, makes it 27 years of one processor core, for codes that
// live a few days. Comparing tells nothing by its time: what is looked up is the
// hash. Tries are kept under a key that lives as long as this process, so that
// the database does not tell which networks came.
const (
	codeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ" // no 0 O, 1 I L
	codeRandom   = 8
	codeClass    = 3
	triesMax     = 5
)

// newCode makes a code with its check letter, without dashes.
func newCode() string {
	b := make([]byte, codeRandom)
	for i := range b {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeAlphabet))))
		if err != nil {
			panic(err) // the system has no randomness: nothing may be signed
		}
		b[i] = codeAlphabet[n.Int64()]
	}
	return string(b) + string(checkLetter(string(b)))
}

// checkLetter weighs the letters 1 to 8 modulo 31, which is prime: one wrong
// letter, or two neighbours exchanged, change the sum.
func checkLetter(s string) byte {
	sum := 0
	for i := range len(s) {
		sum += (i + 1) * strings.IndexByte(codeAlphabet, s[i])
	}
	return codeAlphabet[sum%len(codeAlphabet)]
}

// showCode writes a code in groups of three.
func showCode(c string) string { return c[:3] + "-" + c[3:6] + "-" + c[6:] }

// readCode reads a code as people type it: in any case, with Arabic digits,
// spaces and dashes. It says whether it is one.
func readCode(s string) (code string, ok bool) {
	var b strings.Builder
	for _, r := range strings.ToUpper(arabic.ToLatin(arabic.Clean(s))) {
		switch {
		case r < 0x80 && strings.IndexByte(codeAlphabet, byte(r)) >= 0:
			b.WriteByte(byte(r))
		case strings.ContainsRune(" -_.‐‑‒–—−", r):
		default:
			return "", false
		}
	}
	code = b.String()
	return code, len(code) == codeRandom+1 && checkLetter(code[:codeRandom]) == code[codeRandom]
}

// pepper makes what tries are kept by unreadable without this process.
var pepper = []byte(newToken())

// triesAt is what wrong tries are counted by: the beginning of a code, and the
// network.
func triesAt(code, network string) string {
	m := hmac.New(sha256.New, pepper)
	m.Write([]byte(code[:codeClass] + " " + network))
	return hex.EncodeToString(m.Sum(nil))
}

func hashOfCode(code string) string {
	return hex.EncodeToString(argon2.IDKey([]byte(code), []byte("ittihad sign-in code"), 1, 2*1024, 1, 32))
}

// newToken makes 256 random bits for a cookie, a link or a program.
func newToken() string {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		panic(err) // the system has no randomness: nothing may be signed
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// SessionID is the public name of the session that a token belongs to, by which
// its person tells it from others and ends it.
func SessionID(token string) string {
	sum := sha256.Sum256([]byte("session " + hashOf(token)))
	return hex.EncodeToString(sum[:12])
}
