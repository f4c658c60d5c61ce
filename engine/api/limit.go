package api

import (
	"sync"
	"time"
)

// DefaultRate is how many requests a second one client may make for long; it may burst to four times that.
const DefaultRate = 200

// buckets bound the rate of each client: a client's time runs ahead of the clock by a share of each request, and it
// is refused when it is a burst ahead. They are per process.
type buckets struct {
	mu    sync.Mutex
	next  map[string]time.Time
	share time.Duration
	burst time.Duration
	now   func() time.Time
}

// mostClients is when clients that have been still are forgotten.
const mostClients = 10_000

func newBuckets(rate int, now func() time.Time) *buckets {
	if rate <= 0 {
		rate = DefaultRate
	}
	return &buckets{next: map[string]time.Time{}, share: time.Second / time.Duration(rate), burst: 4 * time.Second, now: now}
}

// take asks for one request.
func (b *buckets) take(client string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if len(b.next) > mostClients {
		b.forget(now)
	}
	at := b.next[client]
	if at.Before(now) {
		at = now
	}
	if at.Sub(now) > b.burst {
		return false
	}
	b.next[client] = at.Add(b.share)
	return true
}

func (b *buckets) forget(now time.Time) {
	for client, at := range b.next {
		if at.Before(now) {
			delete(b.next, client)
		}
	}
}
