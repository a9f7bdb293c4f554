package members

import (
	_ "embed"

	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// ReferenceRoll is the roll of the reference assembly, as CSV.
//
//go:embed reference/roll-2017.csv
var ReferenceRoll []byte

// ReferenceRollName is the name that the reference roll is imported under.
const ReferenceRollName = "roll-2017.csv"

// The standings. An organisation that was merged into another is on no list, and
// points to the other.
const (
	Applied    = "applied"
	Registered = "registered"
	Active     = "active"
	Suspended  = "suspended"
	Left       = "left"
	Expelled   = "expelled"
	Merged     = "merged"
)

// An Organisation is a member, or one that asked to be, with all that the
// secretariat knows of it. Days are 2017-01-16; an empty one is unknown.
type Organisation struct {
	ID             string      `json:"id"`
	Number         int64       `json:"number"` // on the roll; 0 until registered
	Code           string      `json:"code"`   // shown for the name of the protected, "S-4829"
	Name           words.Local `json:"name"`
	Field          string      `json:"field"` // of work: one of Fields, or its own word
	City           words.Local `json:"city"`
	Country        string      `json:"country"` // ISO 3166-1: SY
	Places         []string    `json:"places"`  // where else it works
	Founded        int64       `json:"founded"` // year; 0 unknown
	Licence        string      `json:"licence"` // as the registrar writes it: "123 / 2015"
	Registrar      string      `json:"registrar"`
	Aims           string      `json:"aims"`
	Projects       string      `json:"projects"`
	Activities     string      `json:"activities"`
	Representative string      `json:"representative"` // a person's id; empty: nobody yet
	Post           words.Local `json:"post"`           // of the representative
	Phone          string      `json:"phone"`          // E.164, or as written if it is none
	Email          string      `json:"email"`
	Languages      []string    `json:"languages"`
	Protected      bool        `json:"protected"`
	Standing       string      `json:"standing"`
	ShownStanding  string      `json:"shown_standing"` // what others see of it
	Since          string      `json:"since"`          // day of the present standing
	AdmittedOn     string      `json:"admitted_on"`
	DuesUntil      string      `json:"dues_until"`
	RefreshedOn    string      `json:"refreshed_on"` // when the dossier was last confirmed
	MergedInto     string      `json:"merged_into,omitempty"`

	key     int64
	version int64
	imports string // the import that brought it
}

// Shown is what members and the public may see of an organisation. Of a
// protected one it holds the code and the standing, and nothing else; of another
// it holds no code, so that none is known to be its own when its protection
// begins.
type Shown struct {
	Code     string       `json:"code,omitempty"`
	Standing string       `json:"standing,omitempty"` // registered, active, or suspended once that is final
	Name     *words.Local `json:"name,omitempty"`
	Number   int64        `json:"number,omitempty"`
	Field    string       `json:"field,omitempty"`
	City     *words.Local `json:"city,omitempty"`
	Country  string       `json:"country,omitempty"`
	Founded  int64        `json:"founded,omitempty"`
	Aims     string       `json:"aims,omitempty"`
}

// A Decision is one line of an organisation's standing.
type Decision struct {
	Place     int64      `json:"place"`
	Standing  string     `json:"standing"`
	Since     string     `json:"since"`
	Reason    string     `json:"reason"`
	DecidedBy string     `json:"decided_by"`
	Import    string     `json:"import,omitempty"` // the file that said so; its name is the reason
	EnteredBy string     `json:"entered_by"`
	EnteredAt sqldb.Time `json:"entered_at"`
	StruckAt  sqldb.Time `json:"struck_at"` // zero: it stands
	StruckBy  string     `json:"struck_by,omitempty"`
	StruckWhy string     `json:"struck_why,omitempty"`
	// FinalSince is the day from which a suspension is final: its reply was heard,
	// and no appeal is open. Until then others see the standing before.
	FinalSince string `json:"final_since,omitempty"`
}

// A span is an organisation's standing from a day to the day before another.
type span struct{ standing, since, until string }

// open is the end of a span that has none.
const open = "9999-12-31"

// Fields are the known fields of work; each has a sentence members.field_*. An
// organisation may have a word of its own instead.
var Fields = []string{"agriculture", "child-protection", "culture", "development", "education", "health", "human-rights",
	"legal-aid", "media", "orphans", "relief", "shelter", "water", "women", "youth"}

// Streams: what numbers the roll shares one minute book; each organisation and
// each import has its own.
const rollStream = "members/roll"

func organisationStream(id string) string { return "organisation/" + id }

func importStream(id string) string { return "members/import/" + id }
