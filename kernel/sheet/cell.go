package sheet

import (
	"strings"
	"time"

	"ittihad/kernel/words"
)

// Guard keeps a spreadsheet from taking a text for a formula, whoever wrote it:
// an apostrophe stands before = + - @.
func Guard(s string) string {
	if formula(s) {
		return "'" + s
	}
	return s
}

// Unguard takes off the apostrophe that Guard put there.
func Unguard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && formula(rest) {
		return rest
	}
	return s
}

func formula(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) }

// Day reads a day as a spreadsheet keeps it, the days since the turn of the
// century before last, and writes it as 2016-03-01. A table of another format
// has no such days, and neither is a small number one.
func Day(format, cell string) (string, bool) {
	n, err := words.ParseNumber(Number(cell))
	if err != nil || !strings.HasPrefix(format, "xlsx") || n <= 3000 || n >= 100_000 {
		return "", false
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if format == "xlsx-1904" {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return epoch.AddDate(0, 0, int(n)).Format(time.DateOnly), true
}

// Number is a whole number without the fraction that spreadsheets write behind
// it: 12.0 is 12.
func Number(cell string) string { return strings.TrimSuffix(cell, ".0") }
