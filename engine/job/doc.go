// Package job is a durable queue that knows no meaning: work of a kind, under a key, due at an instant.
//
//	            Put                     claim                    done
//	(nothing) ───────▶ ready (due_at) ────────▶ leased (until) ────────▶ done
//	                      ▲                        │  │
//	                      └── Again, error+backoff ┘  └── too many attempts ──▶ parked ── Retry ──▶ ready
//	                      ▲                        │
//	                      └──── lease ran out ─────┘
//
// A job is put inside the transaction of what causes it. A worker claims with a short lease that it renews;
// when its process dies the lease runs out and another goes on: work happens at least once, and what must
// happen once commits together with Done in the handler's own transaction.
package job
