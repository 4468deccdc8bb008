import { expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { countMembers, facetColumns, facetCondition, facetsOf } from './facets';

function column(name: string, role: string, type: string, extra: Partial<Column> = {}): Column {
  const feature = { dtype: 'string', _type: 'Value' };
  const base = { type: 'string', feature, statistics: null, extra: {} };
  return { ...base, name, role, column_type: type, ...extra };
}

const authors = column('authors', 'authors', 'list', {
  extra: { members: { total: 3, n_distinct: 2, most_frequent: [['Ada', 2]] } },
});
const type = column('type', 'class', 'string_label', {
  statistics: { frequencies: { Oral: 1, Poster: 4, Never: 0 } },
});
const keywords = column('keywords', 'keywords', 'string_text');
const year = column('year', 'year', 'int');

it('makes facets of the columns that papers have, then of other classes', () => {
  const split = column('flag', '', 'bool');
  const columns = [split, keywords, column('title', 'title', 'string_text'), year, type];
  expect(facetColumns(columns).map((one) => one.name)).toEqual([
    'type',
    'year',
    'keywords',
    'flag',
  ]);
});

it('takes what the server counted, and says how much it left out', () => {
  const counted = {
    authors: { missing: 0, distinct: 40, values: [{ value: 'Ada', count: 2 }] },
    type: { missing: 1, distinct: 1, values: [{ value: 'Oral', count: 4 }] },
    title: { missing: 0, distinct: null, values: [] },
  };
  const [first, second] = facetsOf([authors, type], counted, 40);
  expect(first?.values).toEqual([{ label: 'Oral', rows: 4, condition: `"type" = 'Oral'` }]);
  expect(first?.more).toBe(0);
  expect(second?.values[0]?.condition).toBe(`'Ada' IN "authors"`);
  expect(second?.more).toBe(39);
  expect(facetsOf([authors], {}, 40)).toEqual([]);
});

it('writes a condition for every kind of value', () => {
  expect(facetCondition(year, 2020)).toBe('"year" = 2020');
  expect(facetCondition(type, null)).toBe('"type" IS NULL');
  expect(facetCondition(keywords, 'a b')).toContain('regexp_matches("keywords"');
});

it('counts a member once a row, the most frequent first', () => {
  const rows = [{ authors: ['B', 'A', 'A'] }, { authors: ['A'] }, { authors: null }];
  expect(countMembers(rows, authors)).toEqual([
    ['A', 2],
    ['B', 1],
  ]);
});

it('has bars for numbers and dates, but not for what names rows', () => {
  const number = (name: string, role = '') =>
    ({
      name,
      role,
      type: 'int64',
      column_type: 'int',
      feature: { dtype: 'int64', _type: 'Value' },
      extra: {
        counts: [
          [1, 3],
          [2, 7],
        ],
      },
      statistics: {
        nan_count: 0,
        min: 1,
        max: 2,
        histogram: { hist: [3, 7], bin_edges: [1, 2, 2] },
      },
    }) as unknown as Column;
  const columns = [number('id', 'id'), number('score')];
  expect(facetColumns(columns).map(({ name }) => name)).toEqual(['score']);
  const [facet] = facetsOf(
    columns,
    { score: { missing: 0, distinct: 2, values: [{ value: 2, count: 5 }] } },
    10,
  );
  expect(facet?.bars?.bars.map(({ rows, here }) => [rows, here])).toEqual([
    [3, 0],
    [7, 5],
  ]);
});
