// Package proceedings is what happens in a sitting between its opening and its
// close: the agenda, the introductions and the floor.
//
// # Words
//
// An item (بند) of the agenda is planned, current, set aside, done or removed;
// one item of a sitting is current at a time. A card is how an organisation is
// introduced on the screen. A request is a wish to speak; a speech is a request
// that was given the floor (الكلمة).
//
// # Rules
//
//   - The opening is finished when the sitting has its chair, its rapporteur,
//     two tellers and a drafting committee; an item with a vote, when its result
//     is announced; the outputs (مُخرَجات), when at least the number that the chair
//     set was adopted and none is undecided; the closing, when its statement was
//     read out. Of the last two the office of outputs tells, see Tell. Minutes,
//     a discharge, a vote or an election may end without a decision: the chair is
//     asked once whether that is meant, and it is on record. The close of the
//     sitting ends whatever was begun.
//   - A break of the agenda is a break of the sitting: it begins with the item, and
//     the item ends when the sitting is resumed, which checks the quorum again.
//   - The introductions: the hall begins, then hall and remote in turn, each side
//     by the number on the roll; while one side has nobody left, the other goes
//     on. Who is put off comes again after all others; who is put off twice,
//     only when the chair calls them.
//   - The floor: pure/queue says who is next: a point of order, then a reply, then
//     who has spoken fewer times, hall and remote in turn. A point of order
//     interrupts whoever speaks, who goes on after it with the time that is left;
//     who has left meanwhile waits until they are back.
//     While a vote is open, and while the chair asks whether anyone objects, the
//     floor is given to points of order alone; both interrupt a speech. Who gives
//     the floor to another than the next says why, and it is written down.
//   - Limits are an item's: seconds of a turn, and how many words, replies and
//     points of order a mandate has. Nobody is cut off by a clock: what a speech
//     took beyond its time is counted, by channel too.
//
// # Who sees what
//
// The screen, the delegates and the public see of an organisation what
// members.ShownOf shows, and of a person the name that the person chose for
// this sitting. The id of a mandate, which every receipt holds, is with those who
// call by it: who leads, the desk and the tellers. Names of the protected are with
// the chair and the desk alone, who must call them. Public types (PublicSitting) have no place for more.
//
// Everything is written to the stream of the sitting, see assembly.Stream, so
// that the floor and an opening poll cannot pass each other. Polls belong to
// offices/voting: this office learns of them from the journal.
package proceedings
