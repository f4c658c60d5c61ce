/** Small choices of one browser: widths, a folded rail. Lost without harm. */
export function readPref<T>(key: string, fallback: T): T {
  try {
    const kept = localStorage.getItem(`tamga.${key}`);
    return kept === null ? fallback : (JSON.parse(kept) as T);
  } catch {
    return fallback;
  }
}

export function keepPref<T>(key: string, value: T): void {
  try {
    localStorage.setItem(`tamga.${key}`, JSON.stringify(value));
  } catch {
    // Not kept; asked for again next time.
  }
}
