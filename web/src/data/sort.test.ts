import { expect, it } from 'vitest';
import { cycleSort, formatSort, parseSort, randomSeed, randomSort } from './sort';

it('reads names, quoted names and directions', () => {
  expect(parseSort('year desc,title,"TL;DR, long" DESC')).toEqual([
    { column: 'year', descending: true },
    { column: 'title', descending: false },
    { column: 'TL;DR, long', descending: true },
  ]);
  expect(parseSort('')).toEqual([]);
});

it('writes what it reads, whatever the name', () => {
  const keys = [
    { column: 'a "b" desc', descending: false },
    { column: 'c', descending: true },
  ];
  expect(parseSort(formatSort(keys))).toEqual(keys);
});

it('turns ascending, descending, none', () => {
  expect(cycleSort('', 'year')).toBe('year');
  expect(cycleSort('year', 'year')).toBe('year desc');
  expect(cycleSort('year desc', 'year')).toBe('');
  expect(cycleSort('title', 'year')).toBe('year');
});

it('keeps the other keys when adding', () => {
  expect(cycleSort('title', 'year', true)).toBe('title,year');
  expect(cycleSort('title,year', 'title', true)).toBe('title desc,year');
  expect(cycleSort('title desc,year', 'title', true)).toBe('year');
});

it('comes to an end on text that is no order', () => {
  expect(parseSort('",,,"').length).toBeLessThan(4);
  expect(parseSort('"unclosed')).toEqual([]);
});

it('knows a random order, which a column then replaces', () => {
  expect(randomSeed('random(17)')).toBe(17);
  expect(randomSeed('random')).toBeNull();
  expect(randomSeed(randomSort())).not.toBeNull();
  expect(parseSort('random(17)')).toEqual([]);
  expect(cycleSort('random(17)', 'year')).toBe('year');
});
