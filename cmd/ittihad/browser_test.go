package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"html"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// A visitor is a browser without a script: it keeps cookies, follows the
// answers' addresses, and fills in the forms that pages have.
type visitor struct {
	t      *testing.T
	client http.Client
}

func visit(t *testing.T) *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	// Every *.localhost is this machine, as it is to a browser.
	here := &http.Transport{
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			_, port, _ := net.SplitHostPort(addr)
			return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+port)
		},
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // its certificate was made a moment ago
	}
	t.Cleanup(here.CloseIdleConnections)
	return &visitor{t, http.Client{Jar: jar, Transport: here, Timeout: patience}}
}

// A page is what an address answered in the end.
type page struct {
	t      *testing.T
	url    *url.URL
	code   int
	header http.Header
	body   string
}

func get(t *testing.T, address string) page { t.Helper(); return visit(t).get(address) }

func (v *visitor) get(address string) page {
	v.t.Helper()
	r, err := v.client.Get(address)
	return v.read(r, err)
}

func (v *visitor) read(r *http.Response, err error) page {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return page{v.t, r.Request.URL, r.StatusCode, r.Header, string(body)}
}

func (p page) wants(code int, text string) page {
	p.t.Helper()
	if p.code != code || !strings.Contains(p.body, text) {
		p.t.Fatalf("%s answered %d, want %d with %q in\n%s", p.url, p.code, code, text, p.body)
	}
	return p
}

// path is where the visit ended.
func (p page) at(path string) page {
	p.t.Helper()
	if p.url.Path != path {
		p.t.Fatalf("the visit ended at %s, want %s", p.url.Path, path)
	}
	return p
}

// submit fills in the form that posts a command and sends it. Values that are
// not given stay as the page has them.
func (v *visitor) submit(p page, command string, values map[string]string) page {
	v.t.Helper()
	action, fields := p.form(command)
	for name, value := range values {
		fields.Set(name, value)
	}
	r, err := v.client.PostForm(p.url.ResolveReference(action).String(), fields)
	return v.read(r, err)
}

// upload sends the form that posts a command with a file.
func (v *visitor) upload(p page, command, field, name string, content []byte) page {
	v.t.Helper()
	action, fields := p.form(command)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range fields {
		for _, value := range list {
			w.WriteField(name, value) // a buffer does not fail
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		v.t.Fatal(err)
	}
	r, err := v.client.Post(p.url.ResolveReference(action).String(), w.FormDataContentType(), &body)
	return v.read(r, err)
}

var (
	aForm    = regexp.MustCompile(`(?s)<form([^>]*)>(.*?)</form>`)
	aControl = regexp.MustCompile(`(?s)<(input|button|select|textarea)\b([^>]*)>([^<]*)`)
	aChosen  = regexp.MustCompile(`(?s)<select\b([^>]*)>(.*?)</select>`)
	anOption = regexp.MustCompile(`<option\b([^>]*)>`)
	anAttr   = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
)

func attrs(text string) map[string]string {
	list := map[string]string{}
	for _, m := range anAttr.FindAllStringSubmatch(text, -1) {
		list[m[1]] = html.UnescapeString(m[2])
	}
	return list
}

// form finds the form that posts a command: its address, and what a browser
// would send of it untouched.
func (p page) form(command string) (*url.URL, url.Values) {
	p.t.Helper()
	for _, m := range aForm.FindAllStringSubmatch(p.body, -1) {
		fields := controls(m[2])
		if fields.Get("do") != command {
			continue
		}
		action, err := url.Parse(attrs(m[1])["action"])
		if err != nil {
			p.t.Fatal(err)
		}
		if action.String() == "" {
			action = p.url
		}
		return action, fields
	}
	p.t.Fatalf("%s (%d) has no form that posts %s:\n%s", p.url, p.code, command, p.body)
	return nil, nil
}

func controls(form string) url.Values {
	fields := url.Values{}
	for _, c := range aControl.FindAllStringSubmatch(form, -1) {
		a := attrs(c[2])
		_, checked := a["checked"]
		_, named := a["name"]
		loose := a["type"] == "checkbox" || a["type"] == "radio"
		if named && c[1] != "button" && c[1] != "select" && a["type"] != "file" && (!loose || checked) {
			value := a["value"]
			if c[1] == "textarea" {
				value = html.UnescapeString(c[3])
			}
			fields.Add(a["name"], value)
		}
	}
	for _, s := range aChosen.FindAllStringSubmatch(form, -1) {
		options := anOption.FindAllStringSubmatch(s[2], -1)
		for i, o := range options {
			a := attrs(o[1])
			if _, chosen := a["selected"]; chosen || i == 0 {
				fields.Set(attrs(s[1])["name"], a["value"])
			}
		}
	}
	return fields
}
