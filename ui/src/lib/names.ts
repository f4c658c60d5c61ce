const segments = typeof Intl !== 'undefined' && 'Segmenter' in Intl ? new Intl.Segmenter() : null;

/** The first letter as a person sees it: with its marks, for Thai. */
function first(word: string): string {
  if (!segments) return word.slice(0, 1);
  for (const s of segments.segment(word)) return s.segment;
  return '';
}

/** "Ann Lee" → "AL". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0] ?? '', words[words.length - 1] ?? ''] : words;
  return chosen.map(first).join('').toUpperCase();
}

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
