package web_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ittihad/kernel"
)

type picture struct {
	Title    string `json:"title"`
	File     string `json:"file"`
	FileName string `json:"file_name"`
}

// hang is for Ann alone, and wants a title.
var hang = kernel.Command[picture, kernel.None]{
	Name: "shop.hang", Who: "Ann",
	Stream: func(picture) string { return "wall" },
	May: func(tx *kernel.Tx, _ picture) error {
		if tx.By.ID != "ann" {
			return kernel.Refuse(kernel.Denied, "shop.odd", tx.By.ID)
		}
		return nil
	},
	Do: func(tx *kernel.Tx, in picture) (none kernel.None, err error) {
		if in.Title == "" {
			return none, kernel.RefuseField("title", "shop.odd", in.FileName)
		}
		_, err = tx.Exec(`INSERT INTO pictures (hash) VALUES ($1) ON CONFLICT DO NOTHING`, in.File)
		return none, err
	},
}

func (b *browser) upload(values map[string]string, files ...string) (int, string) {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	m.WriteField("do", "shop.hang")
	for name, value := range values {
		m.WriteField(name, value)
	}
	for _, f := range files {
		w, err := m.CreateFormFile("file", "picture.png")
		if err != nil {
			b.t.Fatal(err)
		}
		w.Write([]byte(f))
	}
	m.Close()
	res, text := b.send("POST", "/wall", m.FormDataContentType(), body.String())
	return res.StatusCode, text
}

// Who may not leaves no file behind, and neither does a form that is refused.
func TestRefusedUploadIsGone(t *testing.T) {
	k, b := openShop(t)
	kept := func(want int, when string) []string {
		t.Helper()
		all, err := k.Blobs.All()
		if err != nil || len(all) != want {
			t.Errorf("%s: %d files are kept, want %d (%v)", when, len(all), want, err)
		}
		return all
	}
	is := func(code, want int) {
		t.Helper()
		if code != want {
			t.Errorf("status %d, want %d", code, want)
		}
	}
	before := parts(t)
	b.session = "session-of-bob"
	code, _ := b.upload(map[string]string{"title": "x"}, "a letter")
	is(code, 403)
	kept(0, "of somebody who may not")
	b.session = "session-of-ann"
	code, _ = b.upload(nil, "a letter")
	is(code, 422)
	kept(0, "refused by the command")
	code, _ = b.upload(map[string]string{"titel": "x"}, "a letter")
	is(code, 422)
	kept(0, "of a form that cannot be read")
	code, _ = b.upload(map[string]string{"title": "x"}, "a letter", string(make([]byte, 65)))
	is(code, 422)
	kept(0, "beside one too large")
	code, _ = b.upload(map[string]string{"title": "x"}, "a letter")
	is(code, 303)
	kept(1, "hung")
	code, _ = b.upload(nil, "a letter")
	is(code, 422)
	kept(1, "refused, but hung before")
	if after := parts(t); len(after) > len(before) {
		t.Errorf("parts of forms stay in the folder for temporary files: %v", after)
	}
}

func parts(t *testing.T) []string {
	list, err := filepath.Glob(filepath.Join(os.TempDir(), "multipart-*"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What no office names is gone after a day; what one names stays.
func TestUnnamedFilesAreSwept(t *testing.T) {
	k, b := openShop(t)
	if code, text := b.upload(map[string]string{"title": "x"}, "named"); code != 303 {
		t.Fatal(code, text)
	}
	named, err := k.Blobs.All()
	if err != nil || len(named) != 1 {
		t.Fatal(named, err)
	}
	if _, _, err := k.Blobs.Put(bytes.NewReader([]byte("unnamed")), 100); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at   time.Time
		want int
	}{{time.Now(), 2}, {time.Now().Add(25 * time.Hour), 1}} {
		if err := k.SweepFiles(context.Background(), c.at); err != nil {
			t.Fatal(err)
		}
		left, err := k.Blobs.All()
		if err != nil || len(left) != c.want || !slices.Contains(left, named[0]) {
			t.Errorf("left %v, want %d (%v)", left, c.want, err)
		}
	}
}
