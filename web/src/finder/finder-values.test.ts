// Facets and reasons of every kind of column and value.

import { describe, expect, it } from 'vitest';
import type { Column, FacetAnswer, Hit, Json, Row } from '../data/api-types';
import { forSeeds } from '../ui/testing/random';
import { countMembers, facetColumns, facetCondition, facetsOf, isChosen, valuesOf } from './facets';
import { hitKey } from './hit-keys';
import { hitsAsRows } from './hits-as-rows';
import { whyLines } from './why';

function column(name: string, type: string, more: Partial<Column> = {}): Column {
  return {
    name,
    type: 'string',
    feature: { dtype: 'string', _type: 'Value' },
    role: '',
    column_type: type,
    statistics: null,
    extra: {},
    ...more,
  };
}
const classes = (name: string, count: number, more: Partial<Column> = {}) =>
  column(name, 'string_label', {
    statistics: {
      frequencies: Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, 1])),
    },
    ...more,
  });
const number = (name: string, more: Partial<Column> = {}) =>
  column(name, 'float', {
    feature: { dtype: 'float64', _type: 'Value' },
    statistics: { min: 0, max: 4, histogram: { hist: [1, 2], bin_edges: [0, 2, 4] } },
    ...more,
  });
const names = (columns: Column[]) => facetColumns(columns).map((one) => one.name);

describe('columns of facets', () => {
  it('have few classes', () => {
    expect(names([classes('few', 40), classes('many', 41)])).toEqual(['few']);
    expect(names([classes('many', 41, { role: 'class' })])).toEqual(['many']);
    expect(
      names([column('flag', 'bool'), column('text', 'string_text'), column('list', 'list')]),
    ).toEqual(['flag']);
  });

  it('are eight at most, those of papers first and numbers last', () => {
    const all = [
      number('n1'),
      number('n2'),
      ...['a', 'b', 'c', 'd', 'e'].map((name) => column(name, 'bool')),
      column('words', 'string_text', { role: 'keywords' }),
      column('kind', 'string_text', { role: 'class' }),
    ];
    expect(names(all)).toEqual(['kind', 'words', 'a', 'b', 'c', 'd', 'e', 'n1']);
  });

  it('have bars only where there is a distribution that is no name of rows', () => {
    expect(names([number('x')])).toEqual(['x']);
    expect(names([number('x', { role: 'id' })])).toEqual([]);
    expect(names([number('x', { statistics: null })])).toEqual([]);
    expect(names([number('x', { statistics: null, extra: { counts: [[1, 2]] } })])).toEqual(['x']);
    expect(names([number('x', { extra: { counts: [] }, statistics: { min: 0 } })])).toEqual([]);
    expect(names([number('day', { column_type: 'datetime' })])).toEqual(['day']);
  });
});

describe('conditions of facets', () => {
  it('say the value as the column holds it', () => {
    const cases: [Column, Json, string][] = [
      [column('a "b"', 'string_label'), "it's", `"a ""b""" = 'it''s'`],
      [column('c', 'string_label'), '', `"c" = ''`],
      [column('c', 'string_label'), null, '"c" IS NULL'],
      [column('l', 'list'), null, '"l" IS NULL'],
      [column('l', 'list'), 'x', `'x' IN "l"`],
      [column('l', 'list'), 5, '5 IN "l"'],
      [column('n', 'int'), -3, '"n" = -3'],
      [column('n', 'int'), 9007199254740993n, '"n" = 9007199254740993'],
      [column('n', 'float'), 1e-7, '"n" = 0.0000001'],
      [column('b', 'bool'), true, '"b" = true'],
      [column('b', 'bool'), false, '"b" = false'],
      [
        column('k', 'string_text', { role: 'keywords' }),
        'C++',
        `regexp_matches("k", '(?i)(^|[,;])\\s*C\\+\\+\\s*([,;]|$)')`,
      ],
    ];
    for (const [one, value, condition] of cases) expect(facetCondition(one, value)).toBe(condition);
  });

  it('can be told apart, and are found again where they are chosen', () => {
    forSeeds(300, (random) => {
      const one = random.pick([
        column('c', 'string_label'),
        column('l', 'list'),
        column('n', 'int'),
      ]);
      const value = (): Json => (one.column_type === 'int' ? random.below(5) : random.text());
      const answer: FacetAnswer = {
        missing: 0,
        distinct: 9,
        values: Array.from(new Set([value(), value(), value()])).map((each) => ({
          value: each,
          count: 1,
        })),
      };
      const values = valuesOf(one, answer);
      expect(new Set(values.map(({ condition }) => condition)).size).toBe(values.length);
      const facet = { column: one, values, bars: null, more: 0 };
      const chosen = random.pick(values).condition;
      expect(isChosen(facet, chosen)).toBe(true);
      expect(isChosen(facet, `"other" = 1 AND ${chosen}`)).toBe(true);
      expect(isChosen(facet, '"other" = 1')).toBe(false);
      expect(isChosen(facet, '')).toBe(false);
    });
  });

  it('have a label for what is missing, and keep every digit', () => {
    const answer: FacetAnswer = {
      missing: 1,
      distinct: 2,
      values: [
        { value: null, count: 3 },
        { value: 9007199254740993n, count: 1 },
      ],
    };
    expect(valuesOf(column('n', 'int'), answer).map(({ label, rows }) => [label, rows])).toEqual([
      ['none', 3],
      ['9007199254740993', 1],
    ]);
  });
});

describe('facets of an answer', () => {
  it('leave out what was not counted, what has no values and a single bar', () => {
    const flag = column('flag', 'bool');
    const empty: FacetAnswer = { missing: 9, distinct: 0, values: [] };
    expect(facetsOf([flag], {}, 9)).toEqual([]);
    expect(facetsOf([flag], { flag: empty }, 9)).toEqual([]);
    const one = number('x', {
      statistics: { min: 1, max: 1, histogram: { hist: [4], bin_edges: [1, 1] } },
    });
    expect(facetsOf([one], { x: empty }, 4)).toEqual([]);
  });

  it('count what lies beyond their values, never below nothing', () => {
    const flag = column('flag', 'bool');
    const more = (distinct: number | null) =>
      facetsOf(
        [flag],
        { flag: { missing: 0, distinct, values: [{ value: true, count: 1 }] } },
        1,
      )[0]?.more;
    expect(more(5)).toBe(4);
    expect(more(1)).toBe(0);
    expect(more(0)).toBe(0);
    expect(more(null)).toBe(0);
  });
});

it('members are counted once a row, however the column holds them', () => {
  const text = column('k', 'string_text', { role: 'keywords' });
  const list = column('k', 'list');
  const plain = column('k', 'string_label');
  forSeeds(200, (random) => {
    const rows = Array.from({ length: random.below(6) }, () => random.some(['A', 'b', 'C c'], 4));
    const wanted = new Map<string, number>();
    for (const row of rows)
      for (const one of new Set(row)) wanted.set(one, (wanted.get(one) ?? 0) + 1);
    const ofLists = countMembers(
      rows.map((k): Row => ({ k })),
      list,
    );
    expect(new Map(ofLists)).toEqual(wanted);
    const ofTexts = countMembers(
      rows.map((k): Row => ({ k: k.join(random.pick([', ', ';', ' ,'])) })),
      text,
    );
    expect(new Map(ofTexts)).toEqual(wanted);
    const counts = ofLists.map(([, count]) => count);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });
  expect(countMembers([{ k: null }, { k: 'x' }, {}], plain)).toEqual([['x', 1]]);
  expect(countMembers([{ k: null }, {}], list)).toEqual([]);
});

describe('keys among results', () => {
  it('mean one thing in each place', () => {
    const places = ['search box', 'a result', 'another field', 'elsewhere'] as const;
    const table: [string, (string | null)[]][] = [
      ['ArrowDown', ['first', null, null, null]],
      ['ArrowUp', [null, null, null, null]],
      ['j', [null, 'next', null, 'next']],
      ['K', [null, 'previous', null, 'previous']],
      ['Enter', [null, 'open', null, null]],
      ['s', [null, 'press s', null, null]],
      ['C', [null, 'press c', null, null]],
      ['l', [null, 'press l', null, null]],
      ['x', [null, null, null, null]],
      ['Escape', [null, null, null, null]],
    ];
    for (const [key, wanted] of table) {
      const got = places.map((place) => {
        const found = hitKey({ key, ctrlKey: false, metaKey: false, altKey: false }, place);
        return typeof found === 'object' && found ? `press ${found.press}` : found;
      });
      expect(got, key).toEqual(wanted);
      for (const held of ['ctrlKey', 'metaKey', 'altKey'])
        for (const place of places)
          expect(
            hitKey({ key, ctrlKey: false, metaKey: false, altKey: false, [held]: true }, place),
            `${held} ${key}`,
          ).toBeNull();
    }
  });
});

describe('reasons', () => {
  const lines = (why: Record<string, Json>, score: number | null = null) =>
    whyLines({ row_idx: 1, score, row: {}, highlights: {}, why } as unknown as Hit).map(
      ({ name, value }) => `${name}: ${value}`,
    );

  it('tell members of any form without losing one', () => {
    expect(lines({ terms: [] })).toEqual([]);
    expect(lines({ terms: null, odd: null })).toEqual([]);
    expect(lines({ keyword: 'plain', semantic: [1] })).toEqual([]);
    expect(lines({ odd: true, many: [1, 'a', null] })).toEqual(['odd: true', 'many: 1, a, ']);
    expect(lines({ nest: { a: { b: 1.23456 }, c: [] } })).toEqual(['nest: a b 1.235, c ']);
  });

  it('show numbers with four digits, and nothing of what is not known', () => {
    expect(lines({}, 0)).toEqual(['Score: 0']);
    expect(lines({}, 0.000123456)).toEqual(['Score: 0.0001235']);
    expect(lines({}, 12345.6)).toEqual(['Score: 12350']);
    expect(lines({ keyword: { rank: null, score: null, words: [], pairs: [] } })).toEqual([]);
    expect(lines({ keyword: { rank: 12_345, score: 1 } })).toEqual([
      'By words: rank 12,345, score 1',
    ]);
    expect(lines({ nearest_like: { row_idx: 7, similarity: 0.5 } })).toEqual([
      'Nearest liked: row 7, similarity 0.5',
    ]);
  });

  it('name words side by side', () => {
    const keyword = {
      rank: 1,
      score: 2,
      words: [{ term: 'a', score: 1, fields: {} }],
      pairs: [{ first: 'a', second: 'b', count: 2 }],
    };
    expect(lines({ keyword })).toEqual([
      'By words: rank 1, score 2',
      '“a”: 1',
      'Side by side: first a, second b, count 2',
    ]);
  });
});

it('hits are rows beside each other by their place', () => {
  const hits = [5, 3, 9].map((row_idx) => ({ row_idx }) as Hit);
  const rows = hitsAsRows(hits, 100);
  expect([rows.total, rows.numRows]).toEqual([3, 100]);
  expect(rows.at(1)?.row_idx).toBe(3);
  expect(rows.at(3)).toBeUndefined();
  expect(rows.positionOf(9)).toBe(2);
  expect(rows.positionOf(4)).toBe(-1);
});
