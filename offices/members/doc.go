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
// That a member is suspended, others see from the day on which the decision is
// final, its reply heard and no appeal open; until then they see the standing
// before. That one left or was expelled is told to nobody else. "Today" is the day
// where the federation is.
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
// more. Of one that is open no code is shown, and when protection begins again a
// new one is drawn: nobody knows the code of a name. What was published of it
// while it was open stays what it was to whoever kept it, and who compares two
// lists that differ in one organisation learns its new code.
//
// A telephone or an address is kept once. What is a protected person's as well
// stands on no list and in no export; who reaches a person asks for it by name,
// and the person reads who did. With a person's erasure goes what files said.
//
// Anybody signed in may apply, in person and for three organisations at a time.
//
// The public list and every export put the protected in the order of their codes,
// and no search of the list finds them, since a place or a match would tell the
// name.
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
// Until the switch is done an import may be given up, and what it wrote is
// removed. A row that is refused meanwhile is left out and says why; a fault that
// lasts ends the import under its reference. One that nobody ends in 30 days is
// given up.
//
// The file roll-2017.csv in the folder reference is the roll of the reference
// assembly of 16 January 2017; every name and number in it is invented.
package members
