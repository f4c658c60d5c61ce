// Package store is the database: SQLite or PostgreSQL through bun. It opens, applies plans, runs
// transactions, and moves rows between tables and model.Row. It decides nothing about meaning.
package store
