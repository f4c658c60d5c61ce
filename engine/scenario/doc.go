// Package scenario runs the analyst's tests and makes the demo's records.
//
// A test has a database of its own and a clock of its own. What is given is done as Tamga itself, what follows
// as the people it names, all of it through record.Service; after each step the automations do what is due.
// "after" moves the clock from one instant that something falls due at to the next, so that everything happens
// in order and at its time. Messages are held, never sent.
//
// # Simulations
//
// Simulate uses such a world for a period of the past: the records as they stood when it began are folded from the
// journal, then what people, programs and imports did, the buttons that they pressed too, is done again at its time, and the automations of the package
// act in between. What automations really did is left out, since the simulated ones do it; a change that somebody made
// to a record of theirs is made to its twin, the record that the same step of the same automation made for the same
// record. Rules and rights are not asked: it happened. A hundred thousand changes take some 24 seconds of processor
// time (BenchmarkSimulate).
//
// # Speed
//
// A thousand scenarios of a real package take some 26 seconds of processor time, 16 seconds on two busy processors
// (BenchmarkThousand): the tables are made once, in a mold, and each test gets a copy of its image, in memory: with files
// it was 40 seconds where the disk was shared. A sixth of the time goes into statements that are prepared anew for each copy.
package scenario
