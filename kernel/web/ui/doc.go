// Package ui is the design system: one set of typed components, one style
// sheet and one script module for every page of the house.
//
// A component takes sentences that are already said (callers use words.Say);
// only what belongs to the frame itself, such as the state of the connection,
// is said here, from the keys "ui.*". Components carry no data of their own
// and decide nothing: what may be shown is settled before they are called.
//
// Three rules hold in every component. Pages are complete without the script.
// The Content-Security-Policy allows no inline style and no inline script, so
// lengths are drawn as SVG attributes, never as styles. Directions are logical
// (start, end), never left and right, since the first language is Arabic.
package ui

//go:generate go tool -modfile=../../../tools.mod esbuild source/base.css --minify --target=chrome100,firefox100,safari15.4 --outfile=static/base.css --log-level=warning
//go:generate go tool -modfile=../../../tools.mod esbuild source/live.js --bundle --minify --format=esm --target=es2020 --charset=utf8 --legal-comments=inline --outfile=static/live.js --log-level=warning

import "embed"

// Text holds the package's own sentences in Arabic, English and Turkish.
//
//go:embed text/*.json
var Text embed.FS
