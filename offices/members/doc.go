// Package members is the roll of the federation. The member is the organisation:
// its number, its names in three languages, what it works on and where, who
// represents it. It knows nothing of what members vote on.
//
// # Standing
//
// An organisation applies, is registered, is active, may be suspended, leaves or
// is expelled. Its standing is a history of dated decisions with the reason and
// who decided; "who was active on day D" is asked of any day. A decision that
// was entered by mistake is struck, with a reason, and stays to be read.
// Admission, dues and freshness of the dossier are three facts apart: a rule
// (Rule) proposes from them who should be active, and only a decision makes it
// so. An import writes the standing that the file says, with the file as its
// reason.
//
// "Registered" in a count means everybody on the roll: registered, active and
// suspended, as a federation says that it has 172 registered members of which 88
// are active.
//
// # What can hurt
//
// An organisation is protected until it says otherwise, and then members, the
// public and every export see its code alone: a number drawn by lot that tells
// neither its name nor its number on the roll. Their types (Shown) cannot hold
// more. The public list puts the protected in the order of their codes, and no
// search of it finds them, since a place or a match would tell the name.
//
// # The import
//
// A file is read into staging tables, row by row; its columns are guessed and
// may be corrected; each row is compared with the roll and the outcome told
// before anything is written: created, changed, left alone, held for a decision,
// refused. The switch writes new organisations hidden, in small transactions
// between which others work, and shows them all in one short transaction. A file
// says news only where it differs from what the last file said, so that the same
// file twice changes nothing, nor undoes what was corrected by hand since. A row
// is matched by number, then by licence; a name alone never changes anything by
// itself: the row is held until somebody decides.
//
// The file roll-2017.csv in the folder reference is the roll of the reference
// assembly of 16 January 2017; every name and number in it is invented.
package members
