package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// go test ./cmd/ittihad -update rewrites docs/config.md; read the difference.
var update = flag.Bool("update", false, "rewrite the generated document")

// docs/config.md tells every setting, from where the settings are declared.
func TestConfigIsDocumented(t *testing.T) {
	parser, err := kong.New(new(options))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("# Settings\n\nEverything has a default: `ittihad serve` alone runs. A setting is given as a flag or in the environment.\n")
	flags(&b, "for every command", parser.Model.Flags)
	for _, c := range parser.Model.Children {
		flags(&b, "ittihad "+c.Name+": "+c.Help, c.Flags)
	}
	if *update {
		if err := os.WriteFile("../../docs/config.md", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, _ := os.ReadFile("../../docs/config.md"); string(want) != b.String() {
		t.Error("docs/config.md is out of date; run go test ./cmd/ittihad -update and read the difference")
	}
}

func flags(b *strings.Builder, title string, all []*kong.Flag) {
	rows := ""
	for _, f := range all {
		if f.Name == "help" {
			continue
		}
		rows += fmt.Sprintf("| `--%s` | %s | %s | %s |\n", f.Name, code(strings.Join(f.Envs, ", ")), code(f.Default), f.Help)
	}
	if rows != "" {
		fmt.Fprintf(b, "\n## %s\n\n| flag | environment | default | what it is |\n|---|---|---|---|\n%s", title, rows)
	}
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}
