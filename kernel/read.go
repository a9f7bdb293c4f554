package kernel

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ReadJSON reads an input from one JSON object; nothing at all is the empty
// input. A field that the input has not is refused: a misspelt field must not be
// silently left out of a vote. Bytes that are no UTF-8 become a zero byte, which
// no input may hold, so that their field is refused rather than changed.
func ReadJSON(body io.Reader, in any) error {
	text, err := io.ReadAll(body)
	if err != nil {
		return Refuse(Invalid, "kernel.unreadable", "JSON")
	}
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte(`\u0000`))
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var wrong *json.UnmarshalTypeError
	err = d.Decode(in)
	field, unknown := unknownField(err)
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &wrong):
		return RefuseField(wrong.Field, "kernel.unreadable", wrong.Field)
	case unknown:
		return RefuseField(field, "kernel.unknown_field", field)
	case err != nil || d.More():
		return Refuse(Invalid, "kernel.unreadable", "JSON")
	}
	return nil
}

// unknownField is the name that an input does not have. The package of JSON says
// it in words only.
func unknownField(err error) (name string, ok bool) {
	if err == nil {
		return "", false
	}
	quoted, ok := strings.CutPrefix(err.Error(), "json: unknown field ")
	if !ok {
		return "", false
	}
	if name, err = strconv.Unquote(quoted); err != nil {
		return "", false
	}
	return strings.ToValidUTF8(name, "?"), true
}

// readable refuses an input with a text that one of the databases cannot hold: a
// zero byte, or bytes that are no UTF-8. Each such field is named.
func readable(in any) error {
	var errs []error
	eachText(reflect.ValueOf(in), "", func(name, text string) {
		if !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
			errs = append(errs, RefuseField(name, "kernel.unreadable", name))
		}
	})
	return RefuseAll(errs...)
}

// eachText hands every text of an input to do, with the name that Fill knows it
// by. Bytes are no text.
func eachText(v reflect.Value, name string, do func(name, text string)) {
	switch v.Kind() {
	case reflect.String:
		do(name, v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			eachText(v.Elem(), name, do)
		}
	case reflect.Struct:
		if _, ok := reflect.New(v.Type()).Interface().(encoding.TextUnmarshaler); ok {
			return // it has read its text already
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			part, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case f.Anonymous && part == "":
				eachText(v.Field(i), name, do)
			case f.IsExported() && part != "-":
				eachText(v.Field(i), within(name, part), do)
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		plain := v.Type().Elem().Kind() == reflect.String
		for i := range v.Len() {
			part := within(name, strconv.Itoa(i))
			if plain {
				part = name // a list of texts is one field
			}
			eachText(v.Index(i), part, do)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			eachText(k, name, do)
			eachText(v.MapIndex(k), within(name, strings.ToValidUTF8(k.String(), "?")), do)
		}
	}
}

func within(name, part string) string {
	if name == "" || part == "" {
		return name + part
	}
	return name + "." + part
}
