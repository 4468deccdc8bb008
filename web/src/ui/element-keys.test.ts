import { expect, it } from 'vitest';
import { elementKeys } from './element-keys';

it('leaves items that stay their elements, and gives those of the others away in order', () => {
  const keys = elementKeys();
  const first = keys([10, 11, 12, 13]);
  expect(new Set(first).size).toBe(4);
  const [a, b, c, d] = first;
  expect(keys([12, 13, 14, 15])).toEqual([c, d, a, b]);
  expect(keys([90, 91, 92, 93])).toEqual([c, d, a, b]);
  expect(keys([92, 93])).toEqual([a, b]);
});

it('makes elements for more items than before, and never gives one to two', () => {
  const keys = elementKeys();
  expect(keys([])).toEqual([]);
  const two = keys([5, 3]);
  const four = keys([3, 8, 5, 9]);
  expect([four[0], four[2]]).toEqual([two[1], two[0]]);
  expect(new Set(four).size).toBe(4);
});
