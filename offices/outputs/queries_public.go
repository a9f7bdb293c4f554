package outputs

import (
	"ittihad/kernel"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/offices/proceedings"
)

// PublicSitting is what the public may see of the outputs. It has no place for
// who proposed, who objected or reserved.
type PublicSitting struct {
	Sitting   string         `json:"sitting"`
	Outputs   []PublicOutput `json:"outputs"`   // adopted, by number
	Statement *words.Local   `json:"statement"` // once it was read out
	ReadAt    sqldb.Time     `json:"read_at"`
}

// A PublicOutput is an adopted output.
type PublicOutput struct {
	Number  int64       `json:"number"`
	Text    words.Local `json:"text"`
	Decided sqldb.Time  `json:"decided"`
}

// SeePublic is what the public may see, from the convocation on.
var SeePublic = kernel.Query[OfSitting, PublicSitting]{
	Name: "outputs.public", Who: "everybody", Public: true, May: proceedings.SeePublic.May,
	Do: func(tx *kernel.Tx, in OfSitting) (v PublicSitting, err error) {
		v.Sitting = in.Sitting
		list, err := adopted(tx, in.Sitting)
		if err != nil {
			return v, err
		}
		for _, o := range list {
			v.Outputs = append(v.Outputs, PublicOutput{o.Number, o.Text, o.Decided})
		}
		s, _, err := statementOf(tx, in.Sitting)
		if s.State == Read {
			v.Statement, v.ReadAt = &s.Text, s.ReadAt
		}
		return v, err
	},
}
