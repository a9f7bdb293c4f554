package web

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzip"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/web/ui"
)

// status is the one place where kinds of refusal become codes of HTTP.
var status = map[kernel.Kind]int{
	kernel.Invalid:  http.StatusUnprocessableEntity,
	kernel.Denied:   http.StatusForbidden,
	kernel.NotFound: http.StatusNotFound,
	kernel.Conflict: http.StatusConflict,
}

// spoken is an error as outsiders may hear it: a refusal as it is, a commit of
// unknown outcome as an invitation to send again, and any other error as a
// reference under which it stands in the log.
func (v *Visit) spoken(err error) (code int, e *kernel.Error) {
	if e := kernel.Refusal(err); e != nil {
		if e.Key == "kernel.too_many" {
			return http.StatusTooManyRequests, e
		}
		if e.Key == "kernel.sign_in" {
			return http.StatusUnauthorized, e
		}
		return status[e.Kind], e
	}
	if errors.Is(err, sqldb.ErrUnknown) {
		return http.StatusServiceUnavailable, &kernel.Error{Kind: "fault", Key: "kernel.unknown_outcome"}
	}
	if errors.Is(err, sqldb.ErrFull) || errors.Is(err, syscall.ENOSPC) {
		slog.Error("the disk is full", "err", err)
		return http.StatusServiceUnavailable, &kernel.Error{Kind: "fault", Key: "kernel.disk_full"}
	}
	return http.StatusInternalServerError, fault(v.request, err)
}

// fault is what outsiders hear of an error: the reference under which it stands
// in the log, if anybody waits for the answer. Leaving is no fault.
func fault(r *http.Request, err error) *kernel.Error {
	ref := rand.Text()[:8]
	if r.Context().Err() == nil {
		logFault(r, ref, err)
	}
	return told(ref)
}

// crashed is fault for a panic, which stands in the log whoever waits.
func crashed(r *http.Request, p any) *kernel.Error {
	ref := rand.Text()[:8]
	logFault(r, ref, fmt.Errorf("panic: %v", p), "stack", string(debug.Stack()))
	return told(ref)
}

func told(ref string) *kernel.Error {
	return &kernel.Error{Kind: "fault", Key: "kernel.fault", Args: []any{ref}}
}

// logFault logs the page's pattern and not its address, which may hold a secret.
func logFault(r *http.Request, ref string, err error, more ...any) {
	slog.ErrorContext(r.Context(), "fault", append([]any{"ref", ref, "method", r.Method, "page", r.Pattern, "err", err}, more...)...)
}

// refuse answers with a page that says why, and the way back.
func (v *Visit) refuse(w http.ResponseWriter, err error) {
	code, e := v.spoken(err)
	v.tell(w, code, e)
}

func (v *Visit) tell(w http.ResponseWriter, code int, e *kernel.Error) {
	if forPrograms(v.request) {
		v.problem(w, code, e)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	v.render(w, code, refusedPage(v.words.Say(e.Key, e.Args...), code == http.StatusUnauthorized, v.site.SignIn))
}

func (v *Visit) render(w http.ResponseWriter, code int, c templ.Component) {
	var b bytes.Buffer
	if err := c.Render(v.into(v.Context()), &b); err != nil {
		e := fault(v.request, err)
		http.Error(w, v.words.Say(e.Key, e.Args...), http.StatusInternalServerError)
		return
	}
	v.write(w, code, b.Bytes())
}

// write sends a page, compressed where the browser takes it.
func (v *Visit) write(w http.ResponseWriter, code int, html []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if strings.Contains(v.request.Header.Get("Accept-Encoding"), "gzip") && len(html) > 512 {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
		z.Write(html)                                         // a buffer does not fail
		z.Close()
		html = b.Bytes()
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Vary", "Accept-Encoding, Accept, Cookie")
	h.Set("Content-Length", strconv.Itoa(len(html)))
	w.WriteHeader(code)
	w.Write(html)
}

// serveAsset sends a file of the design system: its address holds its hash, so
// it is asked for once.
func serveAsset(w http.ResponseWriter, r *http.Request, a ui.Asset) {
	h := w.Header()
	h.Set("Content-Type", a.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.Body
	switch accept := r.Header.Get("Accept-Encoding"); {
	case strings.Contains(accept, "br"):
		body = a.Brotli
		h.Set("Content-Encoding", "br")
	case strings.Contains(accept, "gzip"):
		body = a.Gzip
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}
