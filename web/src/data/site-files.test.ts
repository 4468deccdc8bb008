import { expect, test } from 'vitest';
import { ApiError } from './api';
import { chunksOf, siteRows } from './site-files';
import { homeUrl } from './base';
import { site, sitePath } from './site';

test('rows are found in the chunks that they begin in, lie in and end in', () => {
  const starts = [0, 100, 150, 200];
  expect(chunksOf(starts, 0, 100)).toEqual([0]);
  expect(chunksOf(starts, 100, 200)).toEqual([100, 150]);
  expect(chunksOf(starts, 99, 101)).toEqual([0, 100]);
  expect(chunksOf(starts, 250, 260)).toEqual([200]);
  expect(chunksOf(starts, 300, 300)).toEqual([200]);
  expect(chunksOf([], 0, 0)).toEqual([]);
});

test('a page from a server is no site', () => {
  expect(site).toBeNull();
  expect(homeUrl()).toBe('/');
});

test('names in paths stay one part each', () => {
  expect(sitePath('a b', '%', 'rows.json')).toBe('data/a%20b/%25/rows.json');
});

test('what takes a server is refused before anything is fetched', async () => {
  const ref = { owner: 'a', name: 'b', config: '', split: '' };
  for (const query of [{ q: 'x' }, { where: 'a = 1' }, { sort: 'a' }])
    await expect(siteRows(ref, { q: '', where: '', sort: '', ...query }, 100, 0)).rejects.toThrow(
      ApiError,
    );
});
