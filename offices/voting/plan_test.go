package voting

import (
	"strings"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
)

// The questions that are asked hundreds of times a second, or of a hundred
// thousand ballots, search an index and scan nothing.
func TestQueryPlans(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", []kernel.Office{{Name: "voting", Schema: schema}})
	for name, query := range map[string]string{
		"the vote of a mandate":   strings.NewReplacer("$1", "'p'", "$2", "'m'").Replace(readBallot),
		"the votes of mandates":   strings.ReplaceAll(readBallots, "PAIRS", "VALUES ('p', 'm'), ('q', 'n')"),
		"the turnout":             `SELECT channel, heard, weight FROM poll_turnout WHERE poll = 'p'`,
		"the poll of a vote":      strings.ReplaceAll(readBoxes, "LIST", "'p', 'q'"),
		"the open polls":          `SELECT ` + pollColumns + ` FROM polls WHERE sitting = 's' AND status = 'open' ORDER BY made_at, id`,
		"the polls of a sitting":  `SELECT ` + pollColumns + ` FROM polls WHERE sitting = 's' ORDER BY made_at, id`,
		"the roll-call":           strings.ReplaceAll(readRollCall, "$1", "'p'"),
		"a mandate's receipts":    strings.NewReplacer("$1", "'s'", "$2", "'m'").Replace(readReceipts),
		"the votes by choice":     `SELECT channel, choice, sum(weight) FROM ballots WHERE poll = 'p' AND state IN ('', 'right') GROUP BY channel, choice`,
		"the entries of a poll":   `SELECT mandate FROM poll_entries WHERE poll = 'p'`,
		"why a mandate is absent": `SELECT reason FROM poll_unheard WHERE poll = 'p' AND mandate = 'm'`,
	} {
		err := k.Read(t.Context(), kernel.Self, func(tx *kernel.Tx) error {
			type step struct {
				id, parent, unused int64
				detail             string
			}
			steps, err := sqldb.All(tx.Tx, func(s *step) []any { return []any{&s.id, &s.parent, &s.unused, &s.detail} }, `EXPLAIN QUERY PLAN `+query)
			searched := false
			for _, s := range steps {
				searched = searched || strings.HasPrefix(s.detail, "SEARCH ")
				if strings.HasPrefix(s.detail, "SCAN ") && !strings.Contains(s.detail, "CONSTANT") && !strings.Contains(s.detail, "VALUES") {
					t.Errorf("%s: %s", name, s.detail)
				}
			}
			if !searched {
				t.Errorf("%s searches nothing: %v", name, steps)
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
