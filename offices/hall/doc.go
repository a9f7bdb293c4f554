// Package hall is the surfaces that show several offices on one page: the public
// page of the federation, the chair's desk, the delegate's page, the teller's
// page and the screen of the hall. It asks, and decides nothing: it has no
// tables and no commands, and the forms of its pages post those of the offices
// they concern.
//
// Each surface is one query, so that all it shows is of one moment. What it
// shows is what the other offices tell the reader: their rules of who may see
// what are asked, not repeated.
//
// Its words: a step is what a sitting needs next, and is always the most visible
// button of the desk (see nextStep); a scene is what the screen shows.
//
// The public page and the screen have types of their own, which have no place
// for a person's name unless it was chosen to be shown (proceedings.Face), nor
// for an organisation beyond members.Shown.
package hall
