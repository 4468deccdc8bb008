import { expect, it } from 'vitest';
import { findBody, findPath } from './find-api';
import type { SearchRequest } from './parameters';

const ref = { owner: 'a/b', name: 'c d', config: '', split: 'test' };
const query = { q: 'x & y', where: `"t" = 'é'`, sort: '' };

it('asks for a search in the address, and with examples in a body', () => {
  const request: SearchRequest = {
    ...query,
    mode: 'hybrid',
    typing: true,
    like: [3],
    dislike: [],
    facets: ['year', 'TL;DR'],
    columns: [],
    limit: 20,
    offset: 0,
  };
  const url = new URL(findPath(ref, request), 'http://x');
  expect(url.searchParams.get('facets')).toBe('year,"TL;DR"');
  expect(url.searchParams.has('mode')).toBe(false);
  expect(findBody(ref, request)).toEqual({
    split: 'test',
    q: 'x & y',
    typing: 1,
    where: `"t" = 'é'`,
    limit: 20,
    offset: 0,
    like: [3],
    facets: ['year', 'TL;DR'],
    facet_limit: 30,
  });
});
