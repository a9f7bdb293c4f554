// Package assembly holds a sitting of the General Assembly together: it is
// convened by a rule, its roll of the entitled is frozen, each organisation's
// mandate is examined, arrivals and departures are kept as facts, and the
// quorum is an event that every vote refers to.
//
// Its words:
//
//	sitting      one meeting, from the convocation to its close
//	entitled     who may take part and vote: frozen at the convocation, hashed
//	mandate      one organisation's seat in one sitting; its holder is the person
//	             who acts for it now, its delegate or a substitute who took over
//	nomination   a person named for a mandate by a letter; the credentials
//	             committee accepts or refuses it
//	presence     a fact about a mandate: it arrived or left, when, by which
//	             channel (hall, remote, telephone)
//	quorum       how many must be here; each time it is reached or lost, and each
//	             time a vote stands on it, is a line of the sitting's minute book
//	active       how many members were active on the record date: a base of its
//	             own, which no change of the roll moves; sentences that count
//	             organisations count mandates, quorums weigh them
//	vacancy      an officer who cannot go on, on record with the reason; of the
//	             chair, the chair or the rapporteur says so, never the secretary
//	             alone beside a rapporteur
//
// The roles in a sitting are given and ended here alone, by what happened in it:
// whoever leads or counts stands on its list of officers. A teller, who reports a
// voice, enters the absent and those on the telephone and touches nobody else.
//
// Everything of a sitting is written to one stream, see [Stream], so that a
// quorum and the arrivals it counts can never race. It does not know how votes
// are counted, nor what the agenda is.
package assembly
