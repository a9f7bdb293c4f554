package outputs

import (
	_ "embed"
	"encoding/json"
	"sync"

	"ittihad/kernel/words"
)

//go:embed reference/outputs.json
var referenceFile []byte

// ReferenceTexts are the decisions of the reference assembly: what was voted on,
// and the nine outputs.
type ReferenceTexts struct {
	// BranchesLaw is the question of the poll "branches-law".
	BranchesLaw words.Local   `json:"branches_law"`
	Outputs     []words.Local `json:"outputs"`
}

// Reference is the texts of the reference assembly.
var Reference = sync.OnceValue(func() (r ReferenceTexts) {
	if err := json.Unmarshal(referenceFile, &r); err != nil {
		panic(err) // a test reads the same file
	}
	return r
})
