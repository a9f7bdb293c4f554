package receipt

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// printable is the range of characters that a receipt's names may have.
var printable = &unicode.RangeTable{R16: []unicode.Range16{{Lo: '!', Hi: '~', Stride: 1}}}

func TestCode(t *testing.T) {
	form := regexp.MustCompile(`^[ACEFHJKMPRTUWXY][0-9]-[0-9]{4}$`)
	seen, first := map[string]bool{}, map[byte]bool{}
	for i := range int64(1000) {
		r := reference
		r.Number += i
		code, err := Code(sign(t, r))
		if err != nil || !form.MatchString(code) {
			t.Fatalf("%q, %v", code, err)
		}
		seen[code], first[code[0]] = true, true
	}
	// By the birthday bound one clash among a thousand is to be expected in
	// three; five would be no chance.
	if len(seen) < 996 || len(first) != len(letters) {
		t.Errorf("%d codes, %d letters", len(seen), len(first))
	}
	text := sign(t, reference)
	for _, bad := range []string{"", "K7-4411", text[:len(text)-4], text + "x", strings.Replace(text, "ittihad1", "ittihad2", 1)} {
		if code, err := Code(bad); err == nil {
			t.Errorf("%q has the code %q", bad, code)
		}
	}
}

var codeForm = regexp.MustCompile(`^[` + letters + `]\d-\d{4}$`)

// FuzzVerify: no text but the signed ones is read, and nothing panics.
func FuzzVerify(f *testing.F) {
	text := sign(f, reference)
	f.Add(text)
	f.Add(sign(f, longest))
	f.Add(text[:len(text)-1])
	f.Add("ittihad1...")
	f.Add("ittihad2.a.b.c")
	f.Add(strings.Repeat(".", 300))
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Verify(ring(vectorKey()), text)
		if err != nil {
			if r != (Receipt{}) {
				t.Fatalf("refused, and yet gave %+v", r)
			}
		} else if sign(t, r) != text {
			t.Fatalf("%q is read as %+v, whose text is another", text, r)
		}
		if code, err := Code(text); err == nil {
			if !codeForm.MatchString(code) {
				t.Fatalf("%q is no code", code)
			}
		}
	})
}

// FuzzDecode: a payload is either refused or exactly what its receipt encodes
// to, also where a key holder signs what no program of ours would write.
func FuzzDecode(f *testing.F) {
	f.Add(reference.encode())
	f.Add(longest.encode())
	f.Add([]byte{255, 0, 0})
	f.Add([]byte{1, 'u', 1, 'p', 1, 'm', 0x81, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := decode(b)
		var field *FieldError
		switch {
		case err == nil && string(r.encode()) != string(b):
			t.Fatalf("%x and %x are the same receipt", b, r.encode())
		case err != nil && !errors.Is(err, ErrEncoding) && !errors.As(err, &field):
			t.Fatal(err)
		}
	})
}

func BenchmarkSign(b *testing.B) {
	for b.Loop() {
		if _, err := Sign(vectorKey(), reference); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	text, keys := sign(b, reference), ring(vectorKey())
	for b.Loop() {
		if _, err := Verify(keys, text); err != nil {
			b.Fatal(err)
		}
	}
}
