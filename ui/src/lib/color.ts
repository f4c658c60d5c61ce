/** The ten colours that mean status; kit/tamga.css gives each its contrast in light and dark. */
export const colors = ['gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'indigo', 'violet', 'pink'] as const;
export type Color = (typeof colors)[number];

export const colorOf = (name: string | undefined): Color => colors.find((c) => c === name) ?? 'gray';

const accents: Record<Color, string> = {
  gray: '#475569', red: '#b91c1c', orange: '#c2410c', yellow: '#a16207', green: '#15803d',
  teal: '#0f766e', blue: '#1d4ed8', indigo: '#4338ca', violet: '#6d28d9', pink: '#be185d',
};

/** The accent as a hex colour: one of the ten names, or what the package wrote. */
export function accentOf(written: string | undefined): string {
  if (written && /^#[0-9a-f]{6}$/i.test(written)) return written;
  const named = colors.find((c) => c === written);
  return named ? accents[named] : '#0f766e';
}

const channels = (hex: string): [number, number, number] => [
  parseInt(hex.slice(1, 3), 16), parseInt(hex.slice(3, 5), 16), parseInt(hex.slice(5, 7), 16),
];

function mix(hex: string, other: string, share: number): string {
  const a = channels(hex);
  const b = channels(other);
  return '#' + a.map((v, i) => Math.round(v + ((b[i] ?? 0) - v) * share).toString(16).padStart(2, '0')).join('');
}

/** Ten shades, light to dark, with the accent itself seventh. */
export const shades = (hex: string): string[] => [
  mix(hex, '#ffffff', 0.94), mix(hex, '#ffffff', 0.86), mix(hex, '#ffffff', 0.7), mix(hex, '#ffffff', 0.52),
  mix(hex, '#ffffff', 0.34), mix(hex, '#ffffff', 0.16), hex, mix(hex, '#000000', 0.14), mix(hex, '#000000', 0.28), mix(hex, '#000000', 0.42),
];

/** A steady colour for a person, from their name. */
export function colorFor(name: string): Color {
  let sum = 0;
  for (const c of name) sum = (sum * 31 + (c.codePointAt(0) ?? 0)) >>> 0;
  return colors[1 + (sum % (colors.length - 1))] ?? 'gray';
}
