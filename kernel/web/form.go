package web

import (
	"errors"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"ittihad/kernel"
	"ittihad/kernel/blob"
	"ittihad/kernel/web/ui"
)

// A Form is a command that a page's forms may post, and what follows on it. A
// form names its command in "do", carries its key in "once", and may say in
// "next" where on this site to go on. Values of the page's address stand in for
// fields of the same name.
type Form struct {
	useCase  kernel.UseCase
	then     func(out any) string
	show     func(out any) templ.Component
	signIn   func(out any) (token, next string)
	signsOut bool
	filesMax int64
}

// Do offers a command to a page's forms; after it the page is shown again.
func Do(u kernel.UseCase) Form { return Form{useCase: u} }

// DoThen leads to another page after the command.
func DoThen[In, Out any](c kernel.Command[In, Out], then func(Out) string) Form {
	return Form{useCase: c, then: func(out any) string { return then(out.(Out)) }}
}

// DoShow shows the answer once, in place of the page: a sign-in code, which is
// kept nowhere.
func DoShow[In, Out any](c kernel.Command[In, Out], show func(Out) templ.Component) Form {
	return Form{useCase: c, show: func(out any) templ.Component { return show(out.(Out)) }}
}

// DoSignIn gives the browser the session that the command made.
func DoSignIn[In, Out any](c kernel.Command[In, Out], session func(Out) (token, next string)) Form {
	return Form{useCase: c, signIn: func(out any) (string, string) { return session(out.(Out)) }}
}

// DoSignOut takes the browser's session away after the command.
func DoSignOut(u kernel.UseCase) Form { return Form{useCase: u, signsOut: true} }

// Files lets the form send files, up to max bytes each; each is kept as a blob
// and its field holds the blob's hash, the field with "_name" behind it the
// file's own name if the command asks for it.
func (f Form) Files(max int64) Form { f.filesMax = max; return f }

// A refusal is why a form comes back, with what was typed.
type refusal struct{ shown ui.Refusal }

// control are the names in a form that are not the command's.
var control = []string{"do", "once", "next", "form"}

func (p Page[T]) post(w http.ResponseWriter, r *http.Request, v *Visit) {
	err := parse(w, r, p.filesMax())
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	if err != nil {
		v.refuse(w, err)
		return
	}
	name := r.PostFormValue("do")
	i := slices.IndexFunc(p.Does, func(f Form) bool { return f.useCase.Info().Name == name })
	if i < 0 {
		v.refuse(w, kernel.Refuse(kernel.NotFound, "kernel.no_page"))
		return
	}
	form := p.Does[i]
	out, err := form.call(r, v)
	if err != nil {
		p.comeBack(w, v, err)
		return
	}
	form.answer(w, r, v, out)
}

func (p Page[T]) filesMax() (max_ int64) {
	for _, f := range p.Does {
		max_ = max(max_, f.filesMax)
	}
	return max_
}

func (f Form) call(r *http.Request, v *Visit) (out any, err error) {
	info := f.useCase.Info()
	if info.Public || v.By.Nobody() {
		back, full := v.site.limits.take(v.site.network(r), info)
		if full != nil {
			return nil, full
		}
		defer func() { back(err) }()
	}
	values := map[string][]string{}
	for name, texts := range r.PostForm {
		if !slices.Contains(control, name) {
			values[name] = texts
		}
	}
	fill := func(in any) error {
		kernel.FillKnown(in, func(name string) string { return r.PathValue(name) })
		return kernel.Fill(in, values)
	}
	if !uploads(r) {
		return f.useCase.Call(r.Context(), v.Kernel, v.By, r.PostFormValue("once"), fill)
	}
	if err := f.useCase.Admit(r.Context(), v.Kernel, v.By, fill); err != nil {
		return nil, err
	}
	settle, err := f.layFiles(r, v, values)
	// A refusal is certain; after a fault nobody knows who names the file.
	defer func() { err = errors.Join(err, settle(kernel.Refusal(err) == nil)) }()
	if err != nil {
		return nil, err
	}
	return f.useCase.Call(r.Context(), v.Kernel, v.By, r.PostFormValue("once"), fill)
}

func uploads(r *http.Request) bool { return r.MultipartForm != nil && len(r.MultipartForm.File) > 0 }

// layFiles keeps uploaded files until it is settled whether they stay, and puts
// their hashes where the files were.
func (f Form) layFiles(r *http.Request, v *Visit, values map[string][]string) (settle func(stay bool) error, err error) {
	var laid []func(bool) error
	settle = func(stay bool) (err error) {
		for _, one := range laid {
			err = errors.Join(err, one(stay))
		}
		return err
	}
	for name, files := range r.MultipartForm.File {
		for _, h := range files {
			if h.Size == 0 && h.Filename == "" {
				continue
			}
			hash, one, err := layFile(v, h, f.filesMax)
			if errors.Is(err, blob.ErrTooLarge) {
				return settle, kernel.RefuseField(name, "kernel.too_large", f.filesMax>>20)
			}
			if err != nil {
				return settle, err
			}
			laid = append(laid, one)
			values[name] = append(values[name], hash)
			if kernel.HasField(f.useCase.Info().In, name+"_name") {
				values[name+"_name"] = append(values[name+"_name"], h.Filename)
			}
		}
	}
	return settle, nil
}

func layFile(v *Visit, h *multipart.FileHeader, limit int64) (string, func(bool) error, error) {
	file, err := h.Open()
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	return v.Kernel.Blobs.Lay(file, limit)
}

// parse reads a form within its bounds. Files beyond 8 MB wait on the disk.
func parse(w http.ResponseWriter, r *http.Request, files int64) error {
	limit := int64(bodyMax)
	if files > 0 {
		limit += files
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(8 << 20)
	} else {
		err = r.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return kernel.Refuse(kernel.Invalid, "kernel.too_large", max(files, bodyMax)>>20)
	case err != nil:
		return kernel.Refuse(kernel.Invalid, "kernel.unreadable", "form")
	}
	return nil
}

// comeBack shows the page again with what was typed and the sentences beside it.
func (p Page[T]) comeBack(w http.ResponseWriter, v *Visit, err error) {
	e := kernel.Refusal(err)
	if e == nil || e.Key == "kernel.sign_in" {
		v.refuse(w, err)
		return
	}
	shown := ui.Refusal{Form: v.request.PostFormValue("form"), Values: v.request.PostForm}
	for _, one := range e.All() {
		shown.Problems = append(shown.Problems, ui.Problem{Field: one.Field, Text: v.words.Say(one.Key, one.Args...)})
	}
	d, err := p.draw(v, false, &refusal{shown})
	if err != nil { // the page itself is not for this reader: the refusal alone
		v.refuse(w, e)
		return
	}
	code, _ := v.spoken(e)
	v.write(w, code, d.html)
}

func (f Form) answer(w http.ResponseWriter, r *http.Request, v *Visit, out any) {
	next := r.URL.RequestURI()
	if to := r.PostFormValue("next"); to != "" {
		next = safeNext(to)
	}
	switch {
	case f.show != nil:
		v.render(w, http.StatusOK, f.show(out))
		return
	case f.signIn != nil:
		token, to := f.signIn(out)
		v.site.setSession(w, token)
		if r.PostFormValue("next") == "" {
			next = safeNext(to)
		}
	case f.signsOut:
		v.site.setSession(w, "")
		if r.PostFormValue("next") == "" {
			next = "/"
		}
	case f.then != nil:
		next = safeNext(f.then(out))
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}
