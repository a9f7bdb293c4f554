package proceedings_test

import (
	"testing"

	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
	"ittihad/offices/voting"
)

func prepared(t *testing.T, k *kerneltest.Kernel) string {
	t.Helper()
	p, err := kerneltest.Run(t, k, voting.Prepare, chair, voting.Drafting{Sitting: "s1", Question: words.Local{Ar: "هل توافقون؟"}})
	return kerneltest.Must(t, p, err).ID
}

func opened(t *testing.T, k *kerneltest.Kernel, poll string) {
	t.Helper()
	_, err := kerneltest.Run(t, k, voting.OpenPoll, chair, voting.Opening{Sitting: "s1", Poll: poll})
	kerneltest.Must(t, 0, err)
}
