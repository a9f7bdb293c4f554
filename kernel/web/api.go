package web

import (
	"net/http"

	"ittihad/kernel"
)

func apiPattern(i kernel.Info) string {
	if i.Changes {
		return "POST /api/" + i.Name
	}
	return "GET /api/" + i.Name
}

// api offers one use case to programs: a command takes a JSON body and an
// Idempotency-Key, a query its input behind the question mark.
func (s *Site) api(u kernel.UseCase) http.HandlerFunc {
	info := u.Info()
	return func(w http.ResponseWriter, r *http.Request) {
		v := visitOf(r)
		v.request = r
		out, err := s.callAPI(w, r, v, u, info)
		if err != nil {
			code, e := v.spoken(err)
			v.problem(w, code, e)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		writeJSON(w, http.StatusOK, out)
	}
}

func (s *Site) callAPI(w http.ResponseWriter, r *http.Request, v *Visit, u kernel.UseCase, info kernel.Info) (any, error) {
	if v.failed != nil {
		return nil, v.failed
	}
	fill := func(in any) error { return kernel.Fill(in, withoutLanguage(r)) }
	if info.Changes {
		fill = func(in any) error { return kernel.ReadJSON(http.MaxBytesReader(w, r.Body, bodyMax), in) }
	}
	went := func(error) {}
	if info.Public {
		var full error
		if went, full = s.limits.take(s.network(r), info); full != nil {
			return nil, full
		}
	}
	out, err := u.Call(r.Context(), v.Kernel, v.By, r.Header.Get("Idempotency-Key"), fill)
	went(err)
	return out, err
}

func withoutLanguage(r *http.Request) map[string][]string {
	q := r.URL.Query()
	q.Del("lang")
	q.Del("digits")
	return q
}

func (s *Site) noUseCase(w http.ResponseWriter, r *http.Request) {
	v := visitOf(r)
	v.request = r
	v.problem(w, http.StatusNotFound, &kernel.Error{Kind: kernel.NotFound, Key: "kernel.no_page"})
}
