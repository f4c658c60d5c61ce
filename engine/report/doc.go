// Package report turns the reports of a model into figures, as one reader may see them.
//
// The database counts, adds up and tells groups apart; this package asks it, bound by what the reader may read, puts the
// groups in order, computes the figures that are made of others, and gives each group its words.
package report
