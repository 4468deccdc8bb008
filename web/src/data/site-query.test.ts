import { describe, expect, test } from 'vitest';
import type { Column, Hit, Json, Row } from './api-types';
import { siteQuery } from './site-query';

const column = (name: string, type: string, more: object = {}) =>
  ({
    name,
    kind: 'text',
    column_type: type,
    role: '',
    feature: { dtype: 'string', _type: 'Value' },
    extra: {},
    statistics: null,
    ...more,
  }) as unknown as Column;

const columns = [
  column('title', 'string_text', { role: 'title' }),
  column('text', 'string_text'),
  column('year', 'int'),
  column('type', 'class_label', { feature: { _type: 'ClassLabel', names: ['Oral', 'Poster'] } }),
  column('tags', 'list'),
  column('at', 'datetime'),
];
const data: Row[] = [
  {
    title: 'Zebra fish',
    text: 'swims',
    year: 2020,
    type: 0,
    tags: ['a', 'b'],
    at: '2024-01-01T00:00:00Z',
  },
  {
    title: 'Über maps',
    text: 'a zebra, too',
    year: 2022,
    type: 1,
    tags: [],
    at: '2024-02-01T10:00:00Z',
  },
  { title: 'Maps', text: "it's (odd) 50%", year: null, type: 1, tags: ['b'], at: null },
  { title: 'zebra maps', text: '', year: 2021, type: null, tags: null, at: '2024-01-31T23:59:59Z' },
];
const hits: Hit[] = data.map((row, row_idx) => ({
  row_idx,
  score: null,
  row,
  highlights: {},
  why: null,
}));

function rows(query: { q?: string; where?: string; sort?: string }): Json {
  const found = siteQuery(columns, hits, { q: '', where: '', sort: '', ...query });
  return typeof found === 'string' ? found : found.map(({ row_idx }) => row_idx);
}

describe('words over the rows of a site', () => {
  test('are found where a word begins with them, those in titles first', () => {
    expect(rows({ q: 'zebra' })).toEqual([0, 3, 1]);
    expect(rows({ q: 'ZEB map' })).toEqual([3, 1]);
    expect(rows({ q: 'uber' })).toEqual([1]);
    expect(rows({ q: 'ebra' })).toEqual([]);
  });

  test('may be phrases, be denied, and hold any character', () => {
    expect(rows({ q: '"zebra maps"' })).toEqual([3]);
    expect(rows({ q: 'zebra -maps' })).toEqual([0]);
    expect(rows({ q: '(odd) 50%' })).toEqual([2]);
    expect(rows({ q: '  "' })).toEqual([0, 1, 2, 3]);
  });
});

describe('conditions over the rows of a site', () => {
  test.each<[string, number[]]>([
    ['"year" = 2020', [0]],
    ['year >= 2021', [1, 3]],
    ['"year" >= 2020 AND "year" <= 2021', [0, 3]],
    ['"year" != 2020', [1, 3]],
    ['"year" IS NULL', [2]],
    ['"year" IS NOT NULL', [0, 1, 3]],
    ['NOT ("year" IS NULL)', [0, 1, 3]],
    ['NOT ("year" IS NOT NULL)', [2]],
    ['"text" IS NOT NULL', [0, 1, 2, 3]],
    ['"tags" IS NULL', [3]],
    [`"type" = 'Poster'`, [1, 2]],
    [`("type" = 'Poster' OR "type" = 'Oral')`, [0, 1, 2]],
    [`'b' IN "tags"`, [0, 2]],
    [`NOT ('b' IN "tags")`, [1]],
    [`('a' IN "tags" OR 'b' IN "tags") AND "year" = 2020`, [0]],
    [`contains(lower("text"), 'zebra')`, [1]],
    [`starts_with(lower("title"), 'z')`, [0, 3]],
    [`"title.length" <= 4`, [2]],
    [`"tags.length" >= 1`, [0, 2]],
    [`"at" >= '2024-01-31'`, [1, 3]],
    [`"at" <= '2024-01-31'`, [0]],
    [`"text" = 'it''s (odd) 50%'`, [2]],
  ])('%s', (where, expected) => {
    expect(rows({ where })).toEqual(expected);
  });

  test('of other forms are refused by their text', () => {
    expect(rows({ where: 'year(at) = 2024' })).toMatch(/not year\(at\) = 2024/);
    expect(rows({ where: '"nothing" = 1' })).toMatch(/"nothing" = 1/);
  });
});

test('an order has what is missing last both ways, and equal rows in their order', () => {
  expect(rows({ sort: 'year' })).toEqual([0, 3, 1, 2]);
  expect(rows({ sort: 'year desc' })).toEqual([1, 3, 0, 2]);
  expect(rows({ sort: 'type,year desc' })).toEqual([0, 1, 2, 3]);
  expect(rows({ q: 'zebra', where: 'year >= 2021', sort: 'title desc' })).toEqual([1, 3]);
});
