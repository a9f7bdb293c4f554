// Package voting puts questions to a sitting and says what was decided: open
// polls by name, by roll-call, by show of cards and by consent.
//
// # Words
//
// A poll (تصويت علني) is one question with its options, its majority (a
// pure/tally rule, as data) and its quorum. A ballot (ورقة اقتراع) is what one
// mandate chose; an entry is what one teller heard and no second one has
// confirmed yet; a receipt (إشعار استلام الصوت) says that a vote was received
// and under which number, never the choice.
//
// # What is always true
//
//   - A mandate has one vote in a poll, whichever device, tab, substitute,
//     teller or desk it comes from. A vote's moment is its turn in the stream of
//     the sitting: who comes before the close is counted, who comes after it is
//     refused. There is nothing between.
//   - Nobody sees a count of choices, nor a choice that is not their own, before
//     the close: not in a page, an answer, an event, a log or a metric. Between
//     the close and the announcement the chair learns of a tie, and of teller
//     votes that could decide, because they must act on it; nothing else.
//     Turnout is visible all the time.
//   - The number of a vote is its turn in the poll, from 1. It stays when the
//     vote is changed: then the revision grows.
//
// # Who has which vote
//
//   - By name: the delegate who is present, by their own sign-in. Tellers vote
//     for those whom they reach by telephone: one enters what they heard, a
//     second, who is another person, hears it too and enters it again without
//     seeing the first. If both agree, it is a vote; if not, both begin again.
//     They may do so for one in the hall whose device fails, too, who speaks to both
//     of them: nobody is without a vote for want of a battery.
//   - By roll-call: the desk enters what each mandate answers aloud, in the hall
//     or over the conference; a slip is corrected by entering it again. Those on
//     the telephone are heard by two tellers.
//   - By show of cards: two tellers count the hall, each without seeing the
//     other's figures; they must agree, or both count again. Those who are not
//     in the hall vote as by name. A mandate that has voted so and then enters
//     the hall keeps its card down: the counts cannot exceed the others.
//   - By consent: "does anyone object?", for a time that is said. Silence
//     carries. One objection turns it into a vote. Reservations stand by name.
//   - A delegate's own vote takes the place of what tellers reported, until the
//     delegate has confirmed their report: their word is stronger than a report
//     of it. After that it is a vote like any other. A teller never replaces
//     what a delegate cast. Only who was heard overrides the report: for a
//     substitute who took over since, it is a vote like any other.
//   - Changing one's vote until the close is a setting of the poll.
//
// # The base
//
// It freezes at the close. The entitled of a channel are the mandates present
// in it then. A mandate that voted and then left has voted: it counts in the
// channel it voted from. One that voted and then changed its channel counts
// where it is at the close. Late arrivals may vote until the close.
//
// # Votes in doubt
//
// Teller votes that their delegates have not confirmed, by their own sign-in or
// by a call back, are doubtful. A call back is recorded by a third teller or by
// the chair, never by one of the two who took the vote. If they could decide
// (tally.CouldDecide), the result is not announced: they are called back, or,
// where nobody answers, the chair strikes all that are left at once, without
// seeing any of them.
//
// # Remote votes
//
// As the sitting's rule has it. Binding: they count as votes in the hall do.
// Advisory: they are counted and shown; the decision stands on the hall, and so
// do its bases "votes" and "present", while "entitled" and "active" stay whole.
// Ratified: a poll of the hall alone, prepared for it, opened after the close and
// announced before, says once whether they count. Where nobody outside the hall
// voted, the hall is not asked, and those present there stay in the base.
//
// # One question at a time
//
// A sitting votes on one question at a time, unless it has decided to vote on
// several together; and on none while the assembly is asked whether anybody
// objects to something else. A poll that was opened on a quorum is closed and
// announced whoever leaves meanwhile.
//
// # What is published
//
// The named stand in the order of their names, then the protected in the order of
// their codes; no id that a receipt or a page of another's has finds a line.
package voting
