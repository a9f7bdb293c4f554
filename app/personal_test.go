package app_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// What is no person's name, although it is a text in three languages: by the
// field, or by the type and the field where a field of that name may be one.
// Whatever comes new counts as a person's until it stands here.
var impersonal = strings.Fields(`
	title titles place question text city organisation reason decided_by aims projects federation statement scopes
	Union.name Shown.name Line.name Plan.name OrgName.name DeskLine.name HereLine.name ServedInvitation.name
	Face.name Reservation.name House.name questions`)

// Files that hold no person's data, by use case.
var impersonalFiles = []string{"outputs.export-statement"}

// Every use case whose answer holds a person's name, telephone or e-mail says
// so: by that people are told which programs may read them. What everybody may
// ask needs no token.
func TestPersonal(t *testing.T) {
	for _, o := range open(t).Offices {
		for _, u := range o.UseCases {
			info := u.Info()
			list := persons(info.Out, "", map[reflect.Type]bool{})
			switch ofThemselves := strings.Contains(info.Who, "of themselves"); {
			case len(list) > 0 && !info.Personal && !info.Public && !ofThemselves && !slices.Contains(impersonalFiles, info.Name):
				t.Errorf("%s answers %v and is not Personal", info.Name, list)
			case info.Personal && info.Public:
				t.Errorf("%s tells everybody of persons", info.Name)
			}
		}
	}
	for _, name := range []string{"people.list", "members.organisation", "members.roll", "members.export", "voting.call"} {
		if u := open(t).UseCase(name); !u.Info().Personal {
			t.Errorf("%s is not Personal", name)
		}
	}
}

// persons is the fields of an answer that may be about a person.
func persons(t reflect.Type, field string, seen map[reflect.Type]bool) (list []string) {
	switch {
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8: // a file
		return []string{field}
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Array:
		return persons(t.Elem(), field, seen)
	case t.String() == "words.Local":
		_, name, _ := strings.Cut(field, ".")
		if slices.Contains(impersonal, name) || slices.Contains(impersonal, field) {
			return nil
		}
		return []string{field}
	case t.Kind() != reflect.Struct || seen[t] || strings.HasPrefix(t.PkgPath(), "ittihad/kernel") || !strings.HasPrefix(t.PkgPath(), "ittihad/"):
		if t.Kind() == reflect.String && slices.Contains([]string{"phone", "phones", "email", "emails", "address", "cells"}, field[strings.Index(field, ".")+1:]) {
			return []string{field}
		}
		return nil
	}
	seen[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.IsExported() && name != "-" {
			list = append(list, persons(f.Type, t.Name()+"."+name, seen)...)
		}
	}
	return list
}
