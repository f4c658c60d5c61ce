// Package rule is Tamga's expressions: one language with one meaning.
//
// Compile reads the text with expr's parser, checks it with Tamga's types and gives an Expr:
// a typed tree. The tree is what everything else works on: Eval runs it over records in memory,
// query turns it into SQL, Trace shows the value of each part.
//
// Why not expr's own machine: empty must flow through arithmetic, decimals must be exact, cost must be
// bounded, every part must be explainable, and the same tree must become SQL. engine/decisions/0002 says more.
package rule
