package assembly

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"ittihad/kernel"
)

// rollText is the frozen roll as it is hashed: one line for each mandate, by the
// code of its organisation. The printed list shows every code, of the protected
// too, so that whoever holds it can write this text again and compare the hash.
func rollText(s Sitting, lines []RollLine) string {
	lines = slices.SortedFunc(slices.Values(lines), func(a, b RollLine) int { return strings.Compare(a.Code, b.Code) })
	var b strings.Builder
	fmt.Fprintf(&b, "ittihad entitled roll 1\nsitting %s\nrecord date %s\n", s.ID, s.RecordDate)
	for _, l := range lines {
		fmt.Fprintf(&b, "%s\t%d\n", l.Code, l.Weight)
	}
	return b.String()
}

// sheetText is the attendance sheet as it is hashed when it is closed: a line for
// each mandate that is present, with what the printed sheet shows of it, in the
// order of the codes.
func sheetText(s Sitting, here []seat, codes map[string]string) string {
	lines := make([]string, len(here))
	for i, m := range here {
		lines[i] = codes[m.Organisation] + "\t" + m.Channel + "\n"
	}
	slices.Sort(lines)
	return fmt.Sprintf("ittihad attendance sheet 1\nsitting %s\ncall %d\n%s", s.ID, s.Call, strings.Join(lines, ""))
}

// frozenCodes are the codes of the entitled organisations as they were frozen.
func frozenCodes(tx *kernel.Tx, s Sitting) (map[string]string, error) {
	lines, err := rollLines(tx, s.ID, s.RollVersion)
	codes := make(map[string]string, len(lines))
	for _, l := range lines {
		codes[l.Organisation] = l.Code
	}
	return codes, err
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && s == strings.ToLower(s)
}
