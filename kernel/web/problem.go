package web

import (
	"encoding/json"
	"net/http"

	"ittihad/kernel"
)

// A Problem is a refusal for programs (RFC 9457). Type is "about:blank#" and the
// key; Detail is the sentence in the language that was asked for.
type Problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title" doc:"the kind of refusal: invalid, denied, notfound, conflict, fault"`
	Status int            `json:"status"`
	Detail string         `json:"detail" doc:"the sentence, in the language of Accept-Language or ?lang="`
	Key    string         `json:"key" doc:"the refusal's key, the same in every language"`
	Field  string         `json:"field,omitempty" doc:"the input that it is about"`
	Errors []ProblemField `json:"errors,omitempty" doc:"every input that was refused"`
}

// A ProblemField is one refused input among several.
type ProblemField struct {
	Key    string `json:"key"`
	Field  string `json:"field,omitempty"`
	Detail string `json:"detail"`
}

func (v *Visit) problem(w http.ResponseWriter, code int, e *kernel.Error) {
	p := Problem{Type: "about:blank#" + e.Key, Title: string(e.Kind), Status: code,
		Detail: v.words.Say(e.Key, e.Args...), Key: e.Key, Field: e.Field}
	if len(e.More) > 0 {
		for _, one := range e.All() {
			p.Errors = append(p.Errors, ProblemField{one.Key, one.Field, v.words.Say(one.Key, one.Args...)})
		}
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Content-Language", v.words.Lang())
	writeJSON(w, code, p)
}

func writeJSON(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.Encode(body) // a client that left is no fault
}
