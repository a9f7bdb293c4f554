package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"sync"

	"github.com/andybalholm/brotli"
)

//go:embed static/base.css static/live.js
var static embed.FS

// Asset is a file that every page asks for. Its path carries its hash, so it
// may be kept for ever by browsers and proxies.
type Asset struct {
	Path         string // "/ui/base-0123456789.css"
	Type         string // Content-Type
	Body         []byte
	Gzip, Brotli []byte // the same, compressed once at start
}

// Style and Script are the only files a page asks for beside itself.
var (
	Style  = asset("base.css", "text/css; charset=utf-8")
	Script = asset("live.js", "text/javascript; charset=utf-8")
)

// Assets lists the files to serve, compressed. It is computed at the first
// call.
var Assets = sync.OnceValue(func() []Asset {
	all := []Asset{Style, Script}
	for i := range all {
		all[i].Gzip = squeezeGzip(all[i].Body)
		all[i].Brotli = squeezeBrotli(all[i].Body)
	}
	return all
})

func asset(name, contentType string) Asset {
	body, err := static.ReadFile("static/" + name)
	if err != nil {
		panic(err) // embedded at build: cannot be missing
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:5])
	dot := bytes.IndexByte([]byte(name), '.')
	return Asset{Path: "/ui/" + name[:dot] + "-" + hash + name[dot:], Type: contentType, Body: body}
}

func squeezeGzip(body []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	w.Write(body)                                           // a buffer does not fail
	w.Close()
	return out.Bytes()
}

func squeezeBrotli(body []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	w.Write(body)
	w.Close()
	return out.Bytes()
}
