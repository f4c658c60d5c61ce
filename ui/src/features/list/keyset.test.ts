import { expect, test } from 'vitest';
import { linked } from './keyset';

const chain = (...cursors: (string | null)[]) => ({ key: 'k', cursors });

test('a page that tells of a next one makes the chain longer', () => {
  expect(linked(chain(null), 0, ['a']).cursors).toEqual([null, 'a']);
  expect(linked(chain(null, 'a'), 0, ['a', 'b']).cursors).toEqual([null, 'a', 'b']);
});

test('pages that are still loading change nothing', () => {
  const old = chain(null, 'a', 'b');
  expect(linked(old, 0, [undefined])).toBe(old);
  expect(linked(old, 1, ['b', undefined])).toBe(old);
});

test('a cursor that moved cuts what hung on it', () => {
  expect(linked(chain(null, 'a', 'b', 'c'), 1, ['x']).cursors).toEqual([null, 'a', 'x']);
});

test('the last page ends the chain', () => {
  expect(linked(chain(null, 'a', 'b'), 1, [null]).cursors).toEqual([null, 'a']);
});
