// Package tally says whether a vote carries and whether an assembly has its
// quorum, from a rule written as data and from counts. It lays open the
// arithmetic of each step, so that a page can say it in words and an outsider
// can check it with a pencil. It knows nothing of databases, pages or people.
//
// All numbers are integers: weights of mandates, which are numbers of mandates
// where each weighs one. There are no floats and no rounding: "at least two
// thirds of 88" is asked as 3·had ≥ 2·88, never as a decimal.
//
// # The rule of a majority
//
// A [Majority] is one or more thresholds that must all be met. A [Threshold]
// is a fraction ("more than" or "at least") of a base:
//
//	yes-no    votes for and against (or for any option); abstentions left out
//	cast      the same, with abstentions
//	present   mandates present
//	entitled  mandates entitled in the sitting
//	active    all active members
//
// Nothing carries without one vote in favour, and nobody is no quorum: what a
// threshold asks is never less than one, whatever its base.
//
// # The rule of a tie
//
// Votes are tied when as many are for as against, at least one each, and every
// threshold is met or is "more than half" with exactly half reached. The tie
// rule then says what follows. A motion that needs two thirds is lost with
// equal votes, and so is one that needs half of a base it did not half fill: a
// casting vote could not have carried it. In a list of options, those with the
// most votes are tied under the same condition.
package tally
