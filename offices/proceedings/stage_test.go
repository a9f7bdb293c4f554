package proceedings_test

import (
	"testing"

	"ittihad/kernel"
	"ittihad/offices/proceedings"
	"ittihad/offices/proceedings/stage"
)

// What is tested, and who acts.
var (
	tested = []kernel.Office{proceedings.Office()}
	chair  = stage.Chair
)

func house() []kernel.Office { return stage.House(tested...) }

// delegate is the actor for an organisation of the stage.
func delegate(n int) kernel.Actor { return stage.Delegate(n) }

func TestScripts(t *testing.T) { stage.Scripts(t, tested...) }
