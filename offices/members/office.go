package members

import (
	"embed"

	"ittihad/kernel"
)

//go:embed schema/*.sql
var schema embed.FS

//go:embed text/*.json
var text embed.FS

// Office is the office that keeps the roll.
func Office() kernel.Office {
	return kernel.Office{
		Name:   "members",
		Schema: schema, Text: text, Pages: pages(), Files: []string{"roll_imports.blob"},
		UseCases: []kernel.UseCase{Register, Apply, Correct, WriteDossier, RefreshDossier, Dues, Protect, DecideStanding, FinishStanding, StrikeStanding,
			SetRepresentative, Merge, Part, Apart, Roll, ShownRoll, SeeOrganisation, SeeStanding, SeeActiveOn, SeeCounts, SeeProposals, SeeDuplicates, Export, FullCopy,
			ImportBegin, ImportStage, ImportColumns, ImportDecide, ImportSwitch, ImportDiscard, ImportStep, SeeImport, SeeImports, SeeImportRows},
		Followers: []kernel.Follower{newImporter().follower(), eraser},
	}
}
