package api

import "time"

// Buckets lets tests bound a client with a clock of their own.
type Buckets = buckets

// NewBuckets makes them.
func NewBuckets(rate int, now func() time.Time) *Buckets { return newBuckets(rate, now) }

// Take asks for one request.
func (b *Buckets) Take(client string) bool { return b.take(client) }
