package voting

import (
	"embed"

	"ittihad/kernel"
)

//go:embed schema/*.sql
var schema embed.FS

//go:embed text/*.json
var text embed.FS

// Office is the office that puts questions to the vote.
func Office() kernel.Office {
	return kernel.Office{
		Name:   "voting",
		Schema: schema,
		Text:   text,
		Pages:  pages(),
		UseCases: []kernel.UseCase{
			Prepare, OpenPoll, Extend, Cancel,
			Cast, Enter, Confirm, CallBack, Explain, Call,
			CountCards, Recount, Object, Reserve,
			Preview, ClosePoll, EndPoll, Ratify, Strike, Announce,
			SeePolls, SeePoll, SeeTurnout, SeeMine, SeeReceipts, CheckReceipt,
			SeeUnheard, SeeReady, SeePreparing, SeeElections, SeeResult, SeeRollCall,
		},
	}
}
