package backup_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

type entry struct{ name, body string }

// entries takes an archive apart.
func entries(t *testing.T, archive []byte) (list []entry) {
	t.Helper()
	z := must(zstd.NewReader(bytes.NewReader(archive)))
	defer z.Close()
	for in := tar.NewReader(z); ; {
		h, err := in.Next()
		if err == io.EOF {
			return list
		}
		list = append(list, entry{must(h, err).Name, string(must(io.ReadAll(in)))})
	}
}

func unpack(t *testing.T, archive []byte) map[string]string {
	m := map[string]string{}
	for _, e := range entries(t, archive) {
		m[e.name] = e.body
	}
	return m
}

func pack(list []entry) []byte {
	var b bytes.Buffer
	z := must(zstd.NewWriter(&b))
	out := tar.NewWriter(z)
	for _, e := range list {
		must(0, out.WriteHeader(&tar.Header{Name: e.name, Size: int64(len(e.body)), Mode: 0o600}))
		must(io.WriteString(out, e.body))
	}
	must(0, out.Close())
	must(0, z.Close())
	return b.Bytes()
}

// A forger changes the entries of an archive and makes all its sums fit again.
func forge(t *testing.T, archive []byte, change func(e *entry) bool) []byte {
	t.Helper()
	list := entries(t, archive)
	hit := false
	for i := range list {
		hit = change(&list[i]) || hit
	}
	if !hit {
		t.Fatal("nothing was changed")
	}
	list = slices.DeleteFunc(list, func(e entry) bool { return e.name == "" })
	resum(list)
	return pack(list)
}

func resum(list []entry) {
	var head, manifest map[string]any
	rows, sums := map[string]int{}, map[string]string{}
	var files strings.Builder
	n := 0
	for _, e := range list {
		if table, ok := strings.CutPrefix(e.name, "tables/"); ok {
			table, _, _ = strings.Cut(table, "/")
			sums[table] += e.body
			rows[table] += strings.Count(e.body, "\n")
		}
		if name, ok := strings.CutPrefix(e.name, "files/"); ok {
			files.WriteString(name)
			n++
		}
	}
	must(0, json.Unmarshal([]byte(list[0].body), &head))
	tables := map[string]any{}
	for _, t := range head["tables"].([]any) {
		name := t.(map[string]any)["name"].(string)
		t.(map[string]any)["rows"] = rows[name]
		tables[name] = map[string]any{"rows": rows[name], "sha256": digest(sums[name])}
	}
	list[0].body = string(must(json.Marshal(head)))
	manifest = map[string]any{"header": digest(list[0].body), "tables": tables,
		"files": map[string]any{"rows": n, "sha256": digest(files.String())}}
	list[len(list)-1].body = string(must(json.Marshal(manifest)))
}

func digest(s string) string { h := sha256.Sum256([]byte(s)); return hex.EncodeToString(h[:]) }
