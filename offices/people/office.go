package people

import (
	"embed"

	"ittihad/kernel"
)

//go:embed schema/*.sql
var schema embed.FS

//go:embed text/*.json
var text embed.FS

// Office is the office that knows persons.
func Office() kernel.Office {
	return kernel.Office{
		Name:   "people",
		Schema: schema,
		Text:   text,
		Pages:  pages(),
		UseCases: []kernel.UseCase{
			Register, Correct, Prefer, Erase,
			List, Protect, Unprotect, ShowContact,
			GrantRole, RevokeRole,
			SignInLink, SignInCode, SignOut, SignOutEverywhere, Seen, Invite,
			MakeToken, EndToken,
			Found, Rename, OfferSetup,
			Me, Sessions, WhoHasAccess, SeePerson, SeeList, SeeTokens, SeeFederation,
		},
	}
}
