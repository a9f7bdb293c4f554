package proceedings

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
		Name: "proceedings",
		UseCases: []kernel.UseCase{
			FillAgenda, AddItem, ChangeItem, MoveItem, RemoveItem, RestoreItem, AttachDocument, DetachDocument,
			StartItem, SetItemAside, FinishItem, ReopenItem,
			NextIntroduction, PreviousIntroduction, PutOffIntroduction, CallIntroduction, WriteCard,
			AskFloor, WithdrawRequest, GiveFloor, EndFloor, ExtendFloor, GiveFloorToGuest,
			Heed,
			SeeAgenda, SeeNow, SeeMyCard, SeeFloor, SeeSpoken, SeePublic,
		},
		Followers: followers(),
		Pages:     pages(),
		Schema:    schemaFiles,
		Files:     []string{"agenda_documents.hash"},
		Text:      textFiles,
	}
}
