// Package job is a durable queue that knows no meaning: work of a kind, under a key, due at an instant.
//
//	            Put                     claim                    nil
//	(nothing) ───────▶ ready (due_at) ────────▶ leased (until) ────────▶ (nothing)
//	                      ▲                        │  │
//	                      ├── Again, error+backoff ┤  └── too many attempts ──▶ parked ── Retry, Put ──▶ ready
//	                      ├── Put while leased ────┤
//	                      └── lease ran out ───────┘
//
// A job is put inside the transaction of what causes it. A worker claims with a short lease that it renews;
// when its process dies the lease runs out and another goes on: work happens at least once, and what must
// happen once is fenced by the handler's own transaction. A job that is put again while it is being done is
// not lost: its finish finds that it was put since, and leaves it ready for the instant that was asked for.
// Whoever is about to give something to the other side of a network says so first (Hand). When the process dies
// between that and its finish, nobody knows whether it was taken: the next attempt is told, and does not repeat it blindly.
//
// # Fairness
//
// A job may name a lane: whom it is done for, within its kind; a run names its automation, an e-mail the automation that
// sent it. The workers of a kind that is Fair are shared out among the lanes: one of the lane that has the fewest comes
// first, and none gets more than a quarter of what the others leave free, so that however long the work of one takes,
// and however much of it waits, a lane with nothing under way finds a worker. The lanes are found by going from one to the
// next in the index (heads) and each is claimed by a probe of its own: the jobs that wait behind their lane are never read.
// Shares are those of one process; of several, each has its own workers.
//
// A job that is done leaves no row behind; what is worth remembering is kept by whoever put it.
package job
