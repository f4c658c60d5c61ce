// Package automation turns events into runs and runs into steps: it listens to every change of a record,
// starts a run for each automation that the change sets off, and carries the runs out, step by step.
//
//	a change sets it off
//	       │                        step done                  the last step done, or stop
//	       ▼                     ┌────────────┐
//	    running ─────────────────┘            └──────────────────────────────▶ done
//	     │ ▲ │ ▲                                                                ▲
//	wait │ │ │ └──────── due again, Retry ── failed ◀── the world failed        │ unless holds
//	     ▼ │ │                                 │                                │
//	  waiting ──────────────────────────────── │ ───────────────────────────────┘
//	     │   │                                 │ too often
//	     │   └── a rule refused, the step ───▶ parked ── Retry, Skip ──▶ running
//	     │       is gone, a loop
//	     └── cancel_when holds, the record was deleted, Cancel (from any state but done) ──▶ cancelled
//
// # What is promised
//
// A run and its job are written in the transaction of the change that set it off. Each step's effect, its
// outcome, its named result and the advance of the run commit together, fenced by the run's turn: whoever
// carries out a step that somebody else has carried out already writes nothing. So a step's effect on the
// database happens exactly once, whenever a process is killed and however many try. Nothing is kept in memory
// between steps. An e-mail goes to the outbox in that same transaction, under a Message-ID made of the run and
// the step's path.
//
// # Order
//
// The automations that see a change see it in the order they are declared, each with the record as the
// transaction has it then: first those whose trigger names the change, then those whose condition turned by it
// ("becomes", "stale"), then the runs that wait for the record. Their steps run after the commit, in no promised order
// between runs: each step sees what has been committed by then, and of two that write the same field the later stands,
// with both in the record's history.
//
// # Going through collections
//
// "each" settles what it goes through when it begins and keeps how far it has come among the run's values; the last
// step for an element leads back to it. Where a run stands within it is told apart for each element ("2.do-5.0"), so
// that an e-mail of each is one of its own. An element that is gone is passed over, and the run says so; a run goes
// through at most MaxRows elements, loops within loops multiplied. Values that "set" names are kept like results of steps.
//
// # Storms
//
// Runs of one automation never take all the workers (job.Fair): one that is slow or fails holds up no other. A chain of
// more than MaxDepth automations is stopped: its last run is parked and names the chain. So is a run beyond MaxForRecord of one
// automation for one record within an hour, which another system that answers each change with a change brings about,
// and one beyond MaxDeep far down in chains that spread; each tells who set it off.
//
// # Calls
//
// "call" starts the run of another automation in the transaction of its step and waits for it; the called run, when it
// ends, computes its result and lets the caller go on in that same transaction. One that is cancelled, does not meet its
// condition or ran already gives nothing, and the caller goes on; one that is parked is waited for, until a person has
// mended it. A caller that is cancelled takes the runs that it waits for along, not those in the background. Calls in a
// circle are refused by compile; chains of more than MaxDepth are parked.
//
// # Times that move
//
// A waiting run remembers which records its instant was computed from (tamga_run_watch): its own, those of its
// named results, and those that the expression followed links to. When one of them changes, the instant is
// computed anew in that transaction. What an instant takes from a collection is looked at again when the wait
// ends, and then the run waits on if the instant has moved away.
//
// # Explanations
//
// No row is written for what did not fire. Explain works it out: the record's changes are read from the journal,
// each is shown to the triggers as it was (record.Reader.AsOf takes everything that a condition reaches back to that
// moment), and a run, if there was one, is the one written right after the change. The last
// instants of the clock are worked out too, those of a schedule from its times, those of a condition that turns from the
// record's last change. It is the automations now in force that are asked; where the release then was another one, the answer says so.
//
// # Conditions that turn
//
// "becomes" and "stale" are conditions over a record that turn true by a write or by the clock. Where one holds, or the
// clock will turn it, tamga_edge keeps how it stands and when it turns next, and a job is due then; rule.Expr.Turn
// finds the instant from the values. Whatever the condition reads leads back here in the transaction of its change
// (model.Field.Watchers). A new record that meets the condition has just turned; records from before the trigger that
// meet it have not. Turns missed while nothing ran are made up for in order, each as of its own instant; the
// automation's "when" is asked as things are when it runs.
//
// # Schedules
//
// A schedule is a row (tamga_schedule) and a job. It goes through its records page by page, each page in a transaction
// with how far it has come. Without "each" its run is for no record (model.Nothing).
//
// # Releases
//
// A run goes on under the model in force. If its step is still there, of the same kind, it goes on there;
// otherwise it is parked and says so.
package automation
