// Package message writes e-mails from templates and delivers them: the outbox.
//
//	      Put (no mail server)                      Retry
//	┌──────────────────────────▶ held ─────────────────────────┐
//	│                                                          ▼
//	(nothing) ─── Put ────────▶ queued ── Deliver ──▶ sending ──▶ sent      accepted, and that was recorded
//	                              ▲                    │   │
//	                              ├── 4xx, network ────┘   └────▶ failed    5xx, or tried for two days
//	                              └───────── Retry ◀─────────────────┘
//
// A message is put in the transaction of what causes it, under a Message-ID of its own: a second Put with the same
// does nothing. Who dies while sending sends again, under the same Message-ID; once recorded as sent, never again.
// Addresses, subjects and texts reach the database and the mail server, and no log.
package message
