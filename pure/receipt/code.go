package receipt

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
)

// letters that look like no digit and like no other letter, when written by
// hand or printed small: no B, D, G, I, L, O, Q, S, V, Z; and no N, which is M
// over the telephone.
const letters = "ACEFHJKMPRTUWXY"

// Code is a short form of a receipt for reading over the telephone, such as
// K7-4411: a letter and a digit, four digits. It is derived from the signature,
// so nobody can foretell it and a changed receipt has another. There are
// 1,500,000 codes: enough to compare two receipts by voice, not to name one
// among all. The text must have the form of a receipt; it is not verified.
func Code(text string) (string, error) {
	parts, err := split(text)
	if err != nil {
		return "", err
	}
	sig, err := unbase64(parts[3])
	if err != nil {
		return "", err
	}
	if len(sig) != ed25519.SignatureSize {
		return "", ErrFormat
	}
	sum := sha256.Sum256(append([]byte("ittihad receipt code\n"), sig...))
	n := binary.BigEndian.Uint64(sum[:8])
	code := []byte{letters[n%uint64(len(letters))], '0', '-', '0', '0', '0', '0'}
	n /= uint64(len(letters))
	for _, i := range []int{1, 3, 4, 5, 6} {
		code[i] += byte(n % 10)
		n /= 10
	}
	return string(code), nil
}
