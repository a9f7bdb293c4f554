package voting

import (
	"strings"

	"ittihad/kernel"
)

// OpenPolls lists the polls of a sitting that are open now, the oldest first.
// While there is one, the floor is given to points of order alone.
func OpenPolls(tx *kernel.Tx, sitting string) ([]Poll, error) {
	return pollsWhere(tx, sitting, "status = 'open'")
}

// PollsOf lists all polls of a sitting, drafts and cancelled ones too, in the
// order in which they were prepared.
func PollsOf(tx *kernel.Tx, sitting string) ([]Poll, error) {
	return pollsWhere(tx, sitting, "true")
}

// PollOf finds a poll by its id; NotFound voting.no_such_poll.
func PollOf(tx *kernel.Tx, poll string) (Poll, error) { return getPoll(tx, poll) }

// ResultOf is the announced result of a poll; Conflict voting.not_announced
// before that, whoever asks.
func ResultOf(tx *kernel.Tx, poll string) (Result, error) {
	p, err := getPoll(tx, poll)
	if err != nil {
		return Result{}, err
	}
	return announced(tx, p)
}

// padding stands behind a choice on its way; no key has it.
const padding = "."

// Sent is a choice as a form sends it: every choice of a poll in equally many
// characters, none of which a form writes as several. Whoever watches the line
// sees how long a request is, through any encryption, and shall not read the
// vote from it. Whatever takes votes cuts the padding off.
func Sent(p Poll, choice string) string {
	most := 0
	for _, key := range p.choices() {
		most = max(most, len(key))
	}
	return choice + strings.Repeat(padding, max(0, most-len(choice)))
}
