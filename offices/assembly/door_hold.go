package assembly

import "ittihad/kernel"

// Held counts what holds a sitting together now: see Hold.
func Held(tx *kernel.Tx, sitting string) (int, error) { return held(tx, sitting) }
