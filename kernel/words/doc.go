// Package words says every sentence of the interface in Arabic, English and
// Turkish: it holds the offices' catalogues, agrees nouns with numbers, and
// writes numbers, dates, hours and durations the way the reader expects them.
//
// A sentence in text/{ar,en,tr}.json is either a string or an object of plural
// forms:
//
//	"voting.closed":  "The poll {0} is closed.",
//	"voting.heard":   {"one": "{0} vote", "other": "{0} votes"},
//	"voting.of":      {"by": "1", "one": "{0} of {1} vote", "other": "{0} of {1} votes"}
//
// {0} to {9} are the arguments; {{ and }} are literal braces; there is no other
// syntax. The form follows the argument named by "by", else the first integer
// among the arguments. Arabic needs all six forms (zero, one, two, few, many,
// other), English and Turkish need one and other; they may add zero, said for
// exactly 0. Arabic-Indic digits inside an Arabic sentence follow the reader's
// choice of digits; Latin digits inside a sentence stay as they are.
//
// What people typed is cleaned of direction controls and isolated in its own
// direction, so that a Latin name cannot reorder an Arabic sentence, nor an
// Arabic name an English one.
package words
