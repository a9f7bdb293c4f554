package members

import (
	"net/http"

	"ittihad/kernel"
	"ittihad/kernel/web"
)

// download sends the roll as a file; who may not have it is led to the page that
// says so.
func download(*kernel.Kernel) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := web.VisitFrom(r.Context())
		f, err := web.Ask(v, Export, ExportAs{Format: r.PathValue("format")})
		f.answer(w, r, err)
	})
}

// fullPath is where the form for a full copy is sent: its answer is a file.
const fullPath = "/members/export/full"

func downloadFull(*kernel.Kernel) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := web.VisitFrom(r.Context())
		f, err := kernel.Run(r.Context(), v.Kernel, FullCopy, v.By, "", ExportAs{Format: r.FormValue("format")})
		f.answer(w, r, err)
	})
}

// answer sends the file. A refusal leads to the page that says why; a fault is
// told by the site, under a reference.
func (f File) answer(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case kernel.Refusal(err) != nil:
		http.Redirect(w, r, "/members/export", http.StatusSeeOther)
	case err != nil:
		panic(err)
	default:
		f.send(w)
	}
}

func (f File) send(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", `attachment; filename="`+f.Name+`"`)
	h.Set("Cache-Control", "no-store")
	w.Write(f.Body)
}
