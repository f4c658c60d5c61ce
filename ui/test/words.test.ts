import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import en from '../src/lib/words/en.json';
import ky from '../src/lib/words/ky.json';
import mn from '../src/lib/words/mn.json';
import ru from '../src/lib/words/ru.json';
import th from '../src/lib/words/th.json';
import tr from '../src/lib/words/tr.json';

type Catalogue = Record<string, string>;
const catalogues: Record<string, Catalogue> = { en, ru, tr, th, mn, ky };
const endings: Record<string, string[]> = {
  en: ['one', 'other'], ru: ['one', 'few', 'many', 'other'], tr: ['one', 'other'], th: ['other'], mn: ['one', 'other'], ky: ['one', 'other'],
};
const ending = /_(one|few|many|other)$/;
const stem = (key: string): string => key.replace(ending, '');
const stems = (c: Catalogue): string[] => [...new Set(Object.keys(c).map(stem))].sort();
const holes = (text: string): string[] => [...new Set([...text.matchAll(/{{(\w+)}}/g)].map((m) => m[1] ?? ''))].sort();

test.each(Object.keys(catalogues))('%s says everything, and nothing else', (name) => {
  expect(stems(catalogues[name] ?? {})).toEqual(stems(en));
});

test.each(Object.keys(catalogues))('%s has every plural form of its language', (name) => {
  const c = catalogues[name] ?? {};
  const plural = Object.keys(c).filter((k) => ending.test(k));
  for (const s of new Set(plural.map(stem))) {
    expect(plural.filter((k) => stem(k) === s).map((k) => k.slice(s.length + 1)).sort(), s).toEqual([...(endings[name] ?? [])].sort());
  }
});

test.each(Object.keys(catalogues))('%s fills the same holes, and leaves no text empty', (name) => {
  const of = (s: string): string => (en as Catalogue)[s] ?? (en as Catalogue)[`${s}_other`] ?? '';
  for (const [key, text] of Object.entries(catalogues[name] ?? {})) {
    expect(text.trim(), key).not.toBe('');
    // A form for exactly one may leave the number out; "Create: what" may drop the name of the thing.
    for (const hole of holes(text)) expect(holes(of(stem(key))), `${name}.${key}`).toContain(hole);
    expect(holes(text), `${name}.${key}`).toEqual(holes(of(stem(key))));
  }
});

test('only English is in Latin letters where the language has its own', () => {
  for (const name of ['ru', 'mn', 'ky']) {
    const latin = Object.entries(catalogues[name] ?? {}).filter(([, text]) => /[A-Za-z]{3,}/.test(text.replace(/{{\w+}}|API|JSON|Escape/g, '')));
    expect(latin, name).toEqual([]);
  }
});

test('every key that the screens ask for is there, and every key there is asked for', () => {
  const src = resolve(import.meta.dirname, '../src');
  const code = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f)).map((f) => readFileSync(join(src, f), 'utf8')).join('\n');
  const asked = new Set([...code.matchAll(/\bt\('(\w+)'/g)].map((m) => m[1] ?? ''));
  for (const key of asked) expect(stems(en), key).toContain(key);
  for (const key of stems(en)) expect(code.includes(`'${key}'`), `${key} is said nowhere`).toBe(true);
});
