package assembly

import (
	"embed"

	"ittihad/kernel"
)

//go:embed schema/*.sql
var schema embed.FS

//go:embed text/*.json
var text embed.FS

// Office is the office that holds a sitting together.
func Office() kernel.Office {
	return kernel.Office{
		Name:   "assembly",
		Schema: schema, Text: text, Pages: pages(), Files: []string{"sitting_documents.hash", "nominations.hash"},
		UseCases: []kernel.UseCase{
			DraftSitting, ChangePlan, SetQuorum, Relocate, AttachDocument, Staff,
			Convene, Postpone, CancelSitting, PostList, ProposeRollChange, ConfirmRollChange, WithdrawRollChange, Object, DecideObjection,
			PrintInvitations, Serve, Acknowledge, Nominate, Accept, RefuseNomination, TakeOver,
			Arrive, Leave, Join, Part, WelcomeGuest, GuestLeft, CloseSheet,
			OpenSitting, FailCall, SeatOfficers, Vacate, BreakSitting, Resume, CloseSitting,
			SeeSittings, SeeSitting, SeeQuorum, SeeList, SeeChanges, SeeCredentials, Find, SeeMandates, SeePresence,
			SeeInvitations, SeeOwn, SeeOrganisations, SeePaper, SeeAttendance, SeeGuests,
		},
	}
}
