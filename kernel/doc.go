// Package kernel holds the few words that every office speaks: Actor, Command,
// Query, Event, Error and Office. It does not know what a vote is.
//
// Run is the only door through which anything changes: one transaction that
// locks the stream, gives a repeated request its first answer, asks May, lets
// Do write, records what happened in the journal, commits, and only then wakes
// the listeners. Ask is the only door through which anything is read. Follow
// lets offices act on what others recorded, after the fact, missing nothing.
package kernel
