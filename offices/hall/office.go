package hall

import (
	"embed"

	"ittihad/kernel"
)

//go:embed text/*.json
var texts embed.FS

// Office is the office that shows the others on one page.
func Office() kernel.Office {
	return kernel.Office{
		Name:     "hall",
		Text:     texts,
		UseCases: []kernel.UseCase{SeeHouse, SeePublic, SeeDesk, SeeMe, SeeTeller, SeeScreen, SeeHands, SeeHand, SeeRecord},
		Pages:    pages(),
	}
}
