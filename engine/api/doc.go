// Package api is the HTTP door: JSON in, JSON out. It reads requests strictly, finds out who asks, hands what
// they ask to the floors below, and says what came of it, refusals in the reader's language.
//
// It decides nothing about data: rights, rules and conflicts are record's; problem.go alone knows which of
// them is which HTTP status.
package api
