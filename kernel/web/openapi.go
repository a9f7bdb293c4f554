package web

import (
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"ittihad/kernel"
)

// openAPI serves the description of the API, made at the first request.
func (s *Site) openAPI() http.HandlerFunc {
	doc := sync.OnceValues(func() ([]byte, error) { return OpenAPI(s.Kernel.Offices) })
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := doc()
		if err != nil {
			visitOf(r).refuse(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	}
}

// OpenAPI describes every use case of the offices in OpenAPI 3.1, from their Go
// types.
func OpenAPI(offices []kernel.Office) ([]byte, error) {
	types := huma.NewMapRegistry("#/components/schemas/", schemaName)
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{Title: "Ittihad", Version: "1",
			Description: "Every use case of the federation. A refusal is a problem document (RFC 9457) with its key and its sentence in ar, en or tr."},
		Paths: map[string]*huma.PathItem{},
		Components: &huma.Components{Schemas: types, SecuritySchemes: map[string]*huma.SecurityScheme{
			"token": {Type: "http", Scheme: "bearer", Description: "a program's token, scoped to named use cases"},
		}},
	}
	problem := types.Schema(reflect.TypeFor[Problem](), true, "Problem")
	for _, o := range offices {
		doc.Tags = append(doc.Tags, &huma.Tag{Name: o.Name})
		for _, u := range o.UseCases {
			i := u.Info()
			op := operation(types, problem, i)
			op.Tags = []string{o.Name}
			if i.Changes {
				doc.Paths["/api/"+i.Name] = &huma.PathItem{Post: op}
			} else {
				doc.Paths["/api/"+i.Name] = &huma.PathItem{Get: op}
			}
		}
	}
	return doc.MarshalJSON()
}

func operation(types huma.Registry, problem *huma.Schema, i kernel.Info) *huma.Operation {
	op := &huma.Operation{OperationID: i.Name, Summary: i.Name, Description: "Who may: " + i.Who + ".",
		Responses: map[string]*huma.Response{
			"200":     {Description: "done", Content: content("application/json", types.Schema(i.Out, true, "Answer"))},
			"default": {Description: "refused", Content: content("application/problem+json", problem)},
		}}
	if !i.Public {
		op.Security = []map[string][]string{{"token": {}}}
	}
	if i.Changes {
		op.Parameters = []*huma.Param{{Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: "string"},
			Description: "the same key with the same body gets the first answer"}}
		op.RequestBody = &huma.RequestBody{Required: true, Content: content("application/json", types.Schema(i.In, true, "Input"))}
		return op
	}
	in := i.In
	for n := range in.NumField() {
		f := in.Field(n)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "query", Schema: types.Schema(f.Type, true, name)})
		}
	}
	return op
}

func content(kind string, schema *huma.Schema) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{kind: {Schema: schema}}
}

// schemaName names a type by its office and its own name, so that two offices
// may each have an Item.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if i := strings.LastIndex(t.PkgPath(), "/"); i >= 0 && t.Name() != "" {
		return strings.ToUpper(t.PkgPath()[i+1:i+2]) + t.PkgPath()[i+2:] + name
	}
	return name
}
