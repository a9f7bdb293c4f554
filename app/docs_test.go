package app_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"ittihad/app"
	"ittihad/app/demo"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/web"
)

type sqldbTx = sqldb.Tx

// go test ./app -update rewrites what is generated; read the difference.
var update = flag.Bool("update", false, "rewrite the generated documents")

func open(t *testing.T) *kerneltest.Kernel {
	return kerneltest.Open(t, "sqlite", append(app.Offices(), demo.Office(func() []demo.Door { return nil })))
}

// The API's description is current.
func TestOpenAPI(t *testing.T) {
	doc, err := web.OpenAPI(open(t).Offices)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, doc, "", "\t"); err != nil {
		t.Fatal(err)
	}
	b.WriteByte('\n')
	golden(t, "../docs/openapi.json", b.String())
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := os.ReadFile(path)
	if got != string(want) {
		t.Errorf("%s is out of date; run go test ./app -update and read the difference", path)
	}
}
