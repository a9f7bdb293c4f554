package people

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCodesAsPeopleTypeThem(t *testing.T) {
	code := "23456789" // 2·… all digits, so that Arabic ones can be tried
	code += string(checkLetter(code))
	for _, typed := range []string{
		code, showCode(code), strings.ToLower(showCode(code)), "  " + strings.ReplaceAll(showCode(code), "-", " ") + " ",
		"٢٣٤-٥٦٧-٨٩" + code[8:], "۲۳۴ ۵۶۷ ۸۹" + code[8:], "234–567—89" + code[8:], "\u200f" + showCode(code) + "\u200e",
	} {
		if got, ok := readCode(typed); !ok || got != code {
			t.Errorf("%q is read as %q, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", " ", "-", code[:8], code + "2", code + code, "o" + code[1:], "1" + code[1:], "ك" + code[1:], code[:8] + "é", strings.Repeat(code, 1000)} {
		if _, ok := readCode(typed); ok {
			t.Errorf("%q is read as a code", typed)
		}
	}
}

// One wrong letter, or two neighbours exchanged, are told from a guess.
func TestSlipsOfTheTongue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := newCode()
		if got, ok := readCode(showCode(code)); !ok || got != code {
			t.Fatalf("%s is not read back: %s", code, got)
		}
		b := []byte(code)
		i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		if rapid.Bool().Draw(t, "exchanged") && i+1 < len(b) {
			b[i], b[i+1] = b[i+1], b[i]
		} else {
			b[i] = codeAlphabet[rapid.IntRange(0, len(codeAlphabet)-1).Draw(t, "letter")]
		}
		if _, ok := readCode(string(b)); ok != (string(b) == code) {
			t.Fatalf("%s passes for %s: %v", b, code, ok)
		}
	})
}

// No two codes, links or sessions are alike, and no look-alike letter occurs.
func TestNewKeys(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		code, token := newCode(), newToken()
		if len(code) != 9 || strings.ContainsAny(code, "0O1IL") || len(token) != 43 || seen[code] || seen[token] {
			t.Fatal(code, token)
		}
		seen[code], seen[token] = true, true
	}
	if len(codeAlphabet) != 31 {
		t.Error("the check letter needs a prime number of letters, and the arithmetic says 31")
	}
}

// The slow hash is slow enough to be worth it and quick enough for a hundred
// invitations in one transaction.
func TestTheSlowHash(t *testing.T) {
	start := time.Now()
	for range 20 {
		hashOfCode("K7M493TFX")
	}
	if d := time.Since(start) / 20; d < 200*time.Microsecond || d > 50*time.Millisecond {
		t.Errorf("a code costs %v", d)
	}
}

func FuzzReadCode(f *testing.F) {
	for _, s := range []string{"K7M-493-TFX", "٢٣٤٥٦٧٨٩٢", "", "\xff-\u202e", "k7m 493 tfx"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, ok := readCode(s)
		if !ok {
			return
		}
		if again, ok := readCode(showCode(code)); !ok || again != code {
			t.Errorf("%q is read as %q, which is read as %q", s, code, again)
		}
	})
}
