package members

import (
	"fmt"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
)

// Pairs that were looked at and set apart hide none behind them, however many
// they are.
func TestDuplicatesBehindThoseSetApart(t *testing.T) {
	kerneltest.Each(t, both(), func(t *testing.T, k *kerneltest.Kernel) {
		const pairs = 2*sharedValues + 1
		var last [2]string
		fill := kernel.Command[kernel.None, kernel.None]{Name: "test.pairs", Stream: func(kernel.None) string { return rollStream },
			May: func(*kernel.Tx, kernel.None) error { return nil },
			Do: func(tx *kernel.Tx, _ kernel.None) (none kernel.None, err error) {
				var list []newcomerRow
				for i := range int64(2 * pairs) {
					o := Organisation{ID: newID(), key: i + 1, Number: i + 1, Code: fmt.Sprint("S-", 100000+i), Name: words.Local{En: fmt.Sprint(rune('a'+i%26), " word ", i*7919)},
						Phone: fmt.Sprintf("+963932%06d", i/2), Standing: Registered, Since: "2016-01-01", Protected: true, version: 1}
					list = append(list, newcomerRow{o, nil, i, nil})
				}
				for i := 0; i+1 < 2*(pairs-1) && err == nil; i += 2 {
					err = insertApart(tx, list[i].organisation.ID, list[i+1].organisation.ID)
				}
				last = [2]string{list[2*pairs-2].organisation.ID, list[2*pairs-1].organisation.ID}
				if err != nil {
					return none, err
				}
				return none, insertOrganisations(tx, list)
			}}
		_, err := kerneltest.Run(t, k, fill, keeper, kernel.None{})
		kerneltest.Must(t, 0, err)
		d, err := kernel.Ask(t.Context(), k.Kernel, SeeDuplicates, keeper, One{})
		kerneltest.Must(t, 0, err)
		if len(d.Rows) != 1 || d.Rows[0].One.ID != last[0] || d.Rows[0].Other.ID != last[1] {
			t.Errorf("%d suggested: %+v", len(d.Rows), d.Rows)
		}
	})
}
