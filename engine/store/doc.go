// Package store is the database: SQLite or PostgreSQL through bun. It opens, applies plans, runs
// transactions, and moves rows between tables and model.Row. It decides nothing about meaning.
//
// # How statements run
//
// A statement's values are always bound, never written into its text: the same text is prepared once per
// connection and used again (half of the cost of a read by key), and no value can become SQL. bun's own query
// builders write values into the text, so bun is used for what it does well: connections, and reading structs.
//
// # Transactions
//
// SQLite has one writer (BEGIN IMMEDIATE on the only writing connection; others queue) and several readers,
// each on one snapshot. On PostgreSQL a write is READ COMMITTED with rows locked by Tx.Lock and series by their
// row; a read is REPEATABLE READ, READ ONLY. What lost a race is run again, with jitter, a bounded number of times.
//
// # Durability
//
// On SQLite synchronous is FULL: in WAL mode NORMAL may lose answered writes at a power cut.
package store
