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
//   - A text is not touched once it was put to the assembly, and nothing at all
//     once the sitting is closed: what was undecided is deferred by the close, and
//     if fewer were adopted than the chair had set, that is on record. The closing
//     statement may be drafted and corrected until it was read out; one that was
//     not read out before the close stays a draft.
//   - By consent: the chair asks whether anyone objects and waits; one objection
//     and the output goes to a vote. The quorum is asked for twice, with the
//     question and before the adoption is pronounced: a silence of too few decides
//     nothing. While the chair asks, the floor is as it is during a vote, and no
//     other question is put.
//   - A reservation stands by the name of its organisation, or its code, says what
//     it is about, and holds nothing up. It belongs to the text that its author has
//     read: when the text changes, it is kept with the earlier one.
//   - By poll: what offices/voting announces decides; a tie decides nothing. The
//     poll is put to the output before it opens, or it was asked on an item of
//     outputs after the text was last written, and decides no other.
//   - The item of the agenda is finished when at least the number that the chair
//     set was adopted and none is undecided: proceedings.Tell is told after every
//     change, in the same transaction.
//   - The statement counts who took part, whether or not they stayed to the end.
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
