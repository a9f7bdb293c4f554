package assembly

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
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

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && s == strings.ToLower(s)
}
