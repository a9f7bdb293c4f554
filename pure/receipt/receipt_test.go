package receipt

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

// vectorKey is the key of the first test vector of RFC 8032, section 7.1: known
// to everybody, and so used nowhere.
func vectorKey() ed25519.PrivateKey {
	seed, err := hex.DecodeString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
	if err != nil {
		panic(err)
	}
	return ed25519.NewKeyFromSeed(seed)
}

func ring(keys ...ed25519.PrivateKey) func(string) ed25519.PublicKey {
	return func(id string) ed25519.PublicKey {
		for _, k := range keys {
			if pub := k.Public().(ed25519.PublicKey); KeyID(pub) == id {
				return pub
			}
		}
		return nil
	}
}

// reference is the ninth remote vote in the poll on the branches law.
var reference = Receipt{
	Federation: "ittihad",
	Poll:       "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
	Mandate:    "M-0131",
	Number:     34,
	Moment:     1484578800,
}

var longest = Receipt{
	Federation: strings.Repeat("f", MaxFederation),
	Poll:       strings.Repeat("p", MaxPoll),
	Mandate:    strings.Repeat("m", MaxMandate),
	Number:     MaxNumber,
	Revision:   MaxNumber,
	Moment:     MaxMoment,
}

func sign(t testing.TB, r Receipt) string {
	t.Helper()
	text, err := Sign(vectorKey(), r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The vectors: what another program must read and write. A change of this file
// is a new version of the format.
func TestVectors(t *testing.T) {
	type vector struct {
		Receipt Receipt `json:"receipt"`
		Payload string  `json:"payload_hex"`
		Text    string  `json:"text"`
		Code    string  `json:"code"`
	}
	revised := reference
	revised.Revision, revised.Number, revised.Moment = 1, 41, 1484578923
	var got []vector
	for _, r := range []Receipt{reference, revised, {"u", "p", "m", 1, 0, 0}, longest} {
		text := sign(t, r)
		code, err := Code(text)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, vector{r, hex.EncodeToString(r.encode()), text, code})
	}
	out, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/vectors.json", append(out, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(out)+"\n"); diff != "" {
		t.Error(diff)
	}
	for _, v := range got {
		r, err := Verify(ring(vectorKey()), v.Text)
		if err != nil || r != v.Receipt {
			t.Errorf("%s: %+v, %v", v.Text, r, err)
		}
	}
}

func TestLongestIsShort(t *testing.T) {
	text := sign(t, longest)
	t.Logf("the longest receipt has %d characters, the reference %d", len(text), len(sign(t, reference)))
	if len(text) >= MaxText {
		t.Errorf("%d characters", len(text))
	}
	if strings.ContainsFunc(text, func(c rune) bool {
		return !(c == '.' || c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
	}) {
		t.Errorf("%q holds a character that a message could change", text)
	}
}

// A receipt cannot tell the choice, as it has no place for one. Who adds a
// field here must ask what it gives away.
func TestNoPlaceForAChoice(t *testing.T) {
	var fields []string
	for f := range reflect.TypeFor[Receipt]().Fields() {
		fields = append(fields, f.Name)
	}
	if got := strings.Join(fields, " "); got != "Federation Poll Mandate Number Revision Moment" {
		t.Errorf("the fields are %s", got)
	}
}

// Every text that differs in one byte is refused: each byte replaced by each
// other, left out, or doubled; and every receipt cut short. The shortest
// receipt, so that all of it can be tried.
func TestEveryAlterationIsRefused(t *testing.T) {
	keys := ring(vectorKey())
	text := sign(t, Receipt{"u", "p", "m", 1, 0, 0})
	refused := func(altered, how string, at int) {
		t.Helper()
		if altered == text {
			return
		}
		if r, err := Verify(keys, altered); err == nil || r != (Receipt{}) {
			t.Errorf("%s at %d: %+v, %v", how, at, r, err)
		}
	}
	for i := range len(text) {
		for b := range 256 {
			refused(text[:i]+string([]byte{byte(b)})+text[i+1:], "replaced", i)
		}
		refused(text[:i]+text[i+1:], "left out", i)
		refused(text[:i]+text[i:i+1]+text[i:], "doubled", i)
		refused(text[:i]+"\n"+text[i:], "broken", i)
		refused(text[:i], "cut", i)
	}
	refused(text+"\n", "line end", len(text))
	refused(text+"=", "padding", len(text))
	refused(text+".", "dot", len(text))
	refused(" "+text, "space", 0)
}

func TestRefusals(t *testing.T) {
	text := sign(t, reference)
	parts := strings.Split(text, ".")
	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	with := func(i int, part string) string {
		p := append([]string(nil), parts...)
		p[i] = part
		return strings.Join(p, ".")
	}
	// signed is a text of any payload that is signed rightly.
	signed := func(payload []byte) string {
		head := strings.Join([]string{version, parts[1], b64.EncodeToString(payload)}, ".")
		return head + "." + b64.EncodeToString(ed25519.Sign(vectorKey(), []byte(head)))
	}
	good := reference.encode()
	long := append(good[:len(good)-1:len(good)-1], good[len(good)-1]|0x80, 0)
	wrong := reference
	wrong.Number = 0
	for _, c := range []struct {
		what string
		keys func(string) ed25519.PublicKey
		text string
		want error
	}{
		{"nothing", ring(vectorKey()), "", ErrFormat},
		{"something else", ring(vectorKey()), "hello.a.b.c", ErrFormat},
		{"too long", ring(vectorKey()), text + strings.Repeat("A", MaxText), ErrFormat},
		{"a part too many", ring(vectorKey()), text + ".A", ErrFormat},
		{"the version after this", ring(vectorKey()), with(0, "ittihad2"), ErrVersion},
		{"padding", ring(vectorKey()), with(3, parts[3]+"=="), ErrEncoding},
		{"a line break", ring(vectorKey()), with(3, parts[3][:40]+"\n"+parts[3][40:]), ErrEncoding},
		{"nobody's key", ring(), text, ErrKey},
		{"another's key", ring(other), text, ErrKey},
		{"a key given for the wrong id", func(string) ed25519.PublicKey { return other.Public().(ed25519.PublicKey) }, text, ErrKey},
		{"a key of the wrong length", func(string) ed25519.PublicKey { return make([]byte, 31) }, text, ErrKey},
		{"a signature that is too short", ring(vectorKey()), with(3, parts[3][:84]), ErrSignature},
		{"no signature", ring(vectorKey()), with(3, ""), ErrSignature},
		{"bytes after the last", ring(vectorKey()), signed(append(good[:len(good):len(good)], 0)), ErrEncoding},
		{"a number in a longer form", ring(vectorKey()), signed(long), ErrEncoding},
		{"cut short, and signed", ring(vectorKey()), signed(good[:9]), ErrEncoding},
		{"nothing, signed", ring(vectorKey()), signed(nil), ErrEncoding},
		{"a number that never ends", ring(vectorKey()), signed(append(good[:len(good)-7:len(good)-7], "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"...)), ErrEncoding},
		{"a field outside its limits, signed", ring(vectorKey()), signed(wrong.encode()), &FieldError{"number"}},
	} {
		_, err := Verify(c.keys, c.text)
		var field *FieldError
		if errors.As(c.want, &field) {
			if !errors.As(err, &field) || *field != *c.want.(*FieldError) {
				t.Errorf("%s: %v, want %v", c.what, err, c.want)
			}
		} else if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.what, err, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	for field, change := range map[string]func(*Receipt){
		"federation": func(r *Receipt) { r.Federation = "" },
		"poll":       func(r *Receipt) { r.Poll += strings.Repeat("x", 5) },
		"mandate":    func(r *Receipt) { r.Mandate = "منظمة" },
		"number":     func(r *Receipt) { r.Number = MaxNumber + 1 },
		"revision":   func(r *Receipt) { r.Revision = -1 },
		"moment":     func(r *Receipt) { r.Moment = MaxMoment + 1 },
	} {
		r := reference
		change(&r)
		text, err := Sign(vectorKey(), r)
		var got *FieldError
		if text != "" || !errors.As(err, &got) || got.Field != field {
			t.Errorf("%s: %q, %v", field, text, err)
		}
	}
	for _, bad := range []string{"a b", "a\n", "a\u200f", "a\x7f", "a\xff"} {
		r := reference
		r.Mandate = bad
		if _, err := Sign(vectorKey(), r); err == nil {
			t.Errorf("%q was signed", bad)
		}
	}
}

func drawReceipt(t *rapid.T) Receipt {
	name := func(what string, most int) string {
		return rapid.StringOfN(rapid.RuneFrom(nil, printable), 1, most, most).Draw(t, what)
	}
	return Receipt{
		Federation: name("federation", MaxFederation),
		Poll:       name("poll", MaxPoll),
		Mandate:    name("mandate", MaxMandate),
		Number:     rapid.Int64Range(1, MaxNumber).Draw(t, "number"),
		Revision:   rapid.Int64Range(0, MaxNumber).Draw(t, "revision"),
		Moment:     rapid.Int64Range(0, MaxMoment).Draw(t, "moment"),
	}
}

// What was signed is read back; the same receipt gives the same text, and no
// two receipts give one.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawReceipt(t), drawReceipt(t)
		ta, err := Sign(vectorKey(), a)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Sign(vectorKey(), a)
		tb, _ := Sign(vectorKey(), b)
		if ta != again || (ta == tb) != (a == b) || len(ta) >= MaxText {
			t.Fatalf("%q %q %q", ta, again, tb)
		}
		back, err := Verify(ring(vectorKey()), ta)
		if err != nil || back != a {
			t.Fatalf("%+v came back as %+v, %v", a, back, err)
		}
	})
}

// After a change of keys, receipts of the old one are still read.
func TestOldKeysVerify(t *testing.T) {
	young := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	text := sign(t, reference)
	if _, err := Verify(ring(young, vectorKey()), text); err != nil {
		t.Error(err)
	}
	if _, err := Verify(ring(young), text); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
}
