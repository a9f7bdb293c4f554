// Package sheet reads the tables that people keep, CSV and XLSX, row by row, and
// writes tables that harm nobody who opens them. It knows nothing of what a
// table is about: a file is recognised by what is in it, whatever it is called,
// and its headings by who asks.
//
// # Against files that are made to harm
//
// Whatever a file claims, reading it costs a bounded amount of memory and time:
// the bounds stand below, and a file beyond them is refused with one sentence
// (kernel.sheet_…). A packed file is walked through once, part by part, before
// the library unpacks any of it, so that a bomb meets a counter and not the
// memory. Nothing in a file is ever fetched, run or looked up elsewhere: a part
// that declares entities is refused.
//
// What is written is text: a cell that a spreadsheet would take for a formula is
// given an apostrophe before it, and Unguard takes it off again.
package sheet

// Bounds of a file. They leave room for the largest honest table: 200,000 rows.
const (
	// CSVMax and XLSXMax are bytes of a file, as it is and packed.
	CSVMax  = 64 << 20
	XLSXMax = 32 << 20
	// RowsMax is for the reader of the rows to hold: a table itself only knows
	// lines, of which many may be empty.
	RowsMax = 200_000

	columnsMax = 100
	cellMax    = 32_767  // characters: as much as a spreadsheet allows
	rowMax     = 1 << 20 // bytes of a row of CSV
	linesMax   = 1_100_000
	titlesMax  = 10 // rows above the header that are looked through for it

	partsMax   = 2000      // of an XLSX file
	sheetsMax  = 512 << 20 // bytes of all its parts, unpacked
	stringsMax = 128 << 20 // of its shared texts
	partMax    = 3 << 20   // and of each part that the library keeps in memory
	othersMax  = 32 << 20  // of all parts that are neither a sheet nor its texts
	inMemory   = 4 << 20   // a larger sheet is unpacked to a temporary file
	sharedMax  = 2_000_000 // shared texts
	elementMax = 1 << 20   // bytes between two beginnings of elements
	recordMax  = 4 << 20   // bytes between two rows or two texts
	depthMax   = 64        // elements within elements
)
