package browser

import "testing"

func TestAssembly(t *testing.T) {
}
