package proceedings

import (
	"ittihad/kernel"
	"ittihad/kernel/words"
)

// NewDocument is a file laid before the assembly with an item.
type NewDocument struct {
	Sitting string      `json:"sitting"`
	Item    string      `json:"item"`
	Hash    string      `json:"hash"` // SHA-256 of the file, by which it is kept
	Title   words.Local `json:"title"`
}

// AttachDocument lays a document before the assembly with an item; the same file
// again takes the new title.
var AttachDocument = kernel.Command[NewDocument, kernel.None]{
	Name: "proceedings.attach-document", Who: whoPrepares,
	Stream: func(in NewDocument) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in NewDocument) error { return mayPrepare(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in NewDocument) (kernel.None, error) {
		title, err := text("title", in.Title, titleMost, false)
		if !isHash(in.Hash) {
			err = kernel.RefuseAll(err, kernel.RefuseField("hash", "proceedings.no_file"))
		}
		if err != nil {
			return kernel.None{}, err
		}
		if _, err := itemIn(tx, in.Sitting, in.Item); err != nil {
			return kernel.None{}, err
		}
		if err := insertDocument(tx, Document{in.Item, in.Hash, title, tx.Now}); err != nil {
			return kernel.None{}, err
		}
		return kernel.None{}, tx.Record("proceedings.document-attached", documentLine{in.Item, in.Hash})
	},
}

// OfDocument names a document of an item.
type OfDocument struct {
	Sitting string `json:"sitting"`
	Item    string `json:"item"`
	Hash    string `json:"hash"`
}

// DetachDocument takes a document back.
var DetachDocument = kernel.Command[OfDocument, kernel.None]{
	Name: "proceedings.detach-document", Who: whoPrepares,
	Stream: func(in OfDocument) string { return stream(in.Sitting) },
	May:    func(tx *kernel.Tx, in OfDocument) error { return mayPrepare(tx, in.Sitting) },
	Do: func(tx *kernel.Tx, in OfDocument) (kernel.None, error) {
		if _, err := itemIn(tx, in.Sitting, in.Item); err != nil {
			return kernel.None{}, err
		}
		gone, err := deleteDocument(tx, in.Item, in.Hash)
		if err != nil {
			return kernel.None{}, err
		}
		if !gone {
			return kernel.None{}, kernel.Refuse(kernel.NotFound, "proceedings.no_file")
		}
		return kernel.None{}, tx.Record("proceedings.document-detached", documentLine{in.Item, in.Hash})
	},
}

type documentLine struct {
	Item string `json:"item"`
	Hash string `json:"hash"`
}
