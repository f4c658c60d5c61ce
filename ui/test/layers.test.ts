import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

// Each imports only what is to its left; features never import each other.
const layers = ['lib', 'api', 'kit', 'fields', 'features', 'app'];
const src = resolve(import.meta.dirname, '../src');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f));
const imports = (file: string): string[] =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map((m) => relative(src, resolve(src, dirname(file), m[1] ?? '')));

test('there are files to judge', () => expect(files.length).toBeGreaterThan(80));

test.each(files)('%s imports only to its left', (file) => {
  const [layer = '', room] = file.split('/');
  const here = layers.indexOf(layer);
  expect(here, `${file} is in no layer`).toBeGreaterThanOrEqual(0);
  for (const target of imports(file)) {
    const [to = '', toRoom] = target.split('/');
    expect(layers.indexOf(to), `${file} imports ${target}`).toBeLessThanOrEqual(here);
    if (layer === 'features' && to === 'features') expect(toRoom, `${file} imports another feature`).toBe(room);
  }
});
