import type { JsonObject } from './json';

const prefix = 'tamga.draft.';

/** Unsaved forms survive a reload here; they are the person's own and go when they sign out. */
export const drafts = {
  read(key: string): JsonObject | null {
    try {
      const kept = localStorage.getItem(prefix + key);
      return kept ? (JSON.parse(kept) as JsonObject) : null;
    } catch {
      return null;
    }
  },
  keep(key: string, values: JsonObject): void {
    try {
      localStorage.setItem(prefix + key, JSON.stringify(values));
    } catch {
      // A full or forbidden storage costs the draft, never the form.
    }
  },
  drop(key: string): void {
    try {
      localStorage.removeItem(prefix + key);
    } catch {
      // Nothing was kept.
    }
  },
  dropAll(): void {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
    } catch {
      // Nothing was kept.
    }
  },
};
