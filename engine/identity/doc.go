// Package identity knows who asks: users, their passwords, sessions and tokens, and the Actor that
// every door hands down.
package identity
