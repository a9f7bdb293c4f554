// Package proceedings is what happens in a sitting between its opening and its
// close: the agenda, the introductions, the floor, the outputs and the closing
// statement.
//
// # Words
//
// An item (بند) of the agenda is planned, current, set aside, done or removed;
// one item of a sitting is current at a time. A card is how an organisation is
// introduced on the screen. A request is a wish to speak; a speech is a request
// that was given the floor (الكلمة). An output (مُخرَج) is proposed, edited, and
// decided: adopted, or minuted as deferred, rejected or merged into another. The
// closing statement (البيان الختامي) is drafted from the adopted ones.
//
// # Rules
//
//   - The opening is finished when the sitting has its chair, its rapporteur,
//     two tellers and a drafting committee.
//   - The introductions: the hall begins, then hall and remote in turn, each side
//     by the number on the roll; while one side has nobody left, the other goes
//     on. Who is put off comes again after all others; who is put off twice,
//     only when the chair calls them.
//   - The floor: pure/queue says who is next. A point of order interrupts whoever
//     speaks, who goes on after it with the time that is left. While a vote is
//     open, and while the chair asks whether anyone objects, the floor is given
//     to points of order alone; the opening of a poll interrupts a speech. Who
//     gives the floor to another than the next says why, and it is written down.
//   - Outputs: the item is finished when at least the number that the chair set
//     was adopted and none is undecided. A text is not touched once it was put to
//     the assembly. By consent: the chair asks whether anyone objects and waits;
//     one objection and the output goes to a vote; a reservation stands by the
//     name of its organisation, or its code, and holds nothing up.
//
// # Who sees what
//
// The screen, the delegates and the public see of an organisation what
// members.ShownOf shows, and of a person the name that the person chose for
// this sitting. Names of the protected are with the chair and the desk alone,
// who must call them. Public types (PublicSitting) have no place for more.
//
// Everything is written to the stream of the sitting, see assembly.Stream, so
// that the floor and an opening poll cannot pass each other. Polls belong to
// offices/voting: this office learns of them from the journal.
package proceedings
