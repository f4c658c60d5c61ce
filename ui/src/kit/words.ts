import type { WordKey } from '../lib/words';

/** The states of a message, in the person's language. */
export const messageWords: Record<string, WordKey> = { held: 'messageHeld', queued: 'messageQueued', sending: 'messageSending', sent: 'messageSent', failed: 'messageFailed', unknown: 'messageUnknown' };
export const messageColors: Record<string, string> = { held: 'yellow', queued: 'blue', sending: 'blue', sent: 'green', failed: 'red', unknown: 'orange' };
