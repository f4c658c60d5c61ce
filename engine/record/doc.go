// Package record is the one door to data. Whoever changes a record — a form, a program, an import, an
// automation — comes through Service.Write, and every change does the same in one transaction:
// guard (may this actor do this to this record), decode, compute, validate, write, remember in the
// journal, recompute what depends on it, announce the Event to the listeners.
//
// # Who is bound
//
// A person and a program are bound by their role: its grants, what it may do with each field, readonly.
// An automation and Tamga itself have no role: they may write readonly fields too, and confirm warnings.
// Everything else — types, required, checks, rules, links, unique, the guards of stages — binds all.
//
// # What counts as a change
//
// A version counts what somebody wrote into the record or its inline rows. A stored formula that changes
// because another record did is journalled, as the system's, and announced, but counts no version and says
// nothing of who changed the record last: If-Match asks whether somebody else edited the record, and nobody
// did. A write that changes nothing is none: no version, no journal, no event.
//
// A check or rule of a record that exists is looked at when the write changes something it reads, or a
// formula it reads changes; required and visible always are. So a birthday check that was met stays met, and
// an old record can be mended one field at a time where its other fields allow.
package record
