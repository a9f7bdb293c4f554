// Package people knows persons: how they are called and reached, what they
// agreed to, what they may do (grants: a role within a scope, between two
// dates, for a reason), and how they sign in. It knows nothing of organisations
// or sittings: a scope is a name that means something to others.
//
// # What holds, and against whom
//
// Everybody is protected from the first day. A person is hidden, and is not
// listed, until the person agreed and the record says how; taking it back needs
// nobody's leave and no reason.
//
// Against the stranger, who tries links and codes. A link holds 256 random
// bits. A code holds nearly 40 and wrong tries are counted for each network, so
// that guessing is hopeless and nobody is locked out by the tries of others
// elsewhere, nor told which codes there are (the arithmetic stands in code.go). Opening a link's page uses
// nothing up, since mail scanners open links; pressing its button does, once.
// Whatever is wrong with a link or code, the answer says no name.
//
// Against the insider, who has a role and is curious or pressed. Telephone
// numbers and addresses are shown by one act only (people.contact), which is
// written down with its reason, and the person sees who looked (people.access).
// The roles in a sitting are given and ended by what happened in it, never by
// hand. Nobody gives a role to themselves, lists or publishes another without the
// record of how consent was given, or takes the last secretary away. Programs
// hand nothing out: they hold what their maker holds, for the use cases that
// their token names, and can give no grant, link or token.
//
// Against whoever seizes the server or a copy of it. Cookies, links, codes and
// programs' tokens are kept as hashes; a code, the only short one, by a slow
// hash. The journal holds ids alone, so that erasing a person leaves it whole.
//
// Against whoever seizes a telephone. Titles are neutral, a session ends by
// itself (12 hours unused, 14 days in all) and at once when it is revoked: every
// request looks it up. "Sign out everywhere" ends all sessions and makes all
// links and codes that were not used worthless; the secretary can do it for
// somebody who calls.
package people
