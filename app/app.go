// Package app is the roof: it lists the offices, wires the house together, and
// tests that the whole keeps to its plan.
package app

import (
	"ittihad/kernel"
	"ittihad/kernel/web/ui"
	"ittihad/offices/assembly"
	"ittihad/offices/hall"
	"ittihad/offices/members"
	"ittihad/offices/outputs"
	"ittihad/offices/people"
	"ittihad/offices/proceedings"
	"ittihad/offices/voting"
)

// Offices lists the offices from the top down: each may use those above it
// through their doors, never one below.
func Offices() []kernel.Office {
	return []kernel.Office{
		{Name: "ui", Text: ui.Text}, // the design system has words and nothing else
		people.Office(),
		members.Office(),
		assembly.Office(),
		voting.Office(),
		proceedings.Office(),
		outputs.Office(),
		hall.Office(),
	}
}
