package people

import "ittihad/kernel/sqldb"

// A Token is a program's way in: for named use cases, with what its maker holds.
type Token struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	UseCases []string   `json:"use_cases"`
	Maker    string     `json:"maker"`
	Made     sqldb.Time `json:"made"`
	Until    sqldb.Time `json:"until"`
}
