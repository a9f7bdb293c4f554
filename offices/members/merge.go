package members

import (
	"errors"
	"slices"

	"ittihad/kernel"
	"ittihad/pure/arabic"
)

// A Merging says that two entries are one organisation: ID is kept, Other points
// to it from then on and stays to be read.
type Merging struct {
	ID     string   `json:"id"`
	Other  string   `json:"other"`
	Reason string   `json:"reason"`
	Take   []string `json:"take"` // the other's fields that are taken over, by their names in files: phone, city_ar …
}

// Merge merges two entries of one organisation by hand.
var Merge = kernel.Command[Merging, kernel.None]{
	Name: "members.merge", Who: "the secretary; no program",
	Stream: func(Merging) string { return rollStream },
	May:    func(tx *kernel.Tx, _ Merging) error { return maySecretaryByHand(tx) },
	Do:     merge,
}

func merge(tx *kernel.Tx, in Merging) (none kernel.None, err error) {
	reason := arabic.Clean(in.Reason)
	if err := reasoned(reason); err != nil {
		return none, err
	}
	kept, err := standingMember(tx, in.ID)
	if err != nil {
		return none, err
	}
	other, err := standingMember(tx, in.Other)
	if err != nil {
		return none, err
	}
	if kept.ID == other.ID {
		return none, kernel.RefuseField("other", "members.with_itself")
	}
	values := other.values()
	for _, f := range in.Take {
		if !slices.Contains(valueFields, f) {
			return none, kernel.RefuseField("take", "kernel.unknown_field", f)
		}
		if v := values[f]; v != "" {
			kept.setValue(f, v)
		}
	}
	if err := errors.Join(saveOrganisation(tx, kept), called(tx, kept)); err != nil {
		return none, err
	}
	return none, mergeAway(tx, other, kept.ID, reason)
}

func mergeAway(tx *kernel.Tx, other Organisation, into, reason string) error {
	history, err := readDecisions(tx, other.ID)
	if err != nil {
		return err
	}
	today, err := dayHere(tx)
	if err != nil {
		return err
	}
	was, since := other.Standing, max(other.Since, today)
	other.Standing, other.ShownStanding, other.Since, other.MergedInto = Merged, "", since, into
	if err := saveOrganisation(tx, other); err != nil {
		return err
	}
	if err := decided(tx, other.ID, history, Decision{Standing: Merged, Since: since, Reason: reason}); err != nil {
		return err
	}
	if err := rights(tx, other, was); err != nil {
		return err
	}
	return tx.Record("members.merged", merged{into, other.ID})
}

type merged struct {
	Organisation string `json:"organisation"`
	Merged       string `json:"merged"`
}

// Part takes a merge back: the entry that was merged away stands as it stood.
var Part = kernel.Command[Strike, kernel.None]{
	Name: "members.part", Who: "the secretary; no program",
	Stream: func(Strike) string { return rollStream },
	May:    func(tx *kernel.Tx, _ Strike) error { return maySecretaryByHand(tx) },
	Do:     part,
}

func part(tx *kernel.Tx, in Strike) (none kernel.None, err error) {
	o, err := Get(tx, in.ID)
	if err != nil {
		return none, err
	}
	if o.Standing != Merged {
		return none, kernel.Refuse(kernel.Conflict, "members.not_merged")
	}
	o.MergedInto = ""
	if err := strike(tx, o, in.Reason); err != nil {
		return none, err
	}
	if o, err = Get(tx, in.ID); err != nil {
		return none, err
	}
	return none, writeNames(tx, o)
}

// A Pair is two entries that somebody looked at.
type Pair struct {
	ID    string `json:"id"`
	Other string `json:"other"`
}

// Apart says that two entries are two organisations: they are suggested no more.
var Apart = kernel.Command[Pair, kernel.None]{
	Name: "members.apart", Who: "the secretary",
	Stream: func(Pair) string { return rollStream },
	May:    func(tx *kernel.Tx, _ Pair) error { return maySecretary(tx) },
	Do:     apart,
}

func apart(tx *kernel.Tx, in Pair) (none kernel.None, err error) {
	named, err := Named(tx, []string{in.ID, in.Other})
	if err != nil {
		return none, err
	}
	if len(named) != 2 {
		return none, kernel.Refuse(kernel.NotFound, "members.no_such_organisation")
	}
	if err := insertApart(tx, min(in.ID, in.Other), max(in.ID, in.Other)); err != nil {
		return none, err
	}
	return none, tx.Record("members.set-apart", in)
}
