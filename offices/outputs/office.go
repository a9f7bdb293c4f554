package outputs

import (
	"embed"

	"ittihad/kernel"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

//go:embed text/*.json
var textFiles embed.FS

// Office is the door of this office for the house.
func Office() kernel.Office {
	return kernel.Office{
		Name: "outputs",
		UseCases: []kernel.UseCase{
			Propose, Edit, SetAside, TakeUp,
			AskConsent, Object, Reserve, SettleConsent, PutToVote,
			DraftStatement, EditStatement, ReadStatement, Heed,
			SeeAll, SeeNow, SeeHistory, SeeStatement, ExportStatement, SeePublic,
		},
		Followers: followers(),
		Pages:     pages(),
		Schema:    schemaFiles,
		Text:      textFiles,
	}
}
