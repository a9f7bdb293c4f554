package words

import "testing"

func TestOwnSentencesAreSound(t *testing.T) {
	for _, problem := range New().Check() {
		t.Error(problem)
	}
}
