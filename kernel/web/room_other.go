//go:build !unix

package web

func room() int { return connectionsMost }
