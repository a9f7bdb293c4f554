package voting_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/offices/assembly"
	"ittihad/offices/voting"
)

// poisoned fills every text of a value, down to its lists, and gives its whole
// numbers a one.
func poisoned(v reflect.Value, text string, keep map[string]string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		poisoned(v.Elem(), text, keep)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		poisoned(v.Index(0), text, keep)
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if to, ok := keep[name]; ok && v.Field(i).Kind() == reflect.String {
				v.Field(i).SetString(to)
				continue
			}
			poisoned(v.Field(i), text, keep)
		}
	}
}

// Whatever bytes a text has, a use case of a sitting answers or refuses in words:
// a NUL, bytes that are no text, a lone half of a character, a flood. Those who
// may everything send them, so that every one goes as deep as it can.
func TestNoTextIsAFault(t *testing.T) {
	kerneltest.Each(t, house(), func(t *testing.T, k *kerneltest.Kernel) {
		r := meet(t, k, shape{hall: 2})
		poll := r.poll(voting.Drafting{})
		all := kernel.Actor{ID: person(1), Grants: []kernel.Grant{{Role: "secretary"}, {Role: "representative", Scope: "organisation/" + organisation(1)}}}
		for _, role := range []string{"chair", "rapporteur", "teller", "desk", "credentials", "drafting"} {
			all.Grants = append(all.Grants, kernel.Grant{Role: role, Scope: "sitting/" + sitting})
		}
		texts := []string{"a\x00b", "\x00", "\xff", "a\xc3", "\xed\xa0\x80", "\u202e\ufeff", strings.Repeat("\u0661", 70_000), "'; --", "{0}", "$1"}
		keeps := []map[string]string{{}, {"sitting": sitting}, {"sitting": sitting, "poll": poll}, {"sitting": sitting, "poll": poll, "mandate": r.mandate[2], "organisation": organisation(1)}}
		for _, u := range append(assembly.Office().UseCases, voting.Office().UseCases...) {
			for _, text := range texts {
				for _, keep := range keeps {
					_, err := u.Call(t.Context(), k.Kernel, all, "", func(in any) error {
						poisoned(reflect.ValueOf(in).Elem(), text, keep)
						return nil
					})
					if bad := kernel.Refusal(err); err != nil && bad == nil {
						var syntax *json.SyntaxError
						t.Errorf("%s with %.20q in %v: %v (%v)", u.Info().Name, text, keep, err, errors.As(err, &syntax))
					}
				}
			}
		}
	})
}
