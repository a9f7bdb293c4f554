package assembly

import (
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/offices/members"
)

// Organisations are the organisations that the reader represents, as they stand
// in a sitting.
type Organisations struct {
	Organisations []OwnOrganisation `json:"organisations"`
}

// An OwnOrganisation is how an organisation stands in a sitting, for those who
// represent it: a refusal's reason is told to them alone.
type OwnOrganisation struct {
	Organisation   string      `json:"organisation"`
	Name           words.Local `json:"name"`
	Representative string      `json:"representative"`
	Entitled       bool        `json:"entitled"`
	Present        bool        `json:"present"`
	Invitation     int64       `json:"invitation"`
	Acknowledged   bool        `json:"acknowledged"`
	Named          []OwnName   `json:"named"`
}

// An OwnName is a nomination as its organisation sees it.
type OwnName struct {
	Person string      `json:"person"`
	Name   words.Local `json:"name"`
	Rank   int64       `json:"rank"`
	State  string      `json:"state"`
	Reason string      `json:"reason"`
	Letter string      `json:"letter"`
}

// SeeOrganisations is what a representative needs to know before a sitting.
var SeeOrganisations = kernel.Query[One, Organisations]{
	Name: "assembly.organisations", Personal: true, Who: "the representative of an organisation, about it",
	May: func(tx *kernel.Tx, in One) error {
		if len(tx.By.Scopes("representative")) == 0 {
			return kernel.Refuse(kernel.Denied, "assembly.representative_only")
		}
		return mayKnow(tx, in)
	},
	Do: func(tx *kernel.Tx, in One) (out Organisations, err error) {
		for _, scope := range tx.By.Scopes("representative") {
			id, ok := strings.CutPrefix(scope, "organisation/")
			if !ok {
				continue
			}
			o, err := ownOrganisation(tx, in.Sitting, id)
			if err != nil {
				return out, err
			}
			out.Organisations = append(out.Organisations, o)
		}
		return out, nil
	},
}

func ownOrganisation(tx *kernel.Tx, sitting, id string) (out OwnOrganisation, err error) {
	o, err := members.Get(tx, id)
	if err != nil {
		return out, err
	}
	out = OwnOrganisation{Organisation: id, Name: o.Name, Representative: o.Representative}
	m, err := seatOfOrganisation(tx, sitting, id)
	if kernel.Refusal(err) != nil {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Entitled, out.Present = !m.struck, m.Present
	if out.Invitation, out.Acknowledged, err = invitationOf(tx, m.Mandate); err != nil {
		return out, err
	}
	list, err := nominationsOf(tx, m.Mandate)
	if err != nil {
		return out, err
	}
	known, err := namesOf(tx, nil, list...)
	for _, n := range list {
		if n.State != "withdrawn" {
			out.Named = append(out.Named, OwnName{n.Person, known.people[n.Person].Name, n.Rank, n.State, n.Reason, n.Letter})
		}
	}
	return out, err
}

// A Paper names a file of a sitting by its hash.
type Paper struct {
	Sitting string `json:"sitting"`
	Hash    string `json:"hash"`
}

// SeePaper says whether the reader may have a file: a document of the
// convocation, whoever is signed in; the scan of a letter, those who examine
// and check in.
var SeePaper = kernel.Query[Paper, Document]{
	Name: "assembly.paper", Who: "documents, everybody who is signed in; letters, the credentials committee, the desk, the secretary",
	May: func(tx *kernel.Tx, in Paper) error { return mayKnow(tx, One{in.Sitting}) },
	Do: func(tx *kernel.Tx, in Paper) (Document, error) {
		list, err := documents(tx, in.Sitting)
		if err != nil {
			return Document{}, err
		}
		for _, d := range list {
			if d.Hash == in.Hash {
				return d, nil
			}
		}
		if isHash(in.Hash) && mayRole(tx, in.Sitting, "-", "credentials", "desk", "secretary") == nil {
			if ok, err := hasLetter(tx, in.Sitting, in.Hash); err != nil || ok {
				return Document{Hash: in.Hash}, err
			}
		}
		return Document{}, kernel.Refuse(kernel.NotFound, "assembly.no_file")
	},
}
