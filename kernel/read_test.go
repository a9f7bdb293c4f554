package kernel_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// A parcel has a text in every place in which an input may have one.
type parcel struct {
	Title words.Local            `json:"title"`
	Tags  []string               `json:"tags"`
	Rows  []thing                `json:"rows"`
	Extra *thing                 `json:"extra"`
	Notes map[string]words.Local `json:"notes"`
	At    sqldb.Time             `json:"at"`
	Body  []byte                 `json:"body"`
	thing
}

// What no database could hold is refused wherever it stands, with the name that
// a form gives the field; what looks odd and can be held is not.
func TestUnreadableFieldsAreNamed(t *testing.T) {
	weigh := kernel.Query[parcel, int]{Name: "shelf.weigh", Who: "anyone", Public: true,
		May: func(*kernel.Tx, parcel) error { return nil }, Do: func(*kernel.Tx, parcel) (int, error) { return 1, nil }}
	k := kerneltest.Open(t, "sqlite", shelf())
	for _, bad := range []string{"\x00", "a\x00b", "\xff", "شاي\xd8"} {
		for want, in := range map[string]parcel{
			"title.ar":             {Title: words.Local{Ar: bad}},
			"tags":                 {Tags: []string{"good", bad}},
			"rows.1.name":          {Rows: []thing{{}, {Name: bad}}},
			"extra.shelf":          {Extra: &thing{Shelf: bad}},
			"notes.x.en":           {Notes: map[string]words.Local{"x": {En: bad}}},
			"notes":                {Notes: map[string]words.Local{bad: {}}},
			"name":                 {thing: thing{Name: bad}},
			"rows.0.name title.tr": {Title: words.Local{Tr: bad}, Rows: []thing{{Name: bad}}},
		} {
			_, err := kernel.Ask(t.Context(), k.Kernel, weigh, kernel.Actor{}, in)
			var got []string
			if e := kernel.Refusal(err); e != nil {
				for _, one := range e.All() {
					got = append(got, one.Field)
				}
			}
			if slices.Sort(got); !slices.Equal(got, strings.Fields(want)) {
				t.Errorf("%q is refused with %v (%v), want %s", fmt.Sprint(in), got, err, want)
			}
		}
	}
	good := parcel{Title: words.Local{Ar: "\ufffd\u2028\\u0000"}, Body: []byte{0, 0xff}}
	if _, err := kernel.Ask(t.Context(), k.Kernel, weigh, kernel.Actor{}, good); err != nil {
		t.Error(err)
	}
}

// JSON that is no UTF-8 is refused with the name of the field, and never read as
// something else; a field that nothing is called is not left out.
func TestReadJSON(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "",
		`{"shelf": "a", "name": "شاي"}`:    "a شاي",
		`{"name": "tea` + "\xff" + `"}`:    " tea\x00",
		`{"name": "\u0000"}`:               " \x00",
		`{"nmae": "tea"}`:                  "refused nmae",
		`{"na` + "\xfe" + `me": "tea"}`:    "refused na\x00me",
		"\xff":                             "refused",
		`{"name": 7}`:                      "refused name",
		`{"name": "tea"} {"name": "more"}`: "refused",
		`{"name": "tea"`:                   "refused",
	} {
		var in thing
		got := ""
		if err := kernel.ReadJSON(strings.NewReader(text), &in); err != nil {
			if unknown := strings.HasPrefix(text, `{"n`) && !strings.HasPrefix(text, `{"name`); kernel.Refused(err, "kernel.unknown_field") != unknown || !unknown && !kernel.Refused(err, "kernel.unreadable") {
				t.Errorf("%q: %v", text, err)
			}
			got = strings.TrimSpace("refused " + kernel.Refusal(err).Field)
		} else if in != (thing{}) {
			got = in.Shelf + " " + in.Name
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
