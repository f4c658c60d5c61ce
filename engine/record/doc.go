// Package record is the one door to data. Whoever changes a record — a form, a program, an import, an
// automation — comes through Service.Write, and every change does the same in one transaction:
// guard (may this actor do this to this record), decode, compute, validate, write, remember in the
// journal, recompute what depends on it, announce the Event to the listeners.
package record
