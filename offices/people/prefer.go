package people

// Preferences are how a person wants pages; empty is the browser's choice, or
// the federation's for the zone.
type Preferences struct {
	Lang   string `json:"lang"`
	Digits string `json:"digits"`
	Zone   string `json:"zone"`
}
