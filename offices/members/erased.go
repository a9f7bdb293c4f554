package members

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"ittihad/kernel"
)

// eraser follows the erasures of persons: what files said of one whom an
// organisation was represented by goes from what is kept of the files.
var eraser = kernel.Follower{Name: "members.eraser", Kinds: []string{"people.erased"}, Do: func(tx *kernel.Tx, events []kernel.Event) error {
	for _, e := range events {
		var of struct {
			Person string `json:"person"`
		}
		if err := e.Into(&of); err != nil {
			return err
		}
		ids, err := readSeatsOf(tx, of.Person)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := forget(tx, id); err != nil {
				return err
			}
		}
	}
	return nil
}}

// ofPerson says whether a column or a field holds something of a person.
func ofPerson(field string) bool {
	return strings.HasPrefix(field, "representative_") || field == "phone" || field == "email"
}

// forget strips what files said of an organisation's representatives.
func forget(tx *kernel.Tx, organisation string) error {
	says, err := readSources(tx, []string{organisation})
	if err != nil {
		return err
	}
	if said := says[organisation]; said != nil {
		for f, v := range said {
			if strings.HasPrefix(f, "representative_") {
				said[f] = trace(organisation, f, v)
			}
		}
		if err := updateSource(tx, organisation, said); err != nil {
			return err
		}
	}
	return forgetRows(tx, organisation)
}

func forgetRows(tx *kernel.Tx, organisation string) error {
	rows, err := readRowsAbout(tx, organisation)
	if err != nil {
		return err
	}
	for _, r := range rows {
		p, err := readImport(tx, r.imports)
		if err != nil {
			return err
		}
		for i, f := range p.Columns {
			if i < len(r.cells) && ofPerson(f) {
				r.cells[i] = ""
			}
		}
		for f := range r.Said {
			if strings.HasPrefix(f, "representative_") {
				delete(r.Said, f)
			}
		}
		r.Changes = slices.DeleteFunc(r.Changes, func(c FieldChange) bool { return strings.HasPrefix(c.Field, "representative_") })
		r.Notes = slices.DeleteFunc(r.Notes, func(n Note) bool { return ofPerson(n.Field) })
		if err := updateCells(tx, r); err != nil {
			return err
		}
	}
	return nil
}

// traceMark begins what is kept of a text that was erased.
const traceMark = "\x1f"

// trace is what is kept of an erased text, so that a file that says it again
// brings no news: of a name two bytes of a hash, which many names have in common;
// of a telephone or an address, nothing.
func trace(organisation, field, v string) string {
	if strings.HasPrefix(v, traceMark) {
		return v
	}
	if field != "representative_ar" && field != "representative_en" {
		return traceMark
	}
	sum := sha256.Sum256([]byte(organisation + "\n" + field + "\n" + v))
	return traceMark + hex.EncodeToString(sum[:2])
}

// saysSame: a file says what the one before said, which may have been erased.
func saysSame(organisation, field, before, v string) bool {
	return before == v || strings.HasPrefix(before, traceMark) && before == trace(organisation, field, v)
}
