// Package outputs is what an assembly leaves behind: its outputs (المُخرَجات) and
// the closing statement (البيان الختامي).
//
// # Words
//
// An output is proposed, edited, and decided: adopted, or minuted as deferred,
// rejected or merged into another. The closing statement is drafted from the
// adopted ones.
//
// # Rules
//
//   - A text is not touched once it was put to the assembly.
//   - By consent: the chair asks whether anyone objects and waits; one objection
//     and the output goes to a vote; a reservation stands by the name of its
//     organisation, or its code, and holds nothing up. While the chair asks, the
//     floor is as it is during a vote.
//   - By poll: what offices/voting announces decides; a tie decides nothing.
//   - The item of the agenda is finished when at least the number that the chair
//     set was adopted and none is undecided: proceedings.Tell is told after every
//     change, in the same transaction.
//
// # Who sees what
//
// Everybody in the sitting sees the proposals with what members.ShownOf shows of
// their organisation; the public sees the adopted texts, and the statement once
// it was read out. PublicSitting has no place for more.
//
// Everything is written to the stream of the sitting, see assembly.Stream, so
// that the floor and a question to the assembly cannot pass each other.
package outputs
