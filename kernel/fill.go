package kernel

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
)

// Fill writes an input from named texts: a form's fields, an address's query,
// the pairs of a command line. A name is the field's JSON name, with dots into
// structs (name.ar) and numbers into lists (rows.0.name); a list of plain values
// takes every text of its name. Numbers may be written in Arabic-Indic digits.
// What is not named stays as it is. A name that nothing is called, or a text
// that does not fit, is a refusal of that field; all of them are told at once.
func Fill(in any, values map[string][]string) error {
	var errs []error
	for _, name := range slices.Sorted(keys(values)) {
		f, ok := field(reflect.ValueOf(in).Elem(), strings.Split(name, "."))
		if !ok {
			errs = append(errs, RefuseField(name, "kernel.unknown_field", name))
			continue
		}
		if key := set(f, values[name]); key != "" {
			errs = append(errs, RefuseField(name, key))
		}
	}
	return RefuseAll(errs...)
}

func keys(m map[string][]string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// listMax bounds the rows that a form may name.
const listMax = 1000

func field(v reflect.Value, path []string) (reflect.Value, bool) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if len(path) == 0 {
		return v, true
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			t := v.Type().Field(i)
			if t.Anonymous && t.Tag.Get("json") == "" {
				if f, ok := field(v.Field(i), path); ok {
					return f, true
				}
				continue
			}
			if name, _, _ := strings.Cut(t.Tag.Get("json"), ","); t.IsExported() && name == path[0] {
				return field(v.Field(i), path[1:])
			}
		}
	case reflect.Slice:
		n, err := strconv.Atoi(path[0])
		if err != nil || n < 0 || n >= listMax {
			return v, false
		}
		for v.Len() <= n {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		}
		return field(v.Index(n), path[1:])
	case reflect.Map:
		return v, false
	}
	return v, false
}

// set writes texts into a field and returns the key of the refusal, if any.
func set(f reflect.Value, texts []string) string {
	if f.Kind() == reflect.Slice && f.Type().Elem().Kind() != reflect.Uint8 {
		list := reflect.MakeSlice(f.Type(), 0, len(texts))
		for _, t := range texts {
			v := reflect.New(f.Type().Elem()).Elem()
			if key := setOne(v, t); key != "" {
				return key
			}
			list = reflect.Append(list, v)
		}
		f.Set(list)
		return ""
	}
	return setOne(f, texts[len(texts)-1])
}

func setOne(f reflect.Value, s string) string {
	switch v := f.Addr().Interface().(type) {
	case *sqldb.Time:
		t, err := time.Parse(time.RFC3339Nano, s)
		if err != nil && s != "" {
			return "kernel.not_a_moment"
		}
		v.Time = t.UTC()
		if s == "" {
			*v = sqldb.Time{}
		}
		return ""
	case encoding.TextUnmarshaler:
		if err := v.UnmarshalText([]byte(s)); err != nil {
			return "kernel.unreadable"
		}
		return ""
	}
	switch f.Kind() {
	case reflect.String:
		f.SetString(s)
	case reflect.Bool:
		f.SetBool(s != "" && s != "false" && s != "0" && s != "off")
	case reflect.Int, reflect.Int64, reflect.Int32:
		if s == "" {
			f.SetInt(0)
			return ""
		}
		n, err := words.ParseNumber(s)
		if err != nil || f.OverflowInt(n) {
			return "kernel.not_a_number"
		}
		f.SetInt(n)
	default:
		return "kernel.unreadable"
	}
	return ""
}

// FillKnown writes those texts that value has for the input's own fields of
// text, and leaves the others: the parts of an address into a form's command.
func FillKnown(in any, value func(name string) string) {
	v := reflect.ValueOf(in).Elem()
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if s := value(name); name != "" && s != "" && v.Field(i).Kind() == reflect.String {
			v.Field(i).SetString(s)
		}
	}
}

// HasField reports whether an input has a field with this JSON name.
func HasField(in reflect.Type, name string) bool {
	_, ok := field(reflect.New(in).Elem(), strings.Split(name, "."))
	return ok
}
