// Package message writes e-mails from templates and delivers them: the outbox.
//
//	      Put (no mail server)                      Retry
//	┌──────────────────────────▶ held ─────────────────────────┐
//	│                                                          ▼
//	(nothing) ─── Put ────────▶ queued ── Deliver ──▶ sending ──▶ sent      accepted, and that was recorded
//	                              ▲                    │   │
//	                              ├── 4xx, network ────┘   └────▶ failed    5xx, or tried for two days
//	                              │                    │            │
//	                              └───────── Retry ◀───┼────────────┘
//	                                           ▲       ▼
//	                                           └─── unknown ── Settle ──▶ sent
//
// A message is put in the transaction of what causes it, under a Message-ID of its own: a second Put with the same
// does nothing. Once recorded as sent, it is never sent again. Who dies before the message was handed over sends again;
// who dies between that and the recorded answer, or hears no answer, leaves a message that perhaps was taken: unknown. A
// person then asks the recipient and decides, unless on_unknown says to repeat it, under the same Message-ID, or to
// count it as sent. Whoever builds another way out hands over the same way: job.Queue.Hand.
// Addresses, subjects and texts reach the database and the mail server, and no log.
package message
